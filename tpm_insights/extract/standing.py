"""How a degree is asked for: required, only preferred, or to be replaced by experience, by the words near it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from tpm_insights.extract.degrees import Degree
from tpm_insights.extract.document import Document
from tpm_insights.extract.statements import begins_anew, in_preferred_section, statement_bounds

_REACH = 220
_NEAR = 150
_LIST = re.compile(
    r"(?:'?s?\)?\.? ?(?:degrees? ?)?(?:in [a-z ,/&-]{3,90}?)?"
    r"(?:,? ?(?:/|or|and|and/or|,|-|&) ?(?:an? |higher |other )?| ?\( ?(?:or )?))"
)
_OWN_PREFERENCE = (" (pref", "(pref", " (strongly", " (desir")
_STRAIGHT = re.compile(
    r"[ :(,-]{0,4}(?:(?:an?|the|minimum|education|educational|qualification|qualifications|you|would|have|to have"
    r"|possess|level|candidates?|applicants?|will|with|should|of|at least|university|college|completed|relevant"
    r"|technical|degree|include|is|be|in)[ :(,-]{1,3}){0,6}"
)
_ADVERB = re.compile(r"(?:prefer+abl[ey]|ideally|idealerweise)")
_REQUIRED = re.compile(r"[^.;\n]{0,210}?(?<!not )\b(?:required|is a must|mandatory|must have|essential)\b")
_AFTER_STOP = re.compile(r" ?\((?:strongly |highly )?preferred\)")
_OTHER_SCHOOL = re.compile(
    r"\)?,? ?(?:accredited|(?:level |university |college |foreign |academic |bachelor'?s? |doctoral |graduate "
    r"|master'?s? |technical )?"
    r"(?:degree|field|discipline|major|subject|doctoral|diploma|area of|certificate|foreign|high school|program|ged\b))"
)
_EXPERIENCE_AFTER_OR = re.compile(
    r"or (?!a related|in |an? (?:related|similar|relevant) (?:field|area|disc))"
    r"(?:(?!with |and |field|discipline|area|plus |degree|bachelor|master|major|subject|in )[a-z/'-]{1,20} ){0,5}?"
    r"experience\b"
)
_YEARS_AFTER_OR = re.compile(
    r"or[ (,:]{1,3}(?:(?:an?|at|least|minimum|of|more|than|over) ){0,4}(?:\w{1,9} \()?"
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)[+)]{0,2} ?(?:-|to)? ?\d{0,2}\+? ?"
    r"(?:or more |plus |additional )?(?:years|yrs)[^.;\n]{0,80}?(?:experience|exp\b|training|work|background)"
)
_NO_EXPERIENCE = ("years", "either", "certif", "licens")
_NEXT_LINE = re.compile(
    r"[\s.;,)-]{0,6}(?:or |will consider |additional |relevant |related |work )?"
    r"(?:equivalent|experience (?:in lieu|may|will be considered|can)|comparable|in lieu"
    r"|or (?:a )?(?:combination|experience|relevant|related|at least|\d))"
)
_REPLACES = ("in lieu", "subst", "in place", "instead", "equivalent comb", "any comb", "or any comb", "or a comb")
_BEFORE_COMBINATION = ("or", "or a", "or any", "any", "some", "equivalent", "acceptable")


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
    for number in range(len(degrees) - 2, -1, -1):
        degree, following = degrees[number], degrees[number + 1]
        if flags[number] or not flags[number + 1] or following.start - degree.end > 110:
            continue
        between = lower[degree.end : following.start]
        joined = "(" not in between and "required" not in between and _LIST.fullmatch(between)
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
    return in_preferred_section(document, degree.start) and not _is_required(lower, degree)


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


def may_be_replaced(document: Document, degrees: list[Degree], lowest: Degree | None) -> bool:
    """Tell if experience is accepted in place of the degree.

    Parameters
    ----------
    document : Document
        The posting.
    degrees : list of Degree
        Degrees required.
    lowest : Degree or None
        The lowest of them, None if none has a level.

    Returns
    -------
    bool
        "High school diploma or equivalent" is a diploma; "Bachelor's or equivalent" is not only a Bachelor's.

    Examples
    --------
    >>> from tpm_insights.extract.degrees import degrees_between
    >>> from tpm_insights.extract.document import read_document
    >>> for text in ("BS or 5 years of experience", "BS in physics or a related field with experience"):
    ...     document = read_document(text)
    ...     degrees = degrees_between(document, 0, 50)
    ...     may_be_replaced(document, degrees, degrees[0])
    True
    False
    """
    lower = document.lower
    school = lowest is not None and lowest.level == "high_school"
    hits = document.hits.get("wording", [])
    starts = [degree.start for degree in degrees]
    for degree in degrees:
        low = statement_bounds(document, degree.start)[0]
        line_end = document.line_bounds(degree.start)[1]
        ceiling = min(line_end, degree.end + _REACH)
        for at, stop, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (ceiling,))]:
            if key == "equivalent" and _for_experience(lower, degree, at, stop):
                return True
        if school:
            continue
        if _or_experience(lower, degree, min(ceiling, degree.end + 160), starts):
            return True
        if _NEXT_LINE.match(lower, line_end, min(len(lower), line_end + 60)):
            return True
    return any(key == "equivalent" and _for_degree(lower, at, stop) for at, stop, key in hits)


def _or_experience(lower: str, degree: Degree, ceiling: int, starts: list[int]) -> bool:
    """Tell if "or ... experience" or "or n years" follows a degree, with no other degree between."""
    at = lower.find("or", degree.end, ceiling)
    while at >= 0:
        if not lower[at - 1].isalpha() and not lower[at + 2 : at + 3].isalpha():
            gap = lower[degree.end : at]
            if ". " in gap or ";" in gap:
                return False
            if _EXPERIENCE_AFTER_OR.match(lower, at) and not any(map(gap.__contains__, _NO_EXPERIENCE)):
                return True
            years = _YEARS_AFTER_OR.match(lower, at) if degree.level is not None else None
            if years and bisect_right(starts, degree.start) == bisect_left(starts, years.end()):
                return True
        at = lower.find("or", at + 2, ceiling)
    return False


def _for_experience(lower: str, degree: Degree, at: int, stop: int) -> bool:
    """Tell if "or equivalent" near a degree means experience, not another school."""
    if at < degree.start and not lower.startswith((*_REPLACES, "comb"), at):
        return False
    if _OTHER_SCHOOL.match(lower, stop) or " not " in lower[max(0, at - 20) : at]:
        return False
    return degree.level != "high_school" or "exper" in lower[at : stop + 25].partition("\n")[0]


def _for_degree(lower: str, at: int, stop: int) -> bool:
    """Tell if words anywhere say that experience stands in for a degree or for education."""
    if lower.startswith("option 2", at):
        return "experience" in lower[stop : stop + 60] and "degree" not in lower[stop : stop + 90]
    if lower.startswith("or education", at):
        return "specialized experience" in lower
    line = lower.find("\n", stop, stop + 60)
    around = lower[max(0, at - 60) : line if line >= 0 else stop + 60]
    if not any(word in around for word in ("degree", "education", "coursework")) or "experience" not in around:
        return False
    if any(word in around for word in ("not be subst", "may not", "cannot", "compensation")):
        return False
    if lower.startswith(_REPLACES, at):
        return True
    return lower.startswith("comb", at) and lower[max(0, at - 20) : at].rstrip().endswith(_BEFORE_COMBINATION)
