"""How a certification is asked for: required, preferred, or no more than mentioned."""

from __future__ import annotations

import re
from bisect import bisect_left

from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import Hit

_REACH = 160
_LEADS = re.compile(r"^\W*(?:[:;(\-]|(?:\w+ )?(?:certif|credential|licen|qualif|skill|accredit))")
_NEW_ITEM = re.compile(r"[.)] (?=[A-Z*])| [*•] ")
_WORDS_BETWEEN = 14
_NEAR = 60


def status_of(document: Document, span: tuple[int, int], heading: tuple[int, int] | None) -> str | None:
    """Return how a certification is asked for where it is named.

    The words of its sentence decide: first those that put it off ("willing to obtain", "within one year of hire"), then
    what follows the name ("PMP preferred"), then what leads to it ("must have"), then the heading of its list, then the
    section. An undifferentiated list is required.

    Parameters
    ----------
    document : Document
        The posting.
    span : tuple of (int, int)
        Where the name stands.
    heading : tuple of (int, int) or None
        The line that heads the list of certificates it stands in.

    Returns
    -------
    {"required", "preferred", "mentioned"} or None
        None if the certificate is the employer's own.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> document = read_document("PMP required within one year of hire. CSM is desired but not required.")
    >>> status_of(document, (0, 3), None), status_of(document, (38, 41), None)
    ('mentioned', 'preferred')
    """
    low, high = document.sentence_bounds(span[0])
    hits = document.hits.get("certification_cue", [])
    first = bisect_left(hits, (max(low, span[0] - _REACH), 0, ""))
    nearby = hits[first : bisect_left(hits, (min(high, span[1] + _REACH), 0, ""))]
    section = document.section_at(span[0])
    if any(hit[2] == "own" for hit in nearby):
        return None
    if section in ("benefits", "pay") or any(_puts_off(document, span, hit) for hit in nearby):
        return "mentioned"
    status = (
        _after(document, span[1], nearby)
        or _before(document, span[0], nearby)
        or (_of_heading(heading, hits) if heading else None)
        or ("preferred" if section == "preferred" else "required")
    )
    replaceable = any(hit[2] == "instead" and span[1] <= hit[0] <= span[1] + _NEAR for hit in nearby)
    return "mentioned" if replaceable and status == "required" else status


def _puts_off(document: Document, span: tuple[int, int], hit: Hit) -> bool:
    """Tell if a word says that the certificate may come later: near it, and not about a clearance."""
    if hit[2] != "later" or hit[1] < span[0] - _NEAR or hit[0] > span[1] + 2 * _NEAR:
        return False
    return "clearance" not in document.lower[hit[1] : hit[1] + _NEAR]


def _after(document: Document, end: int, nearby: list[Hit]) -> str | None:
    """Return the first status word after a name, unless a new item begins between them."""
    for hit in nearby:
        if hit[0] >= end and hit[2] in ("required", "preferred"):
            gap = document.text[end : hit[0]]
            return None if _NEW_ITEM.search(gap) or len(gap.split()) > _WORDS_BETWEEN else hit[2]
    return None


def _before(document: Document, start: int, nearby: list[Hit]) -> str | None:
    """Return the last status word before a name that leads to it."""
    for hit in reversed(nearby):
        if hit[1] > start:
            continue
        if hit[2] in ("required_before", "preferred_before"):
            return hit[2].removesuffix("_before")
        if hit[2] in ("required", "preferred") and _LEADS.match(document.lower[hit[1] : start]):
            return hit[2]
    return None


def _of_heading(heading: tuple[int, int], hits: list[Hit]) -> str | None:
    """Return the status that the heading of a list gives."""
    for hit in hits[bisect_left(hits, (heading[0], 0, "")) :]:
        if hit[0] >= heading[1]:
            return None
        if hit[2] in ("required", "preferred"):
            return hit[2]
        if hit[2] in ("required_before", "preferred_before"):
            return hit[2].removesuffix("_before")
    return None
