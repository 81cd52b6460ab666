"""The arithmetic of an omitted confounder: how strong it must be, and what it would do to an estimate."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tpm_insights.errors import ModelError, UsageError


def partial_r2(statistic: float, df: float) -> float:
    """Return the share of the variance that a term explains of what the others leave over.

    Parameters
    ----------
    statistic : float
        Its t statistic, with classical errors.
    df : float
        Residual degrees of freedom.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> round(partial_r2(4.18445, 783), 3)
    0.022
    """
    return float(statistic**2 / (statistic**2 + df))


def robustness_value(statistic: float, df: float, *, q: float = 1.0, alpha: float = 1.0) -> float:
    """Return how strong a confounder must be to explain an estimate away.

    Parameters
    ----------
    statistic : float
        The t statistic of the term, with classical errors.
    df : float
        Residual degrees of freedom.
    q : float, default 1
        Share of the estimate to explain away.
    alpha : float, default 1
        Level: with 0.05, how strong it must be for the 95 % interval to reach the remaining value. With 1, how strong
        for the estimate itself to do so.

    Returns
    -------
    float
        Share of the residual variance, between 0 and 1, of both the term and the outcome that the confounder must
        explain.

    Raises
    ------
    UsageError
        If q or alpha cannot be.

    Notes
    -----
    Cinelli, C. and Hazlett, C. (2020), Making sense of sensitivity: extending omitted variable bias, Journal of the
    Royal Statistical Society B 82(1), 39-67, section 4.1. Where the confounder need not explain any of the outcome to
    widen the interval enough, the value is the least share of the term it must explain.

    Examples
    --------
    >>> round(robustness_value(4.18445, 783), 3), round(robustness_value(4.18445, 783, alpha=0.05), 3)
    (0.139, 0.076)
    """
    numbers = isinstance(q, (int, float)) and isinstance(alpha, (int, float))
    if not numbers or not 0 < alpha <= 1 or q <= 0:
        raise UsageError(f"robustness value: q must be positive and alpha above 0 and at most 1, got {q} and {alpha}")
    f = q * abs(statistic) / np.sqrt(df)
    critical = abs(stats.t.ppf(alpha / 2, df - 1)) / np.sqrt(df - 1)
    excess = f - critical
    if excess <= 0:
        return 0.0
    if critical > 0 and f > 1 / critical:
        return float((f**2 - critical**2) / (1 + f**2))
    return float((np.sqrt(excess**4 + 4 * excess**2) - excess**2) / 2)


def adjusted_estimate(
    estimate: float, std_error: float, df: float, *, r2dz_x: float, r2yz_dx: float
) -> tuple[float, float]:
    """Return an estimate and its error as they would be with a confounder of given strength.

    Parameters
    ----------
    estimate, std_error : float
        As estimated without it, with classical errors.
    df : float
        Residual degrees of freedom.
    r2dz_x : float
        Share of the residual variance of the term that the confounder explains.
    r2yz_dx : float
        Share of the residual variance of the outcome that it explains.

    Returns
    -------
    estimate, std_error : float
        Adjusted towards zero, or beyond.

    Raises
    ------
    ModelError
        If a share is not between 0 and 1.

    Examples
    --------
    >>> [round(x, 3) for x in adjusted_estimate(0.0973158, 0.0232565, 783, r2dz_x=0.0091643, r2yz_dx=0.1246409)]
    [0.075, 0.022]
    """
    if not 0 <= r2dz_x < 1 or not 0 <= r2yz_dx <= 1:
        raise ModelError(f"a confounder cannot explain {r2dz_x:.3g} of a term and {r2yz_dx:.3g} of the outcome")
    bias = std_error * np.sqrt(df * r2yz_dx * r2dz_x / (1 - r2dz_x))
    error = std_error * np.sqrt((1 - r2yz_dx) / (1 - r2dz_x) * df / (df - 1))
    return float(np.sign(estimate) * (abs(estimate) - bias)), float(error)


def benchmark_bounds(r2dxj_x: float, r2yxj_dx: float, times: float) -> tuple[float, float]:
    """Return the strength of a confounder that is some times as strong as an observed covariate.

    Parameters
    ----------
    r2dxj_x : float
        Share of the residual variance of the term that the covariate explains.
    r2yxj_dx : float
        Share of the residual variance of the outcome that it explains.
    times : float
        How many times as strong.

    Returns
    -------
    r2dz_x, r2yz_dx : float
        Strength of the confounder; the second at most 1.

    Raises
    ------
    ModelError
        If no confounder can be that strong, because it would explain the term wholly.

    Examples
    --------
    >>> [round(x, 4) for x in benchmark_bounds(0.00908, 0.10903, 2)]
    [0.0183, 0.2493]
    """
    r2dz_x = times * r2dxj_x / (1 - r2dxj_x)
    overlap = times * r2dxj_x**2 / ((1 - times * r2dxj_x) * (1 - r2dxj_x)) if times * r2dxj_x < 1 else 1.0
    if r2dz_x >= 1 or overlap >= 1:
        raise ModelError(f"a confounder {times:g} times as strong would explain the term wholly; ask for fewer times")
    if r2yxj_dx >= 1:
        raise ModelError("the covariate explains all that is left of the outcome: nothing can be compared with it")
    strength = (np.sqrt(times) + np.sqrt(overlap)) / np.sqrt(1 - overlap)
    return float(r2dz_x), float(min(1.0, strength**2 * r2yxj_dx / (1 - r2yxj_dx)))
