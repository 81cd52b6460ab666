"""Posted pay as a smooth function of the years asked for: median, quartiles, and the difference a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.reports.studies.asked import Asked

if TYPE_CHECKING:
    from tpm_insights.models.pay_model import PayModel

MAXIMUM_YEARS = 15
"""Years asked for beyond which the curve is not drawn: few postings ask for more."""
CURVED = "log(pay) ~ years_min + I(years_min**2)"
QUARTILES: dict[float, str] = {0.25: "lower quartile", 0.75: "upper quartile"}
POSTINGS_A_CURVE, POSTINGS_A_QUARTILE = 3, 6
"""How many times the fewest records of a figure a curve needs, and a curve of quartiles."""


@dataclass(frozen=True, eq=False)
class PayCurve:
    """Posted pay by years asked for.

    Attributes
    ----------
    by_year : DataFrame
        One row a number of years asked for: ``years, median, conf_low, conf_high, n, employers, refused``.
    curve : DataFrame
        The fitted median: ``x, estimate, conf_low, conf_high``; no rows where it could not be fitted.
    quartiles : DataFrame
        Fitted quartiles: ``x, estimate, label``; no rows where they could not be fitted.
    per_year : DataFrame
        One row: the difference in pay a year asked for, in percent, with interval and n; or none.
    why_not : str
        Why there is no curve; empty where there is one.
    """

    by_year: pd.DataFrame
    curve: pd.DataFrame
    quartiles: pd.DataFrame
    per_year: pd.DataFrame
    why_not: str = ""

    @property
    def table(self) -> pd.DataFrame:
        """The medians by year with the fitted quartiles beside them: columns of `by_year` and ``fitted, low, high``."""
        known = [(self.curve, "fitted"), *((part, label) for label, part in self.quartiles.groupby("label"))]
        out = self.by_year
        years = out["years"].astype("float64")
        for part, label in known:
            name = {"lower quartile": "fitted_p25", "upper quartile": "fitted_p75"}.get(str(label), "fitted")
            inside = years.between(part["x"].min(), part["x"].max()) if len(part) else years.isna()
            at = np.interp(years, part["x"], part["estimate"]) if len(part) else np.full(len(years), np.nan)
            out = out.assign(**{name: pd.Series(at, index=out.index).where(inside)})
        order = ["years", "median", "conf_low", "conf_high", "n", "employers", "fitted", "fitted_p25", "fitted_p75"]
        return out.reindex(columns=[*order, "refused"])


def fit_pay_curve(postings: pd.DataFrame, asked: Asked) -> PayCurve:
    """Fit posted pay by years asked for.

    Parameters
    ----------
    postings : DataFrame
        As `tpm_insights.reports.studies.asked.postings_with_pay`, with years asked for up to `MAXIMUM_YEARS`.
    asked : Asked
        Its rule says on how many postings a figure rests.

    Returns
    -------
    PayCurve
        Medians year by year, and the curves through all postings.
    """
    model, line, why = _models(postings, asked)
    grid = _grid(postings, asked.minimum_cell) if model is not None else np.array([])
    return PayCurve(
        by_year=_by_year(postings, asked),
        curve=_curve(grid, model),
        quartiles=_quartiles(postings, grid, asked),
        per_year=_per_year(line),
        why_not=why,
    )


def _models(frame: pd.DataFrame, asked: Asked) -> tuple[PayModel | None, PayModel | None, str]:
    """Fit a curved and a straight line of log pay on years, or say why not."""
    needed = POSTINGS_A_CURVE * asked.minimum_cell
    if len(frame) < needed:
        return None, None, f"{len(frame)} postings state both pay and years, {needed} needed for a curve"
    named = frame["employer_id"].notna()
    alone = "posting " + pd.Series(np.arange(len(frame)), index=frame.index).astype("str")
    frame = frame.assign(employer=frame["employer_id"].where(named, alone))
    try:
        curved = fit_pay_model(frame, CURVED, covariance={"CRV1": "employer"})
        straight = fit_pay_model(frame, "log(pay) ~ years_min", covariance={"CRV1": "employer"})
    except ModelError as fault:
        return None, None, f"no curve could be fitted: {fault}"
    return curved, straight, ""


def _grid(frame: pd.DataFrame, fewest: int) -> np.ndarray:
    """Return the years to draw, as far as enough postings ask for so few or so many."""
    years = frame["years_min"].sort_values()
    return np.linspace(years.iloc[fewest - 1], years.iloc[-fewest], 60)


def _curve(grid: np.ndarray, model: PayModel | None) -> pd.DataFrame:
    """Return the fitted median of pay over the years that postings ask for."""
    columns = ["x", "estimate", "conf_low", "conf_high"]
    if model is None:
        return pd.DataFrame({name: pd.Series(dtype="float64") for name in columns})
    fitted = model.predict_interval(pd.DataFrame({"years_min": grid}), about="median")
    return fitted.assign(x=grid)[columns]


def _quartiles(frame: pd.DataFrame, grid: np.ndarray, asked: Asked) -> pd.DataFrame:
    """Return the fitted quartiles of pay, where there are enough postings for them."""
    nothing = pd.DataFrame({"x": pd.Series(dtype="float64"), "estimate": pd.Series(dtype="float64"), "label": ""})
    if not len(grid) or len(frame) < POSTINGS_A_QUARTILE * asked.minimum_cell:
        return nothing
    try:
        fit = fit_pay_quantiles(frame, CURVED, list(QUARTILES))
    except ModelError:
        return nothing
    found = fit.predict_quantiles(pd.DataFrame({"years_min": grid}))
    found = found.assign(x=np.repeat(grid, len(QUARTILES)), label=found["quantile"].map(QUARTILES))
    return found[["x", "estimate", "label"]].reset_index(drop=True)


def _per_year(model: PayModel | None) -> pd.DataFrame:
    """Return the difference in pay a year, in percent."""
    if model is None:
        return pd.DataFrame(columns=["difference", "conf_low_percent", "conf_high_percent", "n"])
    effect = model.effects().iloc[[0]]
    found = {"estimate": "difference", "conf_low": "conf_low_percent", "conf_high": "conf_high_percent"}
    return effect.rename(columns=found)[list(found.values())].assign(n=model.n)


def _by_year(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the median of posted pay by whole years asked for."""
    columns = ["years", "median", "conf_low", "conf_high", "n", "employers", "refused"]
    if not len(frame):
        return pd.DataFrame(columns=columns)
    tidy = fit_pay_bands(frame, "years_min", quantiles=[0.5], rule=asked.rule).tidy()
    return tidy.rename(columns={"band": "years", "estimate": "median"})[columns]
