"""Commands on the data of a project: prepare them, list what can be read, show the ledger."""

from __future__ import annotations

import sys

import click


@click.command()
def prepare() -> None:
    """Clean the raw data of the project into data/processed/."""
    from tpm_insights.pipeline import prepare as run
    from tpm_insights.project import find_project

    project = find_project()
    tables = run(project, progress=sys.stderr.isatty())
    for name, rows in tables.counts().items():
        click.echo(f"{name:20} {rows:>8,} rows")
    click.echo(f"written to {project.processed}")


@click.command()
def sources() -> None:
    """List the formats of postings and salaries that are read."""
    from tpm_insights.sources import list_sources

    for source in list_sources():
        click.echo(f"{source.kind:9} {source.name:18} {source.description}")


@click.command()
@click.argument("table", required=False)
def ledger(table: str | None) -> None:
    """Show which rows were dropped, set aside, merged or repaired by `prepare`, and why."""
    import pandas as pd

    from tpm_insights.errors import UsageError
    from tpm_insights.processed import load_tables
    from tpm_insights.project import find_project

    lines = load_tables(find_project()).ledger
    if table is not None:
        if table not in set(lines["table"]):
            raise UsageError(f"no table {table!r} in the ledger; there are {', '.join(sorted(set(lines['table'])))}")
        lines = lines[lines["table"] == table]
    with pd.option_context("display.max_colwidth", 70, "display.width", 200, "display.max_rows", None):
        click.echo(lines.to_string(index=False))
