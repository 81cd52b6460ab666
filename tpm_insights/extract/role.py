"""Which role a posting is for, and at what level: the title first, then what the text says."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tpm_insights.clean.titles import MANAGERS, TitleFacts, read_title
from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import lexicon

Span = tuple[int, int]

_FEW = 3
_OF_DATA = re.compile(r"\bdata\b(?! (?:center|entry))", re.IGNORECASE)
_NOT_ABOUT_THE_ROLE = frozenset({"company", "benefits", "pay", "preferred"})
_NAMED = re.compile(
    r"(?:^|\n) *(?:(?:job|position|role|working) )?(?:title|position|role) *: *([^\n|]{3,90})", re.IGNORECASE
)
_LABELS = ("title", "position", "role")
_TOP = 600
_SNIPPET = re.compile(
    r"(?:[^\n.,;:!?()]|\.(?=net\b)){1,70}?(?=\b(?:who|with|to|that|in|for|at|on|and|will|is|your|you)\b"
    r"|[\n,;:!?()]|\.(?!net\b)|$)",
    re.IGNORECASE,
)
_IS_THE_JOB = re.compile(
    r"(?:\b(?:as|seeking|hiring|needs?|requires?|is|looking for|role for|is for|position for|recruiting|become|title"
    r"|position|role)\b:?\s*"
    r"(?:(?:an?|the|our|one|experienced|highly|skilled|motivated|talented|new|remote|dedicated|proactive)\s+)*|^\s*)$"
)
_IS_ANOTHER = re.compile(
    r"\b(?:experience|worked|reports?|reporting|previously|background|assist\w*|support\w*)\b[^\n]{0,30}$"
)


class Role(NamedTuple):
    """What job a posting is for.

    Attributes
    ----------
    role_family : str or None
        One of `tpm_insights.vocabulary.ROLE_FAMILIES`; "other" if the title names no role of the list, None if neither
        title nor text names any role.
    seniority : str or None
        One of `tpm_insights.vocabulary.SENIORITIES`; None if nothing states it.
    spans : dict of str to tuple of (int, int)
        For each of the two that the text decided: where in `Document.text`.
    """

    role_family: str | None
    seniority: str | None
    spans: dict[str, Span]


def read_role(document: Document) -> Role:
    """Read role family and level.

    The first role of a double title counts. Managers of projects and programs are technical if the title says so, or if
    the words of duties and requirements outweigh others (``role_cues.toml``); managers of products only if the title or
    the text calls them so.

    Parameters
    ----------
    document : Document
        The posting, with its title.

    Returns
    -------
    Role
        Family, level and the places in the text that decided.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> read_role(read_document("Plan tenant renovations.", title="Sr. Project Manager"))
    Role(role_family='project_manager', seniority='senior', spans={})
    >>> text = "Run Jira and CI/CD with engineering teams, track API work and data migration."
    >>> read_role(read_document(text, title="Project Manager")).role_family
    'technical_project_manager'
    """
    spans: dict[str, Span] = {}
    facts = read_title(document.title or _title_in_text(document))
    family: str | None = facts.role_family or ("other" if document.title else None)
    if facts.kind in MANAGERS and facts.role_family is not None:
        technical, span = _is_technical(document, facts)
        family = MANAGERS[facts.kind] if technical else facts.kind
        if span is not None:
            spans["role_family"] = span
    seniority = facts.seniority
    if seniority is None:
        seniority, span = _level_in_text(document, facts.kind)
        if span is not None:
            spans["seniority"] = span
    return Role(family, seniority, spans)


def _title_in_text(document: Document) -> str:
    """Return the title that the text gives, for postings without one."""
    if _is_labelled(document.lower):
        found = _NAMED.search(document.text[:_TOP])
        if found:
            return found.group(1)
    line = document.text[: document.line_bounds(0)[1]]
    return line if len(line) <= 90 else ""


def _is_labelled(lower: str) -> bool:
    """Tell if a colon follows a word for the job in the first lines; it is a quick look."""
    colon = lower.find(":", 0, _TOP)
    while colon >= 0:
        if lower.endswith(_LABELS, 0, colon - (lower[colon - 1] == " ")):
            return True
        colon = lower.find(":", colon + 1, _TOP)
    return False


def _is_technical(document: Document, facts: TitleFacts) -> tuple[bool, Span | None]:
    """Tell if a manager is technical, and where the text says so if the title does not."""
    cues: dict[str, tuple[str, Span]] = {}
    for start, end, key in document.hits.get("role_cue", ()):
        if document.section_at(start) not in _NOT_ABOUT_THE_ROLE:
            cues.setdefault(document.lower[start:end], (key, (start, end)))
    if facts.technical:
        return facts.weight > 2 or _first(cues, "technical") is not None or len(cues) < _FEW, None
    if facts.kind == "product_manager":
        span = _first(cues, "product")
        return span is not None or _OF_DATA.search(document.title) is not None, span
    weights, enough = _scale()
    score = facts.weight + sum(weights.get(key, 0.0) for key, _ in cues.values())
    needed = enough["short"] if len(document.text) < enough["shorter_than"] else enough["full"]
    return score >= needed, _first(cues, "technical") if score >= needed else None


def _first(cues: dict[str, tuple[str, Span]], kind: str) -> Span | None:
    """Return where the first cue of a kind stands."""
    return next((span for key, span in cues.values() if key.startswith(kind)), None)


@cache
def _scale() -> tuple[dict[str, float], dict[str, float]]:
    """Return the weights of cues and what they must add up to."""
    read = lexicon("role_cues")
    return dict(read["weights"]), dict(read["enough"])


def _level_in_text(document: Document, kind: str | None) -> tuple[str | None, Span | None]:
    """Return the level that the text states for this job, and where."""
    for start, end, key in document.hits.get("level_cue", ()):
        if key == "not_a_level":
            continue
        if key != "level":
            return key, (start, end)
        before = document.lower[max(0, document.line_bounds(start)[0], start - 60) : start]
        if kind is None or not _IS_THE_JOB.search(before) or _IS_ANOTHER.search(before):
            continue
        if not before.strip() and start > _TOP:
            continue
        snippet = _SNIPPET.match(document.text, start)
        said = read_title(snippet.group()) if snippet else None
        if said is not None and said.kind == kind and said.seniority is not None:
            return said.seniority, (start, end)
    return None, None
