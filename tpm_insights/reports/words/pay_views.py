"""What the report on pay says of the gaps between kinds of pay, of regions and of the years."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.pay_by_experience import PayByExperience
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import first_refusal, fixed_sentence, refusals

CLOSE = 5.0
"""Percent by which two kinds of pay may differ and be called near each other."""
GONE = 0.5
"""Part of a gap that has to go for a step to be said to go with it."""


def gaps_words(study: PayByExperience) -> list[str]:
    """Say which gaps between kinds of pay go with prices and levels, as far as the data tell.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    list of str
        A sentence a kind of pay that comes as single records, and what is not explained by either.
    """
    others = study.gaps[study.gaps["kind"] != POSTED]
    if not len(study.gaps):
        return ["Too few postings state pay for a median over all levels, so the other kinds have nothing to stand by."]
    if not len(others):
        return ["There is no other kind of pay to compare."]
    posted = study.gaps.loc[study.gaps["kind"] == POSTED, "median"].iloc[0]
    medians = study.bands[study.bands["level"] == "all"].set_index("kind")
    said = [
        _chance_words(row, medians.loc[row["kind"]], study.asked.currency)
        if medians["conf_low"].get(row["kind"]) <= posted <= medians["conf_high"].get(row["kind"])
        else _gap_words(row)
        for _, row in others.iterrows()
        if pd.notna(row["gap_levels"])
    ]
    return [*said, fixed_sentence("pay_by_experience", "gaps")]


def _gap_words(row: pd.Series) -> str:
    """Say how the gap of one kind of pay changes, step by step."""
    text = (
        f"{row['kind']} ({prose.records(row['n'])}): {prose.higher_or_lower(row['gap'])} than posted pay. In the same "
        f"prices it is {prose.higher_or_lower(row['gap_prices'])}, with the levels in the same shares as well "
        f"{prose.higher_or_lower(row['gap_levels'])}."
    )
    if abs(row["gap"]) < CLOSE:
        return text
    if abs(row["gap_prices"]) < GONE * abs(row["gap"]):
        return f"{text} Most of the gap goes with the years the records are from."
    if abs(row["gap_levels"]) < GONE * abs(row["gap"]):
        return f"{text} Most of the gap goes with the years and the levels of the records."
    return f"{text} Most of the gap is left."


def _chance_words(row: pd.Series, band: pd.Series, currency: str) -> str:
    """Say that the gap of one kind of pay may be chance, as its interval holds the posted median."""
    ends = prose.money_range(band["conf_low"], band["conf_high"], currency)
    return (
        f"{row['kind']} ({prose.records(row['n'])}): {prose.higher_or_lower(row['gap'])} than posted pay, which may be "
        f"chance: the 95% interval of its median, {ends}, holds the posted one."
    )


def regions_words(study: PayByExperience) -> list[str]:
    """Say in which regions posted and filed pay is highest, as it is and at national prices.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    list of str
        A sentence a kind of pay, and what the numbers mean.
    """
    currency = study.asked.currency
    shown = study.regions[study.regions["median"].notna()]
    said = []
    for kind, part in shown.groupby("kind", sort=False):
        top = part.iloc[0]
        text = f"{kind}: {top['place']} {prose.money(top['median'], currency)}"
        if len(part) > 1:
            last = part.iloc[-1]
            text = (
                f"{kind}, {len(part)} regions: from {prose.money(last['median'], currency)} ({last['place']}) to "
                f"{prose.money(top['median'], currency)} ({top['place']})"
            )
            text += ", with intervals that overlap" if last["conf_high"] >= top["conf_low"] else ""
        real = part["at_national_prices"].dropna()
        if len(real) > 1:
            text += f"; at national prices {prose.money_range(real.min(), real.max(), currency)}"
        elif len(real):
            text += f"; at national prices {prose.money(real.iloc[0], currency)}"
        said.append(text)
    if not said:
        return ["No region has enough records of any kind of pay."]
    return [*(prose.sentence(one) for one in said), fixed_sentence("pay_by_experience", "regions")]


def regions_note(study: PayByExperience) -> str:
    """Say beneath the table of regions how many are not shown.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Plain words; empty where nothing is missing.
    """
    return refusals(study.regions)


def regions_alt(study: PayByExperience) -> str:
    """Say what the figure by region shows.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    rows = study.regions[study.regions["median"].notna() & ~study.regions["kind"].str.startswith("Employer survey")]
    if not len(rows):
        return "No region has enough records that employers post or file."
    said = []
    for kind, part in rows.groupby("kind", sort=False):
        each = [_region_words(row, study.asked.currency) for _, row in part.nlargest(3, "n").iterrows()]
        said.append(f"{kind}: {prose.listed(each)}")
    return "Median pay by state, of the states of most records. " + "; ".join(said) + "."


def _region_words(row: pd.Series, currency: str) -> str:
    """Name a region with its pay."""
    real = row["at_national_prices"]
    at = f" ({prose.money(real, currency)} at national prices)" if pd.notna(real) else ""
    return f"{row['place']} {prose.money(row['median'], currency)}{at}"


def trend_words(study: PayByExperience) -> list[str]:
    """Say how pay changed among records alike, from the first to the last year of each kind.

    Parameters
    ----------
    study : PayByExperience
        The numbers.

    Returns
    -------
    list of str
        A sentence a kind of pay.
    """
    said = []
    shown = study.trend[study.trend["median"].notna()] if len(study.trend) else study.trend
    for kind, part in shown.groupby("kind", sort=False):
        first, last = part.iloc[0], part.iloc[-1]
        if pd.isna(last["alike"]):
            continue
        interval = f"{prose.difference(last['alike_low'])} to {prose.difference(last['alike_high'])}"
        text = (
            f"{kind}, {first['calendar_year']} to {last['calendar_year']}: the median changed by "
            f"{prose.difference(last['plain'])}, pay of records alike in role, level and state by "
            f"{prose.difference(last['alike'])} (95% interval {interval})"
        )
        if pd.notna(last["prices"]):
            text += f", consumer prices by {prose.difference(last['prices'])}"
        said.append(f"{text}.")
    if not said:
        why = first_refusal(study.trend) if len(study.trend) else "no kind of pay has records of two years"
        return [f"Nothing can be said on how pay changed: {why}."]
    missing = study.trend[(study.trend["kind"] == POSTED) & (study.trend["refused"].fillna("") != "")]
    if len(missing):
        said.insert(0, f"Of postings nothing can be said: {missing.iloc[0]['refused']}.")
    return said
