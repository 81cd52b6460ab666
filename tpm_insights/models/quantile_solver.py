"""Solve a linear quantile regression exactly, quickly also for many rows."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from tpm_insights.errors import ModelError
from tpm_insights.models.tidy import Floats

SMALL = 1_500
"""Rows up to which the whole linear program is solved at once."""
ROUNDS = 30


def solve_quantile(design: Floats, outcome: Floats, quantile: float, start: Floats | None = None) -> Floats:
    """Find the coefficients of a quantile regression.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side, of full column rank.
    outcome : ndarray of shape (n,)
        Left side.
    quantile : float
        Between 0 and 1.
    start : ndarray of shape (k,), optional
        A guess; it saves time and does not change the solution.

    Returns
    -------
    ndarray of shape (k,)
        A vertex solution: it passes through k of the rows.

    Raises
    ------
    ModelError
        If the linear program cannot be solved.

    Notes
    -----
    Koenker, R. and Bassett, G. (1978), Econometrica 46(1), 33-50, as the dual linear program: maximize ``y'a`` over
    ``X'a = (1 - q) X'1`` with every ``a`` between 0 and 1. Rows far above the fit have ``a = 1`` and rows far below
    ``a = 0``; so only rows near a first guess are left free, and rows that end up on the wrong side are freed until
    there are none (Portnoy, S. and Koenker, R. 1997, Statistical Science 12(4), 279-300). The first guess minimizes a
    smoothed loss (He, Pan, Tan and Zhou 2023, Journal of Econometrics 232(2), 367-388).

    Examples
    --------
    >>> x = np.column_stack([np.ones(5), np.arange(5.0)])
    >>> [float(b) for b in solve_quantile(x, np.array([1.0, 3.0, 5.0, 7.0, 100.0]), 0.5).round(6)]
    [1.0, 2.0]
    """
    scale = np.sqrt((design**2).mean(axis=0))
    scaled = design / scale
    size = float(np.abs(outcome).max()) or 1.0
    y = outcome / size
    n, k = scaled.shape
    if n <= SMALL:
        free = np.ones(n, dtype=bool)
        guess = np.zeros(k)
    else:
        guess = smoothed_quantile(scaled, y, quantile) if start is None else start * scale / size
        distance = np.abs(y - scaled @ guess)
        keep = min(n, max(SMALL, 30 * k, int(n**0.65)))
        free = distance <= np.partition(distance, keep - 1)[keep - 1]
    above = ~free & (y > scaled @ guess)
    target = (1 - quantile) * scaled.sum(axis=0)
    for _ in range(ROUNDS):
        beta = _solve_dual(scaled[free], y[free], target - scaled[above].sum(axis=0))
        if beta is not None:
            residual = y - scaled @ beta
            wrong = ~free & ((residual > 1e-9) != above) & (np.abs(residual) > 1e-9)
            if not wrong.any():
                return np.asarray(beta * size / scale)
        else:
            distance = np.where(free, np.inf, np.abs(y - scaled @ guess))
            extra = min(int((~free).sum()), int(free.sum()))
            if not extra:
                break
            wrong = ~free & (distance <= np.partition(distance, extra - 1)[extra - 1])
        free |= wrong
        above &= ~wrong
    raise ModelError(f"the {quantile:g} quantile regression on {n:,} rows and {k} terms could not be solved")


def _solve_dual(design: Floats, outcome: Floats, target: Floats) -> Floats | None:
    """Solve the dual linear program on the free rows; None if it has no solution."""
    found = optimize.linprog(-outcome, A_eq=design.T, b_eq=target, bounds=(0, 1), method="highs")
    if found.status != 0:
        return None
    return np.asarray(-found.eqlin.marginals, dtype=float)


def smoothed_quantile(design: Floats, outcome: Floats, quantile: float) -> Floats:
    """Minimize a quantile loss smoothed by a normal kernel.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side.
    outcome : ndarray of shape (n,)
        Left side.
    quantile : float
        Between 0 and 1.

    Returns
    -------
    ndarray of shape (k,)
        Coefficients close to the exact ones.
    """
    n, k = design.shape
    gram = design.T @ design
    beta = np.linalg.lstsq(gram, design.T @ outcome, rcond=None)[0]
    residual = outcome - design @ beta
    direction = np.linalg.lstsq(gram, design.sum(axis=0), rcond=None)[0]
    beta = beta + np.quantile(residual, quantile) * direction
    spread = float(np.subtract(*np.quantile(residual, [0.75, 0.25]))) / 1.35 or 1e-12
    bandwidth = spread * max(0.05, ((np.log(n) + k) / n) ** 0.4)
    for _ in range(25):
        residual = (outcome - design @ beta) / bandwidth
        gradient = design.T @ (special.ndtr(residual) - (1 - quantile))
        weight = np.exp(-0.5 * residual**2) / (np.sqrt(2 * np.pi) * bandwidth)
        hessian = (design * weight[:, None]).T @ design + 1e-8 * gram / bandwidth
        step = np.linalg.solve(hessian, gradient)
        limit = spread / max(float(np.abs(design @ step).max()), 1e-300)
        beta = beta + min(1.0, limit) * step
        if np.abs(step).max() <= 1e-6 * max(float(np.abs(beta).max()), 1e-12):
            break
    return np.asarray(beta)
