"""Cut a frame into the cells of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import CellCount, count_cell

MOST_CELLS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell.

    Attributes
    ----------
    band : str
        Its label.
    within : str
        Label of the group it lies in; empty where there is none.
    rows : ndarray of int
        Positions of its records in the frame.
    count : CellCount
        What it is made of.
    first_date, last_date : Timestamp
        Dates of its records; missing where the frame has none.
    """

    band: str
    within: str
    rows: np.ndarray
    count: CellCount
    first_date: object
    last_date: object


def band_labels(values: pd.Series, edges: Sequence[float] | None = None) -> pd.Series:
    """Return the band each value lies in, as an ordered category.

    Parameters
    ----------
    values : Series
        Labels, or numbers.
    edges : sequence of float, optional
        Lower ends of half-open bands and the end of the last one. Without them labels stay as they are and numbers fall
        into whole units: 3 and 3.5 both into ``3``.

    Returns
    -------
    Series of category
        Missing where the value is, or lies outside the edges.

    Raises
    ------
    UsageError
        If edges do not rise or are given for labels, or numbers are complex.

    Examples
    --------
    >>> band_labels(pd.Series([0, 3.5, 12, None]), [0, 3, 8, 61]).tolist()
    ['0 to <3', '3 to <8', '8 to <61', nan]
    >>> band_labels(pd.Series([3, 3.5, 0])).tolist()
    ['3', '3', '0']
    """
    if pd.api.types.is_complex_dtype(values.dtype):
        raise UsageError(f"column {values.name!r} holds complex numbers, which make no bands; take their real part")
    numeric = pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype)
    if edges is not None:
        if not numeric:
            raise UsageError(f"edges cut numbers into bands and column {values.name!r} holds labels; leave edges out")
        try:
            rising = len(edges) > 1 and bool(np.all(np.diff(np.asarray(edges, dtype=float)) > 0))
        except (TypeError, ValueError):
            rising = False
        if not rising:
            shown = list(edges) if isinstance(edges, Iterable) else edges
            raise UsageError(f"edges {shown} must be at least two numbers that rise")
        names = [f"{low:g} to <{high:g}" for low, high in pairwise(edges)]
        return pd.Series(pd.cut(values.astype("float64"), list(edges), right=False, labels=names), index=values.index)
    if numeric:
        whole = pd.Series(np.floor(values.astype("Float64").astype("float64")), index=values.index)
        order = np.sort(whole.dropna().unique())
        names = [f"{x:g}" for x in order]
        return pd.Series(
            pd.Categorical(whole.map(dict(zip(order, names, strict=True))), names, ordered=True), index=values.index
        )
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.remove_unused_categories()
    text = values.astype("str").where(values.notna())
    return text.astype("category").cat.as_ordered()


