"""The folder of an extraction that is under way: of one process at a time, and of one kind of run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tpm_insights.errors import UsageError
from tpm_insights.folder_lock import folder_lock
from tpm_insights.partitioned.whole import is_finished
from tpm_insights.project import replace_when_whole

_WORK = ".work"
_KIND = "_made_of.json"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Where an extraction works.

    Attributes
    ----------
    folder : Path
        Where the parts are collected.
    work : Path
        Folder in it for everything that is not put in place.
    """

    folder: Path
    work: Path

    def publish(self, output: Path) -> None:
        """Put the folder in place, without the work.

        Parameters
        ----------
        output : Path
            Its place.
        """
        for work in self.folder.glob(f"{_WORK}*"):
            shutil.rmtree(work)
        self.folder.rename(output)


@contextmanager
def hold_unfinished(output: Path, made_of: dict[str, str]) -> Iterator[Unfinished | None]:
    """Hold the folder of work in progress: of a run of the same kind that was stopped, else an empty one.

    Parameters
    ----------
    output : Path
        Where the result goes; the work is done in ``OUTPUT.unfinished`` beside it.
    made_of : dict of str to str
        What the run depends on; what another kind of run has left is removed.

    Yields
    ------
    Unfinished or None
        None if another process has finished the same run meanwhile.

    Raises
    ------
    UsageError
        If another process holds it, or something else lies there.
    """
    folder = output.with_name(output.name + ".unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(
            f"{folder}: is in the way and not of an extraction; move it or choose another output"
        ) from None
    busy = f"{output}: another process is extracting into it now; wait for it, or choose another output"
    with folder_lock(folder, busy):
        if is_finished(output, made_of):
            with suppress(OSError):  # it is left as it is if there is something in it
                folder.rmdir()
            yield None
        else:
            yield Unfinished(folder, _work_folder(folder, made_of))


def _work_folder(folder: Path, made_of: dict[str, str]) -> Path:
    """Return the folder for the work, cleared of what was cut off or is of another kind of run.

    It is named after the run, so that a worker of a killed run cannot write among the work of another one.
    """
    work = folder / f"{_WORK}-{sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:12]}"
    kind = folder / _KIND
    if any(folder.iterdir()) and not (any(folder.glob(f"{_WORK}*")) or kind.is_file()):
        raise UsageError(f"{folder}: is in the way and not of an extraction; move it or choose another output")
    if not (kind.is_file() and json.loads(kind.read_text()) == made_of):
        _empty(folder)
        work.mkdir()
        with replace_when_whole(kind) as part:
            part.write_text(json.dumps(made_of, indent=1) + "\n")
    work.mkdir(exist_ok=True)
    for left in folder.rglob(".part-*"):
        left.unlink()  # of a write that was cut off
    return work


def _empty(folder: Path) -> None:
    """Empty a folder of work in progress; the mark of such a folder goes last."""
    for one in sorted(folder.iterdir(), key=lambda one: one.name.startswith(_WORK)):
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink()
