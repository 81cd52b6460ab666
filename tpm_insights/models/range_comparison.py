"""Set an interval regression beside other ways to use posted ranges, and say where they disagree."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from tpm_insights.errors import ModelError
from tpm_insights.models.clusters import clustered_meat
from tpm_insights.models.collinear import redundant_in_gram
from tpm_insights.models.interval_likelihood import fit_intervals
from tpm_insights.models.interval_rows import AT_ONCE
from tpm_insights.models.tidy import Floats, tidy_table

Approach = tuple[Floats, Floats, int]
"""Estimates, their errors, and the number of rows."""
WIDTH_LEVEL = 0.01
"""Level at which the width of ranges is said to depend on a term."""


def compare_approaches(
    design: Floats,
    terms: Sequence[str],
    low: Floats,
    high: Floats,
    estimate: Floats,
    vcov: Floats,
    codes: Sequence[np.ndarray],
    weights: Floats | None,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Fit the same terms to the ends and the middle of closed ranges.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side.
    terms : sequence of str
        Names of its columns.
    low, high : ndarray of shape (n,)
        Ends of the ranges, in the units of the left side; infinite where open.
    estimate, vcov : ndarray
        The interval regression, log sigma last.
    codes : sequence of ndarray of int
        Clusters of the rows, one array a way; none for robust errors.
    weights : ndarray of shape (n,), optional
        Weights of the rows.

    Returns
    -------
    table : DataFrame
        One row a term and approach; see `PayRanges.comparison`.
    notes : tuple of str
        One sentence for each kind of disagreement.
    """
    k = len(terms)
    spread = np.sqrt(np.clip(np.diag(vcov)[:k], 0, None))
    found: dict[str, Approach] = {"interval": (estimate[:k], spread, len(design))}
    closed = np.isfinite(low) & np.isfinite(high)
    if closed.sum() <= k or redundant_in_gram(design[closed].T @ design[closed], terms):
        return _table(found, terms).assign(differs=False), (
            f"only {int(closed.sum()):,} of {len(design):,} ranges have both ends: nothing to compare the fit with",
        )
    x, bottom, top = design[closed], low[closed], high[closed]
    groups = [way[closed] for way in codes]
    weight = np.ones(len(x)) if weights is None else weights[closed]
    if not closed.all():
        found["closed_ranges_only"] = _without_open(x, bottom, top, weight, estimate)
    outcomes = np.column_stack([bottom, top, (bottom + top) / 2, _width(x, top - bottom)])
    slopes, slope_errors = _least_squares(x, outcomes, weight, groups)
    for i, name in enumerate(("low_end", "high_end", "middle")):
        found[name] = (slopes[:, i], slope_errors[:, i], len(x))
    gap, gap_error = slopes[:, 3], slope_errors[:, 3]
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = 2 * stats.norm.sf(np.abs(gap / gap_error))
    differs = (p_value < WIDTH_LEVEL) & (np.abs(gap) > spread) & (np.array(terms) != "Intercept")
    table = _table(found, terms).assign(differs=np.tile(differs, len(found)))
    return table, (*_width_notes(terms, differs, gap), *_open_notes(found, terms))


def _width(design: Floats, width: Floats) -> Floats:
    """Return the widths, less their mean where terms add up to a constant: labels are then compared with the mean."""
    one = np.ones(len(design))
    fitted = design @ np.linalg.lstsq(design.T @ design, design.T @ one, rcond=None)[0]
    return width - width.mean() if np.abs(fitted - one).max() < 1e-8 else width


def _table(found: dict[str, Approach], terms: Sequence[str]) -> pd.DataFrame:
    """Arrange the approaches one below the other."""
    estimates, errors, rows = zip(*found.values(), strict=True)
    table = tidy_table([*terms] * len(found), np.concatenate(estimates), np.concatenate(errors))
    return table.assign(approach=np.repeat(list(found), len(terms)), n=np.repeat(rows, len(terms)))


def _without_open(design: Floats, low: Floats, high: Floats, weights: Floats, start: Floats) -> Approach:
    """Return the interval regression on closed ranges only."""
    k = design.shape[1]
    try:
        fit = fit_intervals(design, low, high, weights, start, with_scores=False)
        error = np.sqrt(np.clip(np.diag(np.linalg.inv(fit.hessian))[:k], 0, None))
        return fit.estimate[:k], error, len(design)
    except (ModelError, np.linalg.LinAlgError):
        return np.full(k, np.nan), np.full(k, np.nan), len(design)


def _least_squares(
    design: Floats, outcomes: Floats, weights: Floats, codes: Sequence[np.ndarray]
) -> tuple[Floats, Floats]:
    """Return coefficients and robust or clustered errors, one column an outcome."""
    n, k = design.shape
    bread = np.linalg.inv((design.T * weights) @ design)
    beta = bread @ ((design.T * weights) @ outcomes)
    residuals = (outcomes - design @ beta) * weights[:, None]
    errors = np.empty_like(beta)
    if min((len(np.unique(way)) for way in codes), default=0) > 1:
        for i in range(outcomes.shape[1]):
            meat = (n - 1) / (n - k) * clustered_meat(design * residuals[:, [i]], codes)
            errors[:, i] = np.sqrt(np.clip(np.diag(bread @ meat @ bread), 0, None))
        return np.asarray(beta), errors
    squares = np.zeros_like(beta)
    for start in range(0, n, AT_ONCE):  # of the influence of each row on each coefficient
        part = slice(start, start + AT_ONCE)
        squares += ((design[part] @ bread) ** 2).T @ residuals[part] ** 2
    return np.asarray(beta), np.sqrt(n / (n - k) * squares)


def _width_notes(terms: Sequence[str], differs: np.ndarray, gap: Floats) -> tuple[str, ...]:
    """Say which terms go with wider or narrower ranges."""
    named = [f"{t} ({_short(g)})" for t, d, g in zip(terms, differs, gap, strict=True) if d]
    if not named:
        return ()
    return (
        "low and high ends of the ranges disagree on "
        + ", ".join(named)
        + ": the width of the range depends on these terms, so a midpoint shifts with it; see comparison()",
    )


def _short(gap: float) -> str:
    """Write a difference of widths."""
    return f"{gap:+.3f}" if 0.01 <= abs(gap) < 1e4 else f"{gap:+.3g}"


def _open_notes(found: dict[str, Approach], terms: Sequence[str]) -> tuple[str, ...]:
    """Say which terms move by more than two standard errors when open ranges are left out."""
    if "closed_ranges_only" not in found:
        return ()
    estimate, spread, _ = found["interval"]
    moved = np.abs(estimate - found["closed_ranges_only"][0]) > 2 * spread
    named = [t for t, far in zip(terms, moved, strict=True) if far and t != "Intercept"]
    if not named:
        return ()
    return (f"with and without open ranges the fit differs on {', '.join(named)}; see comparison()",)
