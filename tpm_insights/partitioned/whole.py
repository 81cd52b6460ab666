"""A finished folder of parts: how it is told from one that is not, and what it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.ledger import Entry, Ledger
from tpm_insights.partitioned.parts import Part
from tpm_insights.project import replace_when_whole, sha256_of
from tpm_insights.tables import FACTS

COMPLETE = "_COMPLETE.json"
"""Last file written to an output folder: checksum and rows of every part, the ledger, and what the run was made of."""
LEDGER = "_ledger.csv"


def complete(folder: Path, parts: Sequence[Part], made_of: dict[str, str]) -> None:
    """Add up the ledgers of the parts, and write the sum and the list of parts.

    Parameters
    ----------
    folder : Path
        Where the parts are.
    parts : sequence of Part
        Every part.
    made_of : dict of str to str
        From `tpm_insights.partitioned.fingerprint.fingerprint`.

    Raises
    ------
    DataError
        If the ledger does not balance.
    """
    ledger = _added_up([part.ledger for part in parts])
    ledger.check(sum(part.rows_out for part in parts))
    with replace_when_whole(folder / LEDGER) as written:
        ledger.to_frame().to_csv(written, index=False)
    whole = {
        "made_of": made_of,
        "rows_in": ledger.rows_in,
        "rows_out": ledger.rows_out,
        "parts": [{"name": part.name, "sha256": part.sha256, "rows": part.rows_out} for part in parts],
        "ledger": [
            {"source": e.source, "step": e.step, "action": e.action, "reason": e.reason, "rows": e.rows,
             "examples": e.examples}
            for e in ledger.entries
        ],
    }  # fmt: skip
    with replace_when_whole(folder / COMPLETE) as written:
        written.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _added_up(ledgers: Sequence[Ledger]) -> Ledger:
    """Return one ledger with the same lines of all of them added up."""
    total = Ledger(FACTS.name)
    lines: dict[tuple[str, ...], Entry] = {}
    for ledger in ledgers:
        total.rows_in += ledger.rows_in
        total.rows_out += ledger.rows_out
        for entry in ledger.entries:
            key = (entry.source, entry.step, entry.action, entry.reason)
            before = lines.get(key)
            rows, shown = (before.rows, before.examples) if before else (0, entry.examples)
            lines[key] = Entry(entry.source, entry.step, entry.action, entry.reason, rows + entry.rows, shown)
    total.entries.extend(lines.values())
    return total


def _list_of(folder: Path) -> dict[str, Any]:
    """Read the list of parts."""
    try:
        read = json.loads((folder / COMPLETE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise DataError(f"{folder}: no {COMPLETE} in it, so it is not whole; run the extraction again") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{folder / COMPLETE}: damaged ({error}); delete the folder and run again") from None
    found: dict[str, Any] = read
    return found


def whole_parts(folder: Path) -> tuple[Path, ...]:
    """List the parts of a finished folder, after making sure that each is as it was written.

    Parameters
    ----------
    folder : Path
        Output of `tpm_insights.partitioned.run.extract_folder`.

    Returns
    -------
    tuple of Path
        Parquet files with the columns of the facts table, in the order of the postings.

    Raises
    ------
    DataError
        If the folder is not finished, or a part is missing or changed.
    """
    listed = _list_of(folder)["parts"]
    wrong = [
        part["name"]
        for part in listed
        if not (folder / part["name"]).is_file() or sha256_of(folder / part["name"]) != part["sha256"]
    ]
    if wrong:
        raise DataError(
            f"{folder}: {len(wrong)} of {len(listed)} parts are missing or changed ({examples_of(wrong)}); "
            "delete the folder and run the extraction again"
        )
    return tuple(folder / part["name"] for part in listed)


def read_ledger(folder: Path) -> Ledger:
    """Read the ledger of a finished folder.

    Parameters
    ----------
    folder : Path
        Output of `tpm_insights.partitioned.run.extract_folder`.

    Returns
    -------
    Ledger
        Added up over all parts.

    Raises
    ------
    DataError
        If the folder is not finished.
    """
    read = _list_of(folder)
    lines = [Entry(**{**line, "examples": tuple(line["examples"])}) for line in read["ledger"]]
    return Ledger(FACTS.name, read["rows_in"], read["rows_out"], lines)


def is_finished(folder: Path, made_of: dict[str, str]) -> bool:
    """Tell if a folder holds all parts of a run.

    Parameters
    ----------
    folder : Path
        The folder.
    made_of : dict of str to str
        What the run depends on.

    Returns
    -------
    bool
        False if it is not there or not finished.

    Raises
    ------
    DataError
        If parts of a finished folder are missing or changed.
    UsageError
        If it was finished by another run, or holds something else.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return False
    if not (folder / COMPLETE).is_file():
        raise UsageError(f"{folder}: is there already and is no finished extraction; choose another output")
    before = _list_of(folder)["made_of"]
    changed = [name for name in made_of if before.get(name) != made_of[name]]
    if changed:
        raise UsageError(f"{folder}: was made with other {' and '.join(changed)}; delete it, or choose another output")
    whole_parts(folder)
    return True
