"""The report on the data: what came in, what was left out and why, what postings state, and how old it all is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.ledger import REMOVING
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.bar_chart import bar_chart
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.pay_disclosure import pay_disclosure
from tpm_insights.reports.studies.reading_accuracy import ReadingAccuracy, reading_accuracy
from tpm_insights.reports.words import prose
from tpm_insights.vocabulary import CERTIFICATIONS, OBSERVED_ORIGINS, PAY_ORIGINS, SALARY_KINDS, certification_column

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size

TABLE_WORDS: dict[str, str] = {
    "facts": "postings",
    "salaries": "salary records",
    "percentiles": "employer survey",
    "self_reports": "self-reports",
    "published_figures": "published figures",
    "occupations": "occupations",
    "price_parity": "price levels of states",
    "price_index": "consumer prices",
    "invented_facts": "invented postings, in no estimate",
}
"""Words for the tables, the largest ones first, in the order in which they are shown."""
FIELDS: dict[str, str] = {
    "annual_low": "pay, by anyone",
    "employer_pay": "pay, by the employer",
    "years_min": "years of experience",
    "education_level": "degree",
    "any_certification": "a certification",
    "seniority": "level in the title",
    "work_mode": "where the work is done",
    "region": "state",
    "employer_id": "employer",
    "posted_on": "date",
}
"""Fields whose coverage is shown, in the words of the figure."""
TEXT_KINDS: dict[str, str] = {"full": "Full postings", "excerpt": "Excerpts"}
MANY_SOURCES = 3
"""Up to so many sources with the same reason have a line each."""


@dataclass(frozen=True, eq=False)
class DataQuality:
    """Everything the report on the data shows.

    Attributes
    ----------
    asked : Asked
        What was asked for; coverage is of these jobs, the rest of all data.
    accounts : DataFrame
        One row a file: ``table, file, rows_in, rows_out, share_kept``.
    removed : DataFrame
        Rows merged or left out: ``table, action, reason, rows, examples``, most rows first.
    repaired : DataFrame
        Cells changed or worth knowing of: the same columns.
    by_source : DataFrame
        Both, source by source: ``table, source, action, reason, rows, examples``.
    coverage : DataFrame
        ``text_kind, field, n, known, share``: what postings state.
    origins : DataFrame
        ``text_kind, origin, n, share``: who stated pay in postings that state any.
    age : DataFrame
        ``table, source, rows, oldest, newest, undated``: how old records are, by source; ISO dates or years.
    disclosure : DataFrame
        Who states pay; see `tpm_insights.reports.studies.pay_disclosure.COLUMNS`.
    accuracy : ReadingAccuracy
        How well postings are read.
    postings, salaries : int
        Rows of the two main tables.
    """

    asked: Asked
    accounts: pd.DataFrame
    removed: pd.DataFrame
    repaired: pd.DataFrame
    by_source: pd.DataFrame
    coverage: pd.DataFrame
    origins: pd.DataFrame
    age: pd.DataFrame
    disclosure: pd.DataFrame
    accuracy: ReadingAccuracy
    postings: int
    salaries: int

    def rows_by(self, *actions: str) -> int:
        """Return how many rows were merged, dropped or set aside.

        Parameters
        ----------
        *actions : str
            "merged", "dropped", "set aside".

        Returns
        -------
        int
            Rows.
        """
        return int(self.removed.loc[self.removed["action"].isin(actions), "rows"].sum())

    def coverage_of(self, field: str, text_kind: str = "full") -> pd.Series | None:
        """Return how often a field is stated.

        Parameters
        ----------
        field : str
            A key of `FIELDS`.
        text_kind : {"full", "excerpt"}
            Kind of text.

        Returns
        -------
        Series or None
            None where there is no such posting.
        """
        words = FIELDS[field], TEXT_KINDS[text_kind]
        rows = self.coverage[(self.coverage["field"] == words[0]) & (self.coverage["text_kind"] == words[1])]
        return rows.iloc[0] if len(rows) else None

    def draw_coverage(self, size: Size) -> Figure | None:
        """Draw what postings state.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            A bar a field, a panel a kind of text.
        """
        rows = self.coverage.rename(columns={"field": "label", "share": "value"})
        kinds = zip(rows["text_kind"], rows["n"], strict=True)
        rows = rows.assign(panel=[f"{kind} ({prose.records(n)})" for kind, n in kinds])
        return bar_chart(rows, size, Words("share"), axis="share of postings in which it was found")

    def draw_removed(self, size: Size) -> Figure | None:
        """Draw how many rows came in and how many are left, by table.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            A bar a table, the share of rows kept.
        """
        rows = self.accounts.groupby("table", sort=False, as_index=False)[["rows_in", "rows_out"]].sum()
        rows = rows[rows["rows_in"] > 0]
        counts = zip(rows["table"], rows["rows_out"], rows["rows_in"], strict=True)
        label = [f"{table}, {rows_out:,} of {rows_in:,}" for table, rows_out, rows_in in counts]
        rows = rows.assign(panel="", label=label, value=rows["rows_out"] / rows["rows_in"])
        return bar_chart(rows, size, Words("share"), axis="share of published rows that are in the tables")


def study_data_quality(
    tables: Tables,
    *,
    country: str,
    currency: str,
    role: str,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
) -> DataQuality:
    """Compute everything the report on the data shows.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    country, currency : str
        ISO codes; coverage is of postings of the country, pay counts in the currency.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.
    first_year, last_year : int, optional
        Calendar years; all postings by default, also those without a date.
    minimum_cell : int, default 10
        Fewest postings a share may rest on.

    Returns
    -------
    DataQuality
        Frames, and the figures drawn from them.
    """
    asked = Asked(country, currency, role, first_year, last_year, minimum_cell)
    wanted = tables.facts["role_family"].isin(asked.families) & (tables.facts["country"] == country)
    wanted &= asked.in_years(tables.facts["posted_on"].dt.year.astype("float64"))
    facts = tables.facts[wanted]
    lines = _folded(tables.ledger.assign(table=tables.ledger["table"].map(TABLE_WORDS).fillna(tables.ledger["table"])))
    out = lines["action"].isin(REMOVING)
    shown = ["table", "source", "action", "reason", "rows", "examples"]
    lines = lines.assign(action=lines["action"].str.replace("_", " "))
    return DataQuality(
        asked=asked,
        accounts=_accounts(tables.accounts),
        removed=_over_sources(lines[out]),
        repaired=_over_sources(lines[~out]),
        by_source=lines[shown].reset_index(drop=True),
        coverage=_coverage(facts, asked),
        origins=_origins(facts),
        age=_age(tables),
        disclosure=pay_disclosure(tables.facts, asked),
        accuracy=reading_accuracy(),
        postings=len(tables.facts),
        salaries=len(tables.salaries),
    )


def _folded(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one line where the same was done for the same reason in many sources, most rows first."""
    keys = ["table", "action", "reason"]
    sources = lines.groupby(keys, sort=False)["source"].transform("nunique")
    many = lines[sources > MANY_SOURCES]
    whole = many.groupby(keys, sort=False, as_index=False).agg(
        {"rows": "sum", "examples": "first", "source": "nunique"}
    )
    whole = whole.assign(source=whole["source"].astype("str") + " sources")
    folded = pd.concat([lines[sources <= MANY_SOURCES], whole], ignore_index=True)
    return folded.sort_values("rows", ascending=False, kind="stable")


