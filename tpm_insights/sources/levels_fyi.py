"""Self-reports of levels.fyi: one row an employee's own account of base, stock, bonus and experience."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.labeled_columns import take_columns
from tpm_insights.sources.registry import Source

COLUMNS: dict[str, tuple[str, ...]] = {
    "reported_on": ("timestamp",),
    "employer": ("company",),
    "level": ("level",),
    "title": ("title",),
    "place": ("location",),
    "total_pay": ("totalyearlycompensation",),
    "base_pay": ("basesalary",),
    "stock": ("stockgrantvalue",),
    "bonus": ("bonus",),
    "years_of_experience": ("yearsofexperience",),
    "years_at_employer": ("yearsatcompany",),
    "education": ("education",),
}
"""Columns that are read; gender, race and free-text details are left out."""
_NEEDED = frozenset({"timestamp", "company", "title", "totalyearlycompensation", "basesalary", "yearsofexperience"})

SOURCE = Source(
    name="levels_fyi",
    description="levels.fyi self-reports (CSV with totalyearlycompensation, basesalary, yearsofexperience, ...)",
    recognizes=lambda content: content.columns >= _NEEDED,
    salaries=lambda content: take_columns(pd.DataFrame(content.table), COLUMNS),
)
