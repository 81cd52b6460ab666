"""Groups: calibrated by themselves, the smaller the more like the wider one."""

from __future__ import annotations

import numpy as np
import pytest

from tpm_insights.models.estimator_calibration import conformal_percentiles
from tpm_insights.models.estimator_groups import fit_offsets, group_keys

KEYS = np.array([[0, 0]] * 40 + [[0, 1]] * 5 + [[1, 0]] * 5, dtype=float)
SCORES = np.r_[np.zeros(40), np.full(5, 7.0), np.full(5, -7.0)]


def test_groups_too_small_fall_back_tier_by_tier() -> None:
    found = fit_offsets(SCORES, KEYS, [[0, 1], [0]], [0.1, 0.5, 0.9], pool=0)
    offsets, tier = found.at(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [np.nan, np.nan]]))
    assert tier.tolist() == [0, 1, 2, 2]
    assert offsets[0].tolist() == [0, 0, 0]
    assert found.counts[1] == {(0.0,): 45}


def test_a_missing_label_is_a_group_of_its_own() -> None:
    keys = np.r_[np.full((40, 1), np.nan), np.zeros((40, 1))]
    found = fit_offsets(np.r_[np.ones(40), np.zeros(40)], keys, [[0]], [0.5], pool=0)
    assert found.at(np.array([[np.nan], [0.0]]))[0].ravel().tolist() == [1.0, 0.0]


@pytest.mark.parametrize("pool", [0.0, 30.0, 1e12])
def test_a_group_counts_by_its_number_against_the_wider_one(rng: np.random.Generator, pool: float) -> None:
    keys = np.repeat([[0.0], [1.0]], [300, 60], axis=0)
    scores = rng.normal(size=360) * np.where(keys[:, 0] == 0, 1, 3)
    whole, own = (conformal_percentiles(x, [0.1, 0.9]) for x in (scores, scores[300:]))
    found = fit_offsets(scores, keys, [[0]], [0.1, 0.9], pool).at(np.array([[1.0]]))[0][0]
    np.testing.assert_allclose(found, (60 * own + pool * whole) / (60 + pool))


def test_pooled_tenths_of_small_groups_cover_better_than_their_own() -> None:
    wrong = {0.0: [], 100.0: []}
    for seed in range(40):
        rng = np.random.default_rng(seed)
        keys = np.repeat(np.arange(20.0), 20)[:, None]
        scores, new = rng.normal(size=400), rng.normal(size=(20, 400))
        for pool, misses in wrong.items():
            ends = fit_offsets(scores, keys, [[0]], [0.1, 0.9], pool).at(np.arange(20.0)[:, None])[0]
            covered = ((new >= ends[:, :1]) & (new <= ends[:, 1:])).mean(axis=1)
            misses.append(float(np.abs(covered - 0.8).mean()))
    assert np.mean(wrong[100.0]) < np.mean(wrong[0.0]) / 2


def test_keys_without_groups_make_no_tier() -> None:
    keys, tiers = group_keys(np.ones((3, 2)), [], None, ())
    assert keys.shape == (3, 0)
    assert tiers == []
    assert fit_offsets(np.arange(3.0), keys, tiers, [0.5], 100.0).at(keys)[0].ravel().tolist() == [1.0, 1.0, 1.0]
