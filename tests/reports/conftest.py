"""A project made of tiny notebooks, each named after its case, and invented tables with known effects."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tpm_insights.ledger import Ledger
from tpm_insights.processed import Tables, write_tables
from tpm_insights.project import ProjectPaths
from tpm_insights.reports.batch import render_reports
from tpm_insights.tables import (
    FACTS,
    OCCUPATIONS,
    PERCENTILES,
    PRICE_INDEX,
    PRICE_PARITY,
    PUBLISHED_FIGURES,
    SALARIES,
    SELF_REPORTS,
)
from tpm_insights.vocabulary import CERTIFICATIONS, ROLE_DEFINITIONS, certification_column

CASES = Path(__file__).resolve().parents[1] / "notebooks"
PER_YEAR, PMP_PREMIUM, SPREAD = 0.04, 0.05, 0.18
"""Effects that are planted: log points a year asked for, log points with PMP, spread of log pay."""


def invented_facts(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return postings whose pay grows by `PER_YEAR` a year asked for and by `PMP_PREMIUM` with PMP."""
    facts = FACTS.invent(rows, rng)
    years = rng.choice(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12], rows, p=[0.04, 0.08, 0.12, 0.16, 0.08, 0.22, 0.05, 0.08, 0.08, 0.07, 0.02]
    )
    pmp = rng.random(rows) < 0.08 + 0.035 * years
    middle = 78_000 * np.exp(PER_YEAR * years + PMP_PREMIUM * pmp + rng.normal(0, SPREAD, rows))
    width = rng.uniform(1.05, 1.5, rows)
    stated = rng.random(rows) < 0.6
    facts = facts.assign(
        posting_id=[f"p{i}" for i in range(rows)],
        source=rng.choice(["invented board", "invented site"], rows),
        text_kind=np.where(rng.random(rows) < 0.8, "full", "excerpt"),
        role_family=rng.choice([*ROLE_DEFINITIONS["all_project_program"], "software_engineer"], rows),
        country=np.where(rng.random(rows) < 0.9, "US", "GB"),
        region=rng.choice(["CA", "TX", "NY", "WA"], rows),
        employer_id=[f"e{i:03d}" for i in rng.integers(0, 120, rows)],
        posted_on=pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 900, rows), unit="D"),
        years_min=years.astype(float),
        years_max=np.nan,
        annual_low=np.where(stated, middle / np.sqrt(width), np.nan),
        annual_high=np.where(stated, middle * np.sqrt(width), np.nan),
        pay_currency="USD",
        pay_period="year",
        pay_origin=np.where(rng.random(rows) < 0.85, "text", "platform_estimate"),
    )
    for name in CERTIFICATIONS:
        share = {"PMP": 1.0, "CSM": 0.12, "CAPM": 0.03, "ITIL": 0.06}.get(name, 0.0)
        chosen = pmp if name == "PMP" else rng.random(rows) < share
        status = rng.choice(["required", "preferred", "mentioned"], rows)
        facts[certification_column(name)] = pd.Series(np.where(chosen, status, None), dtype="str")
    ledger = Ledger.open("facts", facts)
    return FACTS.coerce(facts, ledger, source="invented")


