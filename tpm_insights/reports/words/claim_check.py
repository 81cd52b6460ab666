"""What the report on claims says in words; every number comes from its frames."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.claims.verdict import VERDICTS, Verdict
from tpm_insights.reports.studies.claim_check import ClaimReport
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.reports.tables import first_reason
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.findings import VERDICT_SENTENCES, VERDICT_WORDS
from tpm_insights.reports.words.fixed_words import definition_words, place_words, role_words, widen_words
from tpm_insights.vocabulary import ROLE_DEFINITIONS

MOST_NAMED = 4
"""Claims named in a sentence; the others are counted."""


def answer(study: ClaimReport) -> str:
    """Say in one paragraph how the claims fare.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    counts = study.check.counts()
    total = sum(counts.values())
    if counts["not_testable"] == total:
        return (
            f"None of the {prose.counted(total, 'claim')} of {_title(study)} can be tested with the data from "
            f"{place_words(study.asked)}: there are too few records of {role_words(study.asked)}. "
            f"{widen_words(study.asked)}"
        )
    untested = f"; {counts['not_testable']} cannot be tested" if counts["not_testable"] else ""
    head = (
        f"Of {prose.counted(total, 'claim')} of {_title(study)}, postings and pay records of "
        f"{definition_words(study.asked.role)} jobs in {place_words(study.asked)} support {counts['supported']}, "
        f"support {counts['partly']} in part and contradict {counts['contradicted']}{untested}."
    )
    named = [named_words(study, "supported"), named_words(study, "contradicted")]
    return " ".join(part for part in [head, pay_words(study), *named, changes_words(study)] if part)


def _title(study: ClaimReport) -> str:
    """Name the article within a sentence."""
    return f"{study.file.title[:1].lower()}{study.file.title[1:]}"


def pay_words(study: ClaimReport) -> str:
    """Say how the first claim about pay fares, under posted pay and under the other kinds.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        One or two sentences; empty where the file makes no claim about pay.
    """
    if not len(study.pay):
        return ""
    rows = study.pay[study.pay["id"] == study.pay["id"].iloc[0]]
    claim = next(c for c in study.file.claims if c.id == rows["id"].iloc[0])
    claimed = prose.money_range(claim.low, claim.high, study.file.currency)
    posted = rows[rows["kind"] == POSTED].iloc[0]
    if pd.isna(posted["median"]):
        why = first_reason(posted["refused"])
        return f"Whether pay of {claimed} is typical cannot be told from posted pay ({why})."
    ends = prose.money_range(posted["conf_low"], posted["conf_high"], study.asked.currency)
    others = rows[(rows["kind"] != POSTED) & rows["median"].notna()]
    met = int((others["verdict"] == "supported").sum())
    said = (
        f" Of {prose.counted(len(others), 'figure')} of other kinds, {met} {'lies' if met == 1 else 'lie'} inside it."
    )
    return (
        f"That pay is {claimed} is {VERDICT_SENTENCES[posted['verdict']]}: the posted median is "
        f"{prose.money(posted['median'], study.asked.currency)} (95% interval {ends}, {prose.records(posted['n'])})."
        f"{said if len(others) else ''}"
    )


def named_words(study: ClaimReport, verdict: Verdict) -> str:
    """Name the claims that have a verdict.

    Parameters
    ----------
    study : ClaimReport
        The numbers.
    verdict : {"supported", "partly", "contradicted", "not_testable"}
        The verdict.

    Returns
    -------
    str
        One sentence; empty where there is none.
    """
    labels = _labels(study, verdict)
    return prose.sentence(f"{VERDICT_WORDS[verdict]}: {labels}") if labels else ""


def _labels(study: ClaimReport, verdict: Verdict) -> str:
    """List the first claims that have a verdict, each with its topic where labels alone do not say it."""
    found = [_named(study, claim.id) for claim in study.claims_with(verdict)]
    others = len(found) - MOST_NAMED
    return prose.listed([*found[:MOST_NAMED], prose.counted(others, "other")] if others > 0 else found)


def _named(study: ClaimReport, claim: str) -> str:
    """Name a claim within a sentence."""
    one = next(c for c in study.file.claims if c.id == claim)
    return f"{one.topic.lower()} at {one.label}" if one.kind.startswith("pay_") else one.label


def changes_words(study: ClaimReport) -> str:
    """Say how many verdicts hang on which jobs are counted.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    str
        One sentence.
    """
    changed = len(study.changes)
    if not changed:
        return f"No verdict changes under any of {len(ROLE_DEFINITIONS)} definitions of the job that can be tested."
    verb = "depends" if changed == 1 else "depend"
    several = len(ROLE_DEFINITIONS)
    return f"{prose.counted(changed, 'verdict')} {verb} on which of {several} definitions of the job is taken."


def key_figures(study: ClaimReport) -> list[KeyFigure]:
    """Return the key figures.

    Parameters
    ----------
    study : ClaimReport
        The numbers.

    Returns
    -------
    list of KeyFigure
        How many claims have each verdict.
    """
    counts = study.check.counts()
    words: dict[Verdict, str] = {
        "supported": "claims supported",
        "partly": "supported in part",
        "contradicted": "contradicted",
        "not_testable": "not testable here",
    }
    total = sum(counts.values())
    return [KeyFigure(f"{counts[one]} of {total}", words[one], _first_label(study, one)) for one in VERDICTS]


def _first_label(study: ClaimReport, verdict: Verdict) -> str:
    """Name one claim as an example."""
    found = study.claims_with(verdict)
    return f"for example {_named(study, found[0].id)}" if found else ""
