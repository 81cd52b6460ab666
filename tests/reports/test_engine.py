"""The engine is found by its name, whichever module is imported first."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOOK = "import papermill.engines as p; print(p.papermill_engines.get_engine('tpm_insights').__name__)"


@pytest.mark.parametrize(
    "first",
    [
        "import papermill",
        "import tpm_insights.reports.engine",
        "import tpm_insights.reports.kernels.notebook_engine",
        "from tpm_insights.reports.engine import register_engine; register_engine()",
    ],
)
def test_the_engine_is_known_whatever_is_imported_first(first: str) -> None:
    done = subprocess.run([sys.executable, "-c", f"{first}; {LOOK}"], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "ReportEngine", done.stderr[-500:]
