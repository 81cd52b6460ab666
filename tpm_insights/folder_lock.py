"""A folder that one process at a time works in; the lock is the kernel's and ends with the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tpm_insights.errors import UsageError


@contextmanager
def folder_lock(folder: Path, busy: str) -> Iterator[None]:
    """Hold a folder for this process.

    A process that was killed holds nothing, so no lock is ever left behind. Where the system cannot lock a folder
    (Windows), nothing is locked.

    Parameters
    ----------
    folder : Path
        It must exist; it may be renamed meanwhile.
    busy : str
        What to say if another process holds it, or has just put it elsewhere.

    Yields
    ------
    None
        While the folder is held.

    Raises
    ------
    UsageError
        If another process holds it.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with folder_lock(folder, "first"):
    ...     with folder_lock(folder, f"somebody else is at work"):
    ...         pass
    Traceback (most recent call last):
    tpm_insights.errors.UsageError: somebody else is at work
    """
    handle = None if sys.platform == "win32" else _locked(folder, busy)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path, busy: str) -> int:
    """Return the open folder, locked."""
    import fcntl

    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = os.fstat(handle).st_ino == folder.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        mine = False
    if handle is None or not mine:
        if handle is not None:
            os.close(handle)
        raise UsageError(busy)
    return handle
