"""Conformal percentiles of what a prediction misses, and how far they may be off by luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from tpm_insights.errors import UsageError
from tpm_insights.models.tidy import Floats


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
