"""Percentiles for a cluster (a source) that was not seen, or of which only some records are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import special, stats

from tpm_insights.models.estimator_calibration import weighted_percentiles
from tpm_insights.models.estimator_groups import Key, distinct_keys
from tpm_insights.models.tidy import Floats
from tpm_insights.models.variance_components import Components, fit_components

SHIFTS = (np.arange(99) + 0.5) / 99
DISTANCES = (np.arange(199) + 0.5) / 199
STEADY = 20.0  # records of a cell at which its own spread counts half


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Means of the cells of cluster and group.

    Attributes
    ----------
    means, errors : ndarray of shape (n_cells,)
        Mean score, and its variance by the luck of its records.
    clusters : ndarray of int of shape (n_cells,)
        Cluster of each.
    keys : ndarray of shape (n_cells, n_parts)
        Group of each.
    """

    means: Floats
    errors: Floats
    clusters: np.ndarray
    keys: Floats

    def and_of_another(self, means: Floats, errors: Floats, keys: Floats) -> Cells:
        """Return these cells and those of one more cluster.

        Parameters
        ----------
        means, errors, keys : ndarray
            Of its cells.

        Returns
        -------
        Cells
            All of them.
        """
        clusters = np.r_[self.clusters, np.full(len(means), self.clusters.max() + 1)]
        return Cells(np.r_[self.means, means], np.r_[self.errors, errors], clusters, np.vstack([self.keys, keys]))

    def components(self) -> Components:
        """Return how the clusters differ.

        Returns
        -------
        Components
            See `fit_components`.
        """
        return fit_components(self.means, self.errors, self.clusters, self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class OwnRecords:
    """What is known of the cluster that percentiles are for, as sums by group.

    Attributes
    ----------
    keys : ndarray of shape (n_groups, n_parts)
        Its groups.
    counts, sums : ndarray of shape (n_groups,)
        Records and the sum of their scores, less the mean over clusters.
    squares : ndarray of shape (n_groups,)
        Sum of squares of what the other records of the cluster miss on each, in its predicted standard deviations.
    """

    keys: Floats
    counts: Floats
    sums: Floats
    squares: Floats


@dataclass(frozen=True, slots=True, eq=False)
class ClusterOffsets:
    """Percentiles of what is missed in a new cluster, by group.

    Attributes
    ----------
    quantiles : tuple of float
        Between 0 and 1, rising.
    columns : tuple of tuple of int
        Tiers of groups, as in `GroupOffsets`: those seen, and everything.
    unit : float
        Standard deviation of a record within its cell; all below is in this unit.
    cells : Cells
        Means of the cells of cluster and group.
    components : Components
        How clusters differ.
    within : mapping
        Variance within a cell, by group; 1 for a group not seen.
    distances : ndarray
        Percentiles of the distance from the mean of a cell, in its standard deviations.
    steady : tuple of float
        How many records the spread of other clusters, and of other groups of a cluster, is worth.
    own : OwnRecords or None
        What is known of the cluster; None for one that was not seen.
    """

    quantiles: tuple[float, ...]
    columns: tuple[tuple[int, ...], ...]
    unit: float
    cells: Cells = field(repr=False)
    components: Components
    within: Mapping[Key, float] = field(repr=False)
    distances: Floats = field(repr=False)
    steady: tuple[float, float]
    own: OwnRecords | None = field(repr=False, default=None)

    def at(self, keys: Floats) -> tuple[Floats, np.ndarray]:
        """Return the percentiles of each row.

        Parameters
        ----------
        keys : ndarray of shape (n, n_parts)
            Group labels as numbers; NaN is a label too.

        Returns
        -------
        offsets : ndarray of shape (n, n_quantiles)
            In units of the outcome.
        tier : ndarray of int of shape (n,)
            0 for groups seen, 1 for others.
        """
        distinct, inverse = distinct_keys(keys)
        effects, doubts, scales = self._known(np.array(distinct).reshape(len(distinct), -1))
        freedom = self.components.freedom + (0 if self.own is None else self.own.counts.sum())
        rows = []
        shifts = stats.t.ppf(SHIFTS, freedom)[:, None]
        for key, effect, doubt, scale in zip(distinct, effects, doubts, scales, strict=True):
            sums = shifts * np.sqrt(doubt) + self.distances * np.sqrt(self.within.get(key, 1.0))
            mean = self.components.mean + effect
            rows.append(self.unit * (mean + scale * np.quantile(sums.ravel(), self.quantiles)))
        tiers = [0 if key in self.within else len(self.columns) - 1 for key in distinct]
        return np.array(rows)[inverse], np.array(tiers, dtype=int)[inverse]

    def told(self, scores: Floats, keys: Floats) -> ClusterOffsets:
        """Return the percentiles for the cluster that some records are of.

        Parameters
        ----------
        scores : ndarray of shape (n,)
            What is missed on its records.
        keys : ndarray of shape (n, n_parts)
            Their groups.

        Returns
        -------
        ClusterOffsets
            That keeps sums by group, not records.
        """
        distinct, inverse = distinct_keys(keys)
        groups = np.array(distinct).reshape(len(distinct), -1)
        counts = np.bincount(inverse).astype(float)
        within = np.array([self.within.get(key, 1.0) for key in distinct])
        means = np.bincount(inverse, scores / self.unit) / counts
        components = self.cells.and_of_another(means, within / counts, groups).components()
        left = scores / self.unit - components.mean
        sums = np.bincount(inverse, left).astype(float)
        effects, doubts = _posterior(components.covariance(groups), counts / within, sums / within)
        certainty = (1 / within - doubts.diagonal() / within**2)[inverse]
        squares = ((left - effects[inverse]) / within[inverse]) ** 2 / certainty
        own = OwnRecords(groups, counts, sums, np.bincount(inverse, squares).astype(float))
        return replace(self, components=components, own=own)

    def _known(self, groups: Floats) -> tuple[Floats, Floats, Floats]:
        """Return what is known of the effect of each group, its variance, and the scale of the spread."""
        covariance = self.components.covariance(groups)
        if self.own is None:
            return np.zeros(len(groups)), covariance.diagonal(), np.ones(len(groups))
        every, place = np.unique(np.vstack([groups, self.own.keys]), axis=0, return_inverse=True)
        asked, mine = place.ravel()[: len(groups)], place.ravel()[len(groups) :]
        within = np.array([self.within.get(tuple(map(float, key)), 1.0) for key in every])
        counts, sums, squares = np.zeros((3, len(every)))
        counts[mine], sums[mine], squares[mine] = self.own.counts, self.own.sums, self.own.squares
        effects, doubts = _posterior(self.components.covariance(every), counts / within, sums / within)
        clusters, cells = self.steady
        scale = (clusters + squares.sum()) / (clusters + counts.sum())
        scales = np.sqrt((cells * scale + squares) / (cells + counts))
        return effects[asked], doubts.diagonal()[asked], scales[asked]


def fit_clusters(scores: Floats, clusters: np.ndarray, keys: Floats, quantiles: Sequence[float]) -> ClusterOffsets:
    """Calibrate for a cluster that was not seen.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        What was missed on each record by a fit that had not seen its cluster.
    clusters : ndarray of int of shape (n,)
        Which cluster each record belongs to; two at least.
    keys : ndarray of shape (n, n_parts)
        Group labels as numbers.
    quantiles : sequence of float
        Between 0 and 1, rising.

    Returns
    -------
    ClusterOffsets
        Calibrated percentiles.

    Notes
    -----
    What is missed is the sum of an effect of the cluster, of effects of its groups, and of a record's distance from the
    mean of its cell. Effects follow a t distribution around what the records known of the cluster say (best linear
    unbiased prediction), or around the mean over clusters if there are none (the prediction interval of a
    meta-analysis: Higgins, J., Thompson, S. and Spiegelhalter, D. 2009, Journal of the Royal Statistical Society A 172,
    137-159). Distances are taken as observed, every cluster weighing the same; their scale follows what the other
    records of the cluster miss on each, left out in turn, with the scale of other clusters counting as some records.
    How far clusters differ is estimated again with the known records as one cluster more, since that those seen are
    alike is no proof that this one is.

    Examples
    --------
    >>> clusters = np.repeat([0, 1, 2], 50)
    >>> scores = np.tile(np.linspace(-0.1, 0.1, 50), 3) + np.repeat([-0.2, 0.0, 0.2], 50)
    >>> new = fit_clusters(scores, clusters, np.empty((150, 0)), [0.1, 0.9])
    >>> new.at(np.empty((1, 0)))[0].round(2).tolist()
    [[-0.44, 0.44]]
    >>> new.told(np.linspace(0.2, 0.4, 30), np.empty((30, 0))).at(np.empty((1, 0)))[0].round(2).tolist()
    [[0.22, 0.38]]
    """
    distinct, group = distinct_keys(keys)
    cells, cell, sizes = np.unique(np.column_stack([clusters, group]), axis=0, return_inverse=True, return_counts=True)
    cell = cell.ravel()
    means = np.bincount(cell, scores) / sizes
    distances = scores - means[cell]
    squares = np.bincount(cell, distances**2)
    steady = (sizes - 1) / (sizes - 1 + STEADY)
    variances = squares / np.maximum(sizes - 1, 1)
    pooled = float(steady @ variances / steady.sum()) if steady.sum() else float(scores.var())
    unit = float(np.sqrt(pooled)) or 1.0
    weight = np.bincount(cells[:, 1], steady, minlength=len(distinct))
    within = (np.bincount(cells[:, 1], steady * variances, minlength=len(distinct)) / unit**2 + 1) / (weight + 1)
    within = np.maximum(within, 1e-6)
    several = sizes[cell] > 1
    scaled = distances * np.sqrt(sizes / np.maximum(sizes - 1, 1))[cell] / (unit * np.sqrt(within[group]))
    scaled, owners = (scaled[several], cell[several]) if several.any() else (np.zeros(1), np.zeros(1, dtype=int))
    of = cells[owners, 0]
    equal = (1 / np.maximum(np.bincount(of), 1))[of]
    size = float(equal @ scaled**2 / equal.sum()) or 1.0
    within, scaled = within * size, scaled / np.sqrt(size)  # so that a distance is 1 in the mean of clusters
    labels = np.array(distinct).reshape(len(distinct), -1)[cells[:, 1]]
    seen = Cells(means / unit, within[cells[:, 1]] / sizes, cells[:, 0], labels)
    return ClusterOffsets(
        quantiles=tuple(quantiles),
        columns=(tuple(range(keys.shape[1])), ()) if keys.shape[1] else ((),),
        unit=unit,
        cells=seen,
        components=seen.components(),
        within=dict(zip(distinct, within.tolist(), strict=True)),
        distances=weighted_percentiles(scaled, equal, DISTANCES.tolist()),
        steady=(_steadiness(scaled, of, np.zeros(len(of), dtype=int)), _steadiness(scaled, owners, of)),
    )


def _posterior(covariance: Floats, precision: Floats, evidence: Floats) -> tuple[Floats, Floats]:
    """Return mean and covariance of effects, given the precision of what is known of each and that times its mean."""
    gain = np.linalg.solve(np.eye(len(covariance)) + precision[:, None] * covariance, precision[:, None] * covariance)
    doubts = covariance - covariance @ gain
    return doubts @ evidence, doubts


def _steadiness(scaled: Floats, part: np.ndarray, whole: np.ndarray) -> float:
    """Return how many records the spread of the other parts of a whole is worth: few where parts differ in spread."""
    _, part, sizes = np.unique(part, return_inverse=True, return_counts=True)
    squares = np.bincount(part.ravel(), scaled**2)
    used = np.flatnonzero((sizes >= 6) & (squares > 0))
    owner = np.zeros(len(sizes), dtype=int)
    owner[part.ravel()] = np.unique(whole, return_inverse=True)[1].ravel()
    logs, owner = np.log(squares[used] / sizes[used]), owner[used]
    many = np.bincount(owner)
    left = logs - (np.bincount(owner, logs) / np.maximum(many, 1))[owner]
    freedom = int((many[many > 1] - 1).sum())
    if not freedom:
        return 4.0  # nothing told: a variance is known to a factor of two
    counted = many[owner] > 1
    luck = float(special.polygamma(1, (sizes[used][counted] - 1) / 2).mean())
    return 2 / max(float((left[counted] ** 2).sum()) / freedom - luck, 0.02)
