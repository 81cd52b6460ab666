"""Maximize the likelihood of a normal outcome of which only an interval is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tpm_insights.errors import ModelError
from tpm_insights.models.interval_rows import DERIVATIVES, Part, cut_into_parts
from tpm_insights.models.tidy import Floats

MOST_STEPS = 200
WHOLLY_INSIDE = 1e-6
"""Log likelihood of a row below which its range holds the whole distribution."""


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
        First derivatives, one row an observation; no rows if they were not asked for.
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


def fit_intervals(
    design: Floats,
    low: Floats,
    high: Floats,
    weights: Floats | None = None,
    start: Floats | None = None,
    *,
    with_scores: bool = True,
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
    with_scores : bool, default True
        Also return the scores of the rows.

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
    weight = np.ones(len(low)) if weights is None else weights
    parts = cut_into_parts(design / size, (low - center) / spread, (high - center) / spread, weight)
    if start is None:
        parameters = _start(parts)
    else:
        inverse = spread / float(np.exp(start[-1]))
        parameters = np.append((start[:-1] - shift) * size / spread * inverse, inverse)
    value, gradient, hessian, slopes = _likelihood(parts, parameters)
    steps = 0
    for steps in range(1, MOST_STEPS + 1):  # noqa: B007  (the count is kept)
        step: Floats = np.linalg.lstsq(hessian, gradient, rcond=None)[0].astype(float)
        if float(gradient @ step) <= 1e-9:  # so close that one more full step is exact to rounding
            parameters = parameters + step
            value, _, hessian, slopes = _likelihood(parts, parameters)
            break
        parameters, value, gradient, hessian, slopes = _advance(parts, parameters, step, value)
    else:
        raise ModelError("interval regression has no maximum: too few ranges are closed to tell how far pay spreads")
    exact = sum(float(part.weights.sum()) for part in parts if part.kind == "exact")
    if not exact and value > -WHOLLY_INSIDE * float(weight.sum()):
        raise ModelError(
            "interval regression has no maximum: every range holds what the terms give, so the ranges are too wide to "
            "tell how far pay spreads; use fewer terms, or postings with narrower ranges"
        )
    beta = parameters[:-1] / parameters[-1] / size * spread + shift
    to_scaled = _jacobian(parameters, size / spread)
    scores = np.empty((len(low) if with_scores else 0, len(parameters)))
    for part, (d_eta, d_theta) in zip(parts, slopes, strict=True) if with_scores else ():
        scores[part.places] = np.column_stack([part.design * d_eta[:, None], d_theta]) @ to_scaled
    return IntervalFit(
        estimate=np.append(beta, np.log(spread / parameters[-1])),
        hessian=to_scaled.T @ hessian @ to_scaled,
        scores=scores,
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


def _start(parts: list[Part]) -> Floats:
    """Return least squares on midpoints, or on the end that is known, as a first guess."""
    k = parts[0].design.shape[1]
    gram, cross = np.zeros((k, k)), np.zeros(k)
    middles = []
    for part in parts:
        ends = {"no low end": part.high, "no high end": part.low}
        middles.append(ends[part.kind] if part.kind in ends else (part.low + part.high) / 2)
        weighted = part.design.T * part.weights
        gram += weighted @ part.design
        cross += weighted @ middles[-1]
    beta = np.linalg.lstsq(gram, cross, rcond=None)[0]
    squares = sum(float(p.weights @ (m - p.design @ beta) ** 2) for p, m in zip(parts, middles, strict=True))
    inverse = 1.0 / max(float(np.sqrt(squares / sum(float(p.weights.sum()) for p in parts))), 1e-3)
    return np.append(beta * inverse, inverse)


def _likelihood(parts: list[Part], parameters: Floats) -> tuple[float, Floats, Floats, list[tuple[Floats, Floats]]]:
    """Return the log likelihood, its gradient, minus its second derivatives, and the slopes of each row."""
    k = len(parameters) - 1
    value, gradient, hessian = 0.0, np.zeros(k + 1), np.zeros((k + 1, k + 1))
    slopes: list[tuple[Floats, Floats]] = []
    for part in parts:
        eta = part.design @ parameters[:-1]
        log_mass, first, second = DERIVATIVES[part.kind](part, eta, float(parameters[-1]))
        w, x = part.weights, part.design
        value += float(w @ log_mass)
        gradient += np.append(x.T @ (w * first[0]), w @ first[1])
        corner = x.T @ (w * second[1])
        hessian[:k, :k] -= (x * (w * second[0])[:, None]).T @ x
        hessian[:k, k] -= corner
        hessian[k, :k] -= corner
        hessian[k, k] -= float(w @ second[2])
        slopes.append(first)
    return value, gradient, hessian, slopes


def _advance(
    parts: list[Part], parameters: Floats, step: Floats, value: float
) -> tuple[Floats, float, Floats, Floats, list[tuple[Floats, Floats]]]:
    """Take a Newton step, shortened until the likelihood rises."""
    share = 1.0
    if step[-1] < 0:
        share = min(share, 0.9 * float(parameters[-1]) / -float(step[-1]))
    for _ in range(60):
        tried = parameters + share * step
        found, gradient, hessian, slopes = _likelihood(parts, tried)
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
