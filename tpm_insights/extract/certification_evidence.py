"""What makes an enumeration of names one of certificates: certificate words around it, or the heading of its list."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from tpm_insights.extract.certification_names import LONGEST_GAP, STOP, WORD, Name, certification_words
from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import Hit

_PIECES = re.compile(r",|/|\band\b|\bor\b")
_ALTERNATIVE = re.compile(
    r" ?(?:experience|familiarity|knowledge|training|background) ?(?:and/or|and|or|/) ?(?:an? )?| with (?:an? |the )?"
)
_LISTS = re.compile(
    r"\s*[:(]\s*(?:[ei]\.?g\.?,? )?|,? (?:such as|including|like|e\.?g\.?)[,:]? "
    r"|(?: (?:related|relevant) to| from| in| on) (?=[^,/]{2,30}(?:,|/| and | or ))"
)
_DIRECT = re.compile(r" in (?:the )?")
_EXAMPLE = re.compile(r" ?\((?:[ei]\.?g\.?,? |such as |like |including )|,? (?:such as|including|like|e\.?g\.?)[,:]? ")
_TOPIC = re.compile(
    r" (?:in|on|for|from|within|with) (?:[\w&/-]+ ){1,7}\((?:[ei]\.g\.?,? ?|i\.e\.?,? ?|such as |like |including )?"
)
# "certification in business analysis, project management or law"
_FIELDS = re.compile(
    r" in (?:(?:[a-z&-]+ ){0,2}[a-z&-]+, ){0,4}(?:(?:[a-z&-]+ ){1,3}(?:and/or|and|or)|(?:[a-z&-]+ ){0,2}[a-z&-]+,) "
)
# "cloud platforms (certification a plus)": of all that the enumeration names
_BRACKETED = re.compile(r"(?: [\w/&]+){0,2} \((?:[\w/]+ )?")
_OPENS = re.compile(r"\s*(?:\(|:|,? ?(?:e\.g|such as|like|including|in|for|from)\b)")
_LABEL = re.compile(r"[a-z]+s?(?:/[a-z]+)?:")
_HEADS = re.compile(r"\b(?:these|(?:the )?following|listed below)\b")
_QUALIFICATION = ("qualification", "qualifications")
_DEGREE = re.compile(r"\bdegree|\bbachelor|\bmaster'?s|\bdiploma|\bb\.?sc?\b")
_LINES_OF_A_LIST = 10
_LONGEST_ITEM = 110


class Evidence(NamedTuple):
    """What makes an enumeration one of certificates.

    Attributes
    ----------
    after, before : bool
        Whether a certificate word follows or leads.
    inside : tuple of (int, int) or None
        End of the first and start of the last certificate word within.
    opens : int or None
        End of the first one within that goes on to examples.
    heading : tuple of (int, int) or None
        The line above that heads the list.
    direct : bool
        Whether the name is what the certificate is in: "certification in AWS Cloud".
    bracketed : bool
        Whether the certificate word stands in brackets after the enumeration, so that it is said of all its names.
    own : bool
        Whether one name can mean nothing else.
    known : bool
        Whether it is about knowing or using something.
    """

    after: bool
    before: bool
    inside: tuple[int, int] | None
    opens: int | None
    heading: tuple[int, int] | None
    direct: bool
    bracketed: bool
    own: bool
    known: bool

    @property
    def worded(self) -> bool:
        """Whether there is a certificate word."""
        return self.after or self.before or self.inside is not None or self.heading is not None


def weigh(document: Document, run: list[Name], cues: list[Hit], limit: int) -> Evidence | None:
    """Return what makes an enumeration one of certificates.

    Parameters
    ----------
    document : Document
        The posting.
    run : list of Name
        The enumeration.
    cues : list of (int, int, str)
        Certificate words of the posting, in order.
    limit : int
        Where the next enumeration begins.

    Returns
    -------
    Evidence or None
        None if nothing does.
    """
    lower = document.lower
    begin, end = run[0].start, max(name.end for name in run)
    first = bisect_left(cues, (begin, 0, ""))
    past = bisect_left(cues, (end, 0, ""))
    lead = lower[max(0, begin - 45, lower.rfind("\n", max(0, begin - 45), begin) + 1) : begin]
    evidence = Evidence(
        after=past < len(cues)
        and _cue_follows(lower, end, cues[past][0], limit)
        and not _is_schooling(document, begin, cues[past]),
        before=first > 0
        and (_cue_leads(document, cues[first - 1][1], begin) or _cue_opens_line(document, begin, cues)),
        inside=(cues[first][1], cues[past - 1][0]) if past > first else None,
        opens=next((cue[1] for cue in cues[first : min(past, first + 5)] if _OPENS.match(lower, cue[1])), None),
        heading=_list_heading(document, begin, cues) if first else None,
        direct=first > 0
        and any(form.fullmatch(lower, cues[first - 1][1], begin) for form in (_DIRECT, _FIELDS, _EXAMPLE)),
        bracketed=past < len(cues) and _BRACKETED.fullmatch(lower, end, cues[past][0]) is not None,
        own=any(name.own for name in run),
        known=bool(certification_words().knowing.intersection(WORD.findall(lead)[-3:])),
    )
    return evidence if evidence.own or evidence.worded else None


def _cue_follows(lower: str, end: int, cue: int, limit: int) -> bool:
    """Tell if a certificate word after an enumeration belongs to it: few words between, or more names."""
    gap = lower[end:cue]
    if len(gap) > LONGEST_GAP or STOP.search(gap):
        return False
    if gap.strip() and _LABEL.match(lower, cue):  # "Skills: Python, AWS Education/Certifications: a degree"
        return False
    if _ALTERNATIVE.fullmatch(gap):
        return True
    between = WORD.findall(gap)
    if certification_words().apart.intersection(between):
        return False
    listed = gap.lstrip()[:1] in (",", "/") and all(len(piece.split()) <= 3 for piece in _PIECES.split(gap))
    if listed or (len(between) <= 5 and cue < limit):
        return True
    return certification_words().filler.issuperset(
        between
    )  # "AWS developer or solutions architect associate certificate"


def _is_schooling(document: Document, begin: int, cue: Hit) -> bool:
    """Tell if a "related qualification" is schooling: "a degree in project management or similar qualification"."""
    lower = document.lower
    if not lower.endswith(_QUALIFICATION, cue[0], cue[1]):
        return False
    return _DEGREE.search(lower, document.sentence_bounds(begin)[0], begin) is not None


def _reads_like_name(piece: str) -> bool:
    """Tell if a piece of a list is short and in capitals, as an abbreviated certificate is."""
    words = piece.split()
    return (
        len(words) <= 4 and bool(words) and all(word.lstrip(".")[:1].isupper() or word[0].isdigit() for word in words)
    )


def _cue_leads(document: Document, cue: int, begin: int) -> bool:
    """Tell if a certificate word before an enumeration introduces it."""
    gap = document.lower[cue:begin]
    if len(gap) > LONGEST_GAP or "\n" in gap or ";" in gap:
        return False
    opened = _LISTS.match(gap)
    if opened and not STOP.search(gap, opened.end()):  # "certifications: XYZ, ITIL": names that no lexicon has
        pieces = _PIECES.split(document.text[cue + opened.end() : begin])
        if all(_reads_like_name(piece) for piece in pieces[:-1]) and not pieces[-1].strip():
            return True
    if _TOPIC.fullmatch(gap) or _FIELDS.fullmatch(gap):  # "certification in process improvement (Six Sigma"
        return True
    between = WORD.findall(gap.replace("e.g.", " ").replace("i.e.", " ").replace("i.g.", " "))
    return (
        len(between) <= 10
        and ". " not in gap.replace("e.g. ", " ").replace("i.e. ", " ").replace("i.g. ", " ")
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
        heads = colon or _HEADS.search(line) is not None
        if holds and (heads or (len(line) <= 45 and line.endswith(certification_words().plural))):
            return (low, high)
        section = bisect_left(document.sections, (low, ""))
        if colon or (section < len(document.sections) and document.sections[section][0] < high):
            return None
    return None
