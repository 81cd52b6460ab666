"""Two runs on one output do not meet, and a run that was killed blocks nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.errors import UsageError
from tpm_insights.partitioned import run as module
from tpm_insights.partitioned.run import extract_folder
from tpm_insights.partitioned.unfinished import hold_unfinished
from tpm_insights.partitioned.whole import whole_parts

HOLDER = """
import sys, time
from pathlib import Path
from tpm_insights.partitioned.unfinished import hold_unfinished
with hold_unfinished(Path(sys.argv[1]), {"inputs": "a"}):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def ads(tmp_path: Path) -> Path:
    path = tmp_path / "ads.csv"
    pd.DataFrame({"title": "IT Project Manager", "text": [f"You plan {i}." for i in range(6)]}).to_csv(
        path, index=False
    )
    return path


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the work on the output."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_second_run_is_told_and_the_work_of_the_first_stays(tmp_path: Path, ads: Path, holder) -> None:
    before = sorted((tmp_path / "out.unfinished").rglob("*"))
    with pytest.raises(UsageError, match="out: another process is extracting into it now; wait for it"):
        extract_folder(ads, tmp_path / "out")
    assert sorted((tmp_path / "out.unfinished").rglob("*")) == before
    holder.kill()
    holder.wait()
    assert extract_folder(ads, tmp_path / "out").rows_out == 6
    assert not (tmp_path / "out.unfinished").exists()


def test_a_run_that_another_has_finished_meanwhile_is_taken(tmp_path: Path, ads: Path, monkeypatch) -> None:
    out = tmp_path / "out"
    asked = []

    def not_yet(folder: Path, made_of: dict[str, str]) -> bool:
        if not asked:  # the other process finishes between the first look and the lock
            asked.append(folder)
            extract_folder(ads, out)
        return False

    monkeypatch.setattr(module, "is_finished", not_yet)
    assert extract_folder(ads, out).rows_out == 6
    stamps = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert extract_folder(ads, out).rows_out == 6
    assert stamps == {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert not out.with_name("out.unfinished").exists()


def test_many_runs_at_once_give_one_whole_folder(tmp_path: Path, ads: Path) -> None:
    command = [sys.executable, "-m", "tpm_insights.cli", "extract", ads, tmp_path / "out", "--engine", "local"]
    command += ["--chunk-rows", "2"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for _ in range(2)]
    ends = [(run.communicate()[1], run.returncode) for run in runs]
    assert {code for _, code in ends} <= {0, 2}
    assert 0 in {code for _, code in ends}
    assert all("another process is extracting" in message for message, code in ends if code)
    assert len(whole_parts(tmp_path / "out")) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ads.csv", "out"]


def test_what_is_in_the_way_is_left_alone(tmp_path: Path, ads: Path) -> None:
    way = tmp_path / "out.unfinished"
    way.write_text("mine")
    with pytest.raises(UsageError, match="in the way"):
        extract_folder(ads, tmp_path / "out")
    way.unlink()
    way.mkdir()
    (way / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="in the way"):
        extract_folder(ads, tmp_path / "out")
    assert (way / "thesis.txt").read_text() == "mine"


def test_work_of_another_kind_of_run_is_not_used(tmp_path: Path) -> None:
    with hold_unfinished(tmp_path / "out", {"inputs": "a"}) as first:
        (first.work / "left.json").write_text("{}")
        (first.folder / "part-00000.parquet").write_text("old")
    with hold_unfinished(tmp_path / "out", {"inputs": "a"}) as again:
        assert again == first
        assert (again.work / "left.json").exists()
        (again.work / ".part-x").write_text("cut off")
    with hold_unfinished(tmp_path / "out", {"inputs": "a"}) as again:
        assert [path.name for path in again.work.iterdir()] == ["left.json"]
    with hold_unfinished(tmp_path / "out", {"inputs": "b"}) as other:
        assert other.work != first.work
        assert [path.name for path in other.folder.iterdir() if path.is_file()] == ["_made_of.json"]
        assert not first.work.exists()