def cut_cells(
    frame: pd.DataFrame,
    by: str,
    *,
    within: str | None,
    edges: Sequence[float] | None,
    employer: str | None,
    date: str | None,
) -> Iterator[Cell]:
    """Cut a frame into cells, in the order of the groups and bands.

    Parameters
    ----------
    frame : DataFrame
        Records.
    by, within : str
        Columns of the band and of the group it lies in.
    edges : sequence of float, optional
        See `band_labels`.
    employer, date : str, optional
        Columns with the employer and the date of a record.

    Yields
    ------
    Cell
        Every cell with at least one record; with `within`, also the empty ones between them.

    Raises
    ------
    UsageError
        If a column does not exist.
    ModelError
        If there would be more cells than anyone can read.
    """
    require_columns(frame, [c for c in (by, within, employer, date) if c is not None])
    bands = band_labels(frame[by], edges)
    groups = band_labels(frame[within]) if within else pd.Series(pd.Categorical([""] * len(frame)), index=frame.index)
    n_bands, n_groups = len(bands.cat.categories), len(groups.cat.categories)
    if n_bands * n_groups > MOST_CELLS:
        raise ModelError(
            f"{by!r} by {within!r} makes {n_bands * n_groups:,} cells; give edges or a column with fewer values"
        )
    inside = (bands.notna() & groups.notna()).to_numpy()
    codes = np.where(inside, groups.cat.codes.to_numpy().astype("int64") * n_bands + bands.cat.codes.to_numpy(), -1)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(n_bands * n_groups + 1))
    days = days_of(frame[date]) if date else None
    for i in range(n_bands * n_groups):
        rows = order[starts[i] : starts[i + 1]]
        dates = days.iloc[rows] if days is not None else pd.Series([], dtype="datetime64[us]")
        yield Cell(
            band=str(bands.cat.categories[i % n_bands]),
            within=str(groups.cat.categories[i // n_bands]),
            rows=rows,
            count=count_cell(frame[employer].iloc[rows] if employer else None, len(rows)),
            first_date=dates.min(),
            last_date=dates.max(),
        )


def days_of(dates: pd.Series) -> pd.Series:
    """Return a column of dates without a time zone; read text that is dates, refuse anything else.

    Parameters
    ----------
    dates : Series
        Dates, or text such as ``2024-05-31``.

    Returns
    -------
    Series
        Dates; missing where they are.

    Raises
    ------
    ModelError
        If it holds anything else.

    Examples
    --------
    >>> days_of(pd.Series(["2024-05-31", None])).dt.month.tolist()
    [5.0, nan]
    """
    if pd.api.types.is_datetime64_any_dtype(dates.dtype) or not dates.notna().any():
        return without_zone(pd.to_datetime(dates))
    if pd.api.types.is_numeric_dtype(dates.dtype):
        raise ModelError(f"column {dates.name!r} holds numbers ({examples_of(dates.dropna())}), not dates")
    read = pd.to_datetime(dates.astype("str").where(dates.notna()), errors="coerce", format="ISO8601", utc=True)
    lost = read.isna() & dates.notna()
    if lost.any():
        raise ModelError(
            f"column {dates.name!r} holds no dates in {int(lost.sum()):,} of {len(dates):,} rows "
            f"({examples_of(dates[lost])}); write them as 2024-05-31, or use date=None"
        )
    return without_zone(read)


def without_zone(dates: pd.Series) -> pd.Series:
    """Return dates without a time zone, so that they compare with plain ones.

    Parameters
    ----------
    dates : Series
        Dates, with a zone or without.

    Returns
    -------
    Series
        Without; the day in coordinated universal time where there was a zone.

    Examples
    --------
    >>> without_zone(pd.Series(pd.to_datetime(["2024-05-01"]).tz_localize("UTC"))).dtype.kind
    'M'
    """
    if isinstance(dates.dtype, pd.DatetimeTZDtype):
        naive: pd.Series = dates.dt.tz_convert("UTC").dt.tz_localize(None)
        return naive
    return dates


def cell_name(by: str, within: str | None, cell: Cell) -> str:
    """Name a cell the way terms are named.

    Parameters
    ----------
    by, within : str
        Columns that make the cells.
    cell : Cell
        The cell.

    Returns
    -------
    str
        ``by[band]`` or ``by[band]:within[group]``.
    """
    return f"{by}[{cell.band}]" + (f":{within}[{cell.within}]" if within else "")


def known_columns(
    frame: pd.DataFrame, employer: str | None, date: str | None
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Find the employer and date columns, and say what cannot be checked without them.

    Parameters
    ----------
    frame : DataFrame
        Records.
    employer, date : str or None
        Columns asked for; the usual names may be absent from a frame.

    Returns
    -------
    employer, date : str or None
        Columns that are there.
    notes : tuple of str
        What a reader has to know.

    Raises
    ------
    UsageError
        If a column other than the usual one is named and absent.
    """
    notes = []
    if employer == "employer_id" and employer not in frame.columns:
        employer = None
    if date == "posted_on" and date not in frame.columns:
        date = None
    require_columns(frame, [c for c in (employer, date) if c is not None])
    if employer is None:
        notes.append(
            "employers are not known: records count as independent, and no cell was checked for one employer's weight"
        )
    return employer, date, tuple(notes)
