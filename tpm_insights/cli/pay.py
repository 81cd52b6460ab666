"""The command that estimates the pay of a profile."""

from __future__ import annotations

from pathlib import Path

import click

from tpm_insights.cli.arguments import PATH, capitals, check_scope


@click.command()
@click.option("--role", default="technical_project_manager", show_default=True, help="Role family.")
@click.option("--years", type=click.FloatRange(0, 60), help="Years of experience asked for.")
@click.option("--certification", "certifications", multiple=True, help="Certification, such as PMP; may be repeated.")
@click.option("--education", help="Lowest degree accepted: bachelor, master, ...")
@click.option("--region", callback=capitals, help="State by its two letters.")
@click.option("--work-mode", help="remote, hybrid or onsite.")
@click.option("--seniority", help="Level named in the title: senior, lead, ...")
@click.option("--wage-level", help="Level I to IV of a wage filing (filed_wage only).")
@click.option(
    "--pay-kind",
    default="posted_range",
    show_default=True,
    help="posted_range, listed_pay, filed_wage, self_report_base or aggregator; never blended.",
)
@click.option("--country", default="US", show_default=True, callback=capitals, help="ISO code.")
@click.option("--currency", default="USD", show_default=True, callback=capitals, help="ISO code.")
@click.option("--new-source", is_flag=True, help="Calibrate for sources that were not seen.")
@click.option(
    "--own-records",
    type=PATH,
    metavar="FILE.csv",
    help="Calibrate to 20 salaries of your own or more: columns role_family, pay, and years, region ... where known.",
)
@click.option(
    "--page", type=PATH, metavar="FILE.html", help="Write a calculator of all profiles instead, which works offline."
)
def estimate(
    *,
    role: str,
    years: float | None,
    certifications: tuple[str, ...],
    education: str | None,
    region: str | None,
    work_mode: str | None,
    seniority: str | None,
    wage_level: str | None,
    pay_kind: str,
    country: str,
    currency: str,
    new_source: bool,
    own_records: Path | None,
    page: Path | None,
) -> None:
    """Estimate the pay of a profile, or say why it cannot be."""
    if page is not None and own_records is not None:
        raise click.UsageError(
            "--page holds every profile without records of your own; use one of --page, --own-records"
        )
    check_scope(country=country, currency=currency, region=region)
    if page is not None:
        from tpm_insights.project import check_place
        from tpm_insights.reports.calculator.write import write_estimate_page

        check_place(page)
        made = write_estimate_page(page, country=country, currency=currency)
        click.echo(f"{page} written" if made else f"{page} is up to date")
        return
    from tpm_insights.models.estimator_fit import fit_pay_estimator
    from tpm_insights.models.estimator_result import Profile
    from tpm_insights.processed import load_tables
    from tpm_insights.project import find_project

    profile = Profile(
        role=role,
        years=years,
        certifications=certifications,
        education=education,
        region=region,
        work_mode=work_mode,
        seniority=seniority,
        wage_level=wage_level,
    )
    fitted = fit_pay_estimator(
        load_tables(find_project()),
        pay_kind,
        country=country,
        currency=currency,
        holds_for="new_source" if new_source or own_records is not None else "new_employer",
    )
    if own_records is not None:
        from tpm_insights.models.estimator_own import read_own

        fitted = fitted.recalibrate(read_own(own_records))
    found = fitted.estimate(profile)
    for line in found.sentences():
        click.echo(line)
    if len(found.neighbors):
        shown = found.neighbors.drop(columns=["top_share", "first_date", "last_date"])
        click.echo("\nobserved cells nearby:")
        click.echo(shown.to_string(index=False, na_rep="-", float_format=lambda x: f"{x:,.0f}"))
