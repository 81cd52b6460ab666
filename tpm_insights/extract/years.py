"""Years of experience a posting asks for: required minimum and maximum, preferred minimum, every demand."""

from __future__ import annotations

from typing import NamedTuple

from tpm_insights.extract.alternatives import link_of
from tpm_insights.extract.document import Document
from tpm_insights.extract.durations import Duration, find_durations
from tpm_insights.extract.experience import counts_experience
from tpm_insights.extract.preference import Scope, scope_of
from tpm_insights.extract.statements import statement_bounds


class YearsRequirement(NamedTuple):
    """One demand for years of experience.

    Attributes
    ----------
    minimum : float
        Least years.
    maximum : float or None
        Most years, if a range is stated.
    scope : {"required", "preferred"}
        How it is asked for.
    degree : str or None
        Level of the degree it goes with ("Bachelor's with 5 years"); "degree" if the degree has no level; None if it
        stands alone.
    is_alternative : bool
        Whether it may be met instead of the demand before it.
    span : tuple of (int, int)
        Where it is written.
    """

    minimum: float
    maximum: float | None
    scope: Scope
    degree: str | None
    is_alternative: bool
    span: tuple[int, int]


class Years(NamedTuple):
    """Years of experience a posting asks for.

    Attributes
    ----------
    minimum, maximum : float or None
        Years required: the largest of the required minimums (of alternatives by education the bachelor's, else the
        first), and the upper end of that same demand.
    preferred_minimum : float or None
        The same among those only preferred.
    requirements : tuple of YearsRequirement
        Every demand, in the order of the text.
    spans : tuple of (int, int)
        Where the numbers returned are written.
    """

    minimum: float | None
    maximum: float | None
    preferred_minimum: float | None
    requirements: tuple[YearsRequirement, ...]
    spans: tuple[tuple[int, int], ...]


_MOST = 300  # no posting asks more often; it bounds the time a freak text takes
_NOTHING = Years(None, None, None, (), ())


def read_years(document: Document) -> Years:
    """Return the years of experience a posting asks for.

    Parameters
    ----------
    document : Document
        The posting.

    Returns
    -------
    Years
        With None where it asks for none or the text is not sure.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> def shown(text):
    ...     years = read_years(read_document(text))
    ...     return years.minimum, years.maximum, years.preferred_minimum
    >>> shown("Bachelor's with 5 years of experience, Master's with 3 years. Ten years preferred.")
    (5.0, None, 10.0)
    >>> shown("3-5+ years in delivery; at least one year with Jira.")
    (3.0, 5.0, None)
    >>> shown("In business for 30 years. A 2-year contract.")
    (None, None, None)
    """
    found = find_durations(document)[:_MOST]
    if not found:
        return _NOTHING
    placed = [(duration, statement_bounds(document, duration.start)) for duration in found]
    asked = [(duration, bounds) for duration, bounds in placed if counts_experience(document, duration, bounds)]
    demands = _demands(document, asked)
    if not demands:
        return _NOTHING
    chosen, wished = _decisive(demands, "required"), _decisive(demands, "preferred")
    return Years(
        minimum=chosen.minimum if chosen else None,
        maximum=chosen.maximum if chosen else None,
        preferred_minimum=wished.minimum if wished else None,
        requirements=tuple(demands),
        spans=tuple([d.span for d in (chosen, wished) if d is not None]),
    )


def _demands(document: Document, asked: list[tuple[Duration, tuple[int, int]]]) -> list[YearsRequirement]:
    """Return the demands, each with its scope and degree; "a degree OR n years" is none."""
    floors = [0, *[duration.end for duration, _ in asked]]
    ceilings = [*[duration.start for duration, _ in asked[1:]], len(document.lower)]
    demands: list[YearsRequirement] = []
    for (duration, bounds), floor, ceiling in zip(asked, floors, ceilings, strict=False):
        link = link_of(document, duration, floor, ceiling)
        if not link.is_needless:
            scope = scope_of(document, duration, bounds, ceiling)
            span = (duration.start, duration.end)
            demands.append(YearsRequirement(duration.low, duration.high, scope, link.degree, link.is_alternative, span))
    return demands


def _alternatives(demands: list[YearsRequirement]) -> list[list[YearsRequirement]]:
    """Return demands in groups of which one is enough: joined by "or", or with degrees of different levels."""
    groups: list[list[YearsRequirement]] = []
    by_degree: list[YearsRequirement] = []
    levels: set[str] = set()
    for demand in demands:
        if demand.degree is not None and levels and demand.degree not in levels:
            by_degree.append(demand)
        elif demand.is_alternative and groups:
            groups[-1].append(demand)
        else:
            groups.append([demand])
        if demand.degree is not None:
            by_degree = by_degree if levels else groups[-1]
            levels.add(demand.degree)
    return groups


def _accepted(group: list[YearsRequirement]) -> YearsRequirement:
    """Return the demand of a group that counts: the bachelor's, else the first."""
    return group[0] if len(group) == 1 else next((demand for demand in group if demand.degree == "bachelor"), group[0])


def _decisive(demands: list[YearsRequirement], scope: Scope) -> YearsRequirement | None:
    """Return the first of the demands of a scope with the largest minimum, alternatives counted as one demand."""
    largest: YearsRequirement | None = None
    for group in _alternatives([demand for demand in demands if demand.scope == scope]):
        demand = _accepted(group)
        if largest is None or demand.minimum > largest.minimum:
            largest = demand
    return largest
