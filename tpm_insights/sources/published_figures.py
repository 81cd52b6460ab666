"""Pay figures that others published, gathered as cited facts: one row a figure with publisher, edition and group."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.registry import Source

_NEEDED = frozenset({"publisher", "title_edition", "date", "country", "group", "metric", "value", "unit", "n"})

SOURCE = Source(
    name="published_figures",
    description="cited pay figures: CSV with publisher, title_edition, date, country, group, metric, value, ...",
    recognizes=lambda content: content.columns >= _NEEDED,
    salaries=lambda content: pd.DataFrame(content.table),
    table="published_figures",
)
