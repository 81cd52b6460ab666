"""Observed cells: the counts and percentiles of the table of pay bands, made without it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights import vocabulary as v
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.disclosure_rule import CellCount, DisclosureRule
from tpm_insights.models.estimator_cells import BROAD, NAMES, by_labels, count_of, observed_cells
from tpm_insights.models.estimator_records import BASES, PayRecords


def records(rows: int = 700, *, employers: bool = True, regions: bool = True) -> PayRecords:
    """Records of posted pay with ties, records without an employer, and cells of every size."""
    rng = np.random.default_rng(3)
    employer = pd.Series([f"e{i}" for i in rng.geometric(0.06, rows)], dtype="str")
    frame = pd.DataFrame(
        {
            "pay": rng.lognormal(11.5, 0.3, rows).round(-3),
            "role_family": rng.choice(["project_manager", "technical_project_manager", "software_engineer"], rows),
            "level_name": rng.choice(["entry", "mid", "senior", "not_stated"], rows, p=[0.1, 0.5, 0.3, 0.1]),
            "pmp": (rng.random(rows) < 0.3).astype(float),
            "itil": 0.0,
            "employer_id": employer.where(rng.random(rows) < 0.8) if employers else pd.Series([None] * rows),
            "date": pd.to_datetime(rng.integers(17_000, 19_000, rows), unit="D").astype("datetime64[us]"),
        }
    )
    frame.loc[::9, "date"] = pd.NaT
    if regions:
        frame["region"] = rng.choice(["TX", "CA", "WY", "not_stated"], rows, p=[0.4, 0.3, 0.02, 0.28])
    return PayRecords(BASES["posted_range"], frame, "US", "USD", ())


@pytest.mark.parametrize("employers", [True, False])
def test_cells_are_those_of_pay_bands(employers: bool) -> None:
    some, rule = records(employers=employers), DisclosureRule()
    cells = observed_cells(some, rule)
    frame = some.frame
    broad = frame[frame["role_family"].isin(v.ROLE_DEFINITIONS[BROAD])].assign(role_family=BROAD)
    whole = pd.concat([frame, broad], ignore_index=True)
    for keys, part, by in (
        ({"certification": "", "region": ""}, whole, "level_name"),
        ({"certification": "pmp", "region": ""}, whole[whole["pmp"] > 0], "level_name"),
        ({"certification": "", "level": ""}, whole[whole["region"] != "not_stated"], "region"),
    ):
        named = "employer_id" if employers else None
        made = fit_pay_bands(part, by, within="role_family", employer=named, date="date", rule=rule).tidy()
        made = made[made["n"] > 0].set_index(["within", "band"]).sort_index()
        mine = cells[np.logical_and.reduce([cells[key] == label for key, label in keys.items()])]
        mine = mine[(mine["level"] if by == "level_name" else mine["region"]) != ""]
        mine = mine.set_index(["role", "level" if by == "level_name" else "region"]).sort_index()
        median = made[made["quantile"] == 0.5]
        assert len(mine) == len(median) > 5
        for name in ("n", "employers", "top_share", "first_date", "last_date", "refused"):
            assert mine[name].astype(object).fillna("none").tolist() == (
                median[name].astype(object).fillna("none").tolist()
            ), name
        wide = made.pivot_table(index=["within", "band"], columns="quantile", values="estimate", dropna=False)
        wide = wide.reindex(pd.MultiIndex.from_tuples(mine.index))
        assert np.array_equal(mine[list(NAMES)].to_numpy(), wide.to_numpy(), equal_nan=True)
        assert mine["p50"].notna().any()


def test_every_cell_is_found_by_its_labels() -> None:
    cells = observed_cells(records(), DisclosureRule())
    found = by_labels(cells)
    assert len(found) == len(cells) == len(cells.drop_duplicates(["role", "level", "certification", "region"]))
    cell = found["project_manager", "mid", "pmp", ""]
    row = cells[(cells["role"] == "project_manager") & (cells["level"] == "mid") & (cells["certification"] == "pmp")]
    assert count_of(cell) == CellCount(*row[["n", "employers", "top_share"]].iloc[0])
    assert count_of(None) == CellCount(0, 0.0, 0.0)


def test_without_regions_or_holders_there_are_no_cells_of_them() -> None:
    cells = observed_cells(records(regions=False), DisclosureRule())
    assert set(cells["region"]) == {""}
    assert set(cells["certification"]) == {"", "pmp"}
