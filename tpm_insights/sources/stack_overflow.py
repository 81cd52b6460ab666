"""Stack Overflow Developer Survey: pay, country, years of professional coding and kinds of work of respondents."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.labeled_columns import found_columns, take_columns
from tpm_insights.sources.registry import Source

COLUMNS: dict[str, tuple[str, ...]] = {
    "respondent": ("response_id", "respondent"),
    "employment": ("employment", "employment_status"),
    "country": ("country",),
    "title": ("dev_type", "developer_type"),
    "education": ("ed_level", "formal_education"),
    "years_working": ("work_exp",),
    "years_coding_for_pay": ("years_code_pro", "years_coded_job", "years_coding_prof"),
    "pay": ("comp_total", "salary"),
    "pay_period": ("comp_freq", "salary_type"),
    "currency": ("currency_symbol", "currency"),
    "annual_usd": ("converted_comp_yearly", "converted_comp", "converted_salary"),
}
"""Columns that are read; age, gender and all opinions are left out. The names differ between years."""
_OF_2017 = {**COLUMNS, "pay": (), "annual_usd": ("salary",)}
"""In 2017 pay was published by the year and in US dollars only."""
_NEEDED = {"respondent", "country", "title", "annual_usd"}


def _columns(content: Content) -> dict[str, tuple[str, ...]]:
    """Return the columns of the edition."""
    return _OF_2017 if content.columns >= {"salary", "years_coded_job"} else COLUMNS


def _recognizes(content: Content) -> bool:
    """Look for a respondent, a country, kinds of developer and converted pay."""
    return content.table is not None and set(found_columns(content.table.columns, _columns(content))) >= _NEEDED


SOURCE = Source(
    name="stack_overflow",
    description="Stack Overflow Developer Survey, survey_results_public.csv of 2017 and later",
    recognizes=_recognizes,
    salaries=lambda content: take_columns(pd.DataFrame(content.table), _columns(content)),
)
