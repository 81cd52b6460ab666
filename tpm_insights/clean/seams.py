"""Glued statements ("MASalary: $90KLocation", "Requirements3+ years") parted where the seam is sure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np

# Bits of a character: 1 what a capital may follow (lower case, digit, closing sign), 2 what a digit may follow
# (letter), 4 a capital, 8 a digit. A seam is where a bit of one character, shifted by two, meets the next one's.
_BITS = bytes(
    3 if chr(i).islower() else 6 if chr(i).isupper() else 9 if 48 <= i <= 57 else 1 if chr(i) in ").!?%:;," else 0
    for i in range(128)
).ljust(256, b"\0")
_CAPITALS = b"\6\6\3"  # as in "MASalary"
_WORD_AT = re.compile(r"Project Manage(?:ment|rs?)\b|[A-Za-z]{1,20}(?:-time)?")
_SENTENCE_AT = re.compile(r"(?:[a-z]{3}|.[a-z]\)|[a-z]\d{1,2}|..\))[.!?](?!Net|Js|Com|Io|Org|Ai)(?:[A-Z][a-z]|[AI] )")
_YEARS_AT = re.compile(r"\d{1,2}(?: ?- ?\d{1,2})?\+? ?(?:years?|yrs?)\b", re.IGNORECASE)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    """Return words that begin a statement, and words after which a number begins one."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/seams.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    return frozenset(read["heads"]), frozenset(read["before_numbers"])


def part_statements(text: str) -> str:
    r"""Return text with a line begun where two statements are glued together.

    A seam is sure before a word that begins statements ("Salary", "Experience"), before a sentence with no blank after
    the full stop, and before a number after a heading or before "years". Names ("JavaScript") stay whole.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        The same signs, and line breaks.

    Examples
    --------
    >>> part_statements("Boston, MASalary: $90KLocation: near JavaScript")
    'Boston, MA\nSalary: $90K\nLocation: near JavaScript'
    """
    bits = text.encode("ascii", "replace").translate(_BITS)
    array = np.frombuffer(bits, np.uint8)
    seams: list[int] = np.flatnonzero((array[:-1] << 2) & array[1:]).tolist()
    cuts = {at + 1 for at in seams if _sure_seam(text, at + 1)}
    at = bits.find(_CAPITALS)
    while at >= 0:
        if _sure_seam(text, at + 1):
            cuts.add(at + 1)
        at = bits.find(_CAPITALS, at + 1)
    if not cuts:
        return text
    ends = [*sorted(cuts), len(text)]
    return text[: ends[0]] + "".join(["\n" + text[a:b] for a, b in pairwise(ends)])


def _sure_seam(text: str, at: int) -> bool:
    """Tell if a new statement begins at an offset where the kind of character changes."""
    heads, before_numbers = _lists()
    if text[at].isdigit():
        start = at
        while start > 0 and at - start < 24 and text[start - 1].isalpha():
            start -= 1
        word = text[start:at].lower()
        return word in before_numbers or (len(word) > 4 and _YEARS_AT.match(text, at) is not None)
    head = _WORD_AT.match(text, at)
    if head is None:
        return False
    return head.group() in heads or (text[at - 1] in ".!?" and _SENTENCE_AT.match(text, at - 4) is not None)
