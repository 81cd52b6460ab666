"""A folder is held by one process at a time, and only the folder that is there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tpm_insights.errors import UsageError
from tpm_insights.folder_lock import folder_lock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock a folder")


def test_a_second_process_is_told_and_the_next_one_may(tmp_path: Path) -> None:
    with folder_lock(tmp_path, "first"), pytest.raises(UsageError, match="second"), folder_lock(tmp_path, "second"):
        pytest.fail("held twice")
    with folder_lock(tmp_path, "third"):
        pass


def test_a_folder_that_was_put_elsewhere_meanwhile_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    folder, flock = tmp_path / "work", fcntl.flock
    folder.mkdir()

    def published_just_before(handle: int, how: int) -> None:
        folder.rename(tmp_path / "result")
        folder.mkdir()
        flock(handle, how)

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", published_just_before)
        with pytest.raises(UsageError, match="busy"), folder_lock(folder, "busy"):
            pytest.fail("held a folder that lies elsewhere now")
    for free in (folder, tmp_path / "result"):
        with folder_lock(free, "still held"):
            pass


def test_a_folder_that_is_gone_is_not_held(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gone"), folder_lock(tmp_path / "absent", "gone"):
        pytest.fail("held nothing")
