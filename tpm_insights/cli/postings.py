"""Commands on postings: read facts out of files, fetch the postings of a job board."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from tpm_insights.cli.arguments import PATH, key_values


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=PATH, metavar="INPUT...")
@click.argument("output", type=PATH)
@click.option("--source", metavar="NAME", help="Format of the input, see `sources`; found from the content by default.")
@click.option(
    "--mapping",
    "mapping_path",
    type=PATH,
    metavar="TOML",
    help='File with the columns of a table that has other names: [columns], then lines like text = "job_ad".',
)
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
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Seed of that sample.")
@click.option(
    "--hash-ids", is_flag=True, help="Write ids and web addresses as hashes too, where they give the employer away."
)
@click.option("--ledger", "ledger_path", type=PATH, help="Write the ledger to this CSV file too.")
@click.option("--engine", type=click.Choice(["local", "dask"]), help="Write a folder, here or on a Dask cluster.")
@click.option("--scheduler", metavar="ADDRESS", help="With dask: a running scheduler; else one is started here.")
@click.option("--workers", type=click.IntRange(1), help="With dask: processes of the cluster that is started.")
@click.option("--chunk-rows", type=click.IntRange(1), help="Postings a part of the folder; 5,000 by default.")
def extract(
    inputs: tuple[Path, ...],
    output: Path,
    *,
    source: str | None,
    mapping_path: Path | None,
    merge_copies: bool,
    only_roles: str | None,
    sample_others: int,
    seed: int,
    hash_ids: bool,
    ledger_path: Path | None,
    engine: Literal["local", "dask"] | None,
    scheduler: str | None,
    workers: int | None,
    chunk_rows: int | None,
) -> None:
    """Read the facts out of job postings.

    INPUT is a file of postings (CSV, JSON Lines, Parquet or a job board's own format, also .gz); OUTPUT ends in
    .csv, .jsonl or .parquet, also with .gz. A posting's text stands in a column `text` or `description`; `title`,
    `employer` or `company`, `place` or `location`, `posted_on` and pay fields are read where they are; other columns
    are passed through. E-mail addresses and telephone numbers are never written.

    A folder of files as INPUT, or --engine, makes OUTPUT a folder of Parquet parts with the same facts: a run that was
    killed goes on where it stopped, memory stays bounded.

    Employers are written as hashes; set TPM_INSIGHTS_SALT to a secret of your own before you share the output.
    """
    if sample_others and only_roles is None:
        raise click.UsageError("--sample-others is a sample beside --only-roles; name the roles")
    mapping = None
    if mapping_path is not None:
        from tpm_insights.sources import read_mapping

        mapping = read_mapping(mapping_path)
    progress = sys.stderr.isatty()
    if engine is not None or any(path.is_dir() for path in inputs):
        if len(inputs) > 1:
            raise click.UsageError(
                "a folder of parts is made from one INPUT: a folder that holds all files, or one file"
            )
        from tpm_insights.partitioned.run import extract_folder

        ledger = extract_folder(
            inputs[0],
            output,
            engine=engine or "local",
            scheduler=scheduler,
            workers=workers,
            chunk_rows=chunk_rows or 5_000,
            source=source,
            mapping=mapping,
            merge_copies=merge_copies,
            only_roles=only_roles,
            sample_others=sample_others,
            seed=seed,
            hash_ids=hash_ids,
            ledger_path=ledger_path,
            progress=progress,
        )
    else:
        if scheduler or workers or chunk_rows:
            raise click.UsageError("--scheduler, --workers and --chunk-rows are for folders of parts; see --engine")
        from tpm_insights.pipeline import extract_files

        ledger = extract_files(
            inputs,
            output,
            source=source,
            mapping=mapping,
            merge_copies=merge_copies,
            only_roles=only_roles,
            sample_others=sample_others,
            seed=seed,
            hash_ids=hash_ids,
            ledger_path=ledger_path,
            progress=progress,
        )
    for action, reason, rows, example in ledger.totals():
        click.echo(f"{action:9} {rows:>8,}  {reason}" + (f"  e.g. {example}" if example else ""))
    click.echo(f"{ledger.rows_in:,} postings in, {ledger.rows_out:,} out: {output}")


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("--board", "name", metavar="NAME", help="Whose board, or the words to search for.")
@click.option(
    "-q", "--query", "pairs", multiple=True, metavar="KEY=VALUE", help="A further parameter, as the board calls it."
)
@click.option("--out", type=PATH, help="Folder for raw data; data/raw in the project by default.")
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
        query=key_values(pairs, "-q"),
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
