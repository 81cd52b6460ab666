"""Printing to PDF: with a browser a document, without one a clear word."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.reports import blocks
from tpm_insights.reports.exports.pdf import BROWSER_VARIABLE, add_pdf, find_browser, write_pdf


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with the line of links that reports have."""
    path = tmp_path / "invented.html"
    path.write_text(f"<!doctype html><title>Invented</title><p>So it is.</p>{blocks.files('invented')}")
    return path


def fake(tmp_path: Path, body: str) -> str:
    """Write a program that stands in for a browser."""
    path = tmp_path / "browser"
    path.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{body}\n")
    path.chmod(0o755)
    return str(path)


PRINTS = (
    "made = [a.split('=', 1)[1] for a in sys.argv if a.startswith('--print-to-pdf=')][0]\n"
    "pathlib.Path(made).write_bytes(b'%PDF-')"
)


def test_a_page_is_printed_and_links_its_pdf(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BROWSER_VARIABLE, fake(tmp_path, PRINTS))
    assert add_pdf(page.parent, "invented").read_bytes() == b"%PDF-"
    assert page.read_text().count('<a href="invented.pdf">the report as PDF</a>') == 1


def test_a_real_browser_prints(page: Path, tmp_path: Path) -> None:
    try:
        browser = find_browser()
    except UsageError as error:
        pytest.skip(str(error))
    write_pdf(page, tmp_path / "out.pdf", browser=browser)
    assert (tmp_path / "out.pdf").read_bytes()[:5] == b"%PDF-"


def test_without_a_browser_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(BROWSER_VARIABLE, raising=False)
    with pytest.raises(UsageError, match=r"no Chromium or Chrome to print a PDF with .* TPM_INSIGHTS_BROWSER"):
        find_browser()
    monkeypatch.setenv(BROWSER_VARIABLE, "nowhere")
    with pytest.raises(UsageError, match="'nowhere' is no program"):
        find_browser()


@pytest.mark.parametrize("body", ["sys.exit(3)", "pass"])
def test_a_browser_that_prints_nothing_is_named(page: Path, tmp_path: Path, body: str) -> None:
    with pytest.raises(ReportError, match=r"invented\.html: .*browser printed nothing"):
        write_pdf(page, tmp_path / "out.pdf", browser=fake(tmp_path, body))
    with pytest.raises(ReportError, match="could not print it"):
        write_pdf(page, tmp_path / "out.pdf", browser=str(tmp_path / "missing"))
