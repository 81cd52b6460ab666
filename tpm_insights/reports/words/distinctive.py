"""What sets the postings of a job apart, in words; every number comes from the frame of comparisons."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.role_profile import COMPARED, RoleProfile
from tpm_insights.reports.words import prose
from tpm_insights.vocabulary import ROLE_FAMILIES


def apart_words(study: RoleProfile, other: str, *, intervals: bool = False) -> str:
    """Say what sets the postings apart from those of another job.

    Parameters
    ----------
    study : RoleProfile
        The numbers.
    other : str
        Words of a role family.
    intervals : bool, default False
        Write the 95% intervals too.

    Returns
    -------
    str
        One sentence; empty where the jobs cannot be compared.
    """
    rows = study.distinctive[study.distinctive["against"] == other]
    if rows["odds_ratio"].isna().all():
        return ""
    clear = rows[rows["p_adjusted"] < 0.05].sort_values("p_adjusted", kind="stable")
    if clear.empty:
        return f"Nothing clearly sets them apart from postings for a {other}."
    said = []
    for words, part in (
        ("higher", clear[clear["odds_ratio"] > 1].head(3)),
        ("lower", clear[clear["odds_ratio"] < 1].head(2)),
    ):
        if len(part):
            listed = prose.listed([_odds(row, intervals=intervals) for _, row in part.iterrows()])
            said.append(f"{words} for {listed}")
    return f"Against postings for a {other}, the odds of being named are {' and '.join(said)}."


def apart_in_short(study: RoleProfile) -> str:
    """Say what is named most clearly more often than in postings for each of the other jobs.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        One sentence; empty where nothing is clear or no jobs can be compared.
    """
    said: list[str] = []
    for other, rows in study.distinctive.groupby("against", sort=False):
        clear = rows[(rows["p_adjusted"] < 0.05) & (rows["odds_ratio"] > 1)]
        best = clear.sort_values("p_adjusted", kind="stable").head(2)
        if len(best):
            things = prose.listed([f"{row['thing']} {prose.times(row['odds_ratio'])}" for _, row in best.iterrows()])
            said.append(f"against postings for a {other}, {things}")
    return f"What sets them apart, by the odds of being named: {'; '.join(said)}." if said else ""


def _odds(row: pd.Series, *, intervals: bool) -> str:
    """Write a ratio, with its interval if that is asked for."""
    low, high = prose.times(row["conf_low_ratio"]), prose.times(row["conf_high_ratio"])
    return f"{row['thing']} ({prose.times(row['odds_ratio'])}{f', interval {low} to {high}' if intervals else ''})"


def distinctive_alt(study: RoleProfile) -> str:
    """Say what the figure of odds shows.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = [apart_words(study, ROLE_FAMILIES[family], intervals=True) for family in COMPARED]
    if any(said):
        return " ".join(part for part in said if part)
    why = study.distinctive["refused"].iloc[0] if len(study.distinctive) else "no records"
    return f"The jobs cannot be compared ({why.split(';')[0]})."


def distinctive_note(study: RoleProfile) -> str:
    """Say how far the odds depend on how much a posting says, and what was not compared.

    Parameters
    ----------
    study : RoleProfile
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    parts = []
    for other, rows in study.distinctive.groupby("against", sort=False):
        clear = rows[rows["p_adjusted"] < 0.05]
        if len(clear):
            same = (clear["odds_ratio"] > 1) == (clear["odds_ratio_alike"] > 1)
            still = int((same & (clear["p_alike"] < 0.05)).sum())
            parts.append(
                f"Against a {other} ({prose.number(rows['n_first'].iloc[0])} postings against "
                f"{prose.number(rows['n_second'].iloc[0])}), "
                f"{prose.counted(len(clear), 'thing stands', 'things stand')} out once the number of comparisons is "
                f"allowed for; {still} of them also among postings that name as many things."
            )
    refused = int((study.distinctive["refused"] != "").sum())
    if refused:
        parts.append(f"{prose.counted(refused, 'comparison')} not shown, for the reason given.")
    return " ".join(parts)
