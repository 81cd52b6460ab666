"""Refusals on a page: the reason stands where the figures would, and takes no column of its own."""

from __future__ import annotations

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from tpm_insights.reports.refused_cells import JOINED, REASON
from tpm_insights.reports.tables import table_html

ROWS = pd.DataFrame(
    {
        "level": ["entry", "mid", "senior"],
        "median": [None, 104_930.0, None],
        "conf_low": [None, 100_049.0, None],
        "conf_high": [None, 109_951.0, None],
        "n": [4, 120, 31],
        "share": [0.5, 0.4, None],
        "refused": ["4 records, 10 needed; 1 employers, 5 needed", "", "one employer has 40 % of the records"],
    }
)


@pytest.fixture
def page() -> LexborHTMLParser:
    """The table as a page shows it."""
    return LexborHTMLParser(table_html(ROWS))


def test_the_reason_spans_the_figures_that_are_not_shown(page: LexborHTMLParser) -> None:
    cells = page.css("td.tpm-refused-cell")
    assert [cell.text() for cell in cells] == [
        "not shown (4 records, 10 needed)", "not shown (one employer has 40% of the records)",
    ]  # fmt: skip
    assert [cell.attributes["colspan"] for cell in cells] == ["2", "2"]


def test_every_row_has_as_many_columns_as_there_are_headings(page: LexborHTMLParser) -> None:
    headings = [node.text() for node in page.css("thead th")]
    assert "Why not shown" not in headings
    for row in page.css("tbody tr"):
        spans = [int(cell.attributes.get("colspan") or 1) for cell in row.css("th, td")]
        assert sum(spans) == len(headings)


def test_what_is_not_shown_elsewhere_in_the_row_says_so(page: LexborHTMLParser) -> None:
    assert [cell.text() for cell in page.css("tbody tr")[2].css("td")][-1] == "not shown"


def test_a_reason_without_a_cell_keeps_its_column() -> None:
    html = table_html(pd.DataFrame({"level": ["mid"], "n": [4], "refused": ["4 records, 10 needed"]}))
    assert "Why not shown" in html
    assert not set(html) & {REASON, JOINED}


def test_a_band_without_an_upper_end_is_open() -> None:
    html = table_html(pd.DataFrame({"level": ["senior"], "article_low": [140_000.0], "article_high": [None]}))
    assert "$140,000 or more" in html
    refused = pd.DataFrame(
        {"level": ["senior"], "article_low": [140_000.0], "article_high": [None], "share": [None], "refused": ["thin"]}
    )
    assert "$140,000 or more" in table_html(refused)
