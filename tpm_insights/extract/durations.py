"""Stretches of time written as numbers of years or months, in words or digits, whatever they count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tpm_insights.extract.document import Document
from tpm_insights.extract.money_words import any_of
from tpm_insights.extract.scan import lexicon

MOST_YEARS = 40.0
"""A longer stretch is no one's experience asked for."""
_BACK = 56
_LEADS_NUMBER = re.compile(
    r"(?:^|(?:^|\n)- |[\n:.;(|]|\b(?:with|of|including|have|has|having|least|minimum|requires?|bring|about|around)) ?\Z"
)
# "Exp: 10+", "Experience required: 5 - 7", and not "Experience: 10+ years", "Experience: 1. Plan", "5+ brands"
_UNITLESS = re.compile(
    r"[ :=-]{1,4}(?<=[:=-] )(\d{1,2})(?: ?(?:-|to) ?(\d{1,2})(?: ?\+)?(?![\d,.%/])| ?\+|(?=\s*(?:\n|\Z)))"
    r"(?! ?(?:\+|-|to |(?:[Pp]lus |[Oo]r more )?\(?(?:[Yy](?:ea|e?r|oe|\b)|[Mm]o|[Hh]our|[Dd]ay|[Ww]eek|%)))"
    r"(?! ?[a-z](?!elevant))"
)
_ONE = ("at least a ", "minimum of a ", "more than a ", "at least one full ", "over a ")
_EDGES = "()+-.,':~&"


class Duration(NamedTuple):
    """A stretch of time as written.

    Attributes
    ----------
    low : float
        Years; the lower end of a range.
    high : float or None
        Years; the upper end of a range, None if there is none.
    start, end : int
        Where it is written.
    is_open : bool
        Whether "+", "or more" or the like makes it a least number.
    is_compound : bool
        Whether it is joined to what follows ("five-year plan").
    in_months : bool
        Whether it is counted in months.
    """

    low: float
    high: float | None
    start: int
    end: int
    is_open: bool
    is_compound: bool
    in_months: bool


