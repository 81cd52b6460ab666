"""Variance components: closed forms, planted variances, degrees of freedom; a published table is in tests/published."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tpm_insights.models.variance_components import _blocks, _deviance, fit_components, relations


def test_equal_errors_give_the_variance_of_the_means_less_the_error(rng: np.random.Generator) -> None:
    means = rng.normal(0, 1.5, 12)
    found = fit_components(means, np.full(12, 0.4), np.arange(12), np.empty((12, 0)))
    assert found.variances[0] == pytest.approx(means.var(ddof=1) - 0.4, rel=1e-3)
    assert found.mean == pytest.approx(means.mean())
    assert found.mean_variance == pytest.approx(means.var(ddof=1) / 12, rel=1e-3)
    assert found.freedom == pytest.approx(11)


def test_planted_components_are_found() -> None:
    parts = np.array([[i, j] for i in range(4) for j in range(3)], dtype=float)
    found = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        keys, clusters = np.tile(parts, (40, 1)), np.repeat(np.arange(40), 12)
        effect = rng.normal(0, 1.0, 40)[clusters] + rng.normal(0, 0.2, 480)
        effect += rng.normal(0, 0.6, (40, 4))[clusters, keys[:, 0].astype(int)]
        effect += rng.normal(0, 0.3, (40, 3))[clusters, keys[:, 1].astype(int)]
        found.append(fit_components(effect + rng.normal(0, 0.1, 480), np.full(480, 0.01), clusters, keys).variances)
    error = np.std(found, axis=0) / np.sqrt(len(found))
    assert (np.abs(np.mean(found, axis=0) - [1.0, 0.36, 0.09, 0.04]) < 3 * error + 0.01).all()


def test_covariance_of_groups_is_what_they_share(rng: np.random.Generator) -> None:
    keys = np.array([[0.0, 0.0], [0.0, 1.0], [-np.inf, 1.0]])
    found = fit_components(rng.normal(size=9), np.full(9, 0.1), np.repeat([0, 1, 2], 3), np.tile(keys, (3, 1)))
    whole, first, second, both = found.variances
    expected = np.array([
        [whole + first + second + both, whole + first, whole],
        [whole + first, whole + first + second + both, whole + second],
        [whole, whole + second, whole + first + second + both],
    ]) + found.mean_variance  # fmt: skip
    np.testing.assert_allclose(found.covariance(keys), expected)
    assert relations(np.empty((2, 0))).tolist() == [[[1, 1], [1, 1]]]


def test_slope_is_that_of_the_likelihood_also_with_clusters_of_unlike_size(rng: np.random.Generator) -> None:
    keys = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [0, 1], [1, 1], [2, 0]], dtype=float)
    blocks = _blocks(rng.normal(size=7), rng.uniform(0.1, 0.4, 7), np.array([4, 4, 4, 2, 2, 9, 9]), keys)
    assert [block.values.shape for block in blocks] == [(2, 2), (1, 3)]
    at = np.log([0.7, 0.4, 0.3, 0.5])
    around = [[_deviance(at + step, blocks)[0] for step in (way, -way)] for way in np.eye(4) * 1e-5]
    slope = [(up - down) / 2e-5 for up, down in around]
    np.testing.assert_allclose(_deviance(at, blocks)[1], slope, rtol=1e-6)


def test_likelihood_is_that_of_the_whole_covariance(rng: np.random.Generator) -> None:
    """Patterson and Thompson (1971): minus twice the log of the density of contrasts free of the mean."""
    keys, clusters = np.array([[0.0], [1.0], [0.0], [1.0], [2.0]]), np.array([0, 0, 1, 1, 1])
    values, errors = rng.normal(2, 1, 5), rng.uniform(0.1, 0.4, 5)
    found = []
    for whole, part in ((0.5, 0.2), (1.5, 0.7)):
        same = clusters[:, None] == clusters
        covariance = np.diag(errors) + whole**2 * same + part**2 * (same & (keys == keys.T))
        contrasts = np.diff(np.eye(5), axis=0)
        expected = stats.multivariate_normal.logpdf(
            contrasts @ values, np.zeros(4), contrasts @ covariance @ contrasts.T
        )
        deviance, _, mean, variance = _deviance(np.log([whole, part]), _blocks(values, errors, clusters, keys))
        weights = np.linalg.solve(covariance, np.ones(5))
        assert (mean, variance) == pytest.approx((weights @ values / weights.sum(), 1 / weights.sum()))
        found.append(deviance + 2 * expected)
    assert found[0] == pytest.approx(found[1])  # they differ by a constant
