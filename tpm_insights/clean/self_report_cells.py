"""Cells of self-reported pay by role and experience, from ten records on, for sources whose rows stay out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tpm_insights.errors import DataError
from tpm_insights.ledger import Ledger
from tpm_insights.tables import SELF_REPORTS

BANDS: tuple[tuple[float, float], ...] = ((0, 3), (3, 5), (5, 8), (8, 11), (11, 21), (21, 61))
"""Years of experience as half-open intervals; they nest in `vocabulary.LEVELS`."""
SMALLEST = 10
_FROM = {"p10": 30, "p25": 20, "p50": 10, "p75": 20, "p90": 30}
_KINDS = {"base_annual": "self_report_base", "total_annual": "self_report_total"}


def self_report_cells(
    salaries: pd.DataFrame,
    *,
    publisher: str,
    roles: Sequence[str],
    bands: Sequence[tuple[float, float]] = BANDS,
    industry: str | None = None,
) -> pd.DataFrame:
    """Return percentiles of pay by role family and experience within one country and currency.

    A cell of fewer than ten records is left out; quartiles need 20 records and outer deciles 30. Beside the bands each
    role has one cell for all years.

    Parameters
    ----------
    salaries : DataFrame
        `tables.SALARIES`, of one country and currency.
    publisher : str
        Whose respondents they are.
    roles : sequence of str
        Role families wanted.
    bands : sequence of (float, float)
        Half-open intervals of years. A record belongs to the band that its ``years_low`` lies in.
    industry : str, optional
        Written to the cells, if the records are those of one industry.

    Returns
    -------
    DataFrame
        Columns of `tables.SELF_REPORTS` without ``source``; money to the dollar.

    Raises
    ------
    DataError
        If the records are of more than one country or currency.

    Examples
    --------
    >>> records = pd.DataFrame({
    ...     "role_family": "pmo", "country": "US", "currency": "USD", "year": 2021, "years_low": 4.0,
    ...     "employer_id": ["a", "b"] * 6, "base_annual": 1000.0, "total_annual": None})
    >>> cells = self_report_cells(records, publisher="P", roles=["pmo"])
    >>> cells[["years_low", "years_high", "pay_kind", "n", "employers", "top_employer_share", "p50"]].to_dict("records")
    [{'years_low': None, 'years_high': None, 'pay_kind': 'self_report_base', 'n': 12, 'employers': 2,
      'top_employer_share': 0.5, 'p50': 1000.0},
     {'years_low': 3, 'years_high': 4, 'pay_kind': 'self_report_base', 'n': 12, 'employers': 2,
      'top_employer_share': 0.5, 'p50': 1000.0}]
    """
    areas = salaries[["country", "currency"]].drop_duplicates()
    if len(areas) > 1:
        raise DataError(f"self-reports of {len(areas)} countries or currencies cannot be pooled; choose one of each")
    rows: list[dict[str, object]] = []
    for role in roles:
        of_role = salaries[salaries["role_family"] == role]
        for low, high in [(None, None), *bands]:
            inside = of_role
            if low is not None and high is not None:
                inside = of_role[(of_role["years_low"] >= low) & (of_role["years_low"] < high)]
            for column, kind in _KINDS.items():
                cell = _cell(inside[inside[column].notna()], column)
                if cell is not None:
                    last = None if high is None or high == bands[-1][1] else high - 1
                    head = {"role_family": role, "industry": industry, "years_low": low, "years_high": last}
                    rows.append({"publisher": publisher, **head, "pay_kind": kind, **cell})
    names = [name for name in SELF_REPORTS.names if name != "source"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _cell(records: pd.DataFrame, column: str) -> dict[str, object] | None:
    """Return the figures of one cell; None if it is too thin."""
    size = len(records)
    if size < SMALLEST:
        return None
    employers = records["employer_id"].value_counts()
    points = {name: int(name[1:]) / 100 for name, least in _FROM.items() if size >= least}
    return {
        "year_low": int(records["year"].min()),
        "year_high": int(records["year"].max()),
        "country": records["country"].iloc[0],
        "currency": records["currency"].iloc[0],
        "n": size,
        "employers": len(employers) or None,
        "top_employer_share": round(float(employers.iloc[0]) / size, 3) if len(employers) else None,
        **{name: round(float(records[column].quantile(at)), 0) for name, at in points.items()},
    }


def clean_self_reports(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Make typed cells of a file of cells.

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives the rows of `sources.self_reports`.

    Returns
    -------
    cells : DataFrame
        `tables.SELF_REPORTS`.
    ledger : Ledger
        Balanced; a cell of fewer than ten records would be set aside.
    """
    ledger = Ledger.open("self_reports", frame)
    thin = pd.to_numeric(frame["n"], errors="coerce").fillna(0) < SMALLEST
    kept = ledger.take(
        frame,
        thin,
        source="self_reports",
        step="clean self-reports",
        action="set_aside",
        reason=f"fewer than {SMALLEST} records",
        examples=frame["role_family"].astype("str"),
    )
    out = SELF_REPORTS.coerce(kept, ledger, source="self_reports").reset_index(drop=True)
    SELF_REPORTS.check(out, where="self-reports")
    ledger.check(len(out))
    return out, ledger
