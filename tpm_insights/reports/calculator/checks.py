"""Profiles with the library's own answers, by which a page finds out whether it computes as the library does."""

from __future__ import annotations

from typing import Any

import numpy as np

from tpm_insights import vocabulary as v
from tpm_insights.models.estimator_fit import FittedPay
from tpm_insights.models.estimator_records import WAGE_LEVELS
from tpm_insights.models.estimator_result import Profile
from tpm_insights.models.estimator_support import ASKED
from tpm_insights.reports.calculator.support_tables import ROLES

CHECKS = 20
"""Profiles for each fit; answering them takes a browser some milliseconds."""


def known_answers(fitted: FittedPay, *, many: int = CHECKS, seed: int = 0) -> list[list[Any]]:
    """Answer random profiles of what a kind of pay tells.

    Parameters
    ----------
    fitted : FittedPay
        A fitted estimator.
    many : int, default 20
        How many profiles.
    seed : int, default 0
        Seed of the profiles.

    Returns
    -------
    list of list
        Kind of pay, what the fit holds for, the profile and its percentiles in whole units, None where there is none.
    """
    rng = np.random.default_rng(seed)
    profiles = [random_profile(fitted, rng) for _ in range(many)]
    return [
        [
            fitted.support.basis.kind,
            fitted.holds_for,
            profile_record(profile),
            [None if np.isnan(x) else int(f"{x:.0f}") for x in found.percentiles],
        ]
        for profile, found in zip(profiles, fitted.estimates(profiles), strict=True)
    ]


def random_profile(fitted: FittedPay, rng: np.random.Generator) -> Profile:
    """Draw a profile, each part stated half of the time.

    Parameters
    ----------
    fitted : FittedPay
        Only what its kind of pay tells is stated; regions are those of its cells.
    rng : Generator
        Source of randomness.

    Returns
    -------
    Profile
        Often one that can be estimated.
    """
    support = fitted.support
    regions = sorted(set(support.cells["region"]) - {""}) or [""]
    choices: dict[str, list[Any]] = {
        "years": [*range(16), 0.25, 2.5, 7.5, 18, 25, 45],
        "education": list(v.EDUCATION_LEVELS),
        "region": regions,
        "work_mode": list(v.WORK_MODES),
        "seniority": list(v.SENIORITIES),
        "wage_level": list(WAGE_LEVELS),
    }
    stated = {
        name: options[int(rng.integers(len(options)))]
        for name, options in choices.items()
        if support.basis.says(ASKED[name][0]) and rng.random() < (0.8 if name in ("years", "wage_level") else 0.5)
    }
    held: tuple[str, ...] = ()
    if support.basis.certifications and rng.random() < 0.5:
        held = tuple(dict.fromkeys(rng.choice(["PMP", "PMP", "CSM", "AWS", "SAFe", "ITIL"], 2).tolist()))
    return Profile(role=ROLES[int(rng.integers(len(ROLES)))], certifications=held, **stated)


def profile_record(profile: Profile) -> dict[str, Any]:
    """Return a profile as the page writes it.

    Parameters
    ----------
    profile : Profile
        Any profile.

    Returns
    -------
    dict of str
        For JSON.

    Examples
    --------
    >>> profile_record(Profile(years=5, certifications=("PMP",)))["certifications"]
    ['PMP']
    """
    names = ("role", "years", "education", "region", "work_mode", "seniority", "wage_level")
    return {name: getattr(profile, name) for name in names} | {"certifications": list(profile.certifications)}
