"""Where the files of a project live, and how a file is put in place whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tpm_insights.errors import UsageError


@dataclass(frozen=True, slots=True)
class ProjectPaths:
    """The folders of a checkout.

    Attributes
    ----------
    root : Path
        The folder that holds ``data/`` and ``notebooks/``.

    Examples
    --------
    >>> paths = ProjectPaths(Path("/srv/tpm"))
    >>> paths.raw.as_posix(), paths.processed.as_posix()
    ('/srv/tpm/data/raw', '/srv/tpm/data/processed')
    """

    root: Path

    @property
    def raw(self) -> Path:
        """Published data, never edited."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Tables rebuilt from `raw` by one command."""
        return self.root / "data" / "processed"

    @property
    def notebooks(self) -> Path:
        """The report notebooks."""
        return self.root / "notebooks" / "reports"

    @property
    def reports(self) -> Path:
        """Where finished reports are put unless another folder is named."""
        return self.root / "reports"


def find_project(start: Path | None = None) -> ProjectPaths:
    """Find the project that a folder belongs to.

    The environment variable ``TPM_INSIGHTS_PROJECT`` wins; otherwise the nearest folder upwards from `start` that
    holds ``data/raw`` and ``notebooks/reports`` is taken, and at last the checkout this package was installed from.

    Parameters
    ----------
    start : Path, optional
        Where to begin; the current folder by default.

    Returns
    -------
    ProjectPaths
        The folders of the project.

    Raises
    ------
    UsageError
        If no such folder exists.
    """
    named = os.environ.get("TPM_INSIGHTS_PROJECT")
    begin = (start or Path.cwd()).resolve()
    candidates = [Path(named)] if named else [begin, *begin.parents, Path(__file__).resolve().parents[1]]
    for folder in candidates:
        if (folder / "data" / "raw").is_dir() and (folder / "notebooks" / "reports").is_dir():
            return ProjectPaths(folder)
    raise UsageError(
        f"no project found at {named or begin}: a project has data/raw and notebooks/reports; "
        "run from inside one, or set TPM_INSIGHTS_PROJECT to its folder"
    )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    str
        The digest.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_place(path: Path | None, *, keeps: Iterable[Path | None] = ()) -> None:
    """Make sure that a file can be written, before the work for it begins.

    Parameters
    ----------
    path : Path or None
        The file to be; with None there is nothing to look at.
    keeps : iterable of (Path or None)
        Files and folders that are read, or written besides.

    Raises
    ------
    UsageError
        If it is one of these or lies in one, if it is a folder or a device, or if its folder can neither be written nor
        made.

    Examples
    --------
    >>> check_place(Path("claims.toml"), keeps=[Path("./claims.toml")])
    Traceback (most recent call last):
    tpm_insights.errors.UsageError: claims.toml: would take the place of claims.toml, used besides; choose another place
    """
    if path is None:
        return
    here = path.resolve()
    for other in (one.resolve() for one in keeps if one is not None):
        if here == other or other in here.parents:
            what = f"would take the place of {other.name}, used besides" if here == other else f"lies in {other}"
            raise UsageError(f"{path}: {what}; choose another place")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: {'is a folder; name a file in it' if path.is_dir() else 'is no file; name one'}")
    folder = next(one for one in here.parents if one.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        why = "no right to write there" if folder.is_dir() else "not a folder"
        raise UsageError(f"{path}: cannot be written below {folder} ({why}); choose another place")


@contextmanager
def replace_when_whole(path: Path) -> Iterator[Path]:
    r"""Give a temporary file that takes the place of `path` only if the block succeeds.

    Parameters
    ----------
    path : Path
        The file to write. Its folder is made if needed.

    Yields
    ------
    Path
        A file in the same folder, with the same suffixes, to write to.

    Raises
    ------
    OSError
        If nothing can be written there; it names `path`, before the block begins.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replace_when_whole(folder / "out.csv") as part:
    ...     _ = part.write_text("a\n1\n")
    >>> (folder / "out.csv").read_text()
    'a\n1\n'
    """
    try:
        if path.exists() and not path.is_file():  # a device would be replaced by a file
            number = errno.EISDIR if path.is_dir() else errno.EINVAL
            raise OSError(number, os.strerror(number))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".part-", suffix="".join(path.suffixes), dir=path.parent)
    except OSError as error:  # not under the name of a file that nobody has asked for
        raise OSError(error.errno, error.strerror, str(path)) from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
