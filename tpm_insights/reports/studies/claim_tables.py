"""From the evidence on claims to the tables of the report: figures, pay by kind, pay with certifications."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.claims.check import PAY_KINDS, PREMIUM_KINDS, UNTESTABLE, ClaimCheck
from tpm_insights.reports.claims.read import Claim
from tpm_insights.reports.claims.verdict import Outcome
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.findings import VERDICT_SENTENCES
from tpm_insights.reports.words.fixed_words import definition_words

OUTCOMES: dict[Outcome, str] = {
    "holds": "higher",
    "fails": "lower",
    "undecided": "cannot be told",
    "unknown": "not shown",
}
"""What a figure says of a difference in pay."""
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
        ``claim, certification, kind, outcome, difference, conf_low_percent, conf_high_percent, n, dates, refused``, one
        row a claim, certification and kind of pay; the outcome is that of the figure, the verdict stands by the claim.
    """
    rows = _premiums(check, figures_of(check))
    verdicts = {claim.id: VERDICT_SENTENCES[check.verdict(claim.id)] for claim in check.file.claims}
    rows = rows.assign(
        claim=rows["label"] + ": " + rows["claim"].map(verdicts),
        kind=rows["pay_kind"].where(rows["pay_kind"] != "", POSTED),
        outcome=rows["outcome"].map({str(outcome): words for outcome, words in OUTCOMES.items()}),
    )
    columns = ["claim", "certification", "kind", "outcome", *PREMIUM.values(), "n", "dates", "refused"]
    return rows[columns].reset_index(drop=True)


def premiums_by_definition(check: ClaimCheck) -> pd.DataFrame:
    """Return posted pay with each claimed certification under each definition of the job.

    Parameters
    ----------
    check : ClaimCheck
        Evidence and verdicts.

    Returns
    -------
    DataFrame
        ``certification, definition, outcome, difference, conf_low_percent, conf_high_percent, n, refused``.
    """
    rows = check.evidence[check.evidence["pay_kind"].isin(["", POSTED])]
    rows = _premiums(check, rows.assign(refused=rows["why"].where(rows["outcome"] == "unknown", "")))
    rows = rows.drop_duplicates(["certification", "definition"]).sort_values("certification", kind="stable")
    rows = rows.assign(
        definition=rows["definition"].map(definition_words),
        outcome=rows["outcome"].map({str(outcome): words for outcome, words in OUTCOMES.items()}),
    )
    columns = ["certification", "definition", "outcome", *PREMIUM.values(), "n", "refused"]
    return rows[columns].reset_index(drop=True)


def _premiums(check: ClaimCheck, rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the evidence on pay with a certification, in the columns of a report."""
    about = [claim.id for claim in check.file.claims if claim.kind in PREMIUM_KINDS]
    rows = rows[rows["claim"].isin(about) & rows["part"].str.startswith("pay with")].rename(columns=PREMIUM)
    return rows.assign(certification=rows["part"].str.removeprefix("pay with "))


def _claimed(claim: Claim, currency: str) -> str:
    """Say what a claim about pay says, for a heading."""
    ends = prose.money_range(claim.low, claim.high, currency)
    return f"{claim.label[:1].upper()}{claim.label[1:]}: {ends}{' or more' if claim.open_end else ''}"
