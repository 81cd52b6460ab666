"""Take the files out of gzip and out of a zip archive."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from tpm_insights.errors import DataError

_DATA = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".html", ".htm", ".gz", ".zip")


def unpacked(data: bytes, path: Path) -> list[tuple[Path, bytes]]:
    """Return the files that lie in a file, whatever it is packed in.

    Parameters
    ----------
    data : bytes
        The file.
    path : Path
        Its name.

    Returns
    -------
    list of (Path, bytes)
        The file itself, or what is in it. Of an archive with several files those named like data, under the name of the
        archive and their own; of one with a single file that one, whatever its name.

    Raises
    ------
    DataError
        If it is cut off, damaged, encrypted or empty.

    Examples
    --------
    >>> unpacked(gzip.compress(b"text"), Path("a.csv.gz"))
    [(PosixPath('a.csv.gz'), b'text')]
    """
    if data[:2] == b"\x1f\x8b":
        try:
            return unpacked(gzip.decompress(data), path)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DataError(f"{path}: the gzip file is cut off or damaged ({error}); fetch it again") from None
    if data[:4] not in (b"PK\x03\x04", b"PK\x05\x06"):
        return [(path, data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _members(archive)
            if "[Content_Types].xml" in names:
                return [(path, data)]
            if not names:
                raise DataError(f"{path}: the zip archive is empty; fetch it again")
            if len(names) == 1:
                return unpacked(archive.read(names[0]), path)
            chosen = [name for name in names if PurePosixPath(name).suffix.lower() in _DATA]
            return [one for name in chosen or names for one in unpacked(archive.read(name), path / name)]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path}: the zip archive cannot be opened ({error}); fetch it again or unpack it") from None


def _members(archive: zipfile.ZipFile) -> list[str]:
    """Return the files of an archive without what a system adds for itself."""
    return [
        info.filename
        for info in archive.infolist()
        if not (info.is_dir() or info.filename.startswith(("__MACOSX", ".", "~$")) or "/." in info.filename)
    ]
