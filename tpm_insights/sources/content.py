"""Open a file as it lies (plain, .gz, .zip, .xlsx) and say what form its content has."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tpm_insights.errors import DataError, UsageError
from tpm_insights.sources import tabular
from tpm_insights.sources.packed import unpacked

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["table", "json", "page"]
_CHARSET = re.compile(rb"<meta[^>]{0,80}charset\s?=\s?[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_FOREIGN: dict[bytes, str] = {
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls); save it as .xlsx or CSV",
    b"%PDF": "a PDF; export the data as CSV, JSON Lines or Parquet",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it, or pack it with gzip",
    b"BZh": "compressed with bzip2; unpack it, or pack it with gzip",
    b"\xfd7zXZ": "compressed with xz; unpack it, or pack it with gzip",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What is inside a file.

    Attributes
    ----------
    path : Path
        The file.
    form : {"table", "json", "page"}
        Rows and columns, JSON records, or a web page.
    table : DataFrame or None
        The rows, for a table and for JSON Lines of flat records; every cell as text unless the file is Parquet.
    value : object
        The parsed JSON; None for other forms.
    text : str
        The page; empty for other forms.
    label : str
        Name of the sheet it lies in; empty for other files.
    """

    path: Path
    form: Form
    table: pd.DataFrame | None = None
    value: Any = None
    text: str = ""
    label: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Column names of a table as `tabular.plain_name` gives them.

        Returns
        -------
        frozenset of str
            Empty for other forms.
        """
        return frozenset() if self.table is None else frozenset(map(tabular.plain_name, self.table.columns))


def open_contents(path: Path) -> list[Content]:
    """Read a file whatever it is packed in; its name is used in messages only.

    Parameters
    ----------
    path : Path
        A CSV (comma, semicolon, tab or bar), JSON, JSON Lines, Parquet, .xlsx or HTML file; any of them may be in
        a .gz, or with others in a .zip.

    Returns
    -------
    list of Content
        What is in it, with its form: each sheet of a workbook and each file of an archive by itself.

    Raises
    ------
    UsageError
        If there is no such file.
    DataError
        If the file is empty, not UTF-8, broken, or of another kind.
    """
    if not path.is_file():
        what = "is a folder; name a file in it" if path.is_dir() else "does not exist; check the path"
        raise UsageError(f"{path}: {what}")
    return [content for inner, data in unpacked(path.read_bytes(), path) for content in _contents(data, inner)]


def _contents(data: bytes, path: Path) -> list[Content]:
    """Return what a file holds that is not packed any more."""
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise DataError(f"{path}: the file is empty; a header and at least one row are needed")
    if data[:4] == b"PAR1":
        return [Content(path, "table", table=tabular.read_parquet(data, path))]
    if data[:4] == b"PK\x03\x04":
        return [Content(path, "table", table=frame, label=name) for name, frame in tabular.read_sheets(data, path)]
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise DataError(f"{path}: this is {what}")
    for suffix, what in ((".parquet", "a Parquet file"), (".xlsx", "an Excel workbook")):
        if path.suffix.lower() == suffix:
            raise DataError(f"{path}: named {suffix} but the content is not {what}; give the file its right name")
    return [_read_text(decoded(data, path), path)]


def decoded(data: bytes, path: Path) -> str:
    r"""Return the text of a file in UTF-8, or in UTF-16 where its mark says so.

    Parameters
    ----------
    data : bytes
        The file.
    path : Path
        Named in the error.

    Returns
    -------
    str
        The text without a byte-order mark.

    Raises
    ------
    DataError
        If the bytes are not UTF-8; the message gives the line.

    Examples
    --------
    >>> decoded(b"\xef\xbb\xbftitle", Path("a.csv"))
    'title'
    >>> decoded(b"title\ncaf\xe9", Path("a.csv"))
    Traceback (most recent call last):
    tpm_insights.errors.DataError: a.csv: not UTF-8: byte 0xe9 in line 2; save the file as UTF-8
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    stated = _CHARSET.search(data[:2048]) if data.lstrip()[:1] == b"<" else None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if stated is not None:
            with suppress(LookupError, UnicodeDecodeError):
                return data.decode(stated[1].decode("ascii"))
        if encoding == "utf-16":
            raise DataError(f"{path}: begins like UTF-16 but is not ({error.reason}); save the file as UTF-8") from None
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}: not UTF-8: byte {data[error.start]:#04x} in line {line}; save the file as UTF-8"
        ) from None


def _read_text(text: str, path: Path) -> Content:
    """Tell JSON, JSON Lines, a page and a delimited table apart by how the text begins, and parse it."""
    start = text.lstrip()[:1]
    if start == "<":
        return Content(path, "page", text=text)
    if start not in ("{", "["):
        return Content(path, "table", table=tabular.read_delimited(text, path))
    try:
        return Content(path, "json", value=json.loads(text))
    except json.JSONDecodeError as whole:
        records = _json_lines(text, path)
        if records is None:
            raise DataError(
                f"{path}: broken JSON in line {whole.lineno}, column {whole.colno} ({whole.msg}); "
                "the file may be cut off: fetch or write it again"
            ) from None
        return Content(path, "json", value=records)
    except RecursionError:
        raise DataError(f"{path}: the JSON is nested too deeply to be a list of postings") from None


def _json_lines(text: str, path: Path) -> list[Any] | None:
    """Return the records of JSON Lines; None if no line is a record of its own."""
    records: list[Any] = []
    broken: list[int] = []
    for number, line in enumerate(re.split(r"\r?\n", text), start=1):
        if not line.strip():
            continue
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            broken.append(number)
        if number == 50 and not any(isinstance(record, dict) for record in records):
            return None
    if not any(isinstance(record, dict) for record in records):
        return None
    if broken:
        lines = ", ".join(map(str, broken[:3]))
        raise DataError(
            f"{path}: {len(broken)} of {len(broken) + len(records)} lines are not JSON "
            f"(line{'s' if len(broken) > 1 else ''} {lines}); mend or take them out"
        )
    return records
