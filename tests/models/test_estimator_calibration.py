"""Ranks, tiers of groups, weights, new clusters."""

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
    fit_offsets,
    new_cluster_percentiles,
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


def test_small_groups_fall_back_tier_by_tier() -> None:
    keys = np.array([[0, 0]] * 40 + [[0, 1]] * 5 + [[1, 0]] * 5, dtype=float)
    scores = np.r_[np.zeros(40), np.full(5, 7.0), np.full(5, -7.0)]
    found = fit_offsets(scores, keys, [[0, 1], [0]], [0.1, 0.5, 0.9], least=30)
    offsets, tier = found.at(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [np.nan, np.nan]]))
    assert tier.tolist() == [0, 1, 2, 2]
    assert offsets[0].tolist() == [0, 0, 0]
    assert found.counts[1] == {(0.0,): 45}


def test_a_missing_label_is_a_group_of_its_own() -> None:
    keys = np.r_[np.full((40, 1), np.nan), np.zeros((40, 1))]
    found = fit_offsets(np.r_[np.ones(40), np.zeros(40)], keys, [[0]], [0.5], least=30)
    assert found.at(np.array([[np.nan], [0.0]]))[0].ravel().tolist() == [1.0, 0.0]


def test_equal_weights_are_plain_percentiles(rng: np.random.Generator) -> None:
    scores = rng.normal(size=999)
    plain = np.sort(scores)[[99, 499, 899]]
    np.testing.assert_array_equal(weighted_percentiles(scores, np.ones(999), [0.1, 0.5, 0.9]), plain)


def test_a_new_cluster_is_covered_though_few_were_seen() -> None:
    inside = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        clusters = np.repeat(np.arange(4), [400, 30, 60, 120])
        scores = rng.normal(0, 0.3, 4)[clusters] + rng.normal(0, 0.2, len(clusters))
        low, high = new_cluster_percentiles(scores, clusters, [0.1, 0.9])
        new = rng.normal(0, 0.3) + rng.normal(0, 0.2, 50)
        inside.append(((new >= low) & (new <= high)).mean())
    error = np.std(inside) / np.sqrt(len(inside))
    assert abs(np.mean(inside) - 0.8) < 0.03 + 2 * error


def test_clusters_that_do_not_differ_give_plain_percentiles(rng: np.random.Generator) -> None:
    clusters = np.repeat(np.arange(40), 200)
    scores = rng.normal(size=len(clusters))
    found = new_cluster_percentiles(scores, clusters, [0.1, 0.5, 0.9])
    assert found == pytest.approx(np.quantile(scores, [0.1, 0.5, 0.9]), abs=0.02)
