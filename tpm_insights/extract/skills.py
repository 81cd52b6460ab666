"""Which hard and soft skills a posting names, and which of the five duties of a project manager."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from tpm_insights.extract.document import Document

_NOT_ABOUT_THE_ROLE = frozenset({"company", "benefits"})
_HIDDEN = "not_a_skill"
_HINT = "_hint"
_NEARBY = 150

Span = tuple[int, int]
Spans = dict[str, Span]


class Skills(NamedTuple):
    """What a posting asks a person to know and to do.

    Attributes
    ----------
    hard : tuple of str
        Keys of `tpm_insights.vocabulary.HARD_SKILLS`, in the order of the text.
    soft : tuple of str
        Keys of `tpm_insights.vocabulary.SOFT_SKILLS`.
    responsibilities : tuple of str
        Keys of `tpm_insights.vocabulary.RESPONSIBILITIES`.
    spans : dict of str to tuple of (int, int)
        For each key, where in `Document.text` it is named first.
    """

    hard: tuple[str, ...]
    soft: tuple[str, ...]
    responsibilities: tuple[str, ...]
    spans: Spans


def read_skills(document: Document) -> Skills:
    """Read the skills and duties that a posting names.

    What it says of the company and the benefits is left out. A heading of pay is no bound: it often
    stands in one line with the rest of the posting.

    Parameters
    ----------
    document : Document
        The posting.

    Returns
    -------
    Skills
        Each key once.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> skills = read_skills(read_document("Manage budgets and Jira boards and communicate with stakeholders."))
    >>> skills.hard, skills.soft
    (('budget_management', 'jira'), ('communication', 'stakeholder_management'))
    """
    elsewhere = _Elsewhere(document)
    hard = _first_spans(document, "hard_skill", elsewhere)
    soft = _first_spans(document, "soft_skill", elsewhere)
    duties = _first_spans(document, "duty", elsewhere)
    return Skills(tuple(hard), tuple(soft), tuple(duties), duties | soft | hard)


class _Elsewhere:
    """The parts of a posting that speak of the employer, the benefits, the law or fields of study."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._degrees = document.hits.get("degree", [])
        self._fields = {hit[:2] for hit in document.hits.get("study_field", ())} if self._degrees else frozenset()
        self._cues = document.hits.get("company_cue", [])
        self._sections = [start for start, _ in document.sections]
        self._others = [kind in _NOT_ABOUT_THE_ROLE for _, kind in document.sections]

    def __contains__(self, span: Span) -> bool:
        """Tell if a term stands in such a section, or in one sentence with a word about others."""
        at = bisect_right(self._sections, span[0]) - 1
        if at >= 0 and self._others[at]:
            return True
        cues = self._cues
        at = bisect_left(cues, span)
        return (
            (at < len(cues) and cues[at][0] - span[1] <= _NEARBY and self._together(span[1], cues[at][0]))
            or (at > 0 and span[0] - cues[at - 1][1] <= _NEARBY and self._together(cues[at - 1][1], span[0]))
            or (span in self._fields and self._is_field_of_study(span[0]))
        )

    def _together(self, end: int, start: int) -> bool:
        """Tell if no sentence ends between two places."""
        between = self._text[end:start]
        return "\n" not in between and ". " not in between and "; " not in between

    def _is_field_of_study(self, start: int) -> bool:
        """Tell if the name of a field of study stands for it: it does in a sentence with a degree."""
        low, high = self._document.sentence_bounds(start)
        at = bisect_left(self._degrees, (low, 0, ""))
        return at < len(self._degrees) and self._degrees[at][0] < high


def _first_spans(document: Document, group: str, elsewhere: _Elsewhere) -> Spans:
    """Return where each key of a group is first named of the role; a hint counts with a second, different one."""
    spans: Spans = {}
    hints: dict[str, Span] = {}
    for start, end, key in document.hits.get(group, ()):
        if key in spans or key == _HIDDEN or (start, end) in elsewhere:
            continue
        if key.endswith(_HINT):
            name = key.removesuffix(_HINT)
            first = hints.setdefault(name, (start, end))
            if name not in spans and document.lower[first[0] : first[1]] != document.lower[start:end]:
                spans[name] = (start, end)
        else:
            spans[key] = (start, end)
    return spans
