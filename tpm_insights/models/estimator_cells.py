"""What was observed around a profile: published cells, never single records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.disclosure_rule import CellCount, DisclosureRule
from tpm_insights.models.estimator_records import PayRecords
from tpm_insights.models.frame import CERTIFICATION_NAMES, NOT_STATED
from tpm_insights.models.tidy import Floats

BROAD = "all_project_program"
"""The wider group that a project or program role falls back to."""

CELL_KEYS: tuple[str, ...] = ("role", "level", "certification", "region")
NAMES: tuple[str, ...] = tuple(f"p{round(100 * q)}" for q in QUANTILES)
CELL_COLUMNS: tuple[str, ...] = (
    *CELL_KEYS, "n", "employers", "top_share", "first_date", "last_date", *NAMES, "refused",
)  # fmt: skip
ANY = ""

Labels = tuple[str, str, str, str]
Cell = Mapping[str, Any]


def role_groups(role: str) -> tuple[str, ...]:
    """Return the groups a role is compared within, narrowest first.

    Parameters
    ----------
    role : str
        A role family.

    Returns
    -------
    tuple of str
        The role, and for project and program roles all of them.

    Examples
    --------
    >>> role_groups("scrum_master"), role_groups("software_engineer")
    (('scrum_master', 'all_project_program'), ('software_engineer',))
    """
    return (role, BROAD) if role in v.ROLE_DEFINITIONS[BROAD] else (role,)


def observed_cells(records: PayRecords, rule: DisclosureRule) -> pd.DataFrame:
    """Count and describe the cells around every profile.

    Parameters
    ----------
    records : PayRecords
        Records of one kind of pay.
    rule : DisclosureRule
        Smallest cells published.

    Returns
    -------
    DataFrame
        Columns `CELL_COLUMNS`: by role (or all project and program roles), level, certification and region, an empty
        label meaning any; ``p10`` to ``p90`` in currency units a year, missing where they may not be published, and
        ``refused`` saying why the median may not. The figures are those of `tpm_insights.fit_pay_bands`, whose
        intervals nobody reads here and take most of its time.
    """
    every = _labelled_records(records.frame)
    groups = every.groupby(list(CELL_KEYS), sort=True)
    numbers = groups.ngroup().to_numpy()
    known = records.frame["employer_id"].notna().any()
    counts = _counts(numbers, every["employer"].to_numpy() if known else None)
    order = np.lexsort((every["pay"].to_numpy(), numbers))
    inside = np.split(every["pay"].to_numpy()[order], np.cumsum(np.bincount(numbers))[:-1])
    amounts = np.array([_percentiles(pay, count, rule) for pay, count in zip(inside, counts, strict=True)])
    columns = {
        **pd.DataFrame(counts, columns=["n", "employers", "top_share"]),
        **dict(zip(NAMES, amounts.T, strict=True)),
        "refused": pd.Series([rule.refusal(count) for count in counts], dtype="str"),
    }
    cells = groups["date"].agg(first_date="min", last_date="max").reset_index().assign(**columns)
    return cells[list(CELL_COLUMNS)]


def _labelled_records(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every record once for each cell it lies in: the labels of the cell, pay, employer as a number, date."""
    # records without an employer share a number, because they might be of one
    frame = frame.assign(employer=pd.factorize(frame["employer_id"], use_na_sentinel=False)[0])
    broad = frame[frame["role_family"].isin(v.ROLE_DEFINITIONS[BROAD])].assign(role_family=BROAD)
    whole = pd.concat([frame, broad], ignore_index=True)
    told = {"role": whole["role_family"], "pay": whole["pay"], "employer": whole["employer"], "date": whole["date"]}
    leveled = pd.DataFrame(told | {"level": whole["level_name"], "certification": ANY, "region": ANY})
    held = [name for name in CERTIFICATION_NAMES if name in whole.columns]
    parts = [leveled, *(leveled[(whole[name] > 0).to_numpy()].assign(certification=name) for name in held)]
    if "region" in whole.columns:
        stated = (whole["region"] != NOT_STATED).to_numpy()
        parts.append(leveled[stated].assign(level=ANY, region=whole["region"][stated]))
    return pd.concat(parts, ignore_index=True)


def _counts(cells: np.ndarray, employers: np.ndarray | None) -> list[CellCount]:
    """Count the records and employers of every cell, from the number of its cell and employer for each record."""
    sizes = np.bincount(cells)
    if employers is None:
        return [CellCount(int(n), np.nan, np.nan) for n in sizes]
    (place, _), many = np.unique(np.vstack([cells, employers]), axis=1, return_counts=True)
    most = np.zeros(len(sizes))
    np.maximum.at(most, place, many)
    told = zip(sizes, np.bincount(place), most / sizes, strict=True)
    return [CellCount(int(n), float(several), float(top)) for n, several, top in told]


def _percentiles(pay: Floats, count: CellCount, rule: DisclosureRule) -> Floats:
    """Return the percentiles of a cell, NaN for those that may not be published."""
    allowed = [not rule.refusal(count, q) for q in QUANTILES]
    found = np.full(len(QUANTILES), np.nan)
    if any(allowed):
        found[allowed] = np.quantile(pay, np.array(QUANTILES)[allowed])
    return found


def by_labels(cells: pd.DataFrame) -> dict[Labels, Cell]:
    """Return every cell by its labels.

    Parameters
    ----------
    cells : DataFrame
        From `observed_cells`.

    Returns
    -------
    dict of tuple of str to dict
        Role, level, certification and region, empty for any; a cell has `CELL_COLUMNS` as keys.
    """
    rows = cells.to_dict("records")
    return {(row["role"], row["level"], row["certification"], row["region"]): cast("Cell", row) for row in rows}


def count_of(cell: Cell | None) -> CellCount:
    """Return what a cell is made of.

    Parameters
    ----------
    cell : mapping or None
        From `by_labels`; None where no record lies in it.

    Returns
    -------
    CellCount
        No records for None.
    """
    if cell is None:
        return CellCount(0, 0.0, 0.0)
    return CellCount(int(cell["n"]), float(cell["employers"]), float(cell["top_share"]))
