"""A batch: editions for each value, some at a time, what would come out the same is kept, the index tells all."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.project import ProjectPaths, sha256_of
from tpm_insights.reports.batch import render_reports
from tpm_insights.reports.editions import plan
from tpm_insights.reports.manifest import code_digest
from tpm_insights.reports.unchanged import Memory

PARAMETERS = {
    "regional": 'country: str = "US"  # country\nregion: str | None = None  # state\nminimum_cell: int = 10  # fewest',
    "national": 'country: str = "US"  # country\nminimum_cell: int = 10  # fewest',
}
BODY = """
import pandas as pd
import tpm_insights as tpm
from tpm_insights.project import sha256_of

report = tpm.open_report({name!r}, globals())
raw = report.project.raw / "numbers.csv"
where = report.parameters.get("region") or "everywhere"
if where == "TX":
    raise ValueError("no numbers from Texas")
report.answer(f"The answer from {{where}}.")
report.note_inputs([("numbers.csv", sha256_of(raw), 1)])
refused = ["", "too thin"] if where == "WY" else ["", ""]
report.table(pd.DataFrame({{"n": [1, 2], "median": [3.0, 4.0], "refused": refused}}), name="cells", title="Cells")
report.finish()
"""


@pytest.fixture(autouse=True)
def sources_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the digest of the package once, so that an editor at work beside a test changes nothing."""
    digest = code_digest()
    for module in ("manifest", "kernels.client"):
        monkeypatch.setattr(f"tpm_insights.reports.{module}.code_digest", lambda: digest)


@pytest.fixture
def project(tmp_path: Path) -> ProjectPaths:
    """A project with one report that has a region and one that has none."""
    paths = ProjectPaths(tmp_path / "project")
    paths.raw.mkdir(parents=True)
    paths.notebooks.mkdir(parents=True)
    (paths.raw / "numbers.csv").write_text("a\n1\n")
    for name, parameters in PARAMETERS.items():
        cells = [
            new_markdown_cell(f"# The {name} report"),
            new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        ]
        body = new_code_cell(BODY.format(name=name))
        nbformat.write(new_notebook(cells=[*cells, body]), paths.notebooks / f"{name}.ipynb")
    return paths


def pages(folder: Path) -> dict[str, str]:
    """Return the digests of all tables and of the index, which do not depend on the time of day."""
    return {p.relative_to(folder).as_posix(): sha256_of(p) for p in folder.rglob("*") if p.suffix in (".csv", ".txt")}


def test_a_batch_is_planned_before_it_runs(project: ProjectPaths) -> None:
    planned = plan(["regional", "national"], {}, {"region": ["CA", "NY", "CA"]}, project)
    assert [(one.report, one.folder) for one in planned] == [
        ("regional", "region=CA"), ("regional", "region=NY"), ("national", ""),
    ]  # fmt: skip
    both = plan(["regional", "national"], {}, {"region": ["CA", "NY"], "minimum_cell": ["5", "20"]}, project)
    assert [one.folder for one in both] == [
        "region=CA,minimum_cell=5", "region=CA,minimum_cell=20",
        "region=NY,minimum_cell=5", "region=NY,minimum_cell=20",
        "minimum_cell=5", "minimum_cell=20",
    ]  # fmt: skip
    assert both[0].values == {"country": "US", "region": "CA", "minimum_cell": 5}


