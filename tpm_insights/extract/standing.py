"""Whether a degree is required or only preferred, by the words near it."""

from __future__ import annotations

import re
from bisect import bisect_left

from tpm_insights.extract.degrees import Degree
from tpm_insights.extract.document import Document
from tpm_insights.extract.statements import begins_anew, in_preferred_section, statement_bounds

_NEAR = 150
_LIST = re.compile(
    r"(?:'?s?\)?\.? ?(?:degrees? ?)?(?:in [a-z ,/&-]{3,90}?)?"
    r"(?:,? ?(?:/|\bor\b|\band\b|and/or|-|&) ?(?:an? |higher |other )?| ?\( ?(?:or )?))"
)
_COMMA = re.compile(r"'?s?\.?,? ?")
_OWN_PREFERENCE = (" (pref", "(pref", " (strongly", " (desir")
_STRAIGHT = re.compile(
    r"[ :(,-]{0,4}(?:(?:an?|the|minimum|education|educational|qualification|qualifications|you|would|have|to have"
    r"|possess|level|candidates?|applicants?|will|with|should|of|at least|university|college|completed|relevant"
    r"|technical|degree|include|is|be|in|that|it|hold|having)[ :(,-]{1,3}){0,6}(?:(?!or |and )[a-z]+ )?"
)
# headings by which only what follows the degree is preferred
_SCHOOLING_FIRST = ("education & preferred", "education and preferred")
_ADVERB = re.compile(r"(?:prefer+abl[ey]|ideally|idealerweise)")
_REQUIRED = re.compile(r"[^.;\n]{0,210}?(?<!not )\b(?:required|is a must|mandatory|must have|essential)\b")
_AFTER_STOP = re.compile(r" ?\((?:strongly |highly )?preferred\)")


def only_preferred(document: Document, degrees: list[Degree]) -> list[bool]:
    """Tell of each degree if it is only preferred.

    Parameters
    ----------
    document : Document
        The posting.
    degrees : list of Degree
        Degrees asked for, in order.

    Returns
    -------
    list of bool
        In a list ("Bachelor's or Master's preferred") the last word holds for all.

    Examples
    --------
    >>> from tpm_insights.extract.degrees import degrees_between
    >>> from tpm_insights.extract.document import read_document
    >>> document = read_document("Bachelor's required, Master's or PhD preferred")
    >>> only_preferred(document, degrees_between(document, 0, 50))
    [False, True, True]
    """
    lower = document.lower
    edges = [0, *(degree.end for degree in degrees), len(lower)]
    starts = [degree.start for degree in degrees[1:]] + [len(lower)]
    flags = [
        _is_preferred(document, degree, floor, ceiling)
        for degree, floor, ceiling in zip(degrees, edges, starts, strict=False)
    ]
    in_list = False
    for number in range(len(degrees) - 2, -1, -1):
        degree, following = degrees[number], degrees[number + 1]
        if flags[number] or not flags[number + 1] or following.start - degree.end > 110:
            in_list = False
            continue
        between = lower[degree.end : following.start]
        joined = "(" not in between and "required" not in between and _LIST.fullmatch(between)
        if not joined and in_list:  # "Bachelor's, Master's or PhD preferred"
            joined = _COMMA.fullmatch(between)
        in_list = joined is not None and joined is not False
        if joined and not lower.startswith(_OWN_PREFERENCE, following.end) and not _is_required(lower, degree):
            flags[number] = True
    return flags


def _is_preferred(document: Document, degree: Degree, floor: int, ceiling: int) -> bool:
    """Tell if a degree is only preferred, by the words that belong to it, else by its section."""
    lower = document.lower
    low, high = statement_bounds(document, degree.start)
    hits = document.hits.get("wording", [])
    low_hit, high_hit = bisect_left(hits, (max(low, floor),)), bisect_left(hits, (min(high, ceiling),))
    for at, stop, key in hits[low_hit:high_hit]:
        if key != "preferred":
            continue
        if stop <= degree.start:
            leads = not lower.startswith(("a ", "an ", "is ", "not "), at)
            if leads and _STRAIGHT.fullmatch(lower, stop, degree.start):
                return not _is_required(lower, degree)
        elif at >= degree.end and _follows(document, degree, at, stop):
            return True
    if _AFTER_STOP.match(lower, high):
        return True
    if not in_preferred_section(document, degree.start) or _is_required(lower, degree):
        return False
    at = bisect_left(document.sections, (degree.start + 1, "")) - 1
    return at < 0 or not lower.startswith(_SCHOOLING_FIRST, document.sections[at][0])


def _is_required(lower: str, degree: Degree) -> bool:
    """Tell if "required" follows a degree within its clause, with no other word of standing between."""
    match = _REQUIRED.match(lower, degree.end, min(len(lower), degree.end + 230))
    return match is not None and "prefer" not in match.group() and "plus" not in match.group()


def _follows(document: Document, degree: Degree, at: int, stop: int) -> bool:
    """Tell if "preferred" behind a degree belongs to it, not to a field of study, a certificate or experience."""
    lower = document.lower
    between = lower[degree.end : at]
    named = between.find("experience")
    if len(between) > _NEAR or 0 <= named < len(between) - 40 or _REQUIRED.search(between):
        return False
    if _ADVERB.match(lower, at):
        return lower[stop : stop + 1] in ("", ".", ")", "\n", ";")
    if lower.startswith("preference", at) or (between.strip() and begins_anew(document, at, stop)):
        return False
    if between.rfind("(") > between.rfind(")"):
        return not between[between.rfind("(") + 1 :].strip(" -") and not lower[stop : stop + 2].strip().isalpha()
    head, comma, last = between.rpartition(",")
    if not comma:
        return " with " not in between or "experience" not in between
    last = last.strip()
    if last.startswith(("or ", "and ", "is ")) or not last:
        return True
    fields = document.hits.get("study_field", [])
    spot = bisect_left(fields, (at - len(last) - 1,))
    return " in " in head[:12] and spot < len(fields) and fields[spot][0] < at
