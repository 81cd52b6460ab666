"""The HTML of what a report shows: each function takes finished words or tables and returns one block."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

PDF_PLACE = "<!--pdf-->"
"""Where the link to a PDF goes if one is made."""


class KeyFigure(NamedTuple):
    """One number that stands for the report.

    Attributes
    ----------
    value : str
        The number in words, such as ``$104,900``.
    label : str
        What it is.
    note : str
        On how many records it rests, or its interval.
    """

    value: str
    label: str
    note: str = ""


def byline(parts: Sequence[str]) -> str:
    """Return the line under the title.

    Parameters
    ----------
    parts : sequence of str
        Date, place, years and so on.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> byline(["22 November 2026", "country: US"])
    '<p class="tpm tpm-byline">22 November 2026 · country: US</p>'
    """
    return f'<p class="tpm tpm-byline">{" · ".join(escape(part) for part in parts)}</p>'


def paragraph(text: str, *, kind: str = "text") -> str:
    """Return a paragraph.

    Parameters
    ----------
    text : str
        Plain words.
    kind : {"text", "answer", "note"}
        What it is for.

    Returns
    -------
    str
        HTML.
    """
    return f'<p class="tpm tpm-{kind}">{escape(text)}</p>'


def key_figures(figures: Sequence[KeyFigure]) -> str:
    """Return the line of key figures.

    Parameters
    ----------
    figures : sequence of KeyFigure
        Three to five.

    Returns
    -------
    str
        HTML: a description list.
    """
    cells = "".join(
        f'<div><dt>{escape(f.label)}</dt><dd class="tpm-value">{escape(f.value)}</dd>'
        + (f'<dd class="tpm-note">{escape(f.note)}</dd>' if f.note else "")
        + "</div>"
        for f in figures
    )
    return f'<dl class="tpm tpm-key">{cells}</dl>'


def bullet_list(items: Sequence[str]) -> str:
    """Return a list of sentences.

    Parameters
    ----------
    items : sequence of str
        Plain words.

    Returns
    -------
    str
        HTML.
    """
    return f'<ul class="tpm tpm-list">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'


def scrolling(table: str, title: str) -> str:
    """Put a table in a box of its own that scrolls sideways, also with the keyboard.

    Parameters
    ----------
    table : str
        HTML of a table.
    title : str
        Read out for the box.

    Returns
    -------
    str
        HTML.
    """
    return f'<div class="tpm-scroll" role="region" tabindex="0" aria-label="{escape(title)}">{table}</div>'


def table_block(table: str, *, name: str, title: str, note: str = "", folded: bool = False) -> str:
    """Return a table with its title, note and file.

    Parameters
    ----------
    table : str
        HTML of a table.
    name : str
        Name of its file.
    title : str
        Heading.
    note : str
        Plain words beneath.
    folded : bool, default False
        Show the title alone until it is asked for; a printed page shows all.

    Returns
    -------
    str
        HTML.
    """
    if folded:
        return (
            f'<div class="tpm tpm-table"><details class="tpm-folded"><summary>{escape(title)}</summary>'
            f"{scrolling(table, title)}</details>{_beneath(note, name)}</div>"
        )
    return (
        f'<div class="tpm tpm-table"><h3 id="{name}">{escape(title)}</h3>'
        f"{scrolling(table, title)}{_beneath(note, name)}</div>"
    )


def nothing_block(title: str, why: str) -> str:
    """Return what stands in place of a figure or table that has nothing to show.

    Parameters
    ----------
    title : str
        Its heading.
    why : str
        Plain words.

    Returns
    -------
    str
        HTML.
    """
    return f'<div class="tpm tpm-table"><h3>{escape(title)}</h3><p class="tpm-note">{escape(why)}</p></div>'


def figure_block(images: Mapping[str, str], *, name: str, title: str, alt: str, table: str = "", note: str = "") -> str:
    """Return a figure with its title, note and the numbers behind it.

    Parameters
    ----------
    images : mapping of str to str
        SVG by width, ``wide`` and ``narrow``.
    name : str
        Name of its files.
    title : str
        Heading.
    alt : str
        What the figure says, for those who do not see it.
    table : str
        HTML of the table behind it; empty where it stands elsewhere.
    note : str
        Plain words beneath.

    Returns
    -------
    str
        HTML; the phone's version is used below 640 pixels.
    """
    source = {
        size: f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" for size, svg in images.items()
    }
    numbers = (
        f"<details><summary>The numbers behind this figure</summary>{scrolling(table, title)}</details>"
        if table
        else ""
    )
    return (
        f'<figure class="tpm tpm-figure" aria-labelledby="{name}">'
        f'<figcaption><h3 id="{name}">{escape(title)}</h3></figcaption>'
        f'<picture><source media="screen and (max-width: 640px)" srcset="{source["narrow"]}">'
        f'<img src="{source["wide"]}" alt="{escape(alt)}"></picture>'
        f"{_beneath(note, name if table else '', name)}{numbers}</figure>"
    )


def files(name: str) -> str:
    """Return the links to what a report leaves beside its page.

    Parameters
    ----------
    name : str
        Name of the report.

    Returns
    -------
    str
        HTML: one line of links. `tpm_insights.reports.exports.pdf` adds one to it.
    """
    return (
        f'<p class="tpm tpm-files">Take it along: <a href="{name}.xlsx">all tables as a workbook (XLSX)</a>, '
        f'<a href="summary.txt">a summary in plain text</a>{PDF_PLACE}.</p>'
    )


def sources(inputs: Sequence[Mapping[str, object]]) -> str:
    """Return the list of what a report was made from, folded.

    Parameters
    ----------
    inputs : sequence of mapping
        With ``name, sha256, rows``.

    Returns
    -------
    str
        HTML.
    """
    lines = "".join(
        f"<li>{escape(str(one['name']))}: {one['rows']:,} rows, SHA-256 "
        f"<code>{escape(str(one['sha256'])[:16])}…</code></li>"
        for one in inputs
    )
    return (
        f'<details class="tpm tpm-sources"><summary>The {len(inputs)} files behind this report</summary>'
        f'<ul class="tpm-list">{lines}</ul></details>'
    )


def _beneath(note: str, table: str, figure: str = "") -> str:
    """Return the note of a block and the links to its files."""
    links = [f'<a href="tables/{table}.csv">Numbers as CSV</a>'] if table else []
    if figure:
        links += [f'<a href="figures/{figure}_wide.{kind}">Figure as {kind.upper()}</a>' for kind in ("png", "svg")]
    parts = [escape(note)] * bool(note) + [f'<span class="tpm-links">{" · ".join(links)}</span>'] * bool(links)
    return f'<p class="tpm-note">{" ".join(parts)}</p>' if parts else ""
