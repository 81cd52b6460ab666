"""Run the command line as `python -m tpm_insights.cli`."""

from tpm_insights.cli import main

main()
