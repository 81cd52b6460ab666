"""Every page in a real browser: silent, narrow enough for a phone, without a violation that axe can find."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPORTS = tuple(sorted(path.stem for path in (Path(__file__).parents[3] / "notebooks" / "reports").glob("*.ipynb")))
PAGES = ("index", "estimate", *REPORTS)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pages_made(rendered: Path, calculator: Path) -> None:
    """All pages there are."""


@pytest.fixture(params=PAGES)
def path(request: pytest.FixtureRequest, rendered: Path, calculator: Path) -> Path:
    """A page."""
    if request.param == "estimate":
        return calculator
    return rendered / "index.html" if request.param == "index" else rendered / request.param / f"{request.param}.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(opened: Callable[..., Any], path: Path, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(path, scheme=scheme) as (page, heard):
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        only = {"runOnly": ["color-contrast"]} if scheme == "dark" else None  # nothing else depends on the scheme
        found = Axe().run(page, options=only).response
    assert heard == []
    assert len(found["passes"]) > (0 if only else 10), "axe looked at nothing"
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []


def test_a_phone_needs_no_sideways_scroll(opened: Callable[..., Any], path: Path) -> None:
    with opened(path, width=390) as (page, heard):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("document.documentElement.scrollHeight") > 800, "the page is blank"
    assert heard == []


def test_a_printed_page_shows_what_is_folded_and_cuts_no_table(opened: Callable[..., Any], path: Path) -> None:
    with opened(path, width=680) as (page, _):  # A4 without its margins, in CSS pixels
        page.emulate_media(media="print")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        wide = page.evaluate(
            "[...document.querySelectorAll('.tpm-scroll')].filter((box) => box.scrollWidth > 680)"
            ".map((box) => `${box.getAttribute('aria-label')}: ${box.scrollWidth}`)"
        )
    assert wide == []


def test_figures_are_drawn(opened: Callable[..., Any], path: Path) -> None:
    with opened(path, width=390) as (page, _):
        sizes = page.evaluate("[...document.images].map((one) => [one.naturalWidth, one.alt.length, one.complete])")
    assert all(width > 100 and words > 40 and done for width, words, done in sizes)
    assert sizes or path.stem in ("index", "estimate") or not page_has_figures(path)


def page_has_figures(path: Path) -> bool:
    """Say whether the page has figures at all."""
    return "<figure" in path.read_text(encoding="utf-8")
