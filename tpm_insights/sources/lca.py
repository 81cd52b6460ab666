"""US Department of Labor disclosure of labor-condition applications (H-1B and kin): the wage offered in each filing."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.labeled_columns import found_columns, take_columns
from tpm_insights.sources.registry import Source

COLUMNS: dict[str, tuple[str, ...]] = {
    "case_number": ("case_number", "lca_case_number", "case_no", "casenumber"),
    "disclosure": ("source",),
    "year": ("year",),
    "decided_on": ("decision_date", "date", "case_decision_date", "dol_decision_date", "lca_case_submit"),
    "title": ("job_title", "lca_case_job_title"),
    "employer": ("employer_name", "employer", "lca_case_employer_name", "employer_business_name"),
    "place": ("worksite_city_1", "worksite_city", "lca_case_workloc1_city", "location"),
    "postal_code": ("worksite_postal_code_1", "worksite_postal_code"),
    "state": ("worksite_state_1", "worksite_state", "lca_case_workloc1_state", "state"),
    "wage_low": (
        "base_salary", "wage_rate_of_pay_from_1", "wage_rate_of_pay_from", "lca_case_wage_rate_from",
        "wage_rate_of_pay",
    ),
    "wage_high": ("wage_rate_of_pay_to_1", "wage_rate_of_pay_to", "lca_case_wage_rate_to"),
    "wage_unit": ("wage_unit_of_pay_1", "wage_unit_of_pay", "lca_case_wage_rate_unit"),
    "wage_level": ("wage_level", "pw_wage_level_1", "pw_wage_level"),
    "soc_code": ("soc_code", "lca_case_soc_code"),
    "visa": ("visa_class",),
    "status": ("case_status", "status"),
    "full_time": ("full_time_position", "full_time_pos"),
    "note": ("note",),
}  # fmt: skip
_NEEDED = {"title", "employer", "wage_low"}


def _recognizes(content: Content) -> bool:
    """Look for a job title, an employer and a wage, beside a wage level or the status of the case."""
    if content.table is None:
        return False
    found = set(found_columns(content.table.columns, COLUMNS))
    return found >= _NEEDED and bool(found & {"wage_level", "status", "visa", "soc_code"})


SOURCE = Source(
    name="lca",
    description="US DOL labor-condition applications, disclosure files of any year (CSV, .xlsx) or a selection of them",
    recognizes=_recognizes,
    salaries=lambda content: take_columns(pd.DataFrame(content.table), COLUMNS),
)
