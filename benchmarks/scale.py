"""What extraction by chunks costs: memory, time a posting as the number grows, and what two Dask workers gain.

    python benchmarks/scale.py [--rows N] [--fewer M] [--chunk-rows R] [--no-dask]

N postings in partitioned Parquet are extracted three times, each time by a process of its own: M of them and
all of them by one process, then all of them by Dask on two local workers. The peak is the largest resident memory of
that process; for Dask the sum of what the scheduling process and the workers had at their largest. Processor time is
given beside the time of the clock: on a machine that does other work too, only the first tells something about growth.
Texts are real ones, resampled, where TPM_INSIGHTS_SHARED names their folder, else invented. Each copy of a text gets
a line with its number, so that none is a copy word for word. What two workers can gain is bounded by the machine: two
processes extract M postings each at the same time, without Dask, and the work they get done is given beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd

PER_FILE = 20_000
LINES = """We build software that moves freight by rail and sea.|You will plan the work of a team of nine engineers.
Requirements|5+ years of experience in software project management|Bachelor's degree in Computer Science or equivalent
PMP certification preferred|Experience with Agile, Scrum and Jira|Strong communication and leadership skills
You will manage budgets, risks and schedules, and report progress to stakeholders each week.|Nice to have
The salary range is $120,000 - $150,000 per year, plus a bonus of up to $10,000.|This role is hybrid, three days a week.
Benefits|401(k) match, health insurance and 20 days of paid leave|We are an equal opportunity employer."""


def originals(rng: np.random.Generator) -> tuple[pd.DataFrame, str]:
    """Return postings to resample from, and where they come from."""
    shared = os.environ.get("TPM_INSIGHTS_SHARED")
    if shared:
        return pd.read_parquet(Path(shared) / "data" / "postings" / "full_text.parquet"), "real postings"
    lines = LINES.replace("\n", "|").split("|")
    texts = ["\n".join(rng.choice(lines, 62)) for _ in range(2_000)]
    titles = rng.choice(["IT Project Manager", "Scrum Master", "Technical Program Manager"], len(texts))
    return pd.DataFrame({"source": "invented", "title": titles, "description": texts}), "invented postings"


def write_input(folder: Path, rows: int, frame: pd.DataFrame, rng: np.random.Generator) -> None:
    """Write resampled postings as partitioned Parquet; row groups of a chunk each."""
    folder.mkdir()
    for number, begin in enumerate(range(0, rows, PER_FILE)):
        drawn = frame.iloc[rng.integers(0, len(frame), min(PER_FILE, rows - begin))].reset_index(drop=True)
        marks = pd.Series([f"\nNumber {begin + at}." for at in range(len(drawn))])
        drawn = drawn.assign(description=drawn["description"].astype("str") + marks)
        drawn.to_parquet(folder / f"part-{number:04}.parquet", row_group_size=2_500, index=False)


def resident(process: str) -> int:
    """Return the largest resident memory of a process so far, in bytes."""
    status = Path(f"/proc/{process}/status")
    try:
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024


def children() -> list[str]:
    """Return the processes that this one started, and those that they started."""
    parents: dict[str, list[str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(fields[1], []).append(stat.parent.name)
    found, look = [], [str(os.getpid())]
    while look:
        own = parents.get(look.pop(), [])
        found += own
        look += own
    return found


def run(folder: Path, output: Path, engine: str, chunk_rows: int) -> None:
    """Extract in this process and print what it took."""
    from tpm_insights.partitioned.run import extract_folder

    peaks: dict[str, int] = {}
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.5):
            for process in children():
                peaks[process] = max(peaks.get(process, 0), resident(process))

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    ledger = extract_folder(
        folder, output, engine=engine, workers=2 if engine == "dask" else None, chunk_rows=chunk_rows  # type: ignore[arg-type]
    )  # fmt: skip
    took = time.perf_counter() - began
    stop.set()
    watcher.join()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(
        json.dumps(
            {
                "rows": ledger.rows_in,
                "seconds": took,
                "processor": sum(one.ru_utime + one.ru_stime for one in used),
                "peak": resident("self") + (sum(peaks.values()) if engine == "dask" else 0),
            }
        )
    )


def started(folder: Path, output: Path, engine: str, chunk_rows: int) -> subprocess.Popen[str]:
    """Start an extraction in a new process."""
    command = [sys.executable, __file__, "--run", str(folder), str(output), engine, "--chunk-rows", str(chunk_rows)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def result(process: subprocess.Popen[str]) -> dict[str, float]:
    """Wait for an extraction; return what it took."""
    printed, _ = process.communicate()
    if process.returncode:
        sys.exit(f"an extraction failed with exit code {process.returncode}")
    took: dict[str, float] = json.loads(printed.splitlines()[-1])
    return took


def measured(folder: Path, output: Path, engine: str, chunk_rows: int) -> dict[str, float]:
    """Extract in a new process; return what it took."""
    took = result(started(folder, output, engine, chunk_rows))
    name = f"{took['rows']:,} postings, {engine}"
    each = 1e3 / took["rows"]
    spent = f"{took['seconds'] * each:9.2f} ms each{took['processor'] * each:9.2f} ms of processor"
    print(f"{name:34}{took['seconds']:9.1f} s{spent}{took['peak'] / 2**30:8.2f} GB peak", flush=True)
    return took


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--fewer", type=int, default=10_000)
    parser.add_argument("--chunk-rows", type=int, default=5_000)
    parser.add_argument("--no-dask", action="store_true")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        folder, output, engine = arguments.run
        run(Path(folder), Path(output), engine, arguments.chunk_rows)
        return
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        frame, origin = originals(rng)
        write_input(work / "all", arguments.rows, frame, rng)
        write_input(work / "few", arguments.fewer, frame, rng)
        print(f"{origin}, {frame['description'].str.len().mean():,.0f} characters each; load {os.getloadavg()[0]:.1f}")
        few = measured(work / "few", work / "out-few", "local", arguments.chunk_rows)
        whole = measured(work / "all", work / "out-all", "local", arguments.chunk_rows)
        ratio = [whole[key] / whole["rows"] / (few[key] / few["rows"]) for key in ("seconds", "processor")]
        print(f"time a posting, all against {arguments.fewer:,}: {ratio[0]:.3f} (processor {ratio[1]:.3f})")
        if not arguments.no_dask:
            dask = measured(work / "all", work / "out-dask", "dask", arguments.chunk_rows)
            print(f"Dask on two workers is {whole['seconds'] / dask['seconds']:.2f} times as fast as one process")
            both = [started(work / "few", work / f"out-few-{i}", "local", arguments.chunk_rows) for i in range(2)]
            longer = max(result(process)["seconds"] for process in both)
            print(f"two processes at once, without Dask, do {2 * few['seconds'] / longer:.2f} times the work of one")


if __name__ == "__main__":
    main()
