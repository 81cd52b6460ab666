"""The processed tables of a project: what they are, how they are written together, and how they are loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from tpm_insights import tables as declared
from tpm_insights.errors import DataError, UsageError
from tpm_insights.project import ProjectPaths, replace_when_whole, sha256_of

if TYPE_CHECKING:
    import pandas as pd

INPUTS = "inputs.json"
"""File that lists the raw files the tables were made of, and what the tables themselves are."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The processed tables of a project.

    Attributes
    ----------
    facts, salaries, percentiles, published_figures, self_reports, occupations, price_parity, price_index : DataFrame
        As declared in `tpm_insights.tables`.
    invented_facts : DataFrame
        What was read out of the invented postings; columns as in `facts`. Never part of an estimate.
    ledger : DataFrame
        Columns ``table, source, step, action, reason, rows, examples``.
    accounts : DataFrame
        One row a table and raw file: ``table, file, rows_in, rows_out``.
    inputs : tuple of (str, str, int)
        Name, SHA-256 and rows of each raw file.
    """

    facts: pd.DataFrame
    salaries: pd.DataFrame
    percentiles: pd.DataFrame
    published_figures: pd.DataFrame
    self_reports: pd.DataFrame
    occupations: pd.DataFrame
    price_parity: pd.DataFrame
    price_index: pd.DataFrame
    invented_facts: pd.DataFrame
    ledger: pd.DataFrame
    accounts: pd.DataFrame
    inputs: tuple[tuple[str, str, int], ...]

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each table.

        Returns
        -------
        dict of str to int
            By name of the table.
        """
        return {name: len(getattr(self, name)) for name in DATA_TABLES}


DATA_TABLES: tuple[str, ...] = tuple(f.name for f in fields(Tables) if f.name not in ("ledger", "accounts", "inputs"))
"""Names of the declared tables that a project has."""


def write_tables(tables: Tables, project: ProjectPaths) -> None:
    """Write the tables to ``data/processed/``, the list of inputs last.

    Parameters
    ----------
    tables : Tables
        What `tpm_insights.pipeline.prepare` made.
    project : ProjectPaths
        Where the files live.

    Raises
    ------
    DataError
        If a table breaks its declaration; the tables on disk are then as before.
    """
    for name in DATA_TABLES:
        declared.TABLES["facts" if name == "invented_facts" else name].check(getattr(tables, name), where=name)
    listing = project.processed / INPUTS
    listing.unlink(missing_ok=True)  # without it nothing in the folder counts as whole
    written = {}
    for name in (*DATA_TABLES, "ledger", "accounts"):
        frame = getattr(tables, name)
        path = project.processed / f"{name}.parquet"
        with replace_when_whole(path) as part:
            frame.to_parquet(part, compression="zstd", index=False)
        written[name] = sha256_of(path)
    with replace_when_whole(listing) as part:
        part.write_text(json.dumps({"inputs": tables.inputs, "tables": written}, indent=1), encoding="utf-8")


_in_advance: dict[Path, tuple[tuple[object, ...], Tables]] = {}


def load_in_advance(project: ProjectPaths) -> None:
    """Load the processed tables for every process that will be forked from this one.

    Parameters
    ----------
    project : ProjectPaths
        Where the files live. `load_tables` reads them again if a file was written since.

    Raises
    ------
    UsageError, DataError
        As `load_tables`.
    """
    tables = load_tables(project)
    _in_advance[project.root.resolve()] = _written(project, tables), tables


def _written(project: ProjectPaths, tables: Tables) -> tuple[object, ...]:
    """Return by what the files of the tables can be told from those of another time, without reading them."""
    raw = [project.raw / name for name, _, _ in tables.inputs]
    stats = [path.stat() for path in (*raw, *sorted(project.processed.iterdir())) if path.is_file()]
    return tuple((one.st_ino, one.st_size, one.st_mtime_ns) for one in stats)


def _loaded_in_advance(project: ProjectPaths) -> Tables | None:
    """Return tables that are in memory already and as on disk; changing them leaves those in memory as they are."""
    written, tables = _in_advance.get(project.root.resolve(), ((), None))
    if tables is None or _written(project, tables) != written:
        return None
    frames = {name: getattr(tables, name).copy(deep=False) for name in (*DATA_TABLES, "ledger", "accounts")}
    return Tables(**frames, inputs=tables.inputs)


def load_tables(project: ProjectPaths) -> Tables:
    """Load the processed tables of a project.

    Parameters
    ----------
    project : ProjectPaths
        Where the files live; see `tpm_insights.project.find_project`.

    Returns
    -------
    Tables
        All tables, as written by the last whole run of `tpm-insights prepare`.

    Raises
    ------
    UsageError
        If the tables have not been made yet.
    DataError
        If raw data have changed since, or a file is not what was written.
    """
    import pandas as pd

    in_memory = _loaded_in_advance(project)
    if in_memory is not None:
        return in_memory
    inputs = check_tables(project)
    frames = {
        name: pd.read_parquet(project.processed / f"{name}.parquet") for name in (*DATA_TABLES, "ledger", "accounts")
    }
    return Tables(**frames, inputs=inputs)


def check_tables(project: ProjectPaths) -> tuple[tuple[str, str, int], ...]:
    """Make sure that there are processed tables, whole and of the raw data as they are now, without loading them.

    Parameters
    ----------
    project : ProjectPaths
        Where the files live.

    Returns
    -------
    tuple of (str, str, int)
        Raw files they were made of: name, SHA-256, rows.

    Raises
    ------
    UsageError
        If the tables have not been made yet.
    DataError
        If raw data have changed since, or a file is not what was written.
    """
    listing = project.processed / INPUTS
    if not listing.is_file():
        raise UsageError(f"{project.processed}: no processed tables; run `tpm-insights prepare` first")
    try:
        kept = json.loads(listing.read_text(encoding="utf-8"))
        inputs = tuple((str(name), str(digest), int(rows)) for name, digest, rows in kept["inputs"])
        written = dict(kept["tables"])
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"{listing}: not a list of inputs ({error}); run `tpm-insights prepare` again") from error
    _refuse_changed(project, inputs, written)
    return inputs


def _refuse_changed(project: ProjectPaths, inputs: tuple[tuple[str, str, int], ...], written: dict[str, str]) -> None:
    """Refuse tables that are not of the raw data as they are now, or not as they were written."""
    stale = [name for name, digest, _ in inputs if _digest(project.raw / name) != digest]
    if stale:
        raise DataError(
            f"{project.processed}: {len(stale)} raw files changed or went since the tables were made "
            f"({', '.join(stale[:3])}); run `tpm-insights prepare` again"
        )
    spoiled = [name for name, digest in written.items() if _digest(project.processed / f"{name}.parquet") != digest]
    if spoiled:
        raise DataError(
            f"{project.processed}: {len(spoiled)} tables are not as they were written ({', '.join(spoiled[:3])}); "
            "run `tpm-insights prepare` again"
        )


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, empty if there is none."""
    return sha256_of(path) if path.is_file() else ""
