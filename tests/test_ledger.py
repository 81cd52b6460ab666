"""A ledger balances whatever is done to the rows."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.errors import DataError
from tpm_insights.ledger import COLUMNS, Entry, Ledger

STEP = st.tuples(st.sampled_from(["dropped", "set_aside", "merged"]), st.integers(0, 9))


@given(values=st.lists(st.integers(0, 9), max_size=60), steps=st.lists(STEP, max_size=6))
def test_rows_in_are_rows_out_plus_rows_accounted_for(values: list[int], steps: list[tuple[str, int]]) -> None:
    frame = pd.DataFrame({"x": pd.Series(values, dtype="Int64")})
    ledger = Ledger.open("t", frame)
    for action, digit in steps:
        frame = ledger.take(
            frame,
            frame["x"] == digit,
            source="s",
            step="digit",
            reason=f"is {digit}",
            action=action,
            examples=frame["x"],
        )
    ledger.check(len(frame))
    assert ledger.rows_in == len(values) == len(frame) + ledger.rows_removed
    assert ledger.to_frame()["rows"].sum() == ledger.rows_removed
    assert not any(frame["x"].isin([digit for _, digit in steps]))


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=5))
def test_merged_ledgers_add_up(counts: list[tuple[int, int]]) -> None:
    whole = Ledger("t")
    for stay, go in counts:
        part = Ledger("t", stay + go, stay + go)
        part.record(source="s", step="a", action="dropped", reason="r", rows=go)
        part.check(stay)
        whole.merge(part)
    whole.check(sum(stay for stay, _ in counts))


def test_missing_in_a_mask_counts_as_false() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3]}, index=[5, 5, 7])
    ledger = Ledger.open("t", frame)
    mask = pd.Series([True, None, False], index=frame.index, dtype="boolean")
    assert ledger.take(frame, mask, source="s", step="a", reason="r")["x"].tolist() == [2, 3]


def test_repairs_do_not_change_the_number_of_rows() -> None:
    ledger = Ledger("t", 5, 5)
    ledger.record(source="s", step="a", action="repaired", reason="swapped", rows=2, examples=[1, 1, 2, 3, 4])
    ledger.check(5)
    assert ledger.entries[0].examples == ("1", "2", "3")


def test_unexplained_loss_is_an_error() -> None:
    with pytest.raises(DataError, match="5 rows in, 3 out, 0 accounted for, 2 unexplained"):
        Ledger("t", 5, 5).check(3)


def test_take_refuses_an_action_that_leaves_rows_in() -> None:
    frame = pd.DataFrame({"x": [1]})
    with pytest.raises(DataError, match="does not take rows out"):
        Ledger.open("t", frame).take(frame, frame["x"] == 1, source="s", step="a", reason="r", action="noted")


@pytest.mark.parametrize(("action", "rows"), [("lost", 1), ("dropped", -1)])
def test_entry_refuses_nonsense(action: str, rows: int) -> None:
    with pytest.raises(DataError, match="ledger"):
        Entry("s", "a", action, "r", rows)


def test_an_empty_ledger_is_an_empty_table() -> None:
    assert list(Ledger("t").to_frame().columns) == list(COLUMNS)
    assert Ledger("t").to_frame().empty
