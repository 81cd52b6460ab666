"""Any table of salary records whose columns have the declared names, as they are or by a mapping."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.registry import Source
from tpm_insights.tables import SALARIES

_PAY = frozenset({"base_annual", "total_annual", "base_low", "base_high"})


def _recognizes(content: Content) -> bool:
    """Look for a currency and at least one of the columns of annual pay."""
    return "currency" in content.columns and bool(content.columns & _PAY)


def _read(content: Content) -> pd.DataFrame:
    """Read the rows; an employer's name is kept in ``employer`` until it is cleaned."""
    frame = pd.DataFrame(content.table)
    if "source" in frame.columns:
        frame = frame.rename(columns={"source": "collection"})
    known = {*SALARIES.names, "employer", "collection", "row"}
    return frame[[name for name in frame.columns if name in known]]


SOURCE = Source(
    name="salary_table",
    description="any table with the declared columns of salaries (currency, base_annual, ...), or a mapping to them",
    recognizes=_recognizes,
    salaries=_read,
    breadth="general",
)
