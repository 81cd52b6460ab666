"""Which reports a project has, and what they can be asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from tpm_insights.errors import UsageError
from tpm_insights.project import ProjectPaths, find_project
from tpm_insights.reports.parameters import Parameter, read_parameters
from tpm_insights.reports.render import title_of


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
    return [Listing(name, _title(project, name), declared_in(project, name)) for name in report_names(project)]


def report_names(project: ProjectPaths) -> list[str]:
    """Return the names of all reports.

    Parameters
    ----------
    project : ProjectPaths
        The project.

    Returns
    -------
    list of str
        Sorted.
    """
    return sorted(path.stem for path in project.notebooks.glob("*.ipynb"))


def declared_in(project: ProjectPaths, name: str) -> tuple[Parameter, ...]:
    """Read what a report declares.

    Parameters
    ----------
    project : ProjectPaths
        The project.
    name : str
        Name of a report.

    Returns
    -------
    tuple of Parameter
        In the order they stand in the notebook.

    Raises
    ------
    UsageError
        If there is no such report, or its parameters cannot be read.
    """
    path = project.notebooks / f"{name}.ipynb"
    if Path(name).name != name or not path.is_file():
        raise UsageError(f"no report {name!r}; there are {', '.join(report_names(project)) or 'none'}")
    return read_parameters(path)


def _title(project: ProjectPaths, name: str) -> str:
    """Read the title of a notebook file."""
    path = project.notebooks / f"{name}.ipynb"
    return title_of(json.loads(path.read_text(encoding="utf-8"))) or name
