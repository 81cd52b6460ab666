"""Put a whole folder in place of the last one, or leave the last one alone."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tpm_insights.errors import UsageError

PART = ".part-"
TRIES = 5
DAY = 24 * 60 * 60
_one_at_a_time = threading.Lock()
MANIFEST = "manifest.json"
"""File by which a folder of a report is known."""


def manifest_in(folder: Path) -> dict[str, object] | None:
    """Read the manifest of a report's folder.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    dict or None
        None where there is no manifest of a report.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "report" in manifest else None


def check_target(folder: Path) -> None:
    """Make sure that a folder may be replaced.

    Parameters
    ----------
    folder : Path
        Where a report is to be put.

    Raises
    ------
    UsageError
        If something stands there that is not a report.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder}: is not a folder of a report and is left alone; choose another --out")
    if folder.is_dir() and any(folder.iterdir()) and manifest_in(folder) is None:
        raise UsageError(f"{folder}: holds files but no {MANIFEST} of a report and is left alone; choose another --out")


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """Give a temporary folder beside the target, gone afterwards unless it was put in place.

    Parameters
    ----------
    target : Path
        Where the folder is to end up. Its parent is made if needed.

    Yields
    ------
    Path
        An empty folder on the same file system.

    Raises
    ------
    UsageError
        If nothing can be written there.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}{PART}", dir=target.parent))
    except OSError as error:
        raise UsageError(
            f"{target.parent}: no folder can be made there ({error.strerror}); choose another --out"
        ) from error
    _clear_away(target)
    with _one_at_a_time:  # the mask belongs to the whole process and can only be read by changing it
        umask = os.umask(0)
        os.umask(umask)
    part.chmod(0o777 & ~umask)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _clear_away(target: Path) -> None:
    """Remove what runs that were killed left beside a target more than a day ago."""
    for left in target.parent.glob(f".{target.name}{PART}*"):
        if time.time() - left.stat().st_mtime > DAY:
            shutil.rmtree(left, ignore_errors=True)


def put_in_place(part: Path, target: Path) -> None:
    """Rename a finished folder to its name; what stood there is removed only after that.

    Parameters
    ----------
    part : Path
        The finished folder.
    target : Path
        Its name, see `check_target`.

    Raises
    ------
    UsageError
        If the target is not a report.
    """
    for _ in range(TRIES - 1):
        with suppress(OSError):  # another run came or went between two steps
            _swap(part, target)
            return
    _swap(part, target)


def _swap(part: Path, target: Path) -> None:
    """Rename once, putting the last report back if that fails."""
    check_target(target)
    if not target.exists():
        part.rename(target)
        return
    with folder_beside(target) as aside:
        last = aside / "last"
        target.rename(last)
        try:
            part.rename(target)
        except OSError:
            if not target.exists():
                last.rename(target)
            raise


def remove_report(folder: Path) -> None:
    """Remove a folder of a report, if there is one.

    Parameters
    ----------
    folder : Path
        A folder with a manifest; anything else is left alone.
    """
    if manifest_in(folder) is not None and not folder.is_symlink():
        shutil.rmtree(folder)
