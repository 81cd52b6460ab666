"""Evidence on claims about pay: medians under each kind of pay, and the difference that goes with certifications."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from tpm_insights.reports.claims.finding import Row, collections_words, dates_words, finding, nothing_found
from tpm_insights.reports.claims.read import Claim, ClaimFile
from tpm_insights.reports.claims.verdict import Target
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.premium_ladder import HELD_ALIKE, LADDER, MAIN_RUNG, premium_ladder
from tpm_insights.reports.studies.published_surveys import survey_claims, survey_premium
from tpm_insights.reports.studies.yardsticks import POSTED, yardsticks

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

MEDIAN = "the median"
SURVEY = "Survey of holders and others, nothing held alike"
"""The kind of pay of published surveys that compare those who hold a certification with those who do not."""


def level_findings(tables: Tables, paid: pd.DataFrame, file: ClaimFile, claims: list[Claim], asked: Asked) -> list[Row]:
    """Compare claimed ranges of pay with the median under each kind of pay.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    paid : DataFrame
        As `tpm_insights.reports.studies.asked.postings_with_pay`.
    file : ClaimFile
        Says of which country and currency the claims are.
    claims : list of Claim
        Of the kinds ``pay_median_in_range`` and ``pay_band_at_level``.
    asked : Asked
        What was asked for.

    Returns
    -------
    list of dict
        A row a claim and kind of pay, posted ranges first; see `tpm_insights.reports.claims.finding.finding`.
    """
    if not claims:
        return []
    if why := _elsewhere(file, asked):
        return [nothing_found(claim, why, part=MEDIAN, pay_kind=POSTED) for claim in claims]
    table = yardsticks(tables, asked)
    collections = collections_words(paid["source"])
    rows = []
    for claim in claims:
        found = table[table["level"] == (claim.level or "all")]
        if not (found["kind"] == POSTED).any():
            rows.append(nothing_found(claim, "no posting of such jobs states pay", part=MEDIAN, pay_kind=POSTED))
        for row in found.to_dict("records"):
            kind = str(row["kind"])
            rows.append(
                finding(
                    claim, Target(claim.low, claim.upper), part=MEDIAN, unit="money", pay_kind=kind,
                    estimate=row["median"], conf_low=row["conf_low"], conf_high=row["conf_high"], n=row["n"],
                    employers=row["employers"], dates=str(row["dates"]), refused=str(row["refused"] or ""),
                    source=collections if kind == POSTED else kind.partition(": ")[2] or kind,
                )
            )  # fmt: skip
    return rows


def premium_findings(
    tables: Tables, paid: pd.DataFrame, file: ClaimFile, claims: list[Claim], asked: Asked
) -> list[Row]:
    """Compare posted pay with and without certifications, among postings alike in years, education, role and title.

    Parameters
    ----------
    tables : Tables
        The processed tables; published surveys of holders and others are taken from them.
    paid : DataFrame
        As `tpm_insights.reports.studies.asked.postings_with_pay`.
    file : ClaimFile
        Says of which country and currency the claims are.
    claims : list of Claim
        Of the kinds ``difference_in_pay`` and ``certification_valued``; the latter is not about pay alone.
    asked : Asked
        What was asked for.

    Returns
    -------
    list of dict
        A row a claim and certification, and for ``difference_in_pay`` one a survey; see
        `tpm_insights.reports.claims.finding.finding`. All of `HELD_ALIKE` are held alike, as in the report on
        certifications, so that both give the same figure.
    """
    if not claims:
        return []
    if why := _elsewhere(file, asked):
        return [
            nothing_found(c, why, part=_pay_with(name), pay_kind=_kind(c)) for c in claims for name in c.certifications
        ]
    names = tuple(dict.fromkeys([*(name for claim in claims for name in claim.certifications), *HELD_ALIKE]))
    rung = next(rung for rung in LADDER if rung.words == MAIN_RUNG)
    if paid["years_min"].notna().any():
        ladder = premium_ladder(paid, names, asked, rungs=(rung,))
        found: dict[str, dict[Hashable, Any]] = {str(row["certification"]): row for row in ladder.to_dict("records")}
    else:
        found = {}
    source = collections_words(paid["source"])
    dates = dates_words(paid["posted_on"].min(), paid["posted_on"].max())
    rows = []
    for claim in claims:
        for name in claim.certifications:
            if name not in found:
                why = "no posting states both pay and years"
                rows.append(nothing_found(claim, why, part=_pay_with(name), pay_kind=_kind(claim)))
                continue
            row = found[name]
            rows.append(
                finding(
                    claim, Target(0.0, direction=True), part=_pay_with(name), unit="difference",
                    estimate=row["difference"], conf_low=row["conf_low_percent"],
                    conf_high=row["conf_high_percent"], n=row["n"], dates=dates, source=source,
                    refused=str(row["refused"] or ""), pay_kind=_kind(claim),
                )
            )  # fmt: skip
        if claim.kind == "difference_in_pay":
            rows += _surveyed(tables.published_figures, claim, asked)
    return rows


def _surveyed(figures: pd.DataFrame, claim: Claim, asked: Asked) -> list[Row]:
    """Return what the newest survey of holders and others says, for each certification that has one."""
    rows = []
    for name in claim.certifications:
        survey = survey_premium(survey_claims(figures, name, asked), name)
        if survey is not None and asked.region is None:
            rows.append(
                finding(
                    claim, Target(0.0, direction=True), part=_pay_with(name), unit="difference",
                    estimate=survey["difference"], n=survey["n"], dates=str(survey["dates"]),
                    source=f"{survey['publisher']}, {survey['edition']}", pay_kind=f"{SURVEY}: {survey['publisher']}",
                )
            )  # fmt: skip
    return rows


def _pay_with(certification: str) -> str:
    """Name the part of a claim that is about pay with a certification."""
    return f"pay with {certification}"


def _kind(claim: Claim) -> str:
    """Return the kind of pay a claim is about; empty where it is about more than pay."""
    return POSTED if claim.kind == "difference_in_pay" else ""


def _elsewhere(file: ClaimFile, asked: Asked) -> str:
    """Say why pay cannot be compared where it is of another country or currency than the claim."""
    if (file.country, file.currency) == (asked.country, asked.currency):
        return ""
    return f"the claim speaks of {file.currency} in {file.country}, not of {asked.currency} in {asked.country}"
