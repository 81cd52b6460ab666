"""The part of the index that lists the editions of each report: headline, figures not shown, and runs that failed."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from tpm_insights.reports import blocks
from tpm_insights.reports.editions import FOLDER
from tpm_insights.reports.parameter_values import ParameterValue, parameter_words
from tpm_insights.reports.published import day_of, reports_in, why_failed
from tpm_insights.reports.words import prose


def edition_cards(folder: Path) -> list[str]:
    """Return one entry for each report that has editions.

    Parameters
    ----------
    folder : Path
        Holds one folder for each set of values, such as ``region=CA``, with one folder a report in each.

    Returns
    -------
    list of str
        HTML; a table with one row an edition.
    """
    rows: dict[tuple[int, str], list[str]] = {}
    titles: dict[str, str] = {}
    for part in sorted(path for path in folder.iterdir() if path.is_dir() and FOLDER.fullmatch(path.name)):
        done, failed = reports_in(part)
        for manifest in done:
            name = str(manifest["report"])
            titles[name] = str(manifest["title"])
            row = _row(part.name, manifest, failed.pop(name, None))
            rows.setdefault((int(str(manifest.get("order", 100))), name), []).append(row)
        for name, manifest in failed.items():
            rows.setdefault((100, name), []).append(_failed_row(part.name, manifest))
    merged: dict[str, list[str]] = {}
    for (_, name), some in sorted(rows.items()):
        merged.setdefault(name, []).extend(some)
    return [_card(titles.get(name, name), some) for name, some in merged.items()]


def _card(title: str, rows: list[str]) -> str:
    """Return the entry of one report."""
    heading = f"{title}: {prose.counted(len(rows), 'edition')}"
    head = "".join(f'<th scope="col">{words}</th>' for words in ("Edition", "Answer", "Not shown", "Made"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f'<article class="tpm tpm-card"><h2>{escape(heading)}</h2>{blocks.scrolling(table, heading)}</article>'


def _row(part: str, manifest: Mapping[str, object], failed: Mapping[str, object] | None) -> str:
    """Return the row of one edition."""
    name = str(manifest["report"])
    rows, refused = int(str(manifest.get("rows", 0))), int(str(manifest.get("refused", 0)))
    missing = f"{refused} of {prose.counted(rows, 'row')}" if rows else "none"
    late = (
        f'<br><span class="tpm-failed">The run of {day_of(failed)} failed. {why_failed(failed)}</span>'
        if failed
        else ""
    )
    link = f'<a href="{escape(part)}/{name}/{name}.html">{escape(_words(part, manifest))}</a>'
    answer = escape(str(manifest.get("answer", "")))
    return (
        f'<tr><th scope="row">{link}</th><td class="gt_left">{answer}{late}</td><td>{missing}</td>'
        f"<td>{day_of(manifest)}</td></tr>"
    )


def _failed_row(part: str, manifest: Mapping[str, object]) -> str:
    """Return the row of an edition that has never been made."""
    words = f'<span class="tpm-failed">The run failed. {why_failed(manifest)}</span>'
    return (
        f'<tr><th scope="row">{escape(_words(part, manifest))}</th><td class="gt_left">{words}</td><td></td>'
        f"<td>{day_of(manifest)}</td></tr>"
    )


def _words(part: str, manifest: Mapping[str, object]) -> str:
    """Name an edition by its values, in words."""
    names = [piece.partition("=")[0] for piece in part.split(",")]
    asked = manifest.get("parameters")
    values: dict[str, ParameterValue] = dict(asked) if isinstance(asked, dict) else {}
    country = {} if "country" in names else {"country": values.get("country")}
    said = parameter_words({**country, **{name: values.get(name) for name in names}})
    return ", ".join(said[1:] if country and country["country"] else said)
