"""Which currency a sign means: "$" by the place of the job, a number without a sign by place and text."""

from __future__ import annotations

import re
from functools import cache

from tpm_insights.extract.document import Document
from tpm_insights.extract.money_words import any_of, money_words
from tpm_insights.extract.scan import lexicon

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD"})
_PARTS = re.compile(r"[,/|()\[\];:&+]| - | or | and ")
_US = re.compile(r"\bus\b")
_NEAR = 60
_OWN_SIGNS = (("£", "GBP"), ("€", "EUR"), ("₹", "INR"), ("$", "$"))


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


def currency_of(document: Document, sign: str, start: int) -> str | None:
    """Return the currency of a figure.

    Parameters
    ----------
    document : Document
        The posting.
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
    if code is not None and code != "$":
        return code
    if code == "$":
        return _dollar(document, start)
    here = currency_of_place(document.place) if document.place else None
    if here is not None:
        return here
    for own, code in _OWN_SIGNS:
        if own in document.text:
            return _dollar(document, start) if code == "$" else code
    american = lexicon("pay")["american"]["marks"]
    return "USD" if any(mark in document.lower for mark in american) else None


def _dollar(document: Document, start: int) -> str:
    """Return which dollar is meant: that of the place named just before the figure, of the job, or of the text."""
    names, _, countries, others = _places()
    line = document.line_bounds(start)[0]
    label = document.lower[max(line, start - _NEAR) : start].rsplit(". ", 1)[-1]
    for pattern in (countries, others):
        for found in pattern.finditer(label):
            code = names[found[1] or found[2]]
            if code in _DOLLARS:
                return code
    here = currency_of_place(document.place) if document.place else None
    if here in _DOLLARS:
        return here
    if here is None and "canadian dollar" in document.lower:
        return "CAD"
    return "USD"
