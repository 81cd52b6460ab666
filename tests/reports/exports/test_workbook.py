"""Workbooks: numbers stay numbers, words are a reader's, and the same report gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import openpyxl
import pandas as pd
import pytest

from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.exports.kept import KeptReport, KeptTable
from tpm_insights.reports.exports.workbook import workbook_bytes

PAY = pd.DataFrame(
    {
        "level": ["mid", "senior"],
        "n": [120, 4],
        "median": [104_930.25, None],
        "conf_low": [100_000.0, None],
        "conf_high": [109_000.0, None],
        "share": [0.25, None],
        "difference": [-3.5, None],
        "p_value": [0.0123, None],
        "refused": ["", "4 records, 10 needed"],
    }
)


@pytest.fixture
def report() -> KeptReport:
    """A small report."""
    return KeptReport(
        name="invented",
        title="An invented report",
        day=dt.date(2026, 1, 2),
        asked=["country: US"],
        answer="So it is.",
        key_figures=[KeyFigure("$104,900", "median", "n = 120")],
        tables=[
            KeptTable("pay_by_level", "Pay by level", PAY, "Two rows."),
            KeptTable("pay_by_level_of_every_job_and_every_place", "Long", PAY),
            KeptTable("pay_by_level_of_every_job_and_every_state", "Long too", PAY.head(0)),
            KeptTable("contents", "Named like the first sheet", PAY.assign(level="=1+1")),
        ],
        figures=["pay"],
        methods=["As invented."],
        inputs=[{"name": "invented.csv", "sha256": "0" * 64, "rows": 1234}],
        currency="EUR",
    )


@pytest.fixture
def book(report: KeptReport) -> openpyxl.Workbook:
    """Its workbook, read again."""
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(report)))


def test_a_table_has_readable_headings_and_numbers_with_their_formats(book: openpyxl.Workbook) -> None:
    sheet = book["Pay by level"]
    heading, row, refused = list(sheet.iter_rows())
    assert [cell.value for cell in heading] == [
        "Level", "Records", "Median", "95% interval, from", "95% interval, to", "Share", "Difference in pay", "p-value",
        "Why not shown",
    ]  # fmt: skip
    assert [cell.value for cell in row] == [
        "Mid, 3–7 years", 120, 104_930.25, 100_000, 109_000, 0.25, -3.5, 0.0123, None,
    ]  # fmt: skip
    assert [cell.number_format for cell in row[1:8]] == [
        "#,##0", '"€"#,##0', '"€"#,##0', '"€"#,##0', "0.0%", '+0.0"%";-0.0"%";0.0"%"', "0.000",
    ]  # fmt: skip
    assert [cell.value for cell in refused] == [
        "Senior, 8+ years", 4, None, None, None, None, None, None, "4 records, 10 needed",
    ]  # fmt: skip
    assert sheet.freeze_panes == "B2"


def test_sheets_have_names_of_their_own(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "Contents", "Pay by level", "Pay by level of every job and e", "Pay by level of every job and 2", "Contents 2",
        "Sources",
    ]  # fmt: skip


def test_the_first_sheet_leads_to_the_others(book: openpyxl.Workbook) -> None:
    sheet = book["Contents"]
    said = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    for words in ("An invented report", "So it is.", "$104,900", "n = 120", "Two rows.", "As invented."):
        assert words in said
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [link.split("'")[1] for link in links] == book.sheetnames[1:-1]
    assert [cell.value for cell in book["Sources"][2]] == ["invented.csv", 1234, "0" * 64]


def test_text_like_a_formula_stays_text(book: openpyxl.Workbook) -> None:
    cell = book["Contents 2"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_report_gives_the_same_bytes(report: KeptReport) -> None:
    first = workbook_bytes(report)
    time.sleep(1.1)
    assert workbook_bytes(report) == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_sentences_of_the_contents_are_wrapped(book: openpyxl.Workbook) -> None:
    sheet = book["Contents"]
    answer = next(row for row in sheet.iter_rows() if row[0].value == "Answer")
    assert answer[1].alignment.wrap_text
    assert not sheet["A1"].alignment.wrap_text


def test_what_key_figures_rest_on_stands_beneath_them(report: KeptReport) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(report._replace(basis="From 120 postings."))))
    rows = [[cell.value for cell in row] for row in book["Contents"].iter_rows()]
    place = next(k for k, row in enumerate(rows) if row[:2] == ["median", "$104,900"])
    assert rows[place + 1][1] == "From 120 postings."
