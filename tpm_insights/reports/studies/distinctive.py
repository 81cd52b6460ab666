"""What sets the postings of a job apart from those of other jobs: odds of naming a thing, among alike postings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tpm_insights.models.log_odds import fit_log_odds
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.named_things import (
    ANY_ASKED,
    CERTIFICATION,
    DEGREE,
    FIELD,
    MODE,
    SKILLS,
    YEARS,
    Thing,
)
from tpm_insights.vocabulary import CERTIFICATIONS, ROLE_FAMILIES, STUDY_FIELDS, certification_column

COLUMNS = (
    "against", "topic", "thing", "share_first", "share_second", "odds_ratio", "conf_low_ratio", "conf_high_ratio",
    "p_adjusted", "odds_ratio_alike", "p_alike", "n_first", "n_second", "refused",
)  # fmt: skip
"""One row a job and thing. Ratios are odds of the postings asked for against those of the other job; ``_alike`` are
those among postings that also name about as many things; ``n_`` count the postings compared."""

THINGS: tuple[Thing, ...] = (
    *SKILLS,
    *(Thing(f"study_{key}", FIELD, words) for key, words in STUDY_FIELDS.items()),
    Thing("degree_bachelor", DEGREE, "bachelor's degree"),
    Thing("level_entry", YEARS, "0 to 2 years of experience"),
    Thing("level_senior", YEARS, "8 and more years of experience"),
    Thing(ANY_ASKED, CERTIFICATION, "any certification"),
    *(Thing(certification_column(name), CERTIFICATION, name) for name in CERTIFICATIONS),
    Thing("mode_remote", MODE, "remote work"),
    Thing("mode_hybrid", MODE, "hybrid work"),
)
THIS = "this job"
"""Group of the postings asked for."""


def distinctive(everything: pd.DataFrame, against: Sequence[str], asked: Asked) -> pd.DataFrame:
    """Set the postings asked for against those of other jobs.

    Parameters
    ----------
    everything : DataFrame
        As `tpm_insights.reports.studies.named_things.named_things`.
    against : sequence of str
        Role families; one that is among those asked for is taken out of them.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Certifications that neither job names are left out.
    """
    parts = [_against(everything, other, asked) for other in against]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _against(everything: pd.DataFrame, other: str, asked: Asked) -> pd.DataFrame:
    """Set the postings asked for against those of one other job."""
    this = everything["role_family"].isin([family for family in asked.families if family != other])
    group = np.where(this, THIS, everything["role_family"].astype("str"))
    frame = everything.assign(group=group)[this | (everything["role_family"] == other)]
    frame = frame.assign(says=_how_much(frame)).reset_index(drop=True)
    things = [
        thing for thing in THINGS if thing.topic != CERTIFICATION or frame[thing.column].sum() >= asked.minimum_cell
    ]
    names, compare = [thing.column for thing in things], (THIS, other)
    found = fit_log_odds(frame, names, "group", compare=compare, strata="source", rule=asked.rule)
    alike = fit_log_odds(frame, names, "group", compare=compare, strata=["source", "says"], rule=asked.rule).tidy()
    table = found.tidy()
    return pd.DataFrame(
        {
            "against": ROLE_FAMILIES[other],
            "topic": [thing.topic for thing in things],
            "thing": [thing.words for thing in things],
            "share_first": table["share_first"],
            "share_second": table["share_second"],
            "odds_ratio": np.exp(table["estimate"]),
            "conf_low_ratio": np.exp(table["conf_low"]),
            "conf_high_ratio": np.exp(table["conf_high"]),
            "p_adjusted": table["p_adjusted"],
            "odds_ratio_alike": np.exp(alike["estimate"]),
            "p_alike": alike["p_adjusted"],
            "n_first": found.n_first,
            "n_second": found.n_second,
            "refused": table["refused"].str.replace(f"{other}:", f"{ROLE_FAMILIES[other]}:"),
        }
    )[list(COLUMNS)]


def _how_much(frame: pd.DataFrame) -> pd.Series:
    """Return how much a posting says: in which third by the number of duties and skills it names."""
    named = frame[[thing.column for thing in SKILLS]].sum(axis=1)
    if not len(named):
        return named.astype("str")
    edges = np.unique(named.quantile([1 / 3, 2 / 3]).to_numpy())
    return pd.Series(np.searchsorted(edges, named.to_numpy()), index=frame.index).astype("str")
