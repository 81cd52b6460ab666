"""A posting made plain and scanned once: its text, its terms, its sections, its lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from tpm_insights.clean.text import to_plain
from tpm_insights.extract.scan import Hit, lexicon, scanner
from tpm_insights.extract.sections import find_sections

REACH = 1000
"""Lines and sentences are followed no further than this many characters, so that all reading is linear in the text."""

_ENDS = ("; ", "? ", "! ")


@dataclass(frozen=True, slots=True)
class Document:
    """A posting ready to be read.

    Attributes
    ----------
    text : str
        Plain text, one paragraph, bullet or heading a line. All spans are offsets in it.
    lower : str
        The same in lower case; same length, offsets agree.
    title : str
        Title as published.
    place : str
        Place as published.
    hits : dict of str to list of (int, int, str)
        For each lexicon group, what was found: start, end, key; in the order of the text.
    sections : tuple of (int, str)
        Offset where a section's heading begins and its kind, in order.
    statements : dict of int to tuple of (int, int)
        Bounds of the statements looked for so far, by the offset they were looked for at.
    """

    text: str
    lower: str
    title: str
    place: str
    hits: dict[str, list[Hit]]
    sections: tuple[tuple[int, str], ...]
    statements: dict[int, tuple[int, int]] = field(default_factory=dict, repr=False, compare=False)

    def section_at(self, offset: int) -> str | None:
        """Return the kind of section an offset lies in.

        Parameters
        ----------
        offset : int
            Position in `text`.

        Returns
        -------
        str or None
            required, preferred, duties, benefits, company, pay; None before the first heading and under any other.
        """
        at = bisect_right(self.sections, (offset, "\uffff")) - 1
        kind = self.sections[at][1] if at >= 0 else "other"
        return None if kind == "other" else kind

    def line_bounds(self, offset: int) -> tuple[int, int]:
        """Return start and end of the line around an offset, at most `REACH` characters away on either side.

        Parameters
        ----------
        offset : int
            Position in `text`.

        Returns
        -------
        tuple of (int, int)
            ``text[start:end]`` holds no line break.
        """
        text = self.text
        floor = offset - REACH if offset > REACH else 0
        start, end = text.rfind("\n", floor, offset), text.find("\n", offset, offset + REACH)
        if end < 0:
            end = min(len(text), offset + REACH)
        return start + 1 if start >= 0 else floor, end

    def sentence_bounds(self, offset: int) -> tuple[int, int]:
        """Return start and end of the sentence around an offset; a sentence never runs over a line break.

        Parameters
        ----------
        offset : int
            Position in `text`.

        Returns
        -------
        tuple of (int, int)
            The end is after the closing sign.
        """
        low, high = self.line_bounds(offset)
        text = self.text
        line = text[low:high]
        for sign in _ENDS:
            if sign[0] not in line:
                continue
            at = text.rfind(sign, low, offset)
            if at >= 0:
                low = at + 2
            at = text.find(sign, offset, high)
            if at >= 0:
                high = at + 1
        at = text.rfind(". ", low, offset)
        while at >= 0 and not _ends_sentence(text, at):
            at = text.rfind(". ", low, at)
        start = at + 2 if at >= 0 else low
        at = text.find(". ", offset, high)
        while at >= 0 and not _ends_sentence(text, at):
            at = text.find(". ", at + 1, high)
        return start, at + 1 if at >= 0 else high


@cache
def _abbreviations() -> frozenset[str]:
    """Return words whose full stop ends no sentence."""
    return frozenset(lexicon("sections")["abbreviations"])


def _ends_sentence(text: str, at: int) -> bool:
    """Tell if the full stop at an offset, which a blank follows, ends a sentence and no abbreviation."""
    following = text[at + 2 : at + 3]
    if following.islower():
        return False
    word = text[max(0, at - 8) : at].rsplit(None, 1)
    return not word or word[-1].lower().lstrip("(") not in _abbreviations()


def read_document(text: str, title: str = "", place: str = "") -> Document:
    r"""Make a posting plain and scan it.

    Parameters
    ----------
    text : str
        Text as found: HTML, markdown or plain.
    title : str, default ""
        Title as published; a missing value of any kind counts as empty.
    place : str, default ""
        Place as published; likewise.

    Returns
    -------
    Document
        Ready for the readers.

    Examples
    --------
    >>> document = read_document("<h3>Requirements</h3><p>5+ years in delivery. PMP preferred.</p>")
    >>> document.text
    'Requirements\n5+ years in delivery. PMP preferred.'
    >>> document.section_at(20)
    'required'
    >>> start, end = document.sentence_bounds(40)
    >>> document.text[start:end]
    'PMP preferred.'
    """
    return read_documents([(text, title, place)])[0]


def read_documents(rows: Sequence[tuple[str, str, str]]) -> list[Document]:
    """Make postings plain and scan them, one step after the other over all of them.

    Parameters
    ----------
    rows : sequence of (str, str, str)
        Text, title and place of each posting, as `read_document` takes them.

    Returns
    -------
    list of Document
        One a row, in the order of the rows.

    Examples
    --------
    >>> [document.text for document in read_documents([("<p>PMP</p>", "", ""), ("Pay: $60 per hour", "", "")])]
    ['PMP', 'Pay: $60 per hour']
    """
    plain = [to_plain(text) for text, _, _ in rows]
    lower = [_lower(text) for text in plain]
    scan = scanner()
    hits = [scan.find(text, small) for text, small in zip(plain, lower, strict=True)]
    sections = [
        find_sections(text, small, found.get("section", []))
        for text, small, found in zip(plain, lower, hits, strict=True)
    ]
    return [
        Document(text, small, _one_line(title), _one_line(place), found, headed)
        for (_, title, place), text, small, found, headed in zip(rows, plain, lower, hits, sections, strict=True)
    ]


def _lower(text: str) -> str:
    """Return a text in lower case, of the same length: a few capitals become two signs and are left as they are."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join([c if len(c.lower()) != 1 else c.lower() for c in text])


def _one_line(value: object) -> str:
    """Return words with single blanks between them; what is no text, such as a missing cell, is empty."""
    return " ".join(value.split()) if isinstance(value, str) else ""
