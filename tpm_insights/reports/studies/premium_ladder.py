"""The difference in posted pay with a certification, among postings that are more and more alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models.disclosure_rule import count_cell
from tpm_insights.models.frame import certification_name
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.reports.studies.asked import Asked

COLUMNS = (
    "certification", "rung", "difference", "conf_low_percent", "conf_high_percent", "n", "asking", "p_value",
    "p_adjusted", "refused",
)  # fmt: skip
ANY_RUNG = "any step"
"""Stands in place of the steps where a certification is refused at all of them."""
FEWEST_OF_A_LABEL = 5
"""Labels of fewer postings are joined, because one posting would decide them alone."""


class Rung(NamedTuple):
    """One step of the comparison.

    Attributes
    ----------
    words : str
        In what compared postings are alike.
    terms : str
        Added to the right side of the formula.
    absorb : str
        Column whose effects are absorbed; empty for none.
    """

    words: str
    terms: str
    absorb: str = ""


_EXPERIENCE = " + years_min + I(years_min**2) + C(education_level)"
_ROLE = _EXPERIENCE + " + C(role_family) + C(seniority)"
LADDER: tuple[Rung, ...] = (
    Rung("nothing", ""),
    Rung("years and education", _EXPERIENCE),
    Rung("and in role and title", _ROLE),
    Rung("and in state", _ROLE + " + C(region)"),
    Rung("and in employer", _ROLE, "employer"),
)
"""Steps from the plain difference to one within employers; each adds to the one before, the last drops the state."""
MAIN_RUNG = LADDER[2].words
"""The step that is quoted: alike in what a candidate knows of a posting."""


def premium_ladder(
    frame: pd.DataFrame, certifications: tuple[str, ...], asked: Asked, *, rungs: tuple[Rung, ...] = LADDER
) -> pd.DataFrame:
    """Compare posted pay with and without each certification, step by step, all certifications at once.

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
        Columns `COLUMNS`, one row a certification and step; differences and intervals in percent of pay, p-values also
        adjusted for the number of certifications (Holm 1979, Scandinavian Journal of Statistics 6, 65-70).
    """
    frame = _prepared(frame)
    refused = {c: _refusal(frame, certification_name(c), asked) for c in certifications}
    tested = [c for c in certifications if not refused[c]]
    rows: list[dict[str, object]] = []
    for rung in rungs:
        found, why = _fit(frame, tested, rung)
        for certification in certifications:
            if refused[certification] and rung is not rungs[0]:
                continue  # said once
            name = certification_name(certification)
            row = {
                "certification": certification,
                "rung": rung.words,
                "n": len(frame),
                "asking": int(frame[name].sum()),
            }
            if refused[certification]:
                row |= {"rung": ANY_RUNG, "refused": refused[certification]}
            rows.append(row | ({"refused": why} if not refused[certification] else {}) | found.get(name, {}))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {certification: place for place, certification in enumerate(certifications)}
    return table.sort_values("certification", key=lambda s: s.map(order), kind="stable").reset_index(drop=True)


def _prepared(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep postings with years, give those without employer one of their own, and join rare labels."""
    frame = frame[frame["years_min"].notna()].reset_index(drop=True)
    alone = "posting " + pd.Series(np.arange(len(frame)), index=frame.index).astype("str")
    labels = {name: _joined(frame[name]) for name in ("education_level", "role_family", "seniority", "region")}
    return frame.assign(employer=frame["employer_id"].where(frame["employer_id"].notna(), alone), **labels)


def _joined(labels: pd.Series) -> pd.Series:
    """Join labels of few postings, and postings without one, under ``other``."""
    words = labels.astype("str").where(labels.notna(), "other")
    return words.where(words.map(words.value_counts()) >= FEWEST_OF_A_LABEL, "other")


def _refusal(frame: pd.DataFrame, name: str, asked: Asked) -> str:
    """Say why the difference in pay with a certification may not be shown."""
    employers = frame.loc[frame[name] == 1, "employer"]
    why = asked.rule.refusal(count_cell(employers, len(employers)))
    return f"of those that ask for it: {why}" if why else ""


def _fit(frame: pd.DataFrame, tested: list[str], rung: Rung) -> tuple[dict[str, dict[str, object]], str]:
    """Return the differences of one step by column, or why there are none."""
    from statsmodels.stats.multitest import multipletests

    if not tested:
        return {}, "no certification is asked for often enough"
    names = [certification_name(c) for c in tested]
    if rung.absorb:  # only employers with several postings tell anything
        frame = _prepared(frame[frame.groupby(rung.absorb)["pay"].transform("size") > 1])
    formula = f"log(pay) ~ {' + '.join(names)}{_varying(frame, rung.terms)}"
    try:
        model = fit_pay_model(frame, formula, covariance={"CRV1": "employer"}, absorb=rung.absorb or None)
    except ModelError as fault:
        return {}, f"too few postings are alike in this ({len(frame)}); {fault}"
    effects = model.effects().set_index("term").loc[names]
    adjusted = multipletests(effects["p_value"], method="holm")[1]
    found = {
        name: {
            "n": model.n,
            "asking": int(frame[name].sum()),
            "difference": effects.loc[name, "estimate"],
            "conf_low_percent": effects.loc[name, "conf_low"],
            "conf_high_percent": effects.loc[name, "conf_high"],
            "p_value": effects.loc[name, "p_value"],
            "p_adjusted": p,
        }
        for name, p in zip(names, adjusted, strict=True)
    }
    return found, ""


def _varying(frame: pd.DataFrame, terms: str) -> str:
    """Leave labels out of a formula that are the same in every posting."""
    for name in ("education_level", "role_family", "seniority", "region"):
        if frame[name].nunique() < 2:
            terms = terms.replace(f" + C({name})", "")
    return terms
