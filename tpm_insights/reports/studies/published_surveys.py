"""What published surveys say of pay with a certification, edition by edition, as they print it."""

from __future__ import annotations

import re

import pandas as pd

from tpm_insights.reports.studies.asked import Asked

COLUMNS = ("publisher", "edition", "dates", "who", "measure", "amount", "stated", "n", "where")
"""Columns of the table of surveys; money stands under ``amount``, premiums in percent under ``stated``."""
HOLDERS, OTHERS = "{} certified", "without {}"
"""How the file names those who hold a certification and those who do not, in one survey of one place."""


def survey_claims(figures: pd.DataFrame, certification: str, asked: Asked) -> pd.DataFrame:
    """Return the published figures that name a certification, in the currency asked for or in percent.

    Parameters
    ----------
    figures : DataFrame
        The table `tpm_insights.tables.PUBLISHED_FIGURES`.
    certification : str
        Id.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, newest edition of each publisher first.
    """
    named = figures["group"].str.contains(rf"\b{re.escape(certification)}\b", regex=True)
    percent = figures["unit"].str.startswith("percent")
    wanted = named & (percent | (figures["unit"] == asked.currency)) & asked.in_years(figures["year"].astype("float64"))
    wanted &= ~figures["country"].fillna("").str.startswith("non-")
    found = figures[wanted].sort_values(["publisher", "year"], ascending=[False, False], kind="stable")
    percent = percent[found.index]
    value = found["value"].astype("float64")
    return pd.DataFrame(
        {
            "publisher": found["publisher"],
            "edition": found["edition"],
            "dates": found["year"].astype("str"),
            "who": found["group"],
            "measure": found["measure"],
            "amount": value.mask(percent),
            "stated": value.where(percent),
            "n": found["n"].astype("float64"),
            "where": found["country"],
        }
    ).reset_index(drop=True)


def survey_premium(claims: pd.DataFrame, certification: str) -> pd.Series | None:
    """Return the newest survey that gives the pay of holders and of others, side by side.

    Parameters
    ----------
    claims : DataFrame
        As `survey_claims`.
    certification : str
        Id.

    Returns
    -------
    Series or None
        ``publisher, edition, dates, where, n, holders, others, difference``: two amounts, and by how many percent the
        first is higher.

    Examples
    --------
    >>> rows = [("PMI", "1st", "2020", "PMP certified", "median", 120.0, None, None, "US")]
    >>> rows += [("PMI", "1st", "2020", "without PMP", "median", 100.0, None, None, "US")]
    >>> float(survey_premium(pd.DataFrame(rows, columns=list(COLUMNS)), "PMP")["difference"])
    20.0
    """
    keys = ["publisher", "edition", "dates", "where", "measure"]
    sides = [claims[claims["who"] == words.format(certification)] for words in (HOLDERS, OTHERS)]
    both = (
        sides[0]
        .merge(sides[1][[*keys, "amount"]], on=keys, suffixes=("", "_others"))
        .dropna(subset=["amount", "amount_others"])
    )
    if not len(both):
        return None
    row = both.sort_values("dates", ascending=False, kind="stable").iloc[0]
    difference = round(100 * (row["amount"] / row["amount_others"] - 1), 9)
    return pd.Series(
        {
            **row[["publisher", "edition", "dates", "where", "n"]].to_dict(),
            "holders": row["amount"],
            "others": row["amount_others"],
            "difference": difference,
        }
    )
