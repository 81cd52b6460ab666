"""The command that compares two published runs of a report."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpm_insights.cli.arguments import PATH
from tpm_insights.cli.text_table import line_width, row_lines

if TYPE_CHECKING:
    from tpm_insights.reports.comparison.compare import RunComparison
    from tpm_insights.reports.comparison.runs import Run

MOST = 40
"""Changes printed; all of them are in the file of `--out`."""


@click.command()
@click.argument("old", type=PATH)
@click.argument("new", type=PATH)
@click.option(
    "--out", type=PATH, help="Write every change to this CSV file too, also those behind the last digit shown."
)
@click.option("--most", type=click.IntRange(min=1), default=MOST, show_default=True, help="Changes printed.")
@click.option("--expect-same", is_flag=True, help="Exit with 1 if a reader would see another number.")
def compare(old: Path, new: Path, *, out: Path | None, most: int, expect_same: bool) -> None:
    """Compare two published runs of a report: which numbers changed, by how much, and why.

    OLD and NEW are folders of the same report, each with its manifest. A published report takes the place of the one
    before it, so keep runs to compare in folders of their own with `report --out`.
    """
    from tpm_insights.project import check_place, replace_when_whole
    from tpm_insights.reports.comparison.compare import compare_runs

    check_place(out, keeps=[old, new])
    found = compare_runs(old, new)
    for line in comparison_lines(found, line_width(), most):
        click.echo(line)
    if out is not None:
        with replace_when_whole(out) as part:
            found.tidy().to_csv(part, index=False, lineterminator="\n")
        click.echo(f"written to {out}")
    if expect_same and found.numbers["seen"].any():
        click.echo("tpm-insights: the two runs do not show the same numbers", err=True)
        raise click.exceptions.Exit(1)


def comparison_lines(found: RunComparison, width: int, most: int = MOST) -> list[str]:
    """Return a comparison as lines of text that fit a width.

    Parameters
    ----------
    found : RunComparison
        The comparison.
    width : int
        Letters a line; see `tpm_insights.cli.text_table.line_width`.
    most : int
        Changes listed.

    Returns
    -------
    list of str
        The runs, how many numbers changed and where that comes from, what the runs were made of that differs, the key
        figures that read otherwise, and the changes table by table.
    """
    width = line_width(width)
    title = str(found.new.manifest.get("title", found.new.report))
    lines = [*textwrap.wrap(f"{title}: two runs", width), ""]
    for name, run in (("old", found.old), ("new", found.new)):
        lines += row_lines([name, _run_words(run)], [5, width - 7])
    lines += ["", *textwrap.wrap(_totals(found, most), width)]
    lines += ["", "What they were made of that differs", "-" * width]
    each = (width - 14 - 2 * 3) // 3
    widths = [14, each, each, each]
    rows = [[str(cell) for cell in row] for row in found.causes.to_numpy().tolist()]
    lines += [line for row in rows for line in row_lines(row, widths)] or ["nothing that was written down"]
    if len(found.key_figures):
        lines += ["", "Key figures that read otherwise", "-" * width]
        each = (width - 2 * 2) // 3
        for row in found.key_figures.to_numpy().tolist():
            lines += row_lines([str(cell) for cell in row], [each, each, each])
    return [*lines, *_number_lines(found, width, most)]


def _run_words(run: Run) -> str:
    """Name a run by its folder and when it was made."""
    return f"{run.folder}, made {str(run.manifest.get('started', 'at an unknown time'))[:16].replace('T', ' ')} UTC"


def _number_lines(found: RunComparison, width: int, most: int) -> list[str]:
    """Return the changes that a reader sees, a heading a table."""
    seen = found.numbers[found.numbers["seen"]].head(most)
    titles = found.old.titles | found.new.titles
    free = width - 2 * 4 - 10
    widths = [free * 34 // 100, free * 20 // 100, free * 23 // 100, free * 23 // 100, 10]
    lines: list[str] = []
    for table, part in seen.groupby("table", sort=False):
        lines += ["", *textwrap.wrap(titles.get(str(table), str(table)), width), "-" * width]
        for row in part.to_dict("records"):
            whole = row["event"] if not row["column"] else ""
            cells = [row["row"], row["column"] or whole, row["old_words"], row["new_words"], row["change"]]
            lines += row_lines([str(cell) for cell in cells], widths)
    return lines


def _totals(found: RunComparison, most: int) -> str:
    """Say how many numbers changed, and why."""
    if found.is_same:
        return f"All {found.compared:,} numbers are the same."
    row = found.glance().iloc[0].to_dict()
    behind = int(row["changed"]) - int(row["seen"])
    parts = [f"{row['seen']:,} of {row['compared']:,} numbers read otherwise"]
    if behind:
        parts.append(f"{behind:,} more differ behind the last digit shown")
    if row["added"] or row["gone"]:
        parts.append(f"{row['added']:,} rows or tables are new and {row['gone']:,} gone")
    text = f"{'; '.join(parts)}. Why: {found.why}."
    if " or " in found.why:
        text += " Which of them moved a number can be told by a run with one change at a time."
    if int(found.numbers["seen"].sum()) > most:
        text += f" The first {most} changes are listed; --out writes all."
    return text
