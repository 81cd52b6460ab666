"""Differences of shares against published numbers, within half a unit of the last printed digit."""

from __future__ import annotations

import pytest

from tpm_insights.models.share_differences import newcombe_interval
from tpm_insights.models.shares import wilson_interval


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), "0.0524", "0.3339"), ((9, 10), (3, 10), "0.1705", "0.8090")],
)
def test_examples_of_newcombe(first, second, low, high, printed):
    """Newcombe (1998), Statistics in Medicine 17(8), 873-890, table II, examples a and b, method 10."""
    sides = [(hits / n, *wilson_interval(hits / n, n)) for hits, n in (first, second)]
    found = newcombe_interval(sides[0], sides[1])
    assert found[0] == printed(low)
    assert found[1] == printed(high)
