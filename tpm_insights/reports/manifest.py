"""How a report was made: code, packages, inputs and files, for whoever wants to make it again."""

from __future__ import annotations

import csv
import hashlib
import json
import platform
import re
import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from tpm_insights.processed import INPUTS
from tpm_insights.project import ProjectPaths, sha256_of


def code_version() -> dict[str, object]:
    """Return the version of this package, and the commit it stands at where it is run from a checkout.

    Returns
    -------
    dict of str
        ``version``, ``commit`` (None outside a checkout) and ``modified`` (True if files differ from that commit).

    Examples
    --------
    >>> sorted(code_version())
    ['commit', 'modified', 'version']
    """
    checkout = Path(__file__).resolve().parents[2]
    commit = _git(checkout, "rev-parse", "HEAD") if (checkout / ".git").exists() else None
    changed = _git(checkout, "status", "--porcelain", "--untracked-files=no") if commit else None
    return {
        "version": version("tpm-insights"),
        "commit": commit,
        "modified": None if changed is None else bool(changed),
    }


def code_digest() -> str:
    """Return one digest of every file of this package, so that a changed line shows, committed or not.

    Returns
    -------
    str
        SHA-256 over paths and contents.

    Examples
    --------
    >>> len(code_digest())
    64
    """
    package = Path(__file__).resolve().parents[1]
    whole = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            whole.update(f"{path.relative_to(package).as_posix()} {sha256_of(path)}\n".encode())
    return whole.hexdigest()


def _git(folder: Path, *command: str) -> str | None:
    """Return what git says, or None where there is no git."""
    git = shutil.which("git")
    if git is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            [git, "-C", str(folder), *command], capture_output=True, text=True, timeout=20, check=True
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.strip()


def package_versions() -> dict[str, str]:
    """Return the versions of the packages this one is built on.

    Returns
    -------
    dict of str to str
        By name, sorted; optional packages are left out.
    """
    return dict(_package_versions())


@cache
def _package_versions() -> tuple[tuple[str, str], ...]:
    """Look the versions up once: what is imported does not change while a process runs."""
    found: dict[str, str] = {}
    for line in requires("tpm-insights") or []:
        if "extra ==" in line:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0]
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return tuple(sorted(found.items()))


def surroundings() -> dict[str, object]:
    """Return everything about the code that a manifest records.

    Returns
    -------
    dict of str
        ``code``, ``python`` and ``packages``.
    """
    return {"code": code_version(), "python": platform.python_version(), "packages": package_versions()}


def made_of(notebook: Path, project: ProjectPaths) -> dict[str, object]:
    """Return what a report is made of, besides its parameters and the packages it stands on.

    Parameters
    ----------
    notebook : Path
        The notebook of the report.
    project : ProjectPaths
        The project.

    Returns
    -------
    dict of str
        ``source``: see `code_digest`; ``notebook``: its SHA-256; ``tables``: that of each processed table, as the last
        whole preparation wrote it.
    """
    listing = project.processed / INPUTS
    try:
        tables = dict(json.loads(listing.read_text(encoding="utf-8"))["tables"])
    except (OSError, ValueError, KeyError, TypeError):
        tables = {}
    return {"source": code_digest(), "notebook": sha256_of(notebook), "tables": tables}


def refused_in(folder: Path) -> dict[str, object]:
    """Count what the tables of a finished folder do not show.

    Parameters
    ----------
    folder : Path
        Of a report.

    Returns
    -------
    dict of str to int
        ``rows``: rows of tables that can refuse any, ``refused``: those that are.
    """
    rows = refused = 0
    for path in sorted((folder / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            if "refused" in (reader.fieldnames or []):
                whys = [record["refused"] for record in reader]
                rows, refused = rows + len(whys), refused + sum(bool(why) for why in whys)
    return {"rows": rows, "refused": refused}


def files_in(folder: Path) -> list[dict[str, object]]:
    """List the files of a finished folder.

    Parameters
    ----------
    folder : Path
        The folder.

    Returns
    -------
    list of dict
        ``path`` (relative), ``bytes`` and ``sha256`` of each file, by path.
    """
    return [
        {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": sha256_of(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
