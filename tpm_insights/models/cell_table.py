"""What every table of cells hands back: figures with intervals, counts and refusals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.models.cells import Cell
from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.results import Dropped, describe_dropped
from tpm_insights.models.tidy import TIDY_COLUMNS

CELL_COLUMNS: tuple[str, ...] = (
    "outcome",
    "band",
    "within",
    "n",
    "employers",
    "top_share",
    "first_date",
    "last_date",
    "refused",
)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CellTable:
    """Figures cell by cell. Holds the table, no records.

    Attributes
    ----------
    method : str
        What was estimated, in words.
    outcome : str
        Column looked at.
    by, within : str
        Columns that make the cells; `within` is empty where there is none.
    table : DataFrame
        One row a cell and figure; see `tidy`.
    n : int
        Records used.
    dropped : tuple of Dropped
        Records not used, and why.
    rule : DisclosureRule
        Smallest cells published.
    covariance : str
        How the intervals were made.
    notes : tuple of str
        What a reader has to know beside the numbers.
    """

    method: str
    outcome: str
    by: str
    within: str
    table: pd.DataFrame
    n: int
    dropped: tuple[Dropped, ...]
    rule: DisclosureRule
    covariance: str
    notes: tuple[str, ...] = ()

    def tidy(self) -> pd.DataFrame:
        """Return one row a cell and figure, refused ones included.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high``, then ``quantile, outcome,
            band, within, n, employers, top_share, first_date, last_date, refused``. ``refused`` says why there is no
            estimate, and is empty where there is one. Statistic and p-value are missing: no hypothesis is tested.
        """
        return self.table.copy()

    def glance(self) -> pd.DataFrame:
        """Return one row about the table as a whole.

        Returns
        -------
        DataFrame
            One row; among its columns ``n, n_dropped, why_dropped, cells, refused, covariance, outcome, formula``.
        """
        cells = self.table.drop_duplicates(["outcome", "band", "within"])
        return pd.DataFrame(
            [
                {
                    "method": self.method,
                    "outcome": self.outcome,
                    "formula": f"{self.outcome} by {self.by}" + (f" within {self.within}" if self.within else ""),
                    "n": self.n,
                    "n_dropped": sum(d.rows for d in self.dropped),
                    "why_dropped": describe_dropped(self.dropped),
                    "cells": len(cells),
                    "figures": len(self.table),
                    "refused": int((self.table["refused"] != "").sum()),
                    "covariance": self.covariance,
                    "min_records": self.rule.min_records,
                    "min_employers": self.rule.min_employers,
                    "max_top_share": self.rule.max_top_share,
                    "notes": "; ".join(self.notes),
                }
            ]
        )

    def __repr__(self) -> str:
        shown = self.table.drop(columns=["std_error", "statistic", "p_value"])
        return f"{type(self).__name__}: {self.method} of {self.outcome}, n = {self.n:,}\n{shown.to_string(index=False)}"

    def _repr_html_(self) -> str:
        facts = self.glance().iloc[0]
        hidden = ["std_error", "statistic", "p_value", "term", *([] if self.within else ["within"])]
        hidden += [name for name in ("quantile", "first_date", "last_date") if self.table[name].isna().all()]
        labels = [name for name in ("outcome", "band", "within", "quantile") if name not in hidden]
        figures = [name for name in self.table.columns if name not in (*labels, *hidden)]
        return html_card(
            f"{self.method}: {facts['formula']}",
            [
                f"n = {self.n:,}; {facts['n_dropped']:,} records not used"
                + (f": {facts['why_dropped']}" if facts["why_dropped"] else ""),
                f"95 % intervals: {self.covariance}; {facts['refused']} of {facts['figures']} figures refused",
                *self.notes,
            ],
            self.table[[*labels, *figures]],
            rows=120,
        )


def cell_row(cell: Cell, term: str, outcome: str) -> dict[str, object]:
    """Return the columns that describe a cell.

    Parameters
    ----------
    cell : Cell
        The cell.
    term : str
        Name of the row.
    outcome : str
        Column looked at.

    Returns
    -------
    dict
        Cells of a row of `CellTable.table`, without the estimate.
    """
    return {
        "term": term,
        "std_error": np.nan,
        "statistic": np.nan,
        "p_value": np.nan,
        "outcome": outcome,
        "band": cell.band,
        "within": cell.within,
        "n": cell.count.n,
        "employers": cell.count.employers,
        "top_share": cell.count.top_share,
        "first_date": cell.first_date,
        "last_date": cell.last_date,
    }


def cell_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Put rows into the columns every cell table has.

    Parameters
    ----------
    rows : list of dict
        One a cell and figure.

    Returns
    -------
    DataFrame
        The tidy columns, ``quantile``, and the columns of the cell.
    """
    columns = [*TIDY_COLUMNS, "quantile", *CELL_COLUMNS]
    table = pd.DataFrame(rows, columns=columns)
    for name in ("first_date", "last_date"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table
