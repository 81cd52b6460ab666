"""The steps by which reports compare posted pay with a certification, and their table."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models import ladder as models
from tpm_insights.reports.studies.asked import Asked

COLUMNS = (
    "certification", "rung", "difference", "conf_low_percent", "conf_high_percent", "n", "asking", "p_value",
    "p_adjusted", "refused",
)  # fmt: skip
NAMES = {
    "step": "rung",
    "estimate": "difference",
    "conf_low": "conf_low_percent",
    "conf_high": "conf_high_percent",
    "n_with": "asking",
}
"""Columns of a ladder in the words of a report."""
ANY_RUNG = "any step"
"""Stands in place of the steps where a certification is refused at all of them."""
THIN = "postings that ask for it"
"""How a model begins when it refuses a certification that too few ask for."""


HELD_ALIKE = ("PMP", "CSM", "PMI-ACP", "SAFe", "CAPM", "ITIL")
"""Certifications that are compared at once unless others are asked for, so that none of them stands for another."""


class Rung(NamedTuple):
    """One step of the comparison.

    Attributes
    ----------
    words : str
        In what compared postings are alike.
    terms : str
        Right side of the formula, beside the certifications.
    absorb : str
        Column whose effects are absorbed; empty for none.
    """

    words: str
    terms: str
    absorb: str = ""


_EXPERIENCE = "years_min + I(years_min**2) + C(education_level)"
_ROLE = f"{_EXPERIENCE} + C(role_family) + C(seniority)"
_STATE = f"{_ROLE} + C(region)"
LADDER: tuple[Rung, ...] = (
    Rung("nothing", ""),
    Rung("years and education", _EXPERIENCE),
    Rung("and in role and title", _ROLE),
    Rung("and in state", _STATE),
    Rung("and in employer", _STATE, "employer_id"),
)
"""Steps from the plain difference to one within employers; each adds to the one before."""
MAIN_RUNG = LADDER[2].words
"""The step that is quoted: alike in what a candidate knows of a posting."""


def premium_ladder(
    frame: pd.DataFrame, certifications: tuple[str, ...], asked: Asked, *, rungs: tuple[Rung, ...] = LADDER
) -> pd.DataFrame:
    """Compare posted pay with and without each certification, step by step.

    Parameters
    ----------
    frame : DataFrame
        As `tpm_insights.models.frame.pay_frame`; postings without years asked for are left out.
    certifications : tuple of str
        Ids of `tpm_insights.vocabulary.CERTIFICATIONS`.
    asked : Asked
        Its rule says how many postings, of how many employers, must ask for a certification.
    rungs : tuple of Rung, default `LADDER`
        Steps to take.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row a certification and step; differences and intervals in percent of pay. See
        `tpm_insights.models.ladder.premium_ladder`. A certification refused at every step for the same reason has one
        row.
    """
    try:
        found = models.premium_ladder(frame, certifications, steps=_steps(rungs), rule=asked.rule).effects()
    except ModelError:
        nothing = {"rung": ANY_RUNG, "n": 0, "asking": 0, "refused": "no posting states both pay and years"}
        return pd.DataFrame([{"certification": c} | nothing for c in certifications], columns=list(COLUMNS))
    parts = [_of_one(rows) for _, rows in found.rename(columns=NAMES).groupby("certification", sort=False)]
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def _steps(rungs: tuple[Rung, ...]) -> dict[str, str]:
    """Return what each rung adds to the one before."""
    steps, before = {}, ""
    for rung in rungs:
        added = rung.terms.removeprefix(before).removeprefix(" + ")
        steps[rung.words] = f"{added} | {rung.absorb}".strip() if rung.absorb else added
        before = rung.terms
    return steps


def _of_one(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one certification with reasons that a reader understands; one row where all are the same."""
    reasons = [_reason(str(row["refused"]), int(row["n"])) for row in rows.to_dict("records")]
    rows = rows.assign(refused=reasons)
    if reasons[0].startswith("of those") and len(set(reasons)) == 1:
        return rows.head(1).assign(rung=ANY_RUNG)
    return rows


def _reason(refused: str, n: int) -> str:
    """Say in plain words why there is no figure."""
    if refused.startswith(THIN):
        return "of those that ask for it" + refused.removeprefix(THIN)
    if not refused or "postings of both kinds" in refused:
        return refused
    return f"too few postings are alike in this ({n:,})"