def _over_sources(lines: pd.DataFrame) -> pd.DataFrame:
    """Add up the lines of a ledger over sources, most rows first."""
    keys = ["table", "action", "reason"]
    out = lines.groupby(keys, sort=False, as_index=False).agg(rows=("rows", "sum"), examples=("examples", "first"))
    return out.sort_values("rows", ascending=False, kind="stable").reset_index(drop=True)


def _accounts(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return rows in and out by file, in words."""
    accounts = accounts.sort_values("table", key=lambda names: names.map(list(TABLE_WORDS).index), kind="stable")
    words = accounts["table"].map(TABLE_WORDS).fillna(accounts["table"])
    kept = (accounts["rows_out"] / accounts["rows_in"]).where(accounts["rows_in"] > 0)
    return accounts.assign(table=words, share_kept=kept)[["table", "file", "rows_in", "rows_out", "share_kept"]]


def _coverage(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return in what share of postings each field is stated, by kind of text."""
    certifications = facts[[certification_column(c) for c in CERTIFICATIONS]].notna().any(axis=1)
    stated = facts["annual_low"].notna() & (facts["pay_currency"] == asked.currency)
    known = {
        **{field: facts[field].notna() for field in FIELDS if field in facts.columns},
        "annual_low": stated,
        "employer_pay": stated & facts["pay_origin"].isin(OBSERVED_ORIGINS),
        "any_certification": certifications,
    }
    rows = []
    for kind, words in TEXT_KINDS.items():
        of_kind = facts["text_kind"] == kind
        n = int(of_kind.sum())
        for field, label in FIELDS.items():
            hits = int((known[field] & of_kind).sum())
            rows.append({"text_kind": words, "field": label, "n": n, "known": hits, "share": hits / n if n else None})
    frame = pd.DataFrame(rows, columns=["text_kind", "field", "n", "known", "share"])
    return frame[frame["n"] >= asked.minimum_cell].reset_index(drop=True)


def _origins(facts: pd.DataFrame) -> pd.DataFrame:
    """Return who stated pay, by kind of text."""
    stated = facts[facts["annual_low"].notna()]
    counts = stated.groupby(["text_kind", "pay_origin"], observed=True, dropna=False).size().rename("n").reset_index()
    whole = counts.groupby("text_kind", dropna=False)["n"].transform("sum")
    origin = counts["pay_origin"].map(PAY_ORIGINS).fillna("not said")
    out = counts.assign(text_kind=counts["text_kind"].map(TEXT_KINDS), origin=origin, share=counts["n"] / whole)
    return out.sort_values(["text_kind", "n"], ascending=[False, False])[["text_kind", "origin", "n", "share"]]


def _age(tables: Tables) -> pd.DataFrame:
    """Return how old the records are, by source."""
    posted = (
        tables.facts[["source", "posted_on"]].assign(table=TABLE_WORDS["facts"]).rename(columns={"posted_on": "on"})
    )
    year = pd.to_datetime(tables.salaries["year"].astype("str").where(tables.salaries["year"].notna()), format="%Y")
    kinds = tables.salaries["pay_kind"].map(SALARY_KINDS).fillna("salary records")
    paid = tables.salaries[["source"]].assign(table=kinds, on=year)
    parts = []
    for records, form in ((posted, "%Y-%m-%d"), (paid, "%Y")):
        by_source = records.groupby(["table", "source"], sort=False, dropna=False)["on"]
        out = by_source.agg(rows="size", oldest="min", newest="max", known="count").reset_index()
        out = out.assign(undated=1 - out["known"] / out["rows"]).drop(columns="known")
        out = out.assign(oldest=out["oldest"].dt.strftime(form), newest=out["newest"].dt.strftime(form))
        parts.append(out.sort_values("rows", ascending=False, kind="stable"))
    return pd.concat(parts, ignore_index=True)
