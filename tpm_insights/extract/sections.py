"""Which part of a posting a place in it belongs to, judged by its headings."""

from __future__ import annotations

import re
from functools import cache

from tpm_insights.extract.scan import Hit, lexicon

_LONGEST = 70
_LEAD = 36
_SHORT = 30
_ENDS = "\n:(&/"
_BEGINS = "-.!?:;|"
_INLINE = 300
_ASKED = ("required", "preferred", "duties")
_LONG_WORD = 12
# "Required/Preferred Experience"
_OR_REQUIRED = ("required/", "required / ", "required or ", "required and ", "required & ", "minimum/", "basic/")
_WITHIN = ("a", "all", "and", "as", "for", "in", "of", "on", "or", "our", "see", "the", "these", "to", "with", "your")
_BRACKETED = re.compile(r"\):(?:\n|\Z)")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[.;!?] +(?=[A-Z])")


@cache
def _weak() -> frozenset[str]:
    """Return terms that are ordinary words as well."""
    return frozenset(lexicon("sections")["weak"])


def find_sections(text: str, lower: str, hits: list[Hit]) -> tuple[tuple[int, str], ...]:
    r"""Return where sections begin and of which kind they are.

    A term of the lexicon ``sections.toml`` is a heading if a colon follows it at the beginning of a line or sentence,
    if it is all or nearly all of a short line that reads like a heading, or if it is several words in capitals within
    a text that has lost its line breaks. Terms that are ordinary words too
    ("experience") need the colon or the whole line. What is said of pay in the line of its heading ends with its
    sentence: "Salary: $90k. PMP required." asks for the PMP.

    Parameters
    ----------
    text, lower : str
        Plain text, and the same in lower case.
    hits : list of (int, int, str)
        Section terms found in it, in order.

    Returns
    -------
    tuple of (int, str)
        Offset and kind: required, preferred, duties, benefits, company, pay or other.

    Examples
    --------
    >>> text = "What you need\n- Experience with Jira\nNice to have: CSM"
    >>> find_sections(text, text.lower(), [(0, 13, "required"), (16, 26, "required"), (37, 49, "preferred")])
    ((0, 'required'), (37, 'preferred'))
    """
    sections: list[tuple[int, str]] = []
    done = -1
    size, weak_terms = len(text), _weak()
    for start, end, named in hits:
        if start < done:
            continue
        # most terms stand inside a sentence: they neither begin a line or sentence nor end a heading
        after = text[end] if end < size else "\n"
        before = text[start - 1] if start else "\n"
        if (
            before == "(" and named in _ASKED and _BRACKETED.match(text, end)
        ):  # "What sets you apart (preferred skills):"
            done = end + 2
            sections.append((start, named))
            continue
        inside = after not in _ENDS and before != "\n" and (before != " " or text[start - 2] not in _BEGINS)
        if inside and (after != " " or before != " " or not text[start].isupper()):
            continue
        between = before == " " == after and text[start].isupper()
        kind = named if named != "preferred" or not lower.endswith(_OR_REQUIRED, 0, start) else "required"
        open_kind = sections[-1][1] if sections else "other"
        runs_on = between and (kind in _ASKED or open_kind in _ASKED) and _runs_on(text, start, end)
        if inside and not runs_on:
            continue
        weak = lower[start:end] in weak_terms
        if weak and after not in "\n:)" and text[end : end + 2] not in (" :", " -"):
            continue
        stop = end if runs_on else _heading(text, start, end, weak=weak)
        if stop is not None:
            done = stop
            if open_kind != kind:
                sections.append((start, kind))
                if kind == "pay" and (close := _end_of_inline(text, stop)) is not None:
                    sections.append((close, open_kind))
    return tuple(sections)


def _runs_on(text: str, start: int, end: int) -> bool:
    """Tell if a heading in capitals runs on into its text: "... in a team. Preferred Qualifications Five years"."""
    following = text[end + 1 : end + 2]
    if not (following.isupper() or following.isdigit()):
        return False
    words = text[start:end].split()
    if (len(words) < 2 and end - start < _LONG_WORD) or not all(len(word) < 4 or word[0].isupper() for word in words):
        return False
    if not _set_off(text, start):
        return False
    return "\n" not in text[max(0, start - _LONGEST) : end + _LONGEST] and end + _LONGEST < len(text)


def _set_off(text: str, start: int) -> bool:
    """Tell if the word before an offset can end a text, being no part of the heading that begins there."""
    previous = text[max(0, start - _LEAD) : start - 1].rpartition(" ")[2]
    return previous not in _WITHIN and (previous[-1:] in ".!?;:)%+" or previous[:1].islower() or previous.isdigit())


def _end_of_inline(text: str, colon: int) -> int | None:
    """Return where the first of several sentences in the line of a heading ends; None if there is but one."""
    if text[colon : colon + 1] != ":" or not text[colon + 1 : colon + 3].strip(" "):
        return None
    line = text.find("\n", colon, colon + _INLINE)
    found = _SENTENCE.search(text, colon, line if line >= 0 else colon + _INLINE)
    return found.end() if found is not None else None


def _heading(text: str, start: int, end: int, *, weak: bool) -> int | None:
    """Return where the heading that a term belongs to ends, or None if it is no heading."""
    if text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n", ":"):  # most have their own line
        whole = text[end : end + 1] == ":" or _reads_like_heading(text, start, end, end, weak=weak)
        return end if whole else None
    begin = text.rfind("\n", max(0, start - _LEAD), start) + 1
    stop = text.find("\n", end, end + _LONGEST)
    stop = len(text) if stop < 0 and end + _LONGEST >= len(text) else stop
    lead = text[begin:start] if begin or start <= _LEAD else None
    bullet = lead is not None and lead.startswith("- ")
    colon = text.find(":", end, end + (2 if weak or bullet else _SHORT))
    if colon >= 0 and (0 <= stop < colon or text.find(".", end, colon) >= 0 or text.find(";", end, colon) >= 0):
        colon = -1
    if lead is not None and not lead.strip(" -*#\"'(["):
        if colon >= 0:
            return colon
        whole = not bullet or (end == stop and not weak)  # "- Preferred Qualifications"
        return stop if stop >= 0 and whole and _reads_like_heading(text, start, stop, end, weak=weak) else None
    anew = text[start - 2 : start - 1] in (".", "!", "?", ";", ":", "|") or text[colon + 1 : colon + 2] == "\n"
    if colon >= 0 and text[start].isupper() and text[start - 1] == " ":
        lost = lead is None and stop < 0 and colon == end and text[end + 1 : end + 2] == " " and _set_off(text, start)
        if anew or lost:  # lost line breaks: "... plans with Jira Education: a degree"
            return colon
    if lead is None or bullet or stop < 0 or not text[begin].isupper():
        return None
    if weak and text[stop - 1] != ":":
        return None
    return stop if stop - end <= _SHORT and _reads_like_heading(text, begin, stop, stop, weak=False) else None


def _reads_like_heading(text: str, begin: int, stop: int, end: int, *, weak: bool) -> bool:
    """Tell if a line is short and has few words, no figures and no end of a sentence; a weak term must fill it."""
    line = text[begin:stop]
    if weak and line[end - begin :].strip(" :-)*"):
        return False
    if len(line) > _LONGEST or line[-1] in ".;," or line.count(" ") > 8 or line.count(",") > 2:
        return False
    return _DIGIT.search(line) is None
