"""Invented tables with known effects, shaped as the pipeline writes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tpm_insights.ledger import Ledger
from tpm_insights.tables import FACTS, PERCENTILES, PUBLISHED_FIGURES, SALARIES, SELF_REPORTS, TABLES
from tpm_insights.vocabulary import CERTIFICATIONS, ROLE_DEFINITIONS, certification_column

PER_YEAR, PMP_PREMIUM, SPREAD = 0.04, 0.05, 0.18
"""Effects that are planted: log points a year asked for, log points with PMP, spread of log pay."""


@dataclass(frozen=True)
class SampleTables:
    """What `tpm_insights.load_tables` returns, invented."""

    facts: pd.DataFrame
    salaries: pd.DataFrame
    percentiles: pd.DataFrame
    published_figures: pd.DataFrame
    self_reports: pd.DataFrame
    ledger: pd.DataFrame
    inputs: tuple[tuple[str, str, int], ...] = (("invented facts", "0" * 64, 900),)


def invented_facts(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return postings whose pay grows by `PER_YEAR` a year and by `PMP_PREMIUM` with PMP, and more often names PMP later."""
    facts = FACTS.invent(rows, rng)
    years = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12], rows, p=[0.04, 0.08, 0.12, 0.16, 0.08, 0.22, 0.05, 0.08, 0.08, 0.07, 0.02])
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
    rows = [
        {
            "source": "invented survey", "year": 2025, "occupation_code": code, "occupation": name, "country": "US",
            "region": None, "currency": "USD", "employment": 900_000.0, "percentile": at, "annual_wage": wage + 1_000 * k,
        }
        for k, (code, name) in enumerate(names.items())
        for at, wage in wages.items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return PERCENTILES.coerce(frame, Ledger.open("percentiles", frame), source="invented")


def invented_self_reports() -> pd.DataFrame:
    """Return self-reported total pay in three bands of experience."""
    rows = [
        {
            "source": "invented reports", "publisher": "invented site", "year_low": 2018, "year_high": 2021, "country": "US",
            "role_family": "technical_program_manager", "years_low": low, "years_high": high, "pay_kind": "self_report_total",
            "currency": "USD", "n": 60, "employers": 20, "top_employer_share": 0.2, "p10": 90_000, "p25": 120_000 + 9_000 * low,
            "p50": 150_000 + 9_000 * low, "p75": 190_000 + 9_000 * low, "p90": 260_000 + 9_000 * low,
        }
        for low, high in ((0, 3), (3, 8), (8, None))
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return SELF_REPORTS.coerce(frame, Ledger.open("self_reports", frame), source="invented")


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


def invented_tables(rows: int = 900, seed: int = 7) -> SampleTables:
    """Return all tables; the same rows for the same seed."""
    rng = np.random.default_rng(seed)
    facts = invented_facts(rows, rng)
    return SampleTables(
        facts, invented_salaries(400, rng), invented_percentiles(), invented_figures(), invented_self_reports(),
        invented_ledger(facts),
    )  # fmt: skip


def write_tables(tables: SampleTables, processed: Path) -> None:
    """Write the tables where the pipeline would."""
    processed.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        frame = getattr(tables, name, None)
        if frame is not None:
            frame.to_parquet(processed / f"{name}.parquet", index=False)
    tables.ledger.to_parquet(processed / "ledger.parquet", index=False)
