"""Commands on reports: build them, list them."""

from __future__ import annotations

from pathlib import Path

import click

from tpm_insights.cli.arguments import PATH, key_values


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="Build every report and the index.")
@click.option(
    "-p", "--parameter", "pairs", multiple=True, metavar="KEY=VALUE", help="Set a parameter; see `tpm-insights list`."
)
@click.option("--out", type=PATH, help="Folder for the reports; reports/ in the project by default.")
def report(names: tuple[str, ...], *, every: bool, pairs: tuple[str, ...], out: Path | None) -> None:
    """Build one or more reports."""
    from tpm_insights.reports.run import render_reports

    if every == bool(names):
        raise click.UsageError("name one or more reports, or give --all; `tpm-insights list` shows them")
    parameters = key_values(pairs, "-p")
    index = render_reports(None if every else list(names), parameters, out=out, echo=click.echo)
    click.echo(f"open {index}")


@click.command(name="list")
def list_reports_() -> None:
    """List the reports with their parameters, types, defaults and help."""
    from tpm_insights.reports.run import list_reports

    for name, title, parameters in list_reports():
        click.secho(name, bold=True, nl=False)
        click.echo(f"  {title}")
        for parameter in parameters:
            click.echo(f"    {parameter.name:16} {parameter.type_name:10} {parameter.default!r:26} {parameter.help}")
