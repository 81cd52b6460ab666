"""From the names of a notebook to its open report: the parameters are checked before anything is written."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from tpm_insights.project import ProjectPaths, find_project
from tpm_insights.reports.document import Report
from tpm_insights.reports.parameters import parameters_in, read_parameters
from tpm_insights.reports.render import title_of
from tpm_insights.reports.run_mark import FOLDER_VARIABLE, RUN_VARIABLE


def open_report(name: str, namespace: Mapping[str, object], *, project: ProjectPaths | None = None) -> Report:
    """Check the parameters of a report notebook and open its report; call it in the first cell after the parameters.

    Parameters
    ----------
    name : str
        Name of the notebook, without suffix.
    namespace : mapping of str to object
        ``globals()`` of the notebook; the declared parameters are taken from it.
    project : ProjectPaths, optional
        The project; by default the one that the current folder belongs to.

    Returns
    -------
    Report
        Writes to the folder of the run; without a runner, to ``reports/drafts/NAME`` of the project.

    Raises
    ------
    UsageError
        If a parameter is misspelt, has the wrong type or is out of range.
    """
    project = project or find_project()
    notebook = project.notebooks / f"{name}.ipynb"
    declared = read_parameters(notebook)
    parameters = parameters_in(namespace, declared, report=name)
    title = title_of(json.loads(notebook.read_text(encoding="utf-8")))
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else project.reports / "drafts" / name
    report = Report(name, parameters, folder, project=project, run=os.environ.get(RUN_VARIABLE, ""), title=title)
    report.open()
    return report
