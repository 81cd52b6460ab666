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
"""Columns with closed answers; postal code, gender, time stamp and all columns that allow free text are left out."""
_NEEDED = {"survey_year", "salary_usd", "country", "employment_status", "job_title", "years_with_this_type_of_job"}


def _recognizes(content: Content) -> bool:
    """Pay in dollars and years with a type of job."""
    return content.table is not None and set(found_columns(content.table.columns, COLUMNS)) >= _NEEDED


SOURCE = Source(
    name="brent_ozar",
    description="Data Professional Salary Survey (Brent Ozar), workbook of any year",
    recognizes=_recognizes,
    salaries=lambda content: take_columns(pd.DataFrame(content.table), COLUMNS),
)
