"""Read a big file block by block: delimited text, JSON Lines and Parquet by rows, any other format whole."""

from __future__ import annotations

import gzip
import io
import json
import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

import pandas as pd

from tpm_insights.errors import DataError
from tpm_insights.partitioned.chunks import Reading, postings_of
from tpm_insights.sources import read_postings
from tpm_insights.sources.content import Content
from tpm_insights.sources.tabular import delimiter_of

_LONE_RETURN = re.compile(r"\r(?!\n)")
_NO_TEXT = (
    b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ", b"\xff\xfe", b"\xfe\xff",
    b"PAR1",
)  # fmt: skip


def read_blocks(path: Path, rows: int, reading: Reading | None = None) -> Iterator[pd.DataFrame]:
    r"""Read postings block by block, with as much memory as a block needs.

    Delimited text and JSON Lines, also in gzip, are streamed. A workbook, a zip, a page and a JSON document are not
    made of lines and are read whole.

    Parameters
    ----------
    path : Path
        A file that `read_postings` reads.
    rows : int
        Rows a block.
    reading : Reading, optional
        How the rows are read; by default the source is found from the content.

    Yields
    ------
    DataFrame
        As published, the column ``source`` filled; index from 0.

    Raises
    ------
    DataError
        If the file is damaged, not UTF-8, or not postings.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "ads.csv"
    >>> _ = file.write_text("title,text\nIT PM,Lead it.\nPM,Plan it.\nScrum Master,Coach it.\n")
    >>> [block["title"].tolist() for block in read_blocks(file, 2)]
    [['IT PM', 'PM'], ['Scrum Master']]
    """
    reading = reading or Reading()
    with path.open("rb") as raw:
        start = raw.read(8)
    if start[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path) as packed:
                start = packed.read(8)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DataError(f"{path}: the gzip file is cut off or damaged ({error}); fetch it again") from None
    if start.startswith(_NO_TEXT):
        yield from _cut(_whole(path, reading), rows)
        return
    with _lines(path) as stream:
        first = stream.readline()
        while first and not first.strip():
            first = stream.readline()
        if _is_json_lines(first, stream):
            blocks = _json_blocks(first, stream, path, rows, reading)
        elif first.lstrip()[:1] in ("{", "[", "<", ""):
            blocks = _cut(_whole(path, reading), rows)
        else:
            blocks = _delimited_blocks(first, stream, path, rows, reading)
        yield from blocks


def _whole(path: Path, reading: Reading) -> pd.DataFrame:
    """Read a file that is not made of lines."""
    return read_postings(path, source=reading.source, mapping=reading.mapping)


def _cut(frame: pd.DataFrame, rows: int) -> Iterator[pd.DataFrame]:
    """Cut a frame into blocks."""
    for begin in range(0, len(frame), rows):
        yield frame.iloc[begin : begin + rows].reset_index(drop=True)


@contextmanager
def _lines(path: Path) -> Iterator[TextIO]:
    """Open a file of text as it lies; say plainly what is wrong with its bytes."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    try:
        with (
            gzip.open(path) if packed else path.open("rb") as opened,
            io.TextIOWrapper(opened, encoding="utf-8-sig", newline="\n") as stream,
        ):
            yield stream
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise DataError(f"{path}: not UTF-8: byte {byte:#04x}; save the file as UTF-8") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}: the gzip file is cut off or damaged ({error}); fetch it again") from None


def _is_json_lines(first: str, stream: TextIO) -> bool:
    """Tell if the first line is a record of its own and another line follows."""
    if first.lstrip()[:1] != "{":
        return False
    try:
        json.loads(first)
    except (json.JSONDecodeError, RecursionError):
        return False
    here = stream.tell()
    more = any(line.strip() for line in iter(stream.readline, ""))
    stream.seek(here)
    return more


def _json_blocks(first: str, stream: TextIO, path: Path, rows: int, reading: Reading) -> Iterator[pd.DataFrame]:
    """Read JSON Lines by blocks of lines."""
    numbered = enumerate(_with_first(first, stream), start=1)
    while lines := list(islice(numbered, rows)):
        records = []
        for number, line in lines:
            if not line.strip():
                continue
            try:
                records.append(json.loads(line))
            except (json.JSONDecodeError, RecursionError) as error:
                raise DataError(f"{path}: line {number} is not JSON ({error}); mend or leave out that line") from None
        if records:
            yield postings_of(Content(path, "json", value=records), reading)


def _with_first(first: str, stream: TextIO) -> Iterator[str]:
    """Give back the line that was looked at, then the others."""
    yield first
    yield from stream


class _Text:
    """A stream of delimited text for the parser, without carriage returns that stand alone within a cell."""

    def __init__(self, first: str, stream: TextIO) -> None:
        self._kept, self._stream = first, stream

    def __iter__(self) -> Iterator[str]:
        """Give the lines, as the parser asks of a file."""
        return (_LONE_RETURN.sub(" ", line) for line in _with_first(self._kept, self._stream))

    def read(self, size: int = -1) -> str:
        """Return about as many characters as asked for."""
        text, self._kept = self._kept + self._stream.read(size), ""
        if text.endswith("\r"):
            text += self._stream.read(1)
        return _LONE_RETURN.sub(" ", text)


def _delimited_blocks(first: str, stream: TextIO, path: Path, rows: int, reading: Reading) -> Iterator[pd.DataFrame]:
    """Read delimited text by blocks of rows, under the rules of `tpm_insights.sources.tabular.read_delimited`."""
    delimiter = delimiter_of(first)
    given = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            blocks = pd.read_csv(
                _Text(first, stream),  # type: ignore[call-overload]
                sep=delimiter,
                dtype="str",
                keep_default_na=False,
                na_values=[""],
                index_col=False,
                chunksize=rows,
            )
            for table in blocks:
                given += len(table)
                yield postings_of(Content(path, "table", table=table.reset_index(drop=True)), reading)
    except pd.errors.ParserWarning:
        raise DataError(
            f"{path}: rows after row {given} have more cells than the header has names; "
            f"quote cells that contain {delimiter!r}"
        ) from None
    except pd.errors.ParserError as error:
        reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise DataError(f"{path}: not a well-formed table after row {given}: {reason}; mend that line") from None
    if not given:
        raise DataError(f"{path}: a header but no rows; at least one row is needed")
