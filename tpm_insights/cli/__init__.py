"""The command line: thin commands over the library's functions.

Exit codes: 0 done, 1 a report, a fetch or a required claim failed, 2 bad usage or parameters, 3 data do not match
their declaration.
"""

from __future__ import annotations

import click

from tpm_insights.cli.arguments import file_error
from tpm_insights.cli.claims import claims
from tpm_insights.cli.compare import compare
from tpm_insights.cli.data import ledger, prepare, sources
from tpm_insights.cli.pay import estimate
from tpm_insights.cli.postings import extract, fetch
from tpm_insights.cli.reports import list_reports_, report
from tpm_insights.errors import TpmInsightsError


class _Command(click.Group):
    """A group that turns the package's own errors, and files that fail, into one line and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever read the output has had enough; click ends quietly
        except (TpmInsightsError, OSError) as error:
            told = error if isinstance(error, TpmInsightsError) else file_error(error)
            click.echo(f"tpm-insights: {' '.join(str(told).split())}", err=True)
            raise click.exceptions.Exit(told.exit_code) from error


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tpm-insights")
def main() -> None:
    """Numbers about the job of the technical project manager that one can defend.

    Exit codes: 0 done, 1 a report, a fetch or a required claim failed, 2 bad usage or parameters, 3 data do not match
    their declaration.
    """


for command in (prepare, extract, fetch, sources, ledger, report, list_reports_, compare, claims, estimate):
    main.add_command(command)
