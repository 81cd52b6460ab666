"""The command line: thin commands over the library's functions.

Exit codes: 0 done, 1 a report or a fetch failed, 2 bad usage or parameters, 3 data do not match their declaration.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from tpm_insights.errors import TpmInsightsError

EXISTING = click.Path(path_type=Path)


class _Command(click.Group):
    """A group that turns the package's own errors into one line and their exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TpmInsightsError as error:
            click.echo(f"tpm-insights: {error}", err=True)
            raise click.exceptions.Exit(error.exit_code) from error


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tpm-insights")
def main() -> None:
    """Numbers about the job of the technical project manager that one can defend.

    Exit codes: 0 done, 1 a report or a fetch failed, 2 bad usage or parameters, 3 data do not match their declaration.
    """


@main.command()
def prepare() -> None:
    """Clean the raw data of the project into data/processed/."""
    from tpm_insights.pipeline import prepare as run
    from tpm_insights.project import find_project

    project = find_project()
    tables = run(project, progress=sys.stderr.isatty())
    for name, rows in tables.counts().items():
        click.echo(f"{name:20} {rows:>8,} rows")
    click.echo(f"written to {project.processed}")


@main.command()
@click.argument("inputs", nargs=-1, required=True, type=EXISTING, metavar="INPUT...")
@click.argument("output", type=EXISTING)
@click.option("--source", help="Name to give postings whose file has no source column; the file's name by default.")
@click.option(
    "--merge-copies", is_flag=True, help="Keep the first of identical postings only; `copies` says how many there were."
)
@click.option("--only-roles", metavar="ROLES", help="Keep these role families only: a comma list, or 'project'.")
@click.option(
    "--sample-others",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="With --only-roles, also keep N postings of each other family, full texts and excerpts each.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of that sample.")
@click.option("--hash-ids", is_flag=True, help="Write posting ids as hashes too, where they give the employer away.")
@click.option("--ledger", "ledger_path", type=EXISTING, help="Write the ledger to this CSV file too.")
def extract(
    inputs: tuple[Path, ...],
    output: Path,
    *,
    source: str | None,
    merge_copies: bool,
    only_roles: str | None,
    sample_others: int,
    seed: int,
    hash_ids: bool,
    ledger_path: Path | None,
) -> None:
    """Read the facts out of job postings.

    INPUT is a file of postings (CSV, JSON Lines, Parquet or a job board's own format, also .gz); OUTPUT ends in
    .csv, .jsonl or .parquet, also with .gz. A posting's text stands in a column `text` or `description`; `title`,
    `employer` or `company`, `place` or `location`, `posted_on` and pay fields are read where they are; other columns
    are passed through.

    Employers are written as hashes; set TPM_INSIGHTS_SALT to a secret of your own before you share the output.
    """
    from tpm_insights.pipeline import extract_files

    ledger = extract_files(
        inputs,
        output,
        source=source,
        merge_copies=merge_copies,
        only_roles=only_roles,
        sample_others=sample_others,
        seed=seed,
        hash_ids=hash_ids,
        ledger_path=ledger_path,
        progress=sys.stderr.isatty(),
    )
    for action, reason, rows, example in ledger.totals():
        click.echo(f"{action:9} {rows:>8,}  {reason}" + (f"  e.g. {example}" if example else ""))
    click.echo(f"{ledger.rows_in:,} postings in, {ledger.rows_out:,} out: {output}")