@pytest.mark.parametrize(
    ("given", "for_each", "says"),
    [
        ({}, {"region": ["CA", "XX"]}, "regional: parameter region: 'XX' is no region of US"),
        ({}, {"regoin": ["CA"]}, "no parameter 'regoin', did you mean region?"),
        ({"region": "CA"}, {"region": ["NY"]}, "parameter region: given as one value and for each of several"),
        ({}, {"region": []}, "parameter region: editions are asked for, but no value is given"),
    ],
)
def test_a_batch_that_cannot_be_made_starts_nothing(
    project: ProjectPaths, monkeypatch: pytest.MonkeyPatch, given: dict[str, object], for_each: dict[str, list[object]],
    says: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("tpm_insights.reports.run.execute", lambda *_, **__: pytest.fail("a kernel was started"))
    with pytest.raises(UsageError) as caught:
        render_reports(None, given, for_each=for_each, project=project)
    assert says in str(caught.value)
    assert not project.reports.exists()


def test_editions_fail_alone_and_the_index_tells(project: ProjectPaths) -> None:
    said: list[str] = []
    with pytest.raises(ReportError, match=r"1 of 3 reports failed \(regional \(region=TX\)\)"):
        render_reports(for_each={"region": ["TX", "WY"]}, project=project, echo=said.append, jobs=2)
    assert said[0] == "without region, so made once: national"
    assert [line.split(" done")[0].split(" failed")[0] for line in said[1:]] == [
        "national", "report regional", "regional (region=WY)",
    ]  # fmt: skip
    assert sorted(path.name for path in project.reports.iterdir()) == [
        "index.html", "national", "region=TX", "region=WY",
    ]  # fmt: skip
    index = (project.reports / "index.html").read_text()
    assert "The regional report: 2 editions" in index
    assert '<a href="region=WY/regional/regional.html">region: Wyoming</a>' in index
    assert "The answer from WY." in index
    assert "1 of 2 rows" in index
    assert "no numbers from Texas" in index
    assert "The answer from WY." in (project.reports / "region=WY" / "index.html").read_text()


def test_order_and_kernels_change_nothing(project: ProjectPaths, tmp_path: Path) -> None:
    done = {}
    for name, options in {"forked": {"jobs": 2}, "new": {"jobs": 1, "kernels": "new"}}.items():
        said: list[str] = []
        out = tmp_path / name
        index = render_reports(for_each={"region": ["WY"]}, project=project, out=out, echo=said.append, **options)
        done[name] = (pages(out), index.read_text(), [line.split(" done")[0] for line in said])
    assert done["forked"] == done["new"]
    assert len(done["new"][0]) >= 3


def test_what_would_come_out_the_same_is_kept(project: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def why() -> str:
        values = {"country": "US", "minimum_cell": 10}
        return Memory(project).look_at(project.reports / "national", "national", values).why

    assert why() == "new"
    render_reports(["national"], project=project)
    assert why() == ""
    before = (project.reports / "national" / "manifest.json").read_bytes()
    said: list[str] = []
    render_reports(["national"], project=project, echo=said.append)
    assert said[0].startswith("national kept: the same would come out as on ")
    assert (project.reports / "national" / "manifest.json").read_bytes() == before
    render_reports(["national"], project=project, echo=said.append, force=True)
    assert said[1].startswith("national done in ")
    assert Memory(project).look_at(project.reports / "national", "national", {}).why == "other parameters"

    page = project.reports / "national" / "national.html"
    whole = page.read_bytes()
    page.write_bytes(whole + b" ")
    assert why() == "files of the report were changed"
    page.unlink()
    assert why() == "files of the report were changed"
    page.write_bytes(whole)
    assert why() == ""
    (project.reports / "national" / "more.txt").write_text("mine")
    assert why() == "files of the report were changed"
    (project.reports / "national" / "more.txt").unlink()

    (project.raw / "numbers.csv").write_text("a\n2\n")
    assert why() == "the data have changed"
    (project.raw / "numbers.csv").write_text("a\n1\n")
    notebook = project.notebooks / "national.ipynb"
    text = notebook.read_text()
    notebook.write_text(text.replace("The answer", "The word"))
    assert why() == "the notebook has changed"
    notebook.write_text(text)
    assert why() == ""
    with monkeypatch.context() as patch:
        patch.setattr("tpm_insights.reports.manifest.code_digest", lambda: "0" * 64)
        assert why() == "the code has changed"
    with monkeypatch.context() as patch:
        patch.setattr("tpm_insights.reports.manifest.package_versions", lambda: {"pandas": "0.1"})
        assert why() == "other versions of packages"
    project.reports.joinpath("national.failed").mkdir()
    assert why() == "the last run failed"


def test_a_report_that_notes_no_input_is_made_again(project: ProjectPaths) -> None:
    render_reports(["national"], project=project)
    path = project.reports / "national" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "inputs": []}))
    values = {"country": "US", "minimum_cell": 10}
    assert Memory(project).look_at(path.parent, "national", values).why == "it does not say what it was made of"


def test_what_changes_while_a_report_is_made_is_not_taken_as_known(
    project: ProjectPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = iter(["1" * 64, "2" * 64])
    with monkeypatch.context() as patch:
        patch.setattr("tpm_insights.reports.run.made_of", lambda *_: {"source": next(digests), "notebook": "3" * 64})
        render_reports(["national"], project=project)
    manifest = json.loads((project.reports / "national" / "manifest.json").read_text())
    assert manifest["source"] is None
    assert manifest["notebook"] == "3" * 64
    values = {"country": "US", "minimum_cell": 10}
    verdict = Memory(project).look_at(project.reports / "national", "national", values)
    assert verdict.why == "the code has changed"
