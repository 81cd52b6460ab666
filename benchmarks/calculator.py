"""Compare the calculator page with the library on random profiles, in a headless Chromium.

    python benchmarks/calculator.py [--profiles N]

N profiles are drawn for each fitted model. Needs `tpm-insights prepare`, the `test` extra and a Chromium.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import sync_playwright

from tpm_insights.models.estimator_fit import FittedPay
from tpm_insights.models.estimator_result import Profile
from tpm_insights.processed import load_tables
from tpm_insights.project import find_project
from tpm_insights.reports.calculator.checks import profile_record, random_profile
from tpm_insights.reports.calculator.page import page_html
from tpm_insights.reports.calculator.write import fit_kinds
from tpm_insights.reports.exports.pdf import browser_arguments, find_browser

ASK = """(asked) => asked.map(([kind, holds, profile]) => {
  const answer = estimateOf(DATA, kind, profile, holds), many = DATA.kinds.find((one) => one.kind === kind).many;
  return [answer.percentiles, answer.n, answer.employers, answer.notes, answer.comparable, answer.neighbors.length,
    answer.refused.replaceAll(`${many} do not`, `records of ${kind} do not`)];
})"""


def whole(value: float) -> int | None:
    """Write an amount as the command line does."""
    return None if np.isnan(value) else int(f"{value:.0f}")


def answered(fitted: FittedPay, profile: Profile) -> list[Any]:
    """Answer as the library does, in the order of `ASK`."""
    found = fitted.estimate(profile)
    amounts = [whole(value) for value in found.percentiles]
    counts = [found.n, whole(found.employers)]
    return [amounts, *counts, list(found.notes), found.comparable, len(found.neighbors), found.refused]


def main() -> None:
    """Print how many answers agree, and the size of the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profiles", type=int, default=200, metavar="N")
    each = parser.parse_args().profiles
    rng = np.random.default_rng(20261122)
    fits = fit_kinds(load_tables(find_project()))
    asked, expected = [], []
    for kind, both in fits.items():
        for fitted in both:
            for _ in range(each if fitted is not None else 0):
                profile = random_profile(fitted, rng)
                asked.append([kind, fitted.holds_for, profile_record(profile)])
                expected.append(answered(fitted, profile))
    html = page_html(fits, country="US", currency="USD", day=dt.date(2026, 1, 2), made_from="", colophon="", index="")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = Path(folder) / "estimate.html"
        path.write_text(html, encoding="utf-8")
        browser = play.chromium.launch(executable_path=find_browser(), args=browser_arguments())
        page = browser.new_page()
        page.goto(path.as_uri())
        begun = time.perf_counter()
        said = page.evaluate(ASK, asked)
        seconds = time.perf_counter() - begun
        browser.close()
    differ = [one for one, got, want in zip(asked, said, expected, strict=True) if got != want]
    refused = sum(bool(answer[-1]) for answer in expected)
    print(f"page {len(html.encode()) / 1e6:.2f} MB; {len(asked):,} profiles, {refused:,} refused; {len(differ)} differ")
    print(f"{1000 * seconds / len(asked):.1f} ms an answer in the browser")
    for one in differ[:3]:
        print(one)
    sys.exit(bool(differ))


if __name__ == "__main__":
    main()
