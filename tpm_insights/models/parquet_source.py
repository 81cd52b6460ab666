"""Read the columns a model needs from Parquet files, a batch at a time, as codes and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.models.parquet_keys import BATCH, Key, is_label


def open_parquet(path: Path | str, columns: Sequence[str]) -> ds.Dataset:
    """Open a Parquet file, or a folder of them.

    Parameters
    ----------
    path : Path or str
        File or folder.
    columns : sequence of str
        Columns needed.

    Returns
    -------
    pyarrow.dataset.Dataset
        Nothing is read yet but the schema.

    Raises
    ------
    UsageError
        If the file or a column does not exist.
    DataError
        If it is not Parquet.
    """
    place = Path(path)
    if not place.exists():
        raise UsageError(f"no file or folder {str(path)!r}")
    try:
        data = ds.dataset(place, format="parquet")
        names = data.schema.names
    except (pa.ArrowInvalid, OSError) as error:
        raise DataError(f"{str(path)!r} is not Parquet: {' '.join(str(error).split())[:120]}") from error
    missing = [c for c in columns if c not in names]
    if missing:
        raise UsageError(f"{str(path)!r} has no column {examples_of(missing)}; it has {examples_of(names, 8)}")
    # labels are read as the dictionaries that the files keep, which saves comparing strings row by row
    labels = [c for c in columns if is_label(data.schema.field(c).type)]
    options = ds.ParquetFileFormat(read_options=ds.ParquetReadOptions(dictionary_columns=labels))
    return ds.dataset(place, format=options)


def read_batches(
    data: ds.Dataset, outcome: str, keys: dict[str, Key | None]
) -> Iterator[tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]]:
    """Read the files, a batch at a time.

    Parameters
    ----------
    data : pyarrow.dataset.Dataset
        The files.
    outcome : str
        Column of the outcome.
    keys : dict of str to Key or None
        Other columns; those with a key come as codes, the others as floats.

    Yields
    ------
    outcome : ndarray of float
        Outcome; NaN where missing.
    columns : dict of str to ndarray
        Codes or floats; codes are 0 where missing.
    complete : ndarray of bool
        Rows in which nothing is missing.

    Raises
    ------
    ModelError
        If a column of whole numbers turns out to hold others.
    """
    mappings: dict[str, pd.Index] = {n: pd.Index(k.levels) for n, k in keys.items() if k is not None and k.is_label}
    for batch in data.to_batches(columns=[outcome, *keys], batch_size=BATCH):
        if not batch.num_rows:
            continue
        complete = np.ones(batch.num_rows, dtype=bool)
        y = _floats(batch.column(outcome), complete)
        columns: dict[str, np.ndarray] = {}
        for name, key in keys.items():
            column = batch.column(name)
            if key is None:
                columns[name] = _floats(column, complete)
            elif key.is_label:
                columns[name] = _label_codes(column, mappings[name], complete)
            else:
                columns[name] = _whole_codes(column, key, complete)
        yield y, columns, complete


def _floats(column: pa.Array, complete: np.ndarray) -> np.ndarray:
    """Return numbers as floats, and mark rows without."""
    values = column.cast(pa.float64()) if not pa.types.is_floating(column.type) else column
    numbers = values.to_numpy(zero_copy_only=False).astype("float64", copy=False)
    gone = np.isnan(numbers)
    if gone.any():
        complete &= ~gone
    return np.asarray(numbers)


def _label_codes(column: pa.Array, levels: pd.Index, complete: np.ndarray) -> np.ndarray:
    """Return the codes of labels, and mark rows without."""
    if pd.api.types.is_numeric_dtype(levels.dtype):
        return _number_codes(column, levels, complete)
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    place = levels.get_indexer(pd.Index(encoded.dictionary.cast(pa.string()).to_pylist(), dtype=object))
    codes = encoded.indices
    if codes.null_count:
        complete &= ~codes.is_null().to_numpy(zero_copy_only=False)
        codes = codes.fill_null(0)
    return np.asarray(place[codes.to_numpy(zero_copy_only=False)] if len(place) else np.zeros(len(column), dtype=int))


def _number_codes(column: pa.Array, levels: pd.Index, complete: np.ndarray) -> np.ndarray:
    """Return the codes of numbers that are labels, and mark rows without."""
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    codes = levels.get_indexer(pd.Index(_floats(column, complete)))
    return np.where(codes < 0, 0, codes)


def _whole_codes(column: pa.Array, key: Key, complete: np.ndarray) -> np.ndarray:
    """Return the codes of whole numbers, and mark rows without."""
    if column.null_count:
        complete &= ~column.is_null().to_numpy(zero_copy_only=False)
        column = column.fill_null(key.low) if not pa.types.is_boolean(column.type) else column.fill_null(False)
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    numbers = column.to_numpy(zero_copy_only=False)
    if np.issubdtype(numbers.dtype, np.floating):
        gone = np.isnan(numbers)
        if gone.any():
            complete &= ~gone
            numbers = np.where(gone, key.low, numbers)
        whole = numbers.astype("int64")
        if (whole != numbers).any():
            raise NotWholeError(key.name)
        numbers = whole
    return np.asarray(numbers - key.low if key.low else numbers)


class NotWholeError(Exception):
    """A column that was taken for whole numbers is not; it is read as floats instead.

    Parameters
    ----------
    name : str
        The column.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
