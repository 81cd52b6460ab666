"""Tables for readers: words for columns, intervals in one cell, refusals in place."""

from __future__ import annotations

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from tpm_insights.errors import DataError
from tpm_insights.reports.tables import column_words, first_reason, readable, table_html

BANDS = pd.DataFrame(
    {
        "level": ["mid", "senior"],
        "n": [1234, 4],
        "median": [104_930.0, None],
        "conf_low": [100_049.0, None],
        "conf_high": [109_951.0, None],
        "share": [0.123, None],
        "difference": [-3.04, None],
        "p_value": [0.0001, None],
        "refused": ["", "4 records, 10 needed; 1 employers, 5 needed"],
    }
)


def test_cells_are_written_for_people() -> None:
    assert readable(BANDS).to_dict("records") == [
        {
            "Level": "Mid, 3–7 years", "Records": "1,234", "Median": "$104,900", "95% interval": "$100,000–$110,000",
            "Share": "12%", "Difference in pay": "−3.0%", "p-value": "under 0.001", "Why not shown": "",
        },
        {
            "Level": "Senior, 8+ years", "Records": "4", "Median": "not shown", "95% interval": "not shown",
            "Share": "not shown", "Difference in pay": "not shown", "p-value": "not shown",
            "Why not shown": "4 records, 10 needed",
        },
    ]  # fmt: skip


def test_the_column_of_refusals_is_left_out_where_there_is_none() -> None:
    assert "Why not shown" not in readable(BANDS.head(1)).columns


def test_missing_without_refusal_is_a_dash() -> None:
    row = readable(BANDS.tail(1).assign(refused="")).iloc[0]
    assert (row["Median"], row["95% interval"]) == ("–", "–")


def test_another_currency_is_written_as_such() -> None:
    assert readable(BANDS.head(1), currency="EUR")["Median"].tolist() == ["€104,900"]


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(DataError, match=r"labels\.toml"):
        readable(BANDS.assign(x_y=1))


def test_groups_and_rows_are_headings() -> None:
    grouped = pd.DataFrame({"kind": ["a", "a", "b"], "level": ["entry", "mid", "mid"], "n": [1, 2, 3]})
    page = LexborHTMLParser(table_html(grouped, group="kind"))
    assert [node.text().strip() for node in page.css("tbody th[scope=colgroup]")] == ["A", "B"]
    assert [node.text().strip() for node in page.css("tbody th[scope=row]")] == [
        "Entry, 0–2 years", "Mid, 3–7 years", "Mid, 3–7 years",
    ]  # fmt: skip
    assert [node.text().strip() for node in page.css("thead th[scope=col]")] == ["Level", "Records"]
    assert "<style" not in page.html
    assert " id=" not in page.html


def test_text_is_escaped() -> None:
    assert "<b>" not in table_html(pd.DataFrame({"reason": ["<b>bold</b>"], "rows": [1]}))


def test_every_column_has_a_known_format() -> None:
    known = {
        "text",
        "source",
        "count",
        "number",
        "money",
        "amount",
        "share",
        "difference",
        "p_value",
        "times",
        "points",
        "day",
    }
    assert {words.format for words in column_words().values()} <= known


def test_the_first_reason_is_enough() -> None:
    assert first_reason("1 employers, 5 needed; one employer has 100 % of the records") == "1 employer, 5 needed"
    assert first_reason(float("nan")) == ""
