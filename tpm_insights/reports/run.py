"""Run one report notebook: checked before it starts, published when it is whole, kept apart when it fails."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tpm_insights.errors import ReportError
from tpm_insights.processed import check_tables
from tpm_insights.project import ProjectPaths, find_project
from tpm_insights.reports.execution import execute, scrubbed
from tpm_insights.reports.listing import declared_in
from tpm_insights.reports.manifest import files_in, made_of, refused_in, surroundings
from tpm_insights.reports.parameter_values import ParameterValue
from tpm_insights.reports.parameters import check_parameters
from tpm_insights.reports.publish import MANIFEST, check_target, folder_beside, put_in_place, remove_report

if TYPE_CHECKING:
    from tpm_insights.reports.kernels.client import KernelServerHandle

CELL_SECONDS = 1800
"""Seconds a cell may take before the run is given up."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished report.

    Attributes
    ----------
    report : str
        Its name.
    folder : Path
        Everything it left: page, notebook, tables, figures, manifest.
    page : Path
        The HTML page.
    parameters : dict of str
        What it was asked for, defaults filled in.
    seconds : float
        How long it took to make.
    kept : bool, default False
        True if it was there already and nothing it is made of has changed.
    """

    report: str
    folder: Path
    page: Path
    parameters: dict[str, ParameterValue]
    seconds: float
    kept: bool = False


def render_report(
    name: str,
    parameters: Mapping[str, object] | None = None,
    *,
    out: Path | None = None,
    project: ProjectPaths | None = None,
    cell_seconds: int = CELL_SECONDS,
    server: KernelServerHandle | None = None,
    pdf: bool = False,
) -> RunResult:
    """Run one report and publish its folder.

    Parameters
    ----------
    name : str
        Name of a notebook in ``notebooks/reports``.
    parameters : mapping of str to object, optional
        Values by name, as text or in their type; the notebook's defaults for the others.
    out : Path, optional
        Folder that the report's folder is put in; ``reports/`` of the project by default.
    project : ProjectPaths, optional
        The project; by default the one that the current folder belongs to.
    cell_seconds : int, default 1800
        Seconds a cell may take.
    server : KernelServerHandle, optional
        Process with the imports done to fork the kernel from; a new process by default.
    pdf : bool, default False
        Print the page to PDF too, which needs a Chromium or Chrome.

    Returns
    -------
    RunResult
        Where everything is.

    Raises
    ------
    UsageError
        Before anything is run: if there is no such report, a parameter does not fit, the folder is not a report's, or
        the report is made from processed tables and there are none.
    DataError
        Before anything is run: if raw data have changed since the tables were made, or a table was changed.
    ReportError
        If the run fails. What was published before stays as it was; notebook and manifest of the failed run are kept
        in a folder of the same name ending in ``.failed``.
    """
    project = project or find_project()
    values = check_parameters(declared_in(project, name), parameters or {}, report=name)
    target = (out or project.reports).resolve() / name
    failed = target.with_name(f"{name}.failed")
    check_target(target)
    check_target(failed)
    check_tables_of([name], project)
    begun, started = time.monotonic(), dt.datetime.now(dt.UTC)
    manifest: dict[str, object] = {"report": name, "parameters": values, "started": started.isoformat("T", "seconds")}
    with folder_beside(target) as part:
        notebook = project.notebooks / f"{name}.ipynb"
        parts = {**made_of(notebook, project), **({"source": server.source} if server else {})}
        marker, fault = execute(notebook, values, part, root=project.root, cell_seconds=cell_seconds, server=server)
        manifest["seconds"] = round(time.monotonic() - begun, 1)
        if fault:
            _keep_failed(part, failed, {"status": "failed", **manifest, **fault, **surroundings()})
            where = f" in cell [{fault['cell']}] `{fault['source']}`" if "cell" in fault else ""
            raise ReportError(f"report {name} failed{where}: {fault['error']}; its notebook is in {failed}")
        after = made_of(notebook, project)
        # what changed while the report was made cannot be told: nothing is said then, so that it is not taken as known
        same = {key: value if value == after[key] else None for key, value in parts.items()}
        _finish(part, name, manifest, {**marker, **same}, pdf=pdf)
        try:
            put_in_place(part, target)
        except OSError as error:
            raise ReportError(f"report {name} is done but cannot be put at {target} ({error.strerror})") from error
    remove_report(failed)
    return RunResult(name, target, target / f"{name}.html", values, float(str(manifest["seconds"])))


def check_tables_of(names: Sequence[str], project: ProjectPaths) -> None:
    """Check the processed tables if any of some reports is made from them, so that no kernel is started in vain.

    Parameters
    ----------
    names : sequence of str
        Names of reports.
    project : ProjectPaths
        The project.

    Raises
    ------
    UsageError, DataError
        As `tpm_insights.processed.check_tables`.
    """
    notebooks = (project.notebooks / f"{name}.ipynb" for name in names)
    if any("load_tables(" in notebook.read_text(encoding="utf-8") for notebook in notebooks):
        check_tables(project)


def _keep_failed(part: Path, failed: Path, manifest: dict[str, object]) -> None:
    """Keep the notebook and the manifest of a failed run, and nothing else."""
    name = str(manifest["report"])
    with folder_beside(failed) as kept:
        if (part / f"{name}.ipynb").is_file():
            scrubbed(part / f"{name}.ipynb")
            (part / f"{name}.ipynb").rename(kept / f"{name}.ipynb")
        _write_manifest(kept, manifest)
        put_in_place(kept, failed)


def _finish(
    part: Path, name: str, manifest: dict[str, object], marker: dict[str, object], *, pdf: bool = False
) -> None:
    """Add the page, the PDF if asked for and the manifest to the folder of a run."""
    from tpm_insights.reports.exports.pdf import add_pdf
    from tpm_insights.reports.render import page_of, title_of

    about = surroundings()
    notebook = scrubbed(part / f"{name}.ipynb")
    page = page_of(notebook, answer=str(marker["answer"]), colophon=_colophon(manifest, about))
    (part / f"{name}.html").write_text(page, encoding="utf-8")
    if pdf:
        add_pdf(part, name)
    kept = {key: value for key, value in marker.items() if key not in ("run", "report", "parameters")}
    order = notebook.metadata.get("tpm_insights", {}).get("order", 100)
    whole = {"status": "done", "title": title_of(notebook) or name, "order": order, **manifest, **kept, **about}
    _write_manifest(part, {**whole, **refused_in(part), "outputs": files_in(part)})


def _colophon(manifest: dict[str, object], about: dict[str, object]) -> str:
    """Say in a sentence with what and when a report was made."""
    code = about["code"]
    commit = str(code.get("commit") or "") if isinstance(code, dict) else ""
    version = code["version"] if isinstance(code, dict) else ""
    return f"Made by tpm_insights {version}{f' ({commit[:10]})' if commit else ''} on {str(manifest['started'])[:10]}."


def _write_manifest(folder: Path, manifest: dict[str, object]) -> None:
    """Write a manifest."""
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
