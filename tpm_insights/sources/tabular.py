"""Lay delimited text, workbooks, Parquet and flat JSON records out as frames of text, with plain errors."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from tpm_insights.errors import DataError, examples_of

_DELIMITERS = ",;\t|"


def plain_name(name: object) -> str:
    """Return a column name in snake_case, so that spellings of one name meet.

    Parameters
    ----------
    name : object
        A column name as published.

    Returns
    -------
    str
        Lower case, words joined by one underscore.

    Examples
    --------
    >>> [plain_name(n) for n in ("Salary Range From", "jobTitle", "# Of Positions", "JOB_TITLE ")]
    ['salary_range_from', 'job_title', 'of_positions', 'job_title']
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", str(name))
    return re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def delimiter_of(header: str) -> str:
    r"""Tell what separates the names of a header.

    Parameters
    ----------
    header : str
        First line of a table.

    Returns
    -------
    str
        Comma, semicolon, tab or bar, whichever stands there most often outside quotes. A tab wins from half as many on:
        names hold commas, no name holds tabs.

    Examples
    --------
    >>> delimiter_of("Job title\tPay, gross, a year\tCity")
    '\t'
    """
    bare = re.sub(r'"[^"]*"', "", header)
    most = max(_DELIMITERS, key=bare.count)
    return "\t" if bare.count("\t") * 2 >= max(1, bare.count(most)) else most


def read_delimited(text: str, path: Path) -> pd.DataFrame:
    r"""Read delimited text; every cell stays text.

    The delimiter is the one of comma, semicolon, tab and bar that splits the header most often. A carriage return
    alone becomes a space where lines end in line feeds: some exports leave one inside a cell.

    Parameters
    ----------
    text : str
        The file.
    path : Path
        Named in errors.

    Returns
    -------
    DataFrame
        All columns of type str; an empty cell is missing.

    Raises
    ------
    DataError
        If there is a header only, a row with more cells than the header, or an open quote.

    Examples
    --------
    >>> read_delimited("title;years\nIT PM;5\n", Path("a.csv")).to_dict("records")
    [{'title': 'IT PM', 'years': '5'}]
    """
    if "\n" in text:
        text = re.sub(r"\r(?!\n)", " ", text)
    delimiter = delimiter_of(text.lstrip().splitlines()[0])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(text), sep=delimiter, dtype="str", keep_default_na=False, na_values=[""], index_col=False
            )
    except pd.errors.ParserWarning:
        raise DataError(
            f"{path}: rows have more cells than the header has names; quote cells that contain {delimiter!r}"
        ) from None
    except pd.errors.EmptyDataError:
        raise DataError(f"{path}: the file is empty; a header and at least one row are needed") from None
    except pd.errors.ParserError as error:
        reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise DataError(f"{path}: not a well-formed table: {reason}; mend that line") from None
    if frame.empty:
        raise DataError(f"{path}: a header ({examples_of(frame.columns)}) but no rows; at least one row is needed")
    return frame


