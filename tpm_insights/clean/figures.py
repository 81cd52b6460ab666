"""Any published figures to the declared table they belong to."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tpm_insights.clean.cited_figures import clean_published_figures
from tpm_insights.clean.employers import DEFAULT_SALT
from tpm_insights.clean.occupations import clean_occupations
from tpm_insights.clean.percentiles import clean_percentiles
from tpm_insights.clean.prices import clean_price_index, clean_price_parity
from tpm_insights.clean.salaries import clean_salaries
from tpm_insights.clean.self_report_cells import clean_self_reports
from tpm_insights.errors import UsageError, examples_of
from tpm_insights.ledger import Ledger
from tpm_insights.sources import list_sources

_CLEANERS: dict[str, Callable[[pd.DataFrame], tuple[pd.DataFrame, Ledger]]] = {
    "occupations": clean_occupations,
    "percentiles": clean_percentiles,
    "price_index": clean_price_index,
    "price_parity": clean_price_parity,
    "published_figures": clean_published_figures,
    "self_reports": clean_self_reports,
}


def clean_figures(frame: pd.DataFrame, *, salt: str = DEFAULT_SALT) -> tuple[str, pd.DataFrame, Ledger]:
    """Clean what `sources.read_salaries` has read from one file.

    Parameters
    ----------
    frame : DataFrame
        Published rows of one source.
    salt : str
        For the hashes of employers' names, where there are any.

    Returns
    -------
    table : str
        Name of the declared table.
    rows : DataFrame
        That table.
    ledger : Ledger
        Balanced.

    Raises
    ------
    UsageError
        If the rows are of several sources or of none that is known.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "bea_rpp", "row": ["1"], "GeoFIPS": "48000", "GeoName": "Texas", "2023": "97.1"})
    >>> table, parity, ledger = clean_figures(rows)
    >>> table, parity["state"].tolist(), ledger.rows_out
    ('price_parity', ['TX'], 1)
    """
    tables = {one.name: one.table for one in list_sources() if one.kind == "salaries"}
    names = frame["source"].unique().tolist()
    if len(names) != 1 or names[0] not in tables:
        raise UsageError(f"the rows are of {len(names)} sources ({examples_of(names)}); give those of one known source")
    table = tables[names[0]]
    if table == "salaries":
        return table, *clean_salaries(frame, salt=salt)
    return table, *_CLEANERS[table](frame)
