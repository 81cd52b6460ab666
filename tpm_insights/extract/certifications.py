"""Which certifications a posting names, and whether each is required, preferred or only mentioned."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from tpm_insights.extract.certification_names import (
    LONGEST_GAP,
    STOP,
    UNLISTED,
    WORD,
    FalseFriends,
    Name,
    certification_words,
    find_names,
    group_names,
    is_named_nearby,
    next_word,
)
from tpm_insights.extract.certification_status import status_of
from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import Hit

_PIECES = re.compile(r",|/|\band\b|\bor\b")
_ALTERNATIVE = re.compile(r" ?(?:experience|familiarity|knowledge|training|background) ?(?:and/or|and|or|/) ?(?:an? )?")
_OPENS = re.compile(r"\s*(?:\(|:|,? ?(?:e\.g|such as|like|including|in|for|from)\b)")
_PM = "PM (generic)"
_LINES_OF_A_LIST = 10
_LONGEST_ITEM = 110
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
        evidence = _weigh(document, run, cues, limit)
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


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What makes an enumeration one of certificates.

    ``after``, ``before``: a certificate word follows or leads. ``inside``: end of the first and start of the last one
    within. ``opens``: end of the first one within that goes on to examples. ``heading``: the line above that heads the
    list. ``own``: one name can mean nothing else. ``known``: it is about knowing or using something.
    """

    after: bool
    before: bool
    inside: tuple[int, int] | None
    opens: int | None
    heading: tuple[int, int] | None
    own: bool
    known: bool

    @property
    def worded(self) -> bool:
        """Whether there is a certificate word."""
        return self.after or self.before or self.inside is not None or self.heading is not None


def _weigh(document: Document, run: list[Name], cues: list[Hit], limit: int) -> _Evidence | None:
    """Return what makes an enumeration one of certificates; None if nothing does."""
    lower = document.lower
    begin, end = run[0].start, max(name.end for name in run)
    first = bisect_left(cues, (begin, 0, ""))
    past = bisect_left(cues, (end, 0, ""))
    lead = lower[max(0, begin - 45, lower.rfind("\n", max(0, begin - 45), begin) + 1) : begin]
    evidence = _Evidence(
        after=past < len(cues) and _cue_follows(lower, end, cues[past][0], limit),
        before=first > 0 and (_cue_leads(lower, cues[first - 1][1], begin) or _cue_opens_line(document, begin, cues)),
        inside=(cues[first][1], cues[past - 1][0]) if past > first else None,
        opens=next((cue[1] for cue in cues[first : min(past, first + 5)] if _OPENS.match(lower, cue[1])), None),
        heading=_list_heading(document, begin, cues) if first else None,
        own=any(name.own for name in run),
        known=bool(certification_words().knowing.intersection(WORD.findall(lead)[-3:])),
    )
    return evidence if evidence.own or evidence.worded else None


def _accept(document: Document, run: list[Name], evidence: _Evidence, friends: FalseFriends) -> Iterator[Name]:
    """Yield the names of an enumeration that are certificates."""
    generic = certification_words().generic
    taken = -1
    for at, name in enumerate(run):
        if name.id == UNLISTED or friends.include(name) or _is_spelled_out(document.lower, run, at):
            continue
        if name.own:
            if not evidence.worded and len(run) == 1 and friends.lack_surroundings(name):
                continue
        elif not _is_meant(document, name, evidence, last=at == len(run) - 1):
            continue
        if name.id not in generic or (name.start >= taken and not is_named_nearby(document, name, run)):
            taken = max(taken, name.end)
            yield name


def _is_meant(document: Document, name: Name, evidence: _Evidence, *, last: bool) -> bool:
    """Tell if the name of a method stands for its certificate."""
    words = certification_words()
    inside = evidence.inside
    right = evidence.after or (inside is not None and inside[1] >= name.end)
    generic = name.id in words.generic
    headed = evidence.heading is not None and _leads_line(document, name)
    within = evidence.opens if generic else inside[0] if inside is not None else None
    left = evidence.before or headed or (within is not None and within <= name.start)
    abbreviated = evidence.own and name.end - name.start <= 5 and document.text[name.start : name.end].isupper()
    if evidence.known and not (evidence.before or abbreviated or (right and last)):
        return False
    if generic and not right and not evidence.before and evidence.heading and not _fills_line(document, name):
        return False
    listed = left or (evidence.own and not generic)
    return right or (listed and next_word(document.lower, name.end) not in words.method)


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


def _cue_follows(lower: str, end: int, cue: int, limit: int) -> bool:
    """Tell if a certificate word after an enumeration belongs to it: few words between, or more names."""
    gap = lower[end:cue]
    if len(gap) > LONGEST_GAP or STOP.search(gap):
        return False
    if _ALTERNATIVE.fullmatch(gap):
        return True
    between = WORD.findall(gap)
    if certification_words().apart.intersection(between):
        return False
    listed = gap.lstrip()[:1] in (",", "/") and all(len(piece.split()) <= 3 for piece in _PIECES.split(gap))
    return listed or (len(between) <= 5 and cue < limit)


def _cue_leads(lower: str, cue: int, begin: int) -> bool:
    """Tell if a certificate word before an enumeration introduces it."""
    gap = lower[cue:begin]
    if len(gap) > LONGEST_GAP or "\n" in gap or ";" in gap:
        return False
    between = WORD.findall(gap.replace("e.g.", " ").replace("i.e.", " "))
    return (
        len(between) <= 10
        and ". " not in gap.replace("e.g. ", " ").replace("i.e. ", " ")
        and all(word in certification_words().before for word in between)
    )


def _cue_opens_line(document: Document, begin: int, cues: list[Hit]) -> bool:
    """Tell if the sentence begins with certificates and comes to examples: "Certifications in agile (e.g. SAFe)"."""
    low, _ = document.sentence_bounds(begin)
    at = bisect_left(cues, (low, 0, ""))
    if at == len(cues) or cues[at][0] - low > 20 or begin - low > 250:
        return False
    lead = document.lower[max(low, begin - 10) : begin].rstrip(" ,(:")
    return lead.endswith(("e.g.", "e.g", "i.e.", "such as", "like", "including"))


def _list_heading(document: Document, begin: int, cues: list[Hit]) -> tuple[int, int] | None:
    """Return the line above that heads a list of certificates, if the name stands in a short item of such a list."""
    lower = document.lower
    low, high = document.line_bounds(begin)
    if high - low > _LONGEST_ITEM:
        return None
    for _ in range(_LINES_OF_A_LIST):
        if low <= 0:
            return None
        low, high = document.line_bounds(low - 1)
        line = lower[low:high].rstrip()
        if len(line) > _LONGEST_ITEM:
            return None
        at = bisect_left(cues, (low, 0, ""))
        holds = at < len(cues) and cues[at][0] < high
        colon = line.endswith(":")
        if holds and (colon or (len(line) <= 45 and line.endswith(certification_words().plural))):
            return (low, high)
        section = bisect_left(document.sections, (low, ""))
        if colon or (section < len(document.sections) and document.sections[section][0] < high):
            return None
    return None
