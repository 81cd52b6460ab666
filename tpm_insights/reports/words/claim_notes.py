"""What stands beneath the tables and figures of the report on claims; every number comes from its frames."""

from __future__ import annotations

from tpm_insights.reports.claims.posting_evidence import SHARE_KINDS
from tpm_insights.reports.claims.verdict import SYMBOLS, VERDICTS
from tpm_insights.reports.studies.claim_check import ClaimReport
from tpm_insights.reports.tables import first_reason
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.findings import VERDICT_SENTENCES, VERDICT_WORDS
from tpm_insights.reports.words.fixed_words import refusals

MOST_REASONS = 4
"""Reasons that are given where nothing can be shown."""


def pay_alt(study: ClaimReport) -> str:
    """Say what the figure on pay shows.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    rows = study.pay[study.pay["median"].notna()]
    said = []
    for claimed, part in rows.groupby("claim", sort=False):
        medians = zip(part["kind"], part["median"], part["verdict"], strict=True)
        found = [
            f"{kind} {prose.money(median, study.asked.currency)} ({VERDICT_WORDS[verdict]})"
            for kind, median, verdict in medians
        ]
        said.append(f"{claimed}, claimed; found {prose.listed(found)}")
    if not said:
        return "No median of pay can be shown." if len(study.pay) else "The file makes no claim about pay."
    return "Claimed pay against medians. " + "; ".join(said) + "."


def pay_note(study: ClaimReport) -> str:
    """Say beneath the table of pay what is missing from it.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    return refusals(study.pay_table) if len(study.pay_table) else "The file makes no claim about pay."


def share_alt(study: ClaimReport, topic: str) -> str:
    """Say what the figure of a topic shows.

    Parameters
    ----------
    study : ClaimReport
        The numbers.
    topic : str
        A topic of the file.

    Returns
    -------
    str
        Alternative text.
    """
    rows = study.shares(topic)
    rows = rows[rows["share"].notna()].sort_values("share", ascending=False, kind="stable")
    if not len(rows):
        why = study.shares(topic)["refused"].drop_duplicates().map(first_reason).tolist()
        return f"{topic}: no share can be shown ({'; '.join(why[:MOST_REASONS])})."
    found = zip(rows["claim"], rows["share"], rows["verdict"], strict=True)
    said = [f"{claim} {prose.share(share)} ({VERDICT_WORDS[verdict]})" for claim, share, verdict in found]
    return f"{topic}, share of postings that ask for it: {prose.listed(said)}."


def share_note(study: ClaimReport, topic: str) -> str:
    """Say beneath the figure of a topic what its signs mean.

    Parameters
    ----------
    study : ClaimReport
        The numbers.
    topic : str
        A topic of the file.

    Returns
    -------
    str
        Plain words.
    """
    signs = prose.listed([f"{SYMBOLS[verdict]} {VERDICT_SENTENCES[verdict]}" for verdict in VERDICTS])
    claims = [claim for claim in study.file.claims if claim.topic == topic and claim.kind in SHARE_KINDS]
    least = sorted({claim.partly_from for claim in claims if claim.partly_from < claim.at_least})
    reach = prose.listed([prose.share(one) for one in least], "or")
    from_here = f" Supported in part: the interval reaches {reach}, or only a part can be tested." if least else ""
    return f"{signs}.{from_here}"


def premium_note(study: ClaimReport) -> str:
    """Say beneath the table of differences in pay what they are.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    if not len(study.premiums):
        return "The file makes no claim about pay with a certification."
    return (
        "Posted pay is compared among postings alike in years, education, role and title; a survey holds nothing "
        "alike. "
        "What goes with a certification is not what it brings about, and an interval that ends close to zero is weak "
        f"evidence: the report on certifications says how little would undo it. {refusals(study.premiums)}"
    ).strip()


def changes_note(study: ClaimReport) -> str:
    """Say beneath the table of definitions what stands in it.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    if not len(study.changes):
        return "No claim has different verdicts under the definitions that have enough postings."
    same = len(study.file.claims) - len(study.changes)
    verb = "has" if same == 1 else "have"
    return f"{prose.counted(same, 'further claim')} {verb} one verdict under every definition that has enough postings."


def untested_note(study: ClaimReport) -> str:
    """Say beneath the table of claims without a verdict what can be done.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    return "" if len(study.untested) else "Every claim could be tested."


def all_note(study: ClaimReport) -> str:
    """Say beneath the list of all claims which kind of pay the verdicts rest on.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Plain words; empty where the file makes no claim about pay.
    """
    return "Verdicts on pay are those of what employers post." if len(study.pay) else ""
