"""Aggregates of pay that employees report about themselves, for surveys whose single answers may not be passed on."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.registry import Source

_NEEDED = frozenset({"publisher", "country", "role_family", "pay_kind", "years_low", "n", "employers", "p50"})

SOURCE = Source(
    name="self_reports",
    description="percentiles of self-reported pay by role and experience, cells of ten and more",
    recognizes=lambda content: content.columns >= _NEEDED,
    salaries=lambda content: pd.DataFrame(content.table),
    table="self_reports",
)
