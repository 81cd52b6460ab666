"""Data Professional Salary Survey of Brent Ozar Unlimited: pay, years and certifications of database people."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.labeled_columns import found_columns, take_columns
from tpm_insights.sources.registry import Source

COLUMNS: dict[str, tuple[str, ...]] = {
    "survey_year": ("survey_year",),
    "salary_usd": ("salary_usd", "salaryusd"),
    "country": ("country",),
    "employment_status": ("employment_status",),
    "job_title": ("job_title",),
    "manage_staff": ("manage_staff",),
    "years_with_this_type_of_job": ("years_with_this_type_of_job",),
    "years_with_this_database": ("years_with_this_database",),
    "company_employees_overall": ("company_employees_overall",),
    "education": ("education",),
    "certifications": ("certifications",),
    "hours_worked_per_week": ("hours_worked_per_week",),
    "employment_sector": ("employment_sector",),
}
"""Columns with closed answers; postal code, gender and all columns that allow free text are left out."""
_NEEDED = {"salary_usd", "country", "employment_status", "job_title", "years_with_this_type_of_job"}


def _recognizes(content: Content) -> bool:
    """Pay in dollars and years with a type of job."""
    return content.table is not None and set(found_columns(content.table.columns, COLUMNS)) >= _NEEDED


def _read(content: Content) -> pd.DataFrame:
    """Read the rows; the first edition has no column for its year, which is that of the time stamp."""
    published = pd.DataFrame(content.table)
    frame = take_columns(published, COLUMNS)
    stamp = found_columns(published.columns, {"stamp": ("timestamp",)}).get("stamp")
    if frame["survey_year"].isna().all() and stamp is not None:
        years = published[stamp].astype("str").str.extract(r"\b(20\d{2})\b")[0]
        frame = frame.assign(survey_year=years)
    return frame


SOURCE = Source(
    name="brent_ozar",
    description="Data Professional Salary Survey (Brent Ozar), workbook of any year",
    recognizes=_recognizes,
    salaries=_read,
)
