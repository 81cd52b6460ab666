"""The main job on the repository's data: raw files to tables whose accounts balance, and every page that shows code."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from tpm_insights.errors import DataError, UsageError
from tpm_insights.ledger import REMOVING
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.frame import pay_frame
from tpm_insights.pipeline import prepare
from tpm_insights.processed import DATA_TABLES, load_in_advance, load_tables
from tpm_insights.project import ProjectPaths
from tpm_insights.reports.batch import render_reports
from tpm_insights.reports.calculator.write import write_estimate_page
from tpm_insights.reports.run import render_report

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "how-to" / "own-postings.md"]
TUTORIALS = sorted((ROOT / "docs" / "tutorial").glob("*.md"))
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"^```python\n(?P<code>.*?)^```\n+^```text\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProjectPaths]:
    """A copy of the repository's data and notebooks, prepared; the project that is found meanwhile."""
    root = tmp_path_factory.mktemp("main_job")
    shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
    (root / "data" / "raw" / "NOTES.md").write_text("A word on the files beside this one is no data.")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    before = os.environ.get("TPM_INSIGHTS_PROJECT")
    os.environ["TPM_INSIGHTS_PROJECT"] = str(root)
    project = ProjectPaths(root)
    prepare(project)
    yield project
    if before is None:
        del os.environ["TPM_INSIGHTS_PROJECT"]
    else:
        os.environ["TPM_INSIGHTS_PROJECT"] = before


def test_every_table_is_filled_and_every_file_is_used(prepared: ProjectPaths) -> None:
    tables = load_tables(prepared)
    assert all(tables.counts()[name] > 0 for name in DATA_TABLES), tables.counts()
    files = {path.relative_to(prepared.raw).as_posix() for path in prepared.raw.rglob("*") if path.is_file()}
    assert {name for name, _, _ in tables.inputs} == files - {"posting_facts_ledger.csv", "NOTES.md"}


def test_rows_in_are_rows_out_and_rows_accounted_for(prepared: ProjectPaths) -> None:
    tables = load_tables(prepared)
    removed = tables.ledger[tables.ledger["action"].isin(REMOVING)].groupby("table")["rows"].sum()
    for table, rows in tables.accounts.groupby("table")[["rows_in", "rows_out"]].sum().iterrows():
        assert rows["rows_in"] - rows["rows_out"] == removed.get(table, 0), table
    assert tables.accounts.groupby("table")["rows_out"].sum().to_dict() == tables.counts()
    assert tables.ledger["reason"].str.len().min() > 5


def test_preparing_again_gives_the_same_bytes(prepared: ProjectPaths) -> None:
    before = {path.name: path.read_bytes() for path in prepared.processed.iterdir()}
    prepare(prepared)
    assert {path.name: path.read_bytes() for path in prepared.processed.iterdir()} == before


@pytest.mark.parametrize(
    ("folder", "name", "error", "says"),
    [
        (
            "raw",
            "cpi_u_annual.csv",
            DataError,
            r"1 raw files changed .*\(cpi_u_annual\.csv\)",
        ),
        ("processed", "salaries.parquet", DataError, r"1 tables are not as they were written \(salaries\)"),
        ("processed", "inputs.json", DataError, r"not a list of inputs"),
        ("processed", "", UsageError, r"no processed tables; run `tpm-insights prepare` first"),
    ],
)
def test_tables_are_loaded_only_as_they_were_made(
    prepared: ProjectPaths, tmp_path: Path, folder: str, name: str, error: type[Exception], says: str
) -> None:
    path = getattr(prepared, folder) / (name or "inputs.json")
    before = path.read_bytes()
    path.write_bytes(before + b" x")
    if not name:
        path.unlink()
    try:
        with pytest.raises(error, match=says):
            load_tables(prepared)
        with pytest.raises(error, match=says):  # before any kernel is started, so that nothing is left behind
            render_report("role_profile", project=prepared, out=tmp_path)
        with pytest.raises(error, match=says):
            render_reports(["role_profile"], project=prepared, out=tmp_path, calculator=True)
        with pytest.raises(error, match=says):
            write_estimate_page(tmp_path / "estimate.html", prepared)
    finally:
        path.write_bytes(before)
    assert not list(tmp_path.iterdir())
    assert load_tables(prepared).counts()["salaries"] > 0


