"""With which degree years of experience are asked for, and which demands may stand in for each other."""

from __future__ import annotations

import re
from typing import NamedTuple

from tpm_insights.extract.degrees import Degree, degrees_between
from tpm_insights.extract.document import Document
from tpm_insights.extract.durations import Duration

_FILLER = (
    r"(?:an?|the|at|least|minimum|min|of|equivalent|equal|comparable|related|relevant|similar|work|working|practical"
    r"|professional|experience|training|combination|possess|possessing|more|than|over|approximately|about|through|its"
    r"|thereof|completed?|industry|direct|alternatively|proven|additional|hands-on|job|in|lieu|substituted|by|if|no"
    r"|degree|without)"
)
_OR = r"(?<!and/)(?<!and / )\bor\b"
# a degree OR n years: nothing but filler between "or" and the number
_OR_STRAIGHT = re.compile(rf"{_OR}[,:]?(?: (?:have|has|having|with))?(?: {_FILLER}[,:]?)*[ (]*\Z")
# another kind of schooling and n years
_OR_SCHOOLED = re.compile(
    rf"{_OR} (?:[a-z'-]+ ){{0,5}}(?:training|diploma|school|college|education|degree|certificate)"
    rf"(?: [a-z'-]+){{0,3}} (?:and|with|plus)(?: {_FILLER})*[ (]*\Z"
)
_OR_AT_ALL = re.compile(rf"(?:{_OR}|\boption \w{{1,2}}\b|;)[ ,:(]*[^,;]{{0,60}}\Z")
_OR_DEGREE = re.compile(r"[^.;,\n]{0,70}\bor (?:an? |the |related |relevant |equivalent )?\Z")
_WITH = re.compile(
    r"(?:[^.;\n]{0,90}\b(?:with|and|plus|having|holding|if|for)|[^.;\n]{0,20}[+/(])"
    r" ?(?:an? |the |your )?(?:applicable |accredited |related |relevant |technical |completed )?\Z"
)
_LINE_OR = re.compile(r"(?:^|[\n ;,.(])(?:and/)?or[ :,)-]*\Z")
_BEGINS_ANEW = re.compile(
    r"\b(?:equivalent|experience|degree|field) (?:A )?(?:Minimum|Min|At least|Must)\b[ a-z]*\Z"
    r"|\bor an equivalent degree \Z"
)
_OR_ITS_LIKE = re.compile(r"or (?:its |an? |the )?(?:educational )?equivalent\)?[,:]? \Z")  # of a diploma: a GED
_OF_EXPERIENCE = re.compile(r" (?:of )?(?:[a-z/-]{2,20} ){0,5}experience\b")
_BACK = 90


class Link(NamedTuple):
    """How years of experience are tied to a degree and to the demand before.

    Attributes
    ----------
    degree : str or None
        Level of the degree they go with, "degree" if it has none; None if they stand alone.
    is_needless : bool
        Whether a degree does as well ("Bachelor's OR 5 years"), so that years are not asked for.
    is_alternative : bool
        Whether they may be met instead of the demand before.
    """

    degree: str | None
    is_needless: bool
    is_alternative: bool


_ALONE = Link(None, False, False)
_NEEDLESS = Link(None, True, False)


def link_of(document: Document, duration: Duration, floor: int, ceiling: int) -> Link:
    """Return how years asked for are tied to a degree and to the demand before.

    Parameters
    ----------
    document : Document
        The posting.
    duration : Duration
        Years that count experience asked for.
    floor, ceiling : int
        Where the demand before ends and the next one begins.

    Returns
    -------
    Link
        Alone and no alternative if nothing near ties them.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> from tpm_insights.extract.durations import find_durations
    >>> document = read_document("BS and 5 years, or MS and 3 years of experience. A degree or 4 years of experience.")
    >>> durations = find_durations(document)
    >>> [link_of(document, d, e, 99).degree for d, e in zip(durations, (0, 14, 33))]
    ['bachelor', 'master', None]
    >>> link_of(document, durations[2], 33, 99).is_needless
    True
    """
    lower, start, end = document.lower, duration.start, duration.end
    low, high = document.line_bounds(start)
    degrees = degrees_between(document, max(low, floor), min(high, ceiling)) if document.hits.get("degree") else []
    before = next((d for d in reversed(degrees) if d.end <= start), None)
    after = next((d for d in degrees if d.start >= end), None)
    back = max(low, floor, start - _BACK)
    straight_or = (
        _or_straight(lower, back, start)
        and not (before is not None and before.level == "high_school" and _OR_ITS_LIKE.search(lower, before.end, start))
        and not _has_own_experience(lower, start, end)
        and not _BEGINS_ANEW.search(document.text, back, start)
    )
    joined = _joined(lower, before, after, duration)
    same_line = floor > low
    if joined is None:
        if before is not None and straight_or:
            return _NEEDLESS
        if after is not None and after.start - end < _BACK and _OR_DEGREE.fullmatch(lower, end, after.start):
            return _NEEDLESS
        if not same_line and _degree_above(document, low, start):
            return _NEEDLESS
    if same_line:
        tied = straight_or or joined is not None
        alternative = (tied and _OR_AT_ALL.search(lower, back, start) is not None) or (
            " or " in lower[back:start] and _OR_SCHOOLED.search(lower, back, start) is not None
        )
    else:
        alternative = _or_above(lower, low, start)
    if joined is None and not alternative:
        return _ALONE
    return Link(None if joined is None else joined.level or "degree", False, alternative)


def _joined(lower: str, before: Degree | None, after: Degree | None, duration: Duration) -> Degree | None:
    """Return the degree asked for with the years: the one before ("Bachelor's and 5 years"), else the one after."""
    start, end = duration.start, duration.end
    or_before = before is None or _or_straight(lower, before.end, start)
    follows = after is not None and after.start - end < 110 and _WITH.fullmatch(lower, end, after.start)
    if after is not None and follows and (or_before or "with" in lower[end : after.start]):
        return after
    if before is not None and start - before.end < 260 and not or_before and lower.find("·", before.end, start) < 0:
        return before
    return None


def _has_own_experience(lower: str, start: int, end: int) -> bool:
    """Tell if "experience" ends what stands before years of experience, which so begin an item of their own."""
    return lower.endswith("experience ", 0, start) and _OF_EXPERIENCE.match(lower, end) is not None


def _or_straight(lower: str, low: int, start: int) -> bool:
    """Tell if nothing but filler stands between "or" and an offset."""
    at = max(lower.rfind(" or", low, start), lower.rfind("(or", low, start), low - 1)
    return _OR_STRAIGHT.search(lower, at, start) is not None if at >= low or lower.startswith("or", low) else False


def _or_above(lower: str, low: int, start: int) -> bool:
    """Tell if the line is an alternative to the one above it: that ends with "or", or this begins with it."""
    head = lower[low:start].lstrip(" -*(0123456789.")
    if head.startswith(("or ", "or,", "or:")):
        return True
    above = lower[max(0, low - 8) : low - 1] if low else ""
    return "or" in above and _LINE_OR.search(lower, max(0, low - 8), low - 1) is not None


def _degree_above(document: Document, low: int, start: int) -> bool:
    """Tell if the line above asks for a degree or, by "or", for these years instead."""
    lower = document.lower
    if low == 0 or not _or_above(lower, low, start):
        return False
    up = document.line_bounds(low - 1)[0]
    if low - up < 6 and up > 0:  # a line that says only "or"
        low, up = up, document.line_bounds(up - 1)[0]
    if "year" in lower[up:low] or "degree" in lower[start : start + _BACK]:
        return False
    return bool(degrees_between(document, up, low))
