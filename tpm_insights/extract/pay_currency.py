"""Which currency a sign means: "$" by the place of the job, a number without a sign by place and text."""

from __future__ import annotations

import re
from functools import cache, cached_property

from tpm_insights.extract.document import Document
from tpm_insights.extract.money_words import any_of, money_words
from tpm_insights.extract.scan import lexicon

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_PARTS = re.compile(r"[,/|()\[\];:&+]| - | or | and ")
_US = re.compile(r"\bus\b")
_NEAR = 60
_OWN_SIGNS = (("£", "GBP"), ("€", "EUR"), ("₹", "INR"), ("$", ""))


@cache
def _places() -> tuple[dict[str, str], dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Return currency by name and by code of a place, and patterns for countries and for states and cities."""
    tables = lexicon("pay")
    countries, states, cities, codes = (
        {name: code for code, listed in tables[table].items() for name in listed}
        for table in ("countries", "states", "cities", "place_codes")
    )
    return countries | cities | states, codes, _any_of(countries), _any_of(cities | states)


def _any_of(names: dict[str, str]) -> re.Pattern[str]:
    """Return a pattern for any of some names as whole words; "shire" ends a word."""
    ordered = any_of(name for name in names if name != "shire")
    ending = "|[a-z]{3,20}(shire)" if "shire" in names else ""
    return re.compile(rf"(?<![a-z])(?:({ordered}){ending})(?![a-z])")


@cache
def currency_of_place(place: str) -> str | None:
    """Return the currency of a place.

    Parameters
    ----------
    place : str
        Place as published.

    Returns
    -------
    str or None
        ISO code; None if the place is not known. Where several countries are named, that of the first.

    Examples
    --------
    >>> [currency_of_place(p) for p in ("Toronto, ON", "Ontario, CA", "Remote - Canada", "Melbourne, FL", "Remote")]
    ['CAD', 'USD', 'CAD', 'USD', None]
    """
    names, codes, countries, others = _places()
    lower = place.lower()[:200]
    found = countries.search(lower)
    if found is not None:
        return "USD" if _US.search(lower, 0, found.start()) else names[found[1]]
    parts = [part.strip(" .") for part in _PARTS.split(lower)]
    for part in parts[1:]:
        if part in names:
            return names[part]
    for part in parts:
        code = codes.get(part) or codes.get(part.split(None, 1)[0] if part[-1:].isdigit() else "")  # "TX 78701"
        if code is not None:
            return code
    found = others.search(lower)
    if found is not None:
        return names[found[1] or found[2]]
    return "USD" if _US.search(lower) else None


class Currencies:
    """Which currency the figures of one document are in.

    Parameters
    ----------
    document : Document
        A posting.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> currencies = Currencies(read_document("Salary: $90,000. In Canada: $80,000", place="Austin, TX"))
    >>> currencies.of("$", 8), currencies.of("$", 28), currencies.of("eur", 0), currencies.of("", 0)
    ('USD', 'CAD', 'EUR', 'USD')
    """

    def __init__(self, document: Document) -> None:
        self.document = document

    def of(self, sign: str, start: int) -> str | None:
        """Return the currency of a figure.

        Parameters
        ----------
        sign : str
            Mark of currency as written in lower case, or "".
        start : int
            Where the figure begins.

        Returns
        -------
        str or None
            ISO code; None where neither mark, place nor text tells.
        """
        code = money_words().currencies.get(sign)
        if code == "$":
            return self._named_before(start) or self._dollar
        return code or self._without_sign

    def _named_before(self, start: int) -> str | None:
        """Return the dollar of a place named just before a figure, on its line."""
        names, _, countries, others = _places()
        line = self.document.line_bounds(start)[0]
        label = self.document.lower[max(line, start - _NEAR) : start].rsplit(". ", 1)[-1]
        for pattern in (countries, others):
            for found in pattern.finditer(label):
                code = names[found[1] or found[2]]
                if code in _DOLLARS:
                    return code
        return None

    @cached_property
    def _place(self) -> str | None:
        """Currency of the place of the job."""
        return currency_of_place(self.document.place) if self.document.place else None

    @cached_property
    def _dollar(self) -> str:
        """The dollar of the job: that of its place, else of the text, else of the United States."""
        if self._place in _DOLLARS:
            return self._place
        return "CAD" if self._place is None and "canadian dollar" in self.document.lower else "USD"

    @cached_property
    def _without_sign(self) -> str | None:
        """The currency of numbers without a sign: by place, signs in the text, or the kind of English."""
        if self._place is not None:
            return self._place
        for own, code in _OWN_SIGNS:
            if own in self.document.text:
                return code or self._dollar
        for table, code in (("british", "GBP"), ("american", "USD")):
            if any(mark in self.document.lower for mark in lexicon("pay")[table]["marks"]):
                return code
        return None
