"""The command that tests the claims of an article."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tpm_insights.cli.arguments import PATH, capitals, check_scope
from tpm_insights.cli.text_table import line_width, row_lines
from tpm_insights.vocabulary import ROLE_DEFINITIONS

if TYPE_CHECKING:
    from tpm_insights.reports.claims.check import ClaimCheck


@click.command()
@click.argument("file", required=False, type=PATH)
@click.option(
    "--role",
    type=click.Choice(list(ROLE_DEFINITIONS)),
    default="technical_delivery",
    show_default=True,
    help="Definition of the job.",
)
@click.option("--country", default="US", show_default=True, callback=capitals, help="ISO code.")
@click.option("--currency", default="USD", show_default=True, callback=capitals, help="ISO code.")
@click.option("--region", callback=capitals, help="State by its two letters.")
@click.option("--first-year", type=click.IntRange(2000, 2100), help="With a year given, undated records are left out.")
@click.option("--last-year", type=click.IntRange(2000, 2100), help="Last calendar year.")
@click.option(
    "--minimum-cell", type=click.IntRange(1), default=10, show_default=True, help="Fewest records of a figure."
)
@click.option("--out", type=PATH, help="Write the table, with every number, to this CSV file too.")
def claims(
    file: Path | None,
    *,
    role: str,
    country: str,
    currency: str,
    region: str | None,
    first_year: int | None,
    last_year: int | None,
    minimum_cell: int,
    out: Path | None,
) -> None:
    """Test the claims of an article: supported, in part, contradicted, or not testable.

    FILE is a TOML file of claims; without it, those of the career article this package was made to check. Exits with 1
    if a claim marked as required is contradicted or cannot be tested.
    """
    from tpm_insights.processed import load_tables
    from tpm_insights.project import check_place, find_project, replace_when_whole
    from tpm_insights.reports.claims.check import check_claims
    from tpm_insights.reports.claims.read import read_claims

    check_scope(country=country, currency=currency, region=region, first_year=first_year, last_year=last_year)
    check_place(out, keeps=[file])
    check = check_claims(
        load_tables(find_project()),
        read_claims(file),
        role=role,
        country=country,
        currency=currency,
        region=region,
        first_year=first_year,
        last_year=last_year,
        minimum_cell=minimum_cell,
    )
    for line in table_lines(check, line_width()):
        click.echo(line)
    if out is not None:
        with replace_when_whole(out) as part:
            check.tidy().to_csv(part, index=False, lineterminator="\n")
        click.echo(f"written to {out}")
    if check.failed:
        click.echo(f"tpm-insights: required claims failed: {', '.join(check.failed)}", err=True)
        raise click.exceptions.Exit(1)


def table_lines(check: ClaimCheck, width: int) -> list[str]:
    """Return the verdicts as lines of text that fit a width.

    Parameters
    ----------
    check : ClaimCheck
        The verdicts.
    width : int
        Letters a line; see `tpm_insights.cli.text_table.line_width`.

    Returns
    -------
    list of str
        A heading a topic, under it a row a claim: verdict, claim, finding, records, and under how many definitions of
        the job the verdict is the same; at last the totals.
    """
    from tpm_insights.reports.words.findings import VERDICT_WORDS, finding_words, verdict_words

    width = line_width(width)
    free = width - 14 - 7 - 7 - 4 * 2
    widths = [14, free * 48 // 100, free - free * 48 // 100, 7, 7]
    definitions = check.under_definitions()
    labels = {claim.id: claim.label for claim in check.file.claims}
    lines = [*textwrap.wrap(check.file.title, width), *row_lines(["Verdict", "Claim", "Found", "n", "Same in"], widths)]
    for topic, part in check.tidy().groupby("topic", sort=False):
        lines += ["", str(topic), "-" * width]
        for row in part.to_dict("records"):
            known = row["estimate"] == row["estimate"]  # what is missing differs from itself
            found = finding_words({str(k): v for k, v in row.items()}, check.asked.currency) if known else row["why"]
            elsewhere = definitions.loc[row["claim"]].to_numpy().tolist()
            n = f"{row['n']:,.0f}" if row["n"] == row["n"] else "-"
            said = labels[row["claim"]] + (" (required)" if row["required"] else "")
            tested = len(elsewhere) - elsewhere.count("not_testable")
            steady = "-" if row["verdict"] == "not_testable" else f"{elsewhere.count(row['verdict'])} of {tested}"
            lines += row_lines([verdict_words(row["verdict"]), said, str(found), n, steady], widths)
    lines += pay_lines(check, [14, free * 48 // 100, free - free * 48 // 100 + 16])
    totals = [f"{count} {VERDICT_WORDS[verdict]}" for verdict, count in check.counts().items()]
    explained = (
        "Found: estimate and 95% interval; of pay, what employers post. n: records. Same in: definitions of the job "
        f"with the verdict of {check.asked.role}, of those with enough records."
    )
    return [*lines, "", *textwrap.wrap(", ".join(totals), width), *textwrap.wrap(explained, width)]


def pay_lines(check: ClaimCheck, widths: Sequence[int]) -> list[str]:
    """Return the verdicts on pay under every other kind of pay, as lines of text.

    Parameters
    ----------
    check : ClaimCheck
        The verdicts.
    widths : sequence of int
        Letters of the columns verdict, claim, and kind of pay with what was found.

    Returns
    -------
    list of str
        Empty where no claim is about pay; kinds of pay without a figure are left out.
    """
    from tpm_insights.reports.studies.yardsticks import POSTED
    from tpm_insights.reports.words.findings import finding_words, verdict_words

    rows = check.evidence[check.evidence["definition"] == check.asked.role]
    rows = rows[~rows["pay_kind"].isin(["", POSTED]) & rows["estimate"].notna()]
    verdicts = check.under_pay_kinds().set_index(["claim", "pay_kind"])["verdict"]
    labels = {claim.id: f"{claim.topic}, {claim.label}" for claim in check.file.claims}
    lines = ["", "The same claims under other kinds of pay", "-" * (sum(widths) + 4)] if len(rows) else []
    for row in rows.to_dict("records"):
        found = finding_words({str(key): value for key, value in row.items()}, check.asked.currency)
        verdict = verdict_words(verdicts[(row["claim"], row["pay_kind"])])
        lines += row_lines([verdict, labels[row["claim"]], f"{found}: {row['pay_kind']}, n {row['n']:,.0f}"], widths)
    return lines
