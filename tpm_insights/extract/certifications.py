"""Which certifications a posting names, and whether each is required, preferred or only mentioned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tpm_insights.extract.certification_evidence import Evidence, weigh
from tpm_insights.extract.certification_names import (
    UNLISTED,
    WORD,
    Name,
    certification_words,
    find_names,
    group_names,
    is_named_nearby,
    next_word,
)
from tpm_insights.extract.certification_status import status_of
from tpm_insights.extract.document import Document
from tpm_insights.extract.false_friends import FalseFriends

_PM = "PM (generic)"
_MOST_RUNS, _MOST_NAMES = 400, 40
_STRENGTH = {"mentioned": 0, "preferred": 1, "required": 2}


@dataclass(frozen=True, slots=True)
class Certification:
    """One certification a posting names.

    Attributes
    ----------
    id : str
        One of `tpm_insights.vocabulary.CERTIFICATIONS`.
    status : {"required", "preferred", "mentioned"}
        How it is asked for; the strongest wording in the text.
    span : tuple of (int, int)
        Where in `Document.text` that wording stands.
    """

    id: str
    status: str
    span: tuple[int, int]


def read_certifications(document: Document) -> tuple[Certification, ...]:
    r"""Read which certifications a posting asks for.

    A name that is also a method (ITIL, Lean, Six Sigma, AWS ...) counts only with a certificate word, or in one
    enumeration with a name that can mean nothing else. A generic "Agile certification" is its own id, unless the
    posting goes on to name which.

    Parameters
    ----------
    document : Document
        The posting.

    Returns
    -------
    tuple of Certification
        Each id once, in the order of the text.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> text = "Requirements\n- PMP or PRINCE2\n- Experience with ITIL processes\n- CSM certification is a plus"
    >>> [(c.id, c.status) for c in read_certifications(read_document(text))]
    [('PMP', 'required'), ('PRINCE2', 'required'), ('CSM', 'preferred')]
    """
    cues = [hit for hit in document.hits.get("certification_cue", ()) if hit[2] == "certificate"]
    if not cues and not document.hits.get("certification"):
        return ()
    found: dict[str, Certification] = {}
    friends = FalseFriends(document, cues)
    runs = group_names(document, find_names(document))[:_MOST_RUNS]
    for at, run in enumerate(runs):
        limit = runs[at + 1][0].start if at + 1 < len(runs) else len(document.text)
        evidence = weigh(document, run, cues, limit)
        if evidence is None:
            continue
        for name in _accept(document, run[:_MOST_NAMES], evidence, friends):
            status = status_of(document, (name.start, name.end), evidence.heading)
            known = found.get(name.id)
            if status is not None and (known is None or _STRENGTH[status] > _STRENGTH[known.status]):
                found[name.id] = Certification(name.id, status, (name.start, name.end))
    if _PM in found and certification_words().named[_PM].intersection(found):
        del found[_PM]
    return tuple(found.values())


def _accept(document: Document, run: list[Name], evidence: Evidence, friends: FalseFriends) -> Iterator[Name]:
    """Yield the names of an enumeration that are certificates."""
    generic = certification_words().generic
    taken = -1
    for at, name in enumerate(run):
        if name.id == UNLISTED or friends.include(name) or _is_spelled_out(document.lower, run, at):
            continue
        if name.own:
            if not evidence.worded and len(run) == 1 and friends.lack_surroundings(name):
                continue
        elif not _is_meant(document, name, evidence, last=at == len(run) - 1) or _is_firm(document.lower, name, run):
            continue
        if name.id not in generic or (name.start >= taken and not is_named_nearby(document, name, run)):
            taken = max(taken, name.end)
            yield name


def _is_firm(lower: str, name: Name, run: list[Name]) -> bool:
    """Tell if a name is that of a firm, with no other firm's cloud beside it: "Google Ads certification"."""
    beside = certification_words().firms.get(lower[name.start : name.end])
    return beside is not None and beside.isdisjoint(other.id for other in run)


def _is_meant(document: Document, name: Name, evidence: Evidence, *, last: bool) -> bool:
    """Tell if the name of a method stands for its certificate."""
    words = certification_words()
    inside = evidence.inside
    right = evidence.after or (inside is not None and inside[1] >= name.end)
    generic = name.id in words.generic
    headed = evidence.heading is not None and _leads_line(document, name)
    within = evidence.opens if generic else inside[0] if inside is not None else None
    left = evidence.before or headed or (within is not None and within <= name.start)
    abbreviated = evidence.own and name.end - name.start <= 5 and document.text[name.start : name.end].isupper()
    if evidence.known and not (evidence.before or abbreviated or (right and (last or evidence.bracketed))):
        return False
    if generic and not right and not evidence.before and evidence.heading and not _fills_line(document, name):
        return False
    listed = left or (evidence.own and not generic)
    return right or (listed and (evidence.direct or next_word(document.lower, name.end) not in words.method))


def _is_spelled_out(lower: str, run: list[Name], at: int) -> bool:
    """Tell if a name is the words for the abbreviation after it, though they would be another certificate's."""
    name = run[at]
    if name.own or name.end - name.start <= 15 or at + 1 == len(run):
        return False
    return lower[name.end : run[at + 1].start] == " ("


def _leads_line(document: Document, name: Name) -> bool:
    """Tell if a name stands at the beginning of its line, or of the enumeration that does."""
    low, _ = document.line_bounds(name.start)
    lead = document.lower[low : name.start]
    return len(lead) <= 6 or all(word in certification_words().filler for word in WORD.findall(lead))


def _fills_line(document: Document, name: Name) -> bool:
    """Tell if a name is all that its line says."""
    low, high = document.line_bounds(name.start)
    return (high - low) - (name.end - name.start) <= 15
