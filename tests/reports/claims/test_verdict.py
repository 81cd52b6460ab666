"""The rules that lead from an interval to a verdict, one by one and as laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.reports.claims.verdict import OUTCOME_WORDS, SYMBOLS, VERDICTS, Target, judge, verdict_of

BAND = Target(95, 140)
OPEN = Target(140)
SHARE = Target(0.5, partly_from=0.25)
ABOVE = Target(0, direction=True)


@pytest.mark.parametrize(
    ("target", "interval", "outcome"),
    [
        (BAND, (96, 139), "holds"),
        (BAND, (95, 140), "holds"),
        (BAND, (94.9, 139), "overlaps"),
        (BAND, (120, 140.1), "overlaps"),
        (BAND, (50, 200), "overlaps"),
        (BAND, (140.1, 160), "fails"),
        (BAND, (60, 94.9), "fails"),
        (OPEN, (141, 900), "holds"),
        (OPEN, (100, 139), "fails"),
        (SHARE, (0.5, 0.7), "holds"),
        (SHARE, (0.45, 0.55), "overlaps"),
        (SHARE, (0.25, 0.49), "between"),
        (SHARE, (0.2, 0.3), "overlaps"),
        (SHARE, (0.2, 0.499), "overlaps"),
        (SHARE, (0.25, 0.7), "overlaps"),
        (SHARE, (0.2, 0.5), "undecided"),
        (SHARE, (0.05, 0.9), "undecided"),
        (Target(0.5), (0.2, 0.7), "overlaps"),
        (SHARE, (0.1, 0.249), "fails"),
        (Target(0.5), (0.3, 0.49), "fails"),
        (ABOVE, (0.1, 5), "holds"),
        (ABOVE, (-5, -0.1), "fails"),
        (ABOVE, (-5, 5), "undecided"),
        (ABOVE, (0, 5), "undecided"),
    ],
)
def test_outcome_of_an_interval(target: Target, interval: tuple[float, float], outcome: str) -> None:
    assert judge(target, sum(interval) / 2, *interval) == outcome


def test_a_figure_without_interval_is_taken_as_it_is() -> None:
    assert judge(BAND, 100, math.nan, math.nan) == "holds"
    assert judge(BAND, 141, math.nan, math.nan) == "fails"


def test_no_figure_is_no_outcome() -> None:
    assert judge(BAND, math.nan, math.nan, math.nan) == "unknown"
    assert judge(ABOVE, math.nan, 1, 2) == "unknown"


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (["holds"], "supported"),
        (["holds", "holds"], "supported"),
        (["holds", "unknown"], "partly"),
        (["holds", "undecided"], "partly"),
        (["holds", "fails"], "partly"),
        (["between"], "partly"),
        (["overlaps"], "partly"),
        (["overlaps", "fails"], "partly"),
        (["fails"], "contradicted"),
        (["fails", "unknown"], "contradicted"),
        (["fails", "undecided"], "contradicted"),
        (["undecided"], "not_testable"),
        (["undecided", "unknown"], "not_testable"),
        (["unknown"], "not_testable"),
    ],
)
def test_verdict_of_the_parts(outcomes: list, verdict: str) -> None:
    assert verdict_of(outcomes) == verdict
    assert verdict_of(reversed(outcomes)) == verdict


numbers = st.floats(0, 300, allow_nan=False)


@given(st.lists(numbers, min_size=2, max_size=2), st.lists(numbers, min_size=2, max_size=2))
def test_a_narrower_interval_never_turns_a_sure_outcome_round(claimed: list, found: list) -> None:
    (low, high), (conf_low, conf_high) = sorted(claimed), sorted(found)
    wide = judge(Target(low, high), conf_low, conf_low, conf_high)
    middle = (conf_low + conf_high) / 2
    narrow = judge(Target(low, high), middle, middle, middle)
    if wide in ("holds", "fails"):
        assert narrow == wide
    assert narrow in ("holds", "fails")


@given(st.lists(st.sampled_from(sorted(OUTCOME_WORDS)), min_size=1, max_size=5))
def test_one_more_unknown_part_never_makes_a_verdict_better(outcomes: list) -> None:
    rank = {"supported": 2, "partly": 1, "contradicted": 0, "not_testable": 0}
    assert rank[verdict_of([*outcomes, "unknown"])] <= rank[verdict_of(outcomes)]
    assert verdict_of([*outcomes, "unknown"]) != "supported"


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert set(SYMBOLS) == set(VERDICTS)
    assert len(set(SYMBOLS.values())) == len(VERDICTS)
