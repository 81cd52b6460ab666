"""What sets the postings of a job apart, in words; every number comes from the frame of comparisons."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.role_profile import COMPARED, RoleProfile
from tpm_insights.reports.words import prose
from tpm_insights.vocabulary import ROLE_FAMILIES

_TOLD_APART = {
    ROLE_FAMILIES["project_manager"]: ", partly because such words are how the two are told apart",
}
"""What an answer adds where a difference follows in part from how jobs were told apart."""


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
        One sentence a job, with the shares of both; empty where nothing is clear or no jobs can be compared.
    """
    said: list[str] = []
    for other, rows in study.distinctive.groupby("against", sort=False):
        more = (rows["odds_ratio"] > 1) & (rows["share_first"] > rows["share_second"])
        best = rows[(rows["p_adjusted"] < 0.05) & more].sort_values("p_adjusted", kind="stable").head(2)
        if len(best):
            things = prose.listed([_shares(row) for _, row in best.iterrows()])
            told = _TOLD_APART.get(str(other), "")
            said.append(f"Clearly more often than postings for a {other}, they name {things}{told}.")
    return " ".join(said)


def _shares(row: pd.Series) -> str:
    """Write a thing with its share in the postings of both jobs."""
    return f"{row['thing']} ({prose.share(row['share_first'])} against {prose.share(row['share_second'])})"


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
        parts.append(f"{prose.counted(refused, 'comparison is', 'comparisons are')} not shown, for the reason given.")
    return " ".join(parts)
