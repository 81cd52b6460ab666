"""Conformal ranks against a published table of order statistics.

Wilks, S. (1941), Annals of Mathematical Statistics 12, 91-96, as tabled by Hahn, G. and Meeker, W. (1991), Statistical
Intervals: samples whose largest value bounds 90, 95 or 99 % of a population with 95 % confidence. The table prints
whole numbers, so the tolerance of half a unit means equality.
"""

from __future__ import annotations

import numpy as np
import pytest

from tpm_insights.models.estimator_calibration import conformal_percentiles, conformal_rank, coverage_range

WILKS = {0.90: 29, 0.95: 59, 0.99: 299}


@pytest.mark.parametrize(("share", "n"), WILKS.items())
def test_samples_whose_largest_value_bounds_a_share(share: float, n: int) -> None:
    # the largest of n values is the bound of rank n: its coverage is above the share with 95 % confidence
    for size, enough in ((n, True), (n - 1, False)):
        low, _ = coverage_range(size, size / (size + 1), level=0.90)
        assert conformal_rank(size, size / (size + 1)) == size
        assert (low >= share) == enough


def test_coverage_of_a_rank_is_the_beta_law() -> None:
    rng = np.random.default_rng(0)
    bounds = np.array([conformal_percentiles(rng.random(99), [0.5, 0.9])[1] for _ in range(4_000)])
    low, high = coverage_range(99, 0.9, level=0.9)  # of uniform values the bound is its own coverage
    assert bounds.mean() == pytest.approx(0.9, abs=0.002)
    assert np.mean((bounds >= low) & (bounds <= high)) == pytest.approx(0.9, abs=0.015)
