"""Evidence on claims about what postings ask for: shares, shares by level, and years asked for by level."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.frame import certification_name
from tpm_insights.models.log_odds import fit_log_odds
from tpm_insights.models.shares import fit_shares
from tpm_insights.reports.claims.finding import (
    NO_POSTINGS,
    Row,
    Unit,
    collections_words,
    dates_words,
    finding,
    nothing_found,
)
from tpm_insights.reports.claims.kinds import YEARS_ASKED
from tpm_insights.reports.claims.read import Claim
from tpm_insights.reports.claims.verdict import Target
from tpm_insights.reports.studies.asked import Asked, full_postings
from tpm_insights.reports.studies.yardsticks import SENIORITY_LEVELS
from tpm_insights.vocabulary import CERTIFICATIONS, EDUCATION_LEVELS

Cells = dict[tuple[str, str], dict[Hashable, Any]]
"""Cells of a table by claim and level."""
SHARE_KINDS = ("share_at_least", "certification_at_level", "education_at_level", "certification_valued")
"""Kinds of claim of which a share is part."""
LEVEL_KINDS = ("more_asked_at_level", "certification_at_level", "education_at_level")
"""Kinds of claim of which a comparison of levels is part, where they name one."""


def asked_for_findings(postings: pd.DataFrame, claims: list[Claim], asked: Asked) -> list[Row]:
    """Compare claims on what the job asks for with the postings.

    Parameters
    ----------
    postings : DataFrame
        As `postings_of`.
    claims : list of Claim
        Of kinds in `SHARE_KINDS` and `LEVEL_KINDS`.
    asked : Asked
        What was asked for.

    Returns
    -------
    list of dict
        A row a claim and part; see `tpm_insights.reports.claims.finding.finding`.
    """
    if not claims:
        return []
    if not len(postings):
        return [nothing_found(claim, NO_POSTINGS, part=_share_words(claim)) for claim in claims]
    flags = postings[["level", "employer_id", "posted_on", "source"]].assign(
        **{claim.id: _asks(postings, claim) for claim in claims}
    )
    shares = _shares(flags, [claim.id for claim in claims], asked)
    source = collections_words(postings["source"])
    rows = []
    for claim in claims:
        if claim.kind in SHARE_KINDS:
            rows.append(_share_row(claim, shares, source))
        if claim.kind in LEVEL_KINDS and claim.level:
            rows.append(_level_row(claim, flags, asked, source))
    return rows


def years_findings(postings: pd.DataFrame, claims: list[Claim], asked: Asked) -> list[Row]:
    """Compare claimed years with those that postings ask for whose title names the level.

    Parameters
    ----------
    postings : DataFrame
        As `postings_of`.
    claims : list of Claim
        Of the kind ``years_at_level``.
    asked : Asked
        What was asked for.

    Returns
    -------
    list of dict
        A row a claim; see `tpm_insights.reports.claims.finding.finding`.
    """
    if not claims:
        return []
    titled = postings["seniority"].astype("str").map(SENIORITY_LEVELS)
    postings = postings.assign(titled=titled)[titled.notna() & postings["years_min"].notna()]
    part = "median of the fewest years asked for where the title names the level"
    if not len(postings):
        return [nothing_found(claim, "no title names a level", part=part) for claim in claims]
    table = fit_pay_bands(postings, "titled", outcome="years_min", quantiles=[0.5], rule=asked.rule).tidy()
    cells: Cells = {(claim.id, str(row["band"])): row for claim in claims for row in table.to_dict("records")}
    source = collections_words(postings["source"])
    return [
        _cell_row(claim, Target(claim.low, claim.upper), cells, claim.level, part=part, unit="years", source=source)
        for claim in claims
    ]


def postings_of(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the full postings asked for, with how they ask for a degree.

    Parameters
    ----------
    facts : DataFrame
        The facts table.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        As `tpm_insights.models.frame.pay_frame`, and ``education_status``.
    """
    numbered = facts.assign(posting_id=np.arange(len(facts)).astype("str"))  # ids repeat from source to source
    postings = full_postings(numbered, asked)
    rows = postings["posting_id"].astype("int64").to_numpy()
    return postings.assign(education_status=facts["education_status"].to_numpy(dtype=object)[rows])


