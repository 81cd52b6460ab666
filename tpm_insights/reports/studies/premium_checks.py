"""How far a difference in pay with a certification can be trusted: whole ranges and their ends, and the unseen."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models.frame import certification_name
from tpm_insights.models.ladder import EDGES
from tpm_insights.models.ladder_steps import complete_sample
from tpm_insights.models.pay_model import PayModel
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.sensitivity import sensitivity
from tpm_insights.models.support import EMPLOYER, check_support, experience_bands, own_employer
from tpm_insights.models.tidy import percent_effects
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.premium_ladder import LADDER, MAIN_RUNG

OVERLAP = 5
"""Least postings with and without in a band of experience that takes part, as in the ladder."""
RANGE_COLUMNS = ("approach", "difference", "conf_low_percent", "conf_high_percent", "n", "refused")
"""Columns of the table of ranges."""
APPROACHES: dict[str, str] = {
    "middle": "the middle of each range",
    "interval": "the whole range: pay lies somewhere inside",
    "low_end": "the low end of each range",
    "high_end": "the high end of each range",
}
"""Ways to use a posted range, in words."""
STRENGTH_COLUMNS = ("benchmark", "difference", "conf_low_percent", "conf_high_percent", "n")
"""Columns of the table of what something unseen could do."""
BENCHMARKS: dict[str, tuple[str, ...]] = {
    "years asked for": ("years_min", "I(years_min ** 2)"),
    "education": ("C(education_level)",),
    "kind of role": ("C(role_family)",),
    "level in the title": ("C(seniority)",),
}
"""What something unseen is compared with, and the terms of the formula that stand for it."""

_PERCENT = {"estimate": "difference", "conf_low": "conf_low_percent", "conf_high": "conf_high_percent"}


@dataclass(frozen=True, eq=False)
class PremiumChecks:
    """How far the difference in pay with the first certification can be trusted.

    Attributes
    ----------
    ranges : DataFrame
        See `range_checks`; no rows where there is no difference to check.
    strength : DataFrame
        See `strength_checks`.
    needed, needed_clear : float
        See `strength_checks`; missing where there is no difference to check.
    widths_differ : bool
        True if the two ends of the ranges disagree on the certification beyond chance.
    """

    ranges: pd.DataFrame
    strength: pd.DataFrame
    needed: float = float("nan")
    needed_clear: float = float("nan")
    widths_differ: bool = False


def check_premium(
    frame: pd.DataFrame, certifications: tuple[str, ...], asked: Asked, *, ladder: pd.DataFrame
) -> PremiumChecks:
    """Look at the difference in pay with the first certification by other uses of the ranges, and against the unseen.

    Parameters
    ----------
    frame : DataFrame
        As `tpm_insights.models.frame.pay_frame`.
    certifications : tuple of str
        Ids; the first one is looked at, all are held alike.
    asked : Asked
        Its rule says how many postings, of how many employers, must ask for it.
    ladder : DataFrame
        As `tpm_insights.reports.studies.premium_ladder.premium_ladder`; what it refuses is not looked at.

    Returns
    -------
    PremiumChecks
        Without rows where nothing can be compared.
    """
    quoted = ladder[(ladder["certification"] == certifications[0]) & (ladder["rung"] == MAIN_RUNG)]
    if not quoted["difference"].notna().any():
        return PremiumChecks(pd.DataFrame(columns=list(RANGE_COLUMNS)), pd.DataFrame(columns=list(STRENGTH_COLUMNS)))
    rows = compared_postings(frame, certifications, asked)
    ranges, widths_differ = range_checks(rows, certifications)
    return PremiumChecks(ranges, *strength_checks(rows, certifications), widths_differ)


def compared_postings(frame: pd.DataFrame, certifications: tuple[str, ...], asked: Asked) -> pd.DataFrame:
    """Return the postings among which the first certification is compared on the step that is quoted.

    Parameters
    ----------
    frame : DataFrame
        As `tpm_insights.models.frame.pay_frame`.
    certifications : tuple of str
        Ids; the first one is compared, all are held alike.
    asked : Asked
        Its rule says how many postings, of how many employers, must ask for it.

    Returns
    -------
    DataFrame
        Complete rows at experience where enough postings ask for it and enough do not, rare labels joined.
    """
    steps = {rung.words: rung.terms for rung in LADDER if not rung.absorb}
    columns = [certification_name(c) for c in certifications]
    sample, _, _ = complete_sample(frame, ["pay", *columns, "years_min"], steps)
    sample = sample.assign(**{EMPLOYER: own_employer(sample, "employer_id")})
    bands = experience_bands(sample, "years_min", EDGES)
    support = check_support(sample, columns[0], bands, edges=EDGES, overlap=OVERLAP, rule=asked.rule)
    return sample[bands.isin(support.loc[support["compared"], "band"])].reset_index(drop=True)


def main_terms(rows: pd.DataFrame, certifications: tuple[str, ...]) -> str:
    """Return the right side of the step that is quoted, without what is the same in every row.

    Parameters
    ----------
    rows : DataFrame
        As `compared_postings`.
    certifications : tuple of str
        Ids.

    Returns
    -------
    str
        Terms of a formula, controls first.
    """
    terms = next(rung.terms for rung in LADDER if rung.words == MAIN_RUNG).split(" + ")
    columns = [certification_name(c) for c in certifications]
    kept = [t for t in terms if len(rows[_column_of(t)].unique()) > 1]
    return " + ".join([*kept, *(c for c in columns if len(rows[c].unique()) > 1)])


def _column_of(term: str) -> str:
    """Return the column that a term is made from."""
    return "years_min" if "years_min" in term else term.removeprefix("C(").removesuffix(")")


def range_checks(rows: pd.DataFrame, certifications: tuple[str, ...]) -> tuple[pd.DataFrame, bool]:
    """Compare pay with the first certification by the middle, the whole range, and either end.

    Parameters
    ----------
    rows : DataFrame
        As `compared_postings`.
    certifications : tuple of str
        Ids.

    Returns
    -------
    table : DataFrame
        Columns `RANGE_COLUMNS`, in percent of pay, one row each of `APPROACHES`.
    widths_differ : bool
        True where the two ends disagree beyond chance, so that the width of the range depends on the certification.
    """
    column = certification_name(certifications[0])
    try:
        with warnings.catch_warnings():  # that ends disagree is told by the column `differs`
            warnings.simplefilter("ignore", UserWarning)
            fit = fit_pay_ranges(rows, main_terms(rows, certifications), covariance={"CRV1": EMPLOYER})
    except ModelError as error:
        refused = {"approach": list(APPROACHES.values()), "n": len(rows), "refused": str(error)}
        return pd.DataFrame(refused).reindex(columns=list(RANGE_COLUMNS)), False
    found = fit.comparison()
    found = percent_effects(found[found["term"] == column]).set_index("approach").reindex(list(APPROACHES))
    found = found.rename(columns=_PERCENT).reset_index()
    differs = bool(found["differs"].eq(True).any())
    return found.assign(approach=found["approach"].map(APPROACHES), refused="")[list(RANGE_COLUMNS)], differs


def strength_checks(rows: pd.DataFrame, certifications: tuple[str, ...]) -> tuple[pd.DataFrame, float, float]:
    """Say what would be left of the difference if something unseen were as strong as what is seen.

    Parameters
    ----------
    rows : DataFrame
        As `compared_postings`.
    certifications : tuple of str
        Ids.

    Returns
    -------
    table : DataFrame
        Columns `STRENGTH_COLUMNS`, in percent of pay: what is left of the difference if something unseen, as strong as
        each of `BENCHMARKS`, works against it; see `tpm_insights.models.sensitivity.sensitivity`.
    needed, needed_clear : float
        Share of what is left over of pay and of the certification that something unseen would have to explain to bring
        the difference to nothing, and to make its interval reach nothing.
    """
    column = certification_name(certifications[0])
    try:
        fit = fit_pay_model(
            rows, f"log(pay) ~ {main_terms(rows, certifications)}", covariance={"CRV1": EMPLOYER}, collinear="drop"
        )
    except ModelError:
        return pd.DataFrame(columns=list(STRENGTH_COLUMNS)), float("nan"), float("nan")
    if column not in fit.terms:
        return pd.DataFrame(columns=list(STRENGTH_COLUMNS)), float("nan"), float("nan")
    found = sensitivity(fit, column, _benchmarks(fit), times=(1,))
    table = found.effects().rename(columns=_PERCENT).assign(n=found.n)
    return table[list(STRENGTH_COLUMNS)], found.robustness_value, found.robustness_value_alpha


def _benchmarks(fit: PayModel) -> Mapping[str, list[str]]:
    """Return the benchmarks that a fit has terms for."""
    found = {name: [t for t in fit.terms if t.startswith(starts)] for name, starts in BENCHMARKS.items()}
    return {name: terms for name, terms in found.items() if terms}
