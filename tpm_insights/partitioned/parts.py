"""Second pass: the facts of one chunk to one Parquet part, with its checksum and its part of the ledger."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tpm_insights.clean.dates import Order
from tpm_insights.clean.duplicates import merge_copies
from tpm_insights.clean.postings import clean_postings
from tpm_insights.errors import DataError
from tpm_insights.extract.facts import extract_facts
from tpm_insights.ledger import Entry, Ledger
from tpm_insights.partitioned.chunks import Chunk, read_chunk
from tpm_insights.partitioned.survey import ColumnKind, settle_dates
from tpm_insights.project import replace_when_whole, sha256_of
from tpm_insights.tables import FACTS

_ROW = "row of the chunk"


@dataclass(frozen=True, slots=True)
class Settled:
    """What the first pass settled for the whole input, and what was asked for.

    Attributes
    ----------
    columns : dict of str to {"int64", "float64", "bool", "str"}
        Columns that are passed through to every part.
    orders : dict of str to {"month", "day"}
        What comes first in the dates of a source.
    salt : str
        Keeps the hashes of employers apart from those of others.
    merge_copies : bool
        Keep the first of identical postings only.
    """

    columns: dict[str, ColumnKind]
    orders: dict[str, Order]
    salt: str
    merge_copies: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One finished part.

    Attributes
    ----------
    name : str
        Of the file.
    sha256 : str
        Of the file.
    rows_in, rows_out : int
        Postings in, facts out.
    ledger : Ledger
        Why they differ.
    """

    name: str
    sha256: str
    rows_in: int
    rows_out: int
    ledger: Ledger


def part_name(number: int) -> str:
    """Name a part.

    Parameters
    ----------
    number : int
        Of its chunk.

    Returns
    -------
    str
        A file name that sorts by number.

    Examples
    --------
    >>> part_name(7)
    'part-00007.parquet'
    """
    return f"part-{number:05}.parquet"


def write_part(chunk: Chunk, begin: int, settled: Settled, folder: Path, work: Path) -> Part:
    """Extract the facts of a chunk into a part, unless the part is there already and whole.

    Parameters
    ----------
    chunk : Chunk
        The chunk.
    begin : int
        Postings before it in the input.
    settled : Settled
        What holds for the whole input.
    folder : Path
        Where the part goes.
    work : Path
        Where its record goes, and where the copies are counted.

    Returns
    -------
    Part
        The finished part.
    """
    target, record = folder / part_name(chunk.number), work / f"{folder.name}-{chunk.number:05}.json"
    known = finished_part(target, record)
    if known is not None:
        return known
    facts, ledger = _facts(read_chunk(chunk), begin, settled, work)
    return put_part(facts, ledger, target, record)


def finished_part(target: Path, record: Path) -> Part | None:
    """Return what was written down of a part, if the part is there and as it was written.

    Parameters
    ----------
    target : Path
        The part.
    record : Path
        Its record.

    Returns
    -------
    Part or None
        None if it has to be made.
    """
    if not record.is_file():
        return None
    read = json.loads(record.read_text())
    if not target.is_file() or sha256_of(target) != read["sha256"]:
        return None
    lines = [Entry(**{**line, "examples": tuple(line["examples"])}) for line in read["ledger"].pop("entries")]
    return Part(**{**read, "ledger": Ledger(**read["ledger"], entries=lines)})


def put_part(facts: pd.DataFrame, ledger: Ledger, target: Path, record: Path) -> Part:
    """Write a part, then its record.

    Parameters
    ----------
    facts : DataFrame
        Its rows.
    ledger : Ledger
        Their account.
    target, record : Path
        Files to write.

    Returns
    -------
    Part
        The finished part.
    """
    with replace_when_whole(target) as part:
        facts.to_parquet(part, compression="zstd", index=False)
    done = Part(target.name, sha256_of(target), ledger.rows_in, len(facts), ledger)
    with replace_when_whole(record) as part:
        part.write_text(json.dumps(asdict(done)))
    return done


def _facts(frame: pd.DataFrame, begin: int, settled: Settled, work: Path) -> tuple[pd.DataFrame, Ledger]:
    """Return the facts of a chunk as they are amid the whole input."""
    counted = np.load(work / "copies.npy", mmap_mode="r")[begin : begin + len(frame)]
    if len(counted) != len(frame):
        raise DataError(f"{work}: {len(frame) - len(counted)} postings more than on first reading; start anew")
    rows = np.arange(len(frame))
    frame = settle_dates(frame, settled.orders).assign(**{_ROW: rows})
    again = (counted[:, 1] > 1) & settled.merge_copies
    facts, ledger = extract_facts(frame[~again], salt=settled.salt, merge_copies=False)
    kept = facts[_ROW].to_numpy()
    copies, number = (pd.Series(np.asarray(counted[kept, at]), index=facts.index, dtype="Int64") for at in (0, 1))
    facts = facts.assign(copies=copies, copy_number=number)
    if again.any():  # they are cleaned, so that the account tells of their repairs too, and never read
        cleaned, account = clean_postings(frame[again])
        account.table = ledger.table
        merge_copies(cleaned.assign(copy_number=counted[cleaned[_ROW].to_numpy(), 1]), account)
        ledger.merge(account)
    extra = {name: _column(facts, name, kind) for name, kind in settled.columns.items()}
    facts = pd.concat([facts[FACTS.names], pd.DataFrame(extra, index=facts.index)], axis=1)
    ledger.check(len(facts))
    return facts, ledger


def _column(facts: pd.DataFrame, name: str, kind: ColumnKind) -> pd.Series:
    """Return a column that is passed through, in the type settled for every part."""
    if name not in facts.columns:
        return pd.Series(np.nan, index=facts.index, dtype="float64" if kind == "float64" else "str")
    values = facts[name]
    if kind == "str" and pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype("str").where(values.notna())
    return values.astype(kind)
