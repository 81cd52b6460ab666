"""One run of a notebook: what came of it, and its notebook without traces of this machine."""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tpm_insights.reports.late_grammars import put_off_grammars
from tpm_insights.reports.run_mark import FOLDER_VARIABLE, MARKER, RUN_VARIABLE

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from tpm_insights.reports.kernels.client import KernelServerHandle
    from tpm_insights.reports.parameter_values import ParameterValue


class Outcome(NamedTuple):
    """What came of a run.

    Attributes
    ----------
    marker : dict of str
        What `Report.finish` wrote; empty if it was not called.
    fault : dict of str
        Empty if the run succeeded; otherwise ``error``, and where a cell failed ``cell`` and ``source``.
    """

    marker: dict[str, object]
    fault: dict[str, object]


def execute(
    notebook: Path,
    values: Mapping[str, ParameterValue],
    part: Path,
    *,
    root: Path,
    cell_seconds: int,
    server: KernelServerHandle | None = None,
) -> Outcome:
    """Run a notebook by papermill into a folder.

    Parameters
    ----------
    notebook : Path
        The notebook; it is not changed.
    values : mapping of str
        Every parameter.
    part : Path
        Folder to write to; the executed notebook gets the same name.
    root : Path
        Folder of the project, in which the kernel works.
    cell_seconds : int
        Seconds a cell may take.
    server : KernelServerHandle, optional
        Forks the kernel from a process with the imports done.

    Returns
    -------
    Outcome
        A run has succeeded when no cell failed and the last one called `Report.finish`.
    """
    put_off_grammars()
    import papermill as pm
    from papermill.exceptions import PapermillException, PapermillExecutionError

    from tpm_insights.reports.engine import register_engine

    run = secrets.token_hex(8)
    environment = {**kernel_environment(root), FOLDER_VARIABLE: str(part), RUN_VARIABLE: run}
    fault: dict[str, object] = {}
    # its own reading of parameters does not know `int | None` and warns about it
    logging.getLogger("papermill").setLevel(logging.ERROR)
    bar = server is None and sys.stderr.isatty()  # several notebooks at a time would write over each other's bars
    try:
        pm.execute_notebook(
            notebook, part / notebook.name, dict(values), engine_name=register_engine(), kernel_name="python3",
            language="python", progress_bar=bar, execution_timeout=cell_seconds, folder=str(root),
            environment=environment, server=server,
        )  # fmt: skip
    except PapermillExecutionError as error:
        source = next((line.strip() for line in error.source.splitlines() if line.strip()), "")
        fault = {"cell": error.exec_count, "source": source[:80], "error": f"{error.ename}: {_one_line(error.evalue)}"}
    except (PapermillException, RuntimeError, TimeoutError, OSError) as error:
        fault = {"error": f"{type(error).__name__}: {_one_line(str(error))}"}
    marker = _read_marker(part)
    if not fault and marker.get("run") != run:
        fault = {"error": "the notebook ended without report.finish(), as after sys.exit()"}
    return Outcome(marker, fault)


def kernel_environment(root: Path) -> dict[str, str]:
    """Return what is added to the environment of every kernel, and of the process that kernels are forked from.

    Parameters
    ----------
    root : Path
        Folder of the project.

    Returns
    -------
    dict of str to str
        The project, and one thread for linear algebra unless the user has said how many: sums then are the same to the
        last digit on any machine, and notebooks that run at the same time do not wait for each other.
    """
    threads = {name: os.environ.get(name, "1") for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    return {**threads, "TPM_INSIGHTS_PROJECT": str(root)}


def _one_line(text: str) -> str:
    """Return a message on one line of reasonable length."""
    words = " ".join(text.split())
    return words if len(words) <= 500 else words[:497] + "..."


def _read_marker(part: Path) -> dict[str, object]:
    """Take away and return what `Report.finish` wrote."""
    path = part / MARKER
    if not path.is_file():
        return {}
    marker = dict(json.loads(path.read_text(encoding="utf-8")))
    path.unlink()
    return marker


def scrubbed(path: Path) -> NotebookNode:
    """Take folders of this machine out of an executed notebook, on disk too.

    Parameters
    ----------
    path : Path
        The executed notebook.

    Returns
    -------
    NotebookNode
        The same notebook without them; its kernel is called python3.
    """
    import nbformat

    text = path.read_text(encoding="utf-8")
    for local in (path.parent, Path(sys.prefix), path.parent.parent, Path(__file__).parents[2], Path.home()):
        text = text.replace(json.dumps(str(local))[1:-1] + "/", "")
    notebook: NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    for key in ("input_path", "output_path", "environment_variables"):
        notebook.metadata.get("papermill", {}).pop(key, None)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    return notebook
