"""Clusters: one that was not seen is covered, and records of its own bring its groups home."""

from __future__ import annotations

import pickle

import numpy as np

from tpm_insights.models.estimator_clusters import fit_clusters

TENTHS = [0.1, 0.5, 0.9]
NONE = np.empty((1, 0))


def invented(rng: np.random.Generator, clusters: int, each: int = 60) -> tuple[np.ndarray, ...]:
    """Scores of clusters with an effect of their own, of each of two parts of the key, and a spread by group."""
    label = np.repeat(np.arange(clusters), each)
    keys = rng.integers(0, 3, (len(label), 2)).astype(float)
    effect = rng.normal(0, 0.2, clusters)[label]
    effect += rng.normal(0, 0.1, (clusters, 3))[label, keys[:, 0].astype(int)]
    effect += rng.normal(0, 0.1, (clusters, 3))[label, keys[:, 1].astype(int)]
    return effect + rng.normal(size=len(label)) * (0.1 + 0.1 * keys[:, 0]), label, keys


def inside(scores: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Say which scores lie between the outer percentiles."""
    return (scores >= found[:, 0]) & (scores <= found[:, -1])


def test_a_new_cluster_is_covered_though_few_were_seen() -> None:
    shares = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        clusters = np.repeat(np.arange(4), [400, 30, 60, 120])
        scores = rng.normal(0, 0.3, 4)[clusters] + rng.normal(0, 0.2, len(clusters))
        found = fit_clusters(scores, clusters, np.empty((len(scores), 0)), TENTHS).at(NONE)[0]
        new = rng.normal(0, 0.3) + rng.normal(0, 0.2, 50)
        shares.append(inside(new, np.repeat(found, 50, axis=0)).mean())
    error = np.std(shares) / np.sqrt(len(shares))
    assert abs(np.mean(shares) - 0.8) < 0.03 + 2 * error


def test_clusters_that_do_not_differ_give_plain_percentiles(rng: np.random.Generator) -> None:
    scores, clusters = rng.normal(size=8_000), np.repeat(np.arange(40), 200)
    found = fit_clusters(scores, clusters, np.empty((8_000, 0)), TENTHS).at(NONE)[0][0]
    np.testing.assert_allclose(found, np.quantile(scores, TENTHS), atol=0.03)


def test_records_of_its_own_narrow_the_range_and_cover_its_groups() -> None:
    covered, widths = {0: [], 30: []}, {0: [], 30: []}
    for seed in range(10):
        rng = np.random.default_rng(seed)
        scores, clusters, keys = invented(rng, 9, 400)
        last = clusters == 8
        seen = fit_clusters(scores[~last], clusters[~last], keys[~last], TENTHS)
        own, new = (scores[last][:30], keys[last][:30]), (scores[last][30:], keys[last][30:])
        for n, shares in covered.items():
            fitted = seen.told(*own) if n else seen
            found = fitted.at(new[1])[0]
            shares.append(inside(new[0], found).mean())
            widths[n].append(np.mean(found[:, -1] - found[:, 0]))
    for shares in covered.values():
        assert abs(np.mean(shares) - 0.8) < 0.02 + 2 * np.std(shares) / np.sqrt(len(shares))
    assert np.std(covered[30]) < np.std(covered[0]) / 2
    assert np.mean(widths[30]) < 0.9 * np.mean(widths[0])


def test_many_records_of_its_own_leave_nothing_to_the_others(rng: np.random.Generator) -> None:
    scores, clusters, keys = invented(rng, 6, 2_000)
    own = rng.normal(3.0, 0.5, 20_000)
    group = np.tile([[1.0, 1.0]], (len(own), 1))
    found = fit_clusters(scores, clusters, keys, TENTHS).told(own, group).at(group[:1])[0][0]
    np.testing.assert_allclose(found, np.quantile(own, TENTHS), atol=0.06)


def test_a_group_that_no_cluster_has_is_predicted_wider(rng: np.random.Generator) -> None:
    scores, clusters, keys = invented(rng, 6)
    fitted = fit_clusters(scores, clusters, keys, TENTHS)
    told = fitted.told(scores[:60], keys[:60])
    asked = np.array([[1.0, 1.0], [1.0, 9.0], [np.nan, np.nan]])
    found, tier = told.at(asked)
    assert tier.tolist() == [0, 1, 1]
    assert np.isfinite(found).all()
    assert np.ptp(found[1]) > np.ptp(told.at(asked[:1])[0][0])


def test_the_same_in_any_unit_and_after_pickling(rng: np.random.Generator) -> None:
    scores, clusters, keys = invented(rng, 6)
    fitted = fit_clusters(scores, clusters, keys, TENTHS).told(scores[:30], keys[:30])
    asked = keys[:9]
    times = fit_clusters(1e5 * scores, clusters, keys, TENTHS).told(1e5 * scores[:30], keys[:30])
    np.testing.assert_allclose(times.at(asked)[0], 1e5 * fitted.at(asked)[0], rtol=1e-6)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).at(asked)[0], fitted.at(asked)[0])


def test_single_records_and_equal_scores_are_survived() -> None:
    clusters = np.arange(5)
    keys = clusters[:, None].astype(float)
    assert np.isfinite(fit_clusters(np.arange(5.0), clusters, keys, TENTHS).at(keys)[0]).all()
    assert np.isfinite(fit_clusters(np.zeros(5), np.array([0, 0, 0, 1, 1]), keys, TENTHS).at(keys)[0]).all()
