"""Commands on reports: build them, list them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from tpm_insights.cli.arguments import PATH, key_values


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="Build every report, the calculator and the index.")
@click.option(
    "-p", "--parameter", "pairs", multiple=True, metavar="KEY=VALUE", help="Set a parameter; see `tpm-insights list`."
)
@click.option(
    "--for-each",
    "series",
    multiple=True,
    metavar="KEY=V1,V2,...",
    help="One edition for every value, such as region=CA,TX,NY; given twice, for every combination.",
)
@click.option("--force", is_flag=True, help="Build also reports that would come out the same as last time.")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports built at a time; all processors by default.")
@click.option(
    "--kernels",
    type=click.Choice(["fork", "new"]),
    help="Fork notebooks from one process with the imports done (default where possible), or start a new one for each.",
)
@click.option("--pdf", is_flag=True, help="Print each report to PDF too; needs a Chromium or Chrome.")
@click.option("--out", type=PATH, help="Folder for the reports; reports/ in the project by default.")
def report(
    names: tuple[str, ...],
    *,
    every: bool,
    pairs: tuple[str, ...],
    series: tuple[str, ...],
    force: bool,
    jobs: int | None,
    kernels: Literal["fork", "new"] | None,
    pdf: bool,
    out: Path | None,
) -> None:
    """Build one or more reports.

    A report that would come out the same as last time is kept as it is: same data, parameters, code and versions.
    """
    from tpm_insights.reports.batch import render_reports

    if every == bool(names):
        raise click.UsageError("name one or more reports, or give --all; `tpm-insights list` shows them")
    parameters = key_values(pairs, "-p")
    for_each = {
        key: [v.strip() for v in words.split(",") if v.strip()]
        for key, words in key_values(series, "--for-each").items()
    }
    index = render_reports(
        None if every else list(names), parameters, for_each=for_each, out=out, force=force, jobs=jobs, kernels=kernels,
        pdf=pdf, calculator=every, echo=click.echo,
    )  # fmt: skip
    click.echo(f"open {index}")


@click.command(name="list")
def list_reports_() -> None:
    """List the reports with their parameters, types, defaults and help."""
    from tpm_insights.reports.listing import list_reports

    for name, title, parameters in list_reports():
        click.secho(name, bold=True, nl=False)
        click.echo(f"  {title}")
        for parameter in parameters:
            click.echo(f"    {parameter.name:16} {parameter.type_name:10} {parameter.default!r:26} {parameter.help}")
