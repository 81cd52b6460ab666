"""What closed answers and written numbers in published salary records mean."""

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


def numbers_of(values: pd.Series) -> pd.Series:
    """Return numbers written with currency signs, commas and spaces.

    Parameters
    ----------
    values : Series of str
        As published.

    Returns
    -------
    Series of float
        Missing where a cell is not one number.

    Examples
    --------
    >>> numbers_of(pd.Series(["$87,000.00", "55000", "90k", "", None])).tolist()
    [87000.0, 55000.0, nan, nan, nan]
    """
    bare = values.astype("str").str.replace(r"[$£€,\s]", "", regex=True)
    return pd.to_numeric(bare, errors="coerce").astype("float64")