@main.command()
@click.argument("source", metavar="SOURCE")
@click.option("--board", "name", metavar="NAME", help="Whose board, or the words to search for.")
@click.option(
    "-q", "--query", "pairs", multiple=True, metavar="KEY=VALUE", help="A further parameter, as the board calls it."
)
@click.option("--out", type=EXISTING, help="Folder for raw data; data/raw in the project by default.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Date of the folder; today in UTC by default.")
@click.option("--base-url", metavar="URL", help="Ask this server instead, e.g. https://api.eu.lever.co.")
@click.option("--tries", type=click.IntRange(1), default=5, show_default=True, help="How often a page is asked for.")
@click.option(
    "--timeout", type=click.FloatRange(0.001), default=30.0, show_default=True, help="Seconds without a byte."
)
@click.option("--interval", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between requests.")
@click.option(
    "--backoff", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds before the second try."
)
@click.option("--max-wait", type=click.FloatRange(0), default=120.0, show_default=True, help="Longest wait in seconds.")
@click.option(
    "--max-mb", type=click.FloatRange(0, min_open=True), default=64.0, show_default=True, help="Largest answer, in MiB."
)
@click.option("--max-pages", type=click.IntRange(1), default=200, show_default=True, help="Most pages of one fetch.")
def fetch(
    source: str,
    *,
    name: str | None,
    pairs: tuple[str, ...],
    out: Path | None,
    on: datetime | None,
    base_url: str | None,
    tries: int,
    timeout: float,
    interval: float,
    backoff: float,
    max_wait: float,
    max_mb: float,
    max_pages: int,
) -> None:
    """Fetch the postings of a job board, all of them or none, into data/raw/SOURCE/DATE/.

    SOURCE is greenhouse, lever, ashby, themuse, usajobs or nyc. After an error or a kill the same command goes on
    where it stopped. Keys are read from the environment: USAJOBS_API_KEY and USAJOBS_EMAIL; SOCRATA_APP_TOKEN is
    optional.
    """
    from tpm_insights.project import find_project
    from tpm_insights.sources.fetch import Limits
    from tpm_insights.sources.fetch import fetch as run

    result = run(
        source,
        name=name,
        out=out if out is not None else find_project().raw,
        base_url=base_url,
        on=on.date() if on is not None else None,
        query=_pairs(pairs, "-q"),
        limits=Limits(
            tries=tries,
            timeout=timeout,
            deadline=max(300.0, timeout),
            interval=interval,
            backoff=backoff,
            max_wait=max_wait,
            max_bytes=max(1, int(max_mb * 1024 * 1024)),
            max_pages=max_pages,
        ),
        echo=(lambda line: click.echo(line, err=True)) if sys.stderr.isatty() else None,
    )
    announced = f" of {result.announced:,} announced" if result.announced is not None else ""
    resumed = f", {result.resumed:,} of them from before" if result.resumed else ""
    unchanged = "; nothing has changed since the last fetch" if result.not_modified else ""
    click.echo(
        f"{result.postings:,} postings{announced}, {result.pages:,} pages{resumed}, {result.bytes:,} bytes{unchanged}"
    )
    click.echo(str(result.folder))


def _pairs(pairs: tuple[str, ...], option: str) -> dict[str, str]:
    """Return KEY=VALUE options as a dictionary."""
    done: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise click.BadParameter(f"{pair!r} is not of the form KEY=VALUE", param_hint=f"'{option}'")
        done[key] = value
    return done


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="Build every report and the index.")
@click.option(
    "-p", "--parameter", "pairs", multiple=True, metavar="KEY=VALUE", help="Set a parameter; see `tpm-insights list`."
)
@click.option("--out", type=EXISTING, help="Folder for the reports; reports/ in the project by default.")
def report(names: tuple[str, ...], *, every: bool, pairs: tuple[str, ...], out: Path | None) -> None:
    """Build one or more reports."""
    from tpm_insights.reports.run import render_reports

    if every == bool(names):
        raise click.UsageError("name one or more reports, or give --all; `tpm-insights list` shows them")
    parameters = _pairs(pairs, "-p")
    index = render_reports(None if every else list(names), parameters, out=out, echo=click.echo)
    click.echo(f"open {index}")


@main.command(name="list")
def list_() -> None:
    """List the reports with their parameters, types, defaults and help."""
    from tpm_insights.reports.run import list_reports

    for name, title, parameters in list_reports():
        click.secho(name, bold=True, nl=False)
        click.echo(f"  {title}")
        for parameter in parameters:
            click.echo(f"    {parameter.name:16} {parameter.type_name:10} {parameter.default!r:26} {parameter.help}")


@main.command()
def sources() -> None:
    """List the formats of postings and salaries that are read."""
    from tpm_insights.sources import list_sources

    for source in list_sources():
        click.echo(f"{source.kind:9} {source.name:18} {source.description}")


@main.command()
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


if __name__ == "__main__":
    main()
