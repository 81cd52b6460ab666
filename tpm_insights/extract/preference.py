"""Whether years of experience asked for are required or only preferred, by the words that belong to them."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal

from tpm_insights.extract.document import Document
from tpm_insights.extract.durations import Duration
from tpm_insights.extract.statements import begins_anew, in_preferred_section

Scope = Literal["required", "preferred"]

_NEAR = 130
_LONG_DETAIL = 100
_ADVERBS = ("preferab", "preferrab", "ideal", "prefer ")
_BULLET = " -*(0123456789."
_HEADED = re.compile(
    r"[ a-z/&]{0,40}[:?-]| (?:qualifications|skills|candidates?|applicants?)\b| (?:for|that) [a-z ]{1,40}\Z|\s*\Z"
)
_JUST_BEFORE = re.compile(
    r"[ :(-]{0,3}(?:(?:an?|the|minimum|min|at|least|of|with|more|than|over|experience|additional|have|having|has|about"
    r"|to|that|you|around|approximately|approx\.?|between|from|qualifications?)[ :(-]{1,3}){0,5}"
)
# lost line breaks: "2 years of experience Knowledge of rail is a plus"
_GOES_ON_ANEW = re.compile(
    r"\bexperience (?!Preferr|Requir|Desir|In |With |And |Or |As |At )[A-Z][a-z]+ (?:[a-z]|[A-Z][a-z]+ (?:[A-Z]|\())"
    r"|[a-z] Experience (?:with|in|using|of)\b|\bexperience\b.*[a-z] [A-Z][a-z]+ (?:[a-z]+ ){0,2}experience\b"
)
_BEFORE_DEGREE = re.compile(r"\b(?:post|or|and|with|plus|an?|of|in|the|your|for|after)[ -]+\Z|[+/,] ?\Z")
_DEMANDED = re.compile(
    r"\b(?:must have|must possess|need to have|needs to have|you need)(?: at least| a minimum of)? \Z"
)
# "5 years in delivery within the rail industry ideally"
_OF_THE_TRADE = re.compile(
    r"\b(?:in|within|from|at) [^,;(]{0,40}\b(?:industry|sector|field|environment|domain|space|company|firm|setting) \Z"
)
# the end of a table's row: "Knows trains | Highly desired | 3 | Years"
_SKILL_ROW = re.compile(r"[ |:]+\d+\+? ?\|? ?years?(?:\n|\Z)")
_HOW_MUCH = re.compile(r"[ -]*(?:(?:is|are|would be|highly|strongly|very|much|also|but|a|an)[ -]+)*")
# "(preferred)", not "(preferred: trains)" or "(bonus points for trains)"
_NOTHING_ELSE = re.compile(r" ?(?:[),.;]|\Z|\n|(?:but|not|or|and|if)\b)")
_DETAIL = re.compile(
    r"[,;:/] |(?<=[a-z]{4})\.(?!net\b|js\b|com\b|io\b)(?=[a-z]{2})|(?<=[a-z0-9]) - "
    r"|(?<!experience)(?<!working)(?<=[a-z0-9]) with | including | \("
)
_ASIDE = re.compile(r" ?\([^()]{0,80}\)")


def scope_of(document: Document, duration: Duration, bounds: tuple[int, int], following: int) -> Scope:
    """Return whether years asked for are required or preferred.

    Parameters
    ----------
    document : Document
        The posting.
    duration : Duration
        Years that count experience asked for.
    bounds : tuple of (int, int)
        The statement they stand in.
    following : int
        Offset where the next years begin; words behind it do not belong to these.

    Returns
    -------
    {"required", "preferred"}
        "5 years in delivery, PMP preferred" is required: the word belongs to the detail.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> from tpm_insights.extract.durations import find_durations
    >>> document = read_document("7+ years (preferably 10 years) in delivery, PMP preferred")
    >>> first, second = find_durations(document)
    >>> scope_of(document, first, (0, 56), second.start), scope_of(document, second, (0, 56), 56)
    ('required', 'preferred')
    """
    start, end = duration.start, duration.end
    low, high = bounds
    hits = document.hits.get("wording", [])
    for at, stop, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (min(high, following),))]:
        if key == "preferred":
            if stop <= start and (
                _leads(document.lower, (at, stop), low, start) or _SKILL_ROW.fullmatch(document.lower, stop, end + 1)
            ):
                return "preferred"
            apart = begins_anew(document, at, stop) or _is_of_other(document, end, at)
            if end <= at and not apart and _follows(document.lower, at, stop, end):
                return "preferred"
        elif key == "required" and end <= at < end + 90:
            return "required"
    if not in_preferred_section(document, start) or _DEMANDED.search(document.lower, max(low, start - 40), start):
        return "required"
    return "preferred"


def _is_of_other(document: Document, end: int, at: int) -> bool:
    """Tell if a degree, or another demand after a lost line break, stands between years and a word behind them."""
    text, degrees = document.text, document.hits.get("degree", [])
    first = bisect_left(degrees, (end,))
    if first < len(degrees) and degrees[first][0] < at:
        start = degrees[first][0]
        if text[start].isupper() and not _BEFORE_DEGREE.search(document.lower, end, start):
            return True  # "3 years of experience BS preferred"
    return _GOES_ON_ANEW.search(text, end, at) is not None


def _leads(lower: str, word: tuple[int, int], low: int, start: int) -> bool:
    """Tell if a word before the years belongs to them ("Preferred: 5 years", "preferably 10+ years")."""
    at, stop = word
    if lower.startswith(("a ", "an ", "is ", "not "), at):
        return False
    lead = lower[low:at]
    first = not lead.strip(_BULLET) or lead.endswith(("the ", "it is ", "it's "))
    own = first or lower.startswith(_ADVERBS, at) or lower[stop] == ":"
    if (
        (own or lead.rstrip().endswith(("(", ",", ";", ":", "-")))
        and start - stop <= 60
        and _JUST_BEFORE.fullmatch(lower, stop, start)
    ):
        return True
    return first and _HEADED.match(lower, stop, min(start, stop + 45)) is not None


def _follows(lower: str, at: int, stop: int, end: int) -> bool:
    """Tell if a word behind the years belongs to them, and not to a detail ("5 years in delivery, PMP preferred")."""
    between = lower[end:at]
    named = between.find("experience")
    if len(between) > _NEAR or 0 <= named < len(between) - _LONG_DETAIL or lower.startswith("preference", at):
        return False
    if lower.startswith(_ADVERBS, at) and not (
        lower.startswith("preferable", at) and not lower.startswith((" in ", " with ", " from "), stop)
    ):
        return lower[stop : stop + 1] in ("", ".", ")", "\n") and _OF_THE_TRADE.search(between) is None
    if between.rfind("(") > between.rfind(")"):
        own = len(between) < 90 and _HOW_MUCH.fullmatch(between, between.rfind("(") + 1) is not None
        return own and _NOTHING_ELSE.match(lower, stop) is not None and not _ends_in_detail(between)
    between = _ASIDE.sub("", between)
    cuts = [match.end() for match in _DETAIL.finditer(between)]
    if not cuts:
        return True
    last = between[cuts[-1] :]
    # "3 years in rail, road or air experience preferred"
    listed = " or " in last and last.endswith("experience ") and "experience" not in between[: cuts[-1]]
    return listed or not last.strip() or last.startswith(("or ", "and "))


def _ends_in_detail(between: str) -> bool:
    """Tell if what stands before a bracket is a detail: "5 years in delivery, trains (preferred)"."""
    said = between[: between.rfind("(")].rstrip()
    cuts = [match.end() for match in _DETAIL.finditer(said)]
    last = f" {said[cuts[-1] :]}" if cuts else ""
    return bool(cuts) and " or " not in last and " and " not in last
