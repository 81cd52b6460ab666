"""The likelihood of an interval row by row, and its derivatives, for each kind of interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from tpm_insights.models.tidy import Floats

LOG_ROOT_TWO_PI = 0.5 * float(np.log(2 * np.pi))
NARROW = 1e-8
"""Intervals narrower than this, in standard deviations, count as exact."""
LEAST_MASS = 1e-200
"""Probabilities below this are taken through their logs."""
AT_ONCE = 1 << 13
"""Rows worked on at once, so few that they stay in the cache of a processor."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows of one kind, few enough to stay in a processor's cache.

    Attributes
    ----------
    kind : str
        ``exact``, ``closed``, ``no low end`` or ``no high end``.
    places : ndarray of int
        Where the rows stand.
    design, low, high, weights : ndarray
        Of the rows.
    """

    kind: str
    places: np.ndarray
    design: Floats
    low: Floats
    high: Floats
    weights: Floats


def cut_into_parts(design: Floats, low: Floats, high: Floats, weights: Floats) -> list[Part]:
    """Sort rows by kind and cut them into parts.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side.
    low, high : ndarray of shape (n,)
        Ends of the intervals; infinite where open.
    weights : ndarray of shape (n,)
        Weights.

    Returns
    -------
    list of Part
        All rows, each once.
    """
    open_low, open_high = np.isneginf(low), np.isposinf(high)
    with np.errstate(invalid="ignore"):
        exact = high - low <= NARROW
    kinds = {"exact": exact, "no low end": open_low, "no high end": open_high}
    kinds["closed"] = ~(exact | open_low | open_high)
    out = []
    for kind, mask in kinds.items():
        places = np.flatnonzero(mask)
        for start in range(0, len(places), AT_ONCE):
            chosen = places[start : start + AT_ONCE]
            out.append(Part(kind, chosen, design[chosen], low[chosen], high[chosen], weights[chosen]))
    return out


RowValues = tuple[Floats, tuple[Floats, Floats], tuple[Floats, Floats, Floats]]
"""Log likelihood of each row; derivatives by eta and theta; second derivatives: twice eta, mixed, twice theta."""


def _exact(part: Part, eta: Floats, theta: float) -> RowValues:
    """Rows whose outcome is known."""
    y = (part.low + part.high) / 2
    distance = theta * y - eta
    log_density = np.log(theta) - 0.5 * distance**2 - LOG_ROOT_TWO_PI
    second = (np.full(len(y), -1.0), y, -1 / theta**2 - y**2)
    return log_density, (distance, 1 / theta - y * distance), second


def _no_low_end(part: Part, eta: Floats, theta: float) -> RowValues:
    """Rows of which only a high end is known."""
    above = theta * part.high - eta
    log_mass = special.log_ndtr(above)
    ratio = np.exp(-0.5 * above**2 - LOG_ROOT_TWO_PI - log_mass)
    bend = -ratio * (above + ratio)
    return log_mass, (-ratio, part.high * ratio), (bend, -part.high * bend, part.high**2 * bend)


def _no_high_end(part: Part, eta: Floats, theta: float) -> RowValues:
    """Rows of which only a low end is known."""
    below = theta * part.low - eta
    log_mass = special.log_ndtr(-below)
    ratio = np.exp(-0.5 * below**2 - LOG_ROOT_TWO_PI - log_mass)
    bend = ratio * (below - ratio)
    return log_mass, (ratio, -part.low * ratio), (bend, -part.low * bend, part.low**2 * bend)


def _closed(part: Part, eta: Floats, theta: float) -> RowValues:
    """Rows of which both ends are known."""
    below, above = theta * part.low - eta, theta * part.high - eta
    log_mass = _log_mass(below, above)
    from_below = np.exp(-0.5 * below**2 - LOG_ROOT_TWO_PI - log_mass)
    from_above = np.exp(-0.5 * above**2 - LOG_ROOT_TWO_PI - log_mass)
    bend_below, bend_above = below * from_below, above * from_above
    d_eta = from_below - from_above
    d_theta = part.high * from_above - part.low * from_below
    low_bend, high_bend = part.low * bend_below, part.high * bend_above
    second = (
        bend_below - bend_above - d_eta**2,
        high_bend - low_bend - d_eta * d_theta,
        part.low * low_bend - part.high * high_bend - d_theta**2,
    )
    return log_mass, (d_eta, d_theta), second


DERIVATIVES: dict[str, Callable[[Part, Floats, float], RowValues]] = {
    "exact": _exact,
    "closed": _closed,
    "no low end": _no_low_end,
    "no high end": _no_high_end,
}
"""For each kind of interval, a function of the rows, eta and theta that gives `RowValues`."""


def _log_mass(below: Floats, above: Floats) -> Floats:
    """Return the log of the normal probability between two points, also far out in a tail."""
    flip = below > 0
    lower, upper = np.where(flip, -above, below), np.where(flip, -below, above)
    mass = special.ndtr(upper) - special.ndtr(lower)
    far = mass < LEAST_MASS
    with np.errstate(divide="ignore", invalid="ignore"):
        out = np.log(mass)
        if far.any():
            log_upper, log_lower = special.log_ndtr(upper[far]), special.log_ndtr(lower[far])
            out[far] = log_upper + np.log(-np.expm1(np.minimum(log_lower - log_upper, 0.0)))
    return np.asarray(out)
