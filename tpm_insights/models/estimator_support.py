"""Decide whether a profile lies within what was observed, and put the answer together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.disclosure_rule import CellCount, DisclosureRule
from tpm_insights.models.estimator_cells import ANY, BROAD, CELL_COLUMNS, cell_at, count_of, role_groups
from tpm_insights.models.estimator_records import WAGE_LEVELS, PayBasis, PayRecords
from tpm_insights.models.estimator_result import Estimate, Profile
from tpm_insights.models.frame import CERTIFICATION_NAMES, NOT_STATED, certification_name, level_of
from tpm_insights.models.tidy import Floats

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
    ranges : mapping of str to tuple of float
        Least and most experience seen, by role and for all project and program roles.
    rule : DisclosureRule
        Smallest cells published.
    """

    basis: PayBasis
    country: str
    currency: str
    cells: pd.DataFrame = field(repr=False)
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
        return cls(records.basis, records.country, records.currency, cells, ranges, rule)


def answer(
    profile: Profile,
    support: Support,
    predict: Callable[[pd.DataFrame], Floats],
    certifications: tuple[str, ...],
    labels: Mapping[str, tuple[str, ...]],
    as_of: float,
) -> Estimate:
    """Estimate the pay of a profile, or refuse it.

    Parameters
    ----------
    profile : Profile
        Whose pay.
    support : Support
        What was observed.
    predict : callable
        From a frame of one row to percentiles.
    certifications : tuple of str
        Certification columns that have an effect in the model.
    labels : mapping of str to tuple of str
        Labels that have an effect in the model.
    as_of : float
        Year of the estimate, NaN where there is no trend.

    Returns
    -------
    Estimate
        The answer.
    """
    level = level_name(profile, support.basis)
    group, cell = comparable_cell(profile.role, level, support)
    count = count_of(cell)
    reasons = refusals(profile, support, group, level, count)
    percentiles: tuple[float, ...] = (np.nan,) * len(QUANTILES)
    notes: list[str] = []
    if not reasons:
        found = predict(_row(profile, support.basis))[0]
        withheld = [bool(support.rule.refusal(count, q)) for q in QUANTILES]
        percentiles = tuple(np.nan if no else float(x) for no, x in zip(withheld, found, strict=True))
        notes = _notes(profile, group, certifications, labels, withheld, as_of)
    return Estimate(
        profile=profile,
        pay_kind=support.basis.kind,
        pay_words=support.basis.words,
        currency=support.currency,
        country=support.country,
        percentiles=percentiles,
        n=count.n,
        employers=count.employers if cell is not None else np.nan,
        comparable=f"{group_words(group)}, {support.basis.level.replace('_', ' ')} {level.replace('_', ' ')}",
        first_date=pd.NaT if cell is None else cell["first_date"],
        last_date=pd.NaT if cell is None else cell["last_date"],
        refused="; ".join(reasons),
        notes=tuple(notes),
        neighbors=neighbors(profile, support, level),
    )


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


def comparable_cell(role: str, level: str, support: Support) -> tuple[str, pd.Series | None]:
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
    cell : Series or None
        Its cell; None where no record lies in it.
    """
    groups = role_groups(role)
    found = [(group, cell_at(support.cells, group, level)) for group in groups]
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
        cells = [cell_at(support.cells, g, level, certification_name(certification)) for g in role_groups(profile.role)]
        most = max((count_of(c).n for c in cells), default=0)
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
    found = [cell_at(support.cells, group, *labels) for group in role_groups(profile.role) for labels in wanted]
    table = pd.DataFrame([c for c in found if c is not None], columns=list(CELL_COLUMNS)).reset_index(drop=True)
    return table.assign(certification=table["certification"].map(lambda c: CERTIFICATION_NAMES.get(c, c)).astype("str"))


def _row(profile: Profile, basis: PayBasis) -> pd.DataFrame:
    """Return the profile as a frame of one record."""
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
    return pd.DataFrame([cells])


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
