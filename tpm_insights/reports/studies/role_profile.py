"""The report on the job itself: what postings name, at each level and for each kind of TPM, and what is special."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.grid_chart import grid_chart
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.studies.asked import Asked, full_postings
from tpm_insights.reports.studies.basis import Basis, basis_of
from tpm_insights.reports.studies.distinctive import distinctive
from tpm_insights.reports.studies.education_survey import education_survey
from tpm_insights.reports.studies.named_shares import JOBS, named_shares
from tpm_insights.reports.studies.named_things import (
    OTHERS,
    PLACES,
    REQUIREMENTS,
    SKILLS,
    WORK,
    certification_things,
    named_things,
)
from tpm_insights.reports.studies.years_asked import years_asked
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
MOST_SHOWN = 6
"""Certifications listed one by one, and things in a figure of odds on either side."""


@dataclass(frozen=True, eq=False)
class RoleProfile:
    """Everything the report on the job shows.

    Attributes
    ----------
    asked : Asked
        What was asked for.
    basis : Basis
        What the shares rest on.
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
    basis: Basis
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
        basis=basis_of(full_postings(tables.facts, asked)),
        n=len(postings),
        shares=shares,
        years=years_asked(postings, jobs, shares, asked),
        distinctive=distinctive(everything, COMPARED, asked),
        survey=education_survey(tables.occupations, asked),
    )


def _often_named(postings: pd.DataFrame, asked: Asked) -> tuple[str, ...]:
    """Return the certifications named most, and often enough to be shown one by one."""
    named = {name: int(postings[certification_column(name)].sum()) for name in CERTIFICATIONS}
    ranked = sorted(named, key=lambda name: -named[name])[:MOST_SHOWN]
    return tuple(name for name in ranked if named[name] >= asked.minimum_cell)
