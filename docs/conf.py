"""Sphinx settings; the pages on tables and commands are written from the code at each build."""

from __future__ import annotations

from pathlib import Path

import tpm_insights
from tpm_insights import tables

project = "tpm_insights"
author = "The tpm_insights developers"
copyright = "2026, the tpm_insights developers"
version = release = tpm_insights.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"tpm_insights {release}"
exclude_patterns = ["_build"]
autodoc_typehints = "none"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
nitpicky = False


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write_tables(_: object) -> None:
    """Write the data dictionary from the declarations."""
    lines = [
        "# Tables",
        "",
        "Every table is declared once, in `tpm_insights/tables.py`; this page is made from it.",
        "",
    ]
    head = ["| column | type | unit | meaning | allowed values |", "|---|---|---|---|---|"]
    for table in tables.TABLES.values():
        lines += [f"## {table.name}", "", table.description, "", *head]
        for row in table.dictionary().itertuples():
            allowed = row.allowed if len(row.allowed) < 300 else row.allowed[:297] + "..."
            cells = (f"`{row.column}`", row.type, _cell(row.unit), _cell(row.meaning), _cell(allowed))
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    _write("tables.md", lines)


def write_commands(_: object) -> None:
    """Write the help of every command."""
    import click

    from tpm_insights.cli import main

    lines = ["# Command line", "", "This page is written from the commands themselves.", ""]
    context = click.Context(main, info_name="tpm-insights", max_content_width=90)
    lines += ["```text", main.get_help(context), "```", ""]
    for name, command in main.commands.items():
        inner = click.Context(command, info_name=f"tpm-insights {name}", max_content_width=90)
        lines += [f"## {name}", "", "```text", command.get_help(inner), "```", ""]
    _write("commands.md", lines)


def _write(name: str, lines: list[str]) -> None:
    target = Path(__file__).parent / "reference" / name
    text = "\n".join(lines)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")


def setup(app: object) -> None:
    """Write both pages before Sphinx reads the folder."""
    app.connect("builder-inited", write_tables)  # type: ignore[attr-defined]
    app.connect("builder-inited", write_commands)  # type: ignore[attr-defined]
