"""Every report, end to end on invented tables: what lies in its folder, and what a reader meets on its page."""

from __future__ import annotations

import inspect
import json
import os
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
from selectolax.lexbor import LexborHTMLParser

from tpm_insights.project import ProjectPaths
from tpm_insights.reports.listing import list_reports
from tpm_insights.reports.tables import column_words

GOLDEN = Path(__file__).parent / "golden"
REPORTS = Path(__file__).resolve().parents[2] / "notebooks" / "reports"
NAMES = tuple(sorted(path.stem for path in REPORTS.glob("*.ipynb")))
STUDIES = [name for name in NAMES if find_spec(f"tpm_insights.reports.studies.{name}")]
pytestmark = pytest.mark.slow


@pytest.fixture(params=NAMES)
def folder(request: pytest.FixtureRequest, rendered: Path) -> Path:
    """The folder of one report."""
    return rendered / request.param


@pytest.fixture
def page(folder: Path) -> LexborHTMLParser:
    """The page of one report."""
    return LexborHTMLParser((folder / f"{folder.name}.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STUDIES)
def test_a_notebook_declares_what_its_study_takes(name: str) -> None:
    project = ProjectPaths(REPORTS.parents[1])
    declared = {p.name: p for one in list_reports(project) if one.name == name for p in one.parameters}
    study = getattr(import_module(f"tpm_insights.reports.studies.{name}"), f"study_{name}")
    taken = {n: p for n, p in inspect.signature(study).parameters.items() if n != "tables"}
    assert set(declared) == set(taken)
    assert all(parameter.help for parameter in declared.values())
    for parameter_name, parameter in taken.items():
        if parameter.default is not inspect.Parameter.empty:
            assert declared[parameter_name].default == parameter.default


def test_a_folder_holds_everything(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["status"] == "done"
    assert {"invented_facts.csv", "invented_wages.csv"} <= {one["name"] for one in manifest["inputs"]}
    for item in manifest["items"]:
        if item["kind"] == "table":
            assert (folder / "tables" / f"{item['name']}.csv").is_file()
            continue
        assert item["alt"]
        if item["drawn"]:
            assert (folder / "figures" / f"{item['name']}_wide.png").read_bytes()[:4] == b"\x89PNG"
            for size in ("wide", "narrow"):
                assert (folder / "figures" / f"{item['name']}_{size}.svg").read_text().endswith("</svg>\n")
    listed = {one["path"] for one in manifest["outputs"]} | {"manifest.json"}
    assert listed == {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_a_page_has_title_date_answer_and_key_figures_in_this_order(page: LexborHTMLParser, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert page.css_first("html").attributes["lang"] == "en"
    assert [node.text() for node in page.css("h1")] == [manifest["title"]]
    assert page.css_first("title").text() == manifest["title"]
    main = [node.attributes.get("class") or node.tag for node in page.css("main > *")]
    assert main[:4] == ["h1", "tpm tpm-byline", "tpm tpm-answer", "tpm tpm-key"]
    assert page.css_first("p.tpm-answer").text() == manifest["answer"]
    assert re.match(r"\d{1,2} [A-Z][a-z]+ \d{4}", page.css_first("p.tpm-byline").text())
    assert page.css("h2")[-1].text() == "Method and caveats"


def test_a_page_shows_no_code_and_calls_on_nothing_elsewhere(folder: Path, page: LexborHTMLParser) -> None:
    text = (folder / f"{folder.name}.html").read_text(encoding="utf-8")
    assert len(text) < 3_000_000
    assert not page.css("script, link, iframe, pre, .input, .prompt")
    assert not re.search(r"https?://", text)
    assert "globals()" not in text
    assert "notebook-only" not in text
    assert "How to use this notebook" not in text
    for link in page.css("a[href]"):
        target = folder / str(link.attributes["href"])
        assert target.exists(), link.attributes["href"]


def test_figures_have_words_and_tables_have_headings(page: LexborHTMLParser) -> None:
    images = page.css("img")
    assert images
    for image in images:
        assert len(image.attributes["alt"] or "") > 40
        assert image.attributes["src"].startswith("data:image/svg+xml;base64,")
    for source in page.css("source"):
        assert source.attributes["srcset"].startswith("data:image/svg+xml;base64,")
    assert page.css("table")
    for table in page.css("table"):
        assert table.css("thead th[scope=col]")
        assert len(table.css("tbody th[scope=row]")) == len(
            [row for row in table.css("tbody tr") if row.css("td")]
        )  # fmt: skip
        box = table.parent
        assert box.attributes["tabindex"] == "0"
        assert box.attributes["aria-label"]


def test_no_raw_name_and_no_endless_number_meets_the_reader(page: LexborHTMLParser) -> None:
    headings = {node.text().strip() for node in page.css("thead th")}
    assert not headings & set(column_words())
    for node in page.css("main p, main td, main th, main li, main dt, main dd, main h2, main h3"):
        text = node.text()
        assert not re.search(r"\d\.\d{4}|\bnan\b|\bNaN\b|\bNone\b|<NA>", text), text
    for node in page.css("main p, main dt, main dd, main h3, thead th"):
        assert not re.search(r"\b[a-z]+_[a-z]+\b", node.text()), node.text()


def test_a_workbook_holds_every_table_with_the_words_of_the_page(folder: Path, page: LexborHTMLParser) -> None:
    sheets = pd.read_excel(folder / f"{folder.name}.xlsx", sheet_name=None)
    tables = sorted(path.stem for path in (folder / "tables").iterdir())
    assert len(sheets) == len(tables) + 2
    assert next(iter(sheets)) == "Contents"
    assert list(sheets)[-1] == "Sources"
    rows = {name: len(pd.read_csv(folder / "tables" / f"{name}.csv")) for name in tables}
    assert sorted(len(sheet) for sheet in list(sheets.values())[1:-1]) == sorted(rows.values())
    for sheet in list(sheets.values())[1:-1]:
        assert not any(re.search(r"[a-z]_[a-z]", heading) for heading in sheet.columns), list(sheet.columns)


def test_a_summary_fits_an_e_mail(folder: Path) -> None:
    text = (folder / "summary.txt").read_text(encoding="utf-8")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert text.startswith(manifest["title"])
    assert max(map(len, text.splitlines())) <= 72
    assert " ".join(manifest["answer"].split()) in " ".join(text.split())
    for figure in manifest["key_figures"]:
        assert figure["value"] in text
    assert not re.search(r"<[a-z]+>|&amp;|\bnan\b|None", text)
    for named in re.findall(r"^[\w/]+\.(?:html|xlsx|csv|png|json)", text, re.MULTILINE):
        assert (folder / named).is_file(), named


def test_names_of_places_on_a_page_are_told_apart(page: LexborHTMLParser) -> None:
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))


def test_a_run_leaves_no_warning(folder: Path) -> None:
    notebook = json.loads((folder / f"{folder.name}.ipynb").read_text(encoding="utf-8"))
    streams = [out for cell in notebook["cells"] for out in cell.get("outputs", []) if out["output_type"] == "stream"]
    assert not streams


def test_the_index_links_every_report_with_its_answer(rendered: Path) -> None:
    index = LexborHTMLParser((rendered / "index.html").read_text(encoding="utf-8"))
    order = {
        name: json.loads((REPORTS / f"{name}.ipynb").read_text(encoding="utf-8"))["metadata"]["tpm_insights"]["order"]
        for name in NAMES
    }
    names = sorted(NAMES, key=lambda name: (order[name], name))
    assert [node.attributes["href"] for node in index.css("article h2 a")] == [f"{name}/{name}.html" for name in names]
    for name, card in zip(names, index.css("article"), strict=True):
        manifest = json.loads((rendered / name / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["answer"] in card.text()
        assert len(card.css("dd.tpm-value")) == len(manifest["key_figures"])


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("pay_by_experience", "pay_by_level"),
        ("pay_by_experience", "pay_by_year"),
        ("pay_by_experience", "against_article"),
        ("pay_by_experience", "gaps"),
        ("pay_by_experience", "regions"),
        ("pay_by_experience", "trend"),
        ("certification_premium", "demand"),
        ("certification_premium", "ladder"),
        ("certification_premium", "ranges"),
        ("certification_premium", "unseen"),
        ("data_quality", "coverage_figure"),
        ("data_quality", "age"),
        ("claim_check", "overview"),
        ("claim_check", "pay"),
        ("claim_check", "what_each_level_asks_for"),
        ("claim_check", "soft_skills"),
        ("claim_check", "premiums"),
        ("claim_check", "definitions"),
        ("role_profile", "shares"),
        ("role_profile", "years_asked"),
        ("role_profile", "distinctive"),
        ("transition", "pay"),
        ("transition", "gap"),
        ("transition", "asks"),
        ("transition", "first_jobs"),
        ("transition", "steps"),
    ],
)
def test_tables_are_as_they_were(rendered: Path, name: str, table: str) -> None:
    """Compare with the tables kept in ``golden``; ``TPM_INSIGHTS_REWRITE_GOLDEN=1`` writes them anew."""
    now = pd.read_csv(rendered / name / "tables" / f"{table}.csv")
    kept = GOLDEN / f"{name}-{table}.csv"
    if os.environ.get("TPM_INSIGHTS_REWRITE_GOLDEN"):
        kept.parent.mkdir(exist_ok=True)
        now.to_csv(kept, index=False, float_format="%.8g")
    pd.testing.assert_frame_equal(now, pd.read_csv(kept), rtol=1e-5, check_dtype=False)


def test_the_ten_minute_notebook_runs(rendered: Path, tmp_path: Path) -> None:
    import papermill as pm

    from tpm_insights.reports.engine import register_engine

    done = pm.execute_notebook(
        REPORTS.parent / "explore.ipynb",
        tmp_path / "explore.ipynb",
        engine_name=register_engine(),
        kernel_name="python3",
        language="python",
        progress_bar=False,
        folder=str(tmp_path),
        environment={"TPM_INSIGHTS_PROJECT": str(rendered.parent)},
    )
    outputs = [out for cell in done.cells for out in cell.get("outputs", [])]
    assert {out.output_type for out in outputs} == {"execute_result"}
    assert len(outputs) == sum(cell.cell_type == "code" for cell in done.cells)
