"""Write down what may be estimated at all: comparable records, refusals, ranges and the observed cells."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.estimator_cells import ANY, NAMES, count_of, role_groups
from tpm_insights.models.estimator_fit import FittedPay
from tpm_insights.models.estimator_records import WAGE_LEVELS
from tpm_insights.models.estimator_support import ASKED, Support, comparable_cell
from tpm_insights.models.frame import CERTIFICATION_NAMES, NOT_STATED

ROLES: tuple[str, ...] = tuple(role for role in v.ROLE_FAMILIES if role != "other")
"""Role families that can be asked for."""


def support_tables(fitted: FittedPay) -> dict[str, Any]:
    """Return everything that refusals, counts and notes of a profile depend on.

    Parameters
    ----------
    fitted : FittedPay
        A fitted estimator.

    Returns
    -------
    dict of str
        ``level`` (what a profile's level is read from), ``says`` (what records tell of what a profile may state),
        ``tellsCertifications``, ``effects`` (certifications with an effect of their own), ``asOf``, ``ranges`` (least
        and most experience by group), ``comparable`` (by role and level), ``held`` (records by role, level and
        certification) and ``cells``.
    """
    support, basis = fitted.support, fitted.support.basis
    cells, levels = _cells(support), _levels(basis.level)
    return {
        "level": basis.level,
        "says": [name for name, (column, _) in ASKED.items() if basis.says(column)],
        "tellsCertifications": basis.certifications,
        "effects": [CERTIFICATION_NAMES[name] for name in fitted.certifications],
        "asOf": None if pd.isna(fitted.as_of) else int(fitted.as_of),
        "ranges": {group: list(ends) for group, ends in support.ranges.items()} if basis.increasing == "years" else {},
        "comparable": {role: {level: _comparable(role, level, support) for level in levels} for role in ROLES},
        "held": _held(cells),
        "cells": cells,
    }


def _levels(kind: str) -> tuple[str, ...]:
    """Return the levels that a kind of pay tells apart."""
    named: dict[str, tuple[str, ...]] = {
        "level": tuple(v.LEVELS),
        "seniority": v.SENIORITIES,
        "wage_level": WAGE_LEVELS,
    }
    return (*named[kind], NOT_STATED)


def _comparable(role: str, level: str, support: Support) -> dict[str, Any]:
    """Return the comparable records of a role and level, why they are too few, and which percentiles are withheld."""
    group, cell = comparable_cell(role, level, support)
    count = count_of(cell)
    known = cell is not None and not pd.isna(count.employers)
    dates = [] if cell is None else [cell["first_date"], cell["last_date"]]
    return {
        "group": group,
        "n": count.n,
        "employers": round(count.employers) if known else None,
        "dates": [f"{day:%Y-%m}" for day in dates] if dates and not any(pd.isna(day) for day in dates) else None,
        "thin": support.rule.refusal(count),
        "withheld": [bool(support.rule.refusal(count, q)) for q in QUANTILES],
    }


def _cells(support: Support) -> list[list[Any]]:
    """Return the observed cells: four labels, n, employers, p10 to p90 in whole units, and why they are refused."""
    rows = []
    for cell in support.cells.to_dict("records"):
        amounts = [None if pd.isna(cell[name]) else int(f"{cell[name]:.0f}") for name in NAMES]
        employers = None if pd.isna(cell["employers"]) else int(cell["employers"])
        certification = CERTIFICATION_NAMES.get(cell["certification"], cell["certification"])
        keys = [cell["role"], cell["level"], certification, cell["region"]]
        rows.append([*keys, int(cell["n"]), employers, *amounts, cell["refused"] or ""])
    return rows


def _held(cells: list[list[Any]]) -> dict[str, dict[str, dict[str, int]]]:
    """Return the most records of a role or its wider group, by role, level and certification."""
    sizes = {(group, level, name): n for group, level, name, region, n, *_ in cells if name != ANY and region == ANY}
    found: dict[str, dict[str, dict[str, int]]] = {}
    for role in ROLES:
        for (group, level, name), n in sizes.items():
            if group in role_groups(role):
                named = found.setdefault(role, {}).setdefault(level, {})
                named[name] = max(n, named.get(name, 0))
    return found
