"""The report on moving into the job: from which jobs, at what pay, with which skills, and by which steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights.models.frame import pay_frame
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.grid_chart import grid_chart
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.studies.asked import Asked, full_postings
from tpm_insights.reports.studies.asked_besides import asked_besides
from tpm_insights.reports.studies.basis import Basis, basis_of
from tpm_insights.reports.studies.first_jobs import MEASURES, first_jobs
from tpm_insights.reports.studies.job_pay import TARGET_WORDS, pay_of_jobs
from tpm_insights.reports.studies.named_things import named_things
from tpm_insights.reports.studies.pay_gap import pay_gap
from tpm_insights.reports.studies.steps import ENTRY, EVERY, step_shares
from tpm_insights.reports.words.fixed_words import definition_words
from tpm_insights.vocabulary import ROLE_FAMILIES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size

MOST_SHOWN = 6
"""Things in the figure of skills, for each origin and direction."""


@dataclass(frozen=True, eq=False)
class Transition:
    """Everything the report on moving into the job shows.

    Attributes
    ----------
    asked : Asked
        What was asked for.
    basis : Basis
        What the shares of the job asked for rest on.
    origins : tuple of str
        Role families to come from.
    pay : DataFrame
        ``level, job, median, conf_low, conf_high, p25, p75, n, employers, refused``: posted pay by years asked for.
    gap : DataFrame
        See `tpm_insights.reports.studies.pay_gap.COLUMNS`.
    asks : DataFrame
        See `tpm_insights.reports.studies.asked_besides.COLUMNS`.
    first_jobs : DataFrame
        See `tpm_insights.reports.studies.first_jobs.COLUMNS`.
    steps : DataFrame
        See `tpm_insights.reports.studies.steps.COLUMNS`.
    """

    asked: Asked
    basis: Basis
    origins: tuple[str, ...]
    pay: pd.DataFrame
    gap: pd.DataFrame
    asks: pd.DataFrame
    first_jobs: pd.DataFrame
    steps: pd.DataFrame

    def gap_of(self, origin: str, part: str) -> pd.Series | None:
        """Return one part of the difference in pay.

        Parameters
        ----------
        origin : str
            Words of a role family.
        part : str
            As in `gap`.

        Returns
        -------
        Series or None
            None where the figure was refused.
        """
        rows = self.gap[
            (self.gap["origin_job"] == origin) & (self.gap["part"] == part) & self.gap["difference"].notna()
        ]
        return rows.iloc[0] if len(rows) else None

    def clearly_asked(self, origin: str, *, more: bool = True) -> pd.DataFrame:
        """Return what the job names clearly more, or less, often than an origin, largest difference first.

        Parameters
        ----------
        origin : str
            Words of a role family.
        more : bool, default True
            More often; else less often.

        Returns
        -------
        DataFrame
            Rows of `asks` whose odds differ among postings of the same source, comparisons allowed for, and whose
            interval of the plain difference lies on the same side.
        """
        rows = self.asks[(self.asks["origin_job"] == origin) & (self.asks["p_adjusted"] < 0.05)]
        side = (rows["odds_ratio"] > 1) & (rows["conf_low_points"] > 0)
        if not more:
            side = (rows["odds_ratio"] < 1) & (rows["conf_high_points"] < 0)
        return rows[side].sort_values("points", ascending=not more, kind="stable")

    def draw_pay(self, size: Size) -> Figure | None:
        """Draw posted pay of the job and of each origin, by level.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Medians with intervals and the middle half, a panel a level.
        """
        rows = self.pay.assign(
            panel=self.pay["level"].map(lambda level: f"{level} level".capitalize()),
            label=self.pay["job"].replace(TARGET_WORDS, f"{definition_words(self.asked.role)} jobs"),
            series=np.where(self.pay["job"] == TARGET_WORDS, "target", "origin"),
            estimate=self.pay["median"],
        )
        return range_chart(rows, size, Words("money", self.asked.currency), axis="annual posted pay, median")

    def draw_gap(self, size: Size) -> Figure | None:
        """Draw the difference in pay and its parts.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Percent with intervals, a panel an origin.
        """
        rows = self.gap.assign(
            panel="From " + self.gap["origin_job"].astype("str"),
            label=self.gap["part"],
            series="part",
            n=self.gap["n_first"] + self.gap["n_second"],
            estimate=self.gap["difference"],
            conf_low=self.gap["conf_low_percent"],
            conf_high=self.gap["conf_high_percent"],
        )
        return range_chart(rows, size, Words("difference"), axis="posted pay of the job, against the origin's")

    def draw_asks(self, size: Size) -> Figure | None:
        """Draw what the job names more and less often than each origin.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Percentage points with intervals, a panel an origin.
        """
        names = [ROLE_FAMILIES[family] for family in self.origins]
        parts = [self.clearly_asked(name, more=more).head(MOST_SHOWN) for name in names for more in (True, False)]
        rows = pd.concat([part for part in parts if len(part)] or [self.asks.iloc[:0]], ignore_index=True)
        rows = rows.sort_values(["points"], ascending=False, kind="stable")
        order = {name: place for place, name in enumerate(names)}
        rows = rows.sort_values("origin_job", key=lambda s: s.map(order), kind="stable")
        rows = rows.assign(
            panel="Against " + rows["origin_job"].astype("str"),
            label=rows["thing"],
            series="share",
            n=rows["n_first"] + rows["n_second"],
            estimate=rows["points"],
            conf_low=rows["conf_low_points"],
            conf_high=rows["conf_high_points"],
        )
        return range_chart(rows, size, Words("points"), axis="share of postings, in points more than the origin's")

    def draw_steps(self, size: Size) -> Figure | None:
        """Draw how often postings name what belongs to each step.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            A grid: a panel a step; the job at entry level and at all levels, then each origin.
        """
        heads = {ENTRY: "Entry level", EVERY: "All levels"}
        rows = self.steps.assign(
            panel=self.steps["step"],
            label=self.steps["thing"],
            column=self.steps["group"].map(lambda group: heads.get(group, str(group).capitalize())),
            value=self.steps["share"],
        )
        return grid_chart(rows, size, caption="Share of postings, with the number of postings above each column.")

    def draw_first_jobs(self, size: Size) -> Figure | None:
        """Draw what each job asks for at all levels.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Shares with intervals, a panel a requirement.
        """
        rows = self.first_jobs[self.first_jobs["level"] == "all"]
        parts = [
            rows.assign(
                panel=words.capitalize(),
                label=rows["job"],
                series="share",
                estimate=rows[name],
                conf_low=rows[f"{name}_low"],
                conf_high=rows[f"{name}_high"],
            )
            for name, words in MEASURES.items()
        ]
        return range_chart(pd.concat(parts, ignore_index=True), size, Words("share"), axis="share of postings")


def study_transition(
    tables: Tables,
    *,
    origin: list[str],
    country: str,
    currency: str,
    role: str,
    region: str | None = None,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
) -> Transition:
    """Compute everything the report on moving into the job shows.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    origin : list of str
        Role families to come from; one that is among those asked for is taken out of them where the two are compared.
    country, currency : str
        ISO codes.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`: the job to move into.
    region : str, optional
        Code of a region of the country; the whole country by default.
    first_year, last_year : int, optional
        Calendar years; all records by default, also those without a date.
    minimum_cell : int, default 10
        Fewest records a median, share or difference may rest on.

    Returns
    -------
    Transition
        Frames, and the figures drawn from them.
    """
    asked = Asked(country, currency, role, first_year, last_year, minimum_cell, region)
    everything = named_things(tables.facts, asked)
    paid, _ = pay_frame(tables.facts, country=country, currency=currency, roles=None)
    paid = paid[asked.in_years(paid["posted_year"]) & asked.in_region(paid["region"])].reset_index(drop=True)
    return Transition(
        asked=asked,
        basis=basis_of(full_postings(tables.facts, asked)),
        origins=tuple(origin),
        pay=pay_of_jobs(paid, origin, asked),
        gap=pay_gap(paid, origin, asked),
        asks=asked_besides(everything, origin, asked),
        first_jobs=first_jobs(everything, asked),
        steps=step_shares(everything, origin, asked),
    )
