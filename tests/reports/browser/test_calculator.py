"""The calculator page answers as the library does, to the dollar, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tpm_insights import vocabulary as v
from tpm_insights.models.estimator_records import BASES, WAGE_LEVELS
from tpm_insights.models.estimator_result import Profile
from tpm_insights.reports.calculator.checks import profile_record, random_profile
from tpm_insights.reports.calculator.page import KindFits
from tpm_insights.reports.calculator.support_tables import ROLES

pytestmark = pytest.mark.slow
EACH = 40
"""Profiles for each fit, a quarter of them with things that its records do not tell."""
ASK = """(asked) => asked.map(([kind, holds, profile]) => {
  const answer = estimateOf(DATA, kind, profile, holds), many = DATA.kinds.find((one) => one.kind === kind).many;
  const refused = answer.refused.replaceAll(`${many} do not`, `records of ${kind} do not`);
  return [answer.percentiles, answer.n, answer.employers, answer.dates, refused, answer.notes, answer.comparable,
    answer.neighbors.map((cell) => cell.slice(4, -1))];
})"""


def anything(rng: np.random.Generator) -> Profile:
    """Draw a profile that may state what a kind of pay does not tell."""
    choices = {
        "years": [0, 3, 4.5, 8, 29, 59.5],
        "education": v.EDUCATION_LEVELS,
        "region": ["CA", "TX", "GU"],
        "work_mode": v.WORK_MODES,
        "seniority": v.SENIORITIES,
        "wage_level": WAGE_LEVELS,
    }
    stated = {name: some[int(rng.integers(len(some)))] for name, some in choices.items() if rng.random() < 0.3}
    held = tuple(dict.fromkeys(rng.choice(v.CERTIFICATIONS, int(rng.integers(3))).tolist()))
    return Profile(role=ROLES[int(rng.integers(len(ROLES)))], certifications=held, **stated)


def whole(value: float) -> int | None:
    """Write an amount as the command line does."""
    return None if np.isnan(value) else int(f"{value:.0f}")


def expected(fitted: Any, profile: Profile) -> list[Any]:
    """Answer as the library does, in the order of `ASK`."""
    found = fitted.estimate(profile)
    dated = not (found.first_date is None or found.first_date != found.first_date)
    near = found.neighbors[["n", "employers", "p10", "p25", "p50", "p75", "p90"]].to_numpy(dtype=float)
    return [
        [whole(x) for x in found.percentiles],
        found.n,
        whole(found.employers),
        [f"{found.first_date:%Y-%m}", f"{found.last_date:%Y-%m}"] if dated else None,
        found.refused,
        list(found.notes),
        found.comparable,
        [[whole(x) for x in row] for row in near],
    ]


def test_the_page_agrees_with_the_library(
    opened: Callable[..., Any], calculator: Path, fits: dict[str, KindFits], rng: np.random.Generator
) -> None:
    assert set(fits) == set(BASES)
    assert fits["posted_range"].new_source is not None
    asked, answers = [], []
    for kind, both in fits.items():
        for fitted in both:
            for turn in range(EACH if fitted is not None else 0):
                profile = random_profile(fitted, rng) if turn % 4 else anything(rng)
                asked.append([kind, fitted.holds_for, profile_record(profile)])
                answers.append(expected(fitted, profile))
    with opened(calculator) as (page, heard):
        said = page.evaluate(ASK, asked)
    assert heard == []
    assert 0.15 < np.mean([not one[4] for one in answers]) < 0.8, "both answers and refusals are compared"
    for question, one, other in zip(asked, said, answers, strict=True):
        assert one == other, question


def test_a_page_that_computes_otherwise_shows_no_figures(
    opened: Callable[..., Any], calculator: Path, tmp_path: Path
) -> None:
    text = calculator.read_text(encoding="utf-8")
    start = text.index('"baseline":') + len('"baseline":')
    wrong = tmp_path / "wrong.html"
    wrong.write_text(f"{text[:start]}1{text[start:]}", encoding="utf-8")
    with opened(wrong) as (page, _):
        assert "no figures are shown" in page.inner_text("#answer")
        assert page.is_hidden("#profile")
        assert "$" not in page.inner_text("main")


def test_the_keyboard_alone_is_enough(opened: Callable[..., Any], calculator: Path, fits: dict[str, KindFits]) -> None:
    with opened(calculator, width=390) as (page, heard):
        focused = "document.activeElement.id || document.activeElement.tagName"
        page.keyboard.press("Tab")
        reached = [page.evaluate(focused)]
        while reached[-1] != "years":
            page.keyboard.press("Tab")
            reached.append(page.evaluate(focused))
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("4")
        while reached[-1] != "cert_pmp":
            page.keyboard.press("Tab")
            reached.append(page.evaluate(focused))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Space")
        page.wait_for_function("document.getElementById('answer').innerText.includes('PMP')")
        said = page.inner_text("#answer")
        while reached[-1] != "BUTTON":
            page.keyboard.press("Tab")
            reached.append(page.evaluate(focused))
        page.keyboard.press("Enter")
        page.wait_for_function("!document.getElementById('answer').innerText.includes('PMP')")
    assert heard == []
    assert {"pay_kind", "role", "years", "education", "region", "work_mode", "seniority", "new_source"} <= set(reached)
    assert "wage_level" not in reached, "what these records do not tell cannot be chosen"
    found = fits["posted_range"].new_employer.estimate(Profile(years=4, certifications=("PMP",)))
    assert not found.refused
    for amount in (found.p10, found.p50, found.p90):
        assert (f"${amount:,.0f}" if not np.isnan(amount) else "withheld") in said


def test_refusals_are_read_out_with_their_reason(opened: Callable[..., Any], calculator: Path) -> None:
    with opened(calculator) as (page, _):
        assert page.get_attribute("#answer", "aria-live") == "polite"
        page.fill("#years", "55")
        page.wait_for_function("document.getElementById('answer').innerText.includes('No estimate')")
        assert "55 years lie outside" in page.inner_text("#answer")
        page.fill("#years", "99")
        page.wait_for_function("document.getElementById('answer').innerText.includes('between 0 and 60')")
        assert page.get_attribute("#years", "aria-invalid") == "true"
        page.fill("#years", "")
        page.select_option("#pay_kind", "filed_wage")
        page.select_option("#wage_level", "II")
        page.wait_for_function("document.getElementById('answer').innerText.includes('level II')")
        assert page.is_disabled("#years")
        assert "filed wages do not say" in page.inner_text("label[for=years]")
        assert "--pay-kind filed_wage" in page.inner_text("#command")


def test_the_file_is_small_and_calls_on_nothing(calculator: Path) -> None:
    text = calculator.read_text(encoding="utf-8")
    assert len(text.encode()) < 3_000_000
    assert not any(word in text for word in ("http://", "https://", "<link", "import(", "fetch(", "XMLHttpRequest"))
    assert text.count("<h1>") == 1
    assert '<html lang="en">' in text
