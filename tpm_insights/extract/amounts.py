"""Amounts of money as written: a number in any style, its multiplier, its currency and the period attached to it."""

from __future__ import annotations

import re
from typing import NamedTuple

from tpm_insights.extract.money_words import money_words
from tpm_insights.extract.written_numbers import find_numbers, parse_number

_MULTIPLIER_BEGINS = frozenset("kKtTgGlLcCmMbB")
# A plus sign that leaves the end open ("$120k+"), not one between two things ("$120k + bonus").
_PLUS = re.compile(
    r"(?:\+| \+(?= ?(?:$|[-.,;:)/\n]|per\b|a year|an hour|doe\b|depending)))"
    r"(?! ?(?:\d|[a-z]{0,12} ?(?:bonus|equity|benefits|commission|stock|options|super\b|incentive|ote\b|profit|401)))",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(r"([a-z]{1,4}\.?) ?$|\(([a-z]{3})\) ?$", re.IGNORECASE)
_OTHER_UNIT = re.compile(
    r" ?(?:per|/) ?(?!the\b|our\b|ote\b|doe\b|policy\b|applicable\b|experience\b)[a-z]{3,}", re.IGNORECASE
)
_NOT_MONEY = re.compile(
    r" ?(?:%|percent|x\b|/\d|:\d)|-?(?:st|nd|rd|th)\b|(?-i:[a-z])|['#]|-\d{3}-\d{4}| ?\([kb]\)", re.IGNORECASE
)
_HOURS_A_WEEK = re.compile(r"[ -]?(?:hours?|hrs?)\.? ?(?:a |per |/ ?)?(?:week|wk|day|shift|month)", re.IGNORECASE)
_ROUGHLY = re.compile(r"\b(?<!as )(?:low|mid|high|upper|lower)[ -]$", re.IGNORECASE)
_NOTHING_FOLLOWS = frozenset(("", "\n", "$", "£", "€", "+", ";", "|"))
_ROUGH_ENDS = frozenset("wdhrWDHR")
_RETIREMENT_PLANS = (401, 403, 457)


class Amount(NamedTuple):
    """One amount as it stands in a text.

    Attributes
    ----------
    start, end : int
        Span, with currency, multiplier, plus sign and period.
    value : float
        The number, with its multiplier, in the currency; infinite if counted in millions, which no pay is.
    digits : float
        The number without its multiplier.
    unit : str
        Multiplier as written in lower case: "k", "lakh", "million" ..., or "".
    sign : str
        Currency as written in lower case: "$", "us$", "usd", "€" ..., or "".
    period : str or None
        Period attached to it: hour, day, week, month, year; ``other`` for a unit that is not a time ("per visit").
    plus : bool
        Whether a plus sign leaves the end open.
    cents : bool
        Whether two decimals are written after a point or comma, or four after a point.
    """

    start: int
    end: int
    value: float
    digits: float
    unit: str
    sign: str
    period: str | None
    plus: bool
    cents: bool


def find_amounts(text: str, start: int, end: int, most: int = 1000) -> list[Amount]:
    """Find every amount in a part of a text.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        Bounds of the part.
    most : int, default 1000
        How many numbers to look at.

    Returns
    -------
    list of Amount
        In order. Numbers that cannot be money ("401k", "20%", "3rd", dates, telephone numbers) are left out.

    Examples
    --------
    >>> [(a.value, a.sign, a.period) for a in find_amounts("from $90k to 1.234,56 EUR/month, 401k", 0, 37)]
    [(90000.0, '$', None), (1234.56, 'eur', 'month')]
    """
    numbers = find_numbers(text, start, end, most)
    return [amount for begin, stop in numbers if (amount := _read(text, begin, stop)) is not None]


def _read(text: str, begin: int, at: int) -> Amount | None:
    """Return the amount that a number from one offset to another belongs to, or None if it cannot be money."""
    written = text[begin:at]
    digits = parse_number(written)
    if digits is None:
        return None
    sign, begin = _sign_before(text, begin)
    if _counts_something(text, begin, at, digits, sign):
        return None
    unit, at = _multiplier(text, at, digits)
    if unit == "k" and digits in _RETIREMENT_PLANS:
        return None
    factor = money_words().multipliers.get(unit, 1.0)
    if factor in (1e5, 1e7) and not sign:
        sign = "inr"  # lakh and crore are counted in rupees
    if not sign and _counts_time(text, at):
        return None
    sign, plus, period, at = _tail(text, at, sign)
    if unit == "lpa":
        period = "year"
    if period is None and text[at : at + 2].lstrip(" ")[:1] not in _NOTHING_FOLLOWS:
        sizable = bool(sign) and digits * factor >= 15_000  # "$61,000commensurate", "$80,000 per candidate's level"
        if not sizable and not unit and _goes_on_otherwise(text, at):
            return None
        period = "other" if not sizable and _OTHER_UNIT.match(text, at) else None
    if period == "hour" and digits >= 1000 and written.count(".") == 1 and written[-4] == ".":
        digits = float(written)  # "31.250 hourly" is no thousands
    cents = written[-3:-2] in (".", ",") or written[-5:-4] == "."  # "39.2100"
    return Amount(begin, at, digits * factor if digits else 0.0, digits, unit, sign, period, plus, cents)


def _sign_before(text: str, at: int) -> tuple[str, int]:
    """Return the currency mark before a number in lower case, or "", and where it begins."""
    signs = money_words().currencies
    gap = at - 1 if at and text[at - 1] == " " else at
    last = text[gap - 1] if gap else ""
    if last in signs:
        earlier = text[max(0, gap - 3) : gap - 1]
        if not (earlier[-1:].isalpha() or (earlier[-1:] in (" ", ")") and earlier[:1].isalpha())):
            return last, gap - 1  # a quick look: most signs stand alone
        code, begin = _code_before(text, gap - 1)
        glued = gap > 1 and text[gap - 2] != " "
        if glued and code + last in signs:
            return code + last, begin
        return (code, begin) if code in signs else (last, gap - 1)
    if last.isalpha() or last in (")", "."):
        code, begin = _code_before(text, at)
        if code in signs:
            return code, begin
    return "", at


def _code_before(text: str, at: int) -> tuple[str, int]:
    """Return the letters that end before an offset, as a code of currency may, and where they begin."""
    found = _CODE_BEFORE.search(text, max(0, at - 7), at)
    if found is None or (found.start() and text[found.start() - 1].isalnum() and found[1] is not None):
        return "", at
    return (found[1] or found[2]).lower().rstrip("."), found.start()


def _counts_something(text: str, begin: int, at: int, digits: float, sign: str) -> bool:
    """Tell if what stands before a number says that it is no exact amount: part of a name, a grade, "the low 50k"."""
    before = text[begin - 1] if begin else ""
    if not sign:
        if before.isalnum() or before in ("#", "/", "_"):
            return True
        numbered = digits < 1000 and text[at : at + 1] not in ("k", "K")
        if numbered and money_words().counted_before.search(text, max(0, begin - 12), begin):
            return True
    if before not in (" ", "-") or digits % 10 or text[begin - 2] not in _ROUGH_ENDS:
        return False
    return _ROUGHLY.search(text, max(0, begin - 8), begin) is not None


def _counts_time(text: str, at: int) -> bool:
    """Tell if a number without a currency is followed by what it counts: "7 hour days", "a 40hr week", "12 weeks"."""
    if text[at : at + 1] in (" ", "-") and money_words().counted_after.match(text, at):
        return True
    return _HOURS_A_WEEK.match(text, at) is not None


def _goes_on_otherwise(text: str, at: int) -> bool:
    """Tell if what follows a number says that it is no money: "20%", "3rd", a telephone number."""
    return not _OTHER_UNIT.match(text, at) and _NOT_MONEY.match(text, at) is not None


def _multiplier(text: str, at: int, digits: float) -> tuple[str, int]:
    """Return the multiplier after a number in lower case, or "", and the offset after it."""
    if text[at : at + 2].lstrip(" ")[:1] not in _MULTIPLIER_BEGINS:
        return "", at
    found = money_words().multiplier.match(text, at)
    if found is None:
        return "", at
    unit = found[1].lower()
    return ("" if unit == "k" and digits >= 10_000 else unit), found.end()  # "130,000K" is 130,000


def _tail(text: str, at: int, sign: str) -> tuple[str, bool, str | None, int]:
    """Return currency, plus sign and period that follow a number in any order, and the offset after them."""
    plus, period = False, None
    for _ in range(2):
        begun = at
        following = text[at : at + 2].lstrip(" ")[:1]
        if following == "+" and not plus and (found := _PLUS.match(text, at)):
            plus, at = True, found.end()
            following = text[at : at + 2].lstrip(" ")[:1]
        if sign in ("", "$") and following and following not in ",-./;:)\n" and (mark := _sign_after(text, at, sign)):
            sign, at = mark
        if period is None:
            period, at = attached_period(text, at)
        if at == begun:
            break
    return sign, plus, period, at


def _sign_after(text: str, at: int, sign: str) -> tuple[str, int] | None:
    """Return the currency mark after a number and where it ends; of a number that has "$", only a code."""
    found = money_words().currency_after.match(text, at)
    if found is None or (sign and not found[1][0].isalpha()):
        return None
    following = text[found.end() : found.end() + 1]
    if following == "{" or (found.group()[0] == " " and not found[1][0].isalpha() and following.isdigit()):
        return None  # the mark of what follows: "100 $200"
    mark = found[1].lower()
    return "$" if mark == "dollars" else mark, found.end()


def attached_period(text: str, at: int) -> tuple[str | None, int]:
    """Read the period that stands directly after an amount.

    Parameters
    ----------
    text : str
        Any text.
    at : int
        Offset where the amount ends.

    Returns
    -------
    tuple of (str or None, int)
        The period, or None, and the offset after it.

    Examples
    --------
    >>> attached_period("$60/hr. W2", 3)
    ('hour', 6)
    >>> attached_period("$60k p.a.", 4)[0], attached_period("$60 of", 3)
    ('year', (None, 3))
    """
    following = text[at : at + 4].lstrip(" -,([*")[:1]
    if not following.isalpha() and following not in ("/", "\\"):  # a quick look: most amounts have none
        return None, at
    words = money_words()
    found = words.period_after.match(text, at)
    if found is None:
        return None, at
    return words.periods[(found["linked"] or found["alone"]).lower()], found.end()
