"""Read a published run of a report back: its manifest, and its tables as they were published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.project import sha256_of
from tpm_insights.reports.publish import MANIFEST, manifest_in


@dataclass(frozen=True, eq=False)
class Run:
    """A published run of a report.

    Attributes
    ----------
    folder : Path
        Where it lies.
    manifest : mapping of str
        How it was made.
    tables : dict of str to DataFrame
        Its tables by name, every cell as text, missing ones empty.
    """

    folder: Path
    manifest: Mapping[str, object]
    tables: dict[str, pd.DataFrame]

    @property
    def report(self) -> str:
        """Name of the report."""
        return str(self.manifest["report"])

    @property
    def titles(self) -> dict[str, str]:
        """Headings of tables and figures, by name."""
        items = self.manifest.get("items")
        return {str(one["name"]): str(one["title"]) for one in items} if isinstance(items, list) else {}

    @property
    def currency(self) -> str:
        """ISO 4217 code of amounts of money."""
        parameters = self.manifest.get("parameters")
        return str((parameters or {}).get("currency") or "USD") if isinstance(parameters, dict) else "USD"

    def mapping(self, name: str) -> dict[str, object]:
        """Return a part of the manifest that is a mapping.

        Parameters
        ----------
        name : str
            Such as ``parameters`` or ``packages``.

        Returns
        -------
        dict of str
            Empty where the manifest has none.
        """
        part = self.manifest.get(name)
        return dict(part) if isinstance(part, dict) else {}


def read_run(folder: Path) -> Run:
    """Read a published run of a report.

    Parameters
    ----------
    folder : Path
        The folder of the run, or the manifest in it.

    Returns
    -------
    Run
        Manifest and tables.

    Raises
    ------
    UsageError
        If there is no manifest of a report, or the run failed.
    DataError
        If tables are no longer those that were published.
    """
    folder = folder.parent if folder.name == MANIFEST else folder
    manifest = manifest_in(folder)
    if manifest is None:
        raise UsageError(f"{folder}: no {MANIFEST} of a report there; give the folder of a published report")
    if manifest.get("status") != "done":
        raise UsageError(f"{folder}: that run failed, so that there are no numbers to compare; give one that is done")
    outputs = manifest.get("outputs")
    published = {str(one["path"]): str(one["sha256"]) for one in outputs} if isinstance(outputs, list) else {}
    wanted = {path: digest for path, digest in published.items() if path.startswith("tables/")}
    touched = [path for path, digest in wanted.items() if not _is(folder / path, digest)]
    if touched:
        raise DataError(
            f"{folder}: {len(touched)} of {len(wanted)} tables are not as they were published "
            f"({examples_of(touched)}); make the report again, or compare another copy of it"
        )
    tables = {
        Path(path).stem: pd.read_csv(folder / path, dtype="str", keep_default_na=False, na_filter=False)
        for path in sorted(wanted)
    }
    return Run(folder, manifest, tables)


def _is(path: Path, digest: str) -> bool:
    """Say whether a file is there as it was published."""
    return path.is_file() and sha256_of(path) == digest
