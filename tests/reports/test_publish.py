"""Folders are put in place whole, or what stood there stays."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tpm_insights.errors import UsageError
from tpm_insights.reports.publish import check_target, folder_beside, manifest_in, put_in_place, remove_report


def report_in(folder: Path, words: str) -> Path:
    """Make a folder of a report."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({"report": "demo"}))
    (folder / "page.html").write_text(words)
    return folder


def test_a_new_folder_takes_the_place_of_the_last(tmp_path: Path) -> None:
    target = report_in(tmp_path / "demo", "last")
    with folder_beside(target) as part:
        report_in(part, "new")
        put_in_place(part, target)
    assert (target / "page.html").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["demo"]


def test_a_folder_that_was_not_put_in_place_is_gone(tmp_path: Path) -> None:
    def stop_halfway() -> None:
        with folder_beside(tmp_path / "demo") as part:
            report_in(part, "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_halfway()
    assert list(tmp_path.iterdir()) == []


def test_a_rename_that_fails_leaves_the_last_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = report_in(tmp_path / "demo", "last")
    rename = Path.rename

    def fail(self: Path, to: Path) -> Path:
        if ".part-" in self.name:
            raise PermissionError(13, "no")
        return rename(self, to)

    with folder_beside(target) as part:
        report_in(part, "new")
        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(PermissionError):
            put_in_place(part, target)
    assert (target / "page.html").read_text() == "last"
    assert [p.name for p in tmp_path.iterdir()] == ["demo"]


@pytest.mark.parametrize("kind", ["file", "other files", "link"])
def test_what_is_no_report_is_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "demo"
    if kind == "file":
        target.write_text("mine")
    elif kind == "link":
        target.symlink_to(report_in(tmp_path / "elsewhere", "mine"))
    else:
        target.mkdir()
        (target / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="left alone"):
        check_target(target)
    remove_report(target)
    assert target.exists()


def test_a_place_that_cannot_hold_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="no folder can be made there"), folder_beside(tmp_path / "file" / "demo"):
        pass


def test_leftovers_of_killed_runs_go_after_a_day(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".demo.part-old", ".demo.part-young", ".else.part-old"))
    for folder in (old, young, other):
        folder.mkdir()
    for folder in (old, other):
        os.utime(folder, (0, 0))
    with folder_beside(tmp_path / "demo"):
        pass
    assert sorted(p.name for p in tmp_path.iterdir()) == [".demo.part-young", ".else.part-old"]


def test_manifests_are_read_if_they_are_of_a_report(tmp_path: Path) -> None:
    assert manifest_in(tmp_path) is None
    (tmp_path / "manifest.json").write_text("[1]")
    assert manifest_in(tmp_path) is None
    (tmp_path / "manifest.json").write_text("not json")
    assert manifest_in(tmp_path) is None
    assert manifest_in(report_in(tmp_path, "")) == {"report": "demo"}
