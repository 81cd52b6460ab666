"""Pay by level of experience under each kind of pay, side by side and never pooled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.frame import level_of
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.tables import source_words
from tpm_insights.reports.words import prose
from tpm_insights.vocabulary import LEVELS, ROLE_FAMILIES

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

COLUMNS = ("level", "kind", "median", "conf_low", "conf_high", "p25", "p75", "n", "employers", "dates", "refused")
"""Columns of every yardstick, one row a level; ``level`` is entry, mid, senior or all."""

POSTED = "Posted range"
"""The kind of pay that is read from postings."""
SENIORITY_LEVELS: dict[str, str] = {
    "intern": "entry",
    "entry": "entry",
    "mid": "mid",
    "senior": "senior",
    "lead": "senior",
    "principal": "senior",
}
"""Level for a seniority that a source states in place of years; managers of managers have none."""
WAGE_LEVELS: dict[str, str] = {"I": "entry", "II": "mid", "III": "mid", "IV": "senior"}
"""Level for the wage level of a filing: I entry, II qualified, III experienced, IV fully competent."""
SALARY_RECORD_KINDS: dict[str, str] = {
    "filed_wage": "Filed wage",
    "posted_range": "Posted range",
    "aggregator": "Aggregator",
}
"""Kinds of pay that come as single salary records, in words."""
SELF_REPORT_KINDS: dict[str, str] = {
    "self_report_base": "Self-report, base pay",
    "self_report_total": "Self-report, total pay",
}
"""Kinds of self-reported pay, in words."""
PAY_SERIES: tuple[str, ...] = (
    "postings",
    SELF_REPORT_KINDS["self_report_base"],
    *(SALARY_RECORD_KINDS[kind] for kind in ("filed_wage", "aggregator")),
    "Employer survey",
    SALARY_RECORD_KINDS["posted_range"],
)
"""Kinds of pay that figures show, in the order of their colours and marks: alike in every report."""
SURVEY_OCCUPATIONS: tuple[str, ...] = ("13-1082", "15-1299")
"""Occupations of the employer survey that hold project managers: their own, and the one that holds those of IT."""


def yardsticks(tables: Tables, asked: Asked) -> pd.DataFrame:
    """Put every kind of pay side by side.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; kinds in the order posted range, salary records, self-reports, employer survey, levels from
        entry to senior and then all together. A kind with no record at all has no row; a level without has one.
    """
    parts = [
        *posted_bands(tables.facts, asked),
        *(
            rows
            for kind, part in salary_records(tables.salaries, asked)
            for rows in _recorded(part, kind, "base_annual", "year", asked)
        ),
        *_self_report_rows(tables.self_reports, asked),
        *_survey(tables.percentiles, asked),
    ]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(parts, ignore_index=True)


def pay_series(kinds: pd.Series) -> pd.Series:
    """Return the series of a figure that each kind of pay belongs to.

    Parameters
    ----------
    kinds : Series of str
        Column ``kind`` of the yardsticks.

    Returns
    -------
    Series of str
        One of `PAY_SERIES`, or total pay, which figures leave out: it is another quantity.

    Examples
    --------
    >>> pay_series(pd.Series(["Posted range", "Posted range: a city", "Filed wage: US visa filings"])).tolist()
    ['postings', 'Posted range', 'Filed wage']
    """
    return kinds.str.split(":").str[0].where(kinds != POSTED, "postings")


def posted_bands(facts: pd.DataFrame, asked: Asked) -> list[pd.DataFrame]:
    """Return the rows of pay posted by employers.

    Parameters
    ----------
    facts : DataFrame
        The facts table.
    asked : Asked
        What was asked for.

    Returns
    -------
    list of DataFrame
        One frame with columns `COLUMNS`, or none where no posting states pay.
    """
    return list(_recorded(postings_with_pay(facts, asked), POSTED, "pay", "posted_year", asked))


def _recorded(frame: pd.DataFrame, kind: str, outcome: str, year: str, asked: Asked) -> Iterable[pd.DataFrame]:
    """Yield the rows of one kind of pay from single records with a column ``level``."""
    if not len(frame):
        return
    labels = [*LEVELS, "all"]
    both = pd.concat([frame.assign(level=frame["level"].astype("str")), frame.assign(level="all")], ignore_index=True)
    both = both[both["level"].isin(labels)]
    employer = "employer_id" if frame["employer_id"].notna().any() else None
    cells = fit_pay_bands(
        both, "level", outcome=outcome, quantiles=(0.25, 0.5, 0.75), rule=asked.rule, employer=employer, date=None
    )
    tidy = cells.tidy()
    at = {q: tidy[tidy["quantile"] == q].set_index("band").reindex(labels) for q in (0.25, 0.5, 0.75)}
    middle = at[0.5]
    spans = {level: _dates(part) for level, part in both.groupby("level")[year]}
    rows = {
        "level": labels,
        "kind": kind,
        "n": middle["n"].fillna(0),
        "employers": middle["employers"] if employer else float("nan"),
        "dates": [spans.get(level, "") for level in labels],
        "p25": at[0.25]["estimate"],
        "median": middle["estimate"],
        "conf_low": middle["conf_low"],
        "conf_high": middle["conf_high"],
        "p75": at[0.75]["estimate"],
        "refused": middle["refused"].fillna("no records"),
    }
    yield pd.DataFrame(rows).reset_index(drop=True).loc[:, list(COLUMNS)]


def _dates(years: pd.Series) -> str:
    """Say from which years records are."""
    known = years.dropna()
    if not len(known):
        return "not dated"
    words = prose.years(int(known.min()), int(known.max()))
    undated = 1 - len(known) / len(years)
    return f"{words}, {prose.share(undated)} not dated" if undated else words


def salary_records(salaries: pd.DataFrame, asked: Asked) -> Iterable[tuple[str, pd.DataFrame]]:
    """Yield filed wages, posted ranges of salary tables and aggregators' records, each kind and source by itself.

    Parameters
    ----------
    salaries : DataFrame
        The table `tpm_insights.tables.SALARIES`.
    asked : Asked
        What was asked for.

    Yields
    ------
    kind : str
        Kind of pay and source, in words.
    records : DataFrame
        The records, with ``level`` and ``year``; pay a year stands in ``base_annual``.
    """
    wanted = salaries["role_family"].isin(asked.families) & (salaries["country"] == asked.country)
    wanted &= (salaries["currency"] == asked.currency) & salaries["base_annual"].notna()
    wanted &= asked.in_region(salaries["region"])
    frame = salaries[wanted & asked.in_years(salaries["year"].astype("float64"))]
    stated = frame["seniority"].map(SENIORITY_LEVELS)
    filed = frame["wage_level"].map(WAGE_LEVELS)
    held = level_of(frame["years_low"].astype("float64")).astype("str")
    level = held.where(frame["years_low"].notna(), filed.where(frame["wage_level"].notna(), stated))
    frame = frame.assign(level=level, year=frame["year"].astype("float64"))
    for (pay_kind, source), part in frame.groupby(["pay_kind", "source"], sort=False):
        if pay_kind in SALARY_RECORD_KINDS:
            yield f"{SALARY_RECORD_KINDS[str(pay_kind)]}: {source_words(str(source))}", part


def self_reports(cells: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the published cells of self-reported pay that were asked for; none for a region, which no cell states.

    Parameters
    ----------
    cells : DataFrame
        The table `tpm_insights.tables.SELF_REPORTS`.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        The same columns and ``level``; all industries together only.
    """
    wanted = cells["role_family"].isin(asked.families) & (cells["country"] == asked.country)
    wanted &= (cells["currency"] == asked.currency) & cells["industry"].isna() & cells["p50"].notna()
    wanted &= asked.region is None
    frame = cells[wanted & asked.in_years(cells["year_high"].astype("float64"))]
    level = level_of(frame["years_low"].astype("float64")).astype("str").where(frame["years_low"].notna(), "all")
    return frame.assign(level=level)


