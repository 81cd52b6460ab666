"""What the headline of a report rests on: how many postings, of which years, from which collections."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tpm_insights.reports.claims.finding import collections_words
from tpm_insights.reports.words import prose


class Basis(NamedTuple):
    """What a headline rests on.

    Attributes
    ----------
    n : int
        Postings.
    dates : str
        Their years, and how many state no date; in words.
    collections : str
        Where they were collected, in words.
    """

    n: int
    dates: str
    collections: str


def basis_of(postings: pd.DataFrame) -> Basis:
    """Say what a frame of postings is.

    Parameters
    ----------
    postings : DataFrame
        Columns ``posted_year`` and ``source``.

    Returns
    -------
    Basis
        Empty words where there is no posting.

    Examples
    --------
    >>> basis_of(pd.DataFrame({"posted_year": [2021.0, 2024.0, None], "source": ["a", "a", "b"]}))
    Basis(n=3, dates='dated 2021–2024, 33% not dated', collections='a (2) and b (1)')
    """
    if not len(postings):
        return Basis(0, "", "")
    return Basis(len(postings), span_of(postings["posted_year"]), collections_words(postings["source"]))


def span_of(years: pd.Series) -> str:
    """Say from which years records are.

    Parameters
    ----------
    years : Series of float
        Calendar years; missing where not known.

    Returns
    -------
    str
        In words.

    Examples
    --------
    >>> span_of(pd.Series([2021.0, 2021.0])), span_of(pd.Series([None], dtype="float64"))
    ('dated 2021', 'not dated')
    """
    known = years.dropna()
    if not len(known):
        return "not dated"
    undated = 1 - len(known) / len(years)
    return f"dated {prose.years(int(known.min()), int(known.max()))}" + (
        f", {prose.share(undated)} not dated" if undated else ""
    )
