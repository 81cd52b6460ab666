"""What a job title says by itself: the role family, the level, and whether the work is technical."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tpm_insights.clean.title_level import find_level
from tpm_insights.clean.title_words import BREAKS, JOINTS, split_title, title_words

_WORDS_AT_MOST = 5
_TECHNICAL_AT = 2
_CORE = 3
MANAGERS = {
    "project_manager": "technical_project_manager",
    "program_manager": "technical_program_manager",
    "product_manager": "technical_product_manager",
}
"""The kinds of manager that may be technical, and what they are called then."""


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What one title says.

    Attributes
    ----------
    role_family : str or None
        One of `tpm_insights.vocabulary.ROLE_FAMILIES`; None if the title names no role we know.
    seniority : str or None
        One of `tpm_insights.vocabulary.SENIORITIES`; None if the title has no word for a level.
    technical : bool
        Whether the words of the title speak for technical work.
    kind : str or None
        The role before technical managers are told from others ("project_manager" for both).
    weight : int
        How strongly the words speak for (positive) or against (negative) technical work.
    """

    role_family: str | None
    seniority: str | None
    technical: bool
    kind: str | None
    weight: int


@lru_cache(maxsize=65_536)
def read_title(title: str) -> TitleFacts:
    """Read role family and level from a title alone.

    The first role of a double title counts. Managers of projects, programs and products are technical only if the title
    says so; in a posting `tpm_insights.extract.role.read_role` also asks the text.

    Parameters
    ----------
    title : str
        Title as published.

    Returns
    -------
    TitleFacts
        What it says.

    Examples
    --------
    >>> facts = read_title("Sr. IT Project Manager (Hybrid)")
    >>> facts.role_family, facts.seniority, facts.technical, facts.kind
    ('technical_project_manager', 'senior', True, 'project_manager')
    >>> facts = read_title("Business Analyst/Scrum Master II")
    >>> facts.role_family, facts.seniority
    ('business_analyst', 'mid')
    >>> read_title("Director, Construction Program Management").role_family
    'program_manager'
    >>> read_title("Night Nurse").role_family is None
    True
    """
    tokens = split_title(title)
    role = _find_role(tokens)
    weight = _technical_weight(tokens, role)
    technical = weight >= _TECHNICAL_AT
    family = kind = None
    if role is not None:
        kind = family = role[2]
        if technical:
            family = MANAGERS.get(family, family)
        elif family == "technical_project_manager":
            technical = True
        kind = "project_manager" if kind == "technical_project_manager" else kind
    return TitleFacts(family, find_level(tokens, role), technical, kind, weight)


def read_titles(titles: pd.Series) -> pd.DataFrame:
    """Read many titles; each distinct one is read once.

    Parameters
    ----------
    titles : Series of str
        Titles as published; missing ones give missing facts.

    Returns
    -------
    DataFrame
        Columns ``role_family`` and ``seniority`` (str, missing where the title does not say), index of `titles`.

    Examples
    --------
    >>> read_titles(pd.Series(["Lead Data Engineer", None])).fillna("").to_dict("list")
    {'role_family': ['data_professional', ''], 'seniority': ['lead', '']}
    """
    distinct = titles.dropna().astype("str").unique()
    facts = {title: read_title(title) for title in distinct}
    keys = titles.astype("object").where(titles.notna(), None)
    return pd.DataFrame(
        {
            "role_family": pd.Series([facts[str(k)].role_family if k is not None else None for k in keys], dtype="str"),
            "seniority": pd.Series([facts[str(k)].seniority if k is not None else None for k in keys], dtype="str"),
        }
    ).set_axis(titles.index, axis=0)


def _find_role(tokens: list[str]) -> tuple[int, int, str] | None:
    """Return first token, last token + 1 and family of the role that decides."""
    words = title_words()
    kept = [i for i, token in enumerate(tokens) if token not in words.dropped and token not in JOINTS]
    found: list[tuple[int, int, str]] = []
    weak: list[tuple[int, int, str]] = []
    for position, first in enumerate(kept):
        phrase = ""
        best: tuple[int, int, str] | None = None
        for last in kept[position : position + _WORDS_AT_MOST]:
            if tokens[last] in BREAKS:
                break
            phrase = f"{phrase} {tokens[last]}" if phrase else tokens[last]
            if phrase in words.roles:
                best = (first, last + 1, phrase)
        if best is not None:
            (weak if best[2] in words.weak else found).append(best)
    for candidates in (found, weak):
        for at, (first, last, phrase) in enumerate(candidates):
            # the head of an English noun phrase comes last: "development program" yields to "program manager";
            # not so "account manager / project manager", where "manager project" is no phrase
            if any(
                later[0] < last < later[1] and not _starts_with_head(tokens, later[0])
                for later in candidates[at + 1 : at + 4]
            ):
                continue
            return first, last, words.roles[phrase]
    return None


def _starts_with_head(tokens: list[str], at: int) -> bool:
    """Tell if an inverted phrase ("manager, projects") begins at a token."""
    return tokens[at] in title_words().heads and tokens[at] not in ("project", "program", "development", "engineering")


def _technical_weight(tokens: list[str], role: tuple[int, int, str] | None) -> int:
    """Return the sum of the weights of technical words; plain ones right before the role count double.

    Beside a word like "IT" a word against it counts once: "IT Health Project Manager".
    """
    weights = title_words().technical
    core = any(weights.get(token, 0) == _CORE for token in tokens)
    total = 0
    at = 0
    seen: set[str] = set()
    while at < len(tokens):
        for size in (3, 2, 1):
            phrase = " ".join(tokens[at : at + size])
            if phrase in weights:
                near = role is not None and at < role[0] <= at + size
                inside = role is not None and role[0] <= at < role[1] and role[2] in MANAGERS and size == 1
                if phrase not in seen and not inside:
                    twice = near and weights[phrase] != 1 and not (core and weights[phrase] < 0)
                    total += weights[phrase] * (2 if twice else 1)
                seen.add(phrase)
                at += size
                break
        else:
            at += 1
    return total
