"""An Aho-Corasick automaton that finds terms at word boundaries, grouped, in one pass.

A term is found where no letter or digit stands before it, and none of the kind that ends it after it: ``years`` is
found in "Years' experience", not in "lightyears".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

from tpm_insights.errors import DataError

Hit = tuple[int, int, str]
"""Start, end and key of one term found."""

# The scan sees one form of every character: letters as they are, digits as "0", any sign as a blank. A term then has
# one sign before it and one after it, and nothing is found inside words; what the blank really was is compared
# afterwards.
_FORMS = bytes(i if chr(i).isalpha() else 48 if 48 <= i <= 57 else 32 for i in range(256))
_LETTERS = [bytes([i]) for i in range(256) if chr(i).isalpha() and not chr(i).isupper()]


class Target(NamedTuple):
    """What a pattern stands for: group, key, length, signs before, and the form the text must show if signs count."""

    group: int
    key: str
    length: int
    before: int
    lower: str | None
    exact: str | None


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
    _automaton: ahocorasick_rs.BytesAhoCorasick
    _targets: tuple[tuple[tuple[int, str, int, int, str | None, str | None], ...], ...]
    _single: tuple[tuple[int, str, int, str | None] | None, ...]
    _capital: tuple[str | None, ...]

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
        last = [0] * len(found)  # where the last hit of each group ends
        # one byte a character, a blank before and after
        forms = b" " + lower.encode("latin-1", "replace").translate(_FORMS) + b" "
        # a pattern begins with the blank before the term: its offset here is that of the term in the text
        targets, single, capital = self._targets, self._single, self._capital
        for number, at, _ in self._automaton.find_matches_as_indexes(forms, overlapping=True):
            one = single[number]
            if one is not None:  # most patterns stand for one term that begins with no sign, in any case
                group, key, length, plain = one
                end = at + length
                if plain is not None and lower[at:end] != plain:
                    continue
                if last[group] <= at or _drop_shorter(found[group], at, end):
                    found[group].append((at, end, key))
                    last[group] = end
                continue
            if capital[number] is not None and text[at] != capital[number]:
                continue  # "as", and not "AS"
            for group, key, length, before, plain, exact in targets[number]:
                start = at - before
                end = start + length
                if plain is not None and lower[start:end] != plain:
                    continue
                if exact is not None and text[start:end] != exact:
                    continue
                if last[group] <= start or _drop_shorter(found[group], start, end):
                    found[group].append((start, end, key))
                    last[group] = end
        return dict(zip(self.groups, found, strict=True))


def _drop_shorter(hits: list[Hit], start: int, end: int) -> bool:
    """Drop hits that lie within a new one; tell if it does not itself lie within the last of them."""
    last = hits[-1]
    if last[0] <= start and end <= last[1] and (last[0] < start or end < last[1]):
        return False
    while last[0] >= start and (last[0] > start or last[1] < end):
        hits.pop()
        if not hits:
            break
        last = hits[-1]
    return True


def add_term(
    patterns: dict[bytes, list[Target]],
    term: str,
    group: int,
    key: str,
    *,
    exact: bool = False,
    after_digits: bool = False,
) -> None:
    """Enter one term.

    Parameters
    ----------
    patterns : dict of bytes to list
        What is to be looked for so far; it gets one pattern more, or two.
    term : str
        In lower case, unless `exact`.
    group : int
        Number of the group.
    key : str
        What a hit is called.
    exact : bool, default False
        Whether it counts only as written.
    after_digits : bool, default False
        Whether it is also looked for glued to a digit ("5years").

    Raises
    ------
    DataError
        If the term is not in lower case, has signs that a plain text never has, or no letter and no digit.
    """
    lower = term.lower()
    forms = lower.encode("latin-1", "replace").translate(_FORMS)
    if not forms.strip() or len(lower) != len(term) or (not exact and lower != term):
        raise DataError(f"lexicon term {term!r} of {key}: write it in lower case, with a letter or digit in it")
    before = 1 if forms[:1] == b" " else 0
    counts = exact or not (lower.isalpha() and lower.isascii())
    target = Target(group, key, len(term), before, lower if counts else None, term if exact else None)
    leads = [b""] if before else [b" ", b"0"] if after_digits and forms[:1] != b"0" else [b" "]
    bare = forms.rstrip(b" ")
    # the sign that ends a term is the blank after it; after a letter no letter may follow, after a digit no digit
    ends = [b" "] if len(bare) < len(forms) else [b" ", *_LETTERS] if bare[-1:] == b"0" else [b" ", b"0"]
    for lead in leads:
        for end in ends:
            targets = patterns.setdefault(lead + bare + end, [])
            if target not in targets:
                targets.append(target)


def build_scanner(groups: tuple[str, ...], patterns: dict[bytes, list[Target]]) -> Scanner:
    """Return the scanner for terms entered by `add_term`.

    Parameters
    ----------
    groups : tuple of str
        Names of the groups, in the order of their numbers.
    patterns : dict of bytes to list
        From `add_term`.

    Returns
    -------
    Scanner
        Ready to be used.
    """
    return Scanner(
        groups=groups,
        terms=len(
            {(one.lower, one.exact, form[1 - one.before : -1]) for form, found in patterns.items() for one in found}
        ),
        _automaton=ahocorasick_rs.BytesAhoCorasick(list(patterns)),
        # those that end first come first, and of those that end together the longest; plain tuples are unpacked sooner
        _targets=tuple(
            tuple((*one,) for one in sorted(found, key=lambda one: (one.length - one.before, -one.before)))
            for found in patterns.values()
        ),
        _single=tuple(map(_single_target, patterns.values())),
        _capital=tuple(map(_first_sign, patterns.values())),
    )


def _single_target(found: list[Target]) -> tuple[int, str, int, str | None] | None:
    """Return group, key, length and form of the only target of a pattern, if it is the same in any case."""
    one = found[0]
    return (one.group, one.key, one.length, one.lower) if len(found) == 1 and not one.before and not one.exact else None


def _first_sign(found: list[Target]) -> str | None:
    """Return the sign with which all targets of a pattern begin as written, if all count only so."""
    signs = {one.exact[0] if one.exact and not one.before else None for one in found}
    return signs.pop() if len(signs) == 1 else None
