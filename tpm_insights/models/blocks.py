"""Least squares on blocks of rows, or of cells that stand for many rows: exact, in two passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tpm_insights.models.tidy import Floats


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some cells; a cell is a set of rows that are the same in everything but the outcome.

    Attributes
    ----------
    design : ndarray of shape (cells, k)
        Right side.
    count, total, square, level : ndarray of shape (cells,)
        Rows, sum of the left side, of its squares, and of the outcome itself.
    group : ndarray of int, shape (cells,), or None
        Level of the absorbed column.
    cluster : ndarray of int, shape (cells,), or None
        Cluster.
    """

    design: Floats
    count: Floats
    total: Floats
    square: Floats
    level: Floats
    group: np.ndarray | None
    cluster: np.ndarray | None


@dataclass(frozen=True, slots=True, eq=False)
class BlockFit:
    """Least squares on all blocks.

    Attributes
    ----------
    estimate : ndarray of shape (k,)
        Coefficients.
    gram : ndarray of shape (k, k)
        Cross products, within absorbed effects.
    means : ndarray of shape (k,)
        Means of the columns.
    effects, group_rows : ndarray of shape (groups,)
        Absorbed effects, and rows of each; empty if there are none.
    n : int
        Rows.
    residual_squares, raw_squares, total_squares, within_squares : float
        Sums of squares of the residuals, of the left side around zero, around its mean, and within absorbed groups.
    smearing : float
        Mean of outcome / exp(fit).
    meat : ndarray of shape (k, k)
        Sum of the squared scores of rows.
    cluster_scores : ndarray of shape (clusters, k)
        Sums of scores by cluster; empty if not asked for.
    """

    estimate: Floats
    gram: Floats
    means: Floats
    effects: Floats
    group_rows: Floats
    n: int
    residual_squares: float
    raw_squares: float
    total_squares: float
    within_squares: float
    smearing: float
    meat: Floats
    cluster_scores: Floats


def fit_blocks(
    blocks: Callable[[], Iterator[Block]],
    groups: int,
    clusters: int,
    check: Callable[[Floats, int], None] | None = None,
) -> BlockFit:
    """Fit least squares in two passes over blocks.

    Parameters
    ----------
    blocks : callable
        Returns the blocks, each time it is called.
    groups, clusters : int
        Levels of the absorbed column, and clusters; 0 for none.
    check : callable, optional
        Gets the cross products and the number of rows before anything is inverted, and may refuse them.

    Returns
    -------
    BlockFit
        The same as on all rows at once, to rounding.

    Examples
    --------
    >>> x, y = np.column_stack([np.ones(4), [0.0, 0, 1, 1]]), np.array([1.0, 3, 5, 7])
    >>> block = Block(x, np.ones(4), y, y**2, y, None, None)
    >>> [float(b) for b in fit_blocks(lambda: iter([block]), 0, 0).estimate.round(6)]
    [2.0, 4.0]
    """
    gram, cross, sums = _first_pass(blocks, groups)
    k, rows = len(cross), sums[:, -1]
    mean = np.divide(sums[:, :-1], rows[:, None], out=np.zeros_like(sums[:, :-1]), where=rows[:, None] > 0)
    if groups:
        gram = gram - (mean[:, :k] * rows[:, None]).T @ mean[:, :k]
        cross = cross - (mean[:, :k] * rows[:, None]).T @ mean[:, k]
    if check is not None:
        check(gram, int(rows.sum()))
    scale = np.sqrt(np.where(np.diag(gram) > 0, np.diag(gram), 1.0))
    estimate = np.linalg.solve(gram / np.outer(scale, scale), cross / scale) / scale
    effects = mean[:, k] - mean[:, :k] @ estimate if groups else np.zeros(0)
    second = _second_pass(blocks, estimate, effects, mean[:, :k], clusters)
    n = float(rows.sum())
    average = float(sums[:, k].sum()) / n
    return BlockFit(
        estimate=estimate,
        gram=gram,
        means=sums[:, :k].sum(axis=0) / n,
        effects=effects,
        group_rows=rows if groups else np.zeros(0),
        n=int(n),
        residual_squares=max(second.residual, 0.0),
        raw_squares=second.square,
        total_squares=second.square - n * average**2,
        within_squares=second.square - float((rows * mean[:, k] ** 2).sum()),
        smearing=second.smear / n,
        meat=second.meat,
        cluster_scores=second.scores,
    )


def _first_pass(blocks: Callable[[], Iterator[Block]], groups: int) -> tuple[Floats, Floats, Floats]:
    """Return cross products, and by group sums of the columns, of the left side, and rows."""
    gram = cross = sums = None
    for block in blocks():
        weighted = block.design * block.count[:, None]
        if gram is None or cross is None or sums is None:
            k = weighted.shape[1]
            gram, cross, sums = np.zeros((k, k)), np.zeros(k), np.zeros((max(groups, 1), k + 2))
        gram += weighted.T @ block.design
        cross += block.design.T @ block.total
        if block.group is None:
            sums[0] += np.concatenate([weighted.sum(axis=0), [block.total.sum(), block.count.sum()]])
        else:
            sums += sum_by(block.group, np.column_stack([weighted, block.total, block.count]), groups)
    if gram is None or cross is None or sums is None:
        return np.zeros((0, 0)), np.zeros(0), np.zeros((max(groups, 1), 2))
    return gram, cross, sums


FEW_RUNS = 1_000


def sum_by(codes: np.ndarray, values: Floats, size: int) -> Floats:
    """Add up rows by code.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Codes; quickest if they never fall and there are few.
    values : ndarray of shape (n, k)
        Rows.
    size : int
        Number of codes.

    Returns
    -------
    ndarray of shape (size, k)
        Sums.

    Examples
    --------
    >>> sum_by(np.array([0, 2, 0]), np.array([[1.0], [2.0], [3.0]]), 3).ravel().tolist()
    [4.0, 0.0, 2.0]
    """
    out = np.zeros((size, values.shape[1]))
    change = np.diff(codes)
    if len(codes) and (change >= 0).all() and np.count_nonzero(change) < FEW_RUNS:
        ends = [*(np.flatnonzero(change) + 1).tolist(), len(codes)]
        start = 0
        for end in ends:
            out[codes[start]] = np.ones(end - start) @ values[start:end]
            start = end
    else:
        for j in range(values.shape[1]):
            out[:, j] = np.bincount(codes, values[:, j], minlength=size)
    return out


@dataclass(slots=True, eq=False)
class _Second:
    """What the second pass adds up."""

    meat: Floats
    scores: Floats
    residual: float = 0.0
    square: float = 0.0
    smear: float = 0.0


def _second_pass(
    blocks: Callable[[], Iterator[Block]], estimate: Floats, effects: Floats, mean: Floats, clusters: int
) -> _Second:
    """Add up what needs the coefficients: squares of residuals, scores, smearing."""
    k = len(estimate)
    out = _Second(np.zeros((k, k)), np.zeros((clusters, k)))
    for block in blocks():
        fitted = block.design @ estimate
        within = block.design
        if block.group is not None:
            fitted = fitted + effects[block.group]
            within = block.design - mean[block.group]
        squares = block.square - 2 * fitted * block.total + block.count * fitted**2
        out.meat += (within * squares[:, None]).T @ within
        out.residual += float(squares.sum())
        out.square += float(block.square.sum())
        with np.errstate(over="ignore"):
            out.smear += float((block.level * np.exp(-fitted)).sum())
        if block.cluster is not None and clusters:
            surplus = block.total - block.count * fitted
            out.scores += sum_by(block.cluster, within * surplus[:, None], clusters)
    return out
