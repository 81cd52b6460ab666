"""Maximize the likelihood of a normal outcome of which only an interval is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import special

from tpm_insights.errors import ModelError
from tpm_insights.models.tidy import Floats

LOG_ROOT_TWO_PI = 0.5 * float(np.log(2 * np.pi))
NARROW = 1e-8
"""Intervals narrower than this, in standard deviations, count as exact."""
MOST_STEPS = 200
LEAST_MASS = 1e-200
"""Probabilities below this are taken through their logs."""
AT_ONCE = 1 << 13
"""Rows worked on at once, so few that they stay in the cache of a processor."""


@dataclass(frozen=True, slots=True, eq=False)
class IntervalFit:
    """A maximum of the likelihood, in the usual parameters.

    Attributes
    ----------
    estimate : ndarray of shape (k + 1,)
        Coefficients, and the log of the standard deviation.
    hessian : ndarray of shape (k + 1, k + 1)
        Minus the second derivatives of the log likelihood, in these parameters.
    scores : ndarray of shape (n, k + 1)
        First derivatives, one row an observation.
    log_likelihood : float
        On the scale of the outcome.
    steps : int
        Newton steps taken.
    """

    estimate: Floats
    hessian: Floats
    scores: Floats
    log_likelihood: float
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The data, scaled; ends that are open hold 0 and are marked."""

    design: Floats
    low: Floats
    high: Floats
    open_low: np.ndarray
    open_high: np.ndarray
    exact: np.ndarray
    weights: Floats

    def parts(self) -> Iterator[_Rows]:
        """Return the rows, some at a time."""
        for start in range(0, len(self.low), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            yield _Rows(*(getattr(self, name)[part] for name in self.__slots__))


def fit_intervals(
    design: Floats, low: Floats, high: Floats, weights: Floats | None = None, start: Floats | None = None
) -> IntervalFit:
    """Fit a normal linear model to intervals.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side, of full column rank.
    low, high : ndarray of shape (n,)
        Ends of the intervals, ``low <= high``; infinite where open, equal where the outcome is known.
    weights : ndarray of shape (n,), optional
        Weights of the rows.
    start : ndarray of shape (k + 1,), optional
        Coefficients and log sigma of a fit close by; it saves steps and does not change the maximum.

    Returns
    -------
    IntervalFit
        The maximum.

    Raises
    ------
    ModelError
        If the likelihood has no maximum: every range is open at the same end.

    Notes
    -----
    Newton's method in the parameters ``coefficients / sigma`` and ``1 / sigma``, in which the log likelihood is concave
    (Olsen, R. J. 1978, Note on the uniqueness of the maximum likelihood estimator for the Tobit model, Econometrica
    46(5), 1211-1215; Stewart, M. B. 1983, Review of Economic Studies 50(4), 737-753, for intervals).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = rng.normal(10, 2, 5000)
    >>> fit = fit_intervals(np.ones((5000, 1)), np.floor(y), np.floor(y) + 1)
    >>> round(float(fit.estimate[0]), 1), round(float(np.exp(fit.estimate[1])), 1)
    (10.0, 2.0)
    """
    center, spread, shift = _scale(design, low, high)
    size = np.sqrt((design**2).mean(axis=0))
    rows = _prepare(design / size, (low - center) / spread, (high - center) / spread, weights)
    if start is None:
        parameters = _start(rows)
    else:
        inverse = spread / float(np.exp(start[-1]))
        parameters = np.append((start[:-1] - shift) * size / spread * inverse, inverse)
    value, gradient, hessian, slopes = _likelihood(rows, parameters)
    steps = 0
    for steps in range(1, MOST_STEPS + 1):  # noqa: B007  (the count is kept)
        step: Floats = np.linalg.lstsq(hessian, gradient, rcond=None)[0].astype(float)
        if float(gradient @ step) <= 1e-9:  # so close that one more full step is exact to rounding
            parameters = parameters + step
            value, _, hessian, slopes = _likelihood(rows, parameters)
            break
        parameters, value, gradient, hessian, slopes = _advance(rows, parameters, step, value)
    else:
        raise ModelError("interval regression has no maximum: too few ranges are closed to tell how far pay spreads")
    beta = parameters[:-1] / parameters[-1] / size * spread + shift
    to_scaled = _jacobian(parameters, size / spread)
    exact = float(rows.weights[rows.exact].sum())
    return IntervalFit(
        estimate=np.append(beta, np.log(spread / parameters[-1])),
        hessian=to_scaled.T @ hessian @ to_scaled,
        scores=np.column_stack([rows.design * slopes[0][:, None], slopes[1]]) @ to_scaled,
        log_likelihood=value - exact * float(np.log(spread)),
        steps=steps,
    )


def _scale(design: Floats, low: Floats, high: Floats) -> tuple[float, float, Floats]:
    """Return a center and a spread of the outcome, and the coefficients that make the center.

    Without an intercept, or dummies that add up to one, the center has to stay at zero.
    """
    ends = np.concatenate([low[np.isfinite(low)], high[np.isfinite(high)]])
    if not np.isfinite(low).any() or not np.isfinite(high).any():
        raise ModelError("every pay range is open at the same end, so neither its middle nor its spread can be known")
    center, spread = float(ends.mean()), float(ends.std()) or 1.0
    gram = design.T @ design
    shift = np.linalg.lstsq(gram, design.T @ np.full(len(design), center), rcond=None)[0]
    if np.abs(design @ shift - center).max() > 1e-9 * max(abs(center), spread):
        return 0.0, spread, np.zeros(design.shape[1])
    return center, spread, np.asarray(shift)


def _prepare(design: Floats, low: Floats, high: Floats, weights: Floats | None) -> _Rows:
    """Mark open and exact rows."""
    open_low, open_high = np.isneginf(low), np.isposinf(high)
    with np.errstate(invalid="ignore"):
        exact = high - low <= NARROW
    return _Rows(
        design,
        np.where(open_low, 0.0, low),
        np.where(open_high, 0.0, high),
        open_low,
        open_high,
        exact,
        np.ones(len(low)) if weights is None else weights,
    )


def _start(rows: _Rows) -> Floats:
    """Return least squares on midpoints as a first guess."""
    middle = np.where(rows.open_low, rows.high, np.where(rows.open_high, rows.low, (rows.low + rows.high) / 2))
    weighted = rows.design.T * rows.weights
    beta = np.linalg.lstsq(weighted @ rows.design, weighted @ middle, rcond=None)[0]
    residual = middle - rows.design @ beta
    inverse = 1.0 / max(float(np.sqrt(np.average(residual**2, weights=rows.weights))), 1e-3)
    return np.append(beta * inverse, inverse)


def _likelihood(rows: _Rows, parameters: Floats) -> tuple[float, Floats, Floats, tuple[Floats, Floats]]:
    """Return the log likelihood, its gradient, minus its second derivatives, and the slopes of each row."""
    k = len(parameters) - 1
    value, gradient, hessian = 0.0, np.zeros(k + 1), np.zeros((k + 1, k + 1))
    slopes: list[tuple[Floats, Floats]] = []
    for part in rows.parts():
        log_mass, d_eta, d_theta, curves = _row_by_row(part, parameters)
        w, x = part.weights, part.design
        value += float(w @ log_mass)
        gradient += np.append(x.T @ (w * d_eta), w @ d_theta)
        corner = x.T @ (w * curves[1])
        hessian[:k, :k] -= (x * (w * curves[0])[:, None]).T @ x
        hessian[:k, k] -= corner
        hessian[k, :k] -= corner
        hessian[k, k] -= float(w @ curves[2])
        slopes.append((d_eta, d_theta))
    return value, gradient, hessian, (np.concatenate([s[0] for s in slopes]), np.concatenate([s[1] for s in slopes]))


def _row_by_row(rows: _Rows, parameters: Floats) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats, Floats]]:
    """Return the log likelihood of each row, its first derivatives, and its second: twice eta, mixed, twice theta."""
    eta, theta = rows.design @ parameters[:-1], float(parameters[-1])
    below = np.where(rows.open_low, -np.inf, theta * rows.low - eta)
    above = np.where(rows.open_high, np.inf, theta * rows.high - eta)
    log_mass = np.where(rows.exact, 0.0, _log_mass(below, above))
    with np.errstate(invalid="ignore", over="ignore"):
        from_below = np.where(rows.open_low, 0.0, np.exp(-0.5 * below**2 - LOG_ROOT_TWO_PI - log_mass))
        from_above = np.where(rows.open_high, 0.0, np.exp(-0.5 * above**2 - LOG_ROOT_TWO_PI - log_mass))
    bend_below = np.where(rows.open_low, 0.0, below) * from_below
    bend_above = np.where(rows.open_high, 0.0, above) * from_above
    d_eta = from_below - from_above
    d_theta = rows.high * from_above - rows.low * from_below
    d_eta_eta = bend_below - bend_above - d_eta**2
    d_eta_theta = rows.high * bend_above - rows.low * bend_below - d_eta * d_theta
    d_theta_theta = rows.low**2 * bend_below - rows.high**2 * bend_above - d_theta**2
    if rows.exact.any():
        x, y = rows.exact, (rows.low + rows.high)[rows.exact] / 2
        distance = theta * y - eta[x]
        log_mass[x] = np.log(theta) - 0.5 * distance**2 - LOG_ROOT_TWO_PI
        d_eta[x], d_theta[x] = distance, 1 / theta - y * distance
        d_eta_eta[x], d_eta_theta[x], d_theta_theta[x] = -1.0, y, -1 / theta**2 - y**2
    return log_mass, d_eta, d_theta, (d_eta_eta, d_eta_theta, d_theta_theta)


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


def _advance(
    rows: _Rows, parameters: Floats, step: Floats, value: float
) -> tuple[Floats, float, Floats, Floats, tuple[Floats, Floats]]:
    """Take a Newton step, shortened until the likelihood rises."""
    share = 1.0
    if step[-1] < 0:
        share = min(share, 0.9 * float(parameters[-1]) / -float(step[-1]))
    for _ in range(60):
        tried = parameters + share * step
        found, gradient, hessian, slopes = _likelihood(rows, tried)
        if np.isfinite(found) and found >= value - 1e-12 * abs(value):
            return tried, found, gradient, hessian, slopes
        share /= 2
    raise ModelError("interval regression did not converge: no step raises the likelihood")


def _jacobian(parameters: Floats, units: Floats) -> Floats:
    """Return the derivatives of the concave parameters with respect to coefficients and log sigma."""
    k, theta = len(units), float(parameters[-1])
    out = np.zeros((k + 1, k + 1))
    out[:k, :k] = np.diag(theta * units)
    out[:k, k] = -parameters[:-1]
    out[k, k] = -theta
    return out
