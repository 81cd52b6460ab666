"""Run report notebooks: checked before they start, published when they are whole, kept apart when they fail."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.project import ProjectPaths, find_project
from tpm_insights.reports.execution import execute, scrubbed
from tpm_insights.reports.index import write_index
from tpm_insights.reports.manifest import files_in, surroundings
from tpm_insights.reports.parameter_values import ParameterValue
from tpm_insights.reports.parameters import Parameter, check_parameters, read_parameters
from tpm_insights.reports.publish import MANIFEST, check_target, folder_beside, put_in_place, remove_report

CELL_SECONDS = 1800
"""Seconds a cell may take before the run is given up."""


class Listing(NamedTuple):
    """A report that can be made.

    Attributes
    ----------
    name : str
        Name of the notebook, without suffix.
    title : str
        Its title.
    parameters : tuple of Parameter
        What it can be asked for.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]


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
        How long it took.
    """

    report: str
    folder: Path
    page: Path
    parameters: dict[str, ParameterValue]
    seconds: float


def list_reports(project: ProjectPaths | None = None) -> list[Listing]:
    """List the reports of a project with their parameters; no notebook is run.

    Parameters
    ----------
    project : ProjectPaths, optional
        The project; by default the one that the current folder belongs to.

    Returns
    -------
    list of Listing
        By name.
    """
    project = project or find_project()
    return [
        Listing(path.stem, _title(path), read_parameters(path)) for path in sorted(project.notebooks.glob("*.ipynb"))
    ]


def _title(path: Path) -> str:
    """Read the title of a notebook file."""
    from tpm_insights.reports.render import title_of

    return title_of(json.loads(path.read_text(encoding="utf-8"))) or path.stem


def render_report(
    name: str,
    parameters: Mapping[str, object] | None = None,
    *,
    out: Path | None = None,
    project: ProjectPaths | None = None,
    cell_seconds: int = CELL_SECONDS,
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

    Returns
    -------
    RunResult
        Where everything is.

    Raises
    ------
    UsageError
        Before anything is run: if there is no such report, a parameter does not fit, or the folder is not a report's.
    ReportError
        If the run fails. What was published before stays as it was; notebook and manifest of the failed run are kept
        in a folder of the same name ending in ``.failed``.
    """
    project = project or find_project()
    declared = _declared(name, project)
    values = check_parameters(declared, parameters or {}, report=name)
    target = (out or project.reports).resolve() / name
    failed = target.with_name(f"{name}.failed")
    check_target(target)
    check_target(failed)
    begun, started = time.monotonic(), dt.datetime.now(dt.UTC)
    manifest: dict[str, object] = {"report": name, "parameters": values, "started": started.isoformat("T", "seconds")}
    with folder_beside(target) as part:
        notebook = project.notebooks / f"{name}.ipynb"
        marker, fault = execute(notebook, values, part, root=project.root, cell_seconds=cell_seconds)
        manifest["seconds"] = round(time.monotonic() - begun, 1)
        if fault:
            _keep_failed(part, failed, {"status": "failed", **manifest, **fault, **surroundings()})
            where = f" in cell [{fault['cell']}] `{fault['source']}`" if "cell" in fault else ""
            raise ReportError(f"report {name} failed{where}: {fault['error']}; its notebook is in {failed}")
        _finish(part, name, manifest, marker)
        try:
            put_in_place(part, target)
        except OSError as error:
            raise ReportError(f"report {name} is done but cannot be put at {target} ({error.strerror})") from error
    remove_report(failed)
    return RunResult(name, target, target / f"{name}.html", values, float(str(manifest["seconds"])))


def _declared(name: str, project: ProjectPaths) -> tuple[Parameter, ...]:
    """Read what a report declares, or say which reports there are."""
    path = project.notebooks / f"{name}.ipynb"
    if Path(name).name != name or not path.is_file():
        known = ", ".join(sorted(p.stem for p in project.notebooks.glob("*.ipynb")))
        raise UsageError(f"no report {name!r}; there are {known or 'none'}")
    return read_parameters(path)


