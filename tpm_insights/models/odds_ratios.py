"""Common log-odds ratios over strata, with the covariance of records that cluster."""

from __future__ import annotations

import numpy as np

from tpm_insights.models.tidy import Floats


def common_log_odds(
    hits: Floats, sides: np.ndarray, codes: np.ndarray, *, prior: float, clusters: np.ndarray | None
) -> tuple[Floats, Floats]:
    """Estimate the common log-odds ratio of each thing over strata.

    Parameters
    ----------
    hits : ndarray of shape (n, things)
        1 where a record names a thing, else 0.
    sides : ndarray of int, shape (n,)
        0 for the first group, 1 for the second.
    codes : ndarray of int, shape (n,)
        Stratum of each record; each holds both groups.
    prior : float
        Records of no difference added to each group.
    clusters : ndarray of int, shape (n,), optional
        Cluster of each record; None where records are independent.

    Returns
    -------
    estimate : ndarray of shape (things,)
        Log-odds ratios of the first group against the second; missing where all records name a thing or none does, and
        infinite or missing where one group always does or never.
    vcov : ndarray of shape (things, things)
        Their covariance.

    Notes
    -----
    See `tpm_insights.models.log_odds.fit_log_odds`.

    Examples
    --------
    >>> hits = np.array([1.0] * 30 + [0] * 20 + [1] * 10 + [0] * 40)[:, None]
    >>> sides, one = np.repeat([0, 1], 50), np.zeros(100, dtype=int)
    >>> estimate, vcov = common_log_odds(hits, sides, one, prior=0.0, clusters=None)
    >>> round(float(estimate[0]), 3), round(float(vcov[0, 0]) ** 0.5, 3)
    (1.792, 0.456)
    """
    things = hits.shape[1]
    estimate, vcov = np.full(things, np.nan), np.full((things, things), np.nan)
    some = np.flatnonzero((hits.min(axis=0) == 0) & (hits.max(axis=0) == 1))
    if len(some):
        found = _estimates(hits[:, some], sides, codes, prior, clusters)
        estimate[some], vcov[np.ix_(some, some)] = found
    return estimate, vcov


def _estimates(
    hits: Floats, sides: np.ndarray, codes: np.ndarray, prior: float, clusters: np.ndarray | None
) -> tuple[Floats, Floats]:
    """Return log-odds ratios and their covariance, for things that some records name and some do not."""
    from statsmodels.stats.contingency_tables import StratifiedTable

    counts = _counts(hits, sides, codes, prior)
    tables = [StratifiedTable(np.moveaxis(counts[..., j], 0, -1)) for j in range(counts.shape[-1])]
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.array([table.logodds_pooled for table in tables])
        independent = np.array([table.logodds_pooled_se for table in tables]) ** 2
        moved = _influence(counts, hits, sides, codes)
    if clusters is None:
        return estimate, np.diag(independent)
    groups = int(clusters.max()) + 1
    sums = _sums(moved, clusters, groups)
    vcov = groups / max(groups - 1, 1) * sums.T @ sums
    widen = np.sqrt(np.maximum(1.0, independent / np.maximum(np.diag(vcov), 1e-12)))
    return estimate, vcov * np.outer(widen, widen)


def _counts(hits: Floats, sides: np.ndarray, codes: np.ndarray, prior: float) -> Floats:
    """Return records by stratum, group, answer (yes, no) and thing, prior included."""
    strata = int(codes.max()) + 1
    counts = np.zeros((strata, 2, 2, hits.shape[1]))
    for side in (0, 1):
        inside = sides == side
        named = _sums(hits[inside], codes[inside], strata)
        counts[:, side, 0] = named
        counts[:, side, 1] = np.bincount(codes[inside], minlength=strata)[:, None] - named
    answers = np.stack([hits.mean(axis=0), 1 - hits.mean(axis=0)])
    answers = answers / answers.min(axis=0)
    weights = np.bincount(codes, minlength=strata) / len(codes)
    return np.asarray(counts + prior * weights[:, None, None, None] * answers)


def _influence(counts: Floats, hits: Floats, sides: np.ndarray, codes: np.ndarray) -> Floats:
    """Return by how much one record more of its kind moves each log-odds ratio."""
    n = counts.sum(axis=(1, 2))
    (a, b), (c, d) = (counts[:, 0, 0], counts[:, 0, 1]), (counts[:, 1, 0], counts[:, 1, 1])
    up, down = a * d / n, b * c / n
    moved = np.empty_like(counts)
    for (side, answer), partner in {(0, 0): d, (0, 1): c, (1, 0): b, (1, 1): a}.items():
        raises = side == answer  # first group naming it, or second group not naming it
        moved[:, side, answer] = (raises * partner - up) / n / up.sum(axis=0)
        moved[:, side, answer] -= ((not raises) * partner - down) / n / down.sum(axis=0)
    return np.asarray(np.where(hits == 1, moved[codes, sides, 0], moved[codes, sides, 1]))


def _sums(values: Floats, codes: np.ndarray, groups: int) -> Floats:
    """Return the sums of the columns of a matrix, group by group."""
    return np.column_stack([np.bincount(codes, weights=column, minlength=groups) for column in values.T])
