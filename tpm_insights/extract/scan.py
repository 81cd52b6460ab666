"""The lexicons of terms, and one automaton for all of them.

A lexicon is a file ``extract/lexicon/*.toml``: a top-level ``group = "name"``, a table ``[terms]`` of
``key = ["term", "other term"]`` in lower case, and optionally ``[case_sensitive]`` of the same form for terms that
count only as written ("SAFe", "PE"). With ``after_digits = true`` at the top a digit may stand before a term: "5years".
Other tables in the file are the reader's own and are left to it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from tpm_insights.errors import DataError
from tpm_insights.extract import automaton
from tpm_insights.extract.automaton import Scanner, Target, add_term, build_scanner

Hit = automaton.Hit
"""Start, end and key of one term found."""


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


def lexicon_names() -> list[str]:
    """Return the names of all lexicon files.

    Returns
    -------
    list of str
        Without suffix, sorted.

    Examples
    --------
    >>> "sections" in lexicon_names()
    True
    """
    folder = resources.files("tpm_insights.extract").joinpath("lexicon")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


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
    groups: list[str] = []
    patterns: dict[bytes, list[Target]] = {}
    for name in lexicon_names():
        read = lexicon(name)
        if "group" not in read:
            raise DataError(f'lexicon {name}.toml: no group named; begin it with group = "..."')
        if read["group"] not in groups:
            groups.append(read["group"])
        group = groups.index(read["group"])
        for table, exact in (("terms", False), ("case_sensitive", True)):
            for key, listed in read.get(table, {}).items():
                for term in listed:
                    add_term(patterns, term, group, key, exact=exact, after_digits=read.get("after_digits", False))
    return build_scanner(tuple(groups), patterns)
