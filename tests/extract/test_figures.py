"""Amounts joined to ranges, open ends, and ends that do not belong together."""

from __future__ import annotations

import math

import pytest

from tpm_insights.extract.amounts import find_amounts
from tpm_insights.extract.figures import join_amounts


def figures(text):
    return join_amounts(text.lower(), find_amounts(text, 0, len(text)))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("$90,000 - $110,000", 90_000, 110_000),
        ("$90,000-110,000", 90_000, 110_000),
        ("$90 - $110k", 90_000, 110_000),
        ("90-110k", 90_000, 110_000),
        ("$90K-110", 90_000, 110_000),
        ("$75-90,000", 75_000, 90_000),
        ("8-12 LPA", 800_000, 1_200_000),
        ("between $90,000 and $110,000", 90_000, 110_000),
        ("between 90 and 110k", 90_000, 110_000),
        ("between $98,000 & $120,000", 98_000, 120_000),
        ("$110,000 - $90,000", 90_000, 110_000),
        ("$90,000/yr to $110,000/yr", 90_000, 110_000),
        ("$90,000 USD and $110,000 USD", 90_000, 110_000),
        ("60.000 - 80.000 €", 60_000, 80_000),
        ("$90,000. - $110,000", 90_000, 110_000),
        ("$90,000 (min.) - $100,000 (mid.) - $110,000 (max.)", 90_000, 110_000),
        ("$90,000 to a maximum of $110,000", 90_000, 110_000),
        ("Minimum: $90,000 Maximum: $110,000", 90_000, 110_000),
        ("Min $90,000 | Max $110,000", 90_000, 110_000),
        ("$90,000 $110,000", 90_000, 110_000),
        ("$90,000\n- $110,000", 90_000, 110_000),
        ("$90,000 (Step 01) to $110,000", 90_000, 110_000),
        ("$31.250 - $36.500 hourly", 31.25, 36.5),
        ("$120-140k+", 120_000, 140_000),
        ("up to $90,000", None, 90_000),
        ("cannot exceed $65", None, 65),
        ("maximum of $90,000", None, 90_000),
        ("from $90,000", 90_000, None),
        ("starting at $90,000", 90_000, None),
        ("minimum salary: $90,000", 90_000, None),
        ("$90,000+", 90_000, None),
        ("$90,000 and up", 90_000, None),
        ("$90,000 plus bonus", 90_000, 90_000),
    ],
)
def test_ends_as_a_person_reads_them(text, low, high):
    found = figures(text)
    assert len(found) == 1
    assert (found[0].low, found[0].high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("$60 and 5 projects", [(60, 60), (5, 5)]),
        ("$25/hr - $52,000/yr", [(25, 25), (52_000, 52_000)]),
        ("£70,000 - €80,000", [(70_000, 70_000), (80_000, 80_000)]),
        ("$80,000 to $90,000 and $95,000 to $99,000", [(80_000, 90_000), (95_000, 99_000)]),
        ("$80,000; $90,000", [(80_000, 80_000), (90_000, 90_000)]),
    ],
)
def test_amounts_that_are_no_range_stay_apart(text, ends):
    assert [(figure.low, figure.high) for figure in figures(text)] == ends


@pytest.mark.parametrize("text", ["$77.40 - $131,000", "$0 - $50,000", "$2- 3.5 million", "$150,000 to $2 million"])
def test_ends_that_cannot_belong_together_are_endless(text):
    assert all(math.isinf(max(figure.ends)) for figure in figures(text))
