"""What was observed around a profile: published cells, never single records."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.models.bands import QUANTILES, fit_pay_bands
from tpm_insights.models.disclosure_rule import CellCount, DisclosureRule
from tpm_insights.models.estimator_records import PayRecords
from tpm_insights.models.frame import CERTIFICATION_NAMES

BROAD = "all_project_program"
"""The wider group that a project or program role falls back to."""

CELL_KEYS: tuple[str, ...] = ("role", "level", "certification", "region")
NAMES: tuple[str, ...] = tuple(f"p{round(100 * q)}" for q in QUANTILES)
CELL_COLUMNS: tuple[str, ...] = (
    *CELL_KEYS, "n", "employers", "top_share", "first_date", "last_date", *NAMES, "refused",
)  # fmt: skip
ANY = ""
SEPARATOR = "\x1f"


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
        ``refused`` saying why the median may not.
    """
    frame = records.frame
    whole = pd.concat(
        [
            frame.assign(role=frame["role_family"]),
            frame[frame["role_family"].isin(v.ROLE_DEFINITIONS[BROAD])].assign(role=BROAD),
        ],
        ignore_index=True,
    )
    parts = [_labelled(whole, whole["level_name"], ANY, ANY)]
    for name in CERTIFICATION_NAMES:
        if name in whole.columns:
            held = whole[whole[name] > 0]
            parts.append(_labelled(held, held["level_name"], name, ANY))
    if "region" in whole.columns:
        known = whole[whole["region"] != "not_stated"]
        parts.append(_labelled(known, ANY, ANY, known["region"]))
    table = fit_pay_bands(
        pd.concat([p for p in parts if len(p)], ignore_index=True),
        "cell",
        quantiles=QUANTILES,
        rule=rule,
        employer="employer_id" if frame["employer_id"].notna().any() else None,
        date="date",
    ).tidy()
    wide = table.pivot_table(index="band", columns="quantile", values="estimate", dropna=False, observed=True)
    wide = wide.set_axis(list(NAMES), axis=1)
    median = table[table["quantile"] == 0.5].set_index("band")
    cells = median[["n", "employers", "top_share", "first_date", "last_date", "refused"]].join(wide).reset_index()
    keys = cells["band"].str.split(SEPARATOR, expand=True).set_axis(list(CELL_KEYS), axis=1)
    return pd.concat([keys, cells], axis=1)[list(CELL_COLUMNS)]


def _labelled(frame: pd.DataFrame, level: pd.Series | str, certification: str, region: pd.Series | str) -> pd.DataFrame:
    """Return the columns that cells are made of, with the label of the cell."""
    cell = (
        frame["role"].astype("str")
        + SEPARATOR
        + (level if isinstance(level, str) else level.astype("str"))
        + f"{SEPARATOR}{certification}{SEPARATOR}"
        + (region if isinstance(region, str) else region.astype("str"))
    )
    return frame[["pay", "employer_id", "date"]].assign(cell=cell)


def cell_at(
    cells: pd.DataFrame, role: str, level: str = ANY, certification: str = ANY, region: str = ANY
) -> pd.Series | None:
    """Return one cell.

    Parameters
    ----------
    cells : DataFrame
        From `observed_cells`.
    role, level, certification, region : str
        Its labels; empty for any.

    Returns
    -------
    Series or None
        None where no record lies in it.
    """
    hit = np.ones(len(cells), dtype=bool)
    for key, label in zip(CELL_KEYS, (role, level, certification, region), strict=True):
        hit &= (cells[key] == label).to_numpy(dtype=bool)
    return cells.iloc[int(hit.argmax())] if hit.any() else None


def count_of(cell: pd.Series | None) -> CellCount:
    """Return what a cell is made of.

    Parameters
    ----------
    cell : Series or None
        From `cell_at`.

    Returns
    -------
    CellCount
        No records for None.
    """
    if cell is None:
        return CellCount(0, 0.0, 0.0)
    return CellCount(int(cell["n"]), float(cell["employers"]), float(cell["top_share"]))
