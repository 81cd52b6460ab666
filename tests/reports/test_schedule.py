"""Reports that take longest are started first, by what is known of them."""

from __future__ import annotations

from tpm_insights.reports.editions import Edition
from tpm_insights.reports.schedule import longest_first
from tpm_insights.reports.unchanged import Verdict


def ordered(known: dict[tuple[str, str], float | None], *, leave_out: tuple[int, ...] = ()) -> list[str]:
    """Return reports with their regions in the order they are started; None where one was never made."""
    editions = [Edition(report, {}, {"region": region} if region else {}) for report, region in known]
    seen = [
        Verdict("new", None if seconds is None else {"report": report, "seconds": seconds})
        for (report, _), seconds in known.items()
    ]
    places = [place for place in range(len(editions)) if place not in leave_out]
    return [" ".join(list(known)[place]).strip() for place in longest_first(places, editions, seen)]


def test_reports_that_were_made_before_take_as_long_as_they_took() -> None:
    assert ordered({("a", ""): 3.0, ("b", ""): 9.5, ("c", ""): 4}) == ["b", "c", "a"]
    assert ordered({("a", ""): 3.0, ("b", ""): 9.5, ("c", ""): 4}, leave_out=(1,)) == ["c", "a"]


def test_new_reports_take_as_long_as_was_measured_and_unknown_ones_may_take_long() -> None:
    new = {("data_quality", ""): None, ("claim_check", ""): None, ("mine", ""): None, ("yours", ""): None}
    assert ordered(new) == ["mine", "yours", "claim_check", "data_quality"]


def test_a_new_edition_takes_as_long_as_the_others() -> None:
    known = {("a", "CA"): 8.0, ("a", "TX"): 2.0, ("a", "NY"): None, ("b", ""): 4.5, ("c", ""): 5.5}
    assert ordered(known) == ["a CA", "c", "a NY", "b", "a TX"]
