"""Correct p-values for the number of things that were looked at."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tpm_insights.errors import UsageError
from tpm_insights.models.tidy import Floats

Correction = Literal["holm", "bonferroni", "fdr_bh", "fdr_by"]
CORRECTIONS: tuple[str, ...] = ("holm", "bonferroni", "fdr_bh", "fdr_by")


def adjust_p_values(p_values: ArrayLike, correction: Correction = "holm") -> Floats:
    """Correct p-values for their number.

    Parameters
    ----------
    p_values : array_like of shape (m,)
        p-values; missing ones stay missing and are not counted.
    correction : {"holm", "bonferroni", "fdr_bh", "fdr_by"}, default "holm"
        The first two bound the chance of any false finding, the last two the share of false ones among the findings.

    Returns
    -------
    ndarray of shape (m,)
        Corrected p-values, in the same order.

    Raises
    ------
    UsageError
        If the correction is not known.

    Notes
    -----
    Holm, S. (1979), Scandinavian Journal of Statistics 6, 65-70; Benjamini, Y. and Hochberg, Y. (1995), Journal of the
    Royal Statistical Society B 57, 289-300; Benjamini, Y. and Yekutieli, D. (2001), Annals of Statistics 29, 1165-1188.

    Examples
    --------
    >>> adjust_p_values([0.01, 0.04, 0.03, np.nan]).round(2).tolist()
    [0.03, 0.06, 0.06, nan]
    """
    if correction not in CORRECTIONS:
        raise UsageError(f"correction {correction!r} is not known; use one of {', '.join(CORRECTIONS)}")
    given = np.asarray(p_values, dtype=float)
    out = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given))
    values, m = given[known], len(known)
    if m == 0:
        return out
    if correction == "bonferroni":
        out[known] = np.minimum(1.0, m * values)
    elif correction == "holm":
        order = np.argsort(values, kind="stable")
        stepped = np.maximum.accumulate((m - np.arange(m)) * values[order])
        out[known[order]] = np.minimum(1.0, stepped)
    else:
        out[known] = stats.false_discovery_control(values, method=correction.removeprefix("fdr_"))
    return out
