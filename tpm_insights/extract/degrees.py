"""Degrees named in a posting, by level, false friends left out ("MS Office", "scrum master", "a high degree of")."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tpm_insights.extract.document import Document
from tpm_insights.extract.money_words import any_of
from tpm_insights.extract.scan import lexicon

LEVELS: tuple[str, ...] = ("high_school", "associate", "bachelor", "master", "doctorate")
"""From the lowest to the highest."""

_JOIN = 30
_NAMES = r"b\.?[as]\b|m\.?[as]\b|ph|bachelor|master|doctor"
_GOES_BEFORE = re.compile(
    r"(?<![a-z])(?:b\.?[as]c?\.?|bachelor'?s?|m\.?s\.?|ph\.?d\.?|degree|master'?s?)"
    r" ?(?:/|,|or|and|&|\(|-|:) ?(?:an? )?\Z"
)
_STATE = re.compile(r"\b[a-z]{3,}\.?, ?\Z")  # "Boston, MA"
# "AK, HI, ME, MS, NM": between states that are no degrees
_STATES = (
    "AL|AK|AZ|AR|CO|CT|DE|FL|GA|HI|ID|IL|IA|KS|KY|LA|MI|MN|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|RI|SC|SD|TN|TX|UT|VT|VA|WA"
    "|WV|WI|WY"
)
_AMONG_STATES = re.compile(rf"\b(?:{_STATES}), (?:M[ADES], )?M[ADES]\b|\bM[ADES], (?:M[ADES], )?(?:{_STATES})\b")
_OF_A_LAB = re.compile(r" ?\(?(?:ascp|amt)\b|,? (?:certif|licens|listing|system|or mlt)")
_PROGRAMS = re.compile(r"(?:,? and [a-z]+)? (?:programs|students)\b")
_COMPLETED = re.compile(r"(?:graduat\w*|complet\w*|finished) (?:from |of )?(?:an? )?(?:accredited )?\Z")
_FROM_COLLEGE = re.compile(r"(?: in [^.;\n]{0,90}?)? from (?:an? )?(?:[a-z4.-]+ ){0,4}(?:college|university)")
_OF_SCHOOL = re.compile(r" from (?:an? |any )?(?:accredited |recognized |regionally accredited )?")
_FOUR_YEARS = re.compile(r"\b(?:4|four)[ -]y(?:ea)?r [a-z/ -]{0,50}\Z")


class Degree(NamedTuple):
    """A degree as named.

    Attributes
    ----------
    level : str or None
        One of `LEVELS`; None for "a degree" without a level.
    start, end : int
        Where it is named.
    """

    level: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Context:
    """What the lexicon says about the words round the name of a degree."""

    goes_on: re.Pattern[str]
    not_master: re.Pattern[str]
    loose: re.Pattern[str]
    not_degree: re.Pattern[str]
    degree_on: re.Pattern[str]
    high_school: re.Pattern[str]
    not_high_school: re.Pattern[str]
    sure: frozenset[str]
    weak: frozenset[str]


@cache
def _context() -> _Context:
    """Return the patterns and words of the lexicon."""
    read = lexicon("degrees")["context"]
    either = {name: any_of(words) for name, words in read.items()}
    goes_on = (
        rf"\.?(?:'s)?(?:\s?(?:[/,&+(]|-(?=[a-z]{{2}}))\s?(?:or |and )?"
        rf"(?:b\.?[asec]|m\.?[asb]|ph|bachelor|master|doctor|degree|equiv|prefer|requir|in |or |higher|\d"
        rf"|computer|engineer|(?:ee|ce|cs|ece|eecs|cse)\b)"
        rf"|\s(?:(?:{either['goes_on']})|of (?:{either['subjects']})\b|in (?!the |our |this |your |multiple "
        rf"|an? (?!\w+ (?:field|discipl|area|subject|major)))"
        rf"|or (?:b|m|ph|doctor|equiv|higher|greater|above|related|an? equiv|in |foreign|advanced|a b|a m|at least|\d)"
        rf"|and (?:{_NAMES}|\d|above)|with (?:\d|a minimum|at least))"
        r"|\s(?:me(?=/| or )|ee|ce|cs|ece|eecs|cse|cis|mis)\b"  # "BS ME/EE", not "MD ME MI"
        rf"|; or\b|[.;]?\s?(?:\n|\Z))"
    )
    degree_on = (
        rf"(?:'s)?\)?(?: (?:level )?(?:is |are )?(?:strongly |highly |also )?(?:{either['degree_on']})\b"
        rf"|\s?[(,/:;.+&-]|\s?\n|\s?\Z)"
    )
    return _Context(
        goes_on=re.compile(goes_on),
        not_master=re.compile(rf"(?:{either['not_master']})[ -]?\Z"),
        loose=re.compile(rf"(?:\d|{either['loose']})[ -]\Z"),
        not_degree=re.compile(rf" of (?!{either['degree_of']})|[ -]?(?:{either['not_degree']})\b"),
        degree_on=re.compile(degree_on),
        high_school=re.compile(rf"[^.;\n]{{0,30}}?(?:{either['high_school']})|[ )./*]{{0,3}}(?:\n|\Z)"),
        not_high_school=re.compile(rf"[ /-]{{1,2}}(?:{either['not_high_school']})"),
        sure=frozenset(read["sure"]),
        weak=frozenset(read["weak"]),
    )


def degrees_between(document: Document, low: int, high: int) -> list[Degree]:
    """Return the degrees named between two offsets.

    Parameters
    ----------
    document : Document
        The posting.
    low, high : int
        Offsets in its text.

    Returns
    -------
    list of Degree
        In order; "bachelor's degree" is one degree.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> document = read_document("BS or MS in physics, MS Office, a high degree of care; any degree.")
    >>> [degree.level for degree in degrees_between(document, 0, len(document.text))]
    ['bachelor', 'master', None]
    """
    hits = document.hits.get("degree", [])
    lower = document.lower
    found: list[Degree] = []
    for start, end, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (high,))]:
        if found and key == found[-1].level and _goes_on(lower, found[-1], start):
            found[-1] = Degree(key, found[-1].start, end)
        elif key != "degree":
            if _is_level(document, start, end, key):
                dotted = lower[end : end + 1] == "." and "." in lower[start:end]  # "B.S."
                found.append(Degree(key, start, end + dotted))
        elif found and _continues(lower, found[-1], start):
            found[-1] = Degree(found[-1].level, found[-1].start, end)
        elif _is_plain_degree(document, start, end):
            found.append(Degree(_level_of_plain(lower, start, end), start, end))
    return found


def _goes_on(lower: str, before: Degree, start: int) -> bool:
    """Tell if a name overlaps the one before ("BA/BS degree") or names its school ("from a four-year college")."""
    return start < before.end or (
        start - before.end < _JOIN and _OF_SCHOOL.fullmatch(lower, before.end, start) is not None
    )


def _continues(lower: str, before: Degree, start: int) -> bool:
    """Tell if the word "degree" belongs to the level named just before it ("BA/BS degree")."""
    if start - before.end > _JOIN:
        return False
    between = lower[before.end : start]
    return not any(sign in between for sign in (".", ",", ";", "\n", "(", " or ", " in "))


def _is_plain_degree(document: Document, start: int, end: int) -> bool:
    """Tell if "degree" or "diploma" alone means schooling."""
    lower, context = document.lower, _context()
    if context.degree_on.match(lower, end) is None or context.not_degree.match(lower, end):
        return False
    if context.loose.search(lower, max(0, start - 14), start):
        return False
    return not _is_elsewhere(document, start, end)


def _level_of_plain(lower: str, start: int, end: int) -> str | None:
    """Return bachelor if "degree" alone is one of four years or of a college or university."""
    if _FROM_COLLEGE.match(lower, end) or _FOUR_YEARS.search(lower, max(0, start - 64), start):
        return "bachelor"
    return None


def _is_level(document: Document, start: int, end: int, key: str) -> bool:
    """Tell if a term that names a level is meant as one."""
    lower, context = document.lower, _context()
    word = lower[start:end]
    if _is_namesake(document, word, start, end):
        return False
    if key == "high_school" and word.startswith(("high", "secondary")):
        return _is_school_asked(lower, start, end) and not _is_elsewhere(document, start, end)
    short = len(word) <= 3 and word.isalpha() and word not in context.sure
    if short and _STATE.search(lower, max(0, start - 24), start) and lower[end : end + 1] in ("", "\n", "."):
        return False
    if (short or word in context.weak) and not (
        context.goes_on.match(lower, end) or _GOES_BEFORE.search(lower, max(0, start - 14), start)
    ):
        return False
    if word.startswith("master") and context.not_master.search(lower, max(0, start - 8), start):
        return False
    if key == "master" and word.endswith("degree") and lower.startswith((" program", " student"), end):
        return False
    return not _is_elsewhere(document, start, end)


def _is_namesake(document: Document, word: str, start: int, end: int) -> bool:
    """Tell if the name of a degree is another thing's: a state's, a laboratory's, a school's offers, being enrolled."""
    lower = document.lower
    if len(word) == 2:
        listed = lower[end : end + 1] == "," or lower[start - 2 : start - 1] == ","  # a quick look: most are not
        return listed and _AMONG_STATES.search(document.text, max(0, start - 12), end + 8) is not None
    if word == "mls":
        return _OF_A_LAB.match(lower, end) is not None
    if word == "doctoral":
        return _PROGRAMS.match(lower, end) is not None
    if word == "matriculation":
        return lower.startswith((" at", " in"), end)
    return word.startswith("secondary") and lower.endswith(("post-", "post "), 0, start)


def _is_school_asked(lower: str, start: int, end: int) -> bool:
    """Tell if "high school" is schooling asked for, and not pupils, teachers or education beyond it."""
    context = _context()
    if lower.endswith(("above ", "beyond ", "above the ", "beyond the "), 0, start):
        return False
    if context.not_high_school.match(lower, end):
        return False
    return (
        context.high_school.match(lower, end) is not None
        or _COMPLETED.search(lower, max(0, start - 40), start) is not None
    )


def _is_elsewhere(document: Document, start: int, end: int) -> bool:
    """Tell if a degree is spoken of for another reason than to ask for it (tuition paid, proof, the firm's people)."""
    hits = document.hits.get("wording", [])
    line = document.lower.rfind("\n", max(0, start - 160), start)
    low = line if line >= 0 else start - 160
    around = hits[bisect_left(hits, (low,)) : bisect_left(hits, (end + 70,))]
    return any(key == "elsewhere" for _, _, key in around)