class _Amount(NamedTuple):
    """A number, or a range, and whether it is a least number."""

    low: float
    high: float | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns made from the lexicon."""

    plain: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    after: re.Pattern[str]
    known: dict[str, bool]
    words: dict[str, float]


@cache
def _patterns() -> _Patterns:
    """Return the patterns for numbers before and after a unit."""
    read = lexicon("years")
    words = {word: float(value) for word, value in read["numbers"].items()}
    phrases = read["phrases"]
    number = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|(?<![a-z])(?:{any_of(words)})(?![a-z]))"
    least = rf"(?: ?\+(?: or (?:more|above))?| (?:{'|'.join(phrases['open'])})(?![a-z]))"
    bracket = rf"(?: ?\( ?({number}) ?(?:\+|(?:-|to) ?({number}))? ?\+? ?\))"
    half = r"(1⁄2|(?:,? and)? (?:one|a)[ -]half| 1/2)?"
    amount = rf"({number}){half}(?: ?\+(?! or))?{bracket}?({least}?)"
    unit = r"(?P<unit>[ -]?(?:years?|yrs?|months?|mos|mths)\.?'?(?: ?\+)?)?"
    between = (
        r"(?P<between> (?=\d)| ?- ?| to |-to-| or | and | ?~ ?| through | up to |/|,? ?(?:-|to)? ?\(?max(?:imum)?\.? )"
    )
    filler = any_of(phrases["fillers"])
    fillers = rf"(?:\)?[ -]{{1,2}}(?:{filler})){{0,3}}"
    before = rf"(?:{amount}{unit}{between})?{amount}{fillers}\)?(?P<joint>[ -]{{0,3}})\Z"
    behind = (
        r"(?:'|\(s\)|s\))?(?: of)?(?: [a-z/&]{1,20}){0,4}? (?:experience|exp)\.?(?: [a-z]{2,12}){0,2}\)?"
        rf" ?[:=-] ?\n?(?:- )?{amount}(?: ?(?:-|to) ?{amount})?(?! ?(?:%|/))"
    )
    after = rf"(?:'s\b|'|\(s\)|\(s|s\))?(?:(?:(?<=yr)|(?<=yrs)|(?<=mos)|(?<=mths))\.)?({least})?"
    joined = " ".join(
        (
            *phrases["fillers"],
            *phrases["open"],
            "to or and through up max maximum half years year yrs yr months month mos",
        )
    )
    known = dict.fromkeys(joined.split(), False) | dict.fromkeys(words, True)
    plain = rf"(?:- )?(\d{{1,2}}|(?<![a-z])(?:{any_of(words)}))( ?\+)?([ -]?)"
    return _Patterns(re.compile(plain), re.compile(before), re.compile(behind), re.compile(after), known, words)


def find_durations(document: Document) -> list[Duration]:
    """Return every stretch of years or months in a text, in order.

    Parameters
    ----------
    document : Document
        The posting.

    Returns
    -------
    list of Duration
        None of them overlap; stretches over `MOST_YEARS` are left out.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> document = read_document("Five (5) years; 6 months to 1 year; between 3 and 5 yrs")
    >>> [(duration.low, duration.high) for duration in find_durations(document)]
    [(5.0, None), (0.5, 1.0), (3.0, 5.0)]
    """
    found: list[Duration] = []
    for start, end, key in document.hits.get("years_cue", ()):
        if key not in ("year", "month", "label"):
            continue
        scale = 12.0 if key == "month" else 1.0
        if key == "label":
            duration = _read_unitless(document.text, end)
        else:
            duration = _read_before(document.lower, start, end, scale) or _read_behind(document.lower, end, scale)
        if duration is None:
            continue
        if found and duration.start < found[-1].end:
            if duration.start > found[-1].start:
                continue
            found.pop()  # "6 months to 1 year": the whole, not its first half
        found.append(duration)
    return [d for d in found if d.low <= MOST_YEARS and (d.high is None or d.low <= d.high <= MOST_YEARS)]


def _read_before(lower: str, start: int, end: int, scale: float) -> Duration | None:
    """Return the stretch whose unit stands at an offset, its number being before the unit."""
    back = max(0, start - _BACK)
    begin = _number_begins(lower, lower.rfind("\n", back, start) + 1 or back, start)
    if begin is None:
        if lower.endswith(_ONE, back, start) and scale == 1 and lower[end : end + 4] == " of ":
            return Duration(1.0, None, start - 2, end, True, False, False)
        return None
    patterns = _patterns()
    tail = patterns.after.match(lower, end)
    stop, is_open = (tail.end(), tail.group(1) is not None) if tail is not None else (end, False)
    plain = patterns.plain.fullmatch(lower, begin, start)
    if plain is not None:  # most often: "5+ years", "- two years"
        years, least, joint = plain.groups()
        begin = plain.start(1)
        if not _starts_number(lower, begin):
            return None
        is_compound = joint == "-" and not lower.startswith(("'", "s"), end)
        is_open = is_open or bool(least)
        return Duration(_round(_value(years) / scale), None, begin, stop, is_open, is_compound, scale > 1)
    match = patterns.before.search(lower, begin, start)
    last = _amount(match, 8) if match is not None else None
    if match is None or last is None:
        return None
    first, begin = _amount(match, 1), match.start()
    if first is not None and not _is_range(match):
        first, begin = None, match.start(8)
    if not _starts_number(lower, begin):
        return None
    low, high = last.low / scale, None if last.high is None else last.high / scale
    if first is not None:
        unit = match.group("unit")
        high = low if high is None else high
        low = first.low / (scale if unit is None else 12.0 if unit.strip(" -").startswith("m") else 1.0)
    is_open = is_open or last.is_open
    is_compound = match.group("joint").endswith("-") and not lower.startswith(("'", "s"), end)
    return Duration(_round(low), None if high is None else _round(high), begin, stop, is_open, is_compound, scale > 1)


def _read_behind(lower: str, end: int, scale: float) -> Duration | None:
    """Return the stretch whose number follows its unit and a colon ("Years of experience: 5-7")."""
    match = _patterns().behind.match(lower, end, min(len(lower), end + 110))
    low = _amount(match, 1) if match is not None else None
    if match is None or low is None:
        return None
    last = _amount(match, 6)
    high = last.low if last is not None else low.high
    high_years = None if high is None else _round(high / scale)
    return Duration(_round(low.low / scale), high_years, match.start(1), match.end(), low.is_open, False, scale > 1)


def _read_unitless(text: str, end: int) -> Duration | None:
    """Return the stretch that "Exp: 10+" states without a unit: a range, a number with a plus or at the line's end."""
    match = _UNITLESS.match(text, end)
    if match is None:
        return None
    low, high = float(match[1]), None if match[2] is None else float(match[2])
    if high is not None and high <= low:
        return None
    return Duration(low, high, match.start(1), match.end(), True, False, False)


