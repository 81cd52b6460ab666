"""Where the work is done: remote, hybrid or on site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import Hit, lexicon

_HIDDEN = "not_a_mode"
_BARE = "_bare"
_LABEL = re.compile(
    r"[ \-*•]*(?:(?:job|work|working|workplace|position|employment|role|office|primary|shift|reporting|client|duty) ?)?"
    r"(?:locations?|type|schedule|hours|shift|mode|arrangement|setting|place|site|worksite|environment|model|style"
    r"|status|flexibility|position|based)(?:\(s\)| of (?:position|employment|work|job))? ?(?::| [-–] )"
)
_LABELLED = 70
_LABELLED_LINE = 130
_VALUE_ENDS = re.compile(
    r"\s*(?:[.,;/|()\[\]–-]|\Z|(?:only|role|position|in|at|first|required|preferred|w/|with|from|friendly|flexible|model|schedule)\b)"
)
# lost line breaks: "Location: Oslo, NO Hybrid Duration: 6 months"
_INLINE = re.compile(
    r"\b(?:location|work ?place|schedule|(?:job|work|position) type|work mode) ?: ?(?:\(|[\w.-]+,? ){0,6}\(? ?\Z"
)
_NEXT_LABEL = re.compile(r" ?(?:[,;|)/(]|[Oo]nly\b| [A-Z][\w/ -]{2,20} ?:|\n|\Z| ?[A-Z][a-z]+)")
_NO_VALUE = re.compile(
    r"\b(?:no|not|could|may|might|but|visits?|support|travel|meetings?|teams?|clients?|customers?)\b"
)
_SET_FOR_IT = re.compile(
    r"\b(?:will(?: \w+)? be|is|are|to be|,|^)?\s*primarily $|\bwill (?:\w+ )?be (?:primarily )?$", re.MULTILINE
)
_WORD = re.compile(
    r"\b(remote|hybrid|on-?\s?site|in-office|work from home|wfh|virtual|telework)\b[\s,:-]{0,9}(\w*)", re.IGNORECASE
)
_DAYS = re.compile(
    r"\b(\d|one|two|three|four|five)\b\+?(?: ?\(\d\))?(?: ?(?:-|to|or) ?(?:\d|one|two|three|four|five)\b\+?)? ?"
    r"(?:full |set |or more )?$"
)
_PERCENT = re.compile(r"(?:(\d{1,3}) ?|\U0001f4af ?)$")
_NAMED_OFFICE = re.compile(
    r" (?:our|(the|its)) (?:[A-Z0-9][\w.&',/-]* "
    r"|(?:corporate|global|new|main|head|regional|central|local|downtown|in|and|or|of) ){0,6}"
    r"(?:(?(1)o|[Oo])ffices?|(?(1)h|[Hh])eadquarters|HQ|[Cc]ampus)\b(?! of\b)"
)
_OF_THE_JOB = re.compile(
    r"\b(?:position|role|job|program|internship|you|you'll|your|candidates?|join|seeking|looking|hiring|opportunity|vacancy)\b"
)
_DENIAL = re.compile(r"\b(?:not|no|isn't|neither|cannot|never|n't)\b[\w\s]{0,16}$")
_OFFICE = re.compile(r"\bon-?\s?site|\boffice|\bin[- ]person")
_HOME = re.compile(r"\bremote|\bhome\b|\bwfh\b|\btelework")
_MEALS = re.compile(r"\b(?:lunch|meal|snack|dinner|breakfast)")
_AROUND = 60
_ALL_WEEK = frozenset({"5", "6", "7", "five", "six", "seven"})
_DEFAULT_SECTIONS = frozenset({"benefits", "company"})


@dataclass(frozen=True, slots=True)
class WorkMode:
    """Where the work of a job is done.

    Attributes
    ----------
    mode : {"remote", "hybrid", "onsite"}
        As stated for the job.
    span : tuple of (int, int) or None
        Where `Document.text` says so; None if the title or the place does.
    """

    mode: str
    span: tuple[int, int] | None


@cache
def _strength() -> dict[str, int]:
    """Return how sure each kind of wording is."""
    return dict(lexicon("work_mode")["strength"])


@cache
def _unless() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return words that take a statement back, and words after which a title's word is about something else."""
    read = lexicon("work_mode")["unless"]
    return tuple(read["words"]), frozenset(read["not_before"])


def read_work_mode(document: Document) -> WorkMode | None:
    """Read where the work is done, if the posting states it for the job.

    Remote teams, sites and monitoring, hybrid clouds and on-site gyms are not about the job. "Not remote" is on site.

    Parameters
    ----------
    document : Document
        The posting, with its title and place.

    Returns
    -------
    WorkMode or None
        None if nothing is stated.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> read_work_mode(read_document("You will be in the office 3 days a week.")).mode
    'hybrid'
    >>> read_work_mode(read_document("Lead remote teams in a hybrid cloud.", place="Remote, US")).mode
    'remote'
    >>> read_work_mode(read_document("Lead remote teams in a hybrid cloud.")) is None
    True
    >>> read_work_mode(read_document("You will be based in our Leeds office.")).mode
    'onsite'
    """
    strength = _strength()
    best: tuple[int, WorkMode] | None = None
    for words, kind in ((document.title, "title"), (document.place, "place")):
        mode = _mode_of_name(words)
        if mode is not None and (best is None or strength[kind] > best[0]):
            best = strength[kind], WorkMode(mode, None)
    for hit in document.hits.get("work_mode", ()):
        stated = _kind_of(document, hit)
        if stated is not None and (best is None or strength[stated] > best[0]):
            best = strength[stated], WorkMode(stated.split("_")[0], hit[:2])
    return best[1] if best is not None else None


