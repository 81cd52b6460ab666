"""Put the answers to profiles together: percentiles or reasons, what they rest on, and what to know beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from tpm_insights.clean.regions import region_names
from tpm_insights.errors import UsageError, examples_of
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.disclosure_rule import CellCount
from tpm_insights.models.estimator_cells import Cell, count_of
from tpm_insights.models.estimator_records import WAGE_LEVELS, PayBasis
from tpm_insights.models.estimator_result import Estimate, Profile
from tpm_insights.models.estimator_support import (
    Support,
    comparable_cell,
    group_words,
    level_name,
    neighbors,
    refusals,
)
from tpm_insights.models.frame import CERTIFICATION_NAMES, NOT_STATED, certification_name
from tpm_insights.models.tidy import Floats


def answers(
    profiles: Sequence[Profile],
    support: Support,
    predict: Callable[[pd.DataFrame], Floats],
    certifications: tuple[str, ...],
    labels: Mapping[str, tuple[str, ...]],
    as_of: float,
    own: int = 0,
) -> list[Estimate]:
    """Estimate the pay of profiles, or refuse them, each as if it were asked alone.

    Parameters
    ----------
    profiles : sequence of Profile
        Whose pay.
    support : Support
        What was observed.
    predict : callable
        From a frame of one row a profile to their percentiles; it is called once.
    certifications : tuple of str
        Certification columns that have an effect in the model.
    labels : mapping of str to tuple of str
        Labels that have an effect in the model.
    as_of : float
        Year of the estimate, NaN where there is no trend.
    own : int, default 0
        Records of one's own that the percentiles are calibrated to.

    Returns
    -------
    list of Estimate
        The answers, in the order of the profiles.

    Raises
    ------
    UsageError
        If a profile names a region that neither the country nor the records have.
    """
    _check_regions(profiles, support)
    judged = [_judged(profile, support) for profile in profiles]
    rows = [_row(one.profile, support.basis) for one in judged if not one.reasons]
    predicted = iter(predict(pd.DataFrame(rows)).tolist() if rows else [])
    found = []
    for one in judged:
        percentiles: tuple[float, ...] = (np.nan,) * len(QUANTILES)
        notes: list[str] = []
        if not one.reasons:
            withheld = [bool(support.rule.refusal(one.records, q)) for q in QUANTILES]
            percentiles = tuple(np.nan if no else x for no, x in zip(withheld, next(predicted), strict=True))
            notes = _notes(one.profile, one.group, certifications, labels, withheld, as_of)
            notes += [f"calibrated to {own} records of your own"] if own else []
        found.append(_estimate(one, support, percentiles, notes))
    return found


def _check_regions(profiles: Sequence[Profile], support: Support) -> None:
    """Refuse a region that neither the country nor the records have: it is a slip, not one of the rarer regions."""
    known = region_names(support.country)
    allowed = {*known, *support.cells["region"].str.upper(), None}
    unknown = [one.region for one in profiles if one.region not in allowed]
    if known and unknown:
        raise UsageError(f"{examples_of(unknown)}: no region of {support.country}; use one of {', '.join(known)}")


class _Judged(NamedTuple):
    """A profile with the records it is compared with, and why it cannot be answered."""

    profile: Profile
    level: str
    group: str
    cell: Cell | None
    records: CellCount
    reasons: list[str]


def _judged(profile: Profile, support: Support) -> _Judged:
    """Find out whether a profile can be answered."""
    level = level_name(profile, support.basis)
    group, cell = comparable_cell(profile.role, level, support)
    count = count_of(cell)
    return _Judged(profile, level, group, cell, count, refusals(profile, support, group, level, count))


def _estimate(one: _Judged, support: Support, percentiles: tuple[float, ...], notes: list[str]) -> Estimate:
    """Put an answer together."""
    kind, level = support.basis.level.replace("_", " "), one.level.replace("_", " ")
    return Estimate(
        profile=one.profile,
        pay_kind=support.basis.kind,
        pay_words=support.basis.words,
        currency=support.currency,
        country=support.country,
        percentiles=percentiles,
        n=one.records.n,
        employers=one.records.employers if one.cell is not None else np.nan,
        comparable=f"{group_words(one.group)}, {kind} {level}",
        first_date=pd.NaT if one.cell is None else one.cell["first_date"],
        last_date=pd.NaT if one.cell is None else one.cell["last_date"],
        refused="; ".join(one.reasons),
        notes=tuple(notes),
        neighbors=neighbors(one.profile, support, one.level),
    )


def _row(profile: Profile, basis: PayBasis) -> dict[str, object]:
    """Return the profile as a record."""
    step = np.nan if profile.wage_level is None else 1.0 + WAGE_LEVELS.index(profile.wage_level)
    cells: dict[str, object] = {
        "role_family": profile.role,
        "years": np.nan if profile.years is None else float(profile.years),
        "wage_step": step,
        "education_level": profile.education or NOT_STATED,
        "region": profile.region or NOT_STATED,
        "work_mode": profile.work_mode or NOT_STATED,
        "seniority": profile.seniority or NOT_STATED,
    }
    if basis.certifications:
        cells |= {name: float(c in profile.certifications) for name, c in CERTIFICATION_NAMES.items()}
    return cells


def _notes(
    profile: Profile,
    group: str,
    certifications: tuple[str, ...],
    labels: Mapping[str, tuple[str, ...]],
    withheld: list[bool],
    as_of: float,
) -> list[str]:
    """Say what a reader has to know beside the numbers."""
    notes = []
    if group != profile.role:
        notes.append(f"comparable records widened to {group_words(group)}: too few of the role alone")
    without = [c for c in profile.certifications if certification_name(c) not in certifications]
    if without:
        notes.append(f"{', '.join(without)}: too few records for an effect of its own")
    if profile.region and profile.region not in labels.get("region", ()):
        notes.append(f"{profile.region}: too few records, estimated as one of the rarer regions")
    if any(withheld):
        names = [f"p{round(100 * q)}" for q, no in zip(QUANTILES, withheld, strict=True) if no]
        notes.append(f"{', '.join(names)} withheld: too few comparable records")
    if not np.isnan(as_of):
        notes.append(f"at the pay of {as_of:.0f}")
    return notes
