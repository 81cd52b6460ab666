"""Killing the extraction of a file at any moment leaves the output as it was, or whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.pipeline import extract_files

KILLS = 20
# a process of its own, so that what is forked is one thread with everything imported
KILLER = """
import hashlib, json, os, random, signal, sys, time
from pathlib import Path
from tpm_insights.pipeline import extract_files

source, out, longest, old = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
whole = {old, sys.argv[5]}
moments = random.Random(20261123)
killed = amid_writing = 0
while killed < int(sys.argv[6]):
    child = os.fork()
    if child == 0:
        extract_files([source], out, ledger_path=out.with_name("ledger.csv"))
        os._exit(0)
    time.sleep(moments.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed += os.WIFSIGNALED(status)
    assert hashlib.sha256(out.read_bytes()).hexdigest() in whole
    names = {path.name for path in out.parent.iterdir()}
    assert all(name.startswith(".part-") for name in names - {out.name, "ledger.csv"}), names
    amid_writing += any(name.startswith(".part-") for name in names)
    for left in out.parent.glob(".part-*"):
        left.unlink()
    out.write_text("yesterday's")
print(json.dumps({"killed": killed, "amid_writing": amid_writing}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="killing by SIGKILL needs a POSIX system")
def test_killed_at_twenty_moments_the_output_is_old_or_whole(tmp_path: Path) -> None:
    name, source = "facts.jsonl.gz", tmp_path / "ads.csv"
    texts = [f"You plan project {i}. {i % 9 + 1}+ years of experience." for i in range(60)]
    pd.DataFrame({"title": "IT Project Manager", "text": texts}).to_csv(source, index=False)
    (tmp_path / "whole").mkdir()
    extract_files([source], tmp_path / "whole" / name)
    began = time.perf_counter()
    extract_files([source], tmp_path / "whole" / name)
    longest = (time.perf_counter() - began) * 1.1
    out = tmp_path / "out" / name
    out.parent.mkdir()
    out.write_text("yesterday's")
    sums = [sha256(path.read_bytes()).hexdigest() for path in (out, tmp_path / "whole" / name)]
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(source), str(out), str(longest), *sums, str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["killed"] == KILLS
    extract_files([source], out)
    assert sha256(out.read_bytes()).hexdigest() == sums[1]
