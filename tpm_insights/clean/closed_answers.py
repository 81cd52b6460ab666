"""What closed answers in published salary records mean."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd


@cache
def answers() -> dict[str, Any]:
    """Return the closed answers of ``lexicon/salaries.toml``.

    Returns
    -------
    dict
        As in the file.
    """
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/salaries.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)


def meaning_of(values: pd.Series, listed: Mapping[str, Sequence[str] | str]) -> pd.Series:
    """Return what closed answers mean.

    Parameters
    ----------
    values : Series of str
        Answers as published.
    listed : mapping
        Meaning to the answers that have it, or answer to its one meaning; case does not matter.

    Returns
    -------
    Series of str
        Missing where an answer is not listed.

    Examples
    --------
    >>> meaning_of(pd.Series(["PhD", "phd ", "?"]), {"doctorate": ["phd"]}).tolist()
    ['doctorate', 'doctorate', nan]
    >>> meaning_of(pd.Series(["EN"]), {"EN": "entry"}).tolist()
    ['entry']
    """
    known: dict[str, str] = {}
    for key, value in listed.items():
        if isinstance(value, str):
            known[key.lower()] = value
        else:
            known |= dict.fromkeys(value, key)
    return values.astype("str").str.strip().str.lower().map(known).astype("str")
