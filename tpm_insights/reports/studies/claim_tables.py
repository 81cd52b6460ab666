"""From the evidence on claims to the tables of the report: figures, pay by kind, pay with certifications."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.claims.check import PAY_KINDS, PREMIUM_KINDS, UNTESTABLE, ClaimCheck
from tpm_insights.reports.claims.read import Claim
from tpm_insights.reports.words import prose

PREMIUM = {"estimate": "difference", "conf_low": "conf_low_percent", "conf_high": "conf_high_percent"}


def figures_of(check: ClaimCheck) -> pd.DataFrame:
    """Return the figures under the definition asked for.

    Parameters
    ----------
    check : ClaimCheck
        Evidence and verdicts.

    Returns
    -------
    DataFrame
        Columns of the evidence, ``label`` of the claim, and ``refused``: why there is no figure.
    """
    rows = check.evidence[check.evidence["definition"] == check.asked.role]
    rows = rows[rows["part"] != UNTESTABLE]
    return rows.assign(
        label=rows["claim"].map({claim.id: claim.label for claim in check.file.claims}),
        refused=rows["why"].where(rows["outcome"] == "unknown", ""),
    )


def pay_rows(check: ClaimCheck) -> pd.DataFrame:
    """Return the claims about pay under each kind of pay.

    Parameters
    ----------
    check : ClaimCheck
        Evidence and verdicts.

    Returns
    -------
    DataFrame
        ``id, claim, kind, verdict, median, conf_low, conf_high, n, employers, dates, refused``; ``claim`` says what is
        claimed.
    """
    about = {claim.id: _claimed(claim, check.file.currency) for claim in check.file.claims if claim.kind in PAY_KINDS}
    rows = figures_of(check)
    rows = rows[rows["claim"].isin(list(about)) & (rows["pay_kind"] != "")]
    verdicts = check.under_pay_kinds()[["claim", "pay_kind", "verdict"]]
    rows = rows.merge(verdicts, on=["claim", "pay_kind"], how="left")
    rows = rows.assign(id=rows["claim"], claim=rows["claim"].map(about))
    rows = rows.rename(columns={"pay_kind": "kind", "estimate": "median"})
    figures = ["median", "conf_low", "conf_high", "n", "employers", "dates", "refused"]
    return rows[["id", "claim", "kind", "verdict", *figures]].reset_index(drop=True)


def premium_rows(check: ClaimCheck) -> pd.DataFrame:
    """Return the claims about pay with a certification.

    Parameters
    ----------
    check : ClaimCheck
        Evidence and verdicts.

    Returns
    -------
    DataFrame
        ``claim, certification, verdict, difference, conf_low_percent, conf_high_percent, n, dates, refused``, one row a
        claim and certification; the verdict is that on the claim.
    """
    about = [claim.id for claim in check.file.claims if claim.kind in PREMIUM_KINDS]
    rows = figures_of(check)
    rows = rows[rows["claim"].isin(about) & rows["part"].str.startswith("pay with")]
    certifications = rows["part"].str.removeprefix("pay with ")
    rows = rows.assign(claim=rows["label"], verdict=rows["claim"].map(check.verdict), certification=certifications)
    columns = ["claim", "certification", "verdict", *PREMIUM.values(), "n", "dates", "refused"]
    return rows.rename(columns=PREMIUM)[columns].reset_index(drop=True)


def _claimed(claim: Claim, currency: str) -> str:
    """Say what a claim about pay says, for a heading."""
    ends = prose.money_range(claim.low, claim.high, currency)
    return f"{claim.label[:1].upper()}{claim.label[1:]}: {ends}{' or more' if claim.open_end else ''}"
