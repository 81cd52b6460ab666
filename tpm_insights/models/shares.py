"""How often something is asked for, cell by cell, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.cell_table import CellTable, cell_row, cell_table
from tpm_insights.models.cells import cell_name, cut_cells, known_columns
from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import DisclosureRule, checked_rule
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.quantile_interval import effective_size
from tpm_insights.models.results import Dropped
from tpm_insights.models.tidy import checked_level

EVERYTHING = "all"


def wilson_interval(share: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval for a share.

    Parameters
    ----------
    share : float
        Observed share, between 0 and 1.
    n : float
        Observations, or effective observations.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    conf_low, conf_high : float
        Within 0 and 1.

    Notes
    -----
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association 22(158), 209-212.

    Examples
    --------
    >>> [round(x, 4) for x in wilson_interval(0.10, 100)]
    [0.0552, 0.1744]
    >>> [round(x, 4) for x in wilson_interval(0.0, 20)]
    [0.0, 0.1611]
    """
    z2 = float(stats.norm.ppf(0.5 + level / 2)) ** 2
    center = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return max(0.0, float(center - half)), min(1.0, float(center + half))


def fit_shares(
    frame: pd.DataFrame,
    columns: str | Sequence[str],
    by: str | None = None,
    *,
    within: str | None = None,
    edges: Sequence[float] | None = None,
    rule: DisclosureRule | None = None,
    employer: str | None = "employer_id",
    date: str | None = "posted_on",
    level: float = 0.95,
) -> CellTable:
    """Estimate in what share of the records something holds, in every cell of a table.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, rows without pay included.
    columns : str or sequence of str
        Columns of 0 and 1, or false and true.
    by, within, edges
        Cells, as in `fit_pay_bands`; without `by` there is one, called ``all``.
    rule : DisclosureRule, optional
        Smallest cells published.
    employer : str or None, default "employer_id"
        Column by which records cluster. None, or absent: records are independent.
    date : str or None, default "posted_on"
        Column of dates, for the range shown.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    CellTable
        A row a column and cell; ``estimate`` is the share, between 0 and 1. Cells that may not be published are there
        without estimate, with the reason.

    Raises
    ------
    UsageError
        If a column does not exist.
    ModelError
        If a column holds anything but 0 and 1.

    Notes
    -----
    Wilson's interval, for the effective number of records where they cluster by employer: the number of independent
    records that would give the variance found between employers, with Student's t for few employers.

    Examples
    --------
    >>> frame = pd.DataFrame({"pmp": [1, 0, 0, 1] * 10, "level": ["mid"] * 20 + ["senior"] * 20})
    >>> table = fit_shares(frame, "pmp", by="level").tidy()
    >>> table[["term", "estimate", "conf_low", "conf_high", "n"]].round(3).values.tolist()
    [['pmp:level[mid]', 0.5, 0.299, 0.701, 20], ['pmp:level[senior]', 0.5, 0.299, 0.701, 20]]
    """
    names = [columns] if isinstance(columns, str) else list(columns or ())
    if not names:
        raise UsageError("fit_shares needs at least one column of 0 and 1, for example 'pmp'")
    labels = [c for c in (by, within) if c is not None]
    rule, level = checked_rule(rule), checked_level(level)
    frame, set_aside = for_model(frame, [*names, *labels], pay_needed="none")
    require_columns(frame, [*names, *labels])
    employer, date, notes = known_columns(frame, employer, date)
    cells_of, key = (frame, by) if by is not None else (frame.assign(**{EVERYTHING: EVERYTHING}), EVERYTHING)
    cells = list(cut_cells(cells_of, key, within=within, edges=edges, employer=employer, date=date))
    clusters = pd.factorize(frame[employer], use_na_sentinel=False)[0] if employer else None
    rows, missing = [], []
    for name in names:
        hits = zero_one(frame[name], name)
        if lost := int(np.isnan(hits).sum()):
            missing.append(f"{name} missing in {lost:,} records, which are left out of its shares")
        for cell in cells:
            row = cell_row(cell, name if by is None else f"{name}:{cell_name(key, within, cell)}", name)
            rows.append(row | _share(hits, cell.rows, clusters, rule.refusal(cell.count), level))
    used = sum(cell.count.n for cell in cells)
    if not used:
        why = (
            f"{' or '.join(labels)} missing or outside the edges in all {len(frame):,}"
            if len(frame)
            else "it has no rows"
        )
        raise ModelError(f"nothing to count {examples_of(names)} in: {why}")
    lost_rows = (Dropped(f"{' or '.join(labels)} missing or outside the edges", len(frame) - used),)
    return CellTable(
        method="shares",
        outcome=", ".join(names),
        by=key,
        within=within or "",
        table=cell_table(rows),
        n=used,
        dropped=(*set_aside, *(lost_rows if used < len(frame) else ())),
        rule=rule,
        covariance=f"Wilson, clustered by {employer}" if employer else "Wilson",
        notes=(*notes, *missing),
    )


def zero_one(values: pd.Series, name: str) -> np.ndarray:
    """Return a column of 0 and 1 as floats; refuse anything else.

    Parameters
    ----------
    values : Series
        Numbers or truth values; missing ones stay missing.
    name : str
        Of the column, for the message.

    Returns
    -------
    ndarray of float
        0, 1 or missing.

    Raises
    ------
    ModelError
        If it holds anything else.

    Examples
    --------
    >>> zero_one(pd.Series([True, None, False], dtype="boolean"), "pmp").tolist()
    [1.0, nan, 0.0]
    """
    try:
        numbers = values.astype("Float64").astype("float64").to_numpy()
    except (TypeError, ValueError) as error:
        raise ModelError(
            f"column {name!r} holds {examples_of(values.dropna().head(50))}; a share needs 0 and 1"
        ) from error
    bad = ~(np.isnan(numbers) | (numbers == 0) | (numbers == 1))
    if bad.any():
        raise ModelError(
            f"column {name!r} holds values other than 0 and 1 in {int(bad.sum()):,} of {len(numbers):,} rows "
            f"({examples_of(numbers[bad].tolist())})"
        )
    return np.asarray(numbers)


def _share(
    hits: np.ndarray, rows: np.ndarray, clusters: np.ndarray | None, refused: str, level: float
) -> dict[str, object]:
    """Return the share in a cell with its interval."""
    inside = hits[rows]
    there = ~np.isnan(inside)
    if refused or not there.any():
        return {"estimate": np.nan, "conf_low": np.nan, "conf_high": np.nan, "refused": refused or "no values"}
    share = float(inside[there].mean())
    n = float(there.sum())
    worth = n if clusters is None else effective_size(inside[there] == 1, share, clusters[rows][there], level)
    low, high = wilson_interval(share, worth, level)
    return {
        "estimate": share,
        "std_error": float(np.sqrt(share * (1 - share) / worth)),
        "conf_low": low,
        "conf_high": high,
        "refused": "",
    }
