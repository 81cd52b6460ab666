"""What the runner and a running notebook agree on: two environment variables and a file."""

from __future__ import annotations

FOLDER_VARIABLE = "TPM_INSIGHTS_REPORT_FOLDER"
"""Environment variable in which the runner names the folder to write to."""
RUN_VARIABLE = "TPM_INSIGHTS_REPORT_RUN"
"""Environment variable with the mark of a run; it is written back at the end, and only then has the run succeeded."""
MARKER = "finished.json"
"""File in which it is written back."""
