"""Write the page that estimates pay: beside the reports where there is a process to fork from, else in this one."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tpm_insights import errors
from tpm_insights.errors import ModelError, ReportError, TpmInsightsError
from tpm_insights.project import ProjectPaths
from tpm_insights.reports.execution import kernel_environment

if TYPE_CHECKING:
    from tpm_insights.reports.kernels.client import KernelServerHandle


def calculator_line(
    page: Path, project: ProjectPaths, parameters: Mapping[str, object], server: KernelServerHandle | None = None
) -> str:
    """Write the page that estimates pay, unless the same would come out.

    Parameters
    ----------
    page : Path
        The HTML file; it is removed where no kind of pay has enough records.
    project : ProjectPaths
        Whose tables.
    parameters : mapping of str to object
        Of the reports; ``country`` and ``currency`` are taken from them.
    server : KernelServerHandle, optional
        Forks a process for it, so that it is written while kernels get ready and reports are made.

    Returns
    -------
    str
        What became of it, in a line.

    Raises
    ------
    UsageError, DataError
        As `tpm_insights.load_tables`.
    ReportError
        If its process ends before its time.
    """
    asked = {name: str(parameters[name]) for name in ("country", "currency") if parameters.get(name)}
    page.parent.mkdir(parents=True, exist_ok=True)
    try:
        made = _write(page, project, asked) if server is None else _write_beside(page, project, asked, server)
    except ModelError as error:
        page.unlink(missing_ok=True)
        return f"no calculator: {error}"
    return f"calculator {'done' if made else 'kept: the same would come out'}: {page}"


def _write(page: Path, project: ProjectPaths, asked: Mapping[str, str]) -> bool:
    """Write the page in this process; false if it was there already."""
    from tpm_insights.reports.calculator.write import write_estimate_page

    return write_estimate_page(page, project, **asked, index="index.html")


def _write_beside(page: Path, project: ProjectPaths, asked: Mapping[str, str], server: KernelServerHandle) -> bool:
    """Write the page in a forked process, and wait for it; false if it was there already."""
    from tpm_insights.reports.kernels.client import ServerGoneError
    from tpm_insights.reports.kernels.server import Request

    with tempfile.TemporaryDirectory(prefix="tpm-") as scratch:
        told = Path(scratch) / "told.json"
        task = json.dumps({"page": str(page), "root": str(project.root), "asked": dict(asked), "told": str(told)})
        environment = {**os.environ, **kernel_environment(project.root)}
        request = Request([sys.executable, "-m", __name__, task], str(project.root), environment)
        try:
            code = server.start(request, early=True).wait()
        except ServerGoneError:
            return _write(page, project, asked)
        if not told.is_file():
            raise ReportError(f"{page.name}: the process that writes it ended with code {code}")
        answer = json.loads(told.read_text(encoding="utf-8"))
    if "error" in answer:
        raise getattr(errors, answer["error"])(answer["message"])
    return bool(answer["made"])


def main() -> None:
    """Write the page as the task in the arguments says, and tell what came of it in its file."""
    task = json.loads(sys.argv[1])
    answer: dict[str, object]
    try:
        answer = {"made": _write(Path(task["page"]), ProjectPaths(Path(task["root"])), task["asked"])}
    except TpmInsightsError as error:
        answer = {"error": type(error).__name__, "message": str(error)}
    Path(task["told"]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
