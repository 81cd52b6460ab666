"""Print the page of a report to PDF with the Chromium or Chrome of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.reports.blocks import PDF_PLACE

BROWSER_VARIABLE = "TPM_INSIGHTS_BROWSER"
"""Environment variable with the path or name of the browser to use."""
BROWSERS: tuple[str, ...] = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
"""Names under which it is looked for."""
QUIET: tuple[str, ...] = (
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-gpu",
)  # fmt: skip
"""Arguments that keep the browser to the page alone."""
SECONDS = 120
"""Time a page may take."""


def find_browser() -> str:
    """Find a Chromium or Chrome.

    Returns
    -------
    str
        Path of the program: what `BROWSER_VARIABLE` names, or the first of `BROWSERS` on the path.

    Raises
    ------
    UsageError
        If there is none.
    """
    named = os.environ.get(BROWSER_VARIABLE)
    found = (shutil.which(name) for name in ((named,) if named else BROWSERS))
    path = next((one for one in found if one), None)
    if path is None and named:
        raise UsageError(f"{BROWSER_VARIABLE}: {named!r} is no program; give the path of a Chromium or Chrome")
    if path is None:
        raise UsageError(
            f"no Chromium or Chrome to print a PDF with (looked for {', '.join(BROWSERS)}); install one, "
            f"or name it in {BROWSER_VARIABLE}"
        )
    return path


def browser_arguments() -> list[str]:
    """Return the arguments every run of the browser needs here.

    Returns
    -------
    list of str
        `QUIET`, and no sandbox where this process is root, which Chromium refuses otherwise.
    """
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, *(["--no-sandbox"] if root else [])]


def write_pdf(page: Path, pdf: Path, *, browser: str | None = None) -> None:
    """Print a page to PDF.

    Parameters
    ----------
    page : Path
        An HTML file.
    pdf : Path
        The file to write; paper size and margins are those of the page's print styles.
    browser : str, optional
        Path of the browser; `find_browser` by default.

    Raises
    ------
    UsageError
        If there is no browser.
    ReportError
        If the browser fails, takes too long or writes nothing.
    """
    program = browser or find_browser()
    with tempfile.TemporaryDirectory(prefix="tpm-print-", ignore_cleanup_errors=True) as profile:
        made = Path(profile) / "page.pdf"
        command = [
            program, "--headless=new", *browser_arguments(), f"--user-data-dir={profile}/profile",
            "--no-pdf-header-footer", f"--print-to-pdf={made}", page.resolve().as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ReportError(f"{page.name}: {program} could not print it ({error})") from error
        if done.returncode or not made.is_file() or not made.stat().st_size:
            last = " ".join(done.stderr.split())[-300:]
            raise ReportError(f"{page.name}: {program} printed nothing (exit code {done.returncode}): {last}")
        shutil.copyfile(made, pdf)


def add_pdf(folder: Path, name: str) -> Path:
    """Print the page of a report beside it, and link the PDF on the page.

    Parameters
    ----------
    folder : Path
        Folder of the report.
    name : str
        Name of the report.

    Returns
    -------
    Path
        ``NAME.pdf``.

    Raises
    ------
    UsageError
        If there is no browser.
    ReportError
        If the page cannot be printed.
    """
    page, pdf = folder / f"{name}.html", folder / f"{name}.pdf"
    write_pdf(page, pdf)
    link = f', <a href="{name}.pdf">the report as PDF</a>'
    page.write_text(page.read_text(encoding="utf-8").replace(PDF_PLACE, link), encoding="utf-8")
    return pdf
