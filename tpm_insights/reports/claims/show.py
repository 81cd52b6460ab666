"""Show the claims about what postings ask for in a report: a figure and a table a topic."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tpm_insights.reports.claims.posting_evidence import SHARE_KINDS
from tpm_insights.reports.words import claim_notes as notes
from tpm_insights.reports.words.fixed_words import refusals

if TYPE_CHECKING:
    from tpm_insights.reports.document import Report
    from tpm_insights.reports.studies.claim_check import ClaimReport


def show_topics(report: Report, study: ClaimReport) -> None:
    """Show every topic of which claims say what postings ask for.

    Parameters
    ----------
    report : Report
        Where to show it.
    study : ClaimReport
        The numbers.
    """
    if not study.asked_topics:
        report.text("The file makes no claim about what postings ask for.")
    for place, topic in enumerate(study.asked_topics):
        name = re.sub("[^a-z0-9]+", "_", topic.lower()).strip("_")[:40]
        name = name if re.match("[a-z]", name) else f"topic_{place}"
        shares, years = study.shares(topic), study.years(topic)
        if any(claim.topic == topic and claim.kind in SHARE_KINDS for claim in study.file.claims):
            report.figure(
                study.share_figure(topic),
                name=f"{name}_figure",
                title=f"{topic}: share of postings that ask for it",
                alt=notes.share_alt(study, topic),
                note=notes.share_note(study, topic),
            )
        if shares["share"].notna().any() or ("odds" in shares and shares["odds"].notna().any()):
            report.table(shares, name=name, title=f"{topic}: numbers", note=refusals(shares), folded=True)
        if len(years):
            report.table(
                years, name=f"{name}_years", title=f"{topic}: median years asked for, by the level in the title",
                note=refusals(years),
            )  # fmt: skip
