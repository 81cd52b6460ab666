"""Decide whether a profile lies within what was observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.models.disclosure_rule import CellCount, DisclosureRule
from tpm_insights.models.estimator_cells import (
    ANY,
    BROAD,
    CELL_COLUMNS,
    Cell,
    Labels,
    by_labels,
    count_of,
    role_groups,
)
from tpm_insights.models.estimator_records import PayBasis, PayRecords
from tpm_insights.models.estimator_result import Profile
from tpm_insights.models.frame import CERTIFICATION_NAMES, NOT_STATED, certification_name, level_of

ASKED: dict[str, tuple[str, str]] = {
    "years": ("years", "years of experience"),
    "education": ("education_level", "education"),
    "region": ("region", "a region"),
    "work_mode": ("work_mode", "a work mode"),
    "seniority": ("seniority", "a seniority"),
    "wage_level": ("wage_step", "a wage level"),
}
"""What a profile may state: the column it needs, and its name for a reader."""


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """What was observed.

    Attributes
    ----------
    basis : PayBasis
        What the records tell.
    country, currency : str
        ISO codes.
    cells : DataFrame
        From `observed_cells`.
    cell_of : mapping of tuple of str to mapping
        The same cells, each by its labels.
    ranges : mapping of str to tuple of float
        Least and most experience seen, by role and for all project and program roles.
    rule : DisclosureRule
        Smallest cells published.
    """

    basis: PayBasis
    country: str
    currency: str
    cells: pd.DataFrame = field(repr=False)
    cell_of: Mapping[Labels, Cell] = field(repr=False)
    ranges: Mapping[str, tuple[float, float]]
    rule: DisclosureRule

    @classmethod
    def of(cls, records: PayRecords, cells: pd.DataFrame, rule: DisclosureRule) -> Support:
        """Read the support off records.

        Parameters
        ----------
        records : PayRecords
            Records.
        cells : DataFrame
            Their cells.
        rule : DisclosureRule
            Smallest cells published.

        Returns
        -------
        Support
            Without records.
        """
        ranges: dict[str, tuple[float, float]] = {}
        if records.basis.increasing:
            seen = records.frame[[records.basis.increasing, "role_family"]].dropna()
            values = seen[records.basis.increasing]
            groups = {str(role): part for role, part in values.groupby(seen["role_family"])}
            groups[BROAD] = values[seen["role_family"].isin(v.ROLE_DEFINITIONS[BROAD])]
            ranges = {name: (float(x.min()), float(x.max())) for name, x in groups.items() if len(x)}
        return cls(records.basis, records.country, records.currency, cells, by_labels(cells), ranges, rule)


def level_name(profile: Profile, basis: PayBasis) -> str:
    """Return the level of a profile in terms of a kind of pay.

    Parameters
    ----------
    profile : Profile
        Whose.
    basis : PayBasis
        What the records tell.

    Returns
    -------
    str
        ``not_stated`` where the profile does not say.

    Examples
    --------
    >>> from tpm_insights.models.estimator_records import BASES
    >>> level_name(Profile(years=5), BASES["posted_range"]), level_name(Profile(), BASES["filed_wage"])
    ('mid', 'not_stated')
    """
    if basis.level == "level":
        return NOT_STATED if profile.years is None else str(level_of(pd.Series([profile.years])).iloc[0])
    return getattr(profile, basis.level) or NOT_STATED


def comparable_cell(role: str, level: str, support: Support) -> tuple[str, Cell | None]:
    """Return the narrowest group of roles that may be published at a level, the narrowest of all if none may.

    Parameters
    ----------
    role, level : str
        Of the profile.
    support : Support
        What was observed.

    Returns
    -------
    group : str
        The role, or all project and program roles.
    cell : mapping or None
        Its cell; None where no record lies in it.
    """
    groups = role_groups(role)
    found = [(group, support.cell_of.get((group, level, ANY, ANY))) for group in groups]
    for group, cell in found:
        if cell is not None and not cell["refused"]:
            return group, cell
    return found[-1]


def refusals(profile: Profile, support: Support, group: str, level: str, count: CellCount) -> list[str]:
    """Say why a profile cannot be answered.

    Parameters
    ----------
    profile : Profile
        Whose pay.
    support : Support
        What was observed.
    group, level : str
        What comparable records have in common.
    count : CellCount
        How many there are.

    Returns
    -------
    list of str
        Reasons; empty if it can be answered.
    """
    basis = support.basis
    reasons = [
        f"records of {basis.kind} do not state {words}"
        for name, (column, words) in ASKED.items()
        if getattr(profile, name) is not None and not basis.says(column)
    ]
    if profile.certifications and not basis.certifications:
        reasons.append(f"records of {basis.kind} do not show which certifications were asked for")
    if profile.role == "other":
        reasons.append("'other' is no role")
    if reasons:
        return reasons
    low, high = support.ranges.get(group, (np.nan, np.nan))
    if basis.increasing == "years" and profile.years is not None and not low <= profile.years <= high:
        reasons.append(f"{profile.years:g} years lie outside the {low:g} to {high:g} seen for {group_words(group)}")
    thin = support.rule.refusal(count)
    if thin:
        reasons.append(f"too few comparable records ({group_words(group)}, {level.replace('_', ' ')}): {thin}")
    for certification in profile.certifications:
        name = certification_name(certification)
        most = max(count_of(support.cell_of.get((one, level, name, ANY))).n for one in role_groups(profile.role))
        if most < support.rule.min_records:
            reasons.append(
                f"{certification} at {level.replace('_', ' ')} level is in {most} comparable records, "
                f"{support.rule.min_records} needed"
            )
    return reasons


def neighbors(profile: Profile, support: Support, level: str) -> pd.DataFrame:
    """Return the observed cells around a profile.

    Parameters
    ----------
    profile : Profile
        Whose.
    support : Support
        What was observed.
    level : str
        Its level.

    Returns
    -------
    DataFrame
        Columns `CELL_COLUMNS`, narrow roles first; refused cells are there with the reason.
    """
    named = [certification_name(c) for c in profile.certifications] if support.basis.certifications else []
    wanted = [(level, ANY, ANY), *((level, c, ANY) for c in named)]
    if profile.region and support.basis.says("region"):
        wanted.append((ANY, ANY, profile.region))
    keys = [(group, *labels) for group in role_groups(profile.role) for labels in wanted]
    found = [support.cell_of[key] for key in keys if key in support.cell_of]
    named_as_asked = [{**cell, "certification": _certification(cell)} for cell in found]
    return pd.DataFrame(named_as_asked, columns=list(CELL_COLUMNS)).astype(dict(support.cells.dtypes))


def _certification(cell: Cell) -> str:
    """Return the certification of a cell as a profile names it."""
    return str(CERTIFICATION_NAMES.get(cell["certification"], cell["certification"]))


def group_words(group: str) -> str:
    """Return a role or group of roles for a reader.

    Parameters
    ----------
    group : str
        A role family, or the wider group.

    Returns
    -------
    str
        Its words.

    Examples
    --------
    >>> group_words("scrum_master"), group_words("all_project_program")
    ('scrum master or agile coach', 'all project and program roles')
    """
    return "all project and program roles" if group == BROAD else v.ROLE_FAMILIES[group]
