"""The lowest degree a posting accepts, how it is asked for, and the fields of study named with it."""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal, NamedTuple

from tpm_insights.extract.degrees import LEVELS, Degree, degrees_between
from tpm_insights.extract.document import Document
from tpm_insights.extract.equivalence import may_be_replaced
from tpm_insights.extract.standing import only_preferred
from tpm_insights.extract.statements import statement_bounds

Status = Literal["required", "preferred", "or_equivalent"]

_FIELD_BEFORE = 50
_FIELD_AFTER = 240
_MOST = 300  # no posting names more degrees; it bounds the time a freak text takes
_OWN_ITEM = ("", "a", "an", "minimum", "minimum of a", "education:")
_ASKING = ("requir", "prefer", "must", "minimum", "equivalent", "desired")


class Education(NamedTuple):
    """What degree a posting asks for.

    Attributes
    ----------
    level : {"high_school", "associate", "bachelor", "master", "doctorate"} or None
        The lowest degree that is accepted; None if none is named, or none with its level.
    status : {"required", "preferred", "or_equivalent"} or None
        How it is asked for; "or_equivalent" if experience is accepted in its place; None if no degree is named.
    fields : tuple of str
        Fields of study named with it, keys of ``vocabulary.STUDY_FIELDS``, in the order of the text.
    spans : tuple of (int, int)
        Where the degrees that decided are named, three at most.
    """

    level: str | None
    status: Status | None
    fields: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


_NOTHING = Education(None, None, (), ())


def read_education(document: Document) -> Education:
    """Return the degree a posting asks for.

    Parameters
    ----------
    document : Document
        The posting.

    Returns
    -------
    Education
        With None where it asks for none.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> def shown(text):
    ...     education = read_education(read_document(text))
    ...     return education.level, education.status, education.fields
    >>> shown("Bachelor's required in Computer Science, Master's preferred.")
    ('bachelor', 'required', ('computer_science',))
    >>> shown("BS/BA or equivalent work experience. Knows MS Office and master data.")
    ('bachelor', 'or_equivalent', ())
    >>> shown("A degree in nursing is a plus.")
    (None, 'preferred', ('health',))
    """
    named = [d for d in degrees_between(document, 0, len(document.lower))[:_MOST] if _is_asked(document, d)]
    if not named:
        return _NOTHING
    pool = [degree for degree, wished in zip(named, only_preferred(document, named), strict=True) if not wished]
    status: Status = "required" if pool else "preferred"
    pool = pool or named
    lowest = min(
        (degree for degree in pool if degree.level is not None),
        key=lambda degree: LEVELS.index(degree.level or ""),
        default=None,
    )
    if status == "preferred" and pool[0].level is None:
        lowest = None  # "Relevant degree preferred, advanced degree a plus"
    if status == "required" and may_be_replaced(document, pool, lowest):
        status = "or_equivalent"
    decided = [degree for degree in pool if lowest is None or degree.level == lowest.level]
    return Education(
        level=lowest.level if lowest else None,
        status=status,
        fields=_fields(document, pool),
        spans=tuple((degree.start, degree.end) for degree in decided[:3]),
    )


def _is_asked(document: Document, degree: Degree) -> bool:
    """Tell if a degree stands where requirements may stand; a heading may have been missed."""
    section = document.section_at(degree.start)
    if section not in ("benefits", "pay", "company"):
        return True
    low, high = statement_bounds(document, degree.start)
    if section != "benefits" and document.lower[low : degree.start].strip(" -*(.0123456789") in _OWN_ITEM:
        return True
    sentence = document.lower[low:high]
    return any(word in sentence for word in _ASKING)


def _fields(document: Document, degrees: list[Degree]) -> tuple[str, ...]:
    """Return the fields of study named in the statements of degrees, straight before or anywhere behind them."""
    hits = document.hits.get("study_field", [])
    found: dict[str, None] = {}
    done = 0
    for degree in degrees if hits else ():
        low, high = statement_bounds(document, degree.start)
        low, high = max(low, degree.start - _FIELD_BEFORE, done), min(high, degree.end + _FIELD_AFTER)
        done = max(done, high)
        cut = document.lower.find("experience", degree.end, high)
        high = cut if cut >= 0 else high
        for at, stop, key in hits[bisect_left(hits, (low,)) : bisect_left(hits, (high,))]:
            if at >= degree.end or not document.lower[stop : degree.start].strip():
                found[key] = None
    return tuple(found)
