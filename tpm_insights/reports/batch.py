"""Make several reports, some at a time, keep those that would come out the same, and write the index."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.project import ProjectPaths, find_project
from tpm_insights.reports.calculator.wording import PAGE
from tpm_insights.reports.calculator_job import calculator_line
from tpm_insights.reports.editions import Edition, plan
from tpm_insights.reports.execution import kernel_environment
from tpm_insights.reports.exports.pdf import find_browser
from tpm_insights.reports.index import write_index
from tpm_insights.reports.listing import report_names
from tpm_insights.reports.publish import check_target
from tpm_insights.reports.render import prepare_pages
from tpm_insights.reports.run import RunResult, check_tables_of, render_report
from tpm_insights.reports.schedule import longest_first
from tpm_insights.reports.unchanged import Memory, Verdict

if TYPE_CHECKING:
    from tpm_insights.reports.kernels.client import KernelServerHandle

Kernels = Literal["fork", "new"]
KERNELS_VARIABLE = "TPM_INSIGHTS_KERNELS"
"""Environment variable that asks for new processes in place of forks, by the word ``new``."""


def render_reports(
    names: Sequence[str] | None = None,
    parameters: Mapping[str, object] | None = None,
    *,
    for_each: Mapping[str, Sequence[object]] | None = None,
    out: Path | None = None,
    project: ProjectPaths | None = None,
    force: bool = False,
    jobs: int | None = None,
    kernels: Kernels | None = None,
    pdf: bool = False,
    calculator: bool = False,
    echo: Callable[[str], object] | None = None,
) -> Path:
    """Make several reports and editions of them, and write the index that links them.

    Parameters
    ----------
    names : sequence of str, optional
        Names of reports; all of the project by default.
    parameters : mapping of str to object, optional
        Values by name; each goes to the reports that declare it.
    for_each : mapping of str to sequence, optional
        Values by name, such as ``{"region": ["CA", "TX"]}``: a report that declares the name has one edition for each
        value, in a folder ``region=CA``; for several names one for each combination. Reports that declare none of them
        are made once.
    out : Path, optional
        Folder for the reports; ``reports/`` of the project by default.
    project : ProjectPaths, optional
        The project; by default the one that the current folder belongs to.
    force : bool, default False
        Make also the reports that would come out the same.
    jobs : int, optional
        Reports made at a time; by default as many as there are processors.
    kernels : {"fork", "new"}, optional
        Fork the kernels from one process with the imports done, or start a new process for each. By default they are
        forked where the system can, unless the environment variable ``TPM_INSIGHTS_KERNELS`` says ``new``.
    pdf : bool, default False
        Print every page to PDF too, which needs a Chromium or Chrome.
    calculator : bool, default False
        Write the page that estimates pay beside the reports.
    echo : callable, optional
        Called with one line for every report that is done, kept or has failed, in the order of the plan.

    Returns
    -------
    Path
        ``index.html``.

    Raises
    ------
    UsageError
        Before anything is run, as `render_report`; also if no report declares a parameter.
    DataError
        Before anything is run, as `render_report`.
    ReportError
        After all have been tried, if one failed.
    """
    project = project or find_project()
    names = list(dict.fromkeys(names or report_names(project)))
    if not names:
        raise UsageError(f"no report in {project.notebooks}")
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs: {jobs} reports cannot be made at a time; use 1 or more")
    folder, say = (out or project.reports).resolve(), echo or (lambda _: None)
    editions = plan(names, parameters or {}, for_each or {}, project)
    targets = [folder / edition.folder / edition.report for edition in editions]
    for target in targets:
        check_target(target)
    check_tables_of([edition.report for edition in editions], project)
    _say_made_once(editions, for_each or {}, say)
    memory = Memory(project)
    seen = [memory.look_at(at, one.report, one.values) for at, one in zip(targets, editions, strict=True)]
    seen = _with_pdf(seen, targets) if pdf else seen
    todo = [place for place, verdict in enumerate(seen) if force or verdict.why]
    failures = []
    estimate = partial(calculator_line, folder / PAGE, project, parameters or {})
    with _workers(len(todo) + bool(todo and calculator), jobs, _chosen(kernels), project) as (pool, server):
        # it takes long, so it goes first
        beside = pool.submit(partial(estimate, server)) if server and calculator else None
        make = partial(_make, folder=folder, project=project, server=server, pdf=pdf)
        order = longest_first(todo, editions, seen)
        running = {place: pool.submit(partial(make, editions[place])) for place in order}
        if running:
            prepare_pages()  # while the first kernels come up and a processor has nothing else to do
        for place, edition in enumerate(editions):
            try:
                made = running[place].result() if place in running else None
            except ReportError as error:
                failures.append(edition.words)
                say(str(error))
            else:
                say(_line(edition, targets[place], made, seen[place]))
    if calculator:
        say(beside.result() if beside else estimate())
    index = _write_indexes(folder, targets)
    if failures:
        raise ReportError(
            f"{len(failures)} of {len(targets)} reports failed ({', '.join(failures)}); the reasons are above"
        )
    return index


def _make(
    edition: Edition, *, folder: Path, project: ProjectPaths, server: KernelServerHandle | None, pdf: bool
) -> RunResult:
    """Make one report."""
    out = folder / edition.folder
    return render_report(edition.report, edition.values, out=out, project=project, server=server, pdf=pdf)


def _with_pdf(seen: Sequence[Verdict], targets: Sequence[Path]) -> list[Verdict]:
    """Make sure that PDFs can be printed, and say that reports have to be made again which have none."""
    find_browser()
    return [
        one if one.why or (target / f"{target.name}.pdf").is_file() else one._replace(why="it has no PDF")
        for one, target in zip(seen, targets, strict=True)
    ]


def _write_indexes(folder: Path, targets: Sequence[Path]) -> Path:
    """Write the index of each folder of editions, and the one that links everything."""
    for part in dict.fromkeys(target.parent for target in targets):
        if part != folder:
            write_index(part)
    return write_index(folder)


def _line(edition: Edition, target: Path, made: RunResult | None, seen: Verdict) -> str:
    """Say what became of a report."""
    page = target / f"{edition.report}.html"
    if made is None:
        day = str((seen.manifest or {}).get("started", ""))[:10]
        return f"{edition.words} kept: the same would come out as on {day}: {page}"
    return f"{edition.words} done in {made.seconds:.0f} s{f' ({seen.why})' if seen.why else ''}: {page}"


def _say_made_once(editions: Sequence[Edition], for_each: Mapping[str, object], say: Callable[[str], object]) -> None:
    """Say which reports have no editions though editions are asked for."""
    once = [one.report for one in editions if for_each and not one.chosen]
    if once:
        say(f"without {' or '.join(for_each)}, so made once: {', '.join(once)}")


def _chosen(kernels: Kernels | None) -> Kernels:
    """Return how kernels are started."""
    from tpm_insights.reports.kernels.client import can_fork

    word = kernels or os.environ.get(KERNELS_VARIABLE, "fork")
    if word not in ("fork", "new"):
        raise UsageError(f"{KERNELS_VARIABLE}: {word!r} is neither fork nor new")
    return "fork" if word == "fork" and can_fork() else "new"


def _cores() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _workers(
    reports: int, jobs: int | None, kernels: Kernels, project: ProjectPaths
) -> Iterator[tuple[ThreadPoolExecutor, KernelServerHandle | None]]:
    """Give threads to make reports in, and the process to fork kernels from, if it is worth one."""
    many = max(1, min(jobs or _cores(), reports))
    with _server(project) if kernels == "fork" and reports > 1 else nullcontext() as server:
        pool = ThreadPoolExecutor(many)
        try:
            yield pool, server
            pool.shutdown()
        except BaseException:
            if reports:
                pool.shutdown(wait=False, cancel_futures=True)
                # not imported here: a thread of the pool may be at it, and then the import fails in place of the error
                provisioner = sys.modules.get("tpm_insights.reports.kernels.provisioner")
                if provisioner is not None and hasattr(provisioner, "kill_running"):
                    provisioner.kill_running()
            raise


def _server(project: ProjectPaths) -> KernelServerHandle:
    """Start the process with the imports done."""
    from tpm_insights.reports.kernels.client import KernelServerHandle

    return KernelServerHandle(project.root, {**os.environ, **kernel_environment(project.root)}, project.root)
