"""A declaration coerces, checks, documents and invents, and the four agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.errors import DataError
from tpm_insights.ledger import Ledger
from tpm_insights.tables import EMPTY_WORDS, FACTS, PRICE_PARITY, SALARIES, TABLES, Column, Table

DEMO = Table(
    "demo",
    "Every kind of column.",
    (
        Column("name", "text", "a name", required=True, unique=True),
        Column("mode", "text", "a closed list", allowed=("a", "b")),
        Column("count", "integer", "whole", minimum=0),
        Column("low", "number", "low end", unit="USD", minimum=0, maximum=1e6),
        Column("high", "number", "high end", unit="USD", minimum=0, maximum=1e6),
        Column("flag", "flag", "yes or no"),
        Column("day", "date", "a day"),
    ),
    ordered=(("low", "high"),),
)


@pytest.mark.parametrize("table", [*TABLES.values(), DEMO], ids=lambda t: t.name)
def test_invented_rows_keep_the_declaration_and_survive_a_round_trip(
    table: Table, rng: np.random.Generator, tmp_path: Path
) -> None:
    frame = table.invent(40, rng)
    table.check(frame, where="invented")
    frame.to_parquet(tmp_path / "t.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), frame)
    ledger = Ledger.open(table.name, frame)
    pd.testing.assert_frame_equal(table.coerce(frame, ledger, source="s"), frame)
    frame.to_csv(tmp_path / "t.csv", index=False)
    again = table.coerce(pd.read_csv(tmp_path / "t.csv", dtype="str"), ledger, source="s")
    pd.testing.assert_frame_equal(again, frame)
    assert not ledger.entries


@pytest.mark.parametrize("table", [*TABLES.values(), DEMO], ids=lambda t: t.name)
def test_every_column_is_documented_once(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert all(column.meaning for column in table.columns)
    assert table.dictionary()["column"].tolist() == table.names
    table.check(table.empty(), where="empty")
    assert all(low in table.names and high in table.names for low, high in table.ordered)


@given(st.lists(st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=8), st.booleans()), max_size=20))
def test_coerce_takes_anything_and_the_result_keeps_the_declaration(cells: list[object]) -> None:
    raw = pd.DataFrame({c.name: pd.Series(cells, dtype=object) for c in DEMO.columns if c.name not in ("name", "high")})
    raw["name"] = [f"n{i}" for i in range(len(raw))]
    ledger = Ledger.open("demo", raw)
    done = DEMO.coerce(raw, ledger, source="s")
    DEMO.check(done, where="coerced")
    given = raw["mode"].notna() & ~raw["mode"].astype("str").str.strip().isin(EMPTY_WORDS)
    emptied = int((given & done["mode"].isna()).sum())
    assert emptied == sum(e.rows for e in ledger.entries if e.reason.startswith("mode:"))


def test_each_misfit_is_a_line_with_examples() -> None:
    raw = pd.DataFrame(
        {
            "name": ["x", "y", "z"],
            "mode": ["a", "q", ""],
            "count": ["1", "1.5", "lots"],
            "low": ["-1", "5", "inf"],
            "flag": ["yes", "0", "maybe"],
            "day": ["2024-02-30", "2024-02-29", ""],
        }
    )
    ledger = Ledger.open("demo", raw)
    done = DEMO.coerce(raw, ledger, source="s")
    reasons = {e.reason: e.examples for e in ledger.entries}
    assert reasons == {
        "mode: not in the closed list, set to missing": ("q",),
        "count: not a number, set to missing": ("lots",),
        "count: not a whole number, set to missing": ("1.5",),
        "low: not a number, set to missing": ("inf",),
        "low: below 0, set to missing": ("-1",),
        "flag: not true or false, set to missing": ("maybe",),
        "day: not a date in ISO form, set to missing": ("2024-02-30",),
    }
    assert done["low"].tolist()[1] == 5
    assert done["day"].tolist()[1] == pd.Timestamp("2024-02-29")


def test_check_reports_everything_at_once() -> None:
    frame = DEMO.coerce(
        pd.DataFrame({"name": ["x", "x"], "low": [9.0, 2.0], "high": [3.0, 4.0]}), Ledger("demo"), source="s"
    )
    frame["mode"] = pd.Series(["q", "a"], dtype="str")
    frame["count"] = pd.Series([-1, 1], dtype="Int64")
    with pytest.raises(DataError) as caught:
        DEMO.check(frame, where="file.csv")
    message = str(caught.value)
    for part in (
        "file.csv",
        "demo.mode: value not in the closed list: 1 rows, e.g. 'q'",
        "demo.count: below 0",
        "demo.row: low exceeds high: 1 rows, e.g. 'row 0'",
        "demo.name",
    ):
        assert part in message


def test_check_names_absent_columns() -> None:
    with pytest.raises(DataError, match="2 of 3 columns are missing"):
        PRICE_PARITY.check(pd.DataFrame({"state": ["TX"], "colour": ["red"]}), where="x.csv")


def test_facts_have_one_column_a_label() -> None:
    for prefix, count in (("cert_", 40), ("hard_", 14), ("soft_", 10), ("duty_", 5)):
        assert sum(name.startswith(prefix) for name in FACTS.names) == count
    assert "base_annual" in SALARIES.names


def test_a_whole_number_beyond_exact_floats_is_refused() -> None:
    frame = pd.DataFrame({"name": ["a", "b", "c"], "count": [2.0**53, 2.0**53 + 2, 2.0**60]})
    ledger = Ledger.open("demo", frame)
    count = DEMO.coerce(frame, ledger, source="s")["count"]
    assert count.isna().tolist() == [False, True, True]
    assert [(e.reason, e.rows) for e in ledger.entries if e.reason.startswith("count")] == [
        ("count: not a whole number, set to missing", 2)
    ]
