"""Least squares on a grid of sums whose columns share one right side: exact, without going through the rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tpm_insights.models.blocks import BlockFit, sum_by
from tpm_insights.models.tidy import Floats


def fit_grid(
    design: Floats,
    sums: Floats,
    *,
    group: np.ndarray | None,
    cluster: np.ndarray | None,
    groups: int,
    clusters: int,
    check: Callable[[Floats, int], None],
) -> BlockFit:
    """Fit least squares on a grid.

    Parameters
    ----------
    design : ndarray of shape (columns, k)
        Right side of each column of the grid, the same in every row of it.
    sums : ndarray of shape (4, rows, columns)
        Rows of the data in each cell, and sums of the left side, of its squares, and of the outcome itself.
    group, cluster : ndarray of int, shape (rows,), or None
        Level of the absorbed column, and cluster, of each row of the grid.
    groups, clusters : int
        Numbers of levels and clusters; 0 for none.
    check : callable
        Gets the cross products and the number of rows before anything is inverted, and may refuse them.

    Returns
    -------
    BlockFit
        The same as on all rows at once, to rounding.

    Examples
    --------
    >>> design = np.array([[1.0, 0.0], [1.0, 1.0]])
    >>> sums = np.array([[[2.0, 2.0]], [[4.0, 12.0]], [[10.0, 74.0]], [[4.0, 12.0]]])
    >>> fit_grid(design, sums, group=None, cluster=None, groups=0, clusters=0, check=lambda *_: None).estimate.tolist()
    [2.0, 4.0]
    """
    count, total, square, level = sums
    k = design.shape[1]
    gram = (design * count.sum(axis=0)[:, None]).T @ design
    cross = design.T @ total.sum(axis=0)
    of_group = np.zeros(len(count), dtype=int) if group is None else group
    rows = sum_by(of_group, count.sum(axis=1)[:, None], max(groups, 1))[:, 0]
    column_sums = sum_by(of_group, np.column_stack([count @ design, total.sum(axis=1)]), max(groups, 1))
    mean = np.divide(column_sums, rows[:, None], out=np.zeros_like(column_sums), where=rows[:, None] > 0)
    if groups:
        gram = gram - (mean[:, :k] * rows[:, None]).T @ mean[:, :k]
        cross = cross - (mean[:, :k] * rows[:, None]).T @ mean[:, k]
    n = int(rows.sum())
    check(gram, n)
    scale = np.sqrt(np.where(np.diag(gram) > 0, np.diag(gram), 1.0))
    estimate = np.linalg.solve(gram / np.outer(scale, scale), cross / scale) / scale
    effects = mean[:, k] - mean[:, :k] @ estimate if groups else np.zeros(0)
    fitted = np.broadcast_to(design @ estimate, count.shape)
    center = np.zeros((len(count), k))
    if groups:
        fitted = fitted + effects[of_group][:, None]
        center = mean[of_group, :k]
    squares = square - 2 * fitted * total + count * fitted**2
    pulled, weight = squares @ design, squares.sum(axis=1)
    meat = (design * squares.sum(axis=0)[:, None]).T @ design
    meat = meat - center.T @ pulled - pulled.T @ center + (center * weight[:, None]).T @ center
    scores = np.zeros((clusters, k))
    if clusters and cluster is not None:
        surplus = total - count * fitted
        scores = sum_by(cluster, surplus @ design - surplus.sum(axis=1)[:, None] * center, clusters)
    all_squares = float(square.sum())
    return BlockFit(
        estimate=estimate,
        gram=gram,
        means=column_sums[:, :k].sum(axis=0) / n,
        effects=effects,
        group_rows=rows if groups else np.zeros(0),
        n=n,
        residual_squares=max(float(weight.sum()), 0.0),
        raw_squares=all_squares,
        total_squares=all_squares - float(total.sum()) ** 2 / n,
        within_squares=all_squares - float((rows * mean[:, k] ** 2).sum()),
        smearing=float((level * np.exp(-fitted)).sum()) / n if np.abs(fitted).max() < 700 else float("nan"),
        meat=meat,
        cluster_scores=scores,
    )
