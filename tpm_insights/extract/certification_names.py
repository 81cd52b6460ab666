"""Names of certificates and of methods in a posting: which stand in one enumeration, and which mean something else."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from tpm_insights.extract.document import Document
from tpm_insights.extract.scan import lexicon

WORD = re.compile(r"[^\W_]+(?:\.[a-z]\b|'[a-z]+)?")
"""One word, lower case."""
STOP = re.compile(r"[;\n]|[.:!?](?=\s|$)")
"""Where an enumeration ends."""
_ASIDE = re.compile(r"\((?:highly |strongly )?(?:preferred|required|desired|desirable|optional|a plus)\)|; (?=\w)")
LONGEST_GAP = 90
"""Characters between two names, or a name and a certificate word, that still belong together."""
UNLISTED = "unlisted"
"""Key of certificates that have no id of their own."""


class Name(NamedTuple):
    """A name found in a posting.

    Attributes
    ----------
    start, end : int
        Its span.
    id : str
        The certification it may mean.
    own : bool
        Whether it can mean nothing but the certificate.
    """

    start: int
    end: int
    id: str
    own: bool


@dataclass(frozen=True, slots=True)
class CertificationWords:
    """The word lists of the certification lexicons; each is explained in ``certification_cues.toml``."""

    filler: frozenset[str]
    before: frozenset[str]
    apart: frozenset[str]
    method: frozenset[str]
    knowing: frozenset[str]
    others: frozenset[str]
    generic: frozenset[str]
    plain: frozenset[str]
    named: dict[str, frozenset[str]]
    firms: dict[str, frozenset[str]]
    examples: tuple[str, ...]
    plural: tuple[str, ...]
    friends: dict[str, dict[str, Any]]
    friend_sentences: dict[str, re.Pattern[str]]


@cache
def certification_words() -> CertificationWords:
    """Return the word lists.

    Returns
    -------
    CertificationWords
        Read once a process.
    """
    read = lexicon("certification_cues")["reading"]
    friends = lexicon("certifications")["false_friends"]
    lists = ("filler", "before", "apart", "method", "knowing", "others", "generic", "plain")
    return CertificationWords(
        **{name: frozenset(read[name]) for name in lists},
        named={key: frozenset(ids) for key, ids in read["named"].items()},
        firms={firm: frozenset(ids) for firm, ids in read["firms"].items()},
        examples=tuple(read["examples"]),
        plural=tuple(read["plural"]),
        friends=friends,
        friend_sentences={key: _words_pattern(rule["sentence"]) for key, rule in friends.items() if "sentence" in rule},
    )


def _words_pattern(phrases: list[str]) -> re.Pattern[str]:
    """Return a pattern for phrases that begin a word; short ones must also end it."""
    return re.compile("|".join(rf"\b{re.escape(p)}" + (r"\b" if len(p) <= 5 else "") for p in phrases))


def find_names(document: Document) -> list[Name]:
    """Return certificates' own names and names of methods in one order; an own name hides a method within it.

    Parameters
    ----------
    document : Document
        The posting.

    Returns
    -------
    list of Name
        In the order of the text.
    """
    own = document.hits.get("certification", [])
    names = [Name(start, end, key, own=True) for start, end, key in own]
    at = 0
    for start, end, key in document.hits.get("certification_method", []):
        while at < len(own) and own[at][1] < end:
            at += 1
        hidden = any(hit[0] <= start and end <= hit[1] for hit in own[at : at + 3])
        if not hidden:
            names.append(Name(start, end, key, own=False))
    names.sort(key=lambda name: (name.start, -name.end))
    return names


def group_names(document: Document, names: list[Name]) -> list[list[Name]]:
    """Group names that stand in one enumeration: nothing but signs and filler words between them.

    Parameters
    ----------
    document : Document
        The posting.
    names : list of Name
        Names in the order of the text.

    Returns
    -------
    list of list of Name
        Every name in exactly one group, in order.
    """
    filler = certification_words().filler
    lower = document.lower
    runs: list[list[Name]] = []
    end = -1
    for name in names:
        gap = lower[end : name.start] if runs and name.start - end <= LONGEST_GAP else None
        if gap is not None and ("(" in gap or ";" in gap):  # "ITIL (preferred), CISM", "CISA; CISM"
            gap = _ASIDE.sub(", ", gap + "x")[:-1]
        overlaps = bool(runs) and name.start < end
        if overlaps or (gap is not None and not STOP.search(gap) and all(word in filler for word in WORD.findall(gap))):
            runs[-1].append(name)
        else:
            runs.append([name])
        end = max(end, name.end) if runs[-1][0] is not name else name.end
    return runs


def is_named_nearby(document: Document, name: Name, run: list[Name]) -> bool:
    """Tell if a generic name goes with the name of a certificate of its kind: "CSM or similar Agile certification".

    Parameters
    ----------
    document : Document
        The posting.
    name : Name
        A generic name.
    run : list of Name
        Its enumeration.

    Returns
    -------
    bool
        True if only the named certificate counts.
    """
    words = certification_words()
    lower = document.lower
    named = words.named[name.id]
    own = [other for other in run if other.id in named and other.own]
    previous = WORD.findall(lower[max(0, name.start - 25) : name.start])
    if own and own[0].start < name.start and previous and previous[-1] in words.others:
        return True
    _, high = document.sentence_bounds(name.start)
    for group in ("certification", "certification_method"):
        hits = document.hits.get(group, [])
        for hit in hits[(at := bisect_left(hits, (name.end, 0, ""))) : at + 20]:
            if hit[2] in named and hit[0] < high:
                return any(sign in lower[name.end : hit[0]] for sign in words.examples)
    return False


def next_word(lower: str, end: int) -> str:
    """Return the word that follows at once.

    Parameters
    ----------
    lower : str
        Text in lower case.
    end : int
        Where to begin.

    Returns
    -------
    str
        Empty if a sign or nothing follows.
    """
    found = WORD.match(lower, end + 1) if end < len(lower) and lower[end] in " -" else None
    return found.group() if found else ""
