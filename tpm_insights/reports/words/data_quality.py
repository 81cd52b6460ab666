"""What the report on the data says in words; every number comes from its frames."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.data_quality import TABLE_WORDS, DataQuality
from tpm_insights.reports.tables import value_words
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import country_words, refusals
from tpm_insights.reports.words.intervals import share_interval

LAWS: dict[str, str] = {
    "law in force": "of the postings where a law obliged them to",
    "no law in force": "elsewhere",
}
"""Postings by law, in the words of a sentence."""


def answer(study: DataQuality) -> str:
    """Say in one paragraph what the data are and what they can bear.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    rows_in = int(study.accounts["rows_in"].sum())
    if not rows_in:
        return "No rows have come in."
    other = int(study.accounts["rows_out"].sum()) - study.postings - study.salaries
    came = f"{rows_in:,} published rows from {prose.counted(len(study.accounts), 'file')}"
    became = f"{study.postings:,} postings, {study.salaries:,} salary records and {other:,} other rows"
    return " ".join(
        part for part in (f"{came} became {became}.", _left_out(study), *_stated(study), age_words(study)) if part
    )


def _left_out(study: DataQuality) -> str:
    """Say how many rows were merged and how many were left out, with the commonest reason of each."""
    rows_in = int(study.accounts["rows_in"].sum())
    said = []
    for words, actions in (("merged with another", ["merged"]), ("left out", ["dropped", "set aside"])):
        rows = study.removed[study.removed["action"].isin(actions)]
        if len(rows):
            share = prose.share(study.rows_by(*actions) / rows_in)
            said.append(f"{share} were {words} (most often: {value_words(rows.iloc[0]['reason'])})")
    return prose.sentence(prose.listed(said))


def _stated(study: DataQuality) -> list[str]:
    """Say how often full postings state what a study of pay needs."""
    pay, years = study.coverage_of("employer_pay"), study.coverage_of("years_min")
    country = country_words(study.asked.country)
    if pay is None or years is None:
        return [f"There are too few full postings for such jobs from {country} to say what postings state."]
    postings = prose.counted(int(pay["n"]), "full posting")
    states = f"{prose.share(pay['share'])} state pay in the employer's words ({pay['known']:,})"
    asks = f"{prose.share(years['share'])} the years of experience asked for"
    return [f"Of {postings} for such jobs from {country}, {states} and {asks}."]


def disclosure_words(study: DataQuality) -> str:
    """Say how many postings state pay where a law obliges employers to, and elsewhere.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    rows = study.disclosure[study.disclosure["share"].notna()] if len(study.disclosure) else study.disclosure
    by_law = {row["band"]: row for row in rows.to_dict("records") if row["band"] in LAWS}
    if set(by_law) != set(LAWS):
        return "There are too few postings to say who states pay."
    said = [
        f"{prose.share(by_law[band]['share'])} {words} (95% interval {share_interval(by_law[band])}, "
        f"{prose.records(by_law[band]['n'])})"
        for band, words in LAWS.items()
    ]
    text = f"Employers state pay in {prose.listed(said)}."
    return f"{text} Pay in these reports is therefore mostly that of such places and such employers."


def disclosure_note(study: DataQuality) -> str:
    """Say beneath the table of who states pay why its shares are not those of the figure on coverage.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    text = "Here one end of a range is enough, so that shares may be higher than in the figure above."
    return " ".join(part for part in (text, refusals(study.disclosure)) if part)


def accuracy_words(study: DataQuality) -> str:
    """Say how well postings are read.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    found, scores = study.accuracy, study.accuracy.scores
    worst, best = scores.iloc[0], scores.iloc[-1]
    wrong = scores.sort_values("precision", kind="stable").iloc[0]
    return (
        f"{prose.counted(found.postings, 'posting')} from {prose.counted(found.collections, 'collection')} were "
        "labelled by hand and held out: no rule of the reader was written from them. Of what they state, it found "
        f"between {prose.share(worst['recall'])} ({worst['label_read']}) and {prose.share(best['recall'])} "
        f"({best['label_read']}); of what it found, {prose.share(wrong['precision'])} or more was right "
        f"(least: {wrong['label_read']}). Measured on {prose.day(found.measured)}; those postings are kept apart from "
        "these data, so that this is told and not computed anew."
    )


def age_words(study: DataQuality) -> str:
    """Say how old the postings are.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        One sentence; empty where no posting is dated.
    """
    posted = study.age[study.age["table"] == TABLE_WORDS["facts"]]
    if not posted["newest"].notna().any():
        return "No posting carries a date." if len(posted) else ""
    undated = (posted["undated"] * posted["rows"]).sum() / posted["rows"].sum()
    ends = dt.date.fromisoformat(posted["oldest"].min()), dt.date.fromisoformat(posted["newest"].max())
    span = f"{prose.day(ends[0])} to {prose.day(ends[1])}"
    return f"Postings are dated {span}; {prose.share(undated)} carry no date."


def key_figures(study: DataQuality) -> list[KeyFigure]:
    """Return the key figures.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    list of KeyFigure
        Rows, what was left out, and how many postings a study of pay rests on.
    """
    rows_in = int(study.accounts["rows_in"].sum())
    left_out = study.rows_by("dropped", "set aside") / rows_in if rows_in else None
    figures = [
        KeyFigure(f"{study.postings:,}", "postings", "all roles and countries"),
        KeyFigure(f"{study.salaries:,}", "salary records", "all roles and countries"),
        KeyFigure(prose.share(left_out), "of published rows left out", "copies not counted"),
    ]
    pay = study.coverage_of("employer_pay")
    if pay is not None:
        note = f"{prose.share(pay['share'])} of {pay['n']:,} full ones for these jobs"
        figures.append(KeyFigure(f"{pay['known']:,}", "postings with pay by the employer", note))
    return figures


def coverage_alt(study: DataQuality) -> str:
    """Say what the figure on coverage shows.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = [f"{kind}: {prose.listed(_shares(part))}" for kind, part in study.coverage.groupby("text_kind", sort=False)]
    return "Share of postings that state each field. " + "; ".join(said) + "." if said else "No coverage can be shown."


def _shares(rows: pd.DataFrame) -> list[str]:
    """Return each field with its share."""
    return [f"{field} {prose.share(share)}" for field, share in zip(rows["field"], rows["share"], strict=True)]


def kept_alt(study: DataQuality) -> str:
    """Say what the figure on rows kept shows.

    Parameters
    ----------
    study : DataQuality
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    rows = study.accounts.groupby("table", sort=False)[["rows_in", "rows_out"]].sum()
    said = [f"{table} {row['rows_out']:,} of {row['rows_in']:,}" for table, row in rows.iterrows()]
    return f"Rows kept by table: {prose.listed(said)}." if said else "No rows have come in."
