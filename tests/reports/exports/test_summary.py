"""The summary in plain text: short lines, what was refused, and which files there are."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.exports.files import write_exports
from tpm_insights.reports.exports.kept import KeptReport, KeptTable
from tpm_insights.reports.exports.summary import summary_text

THIN = pd.DataFrame(
    {"level": ["entry", "mid", "senior"], "median": [None, None, 1e5], "refused": ["1 records, 10 needed"] * 2 + [""]}
)


@pytest.fixture
def report() -> KeptReport:
    """A small report."""
    return KeptReport(
        name="invented",
        title="An invented report",
        day=dt.date(2026, 1, 2),
        asked=["country: US"],
        answer="It is so, " * 20 + "and no other way.",
        key_figures=[KeyFigure("$104,900", "median posted", "n\xa0=\xa0120"), KeyFigure("3", "sources")],
        tables=[KeptTable("thin", "Pay by level", THIN), KeptTable("whole", "All", THIN.drop(columns="refused"))],
        figures=["pay"],
        methods=[],
        inputs=[],
        currency="USD",
    )


def test_a_summary_says_what_was_found_and_what_was_not(report: KeptReport) -> None:
    text = summary_text(report)
    assert text.splitlines()[:2] == ["An invented report", "=================="]
    assert "Made on 2 January 2026. country: US." in text
    assert "* $104,900: median posted (n = 120)\n* 3: sources\n" in text
    assert "* Pay by level: 2 of 3 rows. 1 record, 10 needed (2)." in text
    assert "All:" not in text
    assert "figures/pay_wide.png" in text
    assert max(map(len, text.splitlines())) <= 72


def test_a_summary_without_refusals_does_not_speak_of_them(report: KeptReport) -> None:
    assert "Not shown" not in summary_text(report._replace(tables=report.tables[1:]))


def test_exports_lie_beside_the_page(report: KeptReport, tmp_path) -> None:
    write_exports(report, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["invented.xlsx", "summary.txt"]
