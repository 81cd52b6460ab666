"""The table of terms every model hands back: estimates, errors, tests and intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tpm_insights.errors import UsageError

TIDY_COLUMNS: tuple[str, ...] = (
    "term",
    "estimate",
    "std_error",
    "statistic",
    "p_value",
    "conf_low",
    "conf_high",
)
"""Columns of every `tidy` table, in this order and always with these names."""

Floats = NDArray[np.float64]


def critical_value(level: float, df: float) -> float:
    """Return the two-sided critical value of Student's t.

    Parameters
    ----------
    level : float
        Confidence level, between 0 and 1.
    df : float
        Degrees of freedom; infinite for the normal distribution.

    Returns
    -------
    float
        The half width of an interval in standard errors.

    Raises
    ------
    UsageError
        If the level is not between 0 and 1.

    Examples
    --------
    >>> round(critical_value(0.95, np.inf), 2)
    1.96
    """
    return float(stats.t.ppf(0.5 + checked_level(level) / 2, df))


def checked_level(level: float) -> float:
    """Return a confidence level; refuse one that is none.

    Parameters
    ----------
    level : float
        Between 0 and 1.

    Returns
    -------
    float
        The level.

    Raises
    ------
    UsageError
        If it is not between 0 and 1.

    Examples
    --------
    >>> checked_level(95)
    Traceback (most recent call last):
    ...
    tpm_insights.errors.UsageError: level must be a number between 0 and 1, got 95; 0.95 is usual
    """
    if not isinstance(level, (int, float)) or not 0 < level < 1:
        raise UsageError(f"level must be a number between 0 and 1, got {level!r}; 0.95 is usual")
    return float(level)


def checked_quantiles(quantiles: float | Iterable[float]) -> tuple[float, ...]:
    """Return quantiles in rising order, each once; refuse what is none.

    Parameters
    ----------
    quantiles : float or iterable of float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        The quantiles.

    Raises
    ------
    UsageError
        If there are none, or one is not between 0 and 1.

    Examples
    --------
    >>> checked_quantiles([0.9, 0.5, 0.5]), checked_quantiles(0.5)
    ((0.5, 0.9), (0.5,))
    """
    listed = list(quantiles) if isinstance(quantiles, Iterable) else [quantiles]
    numbers = all(isinstance(q, (int, float, np.number)) and 0 < q < 1 for q in listed)
    if not listed or not numbers:
        raise UsageError(f"quantiles {listed} must lie between 0 and 1, for example 0.25, 0.5, 0.75")
    return tuple(sorted({float(q) for q in listed}))


def tidy_table(
    terms: Sequence[str], estimate: ArrayLike, std_error: ArrayLike, *, df: float = np.inf, level: float = 0.95
) -> pd.DataFrame:
    """Arrange estimates and standard errors as the usual table.

    Parameters
    ----------
    terms : sequence of str
        Names of the terms.
    estimate, std_error : array_like of shape (n_terms,)
        Estimates and their standard errors.
    df : float, default infinity
        Degrees of freedom of Student's t.
    level : float, default 0.95
        Confidence level of the interval.

    Returns
    -------
    DataFrame
        Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high``.

    Examples
    --------
    >>> tidy_table(["pmp"], [0.10], [0.04]).round(3).to_dict("records")
    [{'term': 'pmp', 'estimate': 0.1, 'std_error': 0.04, 'statistic': 2.5, 'p_value': 0.012, 'conf_low': 0.022, \
'conf_high': 0.178}]
    """
    est, err = np.asarray(estimate, dtype=float), np.asarray(std_error, dtype=float)
    half = critical_value(level, df) * err
    statistic = np.divide(est, err, out=np.full(est.shape, np.nan), where=err > 0)
    values = (list(terms), est, err, statistic, 2 * stats.t.sf(np.abs(statistic), df), est - half, est + half)
    return pd.DataFrame(dict(zip(TIDY_COLUMNS, values, strict=True)))


def percent_effects(tidy: pd.DataFrame) -> pd.DataFrame:
    """Turn differences of log pay into percent, ``100 (exp(b) - 1)``.

    Parameters
    ----------
    tidy : DataFrame
        A `tidy` table in natural logs.

    Returns
    -------
    DataFrame
        The same columns; estimate, interval and standard error (delta method) in percent.

    Notes
    -----
    Halvorsen, R. and Palmquist, R. (1980). The interpretation of dummy variables in semilogarithmic equations.
    American Economic Review 70(3), 474-475.

    Examples
    --------
    >>> effects = percent_effects(tidy_table(["pmp"], [0.10], [0.04]))
    >>> effects[["estimate", "conf_low", "conf_high"]].round(1).values.tolist()
    [[10.5, 2.2, 19.5]]
    """
    out = tidy.copy()
    for column in ("estimate", "conf_low", "conf_high"):
        out[column] = 100 * np.expm1(tidy[column])
    out["std_error"] = 100 * np.exp(tidy["estimate"]) * tidy["std_error"]
    return out
