"""The page that links the reports: title, date, answer and key figures of each."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from tpm_insights.project import replace_when_whole
from tpm_insights.reports import blocks
from tpm_insights.reports.calculator.wording import PAGE, calculator_words
from tpm_insights.reports.edition_cards import edition_cards
from tpm_insights.reports.published import day_of, reports_in, why_failed
from tpm_insights.reports.render import page_styles

TITLE = "What the data say about the job of the technical project manager"


def write_index(folder: Path) -> Path:
    """Write ``index.html`` for the reports in a folder.

    Parameters
    ----------
    folder : Path
        Holds one folder a report.

    Returns
    -------
    Path
        The page.
    """
    done, failed = reports_in(folder)
    cards = [_card(m, failed.pop(str(m["report"]), None)) for m in done]
    cards += [_failed_card(m) for m in failed.values()]
    cards += _calculator_card(folder)
    cards += edition_cards(folder)
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{TITLE}</title>\n<style>{page_styles()}</style>\n</head>\n<body>\n"
        f'<main class="tpm-index">\n<h1>{TITLE}</h1>\n' + "\n".join(cards) + "\n</main>\n</body>\n</html>\n"
    )
    with replace_when_whole(folder / "index.html") as part:
        part.write_text(page, encoding="utf-8")
    return folder / "index.html"


def _card(manifest: Mapping[str, object], failed: Mapping[str, object] | None) -> str:
    """Return the entry of one report."""
    name = escape(str(manifest["report"]))
    figures = manifest.get("key_figures")
    key = blocks.key_figures([blocks.KeyFigure(**f) for f in figures]) if isinstance(figures, list) and figures else ""
    late = ""
    if failed is not None:
        words = f"The run of {day_of(failed)} failed, so this is the last good one. {why_failed(failed)}"
        late = f'<p class="tpm-failed">{words}</p>'
    return (
        f'<article class="tpm tpm-card"><h2><a href="{name}/{name}.html">{escape(str(manifest["title"]))}</a></h2>'
        f"{blocks.byline([day_of(manifest)])}{late}{blocks.paragraph(str(manifest.get('answer', '')))}{key}</article>"
    )


def _calculator_card(folder: Path) -> list[str]:
    """Return the entry of the page that estimates pay, if there is one."""
    if not (folder / PAGE).is_file():
        return []
    words = calculator_words()["page"]
    head = f'<h2><a href="{PAGE}">{escape(words["title"])}</a></h2>'
    return [f'<article class="tpm tpm-card">{head}{blocks.paragraph(words["card"])}</article>']


def _failed_card(manifest: Mapping[str, object]) -> str:
    """Return the entry of a report that has never been made."""
    words = f"There is no report today: the run of {day_of(manifest)} failed. {why_failed(manifest)}"
    name = escape(str(manifest["report"]))
    return f'<article class="tpm tpm-card"><h2>{name}</h2><p class="tpm-failed">{words}</p></article>'
