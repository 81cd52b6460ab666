"""Which part of a posting a place in it belongs to, judged by its headings."""

from __future__ import annotations

from tpm_insights.extract.scan import Hit

_LONGEST = 70
_REACH = 400


def find_sections(text: str, hits: list[Hit]) -> tuple[tuple[int, str], ...]:
    r"""Return where sections begin and of which kind they are.

    A term of the lexicon ``sections.toml`` is a heading if it stands first on its line and the line is short or goes on
    with a colon, or if it begins a sentence and a colon follows it ("... in Boston. Requirements: ...").

    Parameters
    ----------
    text : str
        Plain text.
    hits : list of (int, int, str)
        Section terms found in it, in order.

    Returns
    -------
    tuple of (int, str)
        Offset and kind: required, preferred, duties, benefits, company or pay; ``other`` headings end a section.

    Examples
    --------
    >>> find_sections("What you need\n- PMP\nNice to have: CSM", [(0, 13, "required"), (20, 32, "preferred")])
    ((0, 'required'), (20, 'preferred'))
    """
    sections: list[tuple[int, str]] = []
    done = -1
    for start, end, kind in hits:
        if start < done:
            continue
        line = _heading(text, start, end)
        if line is None:
            continue
        done = line
        if not sections or sections[-1][1] != kind:
            sections.append((start, kind))
    return tuple(sections)


def _heading(text: str, start: int, end: int) -> int | None:
    """Return where the heading that a term belongs to ends, or None if it is no heading."""
    begin = text.rfind("\n", max(0, start - _REACH), start) + 1
    if begin == 0 and start > _REACH:
        begin = start - _REACH
    stop = text.find("\n", end, end + _REACH)
    stop = stop if stop >= 0 else min(len(text), end + _REACH)
    colon = text.find(":", end, min(stop, end + 30))
    before = text[begin:start].strip(" -*#\"'([")
    if not before:
        if colon >= 0 and "." not in text[end:colon]:
            return colon
        short = stop - begin <= _LONGEST and text[stop - 1] not in ".;,"
        return stop if short and _title_like(text, start, stop) else None
    if colon >= 0 and len(text[end:colon].split()) <= 3:
        if before[-1] in ".!?;:|" and text[start].isupper():
            return colon
        if stop - begin <= _LONGEST and colon >= stop - 2:
            return stop
    if stop - begin <= 45 and len(before) <= 30 and text[begin].isupper() and _title_like(text, begin, stop):
        return stop
    return None


def _title_like(text: str, begin: int, stop: int) -> bool:
    """Tell if a short line reads like a heading and not like an item: few words, few commas."""
    line = text[begin:stop]
    words = len(line.split()) <= 9 and line.count(",") <= 1
    return words and not line.startswith("- ") and not any(sign.isdigit() for sign in line)