def _mode_of_name(words: str) -> str | None:
    """Return the mode that a title or place names; hybrid goes before the others."""
    modes = set()
    for found in _WORD.finditer(words[:400]):
        if found.group(2).lower() not in _unless()[1]:
            word = found.group(1).lower()
            modes.add("hybrid" if word == "hybrid" else "onsite" if word.startswith(("on", "in")) else "remote")
    for mode in ("hybrid", "onsite", "remote"):
        if mode in modes:
            return mode
    return None


def _kind_of(document: Document, hit: Hit) -> str | None:
    """Return the kind of statement a hit makes about the job, if any."""
    start, end, key = hit
    # most "work in" is about something else: that is seen before the sentence is looked for
    if key == _HIDDEN or (key == "office" and not _NAMED_OFFICE.match(document.text, end, end + 2 * _AROUND)):
        return None
    if key.endswith((_BARE, "_field")):
        return _kind_of_bare(document, hit) if key.endswith(_BARE) else key
    low, high = document.sentence_bounds(start)
    sentence = document.lower[max(low, start - 3 * _AROUND) : min(high, end + 3 * _AROUND)]
    if any(word in sentence for word in _unless()[0]):
        return None
    if key.startswith(("remote_", "hybrid_")) and _DENIAL.search(document.lower[max(low, start - 24) : start]):
        return "onsite_stated"
    if key in ("office", "percent", "days"):
        return _kind_by_surroundings(document, hit, low, high)
    return _kind_of_loose(document, hit, low, high) if key in ("hybrid_loose", "remote_culture") else key


def _kind_of_loose(document: Document, hit: Hit, low: int, high: int) -> str | None:
    """Return the kind of a word that may be about a cloud, or about the firm; on a labelled line it is surer."""
    start, end, key = hit
    if key == "remote_culture":
        return None if document.section_at(start) in _DEFAULT_SECTIONS and document.place else key
    bare = (start, start + len("hybrid"), f"hybrid{_BARE}")
    if document.lower.startswith("hybrid", start) and (surer := _kind_of_bare(document, bare)):
        return surer
    return None if "cloud" in document.lower[max(low, start - _AROUND) : min(high, end + _AROUND)] else key


def _kind_of_bare(document: Document, hit: Hit) -> str | None:
    """Return the kind of a word that is the value of a labelled line, or all of its line; None elsewhere."""
    start, end, key = hit
    lower, mode = document.lower, key.removesuffix(_BARE)
    low, high = document.line_bounds(start)
    if high - low > _LABELLED_LINE:
        near = max(low, start - _LABELLED)
        if lower.find(":", near, start) < 0 or _INLINE.search(lower, near, start) is None:
            return None
        return f"{mode}_field" if _NEXT_LABEL.match(document.text, end) else None
    if not lower[low:start].strip(" -*•(") and not lower[end:high].strip(" .!)"):
        return f"{mode}_loose"
    label = _LABEL.match(lower, low, start)
    if label is None or start - label.end() > _LABELLED or not _VALUE_ENDS.match(lower, end, high):
        return None
    return f"{mode}_field" if _NO_VALUE.search(lower, label.end(), start) is None else None


def _kind_by_surroundings(document: Document, hit: Hit, low: int, high: int) -> str | None:
    """Return the kind of a hit that says nothing by itself: an office, a share of remote work, days a week."""
    start, end, key = hit
    if key == "office":
        return "onsite_loose" if _is_workplace(document, start, end, low, high) else None
    if key == "percent":
        share = _PERCENT.search(document.lower, max(low, start - 5), start)
        return None if share is None else "remote_stated" if share.group(1) in (None, "100") else "hybrid_stated"
    return _kind_of_days(document.lower, start, end, low, high)


def _is_workplace(document: Document, start: int, end: int, low: int, high: int) -> bool:
    """Tell if an office is named as the place of this job: "you will be based in our Leeds office"."""
    if _NAMED_OFFICE.match(document.text, end, min(high, end + 2 * _AROUND)) is None:
        return False
    if _HOME.search(document.lower, end, min(high, end + _AROUND)):
        return False  # "work from the office, or from home"
    if _SET_FOR_IT.search(document.lower, max(low, start - _AROUND // 2), start):
        return True  # "the analyst will be based in our Leeds office"
    return _OF_THE_JOB.search(document.lower, max(low, end - 3 * _AROUND), min(high, end + _AROUND)) is not None


def _kind_of_days(lower: str, start: int, end: int, low: int, high: int) -> str | None:
    """Return what a number of days a week says: some days in the office, or all."""
    number = _DAYS.search(lower[max(low, start - 20) : start])
    around = lower[max(low, start - _AROUND) : min(high, end + _AROUND)]
    office, home = _OFFICE.search(around), _HOME.search(around)
    if number is None or not (office or home) or _MEALS.search(lower, max(low, start - _AROUND // 2), start):
        return None
    return "onsite_stated" if number.group(1) in _ALL_WEEK and not home else "hybrid_stated"
