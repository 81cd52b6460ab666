"""The page that links the reports: title, date, answer and key figures of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape
from pathlib import Path

from tpm_insights.project import replace_when_whole
from tpm_insights.reports import blocks
from tpm_insights.reports.publish import manifest_in
from tpm_insights.reports.render import page_styles
from tpm_insights.reports.words import prose

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
    manifests = [(path, manifest_in(path)) for path in sorted(folder.iterdir()) if path.is_dir()]
    done = [m for path, m in manifests if m and m.get("status") == "done" and m["report"] == path.name]
    done.sort(key=lambda m: (int(str(m.get("order", 100))), str(m["report"])))
    failed = {str(m["report"]): m for path, m in manifests if m and path.name.endswith(".failed")}
    cards = [_card(m, failed.pop(str(m["report"]), None)) for m in done]
    cards += [_failed_card(m) for m in failed.values()]
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{TITLE}</title>\n<style>{page_styles()}</style>\n</head>\n<body>\n<main>\n<h1>{TITLE}</h1>\n"
        + "\n".join(cards)
        + "\n</main>\n</body>\n</html>\n"
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
        late = (
            f'<p class="tpm-failed">The run of {_day(failed)} failed, so this is the last good one. {_why(failed)}</p>'
        )
    return (
        f'<article class="tpm tpm-card"><h2><a href="{name}/{name}.html">{escape(str(manifest["title"]))}</a></h2>'
        f"{blocks.byline([_day(manifest)])}{late}{blocks.paragraph(str(manifest.get('answer', '')))}{key}</article>"
    )


def _failed_card(manifest: Mapping[str, object]) -> str:
    """Return the entry of a report that has never been made."""
    words = f"There is no report today: the run of {_day(manifest)} failed. {_why(manifest)}"
    name = escape(str(manifest["report"]))
    return f'<article class="tpm tpm-card"><h2>{name}</h2><p class="tpm-failed">{words}</p></article>'


def _day(manifest: Mapping[str, object]) -> str:
    """Return the day of a run."""
    return prose.day(dt.datetime.fromisoformat(str(manifest["started"])).date())


def _why(manifest: Mapping[str, object]) -> str:
    """Return why a run failed, as HTML."""
    return escape(prose.sentence(str(manifest.get("error", "no reason was kept"))))
