"""Write every table of a report into one workbook: words for headings, numbers as numbers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.reports.exports.kept import KeptReport, KeptTable
from tpm_insights.reports.refused_cells import refusal_words
from tpm_insights.reports.tables import REFUSED, column_words, value_words
from tpm_insights.reports.words import prose

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CONTENTS, SOURCES = "Contents", "Sources"
HEAD_ROWS = 3
"""Rows of the contents above the answer; those below are wrapped, as they hold whole sentences."""
WIDEST = 60
"""Letters after which a column is no longer made wider; its cells are wrapped."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_NO_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def workbook_bytes(report: KeptReport) -> bytes:
    """Return a workbook with one sheet a table, its contents in front and its sources at the end.

    Parameters
    ----------
    report : KeptReport
        What to write.

    Returns
    -------
    bytes
        An Office Open XML workbook; the same bytes for the same report. Numbers have all their digits and the format
        of the page; where a row was refused its cells are empty and the reason stands in the row.
    """
    from openpyxl import Workbook

    book = Workbook()
    contents = book.active
    contents.title = CONTENTS
    named = dict(zip(_sheet_names(report.tables), report.tables, strict=True))
    _write_contents(contents, report, named)
    for name, table in named.items():
        _write_table(book.create_sheet(name), table, report.currency)
    _write_sources(book.create_sheet(SOURCES), report)
    book.properties.creator, book.properties.title = "tpm_insights", report.title
    stream = io.BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue())


def _sheet_names(tables: Sequence[KeptTable]) -> list[str]:
    """Return a name for each sheet: the name of its file in words, 31 letters at most, no two alike."""
    taken = {CONTENTS.casefold(), SOURCES.casefold()}
    names = []
    for table in tables:
        words = prose.sentence(table.name.replace("_", " ")).rstrip(".")
        tries = (words[: 31 - len(end)] + end for end in ["", *(f" {i}" for i in range(2, 1000))])
        name = next(one for one in tries if one.casefold() not in taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def _write_contents(sheet: Worksheet, report: KeptReport, named: dict[str, KeptTable]) -> None:
    """Write title, answer, key figures and the list of sheets."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    bold, large, link = Font(bold=True), Font(bold=True, size=14), Font(color="005F96", underline="single")
    rows: list[tuple[str, ...]] = [(report.title,), (" · ".join([prose.day(report.day), *report.asked]),), ("",)]
    rows += [("Answer", report.answer), ("",)]
    rows += [("Key figure", "Value", "Rests on"), *((f.label, f.value, f.note) for f in report.key_figures)]
    rows += [*([("", report.basis)] if report.basis else []), ("",)]
    first = len(rows) + 2
    rows += [("Sheet", "What it holds", "Note"), *((name, t.title, t.note) for name, t in named.items()), ("",)]
    rows += [("Method and caveats",), *(("", line) for line in report.methods)]
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            _put(sheet, row, column, text)
            if row > HEAD_ROWS:
                sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    for row, cells in enumerate(rows, start=1):
        if cells[0] in ("Answer", "Key figure", "Sheet", "Method and caveats"):
            for column in range(1, len(cells) + 1):
                if cells[0] != "Answer" or column == 1:
                    sheet.cell(row, column).font = bold
    sheet["A1"].font = large
    for row, name in enumerate(named, start=first):
        cell = sheet.cell(row, 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        cell.font = link
    for letter, width in zip("ABC", (34, 76, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_table(sheet: Worksheet, table: KeptTable, currency: str) -> None:
    """Write one table: headings in the first row, then the numbers."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    wrapped = Alignment(wrap_text=True, vertical="top")
    for column, (heading, name) in enumerate(_headings(table.frame), start=1):
        kind = column_words()[name].format
        cell_of, style = (refusal_words, "") if name == REFUSED else _cell_writer(kind, currency)
        _put(sheet, 1, column, heading)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).alignment = wrapped
        width = len(heading) // 2 + 4
        for row, value in enumerate(table.frame[name], start=2):
            written = None if pd.isna(value) else cell_of(value)
            _put(sheet, row, column, written)
            if style:
                sheet.cell(row, column).number_format = style
            else:
                sheet.cell(row, column).alignment = wrapped
                width = max(width, len(str(written or "")))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 1, 12), WIDEST)
    sheet.freeze_panes = "B2"
    if len(table.frame):
        sheet.auto_filter.ref = sheet.dimensions


def _headings(frame: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield heading and name of each column; the two ends of an interval are told apart."""
    labels = [column_words()[name].label for name in frame.columns]
    seen: set[str] = set()
    for label, name in zip(labels, frame.columns, strict=True):
        end = "" if labels.count(label) == 1 else ", to" if label in seen else ", from"
        seen.add(label)
        yield label + end, str(name)


def _cell_writer(kind: str, currency: str) -> tuple[Callable[[object], object], str]:
    """Return what a cell of a format holds, and the number format it is shown in."""
    if kind in ("text", "source"):
        return lambda value: value_words(value, kind), ""
    sign = prose.SIGNS.get(currency, f"{currency} ")
    styles = {
        "count": "#,##0",
        "number": "#,##0.0",
        "money": f'"{sign}"#,##0',
        "amount": f'"{sign}"#,##0',
        "share": "0.0%",
        "difference": '+0.0"%";-0.0"%";0.0"%"',
        "p_value": "0.000",
        "times": '"× "0.00',
        "points": "+0.0;-0.0;0.0",
        "day": "yyyy-mm-dd",
    }
    if kind == "day":
        return lambda value: pd.Timestamp(str(value)).to_pydatetime(), styles[kind]
    return lambda value: float(str(value)), styles[kind]


def _write_sources(sheet: Worksheet, report: KeptReport) -> None:
    """Write what the report was made from."""
    from openpyxl.styles import Font

    for column, heading in enumerate(("File", "Rows", "SHA-256"), start=1):
        _put(sheet, 1, column, heading)
        sheet.cell(1, column).font = Font(bold=True)
    for row, one in enumerate(report.inputs, start=2):
        _put(sheet, row, 1, str(one["name"]))
        _put(sheet, row, 2, int(str(one["rows"])))
        sheet.cell(row, 2).number_format = "#,##0"
        _put(sheet, row, 3, str(one["sha256"]))
    for letter, width in zip("ABC", (40, 12, 68), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Write a cell; text stays text, also where it begins like a formula."""
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _NO_CELL.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _without_times(data: bytes) -> bytes:
    """Take the time of writing out of a workbook, so that the same report gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", part)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
