"""What the report on pay by experience says in words; every number comes from its frames."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.article import level_words
from tpm_insights.reports.studies.pay_by_experience import PayByExperience
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.article_bands import against_article
from tpm_insights.reports.words.fixed_words import first_refusal, fixed_sentence, method_words, place_words, widen_words
from tpm_insights.reports.words.intervals import percent_interval
from tpm_insights.vocabulary import LEVELS

ASKS = {"entry": "0 to 2 years", "mid": "3 to 7 years", "senior": "8 years or more"}
"""Years a posting of each level asks for."""


def answer(study: PayByExperience) -> str:
    """Say in one paragraph what postings pay by experience.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    currency, rows = study.asked.currency, study.shown_levels
    country = place_words(study.asked)
    if not rows:
        why = (
            f"These data cannot say what such jobs in {country} pay by experience: at no level are there "
            f"{study.asked.minimum_cell} postings from enough employers that state both pay and years."
        )
        return " ".join(part for part in (why, other_kinds(study), widen_words(study.asked)) if part)
    total = sum(int(row["n"]) for row in rows.values())
    levels = prose.listed(
        [f"{prose.money(row['median'], currency)} where {ASKS[level]} are asked for" for level, row in rows.items()]
    )
    postings = prose.counted(total, "posting")
    parts = [
        f"In {postings} from {country} that state pay and years, the middle of the posted range is typically {levels}."
    ]
    parts += [f"Nothing is shown at {level} level: {why_not(study, level)}." for level in LEVELS if level not in rows]
    if len(study.posted_curve.per_year):
        parts.append(f"Each further year asked for is associated with {per_year_words(study)}.")
    parts += [against_article(study)] if study.compares else []
    return " ".join(part for part in parts if part)


def why_not(study: PayByExperience, level: str) -> str:
    """Say why there is no posted median of a level.

    Parameters
    ----------
    study : PayByExperience
        The numbers.
    level : str
        entry, mid or senior.

    Returns
    -------
    str
        Words for the end of a sentence.
    """
    rows = study.bands[(study.bands["kind"] == POSTED) & (study.bands["level"] == level)]
    return first_refusal(rows)


def other_kinds(study: PayByExperience) -> str:
    """Say what other kinds of pay show over all levels, where postings say nothing.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        One sentence; empty where there is no other kind.
    """
    rows = study.bands[
        (study.bands["level"] == "all") & study.bands["median"].notna() & (study.bands["kind"] != POSTED)
    ]
    said = [
        f"{row['kind']} {prose.money(row['median'], study.asked.currency)} ({row['dates']})"
        for row in rows.to_dict("records")
    ]
    return f"Over all levels together, medians of other kinds of pay are: {'; '.join(said)}." if said else ""


def per_year_words(study: PayByExperience) -> str:
    """Say how pay differs by a year asked for.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Estimate and interval.
    """
    row = study.posted_curve.per_year.iloc[0]
    return f"{prose.higher_or_lower(row['difference'])} pay (95% interval {percent_interval(row)})"


def key_figures(study: PayByExperience) -> list[KeyFigure]:
    """Return the key figures.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    list of KeyFigure
        One a level, and the difference by a year.
    """
    currency = study.asked.currency
    figures = []
    for level in LEVELS:
        row = study.posted(level)
        label = f"median posted, {level} level"
        if row is None:
            figures.append(KeyFigure("not shown", label, why_not(study, level)))
            continue
        note = f"{prose.money_range(row['conf_low'], row['conf_high'], currency)}, {prose.records(row['n'])}"
        figures.append(KeyFigure(prose.money(row["median"], currency), label, note))
    if len(study.posted_curve.per_year):
        row = study.posted_curve.per_year.iloc[0]
        interval = percent_interval(row)
        note = f"{interval}, {prose.records(row['n'])}"
        figures.append(KeyFigure(prose.difference(row["difference"]), "with each further year asked for", note))
    return figures


def levels_alt(study: PayByExperience) -> str:
    """Say what the figure by level shows.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    rows = study.bands[study.bands["median"].notna()]
    said = [
        f"{level_words(str(level))}: {prose.listed(_medians(part, study.asked.currency))}"
        for level, part in rows.groupby("level", sort=False)
    ]
    if not said:
        return "No median of any kind of pay can be shown."
    return "Median annual pay by level and kind of pay. " + "; ".join(said) + "."


def _medians(rows: pd.DataFrame, currency: str) -> list[str]:
    """Return each kind of pay with its median."""
    return [
        f"{kind} {prose.money(median, currency)}" for kind, median in zip(rows["kind"], rows["median"], strict=True)
    ]


def curve_alt(study: PayByExperience) -> str:
    """Say what the figure by years shows.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    shown = study.posted_curve.by_year[study.posted_curve.by_year["median"].notna()]
    if not len(shown):
        return "No median can be shown for any number of years."
    first, last = shown.iloc[0], shown.iloc[-1]
    low, high = (prose.money(row["median"], study.asked.currency) for row in (first, last))
    text = f"Median posted pay goes from {low} where {first['years']} years are asked for to {high} at {last['years']}."
    return f"{text} {against_article(study)}" if study.compares else text


def self_reports_note(study: PayByExperience) -> str:
    """Say beneath the table of self-reports what they are.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    if not len(study.self_reports):
        if study.asked.region is not None:
            return fixed_sentence("pay_by_experience", "no_region")
        return f"No self-reports of such jobs from {place_words(study.asked)} in {study.asked.currency}."
    return fixed_sentence("pay_by_experience", "self_reports")


def method(study: PayByExperience) -> Sequence[str]:
    """Say how the numbers were made and what they do not say.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    sequence of str
        For a list.
    """
    notes = method_words("pay_by_experience", study.asked)
    if study.compares:
        notes.append(fixed_sentence("pay_by_experience", "article"))
        notes += [fixed_sentence("pay_by_experience", "article_region")] if study.asked.region is not None else []
    return [*notes, prose.sentence(study.posted_curve.why_not)] if study.posted_curve.why_not else notes
