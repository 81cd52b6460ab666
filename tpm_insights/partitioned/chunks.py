"""What a chunk of the input is, and how it is read: some thousand rows that can be worked on alone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tpm_insights.clean.employers import hide_identifiers
from tpm_insights.errors import DataError
from tpm_insights.sources.content import Content
from tpm_insights.sources.reading import renamed
from tpm_insights.sources.registry import source_for
from tpm_insights.sources.tabular import read_parquet
from tpm_insights.tables import POSTINGS


@dataclass(frozen=True, slots=True)
class Reading:
    """How published rows are read.

    Attributes
    ----------
    source : str or None
        Name of the source; found from the content if None.
    mapping : dict of str to str or None
        Declared column to published column, for tables with columns of other names.
    salt : str or None
        For the hashes of identifiers; None if these stay as they are.
    """

    source: str | None = None
    mapping: dict[str, str] | None = None
    salt: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of the input.

    Attributes
    ----------
    number : int
        Place in the order of the input, from 0.
    path : Path
        A Parquet file.
    groups : tuple of int
        Row groups of it that belong to the chunk.
    origin : Path
        The published file, for messages.
    reading : Reading
        How its rows are read.
    """

    number: int
    path: Path
    groups: tuple[int, ...]
    origin: Path
    reading: Reading


def postings_of(content: Content, reading: Reading) -> pd.DataFrame:
    """Read postings from content that is already in memory.

    Parameters
    ----------
    content : Content
        A table or a list of records.
    reading : Reading
        How it is read; identifiers stay as they are.

    Returns
    -------
    DataFrame
        As published, the column ``source`` filled.

    Raises
    ------
    DataError
        If no source recognises the content.
    """
    content = renamed(content, reading.mapping, POSTINGS.names)
    chosen = source_for(content, "postings", reading.source)
    if chosen.postings is None:
        raise DataError(f"{content.path}: {chosen.name} has no postings; name a source of postings")
    frame = chosen.postings(content)
    named = frame["source"] if "source" in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="str")
    return frame.assign(source=named.fillna(chosen.name)).reset_index(drop=True)


def read_chunk(chunk: Chunk) -> pd.DataFrame:
    """Read the postings of a chunk.

    Parameters
    ----------
    chunk : Chunk
        From `tpm_insights.partitioned.layout.lay_out`.

    Returns
    -------
    DataFrame
        As published, the column ``source`` filled, identifiers hashed where that was asked for; index from 0.

    Raises
    ------
    DataError
        If the file is damaged or holds no postings.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    try:
        with pq.ParquetFile(chunk.path) as file:
            pq.write_table(file.read_row_groups(list(chunk.groups)), buffer, compression="none")
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{chunk.path}: a damaged Parquet file ({str(error)[:200]}); write it again") from None
    table = read_parquet(buffer.getvalue(), chunk.origin)
    frame = postings_of(Content(chunk.origin, "table", table=table), chunk.reading)
    return frame if chunk.reading.salt is None else hide_identifiers(frame, chunk.reading.salt)
