"""In which order reports are made: the longest first, so that none is left over alone at the end."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from statistics import fmean

from tpm_insights.reports.editions import Edition
from tpm_insights.reports.unchanged import Verdict


def longest_first(places: Sequence[int], editions: Sequence[Edition], seen: Sequence[Verdict]) -> list[int]:
    """Order reports by how long they are expected to take.

    Parameters
    ----------
    places : sequence of int
        Those to order, by their place among the editions.
    editions : sequence of Edition
        All reports that are asked for.
    seen : sequence of Verdict
        What is known of each.

    Returns
    -------
    list of int
        The same places. A report takes as long as it took last time; one that is new as long as its other editions
        did on average, else as long as ``schedule.toml`` says; one that nothing is known of may take long.
    """
    took: dict[str, list[float]] = {}
    for edition, verdict in zip(editions, seen, strict=True):
        seconds = _seconds(verdict)
        if seconds is not None:
            took.setdefault(edition.report, []).append(seconds)

    def expected(place: int) -> float:
        """Return the seconds expected."""
        report, own = editions[place].report, _seconds(seen[place])
        if own is not None:
            return own
        return fmean(took[report]) if report in took else _measured().get(report, float("inf"))

    return sorted(places, key=lambda place: -expected(place))


def _seconds(seen: Verdict) -> float | None:
    """Return how long a report took last time."""
    seconds = (seen.manifest or {}).get("seconds")
    return float(seconds) if isinstance(seconds, int | float) else None


@cache
def _measured() -> dict[str, float]:
    """Read the seconds of the reports of this package."""
    text = files("tpm_insights.reports").joinpath("schedule.toml").read_text(encoding="utf-8")
    return {name: float(seconds) for name, seconds in tomllib.loads(text)["seconds"].items()}
