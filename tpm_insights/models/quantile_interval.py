"""Confidence intervals of a percentile that assume no distribution, also where employers post in bunches."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tpm_insights.models.tidy import Floats


def quantile_interval(
    values: Floats, quantile: float, *, clusters: np.ndarray | None = None, level: float = 0.95
) -> tuple[float, float, float]:
    """Estimate a quantile with an interval.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Observations, sorted upwards.
    quantile : float
        Between 0 and 1.
    clusters : ndarray of int, shape (n,), optional
        Cluster of each observation; None where they are independent.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    estimate, conf_low, conf_high : float
        The quantile (linear interpolation between order statistics) and its interval; an end is NaN where no
        observation is far enough out to be one.

    Notes
    -----
    Independent observations: the interval lies between order statistics whose ranks come from the binomial
    distribution, so it covers at least `level` whatever the distribution (Hahn and Meeker 1991, Statistical Intervals,
    section 5.2). Clustered observations: the same for the effective number of observations, which is what the variance
    of the share below the estimate amounts to when whole clusters are drawn (Woodruff 1952, Journal of the American
    Statistical Association 47, 635-646, with the beta interval of Korn and Graubard 1998, Survey Methodology 24,
    193-201).

    Examples
    --------
    >>> quantile_interval(np.arange(1.0, 101.0), 0.5)
    (50.5, 40.0, 61.0)
    """
    n = len(values)
    estimate = float(np.quantile(values, quantile))
    effective = n if clusters is None else effective_size(values <= estimate, quantile, clusters, level)
    tail = (1 - level) / 2
    if effective >= n:
        low = int(stats.binom.ppf(tail, n, quantile))
        high = int(stats.binom.ppf(1 - tail, n, quantile)) + 1
    else:
        successes, failures = effective * quantile, effective * (1 - quantile)
        low = int(np.floor(n * stats.beta.ppf(tail, successes, failures + 1)))
        high = int(np.ceil(n * stats.beta.ppf(1 - tail, successes + 1, failures))) + 1
    return (
        estimate,
        float(values[low - 1]) if low >= 1 else float("nan"),
        float(values[high - 1]) if high <= n else float("nan"),
    )


def effective_size(hits: np.ndarray, share: float, clusters: np.ndarray, level: float = 0.95) -> float:
    """Return how many independent observations a clustered share is worth.

    Parameters
    ----------
    hits : ndarray of bool, shape (n,)
        Observations counted.
    share : float
        The share they are expected to be; at 0 and 1 nothing is known of clustering, and each cluster counts once.
    clusters : ndarray of int, shape (n,)
        Cluster of each.
    level : float, default 0.95
        Confidence level, for the correction for few clusters.

    Returns
    -------
    float
        At most n, at least 1.

    Examples
    --------
    >>> hits = np.repeat([True, False] * 20, 5)
    >>> round(effective_size(hits, 0.5, np.repeat(np.arange(40), 5)))
    37
    """
    n = len(hits)
    _, codes = np.unique(clusters, return_inverse=True)
    groups = int(codes.max()) + 1
    if groups < 2:
        return 1.0
    if not 0 < share < 1:
        return float(groups)
    if groups == n:
        return float(n)
    sums = np.bincount(codes, hits.astype(float) - share)
    variance = groups / (groups - 1) * float((sums**2).sum()) / n**2
    ratio = (stats.t.ppf(0.5 + level / 2, n - 1) / stats.t.ppf(0.5 + level / 2, groups - 1)) ** 2
    plain = share * (1 - share)
    return float(np.clip(ratio * plain / variance if variance > 0 else n, 1.0, n))
