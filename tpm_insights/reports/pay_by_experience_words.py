"""What the report on pay by experience says in words; every number comes from its frames."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tpm_insights.reports import prose
from tpm_insights.reports.article import ARTICLE_BANDS, Band, level_words
from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.fixed_words import country_words, fixed_sentence, method_words
from tpm_insights.reports.pay_by_experience import PayByExperience
from tpm_insights.vocabulary import LEVELS

ASKS = {"entry": "0 to 2 years", "mid": "3 to 7 years", "senior": "8 years or more"}
"""Years a posting of each level asks for."""
WIDEN = "To see it, widen what is asked for: another role definition, more years, or postings of your own."
"""What a reader can do about a refusal."""


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
    country = country_words(study.asked.country)
    if not rows:
        return (
            f"These data cannot say what such jobs in {country} pay by experience: at no level are there "
            f"{study.asked.minimum_cell} postings from enough employers that state both pay and years. {WIDEN}"
        )
    total = sum(int(row["n"]) for row in rows.values())
    levels = prose.listed(
        [f"{prose.money(row['median'], currency)} where {ASKS[level]} are asked for" for level, row in rows.items()]
    )
    postings = prose.counted(total, "posting")
    parts = [
        f"In {postings} from {country} that state pay and years, the middle of the posted range is typically {levels}."
    ]
    if len(study.per_year):
        parts.append(f"Each further year asked for is associated with {per_year_words(study)}.")
    parts += [against_article(study)] if study.compares else []
    return " ".join(part for part in parts if part)


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
    row = study.per_year.iloc[0]
    more = "higher" if row["difference"] > 0 else "lower"
    return (
        f"{prose.difference(abs(row['difference'])).lstrip('+')} {more} pay (95% interval "
        f"{prose.difference(row['conf_low_percent'])} to {prose.difference(row['conf_high_percent'])})"
    )


def verdict(row: pd.Series, band: Band) -> str:
    """Say where a median lies against a band of the article, given its interval.

    Parameters
    ----------
    row : Series
        With ``median, conf_low, conf_high``.
    band : Band
        What the article says.

    Returns
    -------
    str
        "inside", "below", "above", or "at the edge of" where the interval crosses an end.

    Examples
    --------
    >>> row = pd.Series({"median": 100.0, "conf_low": 90.0, "conf_high": 110.0})
    >>> [verdict(row, Band(*ends)) for ends in ((80, 120), (120, 150), (50, 80), (95, 150))]
    ['inside', 'below', 'above', 'at the edge of']
    """
    if row["conf_high"] < band.low:
        return "below"
    if row["conf_low"] > band.high:
        return "above"
    return "inside" if row["conf_low"] >= band.low and row["conf_high"] <= band.high else "at the edge of"


def against_article(study: PayByExperience) -> str:
    """Compare posted medians with the article's bands in one sentence.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Empty where nothing can be compared.
    """
    pieces = [
        f"{verdict(row, ARTICLE_BANDS[level])} the article's {level} band "
        f"({prose.money_range(*ARTICLE_BANDS[level][:2], study.asked.currency)})"
        for level, row in study.shown_levels.items()
    ]
    if not pieces:
        return ""
    many = "The medians lie" if len(pieces) > 1 else "The median lies"
    return f"{many} {prose.listed(pieces)}."


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
            figures.append(KeyFigure("not shown", label, "too few postings or employers"))
            continue
        note = f"{prose.money_range(row['conf_low'], row['conf_high'], currency)}, n = {row['n']:,.0f}"
        figures.append(KeyFigure(prose.money(row["median"], currency), label, note))
    if len(study.per_year):
        row = study.per_year.iloc[0]
        interval = f"{prose.difference(row['conf_low_percent'])} to {prose.difference(row['conf_high_percent'])}"
        note = f"{interval}, n = {row['n']:,.0f}"
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
    shown = study.by_year[study.by_year["median"].notna()]
    if not len(shown):
        return "No median can be shown for any number of years."
    first, last = shown.iloc[0], shown.iloc[-1]
    low, high = (prose.money(row["median"], study.asked.currency) for row in (first, last))
    text = f"Median posted pay goes from {low} where {first['years']} years are asked for to {high} at {last['years']}."
    return f"{text} {against_article(study)}" if study.compares else text


def refusals(bands: pd.DataFrame) -> str:
    """Say beneath a table why figures are missing from it.

    Parameters
    ----------
    bands : DataFrame
        With a column ``refused``.

    Returns
    -------
    str
        Empty where nothing was refused.
    """
    refused = int((bands["refused"].fillna("") != "").sum())
    return f"{prose.counted(refused, 'median')} not shown. {WIDEN}" if refused else ""


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
    return [*notes, prose.sentence(study.why_no_curve)] if study.why_no_curve else notes
