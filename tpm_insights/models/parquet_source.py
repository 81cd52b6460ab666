"""Read the columns a model needs from Parquet files, a batch at a time, as codes and numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from tpm_insights.errors import DataError, ModelError, UsageError, examples_of

BATCH = 1 << 19
MOST_LEVELS = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """A column of which every value gets a whole-number code.

    Attributes
    ----------
    name : str
        The column.
    levels : ndarray
        Values in the order of their codes; empty if the column is whole numbers from `low` on.
    low : int
        First whole number.
    size : int
        Number of codes.
    """

    name: str
    levels: np.ndarray
    low: int
    size: int

    @property
    def is_label(self) -> bool:
        """True for labels, False for whole numbers."""
        return len(self.levels) > 0

    def values(self, codes: np.ndarray) -> pd.Series:
        """Return the values of codes.

        Parameters
        ----------
        codes : ndarray of int
            Codes.

        Returns
        -------
        Series
            Categories with all levels, or numbers.
        """
        if self.is_label:
            return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(self.levels)))
        return pd.Series(codes + self.low, dtype="int64")


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
    labels = [c for c in columns if _is_label(data.schema.field(c).type)]
    options = ds.ParquetFileFormat(read_options=ds.ParquetReadOptions(dictionary_columns=labels))
    return ds.dataset(place, format=options)


def find_keys(data: ds.Dataset, columns: Sequence[str]) -> dict[str, Key | None]:
    """Find the codes of columns.

    Parameters
    ----------
    data : pyarrow.dataset.Dataset
        The files.
    columns : sequence of str
        Columns.

    Returns
    -------
    dict of str to Key or None
        None for numbers that are not whole, or have too many values.

    Raises
    ------
    ModelError
        If a column has a type no model can use, or no values.
    """
    types = {name: data.schema.field(name).type for name in columns}
    labels = [n for n, t in types.items() if _is_label(t)]
    numbers = [n for n in columns if n not in labels]
    for name in numbers:
        kind = types[name]
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)):
            raise ModelError(f"column {name!r} holds {kind}; numbers, true and false, or text are needed")
    keys: dict[str, Key | None] = {}
    if labels:
        keys |= _label_keys(data, labels)
    if numbers:
        keys |= _number_keys(data, numbers)
    return keys


def _is_label(kind: pa.DataType) -> bool:
    """Return whether a column holds text or categories."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_dictionary(kind))


def _label_keys(data: ds.Dataset, names: Sequence[str]) -> dict[str, Key | None]:
    """Collect the distinct labels of columns."""
    found: dict[str, pa.Array] = {name: pa.array([], pa.string()) for name in names}
    for batch in data.to_batches(columns=list(names), batch_size=BATCH):
        for name in names:
            column = batch.column(name)
            distinct = column.dictionary if pa.types.is_dictionary(column.type) else pc.unique(column)
            distinct = distinct.cast(pa.string()).drop_null()
            if not pc.all(pc.is_in(distinct, found[name])).as_py():
                found[name] = pc.unique(pa.concat_arrays([found[name], distinct]))
    out: dict[str, Key | None] = {}
    for name, values in found.items():
        levels = np.sort(np.array(values.to_pylist(), dtype=object))
        if not len(levels):
            raise ModelError(f"column {name!r} has no values")
        out[name] = Key(name, levels, 0, len(levels)) if len(levels) <= MOST_LEVELS else None
    return out


def _number_keys(data: ds.Dataset, names: Sequence[str]) -> dict[str, Key | None]:
    """Find the range of whole-number columns from the statistics of the files, or by reading where there are none."""
    ranges = {name: _range_in_statistics(data, name) for name in names}
    unknown = [name for name, found in ranges.items() if found is None]
    if unknown:
        ranges |= _range_by_reading(data, unknown)
    out: dict[str, Key | None] = {}
    for name in names:
        low, high = ranges[name] or (0.0, np.inf)
        whole = np.isfinite([low, high]).all() and float(low).is_integer() and float(high).is_integer()
        out[name] = (
            Key(name, np.array([]), int(low), int(high - low) + 1) if whole and high - low < MOST_LEVELS else None
        )
    return out


def _range_in_statistics(data: ds.Dataset, name: str) -> tuple[float, float] | None:
    """Return least and largest value as the files say, None if one of them does not."""
    lows, highs = [], []
    for fragment in data.get_fragments():
        meta = fragment.metadata
        place = meta.schema.to_arrow_schema().get_field_index(name)
        for group in range(meta.num_row_groups):
            chunk = meta.row_group(group).column(place)
            stats = chunk.statistics if chunk.path_in_schema == name else None
            if stats is None or not stats.has_min_max:
                return None
            lows.append(float(stats.min))
            highs.append(float(stats.max))
    return (min(lows), max(highs)) if lows else None


def _range_by_reading(data: ds.Dataset, names: Sequence[str]) -> dict[str, tuple[float, float] | None]:
    """Return least and largest values by reading the columns."""
    found: dict[str, tuple[float, float]] = {}
    for batch in data.to_batches(columns=list(names), batch_size=BATCH):
        for name in names:
            values = batch.column(name).cast(pa.float64()).drop_null()
            if len(values):
                both = pc.min_max(values)
                low, high = found.get(name, (np.inf, -np.inf))
                found[name] = (min(low, both["min"].as_py()), max(high, both["max"].as_py()))
    return {name: found.get(name) for name in names}


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
    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    place = levels.get_indexer(pd.Index(encoded.dictionary.cast(pa.string()).to_pylist(), dtype=object))
    codes = encoded.indices
    if codes.null_count:
        complete &= ~codes.is_null().to_numpy(zero_copy_only=False)
        codes = codes.fill_null(0)
    return np.asarray(place[codes.to_numpy(zero_copy_only=False)] if len(place) else np.zeros(len(column), dtype=int))


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
