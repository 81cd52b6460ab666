"""Make the right side of a model from Parquet files: cell by cell where values repeat, row by row elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as ds
from formulaic import Formula, ModelSpec

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.blocks import Block
from tpm_insights.models.covariance import Errors
from tpm_insights.models.design import COULD_NOT, reason_of
from tpm_insights.models.formula import PayFormula
from tpm_insights.models.parquet_cells import Grid, checked_left
from tpm_insights.models.parquet_keys import Key, find_keys, is_label, key_of_numbers
from tpm_insights.models.parquet_source import open_parquet, read_batches
from tpm_insights.models.quiet import quiet_libraries
from tpm_insights.models.tidy import Floats

CELLS_AT_ONCE = 1 << 17


@dataclass(slots=True, eq=False)
class ParquetRows:
    """The files, and how their columns are read.

    Attributes
    ----------
    data : pyarrow.dataset.Dataset
        The files.
    outcome : str
        Column of the outcome.
    log : bool
        True if its log is taken.
    right : list of str
        Columns of the right side.
    absorb, cluster : str or None
        Columns to absorb and to cluster by.
    keys : dict of str to Key or None
        Codes of the columns but the outcome.
    spec : formulaic.ModelSpec or None
        How the right side is made; None before the first rows.
    missing : int
        Rows in which something is missing.
    """

    data: ds.Dataset
    outcome: str
    log: bool
    right: list[str]
    absorb: str | None
    cluster: str | None
    keys: dict[str, Key | None]
    spec: ModelSpec | None = None
    missing: int = 0


def open_rows(path: Path | str, parsed: PayFormula, errors: Errors) -> ParquetRows:
    """Open the files and find the codes of their columns.

    Parameters
    ----------
    path : Path or str
        A file or a folder.
    parsed : PayFormula
        The model.
    errors : Errors
        The errors, for the column to cluster by.

    Returns
    -------
    ParquetRows
        Nothing but labels and ranges of numbers is read yet.

    Raises
    ------
    ModelError
        If the column to absorb or to cluster by has no codes.
    """
    right = [c for c in parsed.columns if c != parsed.outcome]
    absorb = parsed.absorb[0] if parsed.absorb else None
    cluster = errors.clusters[0] if errors.clusters else None
    # absorbed levels and clusters first: their cells then lie together, and adding them up is quick
    others = list(dict.fromkeys([*[c for c in (absorb, cluster) if c], *right]))
    data = open_parquet(path, [parsed.outcome, *others])
    keys = find_keys(data, others)
    keys |= {name: key_of_numbers(data, name) for name in _numbers_as_labels(data, parsed)}
    for name in (absorb, cluster):
        if name and keys[name] is None:
            raise ModelError(
                f"column {name!r} has too many values, or numbers that are not whole, to absorb or cluster by"
            )
    return ParquetRows(data, parsed.outcome, parsed.log_outcome, right, absorb, cluster, keys)


def _numbers_as_labels(data: ds.Dataset, parsed: PayFormula) -> list[str]:
    """Return the columns of numbers that the model uses as labels; refuse those that are numbers elsewhere in it."""
    numbers = [c for c in parsed.columns if c in parsed.categorical and not is_label(data.schema.field(c).type)]
    both = [c for c in numbers if c in parsed.bare | parsed.numeric]
    if both:
        raise UsageError(f"column {both[0]!r} stands in {parsed.text!r} as labels and as numbers; files allow for one")
    return numbers


def size_of(files: ParquetRows, name: str | None) -> int:
    """Return the number of codes of a column.

    Parameters
    ----------
    files : ParquetRows
        The files.
    name : str or None
        The column.

    Returns
    -------
    int
        Codes; 0 for no column.
    """
    key = files.keys[name] if name else None
    return key.size if key else 0


def _recipe(files: ParquetRows, parsed: PayFormula, frame: pd.DataFrame) -> ModelSpec:
    """Return how the right side is made, found once on one row with every level."""
    if files.spec is None:
        try:
            with quiet_libraries():
                files.spec = Formula(parsed.right).get_model_matrix(frame.head(1), na_action="ignore").model_spec
        except COULD_NOT as error:
            raise ModelError(f"cannot compute {parsed.right!r}: {reason_of(error)}") from error
    return files.spec


def _design(files: ParquetRows, parsed: PayFormula, frame: pd.DataFrame) -> Floats:
    """Return the right side of a frame, the same columns for each."""
    spec = _recipe(files, parsed, frame)
    with quiet_libraries():
        design = np.asarray(spec.get_model_matrix(frame, na_action="ignore", output="numpy"), dtype=float)
    return _finite(design, parsed)


def _finite(design: Floats, parsed: PayFormula) -> Floats:
    """Refuse a right side that is not finite."""
    if not np.isfinite(design).all():
        raise ModelError(
            f"{parsed.text!r}: a term is not a finite number in some rows; a log of zero is the usual cause"
        )
    return design


def _without_intercept(files: ParquetRows, design: Floats) -> Floats:
    """Leave out the intercept where effects are absorbed."""
    names = list(files.spec.column_names) if files.spec is not None else []
    if files.absorb and "Intercept" in names:
        return np.delete(design, names.index("Intercept"), axis=1)
    return design


def shared_design(files: ParquetRows, parsed: PayFormula, grid: Grid) -> Floats:
    """Make the right side of the columns of a grid.

    Parameters
    ----------
    files : ParquetRows
        The files.
    parsed : PayFormula
        The model.
    grid : Grid
        Sums by combination of values.

    Returns
    -------
    ndarray of shape (columns, k)
        The right side; zero where a column has no rows.
    """
    there = np.flatnonzero(grid.sums[0].sum(axis=0))
    made = _without_intercept(files, _design(files, parsed, grid.frame(0, there)))
    out = np.zeros((grid.sums.shape[2], made.shape[1]))
    out[there] = made
    return out


def grid_blocks(files: ParquetRows, parsed: PayFormula, grid: Grid) -> Iterator[Block]:
    """Make blocks of the cells of a grid that have rows.

    Parameters
    ----------
    files : ParquetRows
        The files.
    parsed : PayFormula
        The model.
    grid : Grid
        Sums by combination of values.

    Yields
    ------
    Block
        Some cells.
    """
    groups = grid.codes(files.absorb) if files.absorb else None
    clusters = grid.codes(files.cluster) if files.cluster else None
    for row in range(grid.sums.shape[1]):
        there = np.flatnonzero(grid.sums[0, row])
        for start in range(0, len(there), CELLS_AT_ONCE):
            part = there[start : start + CELLS_AT_ONCE]
            count, total, square, level = grid.sums[:, row, part]
            yield Block(
                _without_intercept(files, _design(files, parsed, grid.frame(row, part))),
                count,
                total,
                square,
                level,
                None if groups is None else np.full(len(part), groups[row]),
                None if clusters is None else np.full(len(part), clusters[row]),
            )


def row_blocks(files: ParquetRows, parsed: PayFormula) -> Iterator[Block]:
    """Make blocks of the rows themselves.

    Parameters
    ----------
    files : ParquetRows
        The files.
    parsed : PayFormula
        The model.

    Yields
    ------
    Block
        A batch of complete rows.
    """
    files.missing = 0
    for y, columns, complete in read_batches(files.data, files.outcome, files.keys):
        files.missing += int((~complete).sum())
        if not complete.any():
            continue
        there = y[complete]
        left = checked_left(there, files.outcome, log=files.log)
        inside = {name: values[complete] for name, values in columns.items()}
        made = {n: k.values(inside[n]) if (k := files.keys[n]) else pd.Series(inside[n]) for n in files.right}
        yield Block(
            _without_intercept(files, _design(files, parsed, pd.DataFrame(made))),
            np.ones(len(there)),
            left,
            left * left,
            there,
            inside[files.absorb] if files.absorb else None,
            inside[files.cluster] if files.cluster else None,
        )


def terms_of(files: ParquetRows) -> tuple[str, ...]:
    """Return the names of the terms.

    Parameters
    ----------
    files : ParquetRows
        The files.

    Returns
    -------
    tuple of str
        Names, without the intercept where effects are absorbed.

    Raises
    ------
    ModelError
        If no row was complete.
    """
    if files.spec is None:
        raise ModelError(f"no row of {files.outcome!r} is complete; {files.missing:,} rows lack a value")
    names = [str(name) for name in files.spec.column_names]
    return tuple(n for n in names if not (files.absorb and n == "Intercept"))


def example_of(key: Key | None) -> pd.Series:
    """Return one row of a column.

    Parameters
    ----------
    key : Key or None
        Codes of the column; None for numbers without.

    Returns
    -------
    Series
        A value that knows every level, or a number.
    """
    if key is None:
        return pd.Series([0.0])
    return key.values(np.zeros(1, dtype=int))
