"""Glued statements ("MASalary: $90KLocation", "Requirements3+ years") parted where the seam is sure."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from itertools import pairwise

from tpm_insights.clean.pairs import CAPITAL_SEAM, CAPITALIZED, DIGIT_SEAM, Pairs

_WORD_AT = re.compile(r"[A-Za-z]{1,20}(?:-time)?")
_LONGEST = 24
_SENTENCE_AT = re.compile(r"(?:[a-z]{3}|.[a-z]\)|[a-z]\d{1,2}|..\))[.!?](?!Net|Js|Com|Io|Org|Ai)(?:[A-Z][a-z]|[AI] )")
_DEGREE_AT = re.compile(r"(?:B\.?S|B\.A|B\.?Sc|B\.E|M\.S|M\.A|M\.B\.A|M\.?Sc|Ph\.?D)\b")
_YEARS_AT = re.compile(r"\d{1,2}(?: ?- ?\d{1,2})?\+? ?(?:years?|yrs?)\b", re.IGNORECASE)


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return words that begin a statement, words after which a number begins one, and names that stay whole."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/seams.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    return frozenset(read["heads"]), frozenset(read["before_numbers"]), frozenset(read["whole"])


def part_statements(text: str, pairs: Pairs) -> str:
    r"""Return text with a line begun where two statements are glued together.

    A seam is sure before a word that begins statements ("Salary", "Experience") or a degree in letters, before a
    sentence with no blank after the full stop, and before a number after a heading or before "years". Names
    ("JavaScript", "ScrumMaster") stay whole.

    Parameters
    ----------
    text : str
        Text without markup.
    pairs : Pairs
        From `tpm_insights.clean.pairs.look_at_pairs`.

    Returns
    -------
    str
        The same signs, and line breaks.

    Examples
    --------
    >>> from tpm_insights.clean.pairs import look_at_pairs
    >>> glued = "Boston, MASalary: $90KLocation: near JavaScript"
    >>> part_statements(glued, look_at_pairs(glued))
    'Boston, MA\nSalary: $90K\nLocation: near JavaScript'
    """
    cuts: list[int] = []
    for flags, seam in ((pairs.flags, CAPITAL_SEAM), (pairs.flags, DIGIT_SEAM), (pairs.capitals, CAPITALIZED)):
        at = flags.find(seam)
        while at >= 0:
            if _sure_seam(text, at + 1):
                cuts.append(at + 1)
            at = flags.find(seam, at + 1)
    if not cuts:
        return text
    cuts.append(len(text))
    cuts.sort()
    return text[: cuts[0]] + "".join(["\n" + text[a:b] for a, b in pairwise(cuts)])


def _sure_seam(text: str, at: int) -> bool:
    """Tell if a new statement begins at an offset where the kind of character changes."""
    heads, before_numbers, whole = _lists()
    if text[at].isdigit():
        word = _word_before(text, at).lower()
        return word in before_numbers or (len(word) > 4 and _YEARS_AT.match(text, at) is not None)
    head = _WORD_AT.match(text, at)
    if head is None:
        return False
    if head.group() in heads:
        if head.group() == "As" and text[at - 1].isupper():  # "SLAs"
            return False
        return _word_before(text, at) + head.group() not in whole
    if text[at - 1] in ".!?":
        return _SENTENCE_AT.match(text, at - 4) is not None
    return text[at] in "BMP" and text[at - 1].islower() and _DEGREE_AT.match(text, at) is not None


def _word_before(text: str, at: int) -> str:
    """Return the letters that end before an offset."""
    start = at
    while start > 0 and at - start < _LONGEST and text[start - 1].isalpha():
        start -= 1
    return text[start:at]
