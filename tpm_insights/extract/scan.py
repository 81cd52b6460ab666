"""Find every term of every lexicon in one Aho-Corasick scan, at word boundaries only.

A lexicon is a file ``extract/lexicon/*.toml``: a top-level ``group = "name"``, a table ``[terms]`` of
``key = ["term", "other term"]`` in lower case, and optionally ``[case_sensitive]`` of the same form for terms that
count only as written ("SAFe", "PE"). Other tables in the file are the reader's own and are left to it.

A boundary is any place where letters do not continue letters and digits do not continue digits: ``years`` is found
in "5years" and "Years' experience", not in "lightyears".
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import ahocorasick_rs

from tpm_insights.errors import DataError

Hit = tuple[int, int, str]
"""Start, end and key of one term found."""

# Terms of one or two letters stand in nearly every longer word: they are looked for with the sign before them.
_SHORT = 2
_SIGNS = "".join(chr(i) for i in range(128) if chr(i) in "\t\n" or (i >= 32 and not chr(i).isalpha()))

# Class of each Latin-1 character: 1 a letter, 2 a digit, 0 anything else.
_CLASSES = bytes(1 if chr(i).isalpha() else 2 if 48 <= i <= 57 else 0 for i in range(256))


@dataclass(frozen=True, slots=True)
class Scanner:
    """All terms of all lexicons, ready to be looked for.

    Attributes
    ----------
    groups : tuple of str
        Names of the lexicon groups.
    terms : int
        How many different terms there are.
    """

    groups: tuple[str, ...]
    terms: int
    _automaton: ahocorasick_rs.AhoCorasick
    _left: bytes
    _right: bytes
    _offset: bytes
    _targets: tuple[tuple[tuple[int, str, str | None], ...], ...]
    _first: dict[str, tuple[tuple[int, str, str | None], ...]]

    def find(self, text: str, lower: str) -> dict[str, list[Hit]]:
        """Find all terms in a text.

        Parameters
        ----------
        text : str
            The text as written.
        lower : str
            The same in lower case, of the same length.

        Returns
        -------
        dict of str to list of (int, int, str)
            For every group, its hits in the order of the text. Of hits of one group that lie within each other the
            longest is kept.
        """
        found: list[list[Hit]] = [[] for _ in self.groups]
        self._add_first(text, lower, found)
        # one blank more, so that index -1 and index len(text) are no word
        classes = lower.encode("latin-1", "replace").translate(_CLASSES) + b"\0"
        left, right, targets, offset = self._left, self._right, self._targets, self._offset
        for number, at, end in self._automaton.find_matches_as_indexes(lower, overlapping=True):
            if classes[at - 1] & left[number] or classes[end] & right[number]:
                continue
            start = at + offset[number]
            for group, key, exact in targets[number]:
                if exact is not None and text[start:end] != exact:
                    continue
                hits = found[group]
                if hits:
                    # hits come in the order of their ends: drop what lies within a longer one
                    last = hits[-1]
                    if last[1] == end and last[0] < start:
                        continue
                    while last[0] >= start and (last[0] > start or last[1] < end):
                        hits.pop()
                        if not hits:
                            break
                        last = hits[-1]
                hits.append((start, end, key))
        return dict(zip(self.groups, found, strict=True))

    def _add_first(self, text: str, lower: str, found: list[list[Hit]]) -> None:
        """Add a short term with which the text begins."""
        for size in range(1, _SHORT + 1):
            for group, key, exact in self._first.get(lower[:size], ()):
                if not lower[size : size + 1].isalpha() and (exact is None or text[:size] == exact):
                    found[group].append((0, size, key))


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return one lexicon file as read.

    Parameters
    ----------
    name : str
        File name without suffix.

    Returns
    -------
    dict
        Its tables. Do not change it: it is shared.

    Raises
    ------
    DataError
        If there is no such lexicon.

    Examples
    --------
    >>> lexicon("sections")["group"]
    'section'
    """
    path = resources.files("tpm_insights.extract").joinpath(f"lexicon/{name}.toml")
    if not path.is_file():
        raise DataError(f"no lexicon named {name!r} in tpm_insights/extract/lexicon")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def scanner() -> Scanner:
    """Return the scanner for all lexicons; it is built on first use.

    Returns
    -------
    Scanner
        One for the whole process.

    Raises
    ------
    DataError
        If a lexicon names no group or holds a term that can never be found.

    Examples
    --------
    >>> hits = scanner().find("Requirements: PMP", "requirements: pmp")
    >>> hits["section"]
    [(0, 12, 'required')]
    """
    folder = resources.files("tpm_insights.extract").joinpath("lexicon")
    names = sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    groups: list[str] = []
    terms: dict[str, list[tuple[int, str, str | None]]] = {}
    for name in names:
        read = lexicon(name)
        if "group" not in read:
            raise DataError(f'lexicon {name}.toml: no group named; begin it with group = "..."')
        if read["group"] not in groups:
            groups.append(read["group"])
        group = groups.index(read["group"])
        for table, exact in (("terms", False), ("case_sensitive", True)):
            for key, listed in read.get(table, {}).items():
                for term in listed:
                    _add(terms, term, group, key, exact=exact, where=name)
    return _build(tuple(groups), {term: tuple(targets) for term, targets in terms.items()})


def _build(groups: tuple[str, ...], terms: dict[str, tuple[tuple[int, str, str | None], ...]]) -> Scanner:
    """Return the scanner for terms; of short ones there is a pattern for every sign that may stand before them."""
    short = {term for term in terms if len(term) <= _SHORT and term.isascii() and term.isalpha()}
    patterns = [(term, 0, targets) for term, targets in terms.items() if term not in short]
    patterns += [(sign + term, 1, terms[term]) for term in sorted(short) for sign in _SIGNS]
    return Scanner(
        groups=groups,
        terms=len(terms),
        _automaton=ahocorasick_rs.AhoCorasick([pattern for pattern, _, _ in patterns], store_patterns=False),
        _left=bytes(0 if offset else _class(pattern[0]) for pattern, offset, _ in patterns),
        _right=bytes(_class(pattern[-1]) for pattern, _, _ in patterns),
        _offset=bytes(offset for _, offset, _ in patterns),
        _targets=tuple(targets for _, _, targets in patterns),
        _first={term: terms[term] for term in short},
    )


def _add(
    terms: dict[str, list[tuple[int, str, str | None]]], term: str, group: int, key: str, *, exact: bool, where: str
) -> None:
    """Enter one term of a lexicon."""
    lower = term.lower()
    if not term.strip() or len(lower) != len(term) or (not exact and lower != term):
        raise DataError(f"lexicon {where}.toml: {key}: term {term!r} must be lower case and not empty")
    target = (group, key, term if exact else None)
    if target not in terms.setdefault(lower, []):
        terms[lower].append(target)


def _class(character: str) -> int:
    """Return 1 for a letter, 2 for a digit, 0 for anything else."""
    return 1 if character.isalpha() else 2 if character.isdigit() else 0
