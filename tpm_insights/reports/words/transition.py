"""What the report on moving into the job says in words; every number comes from its frames."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.studies.job_pay import TARGET_WORDS
from tpm_insights.reports.studies.pay_gap import ALIKE, ALIKE_IN, PARTS, WHOLE
from tpm_insights.reports.studies.steps import ENTRY, STEPS
from tpm_insights.reports.studies.transition import Transition
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.first_jobs import least_words
from tpm_insights.reports.words.fixed_words import (
    definition_words,
    first_refusal,
    place_words,
    refusals,
    widen_words,
)
from tpm_insights.reports.words.intervals import percent_interval, share_interval
from tpm_insights.vocabulary import LEVELS, ROLE_FAMILIES


def answer(study: Transition) -> str:
    """Say in one paragraph what moving into the job means.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    said = [pay_words(study), asks_words(study, most=2), least_words(study)]
    if study.steps["share"].notna().any():
        tested = sum(step.speaks for step in STEPS)
        said.append(f"Of the article's {len(STEPS)} steps, postings can speak to {tested}, in part.")
    return " ".join(part for part in said if part)


def pay_words(study: Transition) -> str:
    """Say how posted pay differs from that of each origin among alike postings.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        One sentence; why there is none where every figure was refused.
    """
    job, place = definition_words(study.asked.role), place_words(study.asked)
    alike: list[str] = []
    alike_in: list[str] = []
    for origin in (ROLE_FAMILIES[family] for family in study.origins):
        row = study.gap_of(origin, ALIKE)
        if row is None:
            continue
        alike.append(f"{prose.higher_or_lower(row['difference'])} than a {origin}'s")
        parts = study.gap.loc[study.gap["origin_job"] == origin, "part"].tolist()
        alike_in += [words for term, words in ALIKE_IN.items() if PARTS[term] in parts and words not in alike_in]
    if not alike:
        return (
            f"There are too few postings from {place} that state pay and years to compare pay of {job} jobs "
            f"({first_refusal(study.gap)}). {widen_words(study.asked)}"
        )
    return (
        f"Posted pay of {job} jobs in {place}, among postings alike in {prose.listed(alike_in)}, is "
        f"{prose.listed(alike)}."
    )


