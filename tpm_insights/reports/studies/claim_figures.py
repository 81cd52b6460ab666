"""The figures of the report on claims: what is claimed, framed, behind what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.claims.read import Claim
from tpm_insights.reports.claims.verdict import SYMBOLS
from tpm_insights.reports.studies.yardsticks import PAY_SERIES, POSTED, SELF_REPORT_KINDS, pay_series
from tpm_insights.reports.words import prose

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.reports.charts.style import Size


def pay_chart(rows: pd.DataFrame, claims: Sequence[Claim], currency: str, size: Size) -> Figure | None:
    """Draw median pay against the claimed ranges, under each kind of pay; total pay stands in the table alone.

    Parameters
    ----------
    rows : DataFrame
        Columns ``id, claim, kind, verdict, median, conf_low, conf_high, n, dates``, one row a claim and kind of pay.
    claims : sequence of Claim
        With the ends of the claimed ranges.
    currency : str
        ISO 4217 code.
    size : Size
        Width to draw for.

    Returns
    -------
    Figure or None
        Medians with their intervals, a panel a claim; None where there is no median.
    """
    rows = rows.assign(
        panel=rows["claim"].str.replace("$", r"\$"),  # two dollar signs would begin a formula
        label=rows["verdict"].map(SYMBOLS) + " " + rows["kind"],
        series=pay_series(rows["kind"]),
        estimate=rows["median"],
    )
    rows["reference_low"] = rows["id"].map({claim.id: claim.low for claim in claims}).astype("float64")
    rows["reference_high"] = rows["id"].map({claim.id: claim.upper for claim in claims}).astype("float64")
    shown = rows["median"].notna() | (rows["kind"] == POSTED)
    rows = rows[shown & (rows["series"] != SELF_REPORT_KINDS["self_report_total"])]
    return range_chart(
        rows, size, Words("money", currency, PAY_SERIES), axis=f"{currency} a year", reference="what is claimed"
    )


def share_chart(rows: pd.DataFrame, needed: Mapping[str, float], size: Size) -> Figure | None:
    """Draw shares with their intervals, the largest first, against what the claims need.

    Parameters
    ----------
    rows : DataFrame
        Columns ``claim, verdict, share, conf_low_share, conf_high_share, n``, one row a claim.
    needed : mapping of str to float
        Share that each claim needs.
    size : Size
        Width to draw for.

    Returns
    -------
    Figure or None
        A panel for each share that is needed; None where there is no share.
    """
    rows = rows.sort_values("share", ascending=False, kind="stable")
    least = rows["claim"].map(needed)
    rows = rows.assign(
        panel="Claimed: at least " + least.map(prose.share) + " of postings",
        label=rows["verdict"].map(SYMBOLS) + " " + rows["claim"],
        series="share",
        estimate=rows["share"],
        conf_low=rows["conf_low_share"],
        conf_high=rows["conf_high_share"],
        reference_low=least,
        reference_high=1.0,
    ).drop(columns="dates")
    return range_chart(rows, size, Words("share"), axis="share of postings", reference="what the claim needs")
