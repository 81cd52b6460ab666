"""What the report on certifications says of how far its difference in pay can be trusted, and of published surveys."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.certification_premium import CertificationPremium
from tpm_insights.reports.studies.premium_checks import APPROACHES
from tpm_insights.reports.studies.published_surveys import survey_premium
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import fixed_sentence, refusals
from tpm_insights.reports.words.intervals import percent_interval

LATER_RUNGS: dict[str, str] = {"and in state": "the same state too", "and in employer": "the same employer too"}
"""Steps after the one that is quoted, in the words of a sentence."""


def is_clear(row: pd.Series) -> bool:
    """Say whether the interval of a difference leaves out zero.

    Parameters
    ----------
    row : Series
        With ``conf_low_percent`` and ``conf_high_percent``.

    Returns
    -------
    bool
        True if it does.
    """
    return not row["conf_low_percent"] <= 0 <= row["conf_high_percent"]


def strongest(study: CertificationPremium) -> pd.Series | None:
    """Return the benchmark that would take most of the difference away.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    Series or None
        A row of the table of strengths; None where there is none.
    """
    rows, main = study.checks.strength.dropna(subset=["difference"]), study.rung_of(study.main)
    if main is None or not len(rows):
        return None
    towards = rows["difference"] * (-1 if main["difference"] > 0 else 1)
    return rows.iloc[int(towards.to_numpy().argmax())]


def doubt_words(study: CertificationPremium) -> str:
    """Say in one sentence of the answer why a difference that seems clear may be none.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        By a later step of the ladder, or else by something unseen; empty where the difference is not clear, or would
        stay so.
    """
    main, row = study.rung_of(study.main), strongest(study)
    if main is None or not is_clear(main):
        return ""
    for rung, words in LATER_RUNGS.items():
        later = study.rung_of(study.main, rung)
        if later is not None and not is_clear(later):
            return (
                f"That is fragile: among postings of {words} it is {prose.higher_or_lower(later['difference'])} "
                f"({percent_interval(later)}), which cannot be told from no difference."
            )
    if row is None or is_clear(row):
        return ""
    return (
        f"That is fragile: something postings do not show, as closely tied to {study.main} and to pay as the "
        f"{row['benchmark']}, would bring it to {prose.difference(row['difference'])} ({percent_interval(row)})."
    )


def strength_words(study: CertificationPremium) -> str:
    """Say how strong something unseen would have to be to bring the difference to nothing.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words; why not where there is no difference.
    """
    main, checks = study.rung_of(study.main), study.checks
    if main is None or not len(checks.strength):
        return "There is no difference in pay to question."
    text = (
        f"To bring the difference of {prose.difference(main['difference'])} to nothing, something that postings do not "
        f"show would have to account for {prose.share(checks.needed)} of what is still unexplained both of pay and of "
        f"who asks for {study.main}"
    )
    if is_clear(main):
        text += f"; for its interval to reach nothing, {prose.share(checks.needed_clear)} would do"
    row = strongest(study)
    if row is None:
        return f"{text}."
    left = "which could still be told" if is_clear(row) else "which could not be told"
    return (
        f"{text}. Something as strong as the {row['benchmark']} would leave {prose.difference(row['difference'])} "
        f"({percent_interval(row)}), {left} from no difference."
    )


def strength_note(study: CertificationPremium) -> str:
    """Say beneath the table of what something unseen would leave why it is empty.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words; empty where there is a table.
    """
    return "" if len(study.checks.strength) else _nothing(study)


def _nothing(study: CertificationPremium) -> str:
    """Say that there is no difference that could be checked."""
    return f"There is no difference in pay with {study.main} to look at more closely."


def ranges_words(study: CertificationPremium) -> str:
    """Say whether the difference depends on which part of a posted range is taken.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words; empty where there is no difference.
    """
    rows = study.checks.ranges
    rows = rows[rows["difference"].notna()] if len(rows) else rows
    if study.rung_of(study.main) is None or not len(rows):
        return ""
    known = {str(row["approach"]): row for _, row in rows.iterrows()}
    at = {name: known[words] for name, words in APPROACHES.items() if words in known}
    if set(at) != set(APPROACHES):
        return ""
    said = (
        f"By the middle of the ranges the difference is {prose.difference(at['middle']['difference'])}, by the whole "
        f"ranges {prose.difference(at['interval']['difference'])}, by their low ends "
        f"{prose.difference(at['low_end']['difference'])} and by their high ends "
        f"{prose.difference(at['high_end']['difference'])}."
    )
    verdict = (
        f"Low and high ends disagree beyond chance: ranges are of another width where {study.main} is asked for, and a "
        "middle shifts with the width."
        if study.checks.widths_differ
        else "That low and high ends disagree may be chance."
    )
    unclear = [APPROACHES[name] for name, row in at.items() if not is_clear(row)]
    if 0 < len(unclear) < len(at):
        verdict += f" By {prose.listed(unclear)} it cannot be told from no difference."
    return f"{said} {verdict}"


def ranges_note(study: CertificationPremium) -> str:
    """Say beneath the table of ranges what is missing from it.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words; empty where nothing is missing.
    """
    if not len(study.checks.ranges):
        return _nothing(study)
    return refusals(study.checks.ranges)


def survey_words(study: CertificationPremium) -> str:
    """Say what the newest survey claims, and why it may differ from postings.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    row = survey_premium(study.surveys, study.main)
    if row is None:
        if len(study.surveys):
            return fixed_sentence("certification_premium", "surveys")
        return f"No published survey with figures on {study.main} in {study.asked.currency} is among the data."
    size = prose.records(row["n"]) if pd.notna(row["n"]) else "its number of answers is not stated"
    holders, others = (prose.money(row[name], study.asked.currency, nearest=1) for name in ("holders", "others"))
    text = (
        f"{row['publisher']} ({row['edition']}, {row['dates']}, {row['where']}; {size}) puts the median pay of those "
        f"who hold {study.main} at {holders} and of those who do not at {others}: "
        f"{prose.difference(row['difference'])}."
    )
    return f"{text} {fixed_sentence('certification_premium', 'surveys')}"


def survey_figure(study: CertificationPremium) -> list[KeyFigure]:
    """Return the key figure of the newest survey.

    Parameters
    ----------
    study : CertificationPremium
        The numbers.

    Returns
    -------
    list of KeyFigure
        One or none.
    """
    row = survey_premium(study.surveys, study.main)
    if row is None:
        return []
    size = prose.records(row["n"]) if pd.notna(row["n"]) else "n not stated"
    label = f"claimed by a survey of {row['publisher']}: holders against others"
    note = f"{row['dates']}, self-reports, {size}, no interval"
    return [KeyFigure(prose.difference(row["difference"]), label, note)]