def gap_note(study: Transition) -> str:
    """Say how posted pay differs before like is compared with like, and what is not shown.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    found = {ROLE_FAMILIES[family]: study.gap_of(ROLE_FAMILIES[family], WHOLE) for family in study.origins}
    said = [
        f"{prose.higher_or_lower(row['difference'])} than a {origin}'s"
        for origin, row in found.items()
        if row is not None
    ]
    before = f"Before like is compared with like, posted pay is {prose.listed(said)}." if said else ""
    return " ".join(part for part in (before, refusals(study.gap)) if part)


def asks_words(study: Transition, *, most: int = 4) -> str:
    """Say what the job asks for clearly more often than every origin.

    Parameters
    ----------
    study : Transition
        The numbers.
    most : int, default 4
        How many things to name.

    Returns
    -------
    str
        One sentence; empty where nothing is clear.
    """
    found = [study.clearly_asked(ROLE_FAMILIES[family]).set_index("thing") for family in study.origins]
    if not found:
        return ""
    common = [thing for thing in found[0].index if all(thing in rows.index for rows in found)][:most]
    if not common:
        return ""
    said = []
    for thing in common:
        others = [float(rows["share_second"].to_dict()[thing]) for rows in found]
        low, high = prose.share(min(others)), prose.share(max(others))
        this = prose.share(float(found[0]["share_first"].to_dict()[thing]))
        said.append(f"{thing} ({this} against {low if low == high else f'{low} to {high}'})")
    jobs = "each of these jobs" if len(found) > 1 else f"a {ROLE_FAMILIES[study.origins[0]]}"
    return f"Clearly more often than for {jobs}, postings name {prose.listed(said)}."


def key_figures(study: Transition) -> list[KeyFigure]:
    """Return the key figures.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    list of KeyFigure
        The difference in pay among alike postings for each origin, and what is asked for at entry level; four at most.
    """
    figures = []
    for family in study.origins[:3]:
        origin = ROLE_FAMILIES[family]
        row, label = study.gap_of(origin, ALIKE), f"posted pay against a {origin}'s, alike postings"
        if row is None:
            reason = first_refusal(study.gap[study.gap["origin_job"] == origin])
            figures.append(KeyFigure("not shown", label, reason))
        else:
            note = f"{percent_interval(row)}, {prose.records(row['n_first'] + row['n_second'])}"
            figures.append(KeyFigure(prose.difference(row["difference"]), label, note))
    for thing, label in {
        "any certification, in any way": "of entry-level postings ask for a certification",
        "leading a team": "of entry-level postings name leading a team",
    }.items():
        rows = study.steps[(study.steps["thing"] == thing) & (study.steps["group"] == ENTRY)]
        row = rows.iloc[0]
        if pd.isna(row["share"]):
            figures.append(KeyFigure("not shown", label, str(row["refused"]).split(";", maxsplit=1)[0]))
        else:
            ends = share_interval(row)
            figures.append(KeyFigure(prose.share(row["share"]), label, f"{ends}, {prose.records(row['n'])}"))
    return figures[:4]


def pay_alt(study: Transition) -> str:
    """Say what the figure of pay by level shows.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = []
    for level in LEVELS:
        rows = study.pay[(study.pay["level"] == level) & study.pay["median"].notna()]
        if len(rows):
            medians = zip(rows["job"], rows["median"], strict=True)
            listed = [f"{job} {prose.money(median, study.asked.currency)}" for job, median in medians]
            said.append(f"{level} level: {prose.listed(listed)}")
    if not said:
        return f"No median can be shown ({first_refusal(study.pay)})."
    jobs = definition_words(study.asked.role)
    return f"Median posted pay a year; {TARGET_WORDS} is {jobs}. {prose.sentence('; '.join(said))}"


def gap_alt(study: Transition) -> str:
    """Say what the figure of the split difference shows.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = []
    for family in study.origins:
        rows = study.gap[(study.gap["origin_job"] == ROLE_FAMILIES[family]) & study.gap["difference"].notna()]
        if len(rows):
            parts = zip(rows["part"], rows["difference"], strict=True)
            listed = [f"{part} {prose.difference(difference)}" for part, difference in parts]
            said.append(f"From {ROLE_FAMILIES[family]}: {prose.listed(listed)}")
    return ". ".join(said) + "." if said else f"No difference in pay can be shown ({first_refusal(study.gap)})."


def asks_alt(study: Transition) -> str:
    """Say what the figure of skills and requirements shows.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = []
    for family in study.origins:
        origin = ROLE_FAMILIES[family]
        for more, words in ((True, "more often"), (False, "less often")):
            rows = study.clearly_asked(origin, more=more).head(3)
            if len(rows):
                listed = [
                    f"{thing} ({prose.points(points)})"
                    for thing, points in zip(rows["thing"], rows["points"], strict=True)
                ]
                said.append(f"{words} than for a {origin}: {prose.listed(listed)}")
    if not said:
        return f"No clear difference can be shown ({first_refusal(study.asks)})."
    return f"Percentage points by which postings of the job name a thing {'; '.join(said)}."


def asks_note(study: Transition) -> str:
    """Say what is clearly asked for more often than for every origin, and how many things by origin.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    said = []
    for family in study.origins:
        origin = ROLE_FAMILIES[family]
        rows = study.asks[study.asks["origin_job"] == origin]
        more, less = len(study.clearly_asked(origin)), len(study.clearly_asked(origin, more=False))
        if rows["odds_ratio"].notna().any():
            said.append(f"{origin}: {more} clearly more often, {less} clearly less often, of {len(rows)} compared")
    return " ".join(part for part in (asks_words(study), prose.sentence("; ".join(said))) if part)
