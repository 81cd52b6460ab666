"""Add up rows of Parquet files that are the same in everything but the outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.dataset as ds

from tpm_insights.errors import ModelError, examples_of
from tpm_insights.models.parquet_source import Key, read_batches

MOST_CELLS = 1 << 24
"""Largest table of sums that is kept in memory: four arrays of 128 MiB."""
TOGETHER = 1 << 22


@dataclass(slots=True, eq=False)
class Cells:
    """Sums by cell; only cells with rows.

    Attributes
    ----------
    keys : tuple of Key
        Columns that make the cells.
    codes : tuple of ndarray
        Code of each cell in each of them.
    count, total, square, level : ndarray
        Rows, sums of the left side, of its squares, and of the outcome.
    missing : int
        Rows in which something is missing.
    """

    keys: tuple[Key, ...]
    codes: tuple[np.ndarray, ...]
    count: np.ndarray
    total: np.ndarray
    square: np.ndarray
    level: np.ndarray
    missing: int

    def frame(self, start: int, stop: int, names: Sequence[str]) -> pd.DataFrame:
        """Return columns of some cells.

        Parameters
        ----------
        start, stop : int
            Which cells.
        names : sequence of str
            Columns.

        Returns
        -------
        DataFrame
            One row a cell.
        """
        by_name = {key.name: (key, codes) for key, codes in zip(self.keys, self.codes, strict=True)}
        return pd.DataFrame({n: by_name[n][0].values(by_name[n][1][start:stop]) for n in names})


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


def add_up(data: ds.Dataset, outcome: str, keys: dict[str, Key], *, log: bool) -> Cells:
    """Read files once and add up the outcome by cell.

    Parameters
    ----------
    data : pyarrow.dataset.Dataset
        The files.
    outcome : str
        Column of the outcome.
    keys : dict of str to Key
        Columns that make the cells.
    log : bool
        Take the log of the outcome.

    Returns
    -------
    Cells
        Sums.

    Raises
    ------
    ModelError
        If an outcome is infinite, or zero or negative where its log is taken.
    """
    chosen = tuple(keys.values())
    size = int(np.prod([key.size for key in chosen], dtype=np.int64)) if chosen else 1
    sums = np.zeros((4 if log else 3, size))
    missing = 0
    for cell, y, lacking in _gathered(data, outcome, chosen):
        missing += lacking
        left = checked_left(y, outcome, log=log)
        sums[0] += np.bincount(cell, minlength=size)
        sums[1] += np.bincount(cell, left, minlength=size)
        sums[2] += np.bincount(cell, left * left, minlength=size)
        if log:
            sums[3] += np.bincount(cell, y, minlength=size)
    there = np.flatnonzero(sums[0])
    codes = np.unravel_index(there, [key.size for key in chosen]) if chosen else ()
    kept = sums[:, there]
    return Cells(chosen, tuple(codes), kept[0], kept[1], kept[2], kept[3] if log else kept[1], missing)


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
        cell = np.zeros(len(y), dtype=np.int32)
        for key in keys:
            cell *= np.int32(key.size)
            np.add(cell, columns[key.name], out=cell, casting="unsafe")
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
