"""The signs and words beside a number of money, as patterns: currencies, multipliers, periods, other units."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tpm_insights.extract.scan import lexicon

_END = r"(?:(?![a-z])|(?<=(?-i:[a-z]))(?=(?-i:[A-Z])))"
"""End of a word, also where a capital is glued to it: "per hourBenefits"."""
_LINKS = r"(?:p?[/\\] ?(?:per |an? )?|per[ -]{0,2}|(?:an?|each|every|pro|je|par|por|im|al) )"


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """Patterns for what stands before and after a number; all are matched at an offset or end at one.

    Attributes
    ----------
    currencies : dict of str to str
        ISO code, or "$" for a dollar of some country, by mark in lower case.
    currency_after : re.Pattern of str
        A mark of currency after a number.
    multipliers : dict of str to float
        Factor by multiplier in lower case; infinite for millions and more, which no pay is counted in.
    multiplier : re.Pattern of str
        A multiplier after a number.
    periods : dict of str to str
        Period by word in lower case.
    period_after : re.Pattern of str
        A period attached to an amount: ``linked`` after "/" or "per", ``alone`` without.
    counted_before : re.Pattern of str
        Words that number things: "grade 12".
    counted_after : re.Pattern of str
        Units of other things than money: "12 weeks".
    """

    currencies: dict[str, str]
    currency_after: re.Pattern[str]
    multipliers: dict[str, float]
    multiplier: re.Pattern[str]
    periods: dict[str, str]
    period_after: re.Pattern[str]
    counted_before: re.Pattern[str]
    counted_after: re.Pattern[str]


@cache
def money_words() -> MoneyWords:
    """Return the patterns, built once from ``lexicon/pay.toml``.

    Returns
    -------
    MoneyWords
        One for the whole process.

    Examples
    --------
    >>> words = money_words()
    >>> words.currencies["us$"], words.multipliers["k"], words.periods["annum"]
    ('USD', 1000.0, 'year')
    >>> words.period_after.match("$60/hr on W2", 3)["linked"]
    'hr'
    """
    tables = lexicon("pay")
    currencies = {mark: code for code, marks in tables["currency_signs"].items() for mark in marks}
    multipliers = {word: float(factor) for factor, words in tables["multipliers"].items() for word in words}
    linked, alone = tables["period_after_per"], tables["period_alone"]
    periods = {word: period for table in (linked, alone) for period, words in table.items() for word in words}
    after_per, by_itself = (any_of(word for words in table.values() for word in words) for table in (linked, alone))
    marks = "|".join(re.escape(mark) + (_END if mark[-1].isalpha() else "") for mark in longest_first(currencies))
    counted = tables["counted"]
    return MoneyWords(
        currencies=currencies,
        currency_after=re.compile(rf" ?\(?({marks})\)?", re.IGNORECASE),
        multipliers=multipliers,
        # "80k-full" is a multiplier, "5 t-shirts" is not
        multiplier=re.compile(rf" ?({any_of(multipliers)}){_END}(?!(?<!k)-[a-z])", re.IGNORECASE),
        periods=periods,
        # not "(Weekly: $1,150)", which belongs to what follows
        period_after=re.compile(
            r"(?: (?:net|netto|gross|brutto)\b(?: ?\+ ?vat\b)?)?"
            rf" ?[-,(\[*]? ?(?:{_LINKS}(?P<linked>{after_per})|(?P<alone>{by_itself})){_END}(?! ?: ?[$\d])[)\]]?",
            re.IGNORECASE,
        ),
        counted_before=re.compile(rf"\b(?:{any_of(counted['before'])})\.? ?[-#:]? ?$", re.IGNORECASE),
        counted_after=re.compile(rf" ?-?(?:{any_of(counted['after'])})\b", re.IGNORECASE),
    )


def longest_first(words: Iterable[str]) -> list[str]:
    """Return words so that none stands behind another that it begins with.

    Parameters
    ----------
    words : iterable of str
        Words.

    Returns
    -------
    list of str
        The longest first.

    Examples
    --------
    >>> longest_first(["hr", "hour", "hourly"])
    ['hourly', 'hour', 'hr']
    """
    return sorted(words, key=len, reverse=True)


def any_of(words: Iterable[str]) -> str:
    r"""Return a pattern for any of some words, the longest first.

    Words that begin alike are grouped, so that those of other letters are passed over at one look.

    Parameters
    ----------
    words : iterable of str
        Words, taken literally.

    Returns
    -------
    str
        Alternatives, without a group round them.

    Examples
    --------
    >>> any_of(["p.a", "annum", "per year"])
    'p(?:er\\ year|\\.a)|annum'
    """
    return _branches(longest_first(dict.fromkeys(words)))


def _branches(words: list[str]) -> str:
    """Return alternatives for words, those with the same first letter as one; the order within a letter is kept."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    return "|".join(
        re.escape(letter) + (f"(?:{_branches(rests)})" if len(rests) > 1 else re.escape(rests[0]))
        for letter, rests in by_letter.items()
    )
