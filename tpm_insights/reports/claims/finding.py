"""What was found for one part of a claim, as a row of the table of evidence."""

from __future__ import annotations

import math
from typing import Literal

import pandas as pd

from tpm_insights.reports.claims.read import Claim
from tpm_insights.reports.claims.verdict import OUTCOME_WORDS, Target, judge
from tpm_insights.reports.tables import first_reason, source_words
from tpm_insights.reports.words import prose

Unit = Literal["money", "share", "years", "odds", "difference", ""]
Row = dict[str, object]
EVIDENCE_COLUMNS: tuple[str, ...] = (
    "claim", "definition", "pay_kind", "part", "unit", "estimate", "conf_low", "conf_high", "n", "employers", "dates",
    "source", "outcome", "why",
)  # fmt: skip
"""Columns of the table of evidence. ``estimate``, ``conf_low`` and ``conf_high`` are in the ``unit``: ``money`` a year,
``share`` (a fraction), ``years``, ``odds`` (a ratio) or ``difference`` in pay (percent)."""
NO_POSTINGS = "no full posting of such jobs"
MOST_SOURCES = 2
"""Collections of postings that are named; the others are counted."""


def finding(
    claim: Claim,
    target: Target,
    *,
    part: str,
    unit: Unit,
    estimate: float = math.nan,
    conf_low: float = math.nan,
    conf_high: float = math.nan,
    n: float = 0,
    employers: float = math.nan,
    dates: str = "",
    source: str = "",
    refused: str = "",
    pay_kind: str = "",
) -> Row:
    """Return a row of evidence, judged.

    Parameters
    ----------
    claim : Claim
        The claim.
    target : Target
        What it allows.
    part : str
        Which part of it, in words.
    unit : {"money", "share", "years", "odds", "difference", ""}
        Of the estimate.
    estimate, conf_low, conf_high : float
        What was found, with its 95 % interval.
    n, employers : float
        Records, and different employers; missing where not known.
    dates, source : str
        Of the records, in words.
    refused : str
        Why there is no estimate.
    pay_kind : str
        Kind of pay, in words; empty where the claim is not about pay.

    Returns
    -------
    dict
        Columns `EVIDENCE_COLUMNS`, ``definition`` left out.
    """
    outcome = judge(target, estimate, conf_low, conf_high)
    return {
        "claim": claim.id,
        "pay_kind": pay_kind,
        "part": part,
        "unit": unit,
        "estimate": estimate,
        "conf_low": conf_low,
        "conf_high": conf_high,
        "n": n,
        "employers": employers,
        "dates": dates,
        "source": source,
        "outcome": outcome,
        "why": (first_reason(refused) or "no records") if outcome == "unknown" else OUTCOME_WORDS[outcome],
    }


def nothing_found(claim: Claim, why: str, *, part: str, pay_kind: str = "", source: str = "", n: float = 0) -> Row:
    """Return a row for a part that cannot be told.

    Parameters
    ----------
    claim : Claim
        The claim.
    why : str
        The reason.
    part : str
        Which part of it, in words.
    pay_kind, source : str
        As in `finding`.
    n : float, default 0
        Records; missing where no number of them would tell.

    Returns
    -------
    dict
        As `finding`; the outcome is ``unknown``.
    """
    row = finding(claim, Target(0.0), part=part, unit="", n=n, pay_kind=pay_kind, source=source)
    return row | {"why": why}


def dates_words(first: object, last: object) -> str:
    """Say from which years records are.

    Parameters
    ----------
    first, last : Timestamp or missing
        Dates of the first and the last record.

    Returns
    -------
    str
        ``not dated`` where there is none.

    Examples
    --------
    >>> dates_words(pd.Timestamp("2023-05-01"), pd.Timestamp("2025-01-01")), dates_words(pd.NaT, pd.NaT)
    ('2023–2025', 'not dated')
    """
    if not isinstance(first, pd.Timestamp) or not isinstance(last, pd.Timestamp):
        return "not dated"
    return prose.years(first.year, last.year)


def collections_words(sources: pd.Series) -> str:
    """Name the collections that postings come from, the largest ones first.

    Parameters
    ----------
    sources : Series of str
        One a posting.

    Returns
    -------
    str
        The largest by name and count, the others counted.

    Examples
    --------
    >>> collections_words(pd.Series(["a_b", "a_b", "c", "d", "d", "e"]))
    'a b (2), d (2) and 2 other collections'
    """
    counts = sources.value_counts()
    named = [f"{source_words(str(name))} ({count:,})" for name, count in counts.head(MOST_SOURCES).items()]
    others = len(counts) - len(named)
    return prose.listed([*named, prose.counted(others, "other collection")] if others else named)