def self_report_table(cells: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return every cell of self-reported pay that was asked for, in words.

    Parameters
    ----------
    cells : DataFrame
        The table `tpm_insights.tables.SELF_REPORTS`.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns ``kind, role, publisher, years, level, median, p25, p75, n, employers, dates``.
    """
    frame = self_reports(cells, asked).sort_values(["pay_kind", "role_family", "publisher", "years_low"], kind="stable")
    spans = zip(frame["year_low"], frame["year_high"], strict=True)
    held = zip(frame["years_low"], frame["years_high"], strict=True)
    return pd.DataFrame(
        {
            "kind": frame["pay_kind"].map(SELF_REPORT_KINDS),
            "role": frame["role_family"].map(ROLE_FAMILIES),
            "publisher": frame["publisher"],
            "years": [_years_held(low, high) for low, high in held],
            "level": frame["level"],
            "median": frame["p50"],
            "p25": frame["p25"],
            "p75": frame["p75"],
            "n": frame["n"].astype("float64"),
            "employers": frame["employers"].astype("float64"),
            "dates": [prose.years(int(low), int(high)) for low, high in spans],
        }
    ).reset_index(drop=True)


def _years_held(low: float, high: float) -> str:
    """Say how many years the respondents of a cell have held such jobs."""
    if math.isnan(low):
        return "any"
    return f"{low:.0f}+" if math.isnan(high) else f"{low:.0f}–{high:.0f}"


def _self_report_rows(cells: pd.DataFrame, asked: Asked) -> Iterable[pd.DataFrame]:
    """Yield self-reported pay: the largest cell of each publisher, level and kind of pay."""
    table = self_report_table(cells, asked)
    largest = table.sort_values("n", ascending=False, kind="stable").drop_duplicates(["kind", "publisher", "level"])
    for _, part in table.loc[table.index.isin(largest.index)].groupby("kind", sort=False):
        years = (", " + part["years"] + " years").where(part["years"] != "any", "")
        kind = part["kind"] + ": " + part["publisher"] + ", " + part["role"] + years
        yield part.assign(kind=kind, refused="").reindex(columns=list(COLUMNS))


def _survey(percentiles: pd.DataFrame, asked: Asked) -> Iterable[pd.DataFrame]:
    """Yield the employer survey, which knows occupations but no experience."""
    wanted = percentiles["occupation_code"].isin(SURVEY_OCCUPATIONS)
    wanted &= percentiles["region"].isna() if asked.region is None else asked.in_region(percentiles["region"])
    wanted &= (percentiles["country"] == asked.country) & (percentiles["currency"] == asked.currency)
    frame = percentiles[wanted & asked.in_years(percentiles["year"].astype("float64"))]
    for (occupation, year), part in frame.groupby(["occupation", "year"], sort=False):
        at = part.set_index("percentile")["annual_wage"]
        rows = {
            "level": ["all"],
            "kind": f"Employer survey: {occupation}",
            "n": part["employment"].astype("float64").max(),
            "employers": float("nan"),
            "dates": str(year),
            "p25": at.get(25),
            "median": at.get(50),
            "conf_low": float("nan"),
            "conf_high": float("nan"),
            "p75": at.get(75),
            "refused": "" if pd.notna(at.get(50)) else "withheld by the publisher",
        }
        yield pd.DataFrame(rows).loc[:, list(COLUMNS)]
