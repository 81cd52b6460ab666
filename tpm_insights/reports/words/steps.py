"""What postings can and cannot say on the four steps that the article advises, in words."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.steps import ENTRY, EVERY, STEPS, Step
from tpm_insights.reports.studies.transition import Transition
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import first_refusal, fixed_sentence
from tpm_insights.reports.words.intervals import share_interval

LIMITS: tuple[str, ...] = ("lead", "business", "certified", "mentor")
"""Names of the fixed words on what the data cannot say, step by step."""


def steps(study: Transition) -> list[str]:
    """Say for each step of the article what postings can and cannot say.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    list of str
        One or two sentences a step.
    """
    return [_step(study, step, limit) for step, limit in zip(STEPS, LIMITS, strict=True)]


def _step(study: Transition, step: Step, limit: str) -> str:
    """Say what postings can and cannot say on one step."""
    rows = study.steps[study.steps["step"] == step.name]
    every = rows[(rows["group"] == EVERY) & rows["share"].notna()].set_index("thing")
    entry = rows[(rows["group"] == ENTRY) & rows["share"].notna()].set_index("thing")
    fixed = fixed_sentence("transition", limit)
    if every.empty:
        return f"{step.name}: {first_refusal(rows)}, so that nothing can be said."
    said = [f"{thing} {_shares(row, entry)}" for thing, row in every.iterrows()]
    if not step.speaks:
        return f"{step.name}. {fixed}: {prose.listed(said)}."
    return f"{step.name}. Postings name {prose.listed(said)}. They cannot say {fixed}."


def _shares(row: pd.Series, entry: pd.DataFrame) -> str:
    """Write a share at all levels and at entry level."""
    text = f"in {prose.share(row['share'])}"
    if row.name in entry.index:
        low = entry[entry.index == row.name].iloc[0]
        ends = share_interval(low)
        text += f" (entry level {prose.share(low['share'])}, interval {ends})"
    return text


def steps_alt(study: Transition) -> str:
    """Say what the figure of steps shows.

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
    for step in STEPS:
        rows = study.steps[(study.steps["step"] == step.name) & study.steps["share"].notna()]
        rows = rows[rows["thing"] == next(iter(step.things.values()))]
        listed = [
            f"{prose.share(share)} of postings {_group(str(group))}"
            for group, share in zip(rows["group"], rows["share"], strict=True)
        ]
        if listed:
            said.append(f"{step.name}: {rows['thing'].iloc[0]} is named in {prose.listed(listed)}")
    return ". ".join(said) + "." if said else f"No share can be shown ({first_refusal(study.steps)})."


def _group(group: str) -> str:
    """Write a group of postings."""
    return {ENTRY: "at entry level", EVERY: "at all levels"}.get(group, f"for a {group}")
