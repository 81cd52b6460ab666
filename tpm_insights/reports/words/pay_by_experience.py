"""What the report on pay by experience says in words; every number comes from its frames."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.article import ARTICLE_BANDS, Band, level_words
from tpm_insights.reports.studies.pay_by_experience import PayByExperience
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import WIDEN, fixed_sentence, method_words, place_words, refusals
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
    if len(study.posted_curve.per_year):
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
    row = study.posted_curve.per_year.iloc[0]
    return f"{prose.higher_or_lower(row['difference'])} pay (95% interval {percent_interval(row)})"


def place_of(row: pd.Series, band: Band) -> str:
    """Say where a median lies against a band of the article.

    Parameters
    ----------
    row : Series
        With ``median``.
    band : Band
        What the article says.

    Returns
    -------
    str
        Words for the middle of a sentence.

    Examples
    --------
    >>> [place_of(pd.Series({"median": pay}), Band(80, 120)) for pay in (70.0, 100.0, 130.0)]
    ['below', 'inside', 'above']
    """
    return "below" if row["median"] < band.low else "above" if row["median"] > band.high else "inside"


def is_sure(row: pd.Series, band: Band) -> bool:
    """Say whether the interval of a median lies on the same side of the ends of a band as the median does.

    Parameters
    ----------
    row : Series
        With ``conf_low`` and ``conf_high``.
    band : Band
        What the article says.

    Returns
    -------
    bool
        False where the interval crosses an end.

    Examples
    --------
    >>> row = pd.Series({"conf_low": 90.0, "conf_high": 110.0})
    >>> [is_sure(row, Band(*ends)) for ends in ((80, 120), (120, 150), (50, 80), (95, 150))]
    [True, True, True, False]
    """
    return not any(row["conf_low"] < end < row["conf_high"] for end in (band.low, band.high))


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
    places: dict[str, list[str]] = {}
    unsure = []
    for level, row in study.shown_levels.items():
        band = ARTICLE_BANDS[level]
        words = f"{level} ({prose.money_range(band.low, band.high, study.asked.currency)})"
        places.setdefault(place_of(row, band), []).append(words)
        unsure += [] if is_sure(row, band) else [level]
    if not places:
        return ""
    said = [f"{place} the article's band for {prose.listed(levels)}" for place, levels in places.items()]
    text = f"The posted median lies {prose.listed(said)}"
    shown = study.shown_levels
    if len(shown) > 1 and len(unsure) == len(shown):
        return f"{text}; each interval crosses an end of its band, so none of this is certain."
    if unsure:
        return f"{text}; for {prose.listed(unsure)} the interval crosses an end of the band, so that is not certain."
    return f"{text}."


def article_shares(study: PayByExperience) -> str:
    """Say how many postings of each level lie inside the article's band.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        One sentence; empty where nothing can be compared.
    """
    rows = study.article[study.article["refused"] == ""] if len(study.article) else study.article
    said = [
        f"{prose.share(row['share_inside'])} of those at {row['level']} level ({prose.records(row['n'])})"
        for row in rows.to_dict("records")
    ]
    return f"Of postings that state pay and years, the article's band holds {prose.listed(said)}." if said else ""


def article_note(study: PayByExperience) -> str:
    """Say beneath the comparison with the article what is missing from it.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Plain words; empty where nothing is missing.
    """
    if not study.compares:
        return fixed_sentence("pay_by_experience", "elsewhere")
    return refusals(study.article) if len(study.article) else "No posting states both pay and years."


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
