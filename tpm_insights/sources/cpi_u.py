"""US consumer price index for all urban consumers, by year: the official average and the mean of monthly figures."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.registry import Source


def _recognizes(content: Content) -> bool:
    """Look for a year, a mean of monthly figures, and an official average under whatever remark."""
    return {"year", "mean_of_monthly_sa", "months"} <= content.columns


def _read(content: Content) -> pd.DataFrame:
    """Read the rows; the official average carries a remark in its column name, which is dropped."""
    frame = pd.DataFrame(content.table)
    official = [name for name in frame.columns if str(name).startswith("official_annual_avg")]
    return frame.rename(columns=dict.fromkeys(official[:1], "official_annual_average"))


SOURCE = Source(
    name="cpi_u",
    description="US CPI-U by year (CSV with year, official_annual_avg..., mean_of_monthly_sa, months)",
    recognizes=_recognizes,
    salaries=_read,
    table="price_index",
)
