"""Whether a published report is what would be made again: same data, parameters, code, notebook and versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tpm_insights.project import ProjectPaths, sha256_of
from tpm_insights.reports.manifest import files_in, made_of, surroundings
from tpm_insights.reports.parameter_values import ParameterValue
from tpm_insights.reports.publish import MANIFEST, manifest_in


class Verdict(NamedTuple):
    """What is known of a published report.

    Attributes
    ----------
    why : str
        Why it has to be made again, in a few words; empty where it may be kept.
    manifest : dict or None
        Its manifest, if there is one.
    """

    why: str
    manifest: dict[str, object] | None


class Memory:
    """Compares published reports with what there is now, looking at every input once.

    Parameters
    ----------
    project : ProjectPaths
        The project.
    """

    def __init__(self, project: ProjectPaths) -> None:
        self._project = project
        self._about = surroundings()
        self._digests: dict[Path, str] = {}
        self._made_of: dict[str, dict[str, object]] = {}

    def look_at(self, folder: Path, report: str, values: Mapping[str, ParameterValue]) -> Verdict:
        """Say whether a published report may be kept.

        Parameters
        ----------
        folder : Path
            Where it is published.
        report : str
            Its name.
        values : mapping of str
            Every parameter that it is asked for now.

        Returns
        -------
        Verdict
            A report is kept only if everything it was made of can be checked and is the same, and its files are those
            that were published.
        """
        manifest = manifest_in(folder)
        if manifest is None or manifest.get("status") != "done" or manifest["report"] != report:
            return Verdict("new", manifest)
        if folder.with_name(f"{folder.name}.failed").exists():
            return Verdict("the last run failed", manifest)
        return Verdict(self._difference(folder, manifest, values), manifest)

    def _difference(self, folder: Path, manifest: Mapping[str, object], values: Mapping[str, ParameterValue]) -> str:
        """Name the first thing that is not the same."""
        now, about = self._parts_of(str(manifest["report"])), self._about
        if manifest.get("parameters") != dict(values):
            return "other parameters"
        if manifest.get("source") != now["source"]:
            return "the code has changed"
        if manifest.get("notebook") != now["notebook"]:
            return "the notebook has changed"
        if manifest.get("packages") != about["packages"] or manifest.get("python") != about["python"]:
            return "other versions of packages"
        if manifest.get("tables") != now["tables"] or not self._same_tables(now["tables"]):
            return "the data have changed"
        if not self._same_inputs(manifest.get("inputs")):
            return "the data have changed" if manifest.get("inputs") else "it does not say what it was made of"
        kept = [one for one in files_in(folder) if one["path"] != MANIFEST]
        return "" if kept == manifest.get("outputs") else "files of the report were changed"

    def _parts_of(self, report: str) -> dict[str, object]:
        """Return what a report would be made of now."""
        if report not in self._made_of:
            self._made_of[report] = made_of(self._project.notebooks / f"{report}.ipynb", self._project)
        return self._made_of[report]

    def _same_inputs(self, inputs: object) -> bool:
        """Say whether every input is still there as it was; false where a report has noted none."""
        if not isinstance(inputs, list) or not inputs:
            return False
        return all(self._digest(str(one["name"])) == one["sha256"] for one in inputs)

    def _same_tables(self, tables: object) -> bool:
        """Say whether the processed tables are those a report was made of, and as they were written."""
        folder = self._project.processed
        return isinstance(tables, dict) and all(
            self._digest((folder / f"{name}.parquet").relative_to(self._project.root).as_posix()) == digest
            for name, digest in tables.items()
        )

    def _digest(self, name: str) -> str:
        """Return the digest of an input by its name, empty if there is no such file."""
        for path in (self._project.raw / name, self._project.root / name):
            if path.is_file():
                if path not in self._digests:
                    self._digests[path] = sha256_of(path)
                return self._digests[path]
        return ""
