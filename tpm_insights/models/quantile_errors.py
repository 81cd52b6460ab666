"""Errors of a quantile regression, by four ways to tell how dense the outcome is at the quantile."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from tpm_insights.errors import ModelError
from tpm_insights.models.clusters import clustered_meat, without_negative_variances
from tpm_insights.models.quantile_solver import solve_quantile
from tpm_insights.models.tidy import Floats

TOUCHING = float(np.finfo(float).eps ** 0.5)
"""Residuals smaller than this belong to rows that the fit passes through."""


def hall_sheather(quantile: float, n: int, level: float = 0.95) -> float:
    """Return the bandwidth of Hall and Sheather for the density at a quantile.

    Parameters
    ----------
    quantile : float
        Between 0 and 1.
    n : int
        Rows.
    level : float, default 0.95
        Level of the interval it is made for.

    Returns
    -------
    float
        Half width on the scale of probabilities; halved until it stays within 0 and 1.

    Notes
    -----
    Hall, P. and Sheather, S. (1988), Journal of the Royal Statistical Society B 50, 381-391.

    Examples
    --------
    >>> round(hall_sheather(0.75, 235), 6)
    0.10904
    """
    width = _bandwidth(quantile, n, level)
    while quantile - width <= 0 or quantile + width >= 1:
        width /= 2
    return width


def _bandwidth(quantile: float, n: int, level: float = 0.95) -> float:
    """Return the bandwidth of Hall and Sheather, which may reach beyond 0 or 1."""
    z = stats.norm.ppf(quantile)
    peak = 1.5 * stats.norm.pdf(z) ** 2 / (2 * z**2 + 1)
    return float(n ** (-1 / 3) * stats.norm.ppf(0.5 + level / 2) ** (2 / 3) * peak ** (1 / 3))


def quantile_vcov(
    design: Floats, outcome: Floats, beta: Floats, quantile: float, *, kind: str, codes: Sequence[np.ndarray] = ()
) -> tuple[Floats, tuple[str, ...]]:
    """Compute the covariance of the coefficients of a quantile regression.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side.
    outcome : ndarray of shape (n,)
        Left side.
    beta : ndarray of shape (k,)
        Coefficients.
    quantile : float
        Between 0 and 1.
    kind : {"nid", "iid", "ker", "fitted"}
        How the density is told: by the regressions a little above and below, row by row; as the same in all rows, from
        the spacing of the residuals; by a normal kernel over the residuals; or as the same in all rows, from the
        regressions a little above and below.
    codes : sequence of ndarray of int
        Clusters of the rows, one array a way.

    Returns
    -------
    vcov : ndarray of shape (k, k)
        The covariance.
    notes : tuple of str
        What a reader has to know; mostly none.

    Raises
    ------
    ModelError
        If the density is not defined.

    Notes
    -----
    ``nid``: Hendricks, W. and Koenker, R. (1992), Journal of the American Statistical Association 87, 58-68; ``iid``:
    Koenker, R. and Bassett, G. (1978), Econometrica 46(1), 33-50; ``ker``: Powell, J. (1991), in Barnett, Powell and
    Tauchen (eds.), Nonparametric and Semiparametric Methods in Econometrics; ``fitted``: what Stata's ``qreg`` does
    unless told otherwise; all with the bandwidth of Hall and Sheather. Clustered: Parente, P. and Santos Silva, J.
    (2016), Journal of Econometric Methods 5(1), 1-15, times ``G / (G - 1)``; several ways as in `clustered_meat`.
    """
    note = ""
    if kind in ("iid", "fitted"):
        if kind == "iid":
            flatness = _flatness(outcome - design @ beta, quantile, design.shape[1])
        else:
            gap, width = _gap_between(design, outcome, beta, quantile)
            flatness = float(gap.mean()) / (2 * width)
        bread = flatness * _inverse(design.T @ design, quantile)
    elif kind == "ker":
        density = _kernel_density(outcome - design @ beta, quantile)
        bread = _inverse((design * density[:, None]).T @ design, quantile)
    else:
        density, note = _density_between(design, outcome, beta, quantile)
        bread = _inverse((design * density[:, None]).T @ design, quantile)
    notes = (note,) if note else ()
    if not codes:
        return np.asarray(bread @ (quantile * (1 - quantile) * design.T @ design) @ bread), notes
    meat = clustered_meat(design * (quantile - (outcome - design @ beta < 0))[:, None], codes)
    vcov, mended = without_negative_variances(np.asarray(bread @ meat @ bread))
    return vcov, (*notes, *mended)


def _inverse(gram: Floats, quantile: float) -> Floats:
    """Return an inverse, or say that the errors are not defined."""
    try:
        return np.asarray(np.linalg.inv(gram))
    except np.linalg.LinAlgError as error:
        raise ModelError(
            f"errors of the {quantile:g} quantile are not defined: too few rows, or too many with the same outcome"
        ) from error


def _density_between(design: Floats, outcome: Floats, beta: Floats, quantile: float) -> tuple[Floats, str]:
    """Return the density of each row at the quantile, from the regressions a little above and below it."""
    gap, width = _gap_between(design, outcome, beta, quantile)
    flat = gap <= 0
    note = f"no density in {int(flat.sum()):,} rows at the {quantile:g} quantile" if flat.mean() > 0.1 else ""
    return np.where(flat, 0.0, 2 * width / np.where(flat, 1.0, gap)), note


def _gap_between(design: Floats, outcome: Floats, beta: Floats, quantile: float) -> tuple[Floats, float]:
    """Return how far the fits a little above and below the quantile lie apart in each row, and how far is a little."""
    width = hall_sheather(quantile, len(outcome))
    upper = solve_quantile(design, outcome, quantile + width, start=beta)
    lower = solve_quantile(design, outcome, quantile - width, start=beta)
    return np.asarray(design @ (upper - lower)), width


def _kernel_density(residuals: Floats, quantile: float) -> Floats:
    """Return the density of each row at the quantile, by a normal kernel."""
    width = hall_sheather(quantile, len(residuals))
    spread = min(residuals.std(ddof=1), float(np.subtract(*np.quantile(residuals, [0.75, 0.25]))) / 1.34)
    scale = float(stats.norm.ppf(quantile + width) - stats.norm.ppf(quantile - width)) * spread
    if scale <= 0:
        raise ModelError(f"errors of the {quantile:g} quantile are not defined: most rows lie on the fit")
    return np.asarray(stats.norm.pdf(residuals / scale) / scale)


def _flatness(residuals: Floats, quantile: float, k: int) -> float:
    """Return one over the density at the quantile: the slope of the ordered residuals nearest to the fit."""
    n = len(residuals)
    touching = int((np.abs(residuals) < TOUCHING).sum())
    number = min(max(k + 1, int(np.ceil(n * _bandwidth(quantile, n)))), n - touching - 1)
    if number < 2:
        raise ModelError(f"errors of the {quantile:g} quantile are not defined: nearly all rows lie on the fit")
    ranks = np.arange(touching, number + touching + 1)
    nearest = np.sort(residuals[np.argsort(np.abs(residuals), kind="stable")][ranks])
    line = np.column_stack([np.ones(len(ranks)), (ranks + 1) / (n - k)])
    return float(solve_quantile(line, nearest, 0.5)[1])