def _asks(postings: pd.DataFrame, claim: Claim) -> pd.Series:
    """Mark the postings that ask for what a claim names, as 0 and 1."""
    if claim.education:
        wanted = EDUCATION_LEVELS[EDUCATION_LEVELS.index(claim.education) :]
        marked = postings["education_level"].isin(wanted)
        if claim.statuses:
            marked &= postings["education_status"].isin(claim.statuses)
        return marked.astype("int64")
    marked = pd.Series(data=False, index=postings.index)
    for name in claim.asks_for or claim.certifications:
        if name == YEARS_ASKED:
            marked |= postings["years_min"].fillna(0) > 0
        else:
            marked |= postings[certification_name(name) if name in CERTIFICATIONS else name] == 1
    return marked.astype("int64")


def _shares(flags: pd.DataFrame, names: list[str], asked: Asked) -> Cells:
    """Return the share of every flag over all postings and level by level."""
    parts = [fit_shares(flags, names, rule=asked.rule).tidy()]
    if flags["level"].notna().any():
        parts.append(fit_shares(flags, names, "level", rule=asked.rule).tidy())
    rows = pd.concat(parts, ignore_index=True).to_dict("records")
    return {(str(row["outcome"]), str(row["band"])): row for row in rows}


def _share_words(claim: Claim) -> str:
    """Say of which postings a share is."""
    return f"share of postings at {claim.level} level" if claim.level else "share of postings"


def _share_row(claim: Claim, shares: Cells, source: str) -> Row:
    """Judge the share of postings that ask for something."""
    target = Target(claim.at_least, partly_from=claim.partly_from)
    level = claim.level or "all"
    return _cell_row(claim, target, shares, level, part=_share_words(claim), unit="share", source=source)


def _cell_row(claim: Claim, target: Target, cells: Cells, label: str, *, part: str, unit: Unit, source: str) -> Row:
    """Judge one cell of a table of cells."""
    if (claim.id, label) not in cells:
        return nothing_found(claim, "no records", part=part, source=source)
    cell = cells[claim.id, label]
    return finding(
        claim, target, part=part, unit=unit, estimate=cell["estimate"], conf_low=cell["conf_low"],
        conf_high=cell["conf_high"], n=cell["n"], employers=cell["employers"], source=source,
        dates=dates_words(cell["first_date"], cell["last_date"]), refused=str(cell["refused"]),
    )  # fmt: skip


def _level_row(claim: Claim, flags: pd.DataFrame, asked: Asked, source: str) -> Row:
    """Judge whether something is asked for more at a level than at the others."""
    part = f"odds at {claim.level} level against the other levels, in postings of the same collection"
    known = flags[flags["level"].notna()]
    if known[claim.id].nunique() < 2:
        asking = int(known[claim.id].sum())
        why = f"asked for in {asking} of {len(known)} records, which are all alike"
        return nothing_found(claim, why, part=part, source=source, n=len(known))
    known = known.assign(here=np.where(known["level"] == claim.level, claim.level, "other levels"))
    levels = (claim.level, "other levels")
    found = fit_log_odds(known, claim.id, "here", compare=levels, strata="source", rule=asked.rule)
    row = found.tidy().iloc[0]
    return finding(
        claim, Target(1.0, direction=True), part=part, unit="odds", n=found.n, source=source,
        estimate=np.exp(row["estimate"]), conf_low=np.exp(row["conf_low"]), conf_high=np.exp(row["conf_high"]),
        employers=known["employer_id"].nunique(), refused=str(row["refused"]),
        dates=dates_words(known["posted_on"].min(), known["posted_on"].max()),
    )  # fmt: skip
