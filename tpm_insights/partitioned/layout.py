"""Cut the input into chunks: fitting row groups of Parquet where they lie, everything else written once as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tpm_insights.clean.postings import mask_contacts
from tpm_insights.errors import DataError, UsageError
from tpm_insights.partitioned.blocks import read_blocks
from tpm_insights.partitioned.chunks import Chunk, Reading
from tpm_insights.project import replace_when_whole
from tpm_insights.sources.fetch.stored import CHECKSUMS, EMPTY, MANIFEST

_FEW = 4
_BYTES = 256 * 2**20
"""A row group is used as it lies up to _FEW times the rows of a chunk and up to _BYTES when unpacked."""


def input_files(path: Path) -> list[Path]:
    """List the files of an input.

    Parameters
    ----------
    path : Path
        A file, or a folder with files in it and in its sub-folders.

    Returns
    -------
    list of Path
        By name. Names that begin with a dot or an underscore are no data, nor is what a fetch puts beside its answers
        and an answer without postings.

    Raises
    ------
    UsageError
        If there is no such file or folder, or no file in it.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"{path}: no such file or folder; check the path")
    found = [
        file
        for file in path.rglob("*")
        if file.is_file()
        and not any(name.startswith((".", "_")) for name in file.relative_to(path).parts)
        and not (file.name in (MANIFEST, CHECKSUMS) or file.suffix == EMPTY)
    ]
    if not found:
        raise UsageError(f"{path}: no files in this folder; name the folder that holds the postings")
    return sorted(found, key=lambda file: file.relative_to(path).parts)


def lay_out(files: list[Path], work: Path, rows: int, reading: Reading) -> list[Chunk]:
    """Cut files into chunks; what was laid out before is used again.

    Parameters
    ----------
    files : list of Path
        From `input_files`.
    work : Path
        Folder for the chunks that have to be written; every worker must see it under this name.
    rows : int
        Rows a chunk.
    reading : Reading
        How the rows are read.

    Returns
    -------
    list of Chunk
        In the order of the input.

    Raises
    ------
    DataError
        If a file is damaged or holds no postings.
    """
    chunks: list[Chunk] = []
    for at, file in enumerate(files):
        lying = _lying_groups(file, rows)
        where = [(file, groups, reading) for groups in lying] if lying else _written(file, work, at, rows, reading)
        chunks += [Chunk(len(chunks) + i, path, groups, file, how) for i, (path, groups, how) in enumerate(where)]
    return chunks


def _lying_groups(file: Path, rows: int) -> list[tuple[int, ...]]:
    """Return the row groups of a Parquet file put together to chunks; nothing if they are too big, or no Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not _is_parquet(file):
        return []
    try:
        with pq.ParquetFile(file) as opened:
            meta = opened.metadata
            sizes = [
                (meta.row_group(i).num_rows, meta.row_group(i).total_byte_size) for i in range(meta.num_row_groups)
            ]
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{file}: a damaged Parquet file ({str(error)[:200]}); write it again") from None
    if not sum(count for count, _ in sizes):
        raise DataError(f"{file}: a Parquet file with no rows; at least one row is needed")
    if any(count > _FEW * rows or size > _BYTES for count, size in sizes):
        return []
    packed: list[tuple[int, ...]] = []
    held = _BYTES + 1
    taken = 0
    for group, (count, size) in enumerate(sizes):
        if not count:
            continue
        if packed and taken + count <= rows and held + size <= _BYTES:
            packed[-1] += (group,)
            taken, held = taken + count, held + size
        else:
            packed.append((group,))
            taken, held = count, size
    return packed


def _written(
    file: Path, work: Path, at: int, rows: int, reading: Reading
) -> list[tuple[Path, tuple[int, ...], Reading]]:
    """Write the rows of a file as Parquet chunks without contacts, unless that was done before."""
    done = work / f"input-{at:05}.json"
    parquet = _is_parquet(file)
    if not done.is_file():
        names = []
        for number, table in enumerate(_batches(file, rows) if parquet else read_blocks(file, rows, reading)):
            chunk = work / f"input-{at:05}-{number:05}.parquet"
            with replace_when_whole(chunk) as part:
                mask_contacts(table).to_parquet(part, compression="zstd", index=False)
            names.append(chunk.name)
        with replace_when_whole(done) as part:
            part.write_text(json.dumps(names))
    how = reading if parquet else Reading("table", salt=reading.salt)
    return [(work / name, (0,), how) for name in json.loads(done.read_text())]


def _is_parquet(file: Path) -> bool:
    """Tell Parquet by its first bytes."""
    with file.open("rb") as stream:
        return stream.read(4) == b"PAR1"


def _batches(file: Path, rows: int) -> Iterator[pd.DataFrame]:
    """Read Parquet by blocks of rows, as it is."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(file, pre_buffer=False, buffer_size=2**20) as opened:
        for batch in opened.iter_batches(batch_size=rows):
            yield batch.to_pandas()
