"""Every file of data/raw has a true line in data/README.md, and holds neither free text nor anything personal."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.clean.figures import clean_figures
from tpm_insights.project import sha256_of
from tpm_insights.sources import read_postings, read_salaries
from tpm_insights.tables import FACTS, TABLES

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / "data" / "raw"
FILES = sorted(path for path in RAW.rglob("*") if path.is_file())
FACTS_LEDGER = "posting_facts_ledger.csv"
FIGURES = [path for path in FILES if path.parent == RAW and ".csv" in path.suffixes and path.name != FACTS_LEDGER]
FACT_FILES = [path for path in FILES if path.parent == RAW and path.suffix == ".parquet"]
INVENTED = [path for path in FILES if path.parent.name == "invented_postings"]
PERSONAL = re.compile(
    r"gender|race|ethnic|age$|birth|e_?mail|phone|postal|address|timestamp|contact|description|comment|other_?details|text"
)


def name_of(path: Path) -> str:
    return path.relative_to(RAW).as_posix()


def lines() -> dict[str, list[str]]:
    """Cells of each line of the table in data/README.md, by file."""
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]
    assert all(len(row) == 6 for row in rows)
    return {row[0].strip("`"): row for row in rows}


def test_every_file_has_a_line_and_every_line_a_file() -> None:
    assert sorted(lines()) == [name_of(path) for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_line_is_true(path: Path) -> None:
    row = lines()[name_of(path)]
    assert all(row), "publisher, licence and what was kept must be said"
    assert row[5].strip("`") == sha256_of(path)
    assert path.stat().st_size <= 2 * 2**20
    if path.suffix == ".parquet":
        rows = len(pd.read_parquet(path))
    elif path.name == FACTS_LEDGER:
        rows = len(pd.read_csv(path))
    else:
        rows = len(read_salaries(path) if path in FIGURES else read_postings(path))
    assert row[1] == f"{rows:,}"


def test_all_files_together_are_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 6 * 2**20


@pytest.mark.parametrize("path", FIGURES, ids=name_of)
def test_figures_hold_no_free_text_and_nothing_personal(path: Path) -> None:
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    assert not [name for name in frame.columns if PERSONAL.search(name.lower())]
    longest = max(int(frame[name].str.len().max()) for name in frame.columns if name != "url")
    assert longest <= 200, "a cell that long is a text, not a label"
    assert not frame.apply(lambda column: column.str.contains(r"[\w.]+@[\w.]+\.\w", regex=True)).any(axis=None)


@pytest.mark.parametrize("path", FIGURES, ids=name_of)
def test_figures_become_their_declared_table_with_a_balanced_account(path: Path) -> None:
    table, rows, ledger = clean_figures(read_salaries(path))
    TABLES[table].check(rows, where=path.name)
    assert len(rows) > 0
    assert ledger.rows_in == ledger.rows_out + ledger.rows_removed
    assert ledger.rows_out == len(rows)


def test_record_ids_are_unique_over_all_files() -> None:
    parts = [clean_figures(read_salaries(path)) for path in FIGURES]
    salaries = pd.concat([rows for table, rows, _ in parts if table == "salaries"], ignore_index=True)
    TABLES["salaries"].check(salaries, where="all salaries")
    assert set(salaries["source"]) == {"lca", "isecjobs", "nyc", "brent_ozar"}


@pytest.mark.parametrize("path", INVENTED, ids=name_of)
def test_invented_postings_say_so(path: Path) -> None:
    frame = read_postings(path)
    assert frame["text"].str.contains("THIS POSTING IS INVENTED").all()
    assert frame["employer"].str.lower().str.contains("invented").all()


def test_invented_postings_come_in_five_formats() -> None:
    assert sorted(path.suffix for path in INVENTED) == [".csv", ".html", ".json", ".jsonl", ".parquet"]


@pytest.mark.parametrize("path", FACT_FILES, ids=name_of)
def test_posting_facts_hold_facts_only(path: Path) -> None:
    frame = pd.read_parquet(path)
    assert set(FACTS.names) <= set(frame.columns)
    assert not {"text", "title", "description", "employer", "company", "place", "location"} & set(frame.columns)
    longest = frame.select_dtypes("str").apply(lambda column: column.str.len().max())
    assert longest.max() <= 120, f"{longest.idxmax()}: a cell that long is a text, not a label"
