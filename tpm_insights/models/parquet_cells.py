"""Add up rows of Parquet files that are the same in everything but the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from tpm_insights.errors import ModelError, examples_of
from tpm_insights.models.parquet_keys import Key
from tpm_insights.models.parquet_source import read_batches

MOST_CELLS = 1 << 24
"""Largest table of sums that is kept in memory: four arrays of 128 MiB."""
TOGETHER = 1 << 22


@dataclass(slots=True, eq=False)
class Grid:
    """Sums for every combination of values, also of those that do not occur.

    Attributes
    ----------
    outer, inner : tuple of Key
        Columns of the rows and of the columns of the grid.
    sums : ndarray of shape (4, rows, columns)
        Rows in each cell, and sums of the left side, of its squares, and of the outcome.
    missing : int
        Rows of the files in which something is missing.
    """

    outer: tuple[Key, ...]
    inner: tuple[Key, ...]
    sums: np.ndarray
    missing: int

    def frame(self, row: int, columns: np.ndarray) -> pd.DataFrame:
        """Return the values of some cells of one row.

        Parameters
        ----------
        row : int
            Row of the grid.
        columns : ndarray of int
            Columns of the grid.

        Returns
        -------
        DataFrame
            One row a cell, one column a key.
        """
        outer = np.unravel_index(np.full(len(columns), row), _sizes(self.outer)) if self.outer else ()
        inner = np.unravel_index(columns, _sizes(self.inner)) if self.inner else ()
        pairs = zip((*self.outer, *self.inner), (*outer, *inner), strict=True)
        return pd.DataFrame({key.name: key.values(codes) for key, codes in pairs}, index=range(len(columns)))

    def codes(self, name: str) -> np.ndarray:
        """Return the code that an outer column has in each row.

        Parameters
        ----------
        name : str
            Outer column.

        Returns
        -------
        ndarray of int, shape (rows,)
            Codes.
        """
        place = [key.name for key in self.outer].index(name)
        return np.asarray(np.unravel_index(np.arange(self.sums.shape[1]), _sizes(self.outer))[place])


def _sizes(keys: tuple[Key, ...]) -> tuple[int, ...]:
    """Return the numbers of codes."""
    return tuple(key.size for key in keys)


def fits_in_cells(keys: dict[str, Key | None]) -> bool:
    """Say whether a table of all combinations of values can be kept in memory.

    Parameters
    ----------
    keys : dict of str to Key or None
        Columns.

    Returns
    -------
    bool
        False if a column has no codes, or there are too many combinations.
    """
    size = 1
    for key in keys.values():
        if key is None:
            return False
        size *= key.size
    return size <= MOST_CELLS


def add_up(data: ds.Dataset, outcome: str, outer: Sequence[Key], inner: Sequence[Key], *, log: bool) -> Grid:
    """Read files once and add up the outcome by combination of values.

    Parameters
    ----------
    data : pyarrow.dataset.Dataset
        The files.
    outcome : str
        Column of the outcome.
    outer, inner : sequence of Key
        Columns of the rows and of the columns of the grid.
    log : bool
        Take the log of the outcome.

    Returns
    -------
    Grid
        Sums.

    Raises
    ------
    ModelError
        If an outcome is infinite, or zero or negative where its log is taken.
    """
    keys = (*outer, *inner)
    size = int(np.prod(_sizes(keys), dtype=np.int64)) if keys else 1
    sums = np.zeros((4, size))
    missing = 0
    with ThreadPoolExecutor(2) as threads:
        for cell, y, lacking in _gathered(data, outcome, keys):
            missing += lacking
            left = checked_left(y, outcome, log=log)
            parts = (None, left, left * left, y if log else None)
            jobs = [threads.submit(_add, sums[i], cell, part) for i, part in enumerate(parts) if i < 3 or log]
            for job in jobs:
                job.result()
    if not log:
        sums[3] = sums[1]
    rows = int(np.prod(_sizes(tuple(outer)), dtype=np.int64)) if outer else 1
    return Grid(tuple(outer), tuple(inner), sums.reshape(4, rows, size // rows), missing)


def _add(target: np.ndarray, cell: np.ndarray, weights: np.ndarray | None) -> None:
    """Add rows, or weights, to their cells."""
    target += np.bincount(cell, weights, minlength=len(target))


def checked_left(y: np.ndarray, outcome: str, *, log: bool) -> np.ndarray:
    """Return the left side; refuse outcomes no model can use.

    Parameters
    ----------
    y : ndarray of float
        Outcomes, none missing.
    outcome : str
        Named in the message.
    log : bool
        Take the log.

    Returns
    -------
    ndarray of float
        The outcome or its log.

    Raises
    ------
    ModelError
        If an outcome is infinite, or zero or negative where its log is taken.
    """
    if np.isinf(y).any():
        raise ModelError(f"column {outcome!r} is infinite in some rows; set them to missing or correct them")
    if not log:
        return y
    low = y <= 0
    if low.any():
        raise ModelError(
            f"column {outcome!r} is zero or negative in some rows ({examples_of(y[low].tolist())}) and the formula "
            "takes its log; set those rows aside or correct them"
        )
    return np.asarray(np.log(y), dtype=np.float64)


def _gathered(data: ds.Dataset, outcome: str, keys: tuple[Key, ...]) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
    """Return cell numbers and outcomes of complete rows, several batches together, and how many rows were not."""
    cells: list[np.ndarray] = []
    outcomes: list[np.ndarray] = []
    rows = lacking = 0
    for y, columns, complete in read_batches(data, outcome, {key.name: key for key in keys}):
        cell = _cell_numbers(columns, keys, len(y))
        whole = bool(complete.all())
        cells.append(cell if whole else cell[complete])
        outcomes.append(y if whole else y[complete])
        rows += len(cells[-1])
        lacking += len(y) - len(cells[-1])
        if rows >= TOGETHER:
            yield np.concatenate(cells), np.concatenate(outcomes), lacking
            cells, outcomes, rows, lacking = [], [], 0, 0
    if rows or lacking:
        yield np.concatenate(cells), np.concatenate(outcomes), lacking


def _cell_numbers(columns: dict[str, np.ndarray], keys: tuple[Key, ...], rows: int) -> np.ndarray:
    """Return the cell of each row; small steps are taken in short integers, which are quicker."""
    cell = np.zeros(rows, dtype=np.int32)
    short, size = np.zeros(rows, dtype=np.int16), 1
    for key in keys:
        if size * key.size > np.iinfo(np.int16).max:
            cell = cell * np.int32(size) + short
            short, size = np.zeros(rows, dtype=np.int16), 1
        if key.size > np.iinfo(np.int16).max:
            cell = cell * np.int32(key.size) + columns[key.name].astype(np.int32)
            continue
        if size > 1:
            short *= np.int16(key.size)
        short += columns[key.name].astype(np.int16, copy=False)
        size *= key.size
    return cell * np.int32(size) + short if size > 1 else cell