def read_parquet(data: bytes, path: Path) -> pd.DataFrame:
    """Read Parquet; numbers stay, everything else becomes text, dates in ISO form.

    Parameters
    ----------
    data : bytes
        The file.
    path : Path
        Named in errors.

    Returns
    -------
    DataFrame
        The rows.

    Raises
    ------
    DataError
        If the file is damaged or has no rows.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(io.BytesIO(data)).read()
        names = _distinct(table.column_names)
        frame: pd.DataFrame = (table if names == table.column_names else table.rename_columns(names)).to_pandas()
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{path}: a damaged Parquet file ({reason}); write it again") from None
    if frame.empty:
        raise DataError(f"{path}: a Parquet file with no rows; at least one row is needed")
    for name in frame.columns:
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            frame[name] = frame[name].map(lambda moment: moment.isoformat(), na_action="ignore").astype("str")
        elif not pd.api.types.is_numeric_dtype(frame[name]):
            frame[name] = frame[name].where(frame[name].notna(), None).astype("str")
    return frame.reset_index(drop=True)


def read_sheets(data: bytes, path: Path) -> list[tuple[str, pd.DataFrame]]:
    """Read the sheets of a workbook that hold a table, below whatever preamble they have.

    Parameters
    ----------
    data : bytes
        The .xlsx file.
    path : Path
        Named in errors.

    Returns
    -------
    list of (str, DataFrame)
        Name of the sheet and its table, all columns of type str.

    Raises
    ------
    DataError
        If it is not a workbook or no sheet holds a header and a row.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and validation rules it does not read; only values are wanted
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            tables = [
                (sheet.title, _sheet_table([list(r) for r in sheet.iter_rows(values_only=True)]))
                for sheet in book.worksheets
            ]
    except (zipfile.BadZipFile, KeyError, ValueError, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise DataError(f"{path}: not a workbook that can be read ({error}); save it again as .xlsx or CSV") from None
    found = [(name, table) for name, table in tables if table is not None]
    if not found:
        raise DataError(f"{path}: no sheet holds a header of two columns or more and a row; save the table as CSV")
    return found


def _sheet_table(rows: Sequence[Sequence[Any]]) -> pd.DataFrame | None:
    """Return the table in the cells of a sheet: its header is the first row at least half as full as the fullest."""
    filled = [sum(cell is not None and str(cell).strip() != "" for cell in row) for row in rows[:50]]
    widest = max(filled, default=0)
    if widest < 2:
        return None
    top = next(i for i, count in enumerate(filled) if count * 2 >= widest)
    names = [str(cell).strip() if cell is not None else "" for cell in rows[top]]
    kept = [i for i, name in enumerate(names) if name]
    body = [
        [_cell_text(row[i]) if i < len(row) else None for i in kept]
        for row in rows[top + 1 :]
        if any(cell is not None for cell in row)
    ]
    if not body:
        return None
    return pd.DataFrame(body, columns=_distinct([names[i] for i in kept]), dtype="str")


def _cell_text(cell: object) -> str | None:
    """Return a cell as text; whole numbers without a decimal point."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _distinct(names: Iterable[str]) -> list[str]:
    """Return names with a number added to repeated ones."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, -1) + 1
        out.append(f"{name}.{seen[name]}" if seen[name] else name)
    return out


def frame_of_records(records: Sequence[dict[str, Any]], path: Path) -> pd.DataFrame:
    """Lay flat JSON records out as a table of text.

    Parameters
    ----------
    records : sequence of dict
        One record a row; a nested value becomes its JSON text.
    path : Path
        Named in errors.

    Returns
    -------
    DataFrame
        All columns of type str, in order of first appearance.

    Raises
    ------
    DataError
        If there is no record, or one is not an object.

    Examples
    --------
    >>> frame_of_records([{"a": 1, "b": None}, {"a": "x", "c": [1]}], Path("a.jsonl")).to_dict("list")
    {'a': ['1', 'x'], 'b': [nan, nan], 'c': [nan, '[1]']}
    """
    wrong = [number for number, record in enumerate(records, start=1) if not isinstance(record, dict)]
    if wrong or not records:
        what = (
            f"{len(wrong)} of {len(records)} records are no objects (number {examples_of(wrong)})"
            if wrong
            else "no records"
        )
        raise DataError(f"{path}: {what}; a list of objects with one posting or record each is needed")
    names = list(dict.fromkeys(name for record in records for name in record))
    cells = {name: [_json_text(record.get(name)) for record in records] for name in names}
    return pd.DataFrame(cells, dtype="str")


def _json_text(value: object) -> str | None:
    """Return a JSON value as text: text as it is, nothing as missing, the rest as JSON."""
    if value is None or value == "" or value != value:  # noqa: PLR0124 - JSON written by others may hold NaN
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
