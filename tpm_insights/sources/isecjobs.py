"""Salaries collected by isecjobs / infosec-jobs and its sister ai-jobs: one row a figure, two adjacent rows a range."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.labeled_columns import take_columns
from tpm_insights.sources.registry import Source

COLUMNS = (
    "work_year", "experience_level", "employment_type", "job_title", "salary", "salary_currency", "salary_in_usd",
    "employee_residence", "remote_ratio", "company_location", "company_size",
)  # fmt: skip

SOURCE = Source(
    name="isecjobs",
    description="isecjobs / infosec-jobs or ai-jobs salaries (CSV with work_year, experience_level, ...)",
    recognizes=lambda content: content.columns >= set(COLUMNS),
    salaries=lambda content: take_columns(pd.DataFrame(content.table), {name: (name,) for name in COLUMNS}),
)
