"""Any table of postings (CSV, workbook, JSON Lines, Parquet) whose columns have usual names: description, title, ..."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.registry import Source
from tpm_insights.sources.tabular import frame_of_records, plain_name
from tpm_insights.tables import POSTINGS


@cache
def _names() -> dict[str, dict[str, Any]]:
    """Return the closed lists of column names and of words for the origin of pay."""
    text = resources.files("tpm_insights.sources").joinpath("posting_columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def column_for(columns: pd.Index, declared: str) -> str | None:
    """Find the published column that holds a declared one.

    Parameters
    ----------
    columns : Index
        Published column names.
    declared : str
        A column of `tables.POSTINGS`.

    Returns
    -------
    str or None
        The published name; None if no usual name stands in the table.

    Examples
    --------
    >>> column_for(pd.Index(["Job Title", "Job Description"]), "text")
    'Job Description'
    """
    plain = {plain_name(name): name for name in reversed(columns)}
    return next((plain[name] for name in _names()["columns"][declared] if name in plain), None)


def read_posting_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the usual columns of a table of postings their declared names.

    Who stated a pay figure is taken from a column such as ``salary_kind``. Without a word on it, a figure beside a full
    text counts as the employer's field, a figure beside an excerpt as of unknown origin, because such digests are
    made by platforms.

    Parameters
    ----------
    frame : DataFrame
        As published.

    Returns
    -------
    DataFrame
        Declared columns that were found, then the others. A column of identifiers is also kept under its own name.

    Examples
    --------
    >>> kinds = ["glassdoor_estimate", None]
    >>> ads = pd.DataFrame({"Description": ["a", "b"], "salary_min": ["9", "9"], "salary_kind": kinds})
    >>> read_posting_table(ads)[["text", "pay_low", "pay_origin"]].to_dict("list")
    {'text': ['a', 'b'], 'pay_low': ['9', '9'], 'pay_origin': ['platform_estimate', 'field']}
    """
    found = {name: column_for(frame.columns, name) for name in POSTINGS.names}
    done = pd.DataFrame({name: frame[column] for name, column in found.items() if column}, index=frame.index)
    used = {column for name, column in found.items() if column and (name != "posting_id" or column == name)}
    extra = frame[[name for name in frame.columns if name not in used and name not in done.columns]]
    if "text_kind" not in done.columns:
        done["text_kind"] = "full"
    done["text_kind"] = done["text_kind"].fillna("full").astype("str")
    paid = pd.Series(data=False, index=frame.index)
    for name in ("pay_low", "pay_high"):
        if name in done.columns:
            paid |= done[name].notna() & (done[name].astype("str").str.strip() != "")
    done["pay_origin"] = _origin(done).where(paid)
    return pd.concat([done, extra], axis=1)


def _origin(frame: pd.DataFrame) -> pd.Series:
    """Return who stated the pay of each row, judged from the publisher's word for it and the kind of text."""
    silent = frame["text_kind"].map({"excerpt": "unknown"}).fillna("field").astype("str")
    if "pay_origin" not in frame.columns:
        return silent
    words = frame["pay_origin"].astype("str").str.strip().str.lower()
    stated = frame["pay_origin"].notna() & (words != "")
    return words.map(_names()["pay_origin"]).fillna("unknown").astype("str").where(stated, silent)


def _recognizes(content: Content) -> bool:
    """Any table, or list of flat records, with a column of texts."""
    if content.form == "table" and content.table is not None:
        return column_for(content.table.columns, "text") is not None
    records = content.value if isinstance(content.value, list) else [content.value]
    heads = [record for record in records[:50] if isinstance(record, dict)]
    names = pd.Index(list(dict.fromkeys(name for record in heads for name in record)))
    return bool(heads) and column_for(names, "text") is not None


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    if content.table is not None:
        frame = content.table
    else:
        frame = frame_of_records(content.value if isinstance(content.value, list) else [content.value], content.path)
    frame = read_posting_table(frame)
    return frame.assign(source="table") if "source" not in frame.columns else frame


SOURCE = Source(
    name="table",
    description="any CSV, JSON Lines, Parquet or .xlsx with a column text or description, or with a mapping to one",
    recognizes=_recognizes,
    postings=_read,
    breadth="general",
)
