"""The report on certifications: how often each is asked for, and the difference in posted pay, step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.models.frame import certification_name
from tpm_insights.models.shares import fit_shares
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.studies.article import level_words
from tpm_insights.reports.studies.asked import Asked, full_postings, postings_with_pay
from tpm_insights.reports.studies.basis import Basis, basis_of
from tpm_insights.reports.studies.premium_checks import PremiumChecks, check_premium
from tpm_insights.reports.studies.premium_ladder import LADDER, MAIN_RUNG, premium_ladder
from tpm_insights.reports.studies.published_surveys import survey_claims
from tpm_insights.reports.words.fixed_words import definition_words
from tpm_insights.vocabulary import CERTIFICATION_STATUSES, LEVELS, ROLE_DEFINITIONS, certification_column

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables
    from tpm_insights.reports.charts.style import Size


@dataclass(frozen=True, eq=False)
class CertificationPremium:
    """Everything the report on certifications shows.

    Attributes
    ----------
    asked : Asked
        What was asked for.
    basis : Basis
        What the figures on demand rest on.
    certifications : tuple of str
        Ids, in the order asked for.
    demand : DataFrame
        ``certification, level, share, conf_low_share, conf_high_share, n, employers, refused``; level "all" too.
    status : DataFrame
        ``certification, required, preferred, mentioned, n, refused``: how those that ask for it do, as shares.
    definitions : DataFrame
        The certification asked for first, under each role definition: ``definition, share, conf_low_share,
        conf_high_share, n, difference, conf_low_percent, conf_high_percent, asking, refused``.
    ladder : DataFrame
        See `tpm_insights.reports.studies.premium_ladder.COLUMNS`.
    checks : PremiumChecks
        How far the difference quoted for the first certification can be trusted.
    surveys : DataFrame
        What published surveys say of it; see `tpm_insights.reports.studies.published_surveys.COLUMNS`.
    """

    asked: Asked
    basis: Basis
    certifications: tuple[str, ...]
    demand: pd.DataFrame
    status: pd.DataFrame
    definitions: pd.DataFrame
    ladder: pd.DataFrame
    checks: PremiumChecks
    surveys: pd.DataFrame

    @property
    def main(self) -> str:
        """The certification asked for first."""
        return self.certifications[0]

    def share_of(self, certification: str, level: str = "all") -> pd.Series | None:
        """Return how often a certification is asked for.

        Parameters
        ----------
        certification : str
            An id.
        level : str, default "all"
            entry, mid, senior or all.

        Returns
        -------
        Series or None
            None where the figure was refused.
        """
        rows = self.demand[(self.demand["certification"] == certification) & (self.demand["level"] == level)]
        rows = rows[rows["share"].notna()]
        return rows.iloc[0] if len(rows) else None

    def rung_of(self, certification: str, rung: str = MAIN_RUNG) -> pd.Series | None:
        """Return the difference in pay at one step.

        Parameters
        ----------
        certification : str
            An id.
        rung : str
            Words of a rung of `LADDER`.

        Returns
        -------
        Series or None
            None where the figure was refused.
        """
        rows = self.ladder[(self.ladder["certification"] == certification) & (self.ladder["rung"] == rung)]
        rows = rows[rows["difference"].notna()]
        return rows.iloc[0] if len(rows) else None

    def draw_demand(self, size: Size) -> Figure | None:
        """Draw how often each certification is asked for at each level.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Shares with their intervals, a panel a certification.
        """
        ranks = {certification: place for place, certification in enumerate(self.certifications)}
        rows = self.demand[(self.demand["n"] > 0) & (self.demand["level"] != "all")]
        rows = rows.sort_values("certification", key=lambda s: s.map(ranks), kind="stable")
        rows = rows.assign(
            panel=rows["certification"],
            label=rows["level"].map(level_words),
            series="share",
            estimate=rows["share"],
            conf_low=rows["conf_low_share"],
            conf_high=rows["conf_high_share"],
        )
        return range_chart(rows, size, Words("share"), axis="share of postings that ask for it")

    def draw_ladder(self, size: Size) -> Figure | None:
        """Draw the difference in pay step by step for the certifications that have one.

        Parameters
        ----------
        size : Size
            Width to draw for.

        Returns
        -------
        Figure or None
            Differences in percent with their intervals, a panel a certification.
        """
        has_one = self.ladder.groupby("certification")["difference"].transform("count") > 0
        rows = self.ladder[has_one | (self.ladder["certification"] == self.main)]
        rows = rows.assign(
            panel="Postings that ask for " + rows["certification"].astype("str"),
            label="alike in " + rows["rung"].where(rows["rung"] != LADDER[0].words, "nothing: plain difference"),
            series="step",
            estimate=rows["difference"],
            conf_low=rows["conf_low_percent"],
            conf_high=rows["conf_high_percent"],
        )
        rows["label"] = rows["label"].str.replace("alike in and in", "and in").str.replace("alike in nothing: ", "")
        return range_chart(rows, size, Words("difference"), axis="difference in posted pay")


def study_certification_premium(
    tables: Tables,
    *,
    certifications: list[str],
    country: str,
    currency: str,
    role: str,
    first_year: int | None = None,
    last_year: int | None = None,
    minimum_cell: int = 10,
    region: str | None = None,
) -> CertificationPremium:
    """Compute everything the report on certifications shows.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    certifications : list of str
        Ids of `tpm_insights.vocabulary.CERTIFICATIONS`; the first one is the headline.
    country, currency : str
        ISO codes.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.
    first_year, last_year : int, optional
        Calendar years; all records by default, also those without a date.
    minimum_cell : int, default 10
        Fewest records a share may rest on, and fewest postings that must ask for a certification.
    region : str, optional
        Code of a region of the country; the whole country by default.

    Returns
    -------
    CertificationPremium
        Frames, and the figures drawn from them.
    """
    asked = Asked(country, currency, role, first_year, last_year, minimum_cell, region)
    chosen = tuple(certifications)
    postings, with_pay = full_postings(tables.facts, asked), postings_with_pay(tables.facts, asked)
    ladder = premium_ladder(with_pay, chosen, asked)
    return CertificationPremium(
        asked=asked,
        basis=basis_of(postings),
        certifications=chosen,
        demand=_demand(postings, chosen, asked),
        status=_status(tables.facts, chosen, asked),
        definitions=_definitions(tables.facts, chosen, asked),
        ladder=ladder,
        checks=check_premium(with_pay, chosen, asked, ladder=ladder),
        surveys=survey_claims(tables.published_figures, chosen[0], asked),
    )


def _definitions(facts: pd.DataFrame, certifications: tuple[str, ...], asked: Asked) -> pd.DataFrame:
    """Return demand and the difference in pay of the first certification, the others held alike, by definition."""
    certification = certifications[0]
    rung = next(rung for rung in LADDER if rung.words == MAIN_RUNG)
    rows = []
    for definition in ROLE_DEFINITIONS:
        other = replace(asked, role=definition)
        demand = _demand(full_postings(facts, other), (certification,), other)
        everywhere = demand[demand["level"] == "all"].drop(columns=["certification", "level", "employers", "refused"])
        ladder = premium_ladder(postings_with_pay(facts, other), certifications, other, rungs=(rung,))
        pay = ladder[ladder["certification"] == certification].drop(
            columns=["certification", "rung", "n", "p_value", "p_adjusted"]
        )
        both = pd.concat([everywhere.reset_index(drop=True), pay.reset_index(drop=True)], axis=1)
        rows.append(both.assign(definition=definition_words(definition)))
    columns = [
        "definition", "share", "conf_low_share", "conf_high_share", "n", "difference", "conf_low_percent",
        "conf_high_percent", "asking", "refused",
    ]  # fmt: skip
    return pd.concat(rows, ignore_index=True).reindex(columns=columns)


def _demand(postings: pd.DataFrame, certifications: tuple[str, ...], asked: Asked) -> pd.DataFrame:
    """Return how often each certification is asked for, by level and over all."""
    columns = [
        "certification", "level", "share", "conf_low_share", "conf_high_share", "n", "employers", "refused",
    ]  # fmt: skip
    if not len(postings):
        return pd.DataFrame(columns=columns)
    names = {certification_name(c): c for c in certifications}
    everything = fit_shares(postings, list(names), rule=asked.rule).tidy()
    parts = [everything.assign(level="all")]
    if postings["level"].notna().any():
        by_level = fit_shares(postings, list(names), "level", rule=asked.rule).tidy()
        parts.append(by_level.rename(columns={"band": "level"}))
    out = pd.concat(parts, ignore_index=True)
    out = out.assign(certification=out["outcome"].map(names), share=out["estimate"])
    out = out.rename(columns={"conf_low": "conf_low_share", "conf_high": "conf_high_share"})
    places = {level: place for place, level in enumerate([*LEVELS, "all"])}
    ranks = {certification: place for place, certification in enumerate(certifications)}
    out = out.sort_values("certification", key=lambda s: s.map(ranks), kind="stable")
    return out.sort_values("level", key=lambda s: s.astype("str").map(places), kind="stable")[columns]


def _status(facts: pd.DataFrame, certifications: tuple[str, ...], asked: Asked) -> pd.DataFrame:
    """Return how the postings that ask for a certification do it, as shares."""
    wanted = (facts["text_kind"] == "full") & facts["role_family"].isin(asked.families)
    wanted &= (facts["country"] == asked.country) & asked.in_region(facts["region"])
    wanted &= asked.in_years(facts["posted_on"].dt.year.astype("float64"))
    rows = []
    for certification in certifications:
        asks = facts.loc[wanted, certification_column(certification)].dropna()
        enough = len(asks) >= asked.minimum_cell
        refused = "" if enough else f"{len(asks)} postings ask for it, {asked.minimum_cell} needed"
        shares = {status: (asks == status).mean() if enough else float("nan") for status in CERTIFICATION_STATUSES}
        rows.append({"certification": certification, "n": len(asks), **shares, "refused": refused})
    return pd.DataFrame(rows, columns=["certification", *CERTIFICATION_STATUSES, "n", "refused"])