def _keep_failed(part: Path, failed: Path, manifest: dict[str, object]) -> None:
    """Keep the notebook and the manifest of a failed run, and nothing else."""
    name = str(manifest["report"])
    with folder_beside(failed) as kept:
        if (part / f"{name}.ipynb").is_file():
            scrubbed(part / f"{name}.ipynb")
            (part / f"{name}.ipynb").rename(kept / f"{name}.ipynb")
        _write_manifest(kept, manifest)
        put_in_place(kept, failed)


def _finish(part: Path, name: str, manifest: dict[str, object], marker: dict[str, object]) -> None:
    """Add the page and the manifest to the folder of a run."""
    from tpm_insights.reports.render import page_of, title_of

    about = surroundings()
    notebook = scrubbed(part / f"{name}.ipynb")
    page = page_of(notebook, answer=str(marker["answer"]), colophon=_colophon(manifest, about))
    (part / f"{name}.html").write_text(page, encoding="utf-8")
    kept = {key: value for key, value in marker.items() if key not in ("run", "report", "parameters")}
    order = notebook.metadata.get("tpm_insights", {}).get("order", 100)
    whole = {"status": "done", "title": title_of(notebook) or name, "order": order, **manifest, **kept, **about}
    _write_manifest(part, {**whole, "outputs": files_in(part)})


def _colophon(manifest: dict[str, object], about: dict[str, object]) -> str:
    """Say in a sentence with what and when a report was made."""
    code = about["code"]
    commit = str(code.get("commit") or "") if isinstance(code, dict) else ""
    version = code["version"] if isinstance(code, dict) else ""
    return f"Made by tpm_insights {version}{f' ({commit[:10]})' if commit else ''} on {str(manifest['started'])[:10]}."


def _write_manifest(folder: Path, manifest: dict[str, object]) -> None:
    """Write a manifest."""
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def render_reports(
    names: Sequence[str] | None = None,
    parameters: Mapping[str, object] | None = None,
    *,
    out: Path | None = None,
    project: ProjectPaths | None = None,
    echo: Callable[[str], object] | None = None,
) -> Path:
    """Run several reports one after another, and write the index that links them.

    Parameters
    ----------
    names : sequence of str, optional
        Names of reports; all of the project by default.
    parameters : mapping of str to object, optional
        Values by name; each goes to the reports that declare it.
    out : Path, optional
        Folder for the reports; ``reports/`` of the project by default.
    project : ProjectPaths, optional
        The project; by default the one that the current folder belongs to.
    echo : callable, optional
        Called with one line when a report is done or has failed.

    Returns
    -------
    Path
        ``index.html``.

    Raises
    ------
    UsageError
        Before anything is run, as `render_report`; also if no report declares a parameter.
    ReportError
        After all have been tried, if one failed.
    """
    project = project or find_project()
    names = list(dict.fromkeys(names or [path.stem for path in sorted(project.notebooks.glob("*.ipynb"))]))
    if not names:
        raise UsageError(f"no report in {project.notebooks}")
    asked = _share_out(names, parameters or {}, project)
    say = echo or (lambda _: None)
    failures: list[str] = []
    for name in names:
        try:
            result = render_report(name, asked[name], out=out, project=project)
        except ReportError as error:
            failures.append(name)
            say(str(error))
        else:
            say(f"{name} done in {result.seconds:.0f} s: {result.page}")
    index = write_index((out or project.reports).resolve())
    if failures:
        raise ReportError(
            f"{len(failures)} of {len(names)} reports failed ({', '.join(failures)}); the reasons are above"
        )
    return index


def _share_out(
    names: Sequence[str], given: Mapping[str, object], project: ProjectPaths
) -> dict[str, dict[str, object]]:
    """Give each report the parameters it declares, all checked before the first one runs."""
    declared = {name: _declared(name, project) for name in names}
    known = {p.name: p for parameters in declared.values() for p in parameters}
    check_parameters(tuple(known.values()), given, report=", ".join(names))
    asked = {name: {p.name: given[p.name] for p in declared[name] if p.name in given} for name in names}
    for name in names:
        check_parameters(declared[name], asked[name], report=name)
    return asked
