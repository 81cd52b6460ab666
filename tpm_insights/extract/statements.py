"""The statement a place belongs to, and whether it stands in a section of things preferred."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache

from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import lexicon

_REACH = 400
_FAR = 1500
_BEFORE_HEADING = re.compile(
    r".{0,30}\(|(?:(?:we|we'd|additional|other|highly|strongly|also|some|things|it|it's|is|would|be|an|huge|big) ?)*"
)
_HEADING = re.compile(
    r"(?: (?:if|you|have|background|qualifications?|skills?|experiences?|education|requirements?|knowledge|attributes"
    r"|criteria|competencies|traits|applicants?|candidates?|to|and|or|but|not|required|technical"
    r"|job|certifications?)|[,/&()])*[ .:?!]*\n"
)
_SIGNS = ("; ", "! ", "? ", "·", "*", ".-")


@cache
def _abbreviations() -> frozenset[str]:
    """Return words after which a full stop ends no sentence."""
    return frozenset(lexicon("wording")["abbreviations"]["words"])


def statement_bounds(document: Document, offset: int) -> tuple[int, int]:
    """Return start and end of the sentence or inline item around an offset.

    Parameters
    ----------
    document : Document
        The posting.
    offset : int
        Position in its text.

    Returns
    -------
    tuple of (int, int)
        On one line, at most 400 characters away on either side.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> document = read_document("Plans work.· Five years in delivery * PMP preferred")
    >>> start, end = statement_bounds(document, document.text.index("Five"))
    >>> document.text[start:end]
    ' Five years in delivery '
    """
    known = document.statements.get(offset)
    if known is None:  # asked for a degree or a number of years more than once
        known = document.statements[offset] = _find_bounds(document, offset)
    return known


def _find_bounds(document: Document, offset: int) -> tuple[int, int]:
    """Return start and end of the statement around an offset."""
    lower = document.lower
    floor, ceiling = max(0, offset - _REACH), min(len(lower), offset + _REACH)
    low, high = max(lower.rfind("\n", floor, offset) + 1, floor), lower.find("\n", offset, ceiling)
    high = ceiling if high < 0 else high
    around = lower[low:high]
    for sign in _SIGNS:
        if sign not in around:
            continue
        at = lower.rfind(sign, low, offset)
        if at >= 0:
            low = at + len(sign)
        at = lower.find(sign, offset, high)
        if at >= 0:
            high = at + (sign[0] in "!?")
    at = lower.rfind(". ", low, offset)
    while at >= 0:
        if _ends(document.text, at):
            return at + 2, _sentence_end(document, offset, high)
        at = lower.rfind(". ", low, at)
    return low, _sentence_end(document, offset, high)


def _sentence_end(document: Document, offset: int, high: int) -> int:
    """Return where the sentence round an offset ends, behind its full stop; at the latest the place given."""
    at = document.lower.find(". ", offset, high)
    while at >= 0:
        if _ends(document.text, at):
            return at + 1
        at = document.lower.find(". ", at + 1, high)
    return high


def _ends(text: str, at: int) -> bool:
    """Tell if the full stop at an offset ends a sentence and no abbreviation."""
    if text[at + 2 : at + 3].islower():
        return False
    words = text[max(0, at - 8) : at].split()
    return not words or words[-1].lower().lstrip("(") not in _abbreviations()


def begins_anew(document: Document, start: int, end: int) -> bool:
    """Tell if a word with a capital goes on to its own matter, so that it belongs to what follows.

    Parameters
    ----------
    document : Document
        The posting.
    start, end : int
        Where the word is.

    Returns
    -------
    bool
        True for "Preferred" in "... in physics Preferred majors include", False in "Degree Preferred".

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> begins_anew(read_document("A degree Preferred skills are few"), 9, 18)
    True
    """
    after = document.lower[end : end + 2]
    return document.text[start].isupper() and after[:1] == " " and after[1:].isalpha()


def in_preferred_section(document: Document, offset: int) -> bool:
    r"""Tell if an offset lies in a section of things preferred.

    A heading with its text on the same line ("Preferred certification: PMP") governs that line only.

    Parameters
    ----------
    document : Document
        The posting.
    offset : int
        Position in its text.

    Returns
    -------
    bool
        False where there is no such heading.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> document = read_document("Nice to have:\n- PMP\n- 5 years in delivery")
    >>> in_preferred_section(document, document.text.index("5"))
    True
    """
    at = bisect_right(document.sections, (offset, "\uffff")) - 1
    since, kind = document.sections[at] if at >= 0 else (0, "")
    if kind == "preferred":
        line_end = document.line_bounds(since)[1]
        colon = document.lower.find(":", since, line_end)
        return offset <= line_end or colon < 0 or line_end - colon < 4
    since = max(since, offset - _FAR)
    line = document.lower.rfind("\n", since, offset)
    hits = document.hits.get("wording", [])
    above = hits[bisect_left(hits, (since,)) : bisect_left(hits, (line,))]
    return any(key == "preferred" and _heads(document, start, end) for start, end, key in above)


def _heads(document: Document, start: int, end: int) -> bool:
    """Tell if a word of preference makes its line a heading ("We prefer if you have")."""
    if not _HEADING.match(document.lower, end, end + 60):
        return False
    low = document.line_bounds(start)[0]
    lead = document.lower[low:start]
    if document.text[start].isupper() and document.text[document.text.find("\n", end) - 1] == ":":
        return True
    return document.text[low].isupper() and _BEFORE_HEADING.fullmatch(lead) is not None