def _number_begins(lower: str, back: int, start: int) -> int | None:
    """Return where words begin that may make up the number before an offset; None if there is no number among them."""
    known = _patterns().known
    begin = end = start
    seen = False
    while end > back:
        cut = lower.rfind(" ", back, end)
        cut = cut + 1 if cut >= 0 else back
        word = lower[cut:end]
        bare = word.strip(_EDGES)
        if bare in known or not bare:
            seen = seen or known.get(bare, False)
        elif not word.isalpha() and (
            any(map(str.isdigit, word)) or any(known.get(part, False) for part in bare.split("-"))
        ):
            seen = True
        else:
            break
        begin, end = cut, cut - 1
    return begin if seen else None


def _starts_number(lower: str, begin: int) -> bool:
    """Tell if the number at an offset is whole and is no amount of money, date or version."""
    if begin == 0:
        return True
    last = lower[begin - 1]
    if last.isdigit() or last in "$€£#":
        return False
    return not (last in ".,/" and begin > 1 and lower[begin - 2].isdigit())


def _is_range(match: re.Match[str]) -> bool:
    """Tell if two numbers are the ends of a range: "3 and 5" only after "between", "2 years or 5 years" never."""
    between = match.group("between").strip()
    if not between:  # "with 6 10 years": a dash lost with its encoding
        low, high = _value(match.group(1)), _value(match.group(8))
        whole = match.string[match.start(1) : match.end("between") - 1].isalnum()  # not "a GPA of 3.5+ 5+ years"
        alike = whole and match.group("unit") is None and low < high <= min(3 * low + 1, 20)
        return alike and _LEADS_NUMBER.search(match.string, max(0, match.start() - 20), match.start()) is not None
    if between == "and":
        return "between" in match.string[max(0, match.start() - 14) : match.start()]
    if between == "/":  # "2/4 years", and not "1/2 year" or a date
        return 1 < _value(match.group(1)) < _value(match.group(8)) < 20
    return not (between == "or" and match.group("unit"))


def _amount(match: re.Match[str], group: int) -> _Amount | None:
    """Return the number whose five groups begin with the one given, or the range in the brackets behind it."""
    value, half, bracket, bracket_high, least = match.group(*range(group, group + 5))
    if value is None:
        return None
    if bracket is not None and bracket_high is not None:
        return _Amount(_value(bracket), _value(bracket_high), bool(least))
    is_open = bool(least) or "+" in match.string[match.start(group) : match.end(group + 4)]
    return _Amount(_value(value) + (0.5 if half else 0.0), None, is_open)


def _value(word: str) -> float:
    """Return the value of a number in words or digits."""
    value = _patterns().words.get(word)
    return float(word) if value is None else value


def _round(years: float) -> float:
    """Return years to two decimals."""
    return years if years.is_integer() else round(years, 2)
