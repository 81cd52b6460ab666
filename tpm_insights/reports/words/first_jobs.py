"""Which jobs ask for the least, in words; every number comes from the frame of jobs."""

from __future__ import annotations

import pandas as pd

from tpm_insights.reports.studies.first_jobs import BEGINNERS, MEASURES
from tpm_insights.reports.studies.transition import Transition
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import first_refusal

MOST_CLOSE = 2
"""Jobs that may be named as asking for the least; where more are that close, none stands out."""


def first_words(study: Transition) -> str:
    """Say which jobs ask for the least.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        One sentence; empty where all were refused.
    """
    rows = study.first_jobs[(study.first_jobs["level"] == "all") & study.first_jobs["order"].notna()]
    if len(rows) < 2:
        return ""
    said: dict[str, list[str]] = {}
    for name, words in MEASURES.items():
        job = _least(rows, name)
        share = rows.loc[rows["job"] == job, name].iloc[0]
        said.setdefault(_several(job), []).append(f"{prose.share(share)} {words}")
    least = "; ".join(f"{job}, where {prose.listed(shares)}" for job, shares in said.items())
    return f"Of {len(rows)} jobs, these ask for the least: {least}."


def least_words(study: Transition) -> str:
    """Say in short which jobs ask for the least.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        One sentence without shares, which names also jobs that cannot be told from the one that asks for the least;
        empty where all were refused.
    """
    rows = study.first_jobs[(study.first_jobs["level"] == "all") & study.first_jobs["order"].notna()]
    if len(rows) < 2:
        return ""
    said: dict[str, list[str]] = {}
    for name, words in zip(MEASURES, ("experience", "degrees", "certifications"), strict=True):
        close = _close_to_least(rows, name)
        jobs = prose.listed([_several(job) for job in close]) if len(close) <= MOST_CLOSE else ""
        said.setdefault(jobs, []).append(words)
    alike = said.pop("", [])
    parts = [f"those for {jobs} ask least for {prose.listed(what)}" for jobs, what in said.items()]
    parts += [f"by how much they ask for {prose.listed(alike, 'or')}, none stands out"] if alike else []
    return f"Of postings for {len(rows)} jobs, {'; '.join(parts)}."


def _least(rows: pd.DataFrame, name: str) -> str:
    """Return the job that asks for the least in one respect."""
    return str(rows.sort_values(name, ascending=name != BEGINNERS, kind="stable")["job"].iloc[0])


def _close_to_least(rows: pd.DataFrame, name: str) -> list[str]:
    """Return the job that asks for the least in one respect, and those whose share its interval holds."""
    ordered = rows.sort_values(name, ascending=name != BEGINNERS, kind="stable")
    low, high = ordered[f"{name}_low"].iloc[0], ordered[f"{name}_high"].iloc[0]
    return [str(job) for job in rows.loc[rows[name].between(low, high), "job"]]


def _several(job: str) -> str:
    """Write a job in the plural."""
    head, bracket, rest = job.partition(" (")
    many = [f"{one}es" if one.endswith("ch") else f"{one}s" for one in head.split(" or ")]
    return job if head.endswith("office") else f"{' or '.join(many)}{bracket}{rest}"


def first_alt(study: Transition) -> str:
    """Say what the figure of first jobs shows.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Alternative text.
    """
    said = first_words(study)
    return said or f"Jobs cannot be compared ({first_refusal(study.first_jobs)})."


def entry_note(study: Transition) -> str:
    """Say which jobs ask for the least, and what they ask for at entry level.

    Parameters
    ----------
    study : Transition
        The numbers.

    Returns
    -------
    str
        Plain words.
    """
    rows = study.first_jobs[(study.first_jobs["level"] == "entry") & study.first_jobs["order"].notna()]
    if rows.empty:
        thin = "No job has enough entry-level postings for figures of its own."
        return " ".join(part for part in (first_words(study), thin) if part)
    said = [
        f"{job} {prose.share(degree)} a degree and {prose.share(certification)} a certification ({prose.records(n)})"
        for job, degree, certification, n in zip(
            rows["job"], rows["asks_degree"], rows["asks_certification"], rows["n"], strict=True
        )
    ]
    return " ".join(
        part for part in (first_words(study), f"Postings that ask for 0 to 2 years: {prose.listed(said)}.") if part
    )