def invented_salaries(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return filed wages and the notices of one city."""
    city = rng.random(rows) < 0.2
    base = 85_000 * np.exp(rng.normal(0, 0.2, rows))
    levels = rng.choice(["I", "II", "III", "IV"], rows)
    frame = SALARIES.invent(rows, rng).assign(
        record_id=[f"r{i}" for i in range(rows)],
        source=np.where(city, "invented city", "invented filings"),
        pay_kind=np.where(city, "posted_range", "filed_wage"),
        year=rng.integers(2015, 2021, rows),
        role_family=rng.choice(ROLE_DEFINITIONS["all_project_program"], rows),
        seniority=pd.Series(np.where(city, "entry", None), dtype="str"),
        years_low=np.nan,
        years_high=np.nan,
        employer_id=np.where(city, "city", [f"f{i:03d}" for i in rng.integers(0, 60, rows)]),
        country="US",
        currency="USD",
        base_low=base,
        base_high=base * 1.1,
        base_annual=base,
        wage_level=pd.Series(np.where(city, None, levels), dtype="str"),
    )
    return SALARIES.coerce(frame, Ledger.open("salaries", frame), source="invented")


def invented_percentiles() -> pd.DataFrame:
    """Return an employer survey of two occupations."""
    names = {"13-1082": "Project Management Specialists", "15-1299": "Computer Occupations, All Other"}
    wages = {10: 60_000, 25: 78_000, 50: 101_000, 75: 132_000, 90: 168_000}
    cells = [(code, at, wage + 1_000 * k) for k, code in enumerate(names) for at, wage in wages.items()]
    rows = pd.DataFrame(cells, columns=["occupation_code", "percentile", "annual_wage"])
    rows = rows.assign(occupation=rows["occupation_code"].map(names), country="US", currency="USD", year=2025)
    rows = rows.assign(source="invented survey", employment=900_000.0)
    return PERCENTILES.coerce(rows, Ledger.open("percentiles", rows), source="invented")


def invented_self_reports() -> pd.DataFrame:
    """Return self-reported total pay in three bands of experience."""
    rows = pd.DataFrame({"years_low": [0, 3, 8], "years_high": [2, 7, None]})
    for name, middle in {"p10": 90_000, "p25": 120_000, "p50": 150_000, "p75": 190_000, "p90": 260_000}.items():
        rows[name] = middle + 9_000 * rows["years_low"]
    rows = rows.assign(source="invented reports", publisher="invented site", year_low=2018, year_high=2021)
    rows = rows.assign(country="US", currency="USD", role_family="technical_program_manager")
    rows = rows.assign(pay_kind="self_report_total", n=60, employers=20, top_employer_share=0.2)
    return SELF_REPORTS.coerce(rows, Ledger.open("self_reports", rows), source="invented")


def invented_figures() -> pd.DataFrame:
    """Return one published figure."""
    frame = pd.DataFrame(
        {
            "publisher": ["Invented Institute"], "edition": ["First"], "year": [2025], "group": ["certified"],
            "measure": ["median"], "value": [120_000.0], "unit": ["USD"], "n": [500.0], "country": ["US"],
        }
    )  # fmt: skip
    return PUBLISHED_FIGURES.coerce(frame, Ledger.open("published_figures", frame), source="invented")


def invented_ledger(facts: pd.DataFrame) -> pd.DataFrame:
    """Return an account of how the invented facts came about."""
    ledger = Ledger("facts", len(facts) + 40, len(facts) + 40)
    ledger.record(source="invented board", step="copies", action="merged", reason="same words", rows=30)
    ledger.record(source="invented site", step="clean", action="dropped", reason="no text", rows=10, examples=["", "-"])
    ledger.record(source="invented site", step="money", action="repaired", reason="ends swapped", rows=5)
    return ledger.to_frame()


def invented_tables(rows: int = 900, seed: int = 7) -> Tables:
    """Return all tables; the same rows for the same seed."""
    rng = np.random.default_rng(seed)
    facts, salaries = invented_facts(rows, rng), invented_salaries(400, rng)
    accounts = [("facts", "invented_facts.csv", rows + 40, rows), ("salaries", "invented_wages.csv", 400, 400)]
    return Tables(
        facts=facts,
        salaries=salaries,
        percentiles=invented_percentiles(),
        published_figures=invented_figures(),
        self_reports=invented_self_reports(),
        occupations=OCCUPATIONS.empty(),
        price_parity=PRICE_PARITY.empty(),
        price_index=PRICE_INDEX.empty(),
        invented_facts=FACTS.empty(),
        ledger=invented_ledger(facts),
        accounts=pd.DataFrame(accounts, columns=["table", "file", "rows_in", "rows_out"]),
        inputs=tuple((file, sha256(file.encode()).hexdigest(), rows_in) for _, file, rows_in, _ in accounts),
    )


def write_project(tables: Tables, project: ProjectPaths) -> None:
    """Write raw files and tables as `tpm-insights prepare` leaves them; a raw file holds its own name."""
    project.raw.mkdir(parents=True, exist_ok=True)
    for name, _, _ in tables.inputs:
        (project.raw / name).write_text(name)
    write_tables(tables, project)


@pytest.fixture
def cases() -> Path:
    """The folder of tiny notebooks."""
    return CASES


@pytest.fixture
def project(tmp_path: Path) -> ProjectPaths:
    """A project whose reports are the tiny notebooks."""
    paths = ProjectPaths(tmp_path / "project")
    paths.raw.mkdir(parents=True)
    shutil.copytree(CASES, paths.notebooks)
    return paths


@pytest.fixture(scope="session")
def tables() -> Tables:
    """Invented tables, the same for every test."""
    return invented_tables()


@pytest.fixture(scope="session")
def make_project() -> Callable[[Path], ProjectPaths]:
    """Return a function that makes a project of the invented tables and the real report notebooks in a folder."""

    def make(root: Path) -> ProjectPaths:
        paths = ProjectPaths(root)
        write_project(invented_tables(), paths)
        shutil.copytree(Path(__file__).resolve().parents[2] / "notebooks" / "reports", paths.notebooks)
        return paths

    return make


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory, make_project: Callable[[Path], ProjectPaths]) -> Path:
    """All reports of the invented tables and their index, made once for every test that looks at pages."""
    return render_reports(project=make_project(tmp_path_factory.mktemp("reports"))).parent
