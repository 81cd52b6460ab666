"""The education a job needs according to people who have it, from the survey behind O*NET."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.asked import Asked

OCCUPATION = "15-1299.09"
"""Information technology project managers in O*NET."""


def education_survey(occupations: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the education that respondents in the occupation say it needs, where the role asked for is that one.

    Parameters
    ----------
    occupations : DataFrame
        The table `tpm_insights.tables.OCCUPATIONS`.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        ``label, share, n, dates``, the most frequent first; no rows outside the United States.
    """
    wanted = (occupations["occupation_code"] == OCCUPATION) & (occupations["value"] > 0)
    wanted &= occupations["topic"] == "Required Level of Education"
    wanted &= ("technical_project_manager" in asked.families) & (asked.country == "US")
    rows = occupations[wanted].sort_values("value", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "label": rows["label"],
            "share": rows["value"].astype("float64") / 100,
            "n": rows["n"],
            "dates": rows["surveyed"].astype("str").str[:4],
        }
    ).reset_index(drop=True)
