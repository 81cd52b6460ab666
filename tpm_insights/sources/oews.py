"""BLS Occupational Employment and Wage Statistics: wages by percentile for occupations and areas."""

from __future__ import annotations

import re

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.labeled_columns import found_columns, take_columns
from tpm_insights.sources.registry import Source

COLUMNS: dict[str, tuple[str, ...]] = {
    "occupation_code": ("soc", "occ_code"),
    "occupation": ("title", "occ_title"),
    "group": ("o_group", "occ_group", "group"),
    "industry_group": ("i_group",),
    "area_type": ("area_type",),
    "area": ("prim_state", "st", "area"),
    "area_name": ("area_name", "area_title"),
    "state_name": ("state",),
    "employment": ("emp", "tot_emp"),
    "p10": ("p10", "a_pct10"),
    "p25": ("p25", "a_pct25"),
    "p50": ("med", "a_median"),
    "p75": ("p75", "a_pct75"),
    "p90": ("p90", "a_pct90"),
    "mean": ("avg", "a_mean"),
    "year": ("year",),
}
_NEEDED = {"occupation_code", "occupation", "employment", "p10", "p50", "p90"}


def _read(content: Content) -> pd.DataFrame:
    """Read the rows under stable names; ``#`` and ``*`` stand as published.

    The files of the Bureau say their year in the name of the sheet or of the file only ("All May 2024 data",
    ``state_M2023_dl.xlsx``): where no column gives it, it is taken from there, if there is one year.
    """
    frame = take_columns(pd.DataFrame(content.table), COLUMNS)
    if frame["year"].isna().all():
        for name in (content.label, content.path.name):
            years = set(re.findall(r"(?<!\d)20\d{2}(?!\d)", name))
            if len(years) == 1:
                return frame.assign(year=years.pop())
    return frame


SOURCE = Source(
    name="oews",
    description="BLS Occupational Employment and Wage Statistics, selection by occupation or the files of the Bureau",
    recognizes=lambda content: (
        content.table is not None and set(found_columns(content.table.columns, COLUMNS)) >= _NEEDED
    ),
    salaries=_read,
    table="percentiles",
)
