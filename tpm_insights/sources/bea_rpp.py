"""BEA regional price parities by state: one row a state, one column a year, United States = 100."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.registry import Source


def _recognizes(content: Content) -> bool:
    """Codes and names of areas, and years as columns."""
    years = [name for name in content.columns if name.isdigit() and len(name) == 4]
    return {"geo_fips", "geo_name"} <= {name.replace("geofips", "geo_fips") for name in content.columns} and bool(years)


SOURCE = Source(
    name="bea_rpp",
    description="BEA regional price parities by state (CSV with GeoFIPS, GeoName and years)",
    recognizes=_recognizes,
    salaries=lambda content: pd.DataFrame(content.table),
    table="price_parity",
)
