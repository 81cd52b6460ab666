"""Everything a posting may name, one column of 0 and 1 each, with the words a reader sees."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tpm_insights.models.frame import level_of
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.vocabulary import (
    CERTIFICATIONS,
    HARD_SKILLS,
    RESPONSIBILITIES,
    SOFT_SKILLS,
    STUDY_FIELDS,
    certification_column,
)

RESPONSIBILITY, HARD, SOFT = "Responsibilities", "Hard skills", "Soft skills"
YEARS, DEGREE, FIELD = "Years of experience asked for", "Lowest degree accepted", "Field of study"
CERTIFICATION, MODE = "Certifications", "Place of work"
NOT_STATED = "not stated"
WORK: tuple[str, ...] = (RESPONSIBILITY, HARD, SOFT)
"""Topics on what is done and with which skills."""
OTHERS: tuple[str, ...] = (DEGREE, FIELD, CERTIFICATION, MODE)
"""Topics on what is required of a candidate, and where the work is done."""

DEGREES: dict[str, str] = {
    "high_school": "high school",
    "associate": "associate's degree",
    "bachelor": "bachelor's degree",
    "master": "master's degree",
    "doctorate": "doctorate",
}
MODES: dict[str, str] = {"remote": "remote", "hybrid": "hybrid", "onsite": "on site"}
LEVEL_YEARS: dict[str, str] = {"entry": "0 to 2 years", "mid": "3 to 7 years", "senior": "8 years and more"}


class Thing(NamedTuple):
    """Something a posting may name.

    Attributes
    ----------
    column : str
        Column of 0 and 1.
    topic : str
        What it belongs to.
    words : str
        For a reader.
    """

    column: str
    topic: str
    words: str


ANY_ASKED, ANY_REQUIRED, DEGREE_REQUIRED = "certification_any", "certification_any_required", "degree_required"

SKILLS: tuple[Thing, ...] = (
    *(Thing(f"duty_{key}", RESPONSIBILITY, words) for key, words in RESPONSIBILITIES.items()),
    *(Thing(f"hard_{key}", HARD, words) for key, words in HARD_SKILLS.items()),
    *(Thing(f"soft_{key}", SOFT, words) for key, words in SOFT_SKILLS.items()),
)
LEVELS_ASKED: tuple[Thing, ...] = (
    *(Thing(f"level_{key}", YEARS, words) for key, words in LEVEL_YEARS.items()),
    Thing("level_none", YEARS, NOT_STATED),
)
REQUIREMENTS: tuple[Thing, ...] = (
    *(Thing(f"degree_{key}", DEGREE, words) for key, words in DEGREES.items()),
    Thing("degree_none", DEGREE, NOT_STATED),
    Thing(DEGREE_REQUIRED, DEGREE, "a degree, nothing accepted in its place"),
    *(Thing(f"study_{key}", FIELD, words) for key, words in STUDY_FIELDS.items()),
)
PLACES: tuple[Thing, ...] = (
    *(Thing(f"mode_{key}", MODE, words) for key, words in MODES.items()),
    Thing("mode_none", MODE, NOT_STATED),
)


UNNAMED = " (generic)"
"""Ends the ids of certifications that postings ask for without naming one."""


def certification_things(certifications: tuple[str, ...]) -> tuple[Thing, ...]:
    """Return what a posting may say on certifications.

    Parameters
    ----------
    certifications : tuple of str
        Ids of `tpm_insights.vocabulary.CERTIFICATIONS`.

    Returns
    -------
    tuple of Thing
        Any at all, then each one: required, and preferred or mentioned.

    Examples
    --------
    >>> [thing.words for thing in certification_things(("PMP",))]
    ['any, asked for in any way', 'any, required', 'PMP, required', 'PMP, preferred or mentioned']
    """
    each = [
        Thing(f"{certification_column(name)}_{status}", CERTIFICATION, f"{_certificate(name)}, {words}")
        for name in certifications
        for status, words in {"required": "required", "wished": "preferred or mentioned"}.items()
    ]
    return (
        Thing(ANY_ASKED, CERTIFICATION, "any, asked for in any way"),
        Thing(ANY_REQUIRED, CERTIFICATION, "any, required"),
        *each,
    )


def _certificate(name: str) -> str:
    """Name a certification; those that postings leave without a name are called so."""
    short = name.removesuffix(UNNAMED)
    return f"unnamed {'project management' if short == 'PM' else short} certificate" if short != name else name


def named_things(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the full postings of a place and time, whatever the job, with one column a thing.

    Parameters
    ----------
    facts : DataFrame
        The facts table.
    asked : Asked
        What was asked for; its role is not looked at.

    Returns
    -------
    DataFrame
        Columns ``source, role_family, seniority, employer_id, posted_on, years_min, level``, the columns of every
        `Thing`, and for each certification one column that says whether it is asked for in any way.
    """
    wanted = (facts["text_kind"] == "full") & (facts["country"] == asked.country) & (facts["copy_number"] == 1)
    wanted &= asked.in_region(facts["region"]) & asked.in_years(facts["posted_on"].dt.year.astype("float64"))
    rows = facts[wanted].reset_index(drop=True)
    kept = ["source", "role_family", "seniority", "employer_id", "posted_on", "years_min"]
    out = {name: rows[name] for name in kept} | {"level": level_of(rows["years_min"])}
    out |= {thing.column: rows[thing.column].fillna(value=False).astype("int64") for thing in (*SKILLS, *REQUIREMENTS)
            if thing.column in rows.columns}  # fmt: skip
    out |= _labels(out["level"].astype("str"), "level", LEVEL_YEARS)
    out |= _labels(rows["education_level"], "degree", DEGREES) | _labels(rows["work_mode"], "mode", MODES)
    out[DEGREE_REQUIRED] = (rows["education_status"] == "required").fillna(value=False).astype("int64")
    return pd.DataFrame(out | _certifications(rows))


def _labels(labels: pd.Series, prefix: str, known: dict[str, str]) -> dict[str, pd.Series]:
    """Return one column a label, and one for none."""
    found = {f"{prefix}_{key}": (labels == key).fillna(value=False).astype("int64") for key in known}
    return found | {f"{prefix}_none": 1 - sum(found.values(), start=pd.Series(0, index=labels.index))}


def _certifications(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return how each certification is asked for, and whether any is."""
    columns = [certification_column(name) for name in CERTIFICATIONS]
    named, required = rows[columns].notna(), (rows[columns] == "required").fillna(value=False)
    out: dict[str, pd.Series] = {}
    for name in columns:
        out[name] = named[name].astype("int64")
        out[f"{name}_required"] = required[name].astype("int64")
        out[f"{name}_wished"] = (named[name] & ~required[name]).astype("int64")
    out[ANY_ASKED] = named.any(axis=1).astype("int64")
    out[ANY_REQUIRED] = required.any(axis=1).astype("int64")
    return out
