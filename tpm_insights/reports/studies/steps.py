"""The four steps the career article advises, and what postings can and cannot say on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from tpm_insights.models.shares import fit_shares
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.named_things import ANY_ASKED, ANY_REQUIRED
from tpm_insights.vocabulary import RESPONSIBILITIES, ROLE_FAMILIES, certification_column


class Step(NamedTuple):
    """A step the article advises.

    Attributes
    ----------
    name : str
        In a few words.
    things : dict of str to str
        Columns of 0 and 1 that speak to it, in words.
    speaks : bool
        False where postings name these things, but in another sense than the step's.
    """

    name: str
    things: dict[str, str]
    speaks: bool = True


STEPS: tuple[Step, ...] = (
    Step(
        "Lead a project",
        {
            "duty_team_leadership": RESPONSIBILITIES["team_leadership"],
            "soft_leadership": "leadership as a skill",
            "duty_planning": RESPONSIBILITIES["planning"],
        },
    ),
    Step(
        "Learn business",
        {
            "hard_budget_management": "budget management",
            "hard_forecasting": "forecasting",
            "soft_strategic_thinking": "strategic thinking",
            "soft_negotiation": "negotiation",
            "study_business": "a degree in business or management",
        },
    ),
    Step(
        "Get certified",
        {
            ANY_ASKED: "any certification, in any way",
            ANY_REQUIRED: "any certification, required",
            certification_column("CAPM"): "CAPM",
            certification_column("PMP"): "PMP",
        },
    ),
    Step("Find a mentor", {"soft_mentoring": "mentoring others"}, speaks=False),
)
ENTRY, EVERY = "entry", "all"
COLUMNS = ("step", "thing", "group", "share", "conf_low_share", "conf_high_share", "n", "refused")
"""One row a thing and group of postings: the job asked for at entry level and at all levels, and each origin."""


def step_shares(everything: pd.DataFrame, origins: Sequence[str], asked: Asked) -> pd.DataFrame:
    """Return how often postings name what belongs to each step.

    Parameters
    ----------
    everything : DataFrame
        As `tpm_insights.reports.studies.named_things.named_things`.
    origins : sequence of str
        Role families.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    target = everything[everything["role_family"].isin(asked.families)]
    groups = {ENTRY: target[target["level"] == "entry"], EVERY: target}
    groups |= {ROLE_FAMILIES[family]: everything[everything["role_family"] == family] for family in origins}
    names = {column: (step.name, words) for step in STEPS for column, words in step.things.items()}
    parts = []
    for group, part in groups.items():
        if part.empty:
            table = pd.DataFrame({"outcome": list(names), "n": 0, "refused": "no records"})
        else:
            table = fit_shares(part.reset_index(drop=True), list(names), rule=asked.rule, date=None).tidy()
        parts.append(table.assign(group=group))
    out = pd.concat(parts, ignore_index=True).reindex(
        columns=["outcome", "group", "estimate", "conf_low", "conf_high", "n", "refused"]
    )
    places = {column: place for place, column in enumerate(names)}
    out = out.sort_values("outcome", key=lambda s: s.map(places), kind="stable").reset_index(drop=True)
    out = out.assign(step=out["outcome"].map(lambda c: names[c][0]), thing=out["outcome"].map(lambda c: names[c][1]))
    out = out.rename(columns={"estimate": "share", "conf_low": "conf_low_share", "conf_high": "conf_high_share"})
    numbers = ["share", "conf_low_share", "conf_high_share"]
    return out.astype(dict.fromkeys(numbers, "float64"))[list(COLUMNS)]
