"""The report on the job itself: what postings name, at each level and for each kind of TPM, and what is special."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.grid_chart import grid_chart
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.distinctive import distinctive
from tpm_insights.reports.studies.named_shares import JOBS, named_shares
from tpm_insights.reports.studies.named_things import (
    LEVEL_YEARS,
    NOT_STATED,
    OTHERS,
    PLACES,
    REQUIREMENTS,
    SKILLS,
    WORK,
    YEARS,
    certification_things,
    named_things,
)
from tpm_insights.vocabulary import CERTIFICATIONS, certification_column

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size

COLUMNS: dict[str, str] = {
    "entry": "Entry", "mid": "Mid", "senior": "Senior", "project": "Project", "program": "Program",
    "product": "Product",
}  # fmt: skip
"""Columns of the grids: levels of the role asked for, then the three jobs at all levels."""
COMPARED: tuple[str, ...] = ("project_manager", "software_engineer")
"""Role families that a TPM's postings are set against."""
OCCUPATION = "15-1299.09"
"""Information technology project managers in O*NET."""
MOST_SHOWN = 6
"""Certifications listed one by one, and things in a figure of odds on either side."""


@dataclass(frozen=True, eq=False)
class RoleProfile:
    """Everything the report on the job shows.

    Attributes
    ----------
    asked : Asked
        What was asked for.
    n : int
        Full postings of the role.
    shares : DataFrame
        ``topic, thing, group, share, conf_low_share, conf_high_share, n, employers, refused``; a group is ``all``, a
        level of the role asked for, or one of ``project, program, product``.
    years : DataFrame
        ``group, entry, mid, senior, not_stated, years_asked, conf_low_years, conf_high_years, years_p25, years_p75, n,
        refused``: shares by years asked for, and the middle of those that state them.
    distinctive : DataFrame
        See `tpm_insights.reports.studies.distinctive.COLUMNS`.
    survey : DataFrame
        ``label, share, n, dates``: what a survey of the occupation found on education; no rows where there is none.
    """

    asked: Asked
    n: int
    shares: pd.DataFrame
    years: pd.DataFrame
    distinctive: pd.DataFrame
    survey: pd.DataFrame

    def share_of(self, topic: str, thing: str, group: str = "all") -> pd.Series | None:
        """Return how often a thing is named.

        Parameters
        ----------
        topic, thing : str
            As in `shares`.
        group : str, default "all"
            A level, one of the three jobs, or all.

        Returns
        -------
        Series or None
            None where the figure was refused.
        """
        rows = self.most_named(topic, group)
        rows = rows[rows["thing"] == thing]
        return rows.iloc[0] if len(rows) else None

    def most_named(self, topic: str, group: str = "all") -> pd.DataFrame:
        """Return the things of a topic, most often named first.

        Parameters
        ----------
        topic : str
            As in `shares`.
        group : str, default "all"
            A level, one of the three jobs, or all.

        Returns
        -------
        DataFrame
            Rows of `shares` that were not refused.
        """
        rows = self.shares[(self.shares["topic"] == topic) & (self.shares["group"] == group)]
        return rows[rows["share"].notna()].sort_values("share", ascending=False, kind="stable")

    def side_by_side(self, *, work: bool) -> pd.DataFrame:
        """Return shares with levels and jobs side by side.

        Parameters
        ----------
        work : bool
            Duties and skills; else requirements and place of work.

        Returns
        -------
        DataFrame
            Columns ``topic, thing, share_all`` and the names of `COLUMNS`; missing where refused.
        """
        rows = self._topics(work=work)
        things = rows[["topic", "thing"]].drop_duplicates()
        table = rows.pivot_table(index=["topic", "thing"], columns="group", values="share", dropna=False, sort=False)
        table = table.reindex(index=pd.MultiIndex.from_frame(things), columns=["all", *COLUMNS]).reset_index()
        return table.rename(columns={"all": "share_all"}).rename_axis(columns=None)

    def draw_work(self, size: Size) -> Figure | None:
        """Draw how often each duty and skill is named.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            A grid: levels and jobs across, things down.
        """
        return self._grid(size, work=True)

    def draw_requirements(self, size: Size) -> Figure | None:
        """Draw how often each requirement and place of work is named.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            A grid: levels and jobs across, things down.
        """
        return self._grid(size, work=False)

    def _topics(self, *, work: bool) -> pd.DataFrame:
        """Return the shares of some of the topics."""
        return self.shares[self.shares["topic"].isin(WORK if work else OTHERS)]

    def _grid(self, size: Size, *, work: bool) -> Figure | None:
        """Draw some of the topics as a grid."""
        rows = self._topics(work=work)
        rows = rows[rows["group"].isin(list(COLUMNS))]
        rows = rows.assign(
            panel=rows["topic"], label=rows["thing"], column=rows["group"].map(COLUMNS), value=rows["share"]
        )
        return grid_chart(rows, size, caption="Share of postings, with the number of postings above each column.")

    def draw_distinctive(self, size: Size) -> Figure | None:
        """Draw what sets the postings apart from each of the other jobs.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Odds ratios with their intervals on a scale of doublings, a panel a job; the clearest on either side.
        """
        rows = self.distinctive[self.distinctive["odds_ratio"].notna()]
        rows = pd.concat([_clearest(part) for _, part in rows.groupby("against", sort=False)] or [rows])
        ends = {"estimate": "odds_ratio", "conf_low": "conf_low_ratio", "conf_high": "conf_high_ratio"}
        rows = rows.assign(
            panel="Against " + rows["against"].astype("str"),
            label=rows["thing"],
            series="odds",
            n=rows["n_first"] + rows["n_second"],
            **{name: np.log2(rows[column].astype("float64")) for name, column in ends.items()},
        )
        return range_chart(rows, size, Words("ratio"), axis="odds of being named, against the other job")


