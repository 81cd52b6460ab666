"""Whether experience is accepted in place of a degree, by the words near it or anywhere in the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from tpm_insights.extract.degrees import Degree
from tpm_insights.extract.document import Document
from tpm_insights.extract.statements import statement_bounds

_REACH = 220
_FIELDS = 20
_DIGIT = re.compile(r"\d")
_OTHER_SCHOOL = re.compile(
    r"\)?,? ?(?:accredited|(?:graduate-level |undergraduate-level |level "
    r"|university |college |foreign |academic |bachelor'?s? |doctoral "
    r"|graduate |master'?s? |technical )?"
    r"(?:degree|field|discipline|major|subject|doctoral|diploma|area of|certificate|foreign|high school|program|ged\b))"
)
_EXPERIENCE_AFTER_OR = re.compile(
    r"or (?!more|greater|above|over|other|a related|in |an? (?:related|similar|relevant) (?:field|area|disc))"
    r"(?:(?!with |and |field|discipline|area|plus |degree|bachelor|master|major|subject|in )[a-z/'-]{1,20} ){0,5}?"
    r"experience\b"
)
# "or equivalent databases": of a tool, not of a degree
_OTHER_THING = re.compile(
    r" (?:[a-z-]+ )?(?:cloud|tool|software|technolog|database|system|platform|language|framework|librar|product"
    r"|application|environment|method|service|programming|computing|approach|package|certif|licen|scripting|process|role|position)"
)
_HIGH_SCHOOL_FOR_ALL = re.compile(r"\bmust (?:have|possess)(?: at least)?(?: an?)?(?: four[- ]years?)? high school")
_YEARS_AFTER_OR = re.compile(
    r"or[ (,:]{1,3}(?:(?:an?|at|least|minimum|of|more|than|over) ){0,4}(?:\w{1,9} \()?"
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)[+)]{0,2} ?(?:-|to)? ?\d{0,2}\+? ?"
    r"(?:or more |plus |additional )?(?:years|yrs)[^.;\n]{0,80}?(?:experience|exp\b|training|work|background)"
)
_NO_EXPERIENCE = ("years", "either", "certif", "licens", "experience", " with ")
_NEXT_LINE = re.compile(
    r"[\s.;,)-]{0,6}(?:or |will consider |additional |relevant |related |work )?"
    r"(?:equivalent|experience (?:in lieu|may|will be considered|can)|comparable|in lieu"
    r"|or (?:a )?(?:combination|experience|relevant|related|at least|\d))"
)
_REPLACES = ("in lieu", "subst", "in place", "instead", "equivalent comb", "any comb", "or any comb", "or a comb")
_BEFORE_COMBINATION = ("or", "or a", "or any", "any", "some", "equivalent", "acceptable")
_YEARS_OR_WORK = re.compile(r"\b(?:years?|months) of [^.;\n]{0,60}experience|\bexperience (?:as|in|with|at)\b")
_COMBINED = re.compile(r"(?:(?:equivalent|or|any|a|an|some) )*comb")
_COMBINED_WITH = re.compile(r"experience|training|exp\b|work|background|education|qualifications")
_WITH_DEGREE = re.compile(
    r"[^.;\n]{0,60}\b(?:with|and) (?:an? )?(?:advanced|graduate|master|ph|doctor|m\.?s|mba|associate|higher)"
)
_EQUIVALENT_TO = re.compile(r",? (?:(?:which|that) (?:is|are) )?equivalent to\b")


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
    if school and _HIGH_SCHOOL_FOR_ALL.search(lower):
        return False
    # what stands in for a higher degree is no matter
    degrees = [degree for degree in degrees if not school or degree.level == "high_school"]
    hits = document.hits.get("wording", [])
    starts = [degree.start for degree in degrees]
    for degree in degrees:
        low, high = statement_bounds(document, degree.start)
        line_end = document.line_bounds(degree.start)[1]
        ceiling = min(line_end, degree.end + _REACH)
        for at, stop, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (ceiling,))]:
            if key != "equivalent" or (at >= high and _in_other_sentence(lower, high, at)):
                continue
            if _for_experience(lower, degree, at, stop):
                return True
        if school:
            continue
        if _or_experience(lower, degree, min(ceiling, degree.end + 160), starts):
            return True
        if _NEXT_LINE.match(lower, line_end, min(len(lower), line_end + 60)):
            return True
        if lower.endswith((" or", ";or"), degree.end, line_end) and _is_work(document, line_end, starts):
            return True
    return any(
        key == "equivalent" and (_is_route(lower, at, stop) or (not school and _for_degree(lower, at, stop)))
        for at, stop, key in hits
    )


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
            years = _YEARS_AFTER_OR.match(lower, at)
            apart = years is not None and bisect_right(starts, degree.start) == bisect_left(starts, years.end())
            if years and apart and not _WITH_DEGREE.match(lower, years.end()):
                return True
        at = lower.find("or", at + 2, ceiling)
    return False


def _is_work(document: Document, line_end: int, starts: list[int]) -> bool:
    """Tell if the line below asks for years or experience and for no degree."""
    stop = document.line_bounds(line_end + 1)[1] if line_end + 1 < len(document.lower) else line_end
    named = bisect_left(starts, line_end) < bisect_left(starts, stop)
    return not named and _YEARS_OR_WORK.search(document.lower, line_end, min(stop, line_end + 160)) is not None


def _in_other_sentence(lower: str, high: int, at: int) -> bool:
    """Tell if "or ..." behind the sentence of a degree joins words of its own ("Training and/or experience in")."""
    return lower.startswith(("or ", "and/or "), at) and bool(lower[high:at].rpartition(". ")[2].strip(" -*(;,."))


def _for_experience(lower: str, degree: Degree, at: int, stop: int) -> bool:
    """Tell if "or equivalent" near a degree means experience, not another school."""
    if at < degree.start and not lower.startswith((*_REPLACES, "comb"), at):
        return lower.startswith(":", stop) and "education " in lower[max(0, at - 12) : at]
    if lower.startswith("and/or", at) and lower.endswith("education ", 0, at):
        return False
    if _COMBINED.match(lower, at) and (
        not _COMBINED_WITH.search(lower, at, stop + 70)
        or lower[max(0, at - 8) : at].rstrip().endswith(("plus", " and", "and a", "plus a"))
    ):
        return False
    if _OTHER_SCHOOL.match(lower, stop) or " not " in lower[max(0, at - 20) : at]:
        return False
    if at - degree.end > _FIELDS and lower.startswith("or eq", at) and _OTHER_THING.match(lower, stop):
        return False
    said = lower[at : stop + 25].partition("\n")[0]
    return degree.level != "high_school" or ("exper" in said and not _DIGIT.search(said.partition("exper")[0]))


def _is_route(lower: str, at: int, stop: int) -> bool:
    """Tell if schooling or experience is a way of its own: "education and/or experience equivalent to the above"."""
    return lower.endswith("education ", 0, at) and _EQUIVALENT_TO.match(lower, stop) is not None


def _for_degree(lower: str, at: int, stop: int) -> bool:
    """Tell if words anywhere say that experience stands in for a degree or for education."""
    if lower.startswith("option 2", at):
        return "experience" in lower[stop : stop + 60] and "degree" not in lower[stop : stop + 90]
    if lower.startswith("or education", at):
        return "specialized experience" in lower and not lower.startswith(" forms", stop)
    line = lower.find("\n", stop, stop + 60)
    around = lower[max(0, at - 60) : line if line >= 0 else stop + 60]
    if not any(word in around for word in ("degree", "education", "coursework")) or "experience" not in around:
        return False
    if any(word in around for word in ("not be subst", "may not", "cannot", "compensation")):
        return False
    if lower.startswith(_REPLACES, at):
        return True
    return lower.startswith("comb", at) and lower[max(0, at - 20) : at].rstrip().endswith(_BEFORE_COMBINATION)
