"""Pay percentiles cell by cell, with intervals, and refused where a cell is too thin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, examples_of
from tpm_insights.models.cell_table import CellTable, cell_row, cell_table
from tpm_insights.models.cells import Cell, cell_name, cut_cells, known_columns
from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import DisclosureRule, checked_rule
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.quantile_interval import quantile_interval
from tpm_insights.models.results import Dropped, describe_dropped
from tpm_insights.models.tidy import checked_level, checked_quantiles

QUANTILES: tuple[float, ...] = (0.10, 0.25, 0.50, 0.75, 0.90)


def fit_pay_bands(
    frame: pd.DataFrame,
    by: str = "level",
    *,
    within: str | None = None,
    outcome: str = "pay",
    quantiles: float | Sequence[float] = QUANTILES,
    edges: Sequence[float] | None = None,
    rule: DisclosureRule | None = None,
    employer: str | None = "employer_id",
    date: str | None = "posted_on",
    level: float = 0.95,
) -> CellTable:
    """Estimate pay percentiles in every cell of a table.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, with its defaults.
    by : str, default "level"
        Column that makes the bands: labels, or numbers, which fall into whole units or between `edges`.
    within : str, optional
        Column with groups in which the bands are made.
    outcome : str, default "pay"
        Column of numbers, in currency units a year.
    quantiles : float or sequence of float
        Between 0 and 1.
    edges : sequence of float, optional
        Lower ends of half-open bands of a number, and the end of the last one: ``(0, 3, 8, 61)``.
    rule : DisclosureRule, optional
        Smallest cells published.
    employer : str or None, default "employer_id"
        Column by which records cluster. None, or absent: records are independent and only their number is checked.
    date : str or None, default "posted_on"
        Column of dates, for the range shown.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    CellTable
        A row a cell and quantile. A figure that may not be published is there without estimate, with the reason.

    Raises
    ------
    UsageError
        If a column does not exist or a quantile is not between 0 and 1.
    ModelError
        If `outcome` is not a column of finite numbers.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"level": ["entry"] * 40 + ["senior"] * 8, "pay": rng.lognormal(11.5, 0.2, 48),
    ...                       "employer_id": [f"e{i % 12}" for i in range(48)]})
    >>> table = fit_pay_bands(frame, "level", quantiles=[0.5]).tidy()
    >>> table[["band", "n", "refused"]].to_dict("records")
    [{'band': 'entry', 'n': 40, 'refused': ''}, {'band': 'senior', 'n': 8, 'refused': '8 records, 10 needed'}]
    """
    quantiles, level = checked_quantiles(quantiles), checked_level(level)
    rule = checked_rule(rule)
    frame, set_aside = for_model(frame, [outcome, by, *([within] if within else [])])
    require_columns(frame, [outcome, by, *([within] if within else [])])
    employer, date, notes = known_columns(frame, employer, date)
    used, dropped = _with_outcome(frame, outcome, [by, *([within] if within else [])])
    values = used[outcome].to_numpy(dtype=float)
    clusters = pd.factorize(used[employer], use_na_sentinel=False)[0] if employer else None
    rows: list[dict[str, object]] = []
    for cell in cut_cells(used, by, within=within, edges=edges, employer=employer, date=date):
        row = cell_row(cell, cell_name(by, within, cell), outcome)
        rows += _cell_quantiles(cell, values, clusters, quantiles, rule, level, row)
    outside = len(used) - sum(int(str(r["n"])) for r in rows[:: len(quantiles)])
    out = (Dropped(f"{by} outside the edges", outside),) if outside else ()
    return CellTable(
        method="pay percentiles",
        outcome=outcome,
        by=by,
        within=within or "",
        table=cell_table(rows),
        n=len(used) - outside,
        dropped=(*set_aside, *dropped, *out),
        rule=rule,
        covariance=f"order statistics, clustered by {employer} (Woodruff)" if employer else "order statistics",
        notes=(*notes, *_not_positive(values, outcome)),
    )


def _not_positive(values: np.ndarray, outcome: str) -> tuple[str, ...]:
    """Say how many records are at or below zero; they are counted as they are."""
    low = int((values <= 0).sum())
    return (f"{outcome} is zero or negative in {low:,} of {len(values):,} records, counted as they are",) if low else ()


def _with_outcome(frame: pd.DataFrame, outcome: str, labels: Sequence[str]) -> tuple[pd.DataFrame, tuple[Dropped, ...]]:
    """Return the rows that have an outcome and labels, and an account of the others."""
    if not pd.api.types.is_numeric_dtype(frame[outcome].dtype):
        raise ModelError(
            f"column {outcome!r} holds {frame[outcome].dtype} ({examples_of(frame[outcome].head(20))}), not numbers"
        )
    dropped, used = [], frame
    for name in (outcome, *labels):
        gone = used[name].isna().to_numpy()
        if gone.any():
            dropped.append(Dropped(f"{name} missing", int(gone.sum())))
            used = used[~gone]
    endless = np.isinf(used[outcome].to_numpy(dtype=float))
    if endless.any():
        raise ModelError(
            f"column {outcome!r} is infinite in {int(endless.sum())} of {len(used):,} rows; "
            "correct them or set them to missing"
        )
    if not len(used):
        why = f"no records left of {len(frame):,}: {describe_dropped(dropped)}"
        raise ModelError(f"{outcome!r} by {labels[0]!r}: {why if len(frame) else 'the frame has no rows'}")
    return used.reset_index(drop=True), tuple(dropped)


def _cell_quantiles(
    cell: Cell,
    values: np.ndarray,
    clusters: np.ndarray | None,
    quantiles: Sequence[float],
    rule: DisclosureRule,
    level: float,
    row: dict[str, object],
) -> list[dict[str, object]]:
    """Return one row a quantile for a cell."""
    order = np.argsort(values[cell.rows], kind="stable")
    inside = values[cell.rows][order]
    groups = clusters[cell.rows][order] if clusters is not None else None
    rows = []
    for quantile in quantiles:
        refused = rule.refusal(cell.count, quantile)
        found = (np.nan,) * 3 if refused else quantile_interval(inside, quantile, clusters=groups, level=level)
        figures = dict(zip(("estimate", "conf_low", "conf_high"), found, strict=True))
        rows.append(row | figures | {"quantile": quantile, "refused": refused})
    return rows
