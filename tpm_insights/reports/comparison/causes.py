"""What two runs of a report were made of, and where that differs: data, code, parameters, packages."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tpm_insights.reports.comparison.runs import Run
from tpm_insights.reports.words import prose

COLUMNS = ("cause", "what", "old", "new")
"""Columns of the table of causes."""
NEW_DATA, REVISED, CODE, PARAMETERS, PACKAGES = "new data", "revised data", "code", "parameters", "packages"
CAUSES: tuple[str, ...] = (PARAMETERS, NEW_DATA, REVISED, CODE, PACKAGES)
"""Everything that may make two runs differ, in the order it is told."""
NO_CAUSE = "nothing that was written down"
"""Stands in place of a cause where two runs were made of the same."""
ABSENT = "not there"


def find_causes(old: Run, new: Run) -> pd.DataFrame:
    """Say in what two runs of a report were made differently.

    Parameters
    ----------
    old, new : Run
        The earlier run and the later one.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row a difference: ``cause`` is one of `CAUSES`; ``what`` names a parameter, a file or a
        package; ``old`` and ``new`` are in words. A file that is new, gone, or has other numbers of rows counts as new
        data; one with as many rows and another digest as revised data. Where all files are the same but the tables
        made of them are not, the code that prepares them has changed.
    """
    rows = [
        *_parameters(old, new), *_files(old, new), *_preparation(old, new), *_code(old, new), *_packages(old, new),
    ]  # fmt: skip
    found = pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
    return found.sort_values("cause", key=lambda s: s.map(CAUSES.index), kind="stable").reset_index(drop=True)


def why_changed(causes: pd.DataFrame) -> str:
    """Say what a changed number comes from, as far as the manifests tell.

    Parameters
    ----------
    causes : DataFrame
        As `find_causes`.

    Returns
    -------
    str
        One cause, or several joined by "or": which of them it was can then be told only by a run with one change.

    Examples
    --------
    >>> why_changed(pd.DataFrame({"cause": ["new data", "code", "code"]})), why_changed(pd.DataFrame({"cause": []}))
    ('new data or code', 'nothing that was written down')
    """
    return prose.listed(list(dict.fromkeys(causes["cause"])), "or") or NO_CAUSE


def _parameters(old: Run, new: Run) -> Iterator[tuple[str, str, str, str]]:
    """Yield the parameters that differ; one that a run does not have differs from every value."""
    before, after = old.mapping("parameters"), new.mapping("parameters")
    for name in dict.fromkeys([*before, *after]):
        said = [_value(part[name]) if name in part else ABSENT for part in (before, after)]
        if said[0] != said[1]:
            yield PARAMETERS, name.replace("_", " "), said[0], said[1]


def _value(value: object) -> str:
    """Write a parameter."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "none" if value is None else str(value)


def _inputs(run: Run) -> dict[str, tuple[str, int]]:
    """Return digest and rows of every file a run was made from, by name."""
    inputs = run.manifest.get("inputs")
    return {str(i["name"]): (str(i["sha256"]), int(i["rows"])) for i in inputs} if isinstance(inputs, list) else {}


def _files(old: Run, new: Run) -> Iterator[tuple[str, str, str, str]]:
    """Yield the files that came, went or changed."""
    before, after = _inputs(old), _inputs(new)
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        said = [ABSENT if part is None else prose.counted(part[1], "row") for part in (one, other)]
        if one and other and one[1] == other[1]:
            yield REVISED, name, said[0], f"{said[1]}, changed"
        else:
            yield NEW_DATA, name, said[0], said[1]


def _preparation(old: Run, new: Run) -> Iterator[tuple[str, str, str, str]]:
    """Yield that the same files became other tables."""
    before, after = old.mapping("tables"), new.mapping("tables")
    changed = [name.replace("_", " ") for name in before if name in after and before[name] != after[name]]
    if changed and _inputs(old) == _inputs(new):
        yield CODE, "how files become tables", "", f"other {prose.listed(changed)}"


def _code(old: Run, new: Run) -> Iterator[tuple[str, str, str, str]]:
    """Yield that library or notebook are not the same."""
    for name, what in (("source", "the library"), ("notebook", "the notebook")):
        before, after = old.manifest.get(name), new.manifest.get(name)
        if before != after:
            yield CODE, what, _version(old, before), _version(new, after)


def _version(run: Run, digest: object) -> str:
    """Name the code of a run by version and commit, and by its digest, which tells changes not committed."""
    code = run.mapping("code")
    commit = f" at {str(code['commit'])[:10]}" if code.get("commit") else ""
    known = f"digest {digest[:8]}" if isinstance(digest, str) else "changed while it was made"
    return f"{code.get('version', 'version not known')}{commit}, {known}"


def _packages(old: Run, new: Run) -> Iterator[tuple[str, str, str, str]]:
    """Yield the packages whose versions differ, and Python."""
    before = {"python": old.manifest.get("python"), **old.mapping("packages")}
    after = {"python": new.manifest.get("python"), **new.mapping("packages")}
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield PACKAGES, name, str(before.get(name, ABSENT)), str(after.get(name, ABSENT))
