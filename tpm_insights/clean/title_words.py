"""The words of a title: how it is split, and the lexicon that says what they mean."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

BREAKS = frozenset("()[]{};:|-–—")
"""Signs that end a phrase."""
JOINTS = frozenset("/,&")
"""Signs that phrases may run over."""

_TOKEN = re.compile(r"[^\W_]+(?:[+#]+(?!\w)|'[a-z]\b)?|[()\[\]{}/,;:|&]|(?<=\s)[-–—]|[-–—](?=\s)")
_INITIALS = re.compile(r"\b([a-z])\.([a-z])\.(?:([a-z])\.)?")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The lexicon ``titles.toml``, indexed.

    Attributes
    ----------
    roles : dict
        Phrase to role family.
    weak : frozenset
        Phrases that yield to any other.
    technical : dict
        Word to weight for (positive) or against technical work.
    levels, numbers : dict
        Word, or number after a noun, to level.
    ranks : dict
        Level to its rank; of several levels the lowest rank is taken.
    exceptions : dict
        Word for a level to the surroundings in which it is none.
    heads : frozenset
        Nouns of roles, singular.
    units : frozenset
        Words after which a number is a count and not a level.
    servants : tuple
        Phrases after which a level is another person's.
    dropped : frozenset
        Words left out of phrases.
    """

    roles: dict[str, str]
    weak: frozenset[str]
    technical: dict[str, int]
    levels: dict[str, str]
    numbers: dict[str, str]
    ranks: dict[str, int]
    exceptions: dict[str, dict[str, Any]]
    heads: frozenset[str]
    units: frozenset[str]
    servants: tuple[str, ...]
    dropped: frozenset[str]


@cache
def title_words() -> TitleWords:
    """Return the lexicon of titles.

    Returns
    -------
    TitleWords
        Read once a process.
    """
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/titles.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    roles = {phrase: family for family, phrases in read["roles"].items() for phrase in phrases}
    for family, crossed in read["crossed"].items():
        roles |= {f"{first} {last}": family for first in crossed["first"] for last in crossed["last"]}
    roles |= dict.fromkeys(read["others"]["phrases"], "other")
    weights = {"core": 3, "strong": 2, "weak": 1, "names": 0, "against": -2}
    return TitleWords(
        roles=roles,
        weak=frozenset(read["weak"]["phrases"]),
        technical={word: weight for name, weight in weights.items() for word in read["technical"][name]},
        levels={word: level["name"] for level in read["levels"] for word in level["words"]},
        numbers={word: level["name"] for level in read["levels"] for word in level.get("numbers", ())},
        ranks={level["name"]: rank for rank, level in enumerate(read["levels"])},
        exceptions=read["not_level"],
        heads=frozenset(read["words"]["heads"]),
        units=frozenset(read["words"]["units"]),
        servants=tuple(read["servants"]["phrases"]),
        dropped=frozenset(read["words"]["dropped"]),
    )


def split_title(title: str) -> list[str]:
    """Split a title into lower-case words and signs; what stands in brackets goes to the end, after a ``(``.

    Parameters
    ----------
    title : str
        Title as published.

    Returns
    -------
    list of str
        Words, with the nouns of roles in the singular, and signs.

    Examples
    --------
    >>> split_title("Sr. Full-Stack Developers (m/f/d), R&D")
    ['sr', 'full', 'stack', 'developer', ',', 'r', 'and', 'd', '(', 'm', '/', 'f', '/', 'd']
    """
    lower = _INITIALS.sub(r"\1\2\3 ", title[:_LONGEST].lower().replace("’", "'"))
    heads = title_words().heads
    outer: list[str] = []
    inner: list[str] = []
    depth = 0
    for sign in _TOKEN.findall(lower):
        if sign in "([{":
            depth += 1
            inner.append("(")
            continue
        if sign in ")]}":
            depth = max(0, depth - 1)
            continue
        word = "and" if sign == "&" else sign.removesuffix("'s")
        if word.endswith("s") and word[:-1] in heads:
            word = word[:-1]
        (inner if depth else outer).append(word)
    return outer + inner
