"""How far posted pay of a job lies from that of another, and what of it goes with years, degree, place and source."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models.disclosure_rule import count_cell
from tpm_insights.models.gap import decompose_gap
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.vocabulary import ROLE_FAMILIES

COLUMNS = (
    "origin_job", "part", "difference", "conf_low_percent", "conf_high_percent", "n_first", "n_second", "refused",
)  # fmt: skip
WHOLE, ALIKE = "whole difference", "left among alike postings"
ALIKE_IN: dict[str, str] = {
    "years_min": "years asked for",
    "C(education_level)": "degree",
    "C(region)": "state",
    "C(source)": "source",
}
"""Terms that postings are made alike in, in words; a term that all postings share is left out."""
PARTS: dict[str, str] = {term: f"goes with {words}" for term, words in ALIKE_IN.items()}
"""Parts of the difference by term."""
FEWEST_OF_A_LABEL = 5
"""Labels of fewer postings on either side are joined, because one posting would decide them alone."""
GROUP, TARGET = "job", "target"


def pay_gap(frame: pd.DataFrame, origins: Sequence[str], asked: Asked) -> pd.DataFrame:
    """Split the difference in posted pay between the jobs asked for and each origin.

    Parameters
    ----------
    frame : DataFrame
        As `tpm_insights.models.frame.pay_frame`, of all jobs.
    origins : sequence of str
        Role families.
    asked : Asked
        What was asked for; its rule says how many postings each side needs.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, differences in percent of the origin's pay; one row of an origin that was refused. The parts
        are those of logs and multiply: of +10 % and +20 %, the whole is +32 %.
    """
    frame = frame[frame["years_min"].notna()]
    parts = [_split(frame, origin, asked) for origin in origins]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _split(frame: pd.DataFrame, origin: str, asked: Asked) -> pd.DataFrame:
    """Split the difference to one origin."""
    target = frame["role_family"].isin([family for family in asked.families if family != origin])
    both = frame[target | (frame["role_family"] == origin)]
    both = both.assign(**{GROUP: np.where(both["role_family"] == origin, origin, TARGET)}).reset_index(drop=True)
    sides = {label: both[both[GROUP] == label] for label in (TARGET, origin)}
    first, second = len(sides[TARGET]), len(sides[origin])
    why = [
        f"{'the job asked for' if label == TARGET else ROLE_FAMILIES[label]}: {reason}"
        for label, part in sides.items()
        if (reason := asked.rule.refusal(count_cell(part["employer_id"], len(part))))
    ]
    if not why:
        try:
            found = _fit(_prepared(both), origin).assign(n_first=first, n_second=second, refused="")
            return found.assign(origin_job=ROLE_FAMILIES[origin])[list(COLUMNS)]
        except ModelError as fault:
            why = [f"too few postings are alike ({len(both)}); {fault}"]
    row = {"origin_job": ROLE_FAMILIES[origin], "part": WHOLE, "n_first": first, "n_second": second}
    return pd.DataFrame([row | {"refused": "; ".join(why)}], columns=list(COLUMNS))


def _prepared(both: pd.DataFrame) -> pd.DataFrame:
    """Give postings without employer one of their own, and join labels that either side hardly has."""
    alone = "posting " + pd.Series(np.arange(len(both)), index=both.index).astype("str")
    labels = {name: _joined(both[name], both[GROUP]) for name in ("education_level", "region", "source")}
    return both.assign(employer=both["employer_id"].where(both["employer_id"].notna(), alone), **labels)


def _joined(labels: pd.Series, groups: pd.Series) -> pd.Series:
    """Join labels that either side hardly has under ``other``; where one side has no other, undo that in some way."""
    words = labels.astype("str").where(labels.notna(), "other")
    fewest = pd.crosstab(words, groups).min(axis=1)
    joined = words.where(words.map(fewest) >= FEWEST_OF_A_LABEL, "other")
    others = joined[joined == "other"].groupby(groups).size()
    if len(others) != 1:
        return joined
    if others.sum() >= FEWEST_OF_A_LABEL:  # postings cannot be made alike in this
        return joined.where(joined == "", "other")
    return joined.where(joined != "other", joined.mode().iloc[0])


def _fit(both: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Return the parts of the difference in percent."""
    terms = [term for term in PARTS if term == "years_min" or len(set(both[term[2:-1]])) > 1]
    found = decompose_gap(
        both, f"log(pay) ~ {' + '.join(terms)}", GROUP, compare=(TARGET, origin), covariance={"CRV1": "employer"}
    ).tidy()
    total = found[found["variable"] == ""].set_index("component")
    by_term = found[found["component"] == "explained"].set_index("variable")
    rows = [(WHOLE, total.loc["gap"])]
    rows += [(PARTS[term], by_term.loc[term]) for term in terms]
    rows += [(ALIKE, total.loc["unexplained"])]
    return pd.DataFrame(
        [
            {
                "part": part,
                "difference": 100 * np.expm1(row["estimate"]),
                "conf_low_percent": 100 * np.expm1(row["conf_low"]),
                "conf_high_percent": 100 * np.expm1(row["conf_high"]),
            }
            for part, row in rows
        ]
    )
