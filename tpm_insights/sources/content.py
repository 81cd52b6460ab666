"""Open a file as it lies (plain, .gz, .zip, .xlsx) and say what form its content has."""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.sources import tabular

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["table", "json", "page"]
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
    """

    path: Path
    form: Form
    table: pd.DataFrame | None = None
    value: Any = None
    text: str = ""

    @property
    def columns(self) -> frozenset[str]:
        """Column names of a table as `tabular.plain_name` gives them.

        Returns
        -------
        frozenset of str
            Empty for other forms.
        """
        return frozenset() if self.table is None else frozenset(map(tabular.plain_name, self.table.columns))


def open_content(path: Path) -> Content:
    """Read a file whatever it is packed in; its name is used in messages only.

    Parameters
    ----------
    path : Path
        A CSV (comma, semicolon, tab or bar), JSON, JSON Lines, Parquet, .xlsx or HTML file; any of them may be in
        a .gz, or alone in a .zip.

    Returns
    -------
    Content
        The content and its form.

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
    data = _unpacked(path.read_bytes(), path)
    if not data.strip():
        raise DataError(f"{path}: the file is empty; a header and at least one row are needed")
    if data[:4] == b"PAR1":
        return Content(path, "table", table=tabular.read_parquet(data, path))
    if data[:4] == b"PK\x03\x04":
        return Content(path, "table", table=tabular.read_workbook(data, path))
    for magic, what in _FOREIGN.items():
        if data.startswith(magic):
            raise DataError(f"{path}: this is {what}")
    for suffix, what in ((".parquet", "a Parquet file"), (".xlsx", "an Excel workbook")):
        if path.suffix.lower() == suffix:
            raise DataError(f"{path}: named {suffix} but the content is not {what}; give the file its right name")
    return _read_text(decoded(data, path), path)


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
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}: not UTF-8: byte {data[error.start]:#04x} in line {line}; save the file as UTF-8"
        ) from None


def _unpacked(data: bytes, path: Path) -> bytes:
    """Take the content out of gzip and out of a zip archive that holds one data file."""
    if data[:2] == b"\x1f\x8b":
        try:
            return _unpacked(gzip.decompress(data), path)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DataError(f"{path}: the gzip file is cut off or damaged ({error}); fetch it again") from None
    if data[:4] != b"PK\x03\x04":
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [
                info.filename
                for info in archive.infolist()
                if not (info.is_dir() or info.filename.startswith(("__MACOSX", ".")) or "/." in info.filename)
            ]
            if "[Content_Types].xml" in names:
                return data
            if len(names) != 1:
                raise DataError(
                    f"{path}: the zip archive holds {len(names)} files ({examples_of(names)}); unpack it and name one"
                )
            return _unpacked(archive.read(names[0]), path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path}: the zip archive cannot be opened ({error}); fetch it again or unpack it") from None


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
