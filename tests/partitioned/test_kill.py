"""Killing an extraction at any moment loses no part that was whole and leaves nothing half."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.partitioned.run import extract_folder

KILLS = 20
OPTIONS = {"chunk_rows": 10, "merge_copies": True, "only_roles": "project", "sample_others": 1}
# a process of its own, so that what is forked is one thread with everything imported
KILLER = """
import json, os, random, shutil, signal, sys, time
from pathlib import Path
import pyarrow.parquet as pq
from tpm_insights.partitioned.run import extract_folder
from tpm_insights.partitioned.whole import whole_parts

source, out, longest = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
options = json.loads(sys.argv[5])
unfinished = out.with_name(out.name + ".unfinished")
moments = random.Random(20261122)
killed = amid_parts = 0
while killed < int(sys.argv[4]):
    child = os.fork()
    if child == 0:
        extract_folder(source, out, **options)
        os._exit(0)
    time.sleep(moments.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed += os.WIFSIGNALED(status)
    if out.exists():
        assert len(whole_parts(out)) == 8
        shutil.rmtree(out)
        continue
    parts = list(unfinished.glob("part-*.parquet"))
    amid_parts += bool(parts)
    assert all(pq.read_table(part).num_rows > 0 for part in parts)
extract_folder(source, out, **options)
print(json.dumps({"killed": killed, "amid_parts": amid_parts, "parts": len(whole_parts(out))}))
"""


def content(folder: Path) -> dict[str, bytes]:
    """Return the files of a result but for the digest of the code, which an editor at work beside a test changes."""
    return {p.name: re.sub(rb'"code": "[0-9a-f]{64}"', b"", p.read_bytes()) for p in folder.iterdir()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="killing by SIGKILL needs a POSIX system")
def test_killed_at_twenty_moments_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        texts = [f"You plan project {i} of unit {name}. {i % 9 + 1}+ years of experience." for i in range(40)]
        texts[5:10] = ["You plan the same project everywhere."] * 5  # copies across both files
        pd.DataFrame({"title": "IT Project Manager", "text": texts}).to_csv(folder / f"{name}.csv", index=False)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    began = time.perf_counter()
    extract_folder(folder, whole, **OPTIONS)
    longest = min((time.perf_counter() - began) / 4, 0.4)
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(folder), str(broken), str(longest), str(KILLS), json.dumps(OPTIONS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["parts"] == 8
    assert content(whole) == content(broken)
