"""Postings as published to typed columns, with an account of everything that was repaired or set aside."""

from __future__ import annotations

import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.clean.dates import read_days
from tpm_insights.clean.money import repair_pay
from tpm_insights.clean.places import read_places
from tpm_insights.errors import DataError, examples_of
from tpm_insights.ledger import Ledger
from tpm_insights.personal_data import EMAIL_MARK, PHONE_MARK, mask_column, mask_emails
from tpm_insights.sources.posting_table import column_for, read_posting_table
from tpm_insights.sources.tabular import plain_name
from tpm_insights.tables import POSTINGS

COLUMNS = (
    "posting_id", "source", "text_kind", "title", "employer", "place", "country", "region", "remote", "posted_on",
    "text", "pay_low", "pay_high", "pay_currency", "pay_period", "pay_origin",
)  # fmt: skip
"""Columns of cleaned postings, in order."""


def clean_postings(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Give postings typed columns.

    Parameters
    ----------
    frame : DataFrame
        One row a posting, as published: a column of texts under any usual name (``text``, ``description``), and where
        there are such, title, employer, place, country, date, identifier, source and pay fields.

    Returns
    -------
    postings : DataFrame
        `COLUMNS`, then every other column of `frame`. ``posted_on`` is datetime64[us]; ``pay_low`` and ``pay_high`` are
        float64, currency units a ``pay_period``; country and region are codes; the rest is str. The text and the other
        columns are as published, but for e-mail addresses and telephone numbers, which are masked (`mask_contacts`).
        A fresh index from 0.
    ledger : Ledger
        Balanced. Rows without text, title and pay are set aside; repairs have a line for each source and rule.

    Raises
    ------
    DataError
        If there is no column of texts.

    Examples
    --------
    >>> ads = pd.DataFrame({"text": ["Lead it.", ""], "location": ["Austin, TX", None], "date": ["May 2, 2024", ""]})
    >>> postings, ledger = clean_postings(ads)
    >>> postings[["country", "region"]].to_dict("list"), str(postings["posted_on"][0].date())
    ({'country': ['US'], 'region': ['TX']}, '2024-05-02')
    >>> [(e.action, e.rows) for e in ledger.entries]
    [('set_aside', 1)]
    """
    if column_for(frame.columns, "text") is None:
        raise DataError(
            f"postings: no column of texts among {len(frame.columns)} columns ({examples_of(frame.columns)}); "
            "name it 'text' or 'description'"
        )
    ledger = Ledger.open("postings", frame)
    named = mask_contacts(read_posting_table(frame.reset_index(drop=True)))
    postings = _typed(named)
    _note_masked(named, postings["source"], ledger)
    postings = postings.assign(**_place_columns(postings))
    days = read_days(postings["posted_on"], postings["source"])
    _note_refused(postings, days["refused"], ledger)
    postings = repair_pay(postings.assign(posted_on=days["day"]), ledger)
    paid = postings["pay_low"].notna() | postings["pay_high"].notna()
    postings = postings.assign(pay_origin=postings["pay_origin"].where(paid))
    empty = postings["text"].isna() & postings["title"].isna() & ~paid
    for source in postings.loc[empty, "source"].unique():
        postings = ledger.take(
            postings,
            (empty & (postings["source"] == source)).loc[postings.index],
            source=source,
            step="clean postings",
            action="set_aside",
            reason="no text, no title and no pay",
            examples=postings["posting_id"].fillna("row without identifier"),
        )
        empty = empty.loc[postings.index]
    extra = [name for name in named.columns if name not in COLUMNS]
    done = pd.concat([postings[list(COLUMNS)], named.loc[postings.index, extra]], axis=1).reset_index(drop=True)
    ledger.check(len(done))
    return done, ledger


def mask_contacts(named: pd.DataFrame) -> pd.DataFrame:
    """Take e-mail addresses and telephone numbers out of postings.

    Parameters
    ----------
    named : DataFrame
        From `tpm_insights.sources.posting_table.read_posting_table`.

    Returns
    -------
    DataFrame
        The same columns. Identifiers keep digits that are grouped like a telephone number.

    Examples
    --------
    >>> ads = pd.DataFrame({"text": ["Call 555-010-0199."], "posting_id": ["555-010-0199"], "phone": [5550100199]})
    >>> mask_contacts(ads).iloc[0].tolist()
    ['Call [telephone].', '555-010-0199', '[telephone]']
    """
    identifier = column_for(named.columns.drop("posting_id", errors="ignore"), "posting_id")
    done = {}
    for name in named.columns:
        if name in ("posting_id", identifier):
            done[name] = named[name].map(lambda cell: mask_emails(cell) if isinstance(cell, str) else cell)
            done[name] = done[name].astype(named[name].dtype)
        else:
            done[name] = mask_column(named[name], plain_name(name))
    return named.assign(**done)


def _note_masked(named: pd.DataFrame, sources: pd.Series, ledger: Ledger) -> None:
    """Write down the rows in which something was masked, a line for each source, with the names of the columns."""
    marks = f"{EMAIL_MARK}|{PHONE_MARK}".replace("[", r"\[")
    told = {
        str(name): named[name].str.contains(marks, regex=True, na=False)
        for name in named.columns
        if str(named[name].dtype) == "str"
    }
    rows = pd.DataFrame(told, index=named.index)
    for source, found in rows[rows.any(axis=1)].groupby(sources, sort=False):
        ledger.record(
            source=str(source),
            step="clean postings",
            action="repaired",
            reason="e-mail addresses or telephone numbers masked",
            rows=len(found),
            examples=[f"in {name}" for name in found.columns[found.any()]],
        )


def _typed(named: pd.DataFrame) -> pd.DataFrame:
    """Return the declared columns; words are stripped, and missing where nothing is written."""
    done: dict[str, pd.Series] = {}
    for name in POSTINGS.names:
        if name not in named.columns:
            done[name] = pd.Series(pd.NA, index=named.index, dtype="str")
        elif name in ("pay_low", "pay_high"):
            done[name] = named[name]
        else:
            words = named[name].astype("str")
            done[name] = words.where(words.str.strip() != "")
    kinds = done["text_kind"].where(done["text_kind"].isin(v.TEXT_KINDS), "full")
    origins = done["pay_origin"].where(done["pay_origin"].isin(v.PAY_ORIGINS))
    sources = done["source"].fillna("table")
    return pd.DataFrame(done, index=named.index).assign(source=sources, text_kind=kinds, pay_origin=origins)


def _place_columns(postings: pd.DataFrame) -> dict[str, pd.Series]:
    """Return country, region and remote, read from the place and the country field."""
    read = read_places(postings["place"], postings["country"])
    return {name: read[name] for name in ("country", "region", "remote")}


def _note_refused(postings: pd.DataFrame, refused: pd.Series, ledger: Ledger) -> None:
    """Write down the dates that have no sure reading, a line for each source."""
    for source, values in postings.loc[refused, "posted_on"].groupby(postings.loc[refused, "source"], sort=False):
        ledger.record(
            source=str(source),
            step="clean date",
            action="repaired",
            reason="posted_on: no date, or ambiguous as to day and month; set to missing",
            rows=len(values),
            examples=values.head(50),
        )
