"""What a notebook calls: where things are kept, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.errors import DataError, ReportError, UsageError
from tpm_insights.project import ProjectPaths
from tpm_insights.reports import blocks, document
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.bar_chart import bar_chart
from tpm_insights.reports.document import Report
from tpm_insights.reports.opening import open_report
from tpm_insights.reports.run_mark import FOLDER_VARIABLE, MARKER, RUN_VARIABLE

BANDS = pd.DataFrame({"level": ["mid"], "n": [12], "median": [100_040.5]})


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that was displayed."""
    seen: list[str] = []
    monkeypatch.setattr(document, "_show", seen.append)
    return seen


@pytest.fixture
def report(project: ProjectPaths, shown: list[str]) -> Report:
    """A report opened by hand."""
    return open_report("complete", {"country": "US", "minimum_cell": 10}, project=project)


def test_by_hand_a_report_goes_to_the_drafts_and_brings_its_styles(
    report: Report, project: ProjectPaths, shown: list[str]
) -> None:
    assert report.folder == project.reports / "drafts" / "complete"
    assert shown[0].startswith("<style>")
    assert "records needed for a figure: 10" in shown[1]


def test_styles_of_blocks_leave_the_notebook_alone() -> None:
    css = (Path(document.__file__).parent / "template" / "blocks.css").read_text(encoding="utf-8")
    for line in css.splitlines():
        rule = line.strip()
        if rule.endswith("{") and not rule.startswith(("@", ":root")):
            assert all(part.strip().startswith((".tpm", "main .tpm", "details.tpm")) for part in rule[:-1].split(","))


def test_a_runner_names_folder_and_mark(
    project: ProjectPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: list[str]
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "out"))
    monkeypatch.setenv(RUN_VARIABLE, "abc")
    report = open_report("complete", {"country": "US", "minimum_cell": "20"}, project=project)
    assert report.parameters == {"country": "US", "minimum_cell": 20}
    assert not shown[0].startswith("<style>")
    report.answer("So it is.")
    report.table(BANDS, name="bands", title="Bands")
    report.finish()
    marker = json.loads((tmp_path / "out" / MARKER).read_text())
    assert (marker["run"], marker["answer"]) == ("abc", "So it is.")


def test_a_mistyped_parameter_stops_the_first_cell(project: ProjectPaths) -> None:
    with pytest.raises(UsageError, match="minimum_cell: 'ten' is not a whole number"):
        open_report("complete", {"country": "US", "minimum_cell": "ten"}, project=project)


def test_a_table_is_kept_with_all_its_digits_and_shown_in_words(report: Report, shown: list[str]) -> None:
    report.table(BANDS, name="bands", title="Bands & more", note="Invented.")
    assert (report.folder / "tables" / "bands.csv").read_text() == "level,n,median\nmid,12,100040.5\n"
    assert "$100,000" in shown[-1]
    assert "Bands &amp; more" in shown[-1]
    assert 'href="tables/bands.csv"' in shown[-1]


def test_a_long_table_is_cut_on_the_page_only(report: Report, shown: list[str]) -> None:
    long = pd.concat([BANDS] * 50, ignore_index=True)
    report.table(long, name="long", title="Long", most=5)
    assert shown[-1].count('scope="row"') == 5
    assert "The first 5 of 50 rows" in shown[-1]
    assert len(pd.read_csv(report.folder / "tables" / "long.csv")) == 50


def test_a_column_without_words_cannot_be_shown(report: Report) -> None:
    with pytest.raises(DataError, match="1 columns have no words for a reader \\('raw_name'\\)"):
        report.table(BANDS.assign(raw_name=1), name="bands", title="Bands")


def test_a_figure_needs_words_and_leaves_four_files(report: Report, shown: list[str]) -> None:
    rows = pd.DataFrame({"panel": "", "label": ["pay"], "value": [0.4]})

    def draw(size):
        return bar_chart(rows, size, Words("share"), axis="share")

    with pytest.raises(UsageError, match="no alternative text"):
        report.figure(draw, name="coverage", title="Coverage", alt=" ")
    report.figure(draw, name="coverage", title="Coverage", alt='Four in ten state "pay".')
    assert sorted(p.name for p in (report.folder / "figures").iterdir()) == [
        "coverage_narrow.svg", "coverage_wide.png", "coverage_wide.svg",
    ]  # fmt: skip
    assert 'alt="Four in ten state &quot;pay&quot;."' in shown[-1]


def test_a_figure_with_nothing_to_draw_says_so(report: Report, shown: list[str]) -> None:
    report.figure(lambda _: None, name="nothing", title="Nothing", alt="No share can be shown.")
    assert "No share can be shown." in shown[-1]
    assert "<img" not in shown[-1]


@pytest.mark.parametrize("name", ["", "Bands", "../bands", "bänds", "1st", "a" * 70])
def test_names_of_files_are_plain(report: Report, name: str) -> None:
    with pytest.raises(UsageError, match="is no plain name"):
        report.table(BANDS, name=name, title="Bands")


def test_a_report_needs_an_answer_and_something_to_show(report: Report) -> None:
    report.table(BANDS, name="bands", title="Bands")
    with pytest.raises(ReportError, match="finished without an answer"):
        report.finish()
    fresh = Report("complete", {}, report.folder, project=report.project)
    fresh.answer("So it is.")
    with pytest.raises(ReportError, match="finished without a table or a figure"):
        fresh.finish()


def test_words_are_escaped() -> None:
    shown = [
        blocks.paragraph("<b>"),
        blocks.byline(["<b>"]),
        blocks.bullet_list(["<b>"]),
        blocks.key_figures([blocks.KeyFigure("<b>", "<b>", "<b>")]),
        blocks.sources([{"name": "<b>", "rows": 1, "sha256": "0" * 64}]),
    ]
    assert all("<b>" not in block for block in shown)
