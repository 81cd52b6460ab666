"""How often postings name each thing: over all, at each level, and for the three jobs that TPM may stand for."""

from __future__ import annotations

import pandas as pd

from tpm_insights.models.shares import fit_shares
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.named_things import LEVELS_ASKED, Thing
from tpm_insights.vocabulary import LEVELS

JOBS: dict[str, str] = {
    "technical_project_manager": "project",
    "technical_program_manager": "program",
    "technical_product_manager": "product",
}
"""The three jobs that TPM may stand for, by role family."""


def named_shares(postings: pd.DataFrame, jobs: pd.DataFrame, things: tuple[Thing, ...], asked: Asked) -> pd.DataFrame:
    """Return how often each thing is named, over all, by level and by job.

    Parameters
    ----------
    postings : DataFrame
        Postings of the role asked for, as `tpm_insights.reports.studies.named_things.named_things`.
    jobs : DataFrame
        Postings of the three jobs, with a column ``job``.
    things : tuple of Thing
        What to look at; years asked for are added, but not by level.
    asked : Asked
        Its rule says which shares are refused.

    Returns
    -------
    DataFrame
        Columns ``topic, thing, group, share, conf_low_share, conf_high_share, n, employers, refused``.
    """
    columns = [
        "topic", "thing", "group", "share", "conf_low_share", "conf_high_share", "n", "employers", "refused",
    ]  # fmt: skip
    every = [*things, *LEVELS_ASKED]
    parts = [
        _cells(postings, every, None, ["all"], asked),
        _cells(postings, list(things), "level", list(LEVELS), asked),
        _cells(jobs, every, "job", list(JOBS.values()), asked),
    ]
    out = pd.concat(parts, ignore_index=True)
    known = {thing.column: (place, thing.topic, thing.words) for place, thing in enumerate((*things, *LEVELS_ASKED))}
    places, topics, words = (out["outcome"].map({name: row[i] for name, row in known.items()}) for i in range(3))
    out = out.assign(place=places, topic=topics, thing=words)
    return out.sort_values("place", kind="stable").reset_index(drop=True)[columns]


def _cells(frame: pd.DataFrame, things: list[Thing], by: str | None, groups: list[str], asked: Asked) -> pd.DataFrame:
    """Return the shares of some groups, also of groups that have no posting."""
    names = [thing.column for thing in things]
    full = pd.MultiIndex.from_product([names, groups], names=["outcome", "group"])
    if not len(frame) or (by is not None and frame[by].isna().all()):
        table = pd.DataFrame(index=full, columns=["estimate", "conf_low", "conf_high", "n", "employers", "refused"])
    else:
        table = fit_shares(frame, names, by, rule=asked.rule).tidy().rename(columns={"band": "group"})
        table = table.astype({"group": "str"}).set_index(["outcome", "group"]).reindex(full)
    table = table.assign(n=table["n"].fillna(0).astype("int64"), refused=table["refused"].fillna("no records"))
    table = table.rename(
        columns={"estimate": "share", "conf_low": "conf_low_share", "conf_high": "conf_high_share"}
    ).reset_index()
    numbers = ["share", "conf_low_share", "conf_high_share", "employers"]
    return table.astype(dict.fromkeys(numbers, "float64"))
