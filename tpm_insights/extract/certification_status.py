"""How a certification is asked for: required, preferred, or no more than mentioned."""

from __future__ import annotations

import re
from bisect import bisect_left

from tpm_insights.extract.certification_names import UNLISTED, certification_words
from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import Hit
from tpm_insights.extract.statements import in_preferred_section

_REACH = 160
_LEADS = re.compile(
    r"^\W*(?:[:;(\-]|(?:[\w/-]+ ){0,2}(?:certif|credential|licen|qualif|skill|accredit)"
    r"|(?:[a-z]+,? ){0,7}(?:e\.?g\b|i\.?e\b|such as|including|like|for example)|(?:notably|examples?)\b)"
)
_EXAMPLES = re.compile(r"(?:some )?(?:examples?|notably|for example|e\.g|such as|these include)\b")
_NEW_ITEM = re.compile(r"[.)] (?=[A-Z*])| [*•] ")
_WORDS_BETWEEN = 14
_NEAR = 60
# "...; or" before an item of a list, with or without its number
_OR_BEFORE = re.compile(r"\bor[\s-]*(?:\(?\w{1,2}[.)]\s*)?$")
_OR_FIRST = re.compile(r"\W*or\b")
_EARNED_OTHERWISE = re.compile(r"\b(?:degree|experience|education|diploma|graduation|years)\b")
_NEXT = 240
_TIME_GIVEN = re.compile(
    r"[\s*-]*(?:this|it|must|certif|if|(?:the )?(?:certif|you|selectee|incumbent|employees?|candidate|selected"
    r"|individuals?|applicants?|appointees?|person))\b[^.\n]{0,150}?"
    r"\b(?:within|has|have|had|allowed|up to|given|no later than)\b[^.\n]{0,40}?\b(?:months?|years?|days)\b[^.\n]{0,60}"
)
_TO_OBTAIN = re.compile(r"obtain|achiev|attain|certif|complet|meet\b|\bmet\b")
_ITEM_BEFORE, _LIST_BEFORE = 160, 500


def status_of(document: Document, span: tuple[int, int], heading: tuple[int, int] | None) -> str | None:
    """Return how a certification is asked for where it is named.

    The words of its sentence decide: first those that put it off ("willing to obtain", "within one year of hire"), then
    what follows the name ("PMP preferred"), then what leads to it ("must have"), then the heading of its list, then the
    section. An undifferentiated list is required. A certificate in whose place a degree or experience is accepted is
    mentioned.

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
    if low and _EXAMPLES.match(document.lower, low):  # "Certificates are a plus. Examples include CISM"
        low = document.sentence_bounds(low - 2)[0]
    if _OR_FIRST.match(document.lower, high):  # "registration; or ability to obtain it"
        high = document.sentence_bounds(high + 1)[1]
    hits = document.hits.get("certification_cue", [])
    first = bisect_left(hits, (max(low, span[0] - _REACH), 0, ""))
    nearby = hits[first : bisect_left(hits, (min(high, span[1] + _REACH), 0, ""))]
    section = _section_of(document, span[0])
    if any(hit[2] == "own" for hit in nearby):
        return None
    if any(_puts_off(document, span, hit) for hit in nearby) or _put_off_next(document, span[1], high):
        return "mentioned"
    elsewhere = section in ("benefits", "pay")
    explicit = _explicit(document, span, _plain_words(document, nearby) if elsewhere else nearby)
    if elsewhere and explicit is None:
        return "mentioned"
    status = explicit or (_of_heading(heading, hits) if heading else None)
    replaceable = any(hit[2] == "instead" and span[1] <= hit[0] <= span[1] + _NEAR for hit in nearby)
    if (replaceable and explicit != "preferred") or (explicit is None and _is_alternative(document, low, span)):
        return "mentioned"
    return status or ("preferred" if section == "preferred" or in_preferred_section(document, span[0]) else "required")


def _section_of(document: Document, at: int) -> str | None:
    """Return the section; "Salary: 90k. PMP required" heads no more than its own sentence with a word about pay."""
    kind = document.section_at(at)
    if kind == "pay":
        heading = document.sections[bisect_left(document.sections, (at + 1, "")) - 1][0]
        if heading >= document.line_bounds(at)[0] and document.sentence_bounds(heading)[1] <= at:
            return None
    return kind


def _explicit(document: Document, span: tuple[int, int], nearby: list[Hit]) -> str | None:
    """Return what the words round a name say."""
    if document.lower.endswith(("preferred", "desired"), *span):
        return "preferred"  # the word is a part of the name: "PE preferred"
    return _after(document, span[1], nearby) or _before(document, span[0], nearby)


def _plain_words(document: Document, nearby: list[Hit]) -> list[Hit]:
    """Return the words that ask for something even where benefits are told; a "bonus" there is money."""
    plain = certification_words().plain
    return [hit for hit in nearby if document.lower[hit[0] : hit[1]] in plain]


def _is_alternative(document: Document, low: int, span: tuple[int, int]) -> bool:
    """Tell if a certificate is one item of a list of which a degree or experience is another: "or 3. a license"."""
    lower = document.lower
    if not (_OR_BEFORE.search(lower, max(0, low - 12), low) or _OR_FIRST.match(lower, low, span[0])):
        return False
    others = document.hits.get("certification", [])
    for start, _, key in others[bisect_left(others, (max(0, low - _ITEM_BEFORE), 0, "")) :]:
        if start >= low:
            break
        if key != UNLISTED:
            return False
    return _EARNED_OTHERWISE.search(lower, max(0, low - _LIST_BEFORE), low) is not None


def _puts_off(document: Document, span: tuple[int, int], hit: Hit) -> bool:
    """Tell if a word says that the certificate may come later: near it, and not about a clearance."""
    if hit[2] != "later" or hit[1] < span[0] - _NEAR or hit[0] > span[1] + 2 * _NEAR:
        return False
    return "clearance" not in document.lower[hit[1] : hit[1] + _NEAR]


def _put_off_next(document: Document, end: int, high: int) -> bool:
    """Tell if the next sentence gives time to obtain what was named: "You have 24 months to obtain it."."""
    found = _TIME_GIVEN.match(document.lower, high, high + _NEXT)
    if found is None or not _TO_OBTAIN.search(found.group()):
        return False
    hits = document.hits.get("certification", [])
    at = bisect_left(hits, (end, 0, ""))
    return at == len(hits) or hits[at][0] >= found.end()


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
