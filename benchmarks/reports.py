"""Measure how long reports take against plain papermill: all reports, a repeat, and editions for twenty states.

Usage: python benchmarks/reports.py [--reports NAME ...] [--regions CA TX ...] [--every N]

Printed: seconds on the clock and of processor time, and their ratio to plain papermill in the same run. Plain papermill
executes the same notebooks one after another in one process (its own engine, a new kernel each; figures, tables and
workbook are written by the notebooks, a page is not); `tpm-insights report` makes everything it publishes, two at a
time on two processors. `--all` also writes the page that estimates pay, for which there is no notebook, so it has a
line of its own. Editions: the reports that have a parameter `region`, one edition a state; plain papermill is measured
for every N-th state (default 5) and multiplied by N, which is said. On a machine that does other work the clock says
little; the least a ratio can be with idle processors is that of processor time divided by their number. The processed
tables are needed (`tpm-insights prepare`).
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tpm_insights.project import find_project
from tpm_insights.reports.listing import list_reports

REGIONS = [
    "CA",
    "NY",
    "TX",
    "VA",
    "IL",
    "WA",
    "MA",
    "NJ",
    "NC",
    "PA",
    "FL",
    "GA",
    "CO",
    "MD",
    "MN",
    "OH",
    "MI",
    "CT",
    "AZ",
    "WI",
]
"""The twenty states with most postings in the repository's data."""
PLAIN = """
import sys, papermill
for task in sys.argv[2:]:
    notebook, _, region = task.partition("@")
    parameters = {"region": region} if region else {}
    papermill.execute_notebook(notebook, sys.argv[1], parameters, kernel_name="python3", progress_bar=False)
"""


class Spent(NamedTuple):
    """What a command took."""

    clock: float
    processor: float

    def line(self, name: str, plain: Spent | None = None) -> str:
        """Return a line of the table."""
        text = f"{name:46} {self.clock:8.1f} {self.processor:8.1f}"
        if plain is None:
            return text
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        ideal = self.processor / plain.processor / cores
        return f"{text} {self.clock / plain.clock:8.3f} {ideal:8.3f}"


def measure(command: list[str], folder: Path) -> Spent:
    """Run a command to its end."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "TPM_INSIGHTS_REPORT_FOLDER": str(folder / "plain")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    clock, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command[:6])} ... failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    spent = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Spent(clock, spent)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", nargs="*", help="names of reports; all by default")
    parser.add_argument("--regions", nargs="*", default=REGIONS, help="states to make editions for; twenty by default")
    parser.add_argument("--every", type=int, default=5, help="plain papermill makes every N-th edition (5)")
    asked = parser.parse_args()
    project = find_project()
    listed = {one.name: {p.name for p in one.parameters} for one in list_reports(project)}
    names = asked.reports or sorted(listed)
    notebooks = {name: str(project.notebooks / f"{name}.ipynb") for name in names}
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        plain = [sys.executable, "-c", PLAIN, str(folder / "plain.ipynb")]
        ours = [sys.executable, "-m", "tpm_insights.cli", "report", *names, "--out", str(folder / "out")]
        print(
            f"{len(names)} reports: {', '.join(names)}\n{'':46} {'clock s':>8} {'cpu s':>8} {'ratio':>8} {'at best':>8}"
        )
        base = measure([*plain, *notebooks.values()], folder)
        print(base.line("plain papermill, one after another"), flush=True)
        first = measure(ours, folder)
        print(first.line("tpm-insights report", base), flush=True)
        print(measure(ours, folder).line("the same again (ratio to the first run)", first), flush=True)
        if not asked.reports:
            whole = [*ours[:4], "--all", "--out", str(folder / "all")]
            both = measure(whole, folder)
            print(both.line("tpm-insights report --all, with the calculator", base), flush=True)
            print(measure(whole, folder).line("the same again (ratio to the first run)", both), flush=True)
        regional = [name for name in names if "region" in listed[name]]
        if not regional or not asked.regions:
            return
        some = asked.regions[:: asked.every]
        part = measure([*plain, *(f"{notebooks[name]}@{region}" for region in some for name in regional)], folder)
        factor = len(asked.regions) / len(some)
        plainly = Spent(part.clock * factor, part.processor * factor)
        print(f"{len(asked.regions)} editions of {len(regional)} reports: {', '.join(regional)}")
        print(plainly.line(f"plain papermill, {len(some)} editions times {factor:g}"), flush=True)
        each = ["--for-each", f"region={','.join(asked.regions)}"]
        editions = [sys.executable, "-m", "tpm_insights.cli", "report", *regional, *each, "--out", str(folder / "each")]
        print(measure(editions, folder).line("tpm-insights report --for-each region=...", plainly), flush=True)


if __name__ == "__main__":
    main()
