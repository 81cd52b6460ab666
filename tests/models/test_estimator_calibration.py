"""Ranks and percentiles of what is missed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.errors import UsageError
from tpm_insights.models.estimator_calibration import (
    conformal_percentiles,
    conformal_rank,
    coverage_range,
    weighted_percentiles,
)


@given(st.integers(1, 500), st.floats(0.01, 0.99))
def test_ranks_mirror_each_other(n: int, quantile: float) -> None:
    if abs(quantile - 0.5) > 1e-6:
        assert conformal_rank(n, quantile) + conformal_rank(n, 1 - quantile) == n + 1


@given(st.integers(30, 400), st.sampled_from([0.75, 0.9, 0.95]))
def test_rank_holds_what_it_promises_and_not_much_more(n: int, quantile: float) -> None:
    expected = conformal_rank(n, quantile) / (n + 1)
    assert quantile - 1e-9 <= expected < quantile + 1 / (n + 1)


def test_too_few_values_give_the_extreme_ones() -> None:
    assert conformal_rank(5, 0.9) == 6
    assert conformal_percentiles(np.array([3.0, 1.0, 2.0]), [0.1, 0.5, 0.9]).tolist() == [1.0, 2.0, 3.0]
    assert coverage_range(5, 0.9) == (1.0, 1.0)
    assert coverage_range(5, 0.1) == (0.0, 0.0)


def test_ranks_of_nothing_are_refused() -> None:
    with pytest.raises(UsageError, match="at least one value"):
        conformal_rank(0, 0.5)


def test_equal_weights_are_plain_percentiles(rng: np.random.Generator) -> None:
    scores = rng.normal(size=999)
    plain = np.sort(scores)[[99, 499, 899]]
    np.testing.assert_array_equal(weighted_percentiles(scores, np.ones(999), [0.1, 0.5, 0.9]), plain)
