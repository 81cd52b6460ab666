"""Percentiles that never fall along experience."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tpm_insights.models.tidy import Floats


def never_falling(
    raw: Callable[[Floats], Floats], data: Floats, column: int, grid: Floats, quantiles: Sequence[float]
) -> Floats:
    """Return percentiles that do not fall as experience grows.

    Parameters
    ----------
    raw : callable
        From rows of shape (n, n_features) to percentiles of shape (n, n_quantiles), which may fall.
    data : ndarray of shape (n, n_features)
        Rows.
    column : int
        Which feature is experience; NaN where it is not stated.
    grid : ndarray
        Values of it that were seen, rising; others count as the nearest below, those below all as the first.
    quantiles : sequence of float
        Between 0 and 1, rising.

    Returns
    -------
    ndarray of shape (n, n_quantiles)
        Percentiles below the median are lowered to the least at any later step of the grid, those above it raised to
        the highest at any earlier one, the median lies halfway between both: intervals only widen.

    Examples
    --------
    >>> bump = lambda rows: np.where(rows == 1.0, 5.0, rows) + np.array([-1.0, 0.0, 1.0])
    >>> never_falling(bump, np.array([[1.0], [2.0]]), 0, np.array([0.0, 1.0, 2.0]), [0.1, 0.5, 0.9]).tolist()
    [[1.0, 3.5, 6.0], [1.0, 3.5, 6.0]]
    """
    rows, inverse = np.unique(_snapped(data, column, grid), axis=0, return_inverse=True)
    known = np.flatnonzero(~np.isnan(rows[:, column]))
    out = raw(rows)
    if known.size:
        profiles = rows[known].copy()
        profiles[:, column] = 0.0
        profiles, which = np.unique(profiles, axis=0, return_inverse=True)
        along = np.repeat(profiles, len(grid), axis=0)
        along[:, column] = np.tile(grid, len(profiles))
        paths = raw(along).reshape(len(profiles), len(grid), -1)
        upper = np.maximum.accumulate(paths, axis=1)
        lower = np.minimum.accumulate(paths[:, ::-1], axis=1)[:, ::-1]
        share = np.array([0.0 if q < 0.5 else 0.5 if q == 0.5 else 1.0 for q in quantiles])
        smooth = lower + share * (upper - lower)
        out[known] = smooth[which.ravel(), np.searchsorted(grid, rows[known, column])]
    return np.asarray(out[inverse.ravel()])


def _snapped(data: Floats, column: int, grid: Floats) -> Floats:
    """Lower experience to the nearest value seen, which is all a tree can tell apart."""
    values = data[:, column]
    place = np.clip(np.searchsorted(grid, values, side="right") - 1, 0, len(grid) - 1)
    snapped = data.copy()
    snapped[:, column] = np.where(np.isnan(values), np.nan, grid[place])
    return snapped
