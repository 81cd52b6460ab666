"""Conformal percentiles of what a prediction misses, group by group, falling back to coarser groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import stats

from tpm_insights.errors import UsageError
from tpm_insights.models.tidy import Floats

Key = tuple[float, ...]


def conformal_rank(n: int, quantile: float) -> int:
    """Return the rank of the order statistic that bounds a new value from n exchangeable ones.

    Parameters
    ----------
    n : int
        Values in the calibration set.
    quantile : float
        Between 0 and 1.

    Returns
    -------
    int
        Above one half ``ceil((n + 1) quantile)``: a new value is at most this order statistic with at least that
        probability. Below, its mirror image ``floor((n + 1) quantile)``. 0 or ``n + 1``, an endless bound, where `n` is
        too small.

    Raises
    ------
    UsageError
        If `n` is below 1 or `quantile` not between 0 and 1.

    Notes
    -----
    Vovk, V., Gammerman, A. and Shafer, G. (2005), Algorithmic Learning in a Random World; Romano, Y., Patterson, E. and
    Candes, E. (2019), Conformalized Quantile Regression, NeurIPS 32, theorem 2 (each end by itself).

    Examples
    --------
    >>> [conformal_rank(99, q) for q in (0.1, 0.5, 0.9)], conformal_rank(8, 0.9)
    ([10, 50, 90], 9)
    """
    if n < 1 or not 0 < quantile < 1:
        raise UsageError(f"rank of quantile {quantile} among {n} values: need at least one value and 0 < quantile < 1")
    place = round((n + 1) * quantile, 9)  # 0.9 x 10 must be 9, not a hair above
    return int(np.ceil(place) if quantile >= 0.5 else np.floor(place))


def coverage_range(n: int, quantile: float, level: float = 0.9) -> tuple[float, float]:
    """Return how far the share below a conformal bound may lie from what was asked for, by luck of the calibration set.

    Parameters
    ----------
    n : int
        Values in the calibration set.
    quantile : float
        Share asked for.
    level : float, default 0.9
        Probability with which the share lies in the range.

    Returns
    -------
    tuple of float
        Ends of the central range of the Beta distribution of the share.

    Notes
    -----
    The share below the k-th of n order statistics follows Beta(k, n + 1 - k) (Wilks, S. 1941, Annals of Mathematical
    Statistics 12, 91-96; Vovk, V. 2012, Conditional validity of inductive conformal predictors, ACML, PMLR 25).

    Examples
    --------
    >>> [round(end, 3) for end in coverage_range(1000, 0.9)]
    [0.884, 0.915]
    """
    rank = conformal_rank(n, quantile)
    if not 0 < rank <= n:
        return (0.0, 0.0) if rank == 0 else (1.0, 1.0)
    low, high = stats.beta.ppf([0.5 - level / 2, 0.5 + level / 2], rank, n + 1 - rank)
    return float(low), float(high)


def conformal_percentiles(scores: Floats, quantiles: Sequence[float]) -> Floats:
    """Return conformal percentiles of scores.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        What was missed on records that the prediction had not seen, observed minus predicted.
    quantiles : sequence of float
        Between 0 and 1, rising.

    Returns
    -------
    ndarray of shape (n_quantiles,)
        Order statistics by `conformal_rank`, the extreme ones where `n` is too small; the plain median at one half.

    Examples
    --------
    >>> conformal_percentiles(np.arange(1.0, 20.0), [0.1, 0.5, 0.9]).tolist()
    [2.0, 10.0, 18.0]
    """
    ordered = np.sort(np.asarray(scores, dtype=float))
    n = len(ordered)
    found = [
        float(np.median(ordered)) if q == 0.5 else ordered[min(max(conformal_rank(n, q), 1), n) - 1] for q in quantiles
    ]
    return np.maximum.accumulate(np.array(found))


def weighted_percentiles(scores: Floats, weights: Floats, quantiles: Sequence[float]) -> Floats:
    """Return percentiles of scores that do not weigh alike.

    Parameters
    ----------
    scores, weights : ndarray of shape (n,)
        What was missed, and what it weighs.
    quantiles : sequence of float
        Between 0 and 1, rising.

    Returns
    -------
    ndarray of shape (n_quantiles,)
        The least scores up to which the share of the weight reaches each quantile.

    Examples
    --------
    >>> weighted_percentiles(np.array([0.0, 1.0, 2.0]), np.array([1.0, 1.0, 8.0]), [0.1, 0.5]).tolist()
    [0.0, 2.0]
    """
    order = np.argsort(scores, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    place = np.searchsorted(share, np.asarray(quantiles) - 1e-12)
    return np.asarray(scores[order][np.minimum(place, len(scores) - 1)], dtype=float)


def new_cluster_percentiles(scores: Floats, clusters: np.ndarray, quantiles: Sequence[float]) -> Floats:
    """Return percentiles of what would be missed on a record of a cluster that was not seen.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        What was missed on each record by a fit that had not seen its cluster.
    clusters : ndarray of int of shape (n,)
        Which cluster each record belongs to; two at least.
    quantiles : sequence of float
        Between 0 and 1, rising.

    Returns
    -------
    ndarray of shape (n_quantiles,)
        Percentiles of the sum of a new cluster's mean and a record's distance from it.

    Notes
    -----
    A new cluster's mean follows a t distribution with one degree of freedom less than there are clusters, around their
    plain mean, as in the prediction interval of a meta-analysis (Higgins, J., Thompson, S. and Spiegelhalter, D. 2009,
    Journal of the Royal Statistical Society A 172, 137-159, section 4): a handful of clusters bound the next one only
    loosely, which no order statistic of their records shows. Distances within a cluster are taken as observed, every
    cluster weighing the same.

    Examples
    --------
    >>> clusters = np.repeat([0, 1, 2], 50)
    >>> scores = np.tile(np.linspace(-0.1, 0.1, 50), 3) + np.repeat([-0.2, 0.0, 0.2], 50)
    >>> new_cluster_percentiles(scores, clusters, [0.1, 0.9]).round(2).tolist()
    [-0.44, 0.44]
    """
    sizes = np.bincount(clusters)
    means = np.bincount(clusters, scores) / sizes
    within = scores - means[clusters]
    luck = float(np.mean(np.bincount(clusters, within**2) / np.maximum(sizes - 1, 1) / sizes))
    between = max(float(means.var(ddof=1)) - luck, 0.0)
    spread = np.sqrt(between * (1 + 1 / len(sizes)) + luck / len(sizes))
    shifts = means.mean() + stats.t.ppf((np.arange(99) + 0.5) / 99, len(sizes) - 1) * spread
    distances = weighted_percentiles(within, 1 / sizes[clusters], ((np.arange(199) + 0.5) / 199).tolist())
    return np.asarray(np.quantile((shifts[:, None] + distances).ravel(), quantiles))


@dataclass(frozen=True, slots=True, eq=False)
class GroupOffsets:
    """Conformal percentiles by group, the finest group with enough records first.

    Attributes
    ----------
    columns : tuple of tuple of int
        Which parts of a key make the groups of each tier, finest tier first; the last tier is everything.
    offsets : tuple of mapping
        One a tier: from key to an array of shape (n_quantiles,).
    counts : tuple of mapping
        One a tier: from key to the records it was made of.
    """

    columns: tuple[tuple[int, ...], ...]
    offsets: tuple[Mapping[Key, Floats], ...] = field(repr=False)
    counts: tuple[Mapping[Key, int], ...] = field(repr=False)

    def at(self, keys: Floats) -> tuple[Floats, np.ndarray]:
        """Return the offsets of each row.

        Parameters
        ----------
        keys : ndarray of shape (n, n_parts)
            Group labels as numbers; NaN is a label too.

        Returns
        -------
        offsets : ndarray of shape (n, n_quantiles)
            From the finest tier that has the row's group.
        tier : ndarray of int of shape (n,)
            Which tier that was.
        """
        distinct, inverse = _distinct(keys)
        rows, tiers = [], []
        for key in distinct:
            for tier, columns in enumerate(self.columns):
                part = tuple(key[c] for c in columns)
                if part in self.offsets[tier]:
                    rows.append(self.offsets[tier][part])
                    tiers.append(tier)
                    break
        width = len(next(iter(self.offsets[-1].values())))
        return np.array(rows).reshape(-1, width)[inverse], np.array(tiers, dtype=int)[inverse]


def fit_offsets(
    scores: Floats,
    keys: Floats,
    tiers: Sequence[Sequence[int]],
    quantiles: Sequence[float],
    least: int,
) -> GroupOffsets:
    """Calibrate group by group.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        Observed minus predicted, each by a fit that had not seen the record.
    keys : ndarray of shape (n, n_parts)
        Group labels as numbers.
    tiers : sequence of sequence of int
        Parts of the key that make the groups, finest tier first. A tier of everything is added.
    quantiles : sequence of float
        Between 0 and 1, rising.
    least : int
        Records a group needs; smaller ones fall back to the next tier.

    Returns
    -------
    GroupOffsets
        Calibrated percentiles.

    Notes
    -----
    Mondrian conformal prediction (Vovk, Gammerman and Shafer 2005, section 4.5): each group is calibrated by its own
    records, so that coverage holds within it and not only on average.

    Examples
    --------
    >>> keys = np.repeat([[0.0], [1.0]], [50, 5], axis=0)
    >>> found = fit_offsets(np.r_[np.zeros(50), np.ones(5)], keys, [[0]], [0.5], least=30)
    >>> found.at(np.array([[0.0], [1.0]]))[1].tolist()
    [0, 1]
    """
    columns = (*(tuple(t) for t in tiers), ())
    offsets, counts = [], []
    for tier in columns:
        distinct, inverse = _distinct(keys[:, list(tier)])
        sizes = np.bincount(inverse, minlength=len(distinct))
        kept = [i for i, size in enumerate(sizes) if size >= least or not tier]
        members = {distinct[i]: np.flatnonzero(inverse == i) for i in kept}
        offsets.append({key: conformal_percentiles(scores[rows], quantiles) for key, rows in members.items()})
        counts.append({distinct[i]: int(sizes[i]) for i in kept})
    return GroupOffsets(columns, tuple(offsets), tuple(counts))


def one_offset(offsets: Floats, n: int) -> GroupOffsets:
    """Return the same percentiles for every row.

    Parameters
    ----------
    offsets : ndarray of shape (n_quantiles,)
        The percentiles.
    n : int
        Records they were made of.

    Returns
    -------
    GroupOffsets
        With one tier, of everything.

    Examples
    --------
    >>> one_offset(np.array([-0.1, 0.1]), 9).at(np.zeros((1, 1)))[0].tolist()
    [[-0.1, 0.1]]
    """
    return GroupOffsets(((),), ({(): offsets},), ({(): n},))


def _distinct(keys: Floats) -> tuple[list[Key], np.ndarray]:
    """Return the distinct rows and which one each row is; missing labels become minus infinity, which equals itself."""
    if keys.shape[1] == 0:
        return [()], np.zeros(len(keys), dtype=int)
    filled = np.where(np.isnan(keys), -np.inf, keys)
    rows, inverse = np.unique(filled, axis=0, return_inverse=True)
    return [tuple(float(x) for x in row) for row in rows], inverse.ravel()
