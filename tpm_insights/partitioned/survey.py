"""First pass: what only the whole input can tell, which postings are copies and what comes first in dates."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from tpm_insights.clean.dates import Order, order_of, read_day
from tpm_insights.clean.duplicates import copy_keys
from tpm_insights.clean.postings import mask_contacts
from tpm_insights.extract.facts import extract_facts
from tpm_insights.partitioned.chunks import Chunk, read_chunk
from tpm_insights.partitioned.copies import keys_file
from tpm_insights.project import replace_when_whole
from tpm_insights.sources.posting_table import read_posting_table
from tpm_insights.tables import FACTS

_NUMBERED = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d")
ColumnKind = Literal["int64", "float64", "bool", "str"]


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen in one chunk.

    Attributes
    ----------
    rows : int
        Postings.
    texts : int
        Postings with a text.
    columns : dict of str to {"int64", "float64", "bool", "str"}
        Columns that are passed through to the facts, with their type.
    orders : dict of str to list of {"month", "day"}
        For each source, what its dates prove to come first; both if they contradict each other.
    """

    rows: int
    texts: int
    columns: dict[str, ColumnKind]
    orders: dict[str, list[Order]]


def survey_chunk(chunk: Chunk, work: Path) -> Survey:
    """Look through one chunk; the keys of its copies are left beside the answer.

    Parameters
    ----------
    chunk : Chunk
        The chunk.
    work : Path
        Folder for the answer; one that is there is taken as it is.

    Returns
    -------
    Survey
        What was seen.
    """
    done = work / f"survey-{chunk.number:05}.json"
    if done.is_file():
        return Survey(**json.loads(done.read_text()))
    frame = read_chunk(chunk)
    named = mask_contacts(read_posting_table(frame))
    nothing = pd.Series(pd.NA, index=frame.index, dtype="str")
    texts, titles, employers, dates = (
        named[name].astype("str") if name in named.columns else nothing
        for name in ("text", "title", "employer", "posted_on")
    )
    hexed = copy_keys(texts, titles, employers).fillna("0" * 32)
    keys = np.frombuffer(bytes.fromhex("".join(hexed)), dtype=">u8").reshape(-1, 2)
    survey = Survey(
        rows=len(frame),
        texts=int((texts.fillna("").str.strip() != "").sum()),
        columns={name: _kind(named, name) for name in _passed_through(tuple(frame.columns))},
        orders={str(source): _orders(days) for source, days in dates.groupby(_sources(named), sort=True)},
    )
    with replace_when_whole(keys_file(work, chunk.number)) as part, part.open("wb") as stream:
        np.save(stream, keys.astype("uint64"))
    with replace_when_whole(done) as part:
        part.write_text(json.dumps(asdict(survey), sort_keys=True))
    return survey


def _sources(named: pd.DataFrame) -> pd.Series:
    """Return the source of each posting as cleaning names it."""
    if "source" not in named.columns:
        return pd.Series("table", index=named.index, dtype="str")
    words = named["source"].astype("str")
    return words.where(words.str.strip() != "").fillna("table")


@cache
def _passed_through(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that are passed through to the facts, found by extracting one invented row."""
    facts, _ = extract_facts(pd.DataFrame({name: ["Plan it."] for name in columns}, dtype="str"))
    return tuple(name for name in facts.columns if name not in FACTS.names)


def _kind(frame: pd.DataFrame, name: str) -> ColumnKind:
    """Return the type of a column that is passed through."""
    dtype = frame[name].dtype if name in frame.columns else np.dtype(object)
    if pd.api.types.is_bool_dtype(dtype):
        return "bool"
    if pd.api.types.is_integer_dtype(dtype):
        return "int64"
    return "float64" if pd.api.types.is_float_dtype(dtype) else "str"


def _orders(published: pd.Series) -> list[Order]:
    """Return what the dates of a source prove to come first in dates of three numbers."""
    unique = pd.Series(published.dropna().unique(), dtype="str")
    numbered = unique[unique.str.strip().str.match(_NUMBERED)]
    if numbered.empty:
        return []
    order = order_of(numbered)
    if order is not None:
        return [order]
    each = {order_of(numbered.iloc[[at]]) for at in range(len(numbered))}
    return [one for one in ("day", "month") if one in each]


def settle_columns(surveys: Sequence[Survey]) -> dict[str, ColumnKind]:
    """Settle the columns that are passed through, the same for every part.

    Parameters
    ----------
    surveys : sequence of Survey
        Of all chunks, in order.

    Returns
    -------
    dict of str to {"int64", "float64", "bool", "str"}
        In order of first appearance. Whole numbers become float64 where a chunk lacks them or has fractions; any other
        mixture becomes text.
    """
    settled: dict[str, ColumnKind] = {}
    for name in dict.fromkeys(name for survey in surveys for name in survey.columns):
        kinds = {survey.columns.get(name) for survey in surveys}
        known = kinds - {None}
        if kinds in ({"int64"}, {"bool"}):
            settled[name] = "int64" if "int64" in kinds else "bool"
        else:
            settled[name] = "float64" if known <= {"int64", "float64"} else "str"
    return settled


def settle_orders(surveys: Sequence[Survey]) -> dict[str, Order]:
    """Settle what comes first in the dates of each source, judged by all of its dates.

    Parameters
    ----------
    surveys : sequence of Survey
        Of all chunks.

    Returns
    -------
    dict of str to {"month", "day"}
        Only sources whose dates prove one order and do not contradict each other.
    """
    proved: dict[str, set[Order]] = {}
    for survey in surveys:
        for source, orders in survey.orders.items():
            proved.setdefault(source, set()).update(orders)
    return {source: orders.pop() for source, orders in proved.items() if len(orders) == 1}


def settle_dates(frame: pd.DataFrame, orders: dict[str, Order]) -> pd.DataFrame:
    """Write dates of three numbers as ISO dates where the whole input tells what they mean.

    Afterwards a chunk reads as it would amid the whole input: what is left cannot prove an order by itself.

    Parameters
    ----------
    frame : DataFrame
        A chunk of postings.
    orders : dict of str to {"month", "day"}
        From `settle_orders`.

    Returns
    -------
    DataFrame
        The same rows; only the column of dates may differ.

    Examples
    --------
    >>> ads = pd.DataFrame({"source": ["a", "b"], "posted_on": ["3/4/2025", "3/14/2025"], "text": ["x", "y"]})
    >>> settle_dates(ads, {"a": "day"})["posted_on"].tolist()
    ['2025-04-03', '2025-03-14']
    """
    named = read_posting_table(frame)
    if "posted_on" not in named.columns:
        return frame
    words = named["posted_on"].astype("str")
    numbered = words.str.strip().str.match(_NUMBERED).fillna(value=False).astype(bool)
    if not numbered.any():
        return frame
    pairs = zip(words[numbered], _sources(named)[numbered], strict=True)
    settled = pd.Series([_settled(text, orders.get(source)) for text, source in pairs], index=words.index[numbered])
    return named.assign(posted_on=words.where(~numbered, settled.reindex(words.index)))


def _settled(text: str, order: Order | None) -> str:
    """Return a date in ISO form; one that could be two days as it is; one that is no day so that it proves nothing."""
    day = read_day(text, order)
    if day is not None:
        return day.isoformat()
    return text if order_of(pd.Series([text])) is None else f"no such day: {text}"
