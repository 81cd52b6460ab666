"""Say what a report found in plain text, fit for an e-mail."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import pandas as pd

from tpm_insights.reports.exports.kept import KeptReport, KeptTable
from tpm_insights.reports.tables import REFUSED, first_reason
from tpm_insights.reports.words import prose

WIDTH = 72
"""Letters a line, the custom of e-mail."""


def summary_text(report: KeptReport) -> str:
    """Return a report in plain text.

    Parameters
    ----------
    report : KeptReport
        What to say.

    Returns
    -------
    str
        Title, answer, key figures with what they rest on, what was refused and why, and the names of the files; no
        line is longer than `WIDTH`.
    """
    made = ". ".join([f"Made on {prose.day(report.day)}", *([", ".join(report.asked)] if report.asked else [])])
    parts = [
        [*_wrapped(report.title), "=" * min(len(report.title), WIDTH)],
        _wrapped(prose.sentence(made)),
        _wrapped(report.answer),
        _section("Key figures", [line for figure in report.key_figures for line in _key_figure(*figure)]),
        _wrapped(report.basis),
        _section("Not shown", _refused(report.tables)),
        _section("Files beside this one", _files(report)),
    ]
    text = "\n\n".join("\n".join(lines) for lines in parts if lines)
    return text.replace("\xa0", " ") + "\n"


def _wrapped(text: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """Wrap a text; file names and signs are not broken."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent if hanging is None else hanging,
        break_on_hyphens=False,
    )  # fmt: skip


def _section(heading: str, lines: Sequence[str]) -> list[str]:
    """Return a heading over its lines; nothing over nothing."""
    return [heading, "-" * len(heading), *lines] if lines else []


def _items(sentences: Sequence[str]) -> list[str]:
    """Return sentences as a list."""
    return [line for one in sentences for line in _wrapped(one, "* ", "  ")]


def _key_figure(value: str, label: str, note: str) -> list[str]:
    """Return a key figure with what it rests on."""
    return _wrapped(f"{value}: {label}{f' ({note})' if note else ''}", "* ", "  ")


def _refused(tables: Sequence[KeptTable]) -> list[str]:
    """Say how many rows of each table are not shown, and the reasons that are given."""
    said = []
    for table in tables:
        if REFUSED not in table.frame.columns:
            continue
        reasons = table.frame[REFUSED].dropna().astype("str")
        reasons = reasons[reasons.str.strip() != ""].map(first_reason)
        if len(reasons):
            said.append(
                f"{table.title}: {len(reasons):,} of {prose.counted(len(table.frame), 'row')}. {_most(reasons)}"
            )
    return _items(said)


def _most(reasons: pd.Series) -> str:
    """Name up to three reasons, the most frequent ones first."""
    sizes = reasons.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    named = [f"{reason} ({n:,})" if n > 1 else str(reason) for reason, n in sizes.head(3).items()]
    rest = len(sizes) - len(named)
    return prose.sentence("; ".join(named) + (f"; and {prose.counted(rest, 'other reason')}" if rest else ""))


def _files(report: KeptReport) -> list[str]:
    """Name the files that belong to the report."""
    named = [(f"{report.name}.html", "the report"), (f"{report.name}.xlsx", "all tables in one workbook")]
    named += [(f"tables/{table.name}.csv", table.title) for table in report.tables]
    named += [(f"figures/{name}_wide.png", "also as .svg, and _narrow.svg for phones") for name in report.figures]
    named += [("manifest.json", "parameters, inputs and versions")]
    return [line for name, what in named for line in _wrapped(f"{name}  {what}", "", "    ")]
