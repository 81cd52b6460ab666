"""A headless Chromium that sees files alone, and what a page complains about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import UsageError
from tpm_insights.ledger import Ledger
from tpm_insights.processed import Tables
from tpm_insights.reports.calculator.page import KindFits, page_html
from tpm_insights.reports.calculator.wording import PAGE
from tpm_insights.reports.calculator.write import fit_kinds
from tpm_insights.reports.exports.pdf import browser_arguments, find_browser
from tpm_insights.tables import FACTS, SALARIES

Opened = tuple[Any, list[str]]


def with_every_kind(tables: Tables) -> Tables:
    """Return the tables with listings, self-reports and an aggregator's records: every kind of pay is there."""
    rng = np.random.default_rng(11)
    facts = tables.facts.assign(posting_id="l" + tables.facts["posting_id"], pay_origin="unknown", text_kind="excerpt")
    facts = facts.assign(years_min=facts["years_min"] + rng.choice([0.0, 0.25], len(facts)))
    rows = 900
    years = rng.integers(0, 30, rows).astype(float)
    base = np.exp(11 + 0.03 * years + rng.normal(0, 0.2, rows))
    told = SALARIES.invent(rows, rng).assign(
        record_id=[f"s{i}" for i in range(rows)],
        source="invented survey",
        pay_kind=np.where(np.arange(rows) % 2, "self_report_base", "aggregator"),
        role_family=rng.choice(["technical_project_manager", "project_manager", "software_engineer"], rows),
        year=rng.choice([2022, 2023, 2024], rows),
        years_low=years,
        years_high=years,
        employer_id=pd.Series([None] * rows, dtype="str"),
        country="US",
        currency="USD",
        base_low=base,
        base_high=base,
        base_annual=base,
    )
    told = SALARIES.coerce(told, Ledger.open("salaries", told), source="invented")
    listed = FACTS.coerce(facts, Ledger.open("facts", facts), source="invented")
    return replace(
        tables,
        facts=pd.concat([tables.facts, listed], ignore_index=True),
        salaries=pd.concat([tables.salaries, told], ignore_index=True),
    )


@pytest.fixture(scope="session")
def fits(tables: Tables) -> dict[str, KindFits]:
    """Estimators of every kind of pay."""
    return fit_kinds(with_every_kind(tables))


@pytest.fixture(scope="session")
def calculator(fits: dict[str, KindFits], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calculator page of the invented tables."""
    path = tmp_path_factory.mktemp("calculator") / PAGE
    day = dt.date(2026, 1, 2)
    path.write_text(
        page_html(fits, country="US", currency="USD", day=day, made_from="invented", colophon="Invented.", index=""),
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="module")
def chromium(pages_made: None) -> Iterator[Any]:
    """The browser; opened after the pages are made, because its event loop and a notebook's do not share a thread."""
    try:
        program = find_browser()
    except UsageError as error:
        pytest.skip(f"pages are not looked at in a browser: {error}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=browser_arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages_made(calculator: Path) -> None:
    """Nothing more; modules that look at other pages too make those here."""


@pytest.fixture
def opened(chromium: Any) -> Callable[..., Any]:
    """Open a page at a width, in light or dark, without a network; complaints and calls elsewhere are kept."""

    @contextmanager
    def open_page(path: Path, *, width: int = 1200, scheme: str = "light") -> Iterator[Opened]:
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
        page, heard = context.new_page(), []
        page.on("console", lambda said: heard.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: heard.append(f"error: {error}"))
        page.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or heard.append(f"asks {asked.url}"))
        page.goto(path.as_uri())
        yield page, heard
        context.close()

    return open_page
