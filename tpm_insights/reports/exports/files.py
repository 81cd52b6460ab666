"""Write the exports of a report into its folder."""

from __future__ import annotations

from pathlib import Path

from tpm_insights.reports.exports.kept import KeptReport
from tpm_insights.reports.exports.summary import summary_text
from tpm_insights.reports.exports.workbook import workbook_bytes

SUMMARY = "summary.txt"
"""File of the summary in plain text."""


def write_exports(report: KeptReport, folder: Path) -> None:
    """Write the workbook and the summary.

    Parameters
    ----------
    report : KeptReport
        What to write.
    folder : Path
        Folder of the report; gets ``NAME.xlsx`` and ``summary.txt``.
    """
    (folder / f"{report.name}.xlsx").write_bytes(workbook_bytes(report))
    (folder / SUMMARY).write_text(summary_text(report), encoding="utf-8")
