"""From an estimate with its interval to a verdict: the rules of docs/explanation/claim-verdicts.md."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal, NamedTuple

Outcome = Literal["holds", "fails", "between", "overlaps", "undecided", "unknown"]
Verdict = Literal["supported", "contradicted", "partly", "not_testable"]
VERDICTS: tuple[Verdict, ...] = ("supported", "partly", "contradicted", "not_testable")
"""From the best to none."""
SYMBOLS: dict[Verdict, str] = {"supported": "✓", "partly": "≈", "contradicted": "✗", "not_testable": "?"}
"""Signs that stand beside the words, so that neither colour nor place has to tell them apart."""
OUTCOME_WORDS: dict[Outcome, str] = {
    "holds": "the whole interval meets the claim",
    "fails": "the whole interval misses the claim",
    "between": "the whole interval lies where the claim is met in part",
    "overlaps": "the interval meets the claim in part",
    "undecided": "the interval reaches from a clear no to a clear yes, so the data cannot tell",
    "unknown": "no figure",
}


class Target(NamedTuple):
    """The values that a claim allows.

    Attributes
    ----------
    low, high : float
        Closed ends of the values that meet the claim.
    partly_from : float
        Values from here up to `low` meet it in part.
    direction : bool
        True where the claim is only that something is above `low`: then an interval on both sides of it says nothing.
    """

    low: float
    high: float = math.inf
    partly_from: float | None = None
    direction: bool = False


def judge(target: Target, estimate: float, conf_low: float, conf_high: float) -> Outcome:
    """Say how an estimate stands against what a claim allows.

    Parameters
    ----------
    target : Target
        What the claim allows.
    estimate : float
        The estimate; missing where it was refused.
    conf_low, conf_high : float
        Its 95 % interval; where both are missing the estimate stands for both, as a published figure without interval.

    Returns
    -------
    {"holds", "fails", "between", "overlaps", "undecided", "unknown"}
        ``holds`` if the whole interval meets the claim, ``fails`` if none of it does, ``between`` if all of it lies
        from `Target.partly_from` to `Target.low`, ``overlaps`` if it crosses an end, ``undecided`` if it reaches from
        a clear no to a clear yes: the claim is a direction and the interval has both, or it begins below
        `Target.partly_from` and ends at `Target.low` or above; ``unknown`` without an estimate.

    Examples
    --------
    >>> [judge(Target(95, 140), *row) for row in ((120, 110, 130), (150, 141, 160), (139, 120, 150), (101, None, None))]
    ['holds', 'fails', 'overlaps', 'holds']
    >>> [judge(Target(0, direction=True), *row) for row in ((5, 1, 9), (-5, -9, -1), (2, -3, 7))]
    ['holds', 'fails', 'undecided']
    >>> [judge(Target(0.5, partly_from=0.25), *row) for row in ((0.4, 0.3, 0.45), (0.2, 0.15, 0.24), (0.4, 0.1, 0.7))]
    ['between', 'fails', 'undecided']
    """
    if _missing(estimate):
        return "unknown"
    low = estimate if _missing(conf_low) else conf_low
    high = estimate if _missing(conf_high) else conf_high
    if target.direction:
        return "holds" if low > target.low else "fails" if high < target.low else "undecided"
    if low >= target.low and high <= target.high:
        return "holds"
    least = target.low if target.partly_from is None else target.partly_from
    if high < least or low > target.high:
        return "fails"
    if low < least < target.low <= high:
        return "undecided"
    return "between" if least <= low and high < target.low else "overlaps"


def verdict_of(outcomes: Iterable[Outcome]) -> Verdict:
    """Join the outcomes of the parts of a claim.

    Parameters
    ----------
    outcomes : iterable of str
        One a part, as of `judge`; ``unknown`` for a part that no data can speak to.

    Returns
    -------
    {"supported", "partly", "contradicted", "not_testable"}
        Supported if all parts hold; not testable if none could be told; contradicted if parts fail and none holds or
        lies between or overlaps; partly else.

    Examples
    --------
    >>> verdict_of(["holds", "holds"]), verdict_of(["holds", "fails"]), verdict_of(["holds", "unknown"])
    ('supported', 'partly', 'partly')
    >>> verdict_of(["fails", "undecided"]), verdict_of(["undecided", "unknown"]), verdict_of(["overlaps"])
    ('contradicted', 'not_testable', 'partly')
    """
    found = set(outcomes)
    if found == {"holds"}:
        return "supported"
    met = found & {"holds", "between", "overlaps"}
    if not met:
        return "contradicted" if "fails" in found else "not_testable"
    return "partly"


def _missing(value: float | None) -> bool:
    """Say whether there is no number."""
    return value is None or math.isnan(value)
