"""One number for everything that decides the output: input files, options, and the code that reads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from tpm_insights.project import sha256_of

_LIBRARIES = ("numpy", "pandas", "pyarrow", "ahocorasick-rs", "selectolax")
_SUFFIXES = (".py", ".toml", ".csv", ".json", ".tsv")


def fingerprint(inputs: Sequence[Path], root: Path, options: Mapping[str, object]) -> dict[str, str]:
    """Describe what a run depends on.

    Parameters
    ----------
    inputs : sequence of Path
        The input files.
    root : Path
        The input as it was named; files are known by their place below it.
    options : mapping of str to object
        What was asked for; a secret among them enters as part of a hash only.

    Returns
    -------
    dict of str to str
        SHA-256 of the ``inputs``, the ``options`` and the ``code``, this package's and the versions of the libraries.
    """
    named = {file.relative_to(root).as_posix() if file != root else file.name: sha256_of(file) for file in inputs}
    return {"inputs": _hash(named), "options": _hash(options), "code": _hash(_code())}


def _hash(value: object) -> str:
    """Return the SHA-256 of a value that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _code() -> dict[str, str]:
    """Return the versions of the libraries and a hash of every file of this package that takes part."""
    found: dict[str, str] = {}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "none"
    package = files("tpm_insights")
    parts = [package.joinpath(name) for name in ("sources", "clean", "extract", "partitioned")]
    modules = [package.joinpath(f"{name}.py") for name in ("ledger", "personal_data", "tables", "vocabulary")]
    for start in (*parts, *modules):
        for name, file in _below(start, start.name):
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def _below(start: Traversable, name: str) -> list[tuple[str, Traversable]]:
    """Return the files of a folder and of its sub-folders, with their places, by name."""
    if start.is_file():
        return [(name, start)] if start.name.endswith(_SUFFIXES) else []
    found = [_below(one, f"{name}/{one.name}") for one in sorted(start.iterdir(), key=lambda one: one.name)]
    return [file for some in found for file in some]
