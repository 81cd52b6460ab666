"""How much clusters differ, as a whole and in single groups, by restricted maximum likelihood on the means of cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

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
    keys : ndarray of shape (n_groups, n_parts)
        The groups.

    Returns
    -------
    ndarray of shape (n_relations, n_groups, n_groups)
        All do; those alike in one part of the key, part by part; and, where there are two parts or more, every group
        with itself.

    Examples
    --------
    >>> relations(np.array([[0.0, 0.0], [0.0, 1.0]]))[1:, 0].tolist()
    [[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]]
    """
    alike = [keys[:, None, part] == keys[None, :, part] for part in range(keys.shape[1])]
    whole = [np.logical_and.reduce(alike)] if len(alike) > 1 else []
    return np.array([np.ones((len(keys), len(keys))), *alike, *whole], dtype=float)


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
    rows = [np.flatnonzero(clusters == cluster) for cluster in np.unique(clusters)]
    blocks = [(means[i], np.diag(errors[i]), relations(keys[i])) for i in rows]

    def evaluate(logs: Floats) -> tuple[float, float, float]:
        """Return twice the negative log likelihood, the mean and its variance."""
        total, whitened = 0.0, []
        for values, luck, shared in blocks:
            root = np.linalg.cholesky(np.tensordot(np.exp(2 * logs), shared, 1) + luck)
            total += 2 * float(np.log(root.diagonal()).sum())
            whitened.append(np.linalg.solve(root, np.column_stack([np.ones(len(values)), values])))
        ones, values = np.vstack(whitened).T
        weight = float(ones @ ones)
        mean = float(ones @ values) / weight
        return total + float(((values - mean * ones) ** 2).sum()) + np.log(weight), mean, 1 / weight

    start = np.full(len(blocks[0][2]), np.log(max(float(means.std()) / 2, LOWEST)))
    bounds = [(np.log(LOWEST), np.log(HIGHEST))] * len(start)
    logs = optimize.minimize(lambda x: evaluate(x)[0], start, method="L-BFGS-B", bounds=bounds).x
    _, mean, mean_variance = evaluate(logs)
    variances = np.exp(2 * logs)
    freedom = _freedom(float(variances[0]) + mean_variance, float(variances[1:].sum()), len(rows), len(means))
    return Components(variances, mean, mean_variance, freedom)


def _freedom(between: float, groups: float, clusters: int, cells: int) -> float:
    """Return the degrees of freedom of a sum of variances told from clusters and from their cells."""
    parts = between**2 / max(clusters - 1, 1) + groups**2 / max(cells - clusters, 1)
    return float((between + groups) ** 2 / parts)
