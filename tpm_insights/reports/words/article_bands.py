"""What the report on pay by experience says of the pay bands of the career article."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.article import ARTICLE_BANDS, Band
from tpm_insights.reports.studies.pay_by_experience import PayByExperience
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import fixed_sentence, refusals

_CROSSES = {
    "one": "That is not certain: the interval crosses an end of the band.",
    "all": "None of this is certain: each interval crosses an end of its band.",
}


def band_words(band: Band, currency: str) -> str:
    """Write a band of the article.

    Parameters
    ----------
    band : Band
        What the article says.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Both ends, and whether it is open above.

    Examples
    --------
    >>> band_words(Band(75_000, 95_000), "USD"), band_words(Band(140_000, 180_000, open_end=True), "USD")
    ('$75,000 to $95,000', '$140,000 to $180,000 or more')
    """
    return prose.money_range(band.low, band.high, currency) + (" or more" if band.open_end else "")


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
    return "below" if row["median"] < band.low else "above" if row["median"] > band.upper else "inside"


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
    return not any(row["conf_low"] < end < row["conf_high"] for end in (band.low, band.upper))


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
        words = f"{level} level ({band_words(band, study.asked.currency)})"
        places.setdefault(place_of(row, band), []).append(words)
        unsure += [] if is_sure(row, band) else [level]
    if not places:
        return ""
    said = [f"{place} the article's band for {prose.listed(levels)}" for place, levels in places.items()]
    text = f"The posted median lies {prose.listed(said)}"
    if len(unsure) == len(study.shown_levels):
        return f"{text}. {_CROSSES['one' if len(unsure) == 1 else 'all']}"
    if unsure:
        return f"{text}. That is not certain at {prose.listed(unsure)} level: the interval crosses an end of the band."
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
