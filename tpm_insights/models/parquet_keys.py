"""Find whole-number codes for the columns of Parquet files: one for every label or whole number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from tpm_insights.errors import ModelError

BATCH = 1 << 19
MOST_LEVELS = 1 << 20
MOST_LABELS = 5_000


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
    labels = [n for n, t in types.items() if is_label(t)]
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


def key_of_numbers(data: ds.Dataset, name: str) -> Key:
    """Find the codes of numbers that a model uses as labels, as in ``C(year)``.

    Parameters
    ----------
    data : pyarrow.dataset.Dataset
        The files.
    name : str
        A column of numbers, or of true and false, which count as 1 and 0.

    Returns
    -------
    Key
        A code for every number that occurs.

    Raises
    ------
    ModelError
        If there are too many numbers to be labels, or none.
    """
    found: set[float] = set()
    for batch in data.to_batches(columns=[name], batch_size=BATCH):
        found |= set(pc.unique(batch.column(name)).drop_null().to_pylist())
        if len(found) > MOST_LABELS:
            raise ModelError(f"column {name!r} has more than {MOST_LABELS:,} different numbers, too many for labels")
    whole = pa.types.is_integer(data.schema.field(name).type) or pa.types.is_boolean(data.schema.field(name).type)
    levels = np.array(sorted(value for value in found if not np.isnan(value)), dtype="int64" if whole else "float64")
    if not len(levels):
        raise ModelError(f"column {name!r} has no values")
    return Key(name, levels, 0, len(levels))


def is_label(kind: pa.DataType) -> bool:
    """Say whether a column holds text or categories.

    Parameters
    ----------
    kind : pyarrow.DataType
        Its type.

    Returns
    -------
    bool
        False for numbers, and true and false.

    Examples
    --------
    >>> is_label(pa.string()), is_label(pa.int8())
    (True, False)
    """
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
