"""The report on pay by experience: its numbers, its figures, and what it says about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.models.shares import fit_shares
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.line_chart import Box, line_chart
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.studies.article import ARTICLE_BANDS, article_applies, level_words
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.studies.basis import Basis, basis_of
from tpm_insights.reports.studies.pay_curve import MAXIMUM_YEARS, PayCurve, fit_pay_curve
from tpm_insights.reports.studies.pay_regions import draw_regions, pay_by_region
from tpm_insights.reports.studies.pay_trend import pay_trend
from tpm_insights.reports.studies.yardstick_gaps import yardstick_gaps
from tpm_insights.reports.studies.yardsticks import (
    PAY_SERIES,
    POSTED,
    SELF_REPORT_KINDS,
    pay_series,
    posted_bands,
    self_report_table,
    yardsticks,
)
from tpm_insights.reports.words.fixed_words import definition_words
from tpm_insights.vocabulary import LEVELS, ROLE_DEFINITIONS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size


@dataclass(frozen=True, eq=False)
class PayByExperience:
    """Everything the report on pay by experience shows.

    Attributes
    ----------
    asked : Asked
        What was asked for.
    bands : DataFrame
        One row a level and kind of pay; see `tpm_insights.reports.yardsticks.COLUMNS`.
    gaps : DataFrame
        How far the kinds lie apart; see `tpm_insights.reports.studies.yardstick_gaps.COLUMNS`.
    posted_curve : PayCurve
        Posted pay by years asked for.
    regions : DataFrame
        Pay by region; see `tpm_insights.reports.studies.pay_regions.COLUMNS`.
    trend : DataFrame
        Pay from year to year; see `tpm_insights.reports.studies.pay_trend.COLUMNS`.
    basis : Basis
        What the figures on posted pay rest on.
    article : DataFrame
        One row a level: where posted pay lies against the article's band, whose upper end is missing if it is open;
        no rows for other countries or currencies.
    definitions : DataFrame
        Posted ranges under each role definition: ``definition, level, median, conf_low, conf_high, n, employers,
        refused``.
    self_reports : DataFrame
        Every cell of self-reported pay: ``kind, role, publisher, years, median, p25, p75, n, employers, dates``.
    """

    asked: Asked
    bands: pd.DataFrame
    gaps: pd.DataFrame
    posted_curve: PayCurve
    regions: pd.DataFrame
    trend: pd.DataFrame
    basis: Basis
    article: pd.DataFrame
    definitions: pd.DataFrame
    self_reports: pd.DataFrame

    @property
    def compares(self) -> bool:
        """True where the article speaks of this country and currency."""
        return article_applies(self.asked.country, self.asked.currency)

    def posted(self, level: str) -> pd.Series | None:
        """Return the row of posted ranges of a level.

        Parameters
        ----------
        level : str
            entry, mid, senior or all.

        Returns
        -------
        Series or None
            None where the figure was refused or there is none.
        """
        rows = self.bands[(self.bands["kind"] == POSTED) & (self.bands["level"] == level)]
        rows = rows[rows["median"].notna()]
        return rows.iloc[0] if len(rows) else None

    @property
    def shown_levels(self) -> dict[str, pd.Series]:
        """Rows of posted ranges by level, refused ones left out."""
        found = {level: self.posted(level) for level in LEVELS}
        return {level: row for level, row in found.items() if row is not None}

    @property
    def level_chart_rows(self) -> pd.DataFrame:
        """Rows of the figure by level: what can be shown, and refused postings; total pay stands in the table alone."""
        rows = self.bands.assign(
            panel=self.bands["level"].map(level_words),
            label=self.bands["kind"],
            series=pay_series(self.bands["kind"]),
            estimate=self.bands["median"],
        )
        rows = rows[rows["series"] != SELF_REPORT_KINDS["self_report_total"]]
        if self.compares:
            for end in ("low", "high"):
                ends = {level: band.low if end == "low" else band.upper for level, band in ARTICLE_BANDS.items()}
                rows[f"reference_{end}"] = rows["level"].map(ends).astype("float64")
        order = {level: place for place, level in enumerate([*LEVELS, "all"])}
        rows = rows[rows["median"].notna() | ((rows["kind"] == POSTED) & (rows["n"] > 0))]
        return rows.sort_values("level", key=lambda s: s.map(order), kind="stable")

    def draw_levels(self, size: Size) -> Figure | None:
        """Draw pay by level and kind of pay.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Median, its interval, and the middle half of the records.
        """
        words = Words("money", self.asked.currency, PAY_SERIES)
        rows = self.level_chart_rows
        framed = "what the article says" if self.compares and rows["reference_low"].notna().any() else ""
        return range_chart(rows, size, words, axis=f"{self.asked.currency} a year", reference=framed)

    def draw_curve(self, size: Size) -> Figure | None:
        """Draw posted pay by years asked for.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Medians by year with their intervals, the fitted curve, and the article's bands.
        """
        found = self.posted_curve
        points = found.by_year[found.by_year["median"].notna()].rename(columns={"years": "x", "median": "estimate"})
        points = points.assign(x=points["x"].astype("float64"))
        boxes = [
            Box(LEVELS[level][0], min(LEVELS[level][1], MAXIMUM_YEARS), band.low, band.upper, level)
            for level, band in (ARTICLE_BANDS.items() if self.compares else ())
        ]
        return line_chart(
            found.curve, points, size, Words("money", self.asked.currency), axis="years of experience asked for",
            boxes=boxes, boxes_are="what the article says", beside=found.quartiles,
        )  # fmt: skip

    def draw_regions(self, size: Size) -> Figure | None:
        """Draw pay by region.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Medians as they are and at national prices, a panel a kind of pay.
        """
        return draw_regions(self.regions, self.asked, size)


def study_pay_by_experience(
    tables: Tables,
    *,
    country: str,
    currency: str,
    role: str,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
    region: str | None = None,
) -> PayByExperience:
    """Compute everything the report on pay by experience shows.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    country, currency : str
        ISO codes.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.
    first_year, last_year : int, optional
        Calendar years; all records by default, also those without a date.
    minimum_cell : int, default 10
        Fewest records a median may rest on; quartiles need twice as many.
    region : str, optional
        Code of a region of the country; the whole country by default.

    Returns
    -------
    PayByExperience
        Frames, and the figures drawn from them.
    """
    asked = Asked(country, currency, role, first_year, last_year, minimum_cell, region)
    with_pay = postings_with_pay(tables.facts, asked)
    frame = with_pay[with_pay["years_min"].notna() & (with_pay["years_min"] <= MAXIMUM_YEARS)].reset_index(drop=True)
    bands = yardsticks(tables, asked)
    return PayByExperience(
        asked=asked,
        bands=bands,
        gaps=yardstick_gaps(tables, bands, asked),
        posted_curve=fit_pay_curve(frame, asked),
        regions=pay_by_region(tables, asked),
        trend=pay_trend(tables, asked),
        basis=basis_of(with_pay),
        article=_against_article(with_pay[with_pay["years_min"].notna()].reset_index(drop=True), asked),
        definitions=_definitions(tables.facts, asked),
        self_reports=self_report_table(tables.self_reports, asked).drop(columns="level"),
    )


def _against_article(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return where posted pay lies against the article's bands, level by level."""
    columns = [
        "level", "article_low", "article_high", "share_below", "share_inside", "share_above", "n", "refused",
    ]  # fmt: skip
    if not article_applies(asked.country, asked.currency) or not len(frame):
        return pd.DataFrame(columns=columns)
    low = frame["level"].map({level: band.low for level, band in ARTICLE_BANDS.items()}).astype("float64")
    high = frame["level"].map({level: band.upper for level, band in ARTICLE_BANDS.items()}).astype("float64")
    places = {
        "share_below": frame["pay"] < low,
        "share_inside": frame["pay"].between(low, high),
        "share_above": frame["pay"] > high,
    }
    flags = pd.DataFrame({name: flag.astype("int64") for name, flag in places.items()})
    cells = fit_shares(
        pd.concat([frame[["level", "employer_id"]], flags], axis=1), list(places), "level", rule=asked.rule
    )
    tidy = cells.tidy()
    wide = tidy.pivot_table(index="band", columns="outcome", values="estimate", dropna=False, observed=True)
    counts = tidy.drop_duplicates("band").set_index("band")[["n", "refused"]]
    out = counts.join(wide).reindex(list(LEVELS)).rename_axis("level").reset_index()
    bands = out["level"].map(ARTICLE_BANDS)
    ends = bands.map(lambda b: float("nan") if b.open_end else b.high).astype("float64")
    out = out.assign(article_low=bands.map(lambda b: b.low), article_high=ends)
    out = out.assign(n=out["n"].fillna(0), refused=out["refused"].fillna("no records"))
    return out.reindex(columns=columns)


def _definitions(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return medians of posted ranges by level under each role definition."""
    columns = ["definition", "level", "median", "conf_low", "conf_high", "n", "employers", "refused"]
    parts = []
    for definition in ROLE_DEFINITIONS:
        other = replace(asked, role=definition)
        parts += [
            part[part["level"] != "all"].assign(definition=definition_words(definition))
            for part in posted_bands(facts, other)
        ]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