def _clearest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is named most clearly more and less often, largest ratio first."""
    clear = rows[rows["p_adjusted"] < 0.05].sort_values("p_adjusted", kind="stable")
    more, less = clear[clear["odds_ratio"] > 1], clear[clear["odds_ratio"] < 1]
    shown = pd.concat([more.head(MOST_SHOWN), less.head(MOST_SHOWN)])
    return shown.sort_values("odds_ratio", ascending=False, kind="stable")


def study_role_profile(
    tables: Tables,
    *,
    country: str,
    role: str,
    region: str | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
) -> RoleProfile:
    """Compute everything the report on the job shows.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    country : str
        ISO code.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.
    region : str, optional
        Code of a region of the country; the whole country by default.
    first_year, last_year : int, optional
        Calendar years; all records by default, also those without a date.
    minimum_cell : int, default 10
        Fewest records a share may rest on, and fewest postings that must name a thing for its odds to be compared.

    Returns
    -------
    RoleProfile
        Frames, and the figures drawn from them.
    """
    asked = Asked(country, "USD", role, first_year, last_year, minimum_cell, region)  # pay is not looked at
    everything = named_things(tables.facts, asked)
    postings = everything[everything["role_family"].isin(asked.families)].reset_index(drop=True)
    jobs = everything[everything["role_family"].isin(list(JOBS))]
    jobs = jobs.assign(job=jobs["role_family"].map(JOBS)).reset_index(drop=True)
    requirements = certification_things(_often_named(pd.concat([postings, jobs]), asked))
    things = (*SKILLS, *REQUIREMENTS, *requirements, *PLACES)
    shares = named_shares(postings, jobs, things, asked)
    return RoleProfile(
        asked=asked,
        n=len(postings),
        shares=shares,
        years=_years(postings, jobs, shares, asked),
        distinctive=distinctive(everything, COMPARED, asked),
        survey=_survey(tables.occupations, asked),
    )


def _often_named(postings: pd.DataFrame, asked: Asked) -> tuple[str, ...]:
    """Return the certifications named most, and often enough to be shown one by one."""
    named = {name: int(postings[certification_column(name)].sum()) for name in CERTIFICATIONS}
    ranked = sorted(named, key=lambda name: -named[name])[:MOST_SHOWN]
    return tuple(name for name in ranked if named[name] >= asked.minimum_cell)


def _years(postings: pd.DataFrame, jobs: pd.DataFrame, shares: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the years asked for, in all postings of the role and in the three jobs."""
    both = pd.concat([postings.assign(job="all"), jobs], ignore_index=True)
    both = both[both["years_min"].notna()].reset_index(drop=True)
    groups = ["all", *JOBS.values()]
    table = pd.DataFrame(columns=["band", "quantile", "estimate", "conf_low", "conf_high", "n", "refused"])
    if len(both):
        cells = fit_pay_bands(both, "job", outcome="years_min", quantiles=(0.25, 0.5, 0.75), rule=asked.rule)
        table = cells.tidy().astype({"band": "str"})
    at = {q: table[table["quantile"] == q].set_index("band").reindex(groups) for q in (0.25, 0.5, 0.75)}
    levels = shares[shares["topic"] == YEARS].pivot_table(index="group", columns="thing", values="share", dropna=False)
    known = {"entry": LEVEL_YEARS["entry"], "mid": LEVEL_YEARS["mid"], "senior": LEVEL_YEARS["senior"]}
    found = {name: levels[words].reindex(groups) for name, words in (known | {"not_stated": NOT_STATED}).items()}
    middle = at[0.5]
    found |= {"years_asked": middle["estimate"], "conf_low_years": middle["conf_low"]}
    found |= {
        "conf_high_years": middle["conf_high"],
        "years_p25": at[0.25]["estimate"],
        "years_p75": at[0.75]["estimate"],
    }
    out = pd.DataFrame({name: values.astype("float64") for name, values in found.items()}, index=groups)
    out = out.assign(n=middle["n"].fillna(0).astype("int64"), refused=middle["refused"].fillna("no records"))
    return out.rename_axis("group").reset_index()


def _survey(occupations: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the education that respondents in the occupation say it needs, where the role asked for is that one."""
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
