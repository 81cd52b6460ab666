"""Ask A Manager salary surveys of 2019, 2021 and 2023: their questions differ, columns are found by what they ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.registry import Source

QUESTIONS: dict[str, tuple[str, ...]] = {
    "reported_on": (r"\btimestamp\b",),
    "industry": (r"\bindustry\b",),
    "title": (r"^(?!.*(?:context|clarify)).*\bjob title\b",),
    "functional_area": (r"\bfunctional area\b",),
    "additional_pay": (r"\badditional (?:monetary )?compensation\b", r"^other monetary\b"),
    "annual_pay": (r"^(?!.*(?:additional|context)).*\bannual (?:base )?salary\b", r"^salary\b"),
    "currency_other": (r"\bother\b.*\bcurrency\b", r"^currency\b.*\bother\b"),
    "currency": (r"^(?:please )?indicate the currency\b", r"^currency\b"),
    "country": (r"^(?!.*located).*\bcountry\b",),
    "state": (r"^(?!.*country).*\bstate\b",),
    "place": (r"\bcity\b", r"\blocation\b|\bwhere are you located\b"),
    "years_overall": (r"\byears\b.*\boverall\b", r"^(?!.*field).*\byears\b.*\bexperience\b"),
    "years_in_field": (r"\byears\b.*\bin (?:your )?field\b",),
    "education": (r"\blevel of education\b|\beducation completed\b",),
}
"""Stable name to patterns for the question; age, gender, race and free-text remarks are never read."""
_NEEDED = {"reported_on", "title", "annual_pay", "currency", "years_overall"}


def find_questions(columns: Sequence[object] | pd.Index) -> dict[str, object]:
    """Match the questions of one survey with stable names.

    Parameters
    ----------
    columns : sequence of object
        Questions as published.

    Returns
    -------
    dict of str to object
        Stable name to question, for those found; a question serves once, in the order of `QUESTIONS`.

    Examples
    --------
    >>> asked = ["Timestamp", "Job title", "What is your annual salary?", "Please indicate the currency",
    ...          "How many years of post-college professional work experience do you have?"]
    >>> sorted(find_questions(asked))
    ['annual_pay', 'currency', 'reported_on', 'title', 'years_overall']
    """
    plain = {name: " ".join(str(name).lower().split()) for name in columns}
    found: dict[str, object] = {}
    for stable, patterns in QUESTIONS.items():
        for pattern in patterns:
            hit = next((n for n, text in plain.items() if n not in found.values() and re.search(pattern, text)), None)
            if hit is not None:
                found[stable] = hit
                break
    return found


def _recognizes(content: Content) -> bool:
    """Look for a time stamp, a title, annual pay, its currency and years of experience, asked in sentences."""
    if content.table is None:
        return False
    found = find_questions(content.table.columns)
    return set(found) >= _NEEDED and any(len(str(name)) > 30 for name in found.values())


def _read(content: Content) -> pd.DataFrame:
    """Read the answers under stable names; a question not asked in an edition is missing throughout."""
    frame = pd.DataFrame(content.table)
    found = find_questions(frame.columns)
    absent = pd.Series(pd.NA, index=frame.index, dtype="str")
    return pd.DataFrame({stable: frame[found[stable]] if stable in found else absent for stable in QUESTIONS})


SOURCE = Source(
    name="ask_a_manager",
    description="Ask A Manager salary survey, any edition (CSV or .xlsx; columns found by their question)",
    recognizes=_recognizes,
    salaries=_read,
)
