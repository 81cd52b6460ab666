"""The runner: what succeeds is published whole, what fails changes nothing."""

from __future__ import annotations

import json
import platform
import re
import shutil
from pathlib import Path

import pytest

import tpm_insights
from tpm_insights.errors import ReportError, UsageError
from tpm_insights.project import ProjectPaths, sha256_of
from tpm_insights.reports.batch import render_reports
from tpm_insights.reports.listing import list_reports
from tpm_insights.reports.run import RunResult, render_report

CASES = Path(__file__).resolve().parents[1] / "notebooks"


def files_of(folder: Path) -> dict[str, str]:
    """Return every file with its digest."""
    return {p.relative_to(folder).as_posix(): sha256_of(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def manifest_of(folder: Path) -> dict[str, object]:
    """Return the manifest of a folder."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """One complete run, with a secret in the environment."""
    paths = ProjectPaths(tmp_path_factory.mktemp("finished"))
    paths.raw.mkdir(parents=True)
    shutil.copytree(CASES, paths.notebooks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TPM_INSIGHTS_SALT", "a-secret-of-mine")
        return render_report("complete", {"minimum_cell": "25"}, project=paths)


def test_a_complete_run_leaves_one_folder(finished: RunResult) -> None:
    assert finished.parameters == {"country": "US", "minimum_cell": 25}
    assert sorted(files_of(finished.folder)) == [
        "complete.html", "complete.ipynb", "complete.xlsx", "manifest.json", "summary.txt", "tables/bands.csv",
    ]  # fmt: skip
    assert [p.name for p in finished.folder.parent.iterdir()] == ["complete"]
    assert (finished.folder / "tables" / "bands.csv").read_text() == "level,n,median\nmid,12,100040.5\n"
    assert finished.page == finished.folder / "complete.html"


def test_the_manifest_says_how_it_was_made(finished: RunResult) -> None:
    manifest = manifest_of(finished.folder)
    assert manifest["status"] == "done"
    assert manifest["report"] == "complete"
    assert manifest["title"] == "A complete report"
    assert manifest["parameters"] == {"country": "US", "minimum_cell": 25}
    assert manifest["answer"] == "The smallest cell is 25."
    assert manifest["inputs"] == [{"name": "invented.csv", "sha256": "0" * 64, "rows": 2}]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", str(manifest["started"]))
    assert 0 < manifest["seconds"] < 120
    assert manifest["python"] == platform.python_version()
    assert manifest["code"]["version"] == tpm_insights.__version__
    assert {"pandas", "papermill", "nbconvert"} <= set(manifest["packages"])
    listed = {one["path"]: one["sha256"] for one in manifest["outputs"]}
    assert listed == {path: digest for path, digest in files_of(finished.folder).items() if path != "manifest.json"}


def test_no_local_path_or_environment_stays_in_the_output(finished: RunResult) -> None:
    root = finished.folder.parents[1]
    for path in finished.folder.rglob("*.*"):
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert "a-secret-of-mine" not in text
        assert str(root) not in text
        assert str(Path.home()) + "/" not in text
    metadata = json.loads((finished.folder / "complete.ipynb").read_text())["metadata"]["papermill"]
    assert not {"input_path", "output_path", "environment_variables"} & set(metadata)


def test_another_kernels_notebook_runs_here_and_its_warnings_stay_out_of_the_page(project: ProjectPaths) -> None:
    name = "foreign_kernel_and_warnings"
    folder = render_report(name, project=project).folder
    notebook = (folder / f"{name}.ipynb").read_text()
    assert json.loads(notebook)["metadata"]["kernelspec"]["name"] == "python3"
    assert "not for readers" in notebook
    page = (folder / f"{name}.html").read_text()
    assert "not for readers" not in page
    assert "nor this" not in page


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("cell_error", "report cell_error failed in cell [4] `values = {\"a\": 1}`: KeyError: 'b'"),
        ("exits_early", "ended without report.finish()"),
        ("never_finishes", "ended without report.finish()"),
        ("kernel_dies", "Kernel died"),
    ],
)
def test_a_failed_run_changes_nothing_and_says_why(project: ProjectPaths, case: str, says: str) -> None:
    good = project.reports / case
    good.mkdir(parents=True)
    (good / "manifest.json").write_text(json.dumps({"report": case, "status": "done"}))
    (good / "page.html").write_text("the last good one")
    before = files_of(good)
    with pytest.raises(ReportError) as caught:
        render_report(case, project=project)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert files_of(good) == before
    failed = project.reports / f"{case}.failed"
    assert sorted(p.name for p in project.reports.iterdir()) == [case, failed.name]
    assert sorted(p.name for p in failed.iterdir()) == sorted([f"{case}.ipynb", "manifest.json"])
    manifest = manifest_of(failed)
    assert manifest["status"] == "failed"
    assert manifest["error"] in str(caught.value)
    assert str(project.root) not in (failed / f"{case}.ipynb").read_text()


def test_a_cell_that_takes_too_long_is_given_up(project: ProjectPaths) -> None:
    with pytest.raises(ReportError, match=r"CellTimeoutError.*2 seconds"):
        render_report("too_slow", project=project, cell_seconds=2)


def test_a_success_takes_the_place_of_a_failure(project: ProjectPaths) -> None:
    notebook = project.notebooks / "complete.ipynb"
    whole = notebook.read_text()
    notebook.write_text(whole.replace("report.finish()", "1 / 0"))
    with pytest.raises(ReportError, match="ZeroDivisionError"):
        render_report("complete", project=project)
    assert (project.reports / "complete.failed").is_dir()
    notebook.write_text(whole)
    render_report("complete", project=project)
    assert [p.name for p in project.reports.iterdir()] == ["complete"]


@pytest.mark.parametrize(
    ("name", "parameters", "says"),
    [
        ("complete", {"min_cell": 5}, "did you mean minimum_cell?"),
        ("complete", {"minimum_cell": "five"}, "is not a whole number"),
        ("complete", {"minimum_cell": -1}, "is out of range"),
        ("no_parameters", {}, "0 code cells are tagged `parameters`"),
        ("absent", {}, "no report 'absent'; there are cell_error, complete"),
        ("../reports/complete", {}, "no report '../reports/complete'"),
    ],
)
def test_wrong_requests_start_nothing(
    project: ProjectPaths, monkeypatch: pytest.MonkeyPatch, name: str, parameters: dict[str, object], says: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a kernel was started")

    monkeypatch.setattr("tpm_insights.reports.run.execute", refuse)
    with pytest.raises(UsageError) as caught:
        render_report(name, parameters, project=project)
    assert says in str(caught.value)
    assert not project.reports.exists()


def test_a_folder_of_somebody_else_is_left_alone(project: ProjectPaths, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "complete").mkdir(parents=True)
    (out / "complete" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="left alone"):
        render_report("complete", out=out, project=project)
    assert files_of(out) == {"complete/thesis.txt": sha256_of(out / "complete" / "thesis.txt")}


def test_all_reports_are_tried_and_the_index_tells(project: ProjectPaths) -> None:
    said: list[str] = []
    with pytest.raises(ReportError, match=r"1 of 2 reports failed \(cell_error\)"):
        render_reports(["cell_error", "complete"], {"country": "DE"}, project=project, echo=said.append)
    assert len(said) == 2
    index = (project.reports / "index.html").read_text()
    assert '<a href="complete/complete.html">A complete report</a>' in index
    assert "The smallest cell is 10." in index
    assert "There is no report today" in index
    assert "KeyError" in index
    assert str(project.root) not in index


def test_a_parameter_nobody_declares_stops_the_batch(project: ProjectPaths) -> None:
    with pytest.raises(UsageError, match=r"cell_error, complete: no parameter 'contry', did you mean country\?"):
        render_reports(["cell_error", "complete"], {"contry": "DE"}, project=project)
    assert not project.reports.exists()


def test_reports_are_listed_without_a_kernel(project: ProjectPaths) -> None:
    for case in ("no_parameters", "two_parameter_cells", "not_annotated", "computed_default"):
        (project.notebooks / f"{case}.ipynb").unlink()
    listed = {one.name: one for one in list_reports(project)}
    assert listed["complete"].title == "A complete report"
    assert [p.name for p in listed["complete"].parameters] == ["country", "minimum_cell"]
