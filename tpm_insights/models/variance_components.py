"""How much clusters differ, as a whole and in single groups, by restricted maximum likelihood on the means of cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from tpm_insights.models.threads import one_thread
from tpm_insights.models.tidy import Floats

LOWEST, HIGHEST = 1e-3, 10.0  # bounds of a standard deviation, in those of a single record


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Variances of the effects of a cluster, and the mean over clusters.

    Attributes
    ----------
    variances : ndarray of shape (n_relations,)
        As in `relations`: of the cluster as a whole, of each part of the key within it, of the whole key within it.
    mean, mean_variance : float
        Mean over clusters, and its squared standard error.
    freedom : float
        Degrees of freedom of what a new cluster's group differs by (Satterthwaite).
    """

    variances: Floats
    mean: float
    mean_variance: float
    freedom: float

    def covariance(self, keys: Floats) -> Floats:
        """Return the covariance of the effects that a cluster not seen has in some groups.

        Parameters
        ----------
        keys : ndarray of shape (n_groups, n_parts)
            The groups.

        Returns
        -------
        ndarray of shape (n_groups, n_groups)
            That of the mean over clusters is part of it.
        """
        return np.asarray(np.tensordot(self.variances, relations(keys), 1) + self.mean_variance)


def relations(keys: Floats) -> Floats:
    """Return which groups of a cluster share an effect.

    Parameters
    ----------
    keys : ndarray of shape (..., n_groups, n_parts)
        The groups, also of several clusters at once.

    Returns
    -------
    ndarray of shape (n_relations, ..., n_groups, n_groups)
        All do; those alike in one part of the key, part by part; and, where there are two parts or more, every group
        with itself.

    Examples
    --------
    >>> relations(np.array([[0.0, 0.0], [0.0, 1.0]]))[1:, 0].tolist()
    [[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]]
    """
    alike = [keys[..., :, None, part] == keys[..., None, :, part] for part in range(keys.shape[-1])]
    whole = [np.logical_and.reduce(alike)] if len(alike) > 1 else []
    return np.array([np.ones((*keys.shape[:-1], keys.shape[-2])), *alike, *whole], dtype=float)


def fit_components(means: Floats, errors: Floats, clusters: np.ndarray, keys: Floats) -> Components:
    """Estimate how clusters differ from the means of their groups.

    Parameters
    ----------
    means : ndarray of shape (n_cells,)
        Mean of each cell of cluster and group.
    errors : ndarray of shape (n_cells,)
        Variance of that mean by the luck of its records.
    clusters : ndarray of shape (n_cells,)
        Cluster of each cell; two at least.
    keys : ndarray of shape (n_cells, n_parts)
        Group of each cell.

    Returns
    -------
    Components
        Estimates.

    Notes
    -----
    Restricted maximum likelihood, as for a meta-analysis of several outcomes with known variances within studies
    (Viechtbauer, W. 2005, Journal of Educational and Behavioral Statistics 30, 261-293); degrees of freedom by
    Satterthwaite, F. (1946), Biometrics Bulletin 2, 110-114, from clusters less one and cells less clusters.

    Examples
    --------
    >>> found = fit_components(np.array([-1.0, 0.0, 1.0]), np.full(3, 0.5), np.arange(3), np.empty((3, 0)))
    >>> found.variances.round(3).tolist(), found.freedom
    ([0.5], 2.0)
    """
    blocks = _blocks(means, errors, clusters, keys)
    n_relations = len(blocks[0].shared)
    start = np.full(n_relations, np.log(max(float(means.std()) / 2, LOWEST)))
    bounds = [(np.log(LOWEST), np.log(HIGHEST))] * n_relations
    with one_thread("blas"):  # the matrices are small
        logs = optimize.minimize(
            lambda x: _deviance(x, blocks)[:2],
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-13, "gtol": 1e-8},
        ).x
    _, _, mean, mean_variance = _deviance(logs, blocks)
    variances = np.exp(2 * logs)
    between, groups = float(variances[0]) + mean_variance, float(variances[1:].sum())
    return Components(
        variances, mean, mean_variance, _freedom(between, groups, sum(len(b.values) for b in blocks), len(means))
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Clusters of as many cells each: their means, variances by luck, and which cells share an effect."""

    values: Floats
    errors: Floats
    shared: Floats


def _blocks(means: Floats, errors: Floats, clusters: np.ndarray, keys: Floats) -> list[_Block]:
    """Put clusters with as many cells side by side, so that their matrices are worked on at once."""
    _, number, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    rows = np.split(np.argsort(number.ravel(), kind="stable"), np.cumsum(sizes)[:-1])
    together = [np.array([row for row in rows if len(row) == size]) for size in np.unique(sizes)]
    return [_Block(means[place], errors[place], relations(keys[place])) for place in together]


def _deviance(logs: Floats, blocks: list[_Block]) -> tuple[float, Floats, float, float]:
    """Return twice the negative restricted log likelihood, its slope by log deviation, the mean and its variance."""
    sizes = np.exp(2 * logs)
    total, weight, cross = 0.0, 0.0, 0.0
    solved = []
    for block in blocks:
        covariance = np.tensordot(sizes, block.shared, 1)
        covariance[..., range(block.errors.shape[1]), range(block.errors.shape[1])] += block.errors
        inverse = np.linalg.inv(covariance)
        of_ones, of_values = inverse.sum(axis=-1), (inverse @ block.values[..., None])[..., 0]
        total += float(np.linalg.slogdet(covariance)[1].sum())
        weight, cross = weight + float(of_ones.sum()), cross + float(of_values.sum())
        solved.append((inverse, of_ones, of_values))
    mean = cross / weight
    slope = np.zeros(len(logs))
    for block, (inverse, of_ones, of_values) in zip(blocks, solved, strict=True):
        left = of_values - mean * of_ones
        total += float(((block.values - mean) * left).sum())
        change = (
            inverse - left[..., :, None] * left[..., None, :] - of_ones[..., :, None] * of_ones[..., None, :] / weight
        )
        slope += 2 * sizes * (block.shared.reshape(len(sizes), -1) @ change.ravel())
    return total + float(np.log(weight)), slope, mean, 1 / weight


def _freedom(between: float, groups: float, clusters: int, cells: int) -> float:
    """Return the degrees of freedom of a sum of variances told from clusters and from their cells."""
    parts = between**2 / max(clusters - 1, 1) + groups**2 / max(cells - clusters, 1)
    return float((between + groups) ** 2 / parts)
