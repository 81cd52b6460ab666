"""What the career article says of pay by experience, from the file of its claims, for reports to compare with."""

from __future__ import annotations

import math
from typing import NamedTuple

from tpm_insights.reports.claims.read import read_claims
from tpm_insights.vocabulary import LEVELS


class Band(NamedTuple):
    """Pay the article gives for a level of experience.

    Attributes
    ----------
    low, high : float
        Ends of annual pay in US dollars.
    open_end : bool
        True where the article writes "and more" after the upper end.

    Examples
    --------
    >>> Band(80, 120).upper, Band(140, 180, open_end=True).upper
    (120, inf)
    """

    low: float
    high: float
    open_end: bool = False

    @property
    def upper(self) -> float:
        """Pay above which the article is contradicted; there is none for an open band."""
        return math.inf if self.open_end else self.high


_ARTICLE = read_claims()
ARTICLE_CURRENCY = _ARTICLE.currency
ARTICLE_COUNTRY = _ARTICLE.country
ARTICLE_BANDS: dict[str, Band] = {
    claim.level: Band(claim.low, claim.high, claim.open_end)
    for claim in _ARTICLE.claims
    if claim.kind == "pay_band_at_level"
}
"""Bands by level. The article says neither whether they are base or total pay, nor of which year or place."""


def article_applies(country: str, currency: str) -> bool:
    """Say whether the article's bands can be compared with pay of a country and currency.

    Parameters
    ----------
    country, currency : str
        ISO codes.

    Returns
    -------
    bool
        True for US dollars in the United States.

    Examples
    --------
    >>> article_applies("US", "USD"), article_applies("DE", "EUR")
    (True, False)
    """
    return (country, currency) == (ARTICLE_COUNTRY, ARTICLE_CURRENCY)


def level_words(level: str) -> str:
    """Name a level of experience with its years.

    Parameters
    ----------
    level : str
        A key of `tpm_insights.vocabulary.LEVELS`, or ``all``.

    Returns
    -------
    str
        For headings.

    Examples
    --------
    >>> [level_words(level) for level in ("entry", "mid", "senior", "all")]
    ['Entry level, 0–2 years', 'Mid level, 3–7 years', 'Senior level, 8 years and more', 'All levels together']
    """
    if level not in LEVELS:
        return "All levels together"
    low, high = LEVELS[level]
    span = f"{low:g} years and more" if high > 50 else f"{low:g}–{high - 1:g} years"
    return f"{level.capitalize()} level, {span}"