def test_tables_in_memory_serve_until_a_file_is_written(prepared: ProjectPaths) -> None:
    load_in_advance(prepared)
    one, two = load_tables(prepared), load_tables(prepared)
    assert one.facts is not two.facts
    one.facts["country"] = "XX"  # what one notebook does to a table no other one sees
    assert "XX" not in set(two.facts["country"])
    path = prepared.processed / "salaries.parquet"
    before = path.read_bytes()
    path.write_bytes(before + b" ")
    try:
        with pytest.raises(DataError, match="not as they were written"):
            load_tables(prepared)
    finally:
        path.write_bytes(before)


def test_a_file_of_no_known_kind_is_named_and_the_tables_stay(prepared: ProjectPaths) -> None:
    before = {path.name: path.read_bytes() for path in prepared.processed.iterdir()}
    stray, hidden = prepared.raw / "stray.csv", prepared.raw / ".DS_Store"
    hidden.write_bytes(b"\0\1")  # what file managers leave behind is passed over
    stray.write_text("harbour,boats\nnorth,3\n")
    try:
        with pytest.raises(DataError, match=r"stray\.csv.*not in any shape of salaries"):
            prepare(prepared)
    finally:
        stray.unlink()
        hidden.unlink()
    assert {path.name: path.read_bytes() for path in prepared.processed.iterdir()} == before


def readme_row(words: str, cells: pd.DataFrame) -> str:
    """Write the quartiles of one level as a row of the table in the README, dollars to the hundred."""

    shown = []
    for one in cells.sort_values("quantile").to_dict("records"):
        estimate, *interval = [f"{round(one[name], -2):,.0f}" for name in ("estimate", "conf_low", "conf_high")]
        if one["refused"]:
            shown.append(f"*{one['refused']}*")
        else:
            shown.append(f"**{estimate}**, {' to '.join(interval)}" if one["quantile"] == 0.5 else estimate)
    return " | ".join([f"| {words}", str(cells["n"].iloc[0]), f"{cells['employers'].iloc[0]:.0f}", *shown]) + " |"


def test_the_table_of_the_readme_is_what_the_data_say(prepared: ProjectPaths) -> None:
    frame, _ = pay_frame(load_tables(prepared).facts, country="US", currency="USD", roles="technical_delivery")
    bands = fit_pay_bands(frame, by="level", quantiles=(0.25, 0.5, 0.75)).tidy()
    years = {"entry": "0 to 2", "mid": "3 to 7", "senior": "8 and more"}
    rows = [readme_row(words, bands[bands["band"] == level]) for level, words in years.items()]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "\n".join(rows) in readme, "\n".join(rows)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_code_on_a_page_runs(page: Path, prepared: ProjectPaths) -> None:
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda path: path.name)
def test_what_a_page_shows_is_what_the_code_prints(
    page: Path, prepared: ProjectPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    text = page.read_text(encoding="utf-8")
    shown = {found["code"]: found["text"] for found in SHOWN.finditer(text)}
    assert shown
    names: dict[str, object] = {}
    for block in BLOCK.findall(text):
        capsys.readouterr()
        exec(compile(block, str(page), "exec"), names)
        if block in shown:
            assert capsys.readouterr().out == shown[block]


def test_the_notebook_to_explore_runs(prepared: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(prepared.root)
    notebook = json.loads((prepared.root / "notebooks" / "explore.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names: dict[str, object] = {}
    for cell in cells:
        exec(compile(cell, "explore.ipynb", "exec"), names)
    plt.close("all")
    result = names["result"]
    assert Path(result.page).is_file()  # type: ignore[attr-defined]
