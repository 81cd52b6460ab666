"""What a least-squares fit of pay hands back, and the predictions it makes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.absorbed import AbsorbedEffect, add_absorbed
from tpm_insights.models.recipe import Recipe, design_for
from tpm_insights.models.results import Result
from tpm_insights.models.tidy import Floats, checked_level, critical_value

QUANTILE_GRID: Floats = np.linspace(0.005, 0.995, 199)
"""Probabilities at which residuals are kept."""
NO_CONSTANT = "no constant: r2 is the share of the squares around zero, not around the mean"
"""Note of a model whose terms do not add up to a constant."""
MOST_SURE = float(QUANTILE_GRID[-1] - QUANTILE_GRID[0])
"""Highest level of an interval of a record."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PayModel(Result):
    """A least-squares fit of pay. See `Result` for the attributes every result has.

    Attributes
    ----------
    r2, r2_within : float
        Share of variance explained; within absorbed effects, NaN where none are absorbed.
    sigma : float
        Residual standard deviation, in the units of the left side.
    df_residual : int
        Rows minus everything estimated, absorbed effects included.
    smearing : float
        Duan's factor from the median to the mean of pay; 1 where the outcome is not in logs.
    residual_quantiles : ndarray of shape (199,)
        Residuals at 0.5 %, 1 %, ... 99.5 %, for intervals of single records.
    gram : ndarray of shape (n_terms, n_terms)
        Cross products of the design, within absorbed effects.
    means : ndarray of shape (n_terms,)
        Means of the terms over the rows fitted.
    recipe : Recipe
        How the right side is made from columns.
    absorbed : tuple of AbsorbedEffect
        Fixed effects that were absorbed.
    weights : str
        Column of weights; empty where none.
    """

    r2: float
    r2_within: float
    sigma: float
    df_residual: int
    smearing: float
    residual_quantiles: Floats
    gram: Floats
    means: Floats
    recipe: Recipe
    absorbed: tuple[AbsorbedEffect, ...] = ()
    weights: str = ""

    @property
    def retransformation(self) -> str:
        """How predictions get from the left side to units of the outcome."""
        if not self.log_outcome:
            return "none: the outcome is not in logs"
        return (
            f"mean = exp(fit) x {self.smearing:.4f}, the mean of exp(residual) (smearing, Duan 1983); median = exp(fit)"
        )

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        own = {
            "r2": self.r2,
            "r2_within": self.r2_within,
            "sigma": self.sigma,
            "df_residual": self.df_residual,
            "absorbed": ", ".join(a.column for a in self.absorbed),
            "reference_levels": "; ".join(f"{factor}: {level}" for factor, level in self.recipe.references),
            "weights": self.weights,
            "retransformation": self.retransformation,
        }
        return super()._facts() | own

    def predict(self, frame: pd.DataFrame, *, target: Literal["mean", "median"] = "mean") -> pd.Series:
        """Predict pay, one value a row.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the formula.
        target : {"mean", "median"}, default "mean"
            For a log outcome, the mean (with the smearing factor) or the median (without). Otherwise the same.

        Returns
        -------
        Series
            In units of the outcome, index of `frame`; NaN where a value is missing or a level was never seen.

        Notes
        -----
        Duan, N. (1983). Smearing estimate: a nonparametric retransformation method. Journal of the American
        Statistical Association 78(383), 605-610.
        """
        if target not in ("mean", "median"):
            raise UsageError(f"target must be 'mean' or 'median', got {target!r}")
        fit, _ = self._fitted(frame)
        if self.log_outcome:
            fit = np.exp(fit) * (self.smearing if target == "mean" else 1.0)
        return pd.Series(fit, index=frame.index, name=self.outcome)

    def predict_interval(
        self, frame: pd.DataFrame, *, about: Literal["mean", "median", "record"] = "mean", level: float = 0.95
    ) -> pd.DataFrame:
        """Predict pay with an interval, one row a row.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the formula.
        about : {"mean", "median", "record"}, default "mean"
            What the interval is to hold: the mean or median of such records, or one new record.
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``estimate, conf_low, conf_high`` in units of the outcome, index of `frame`.

        Raises
        ------
        UsageError
            If effects were absorbed: their own uncertainty is not known.

        Notes
        -----
        The interval of the mean takes the smearing factor as known. The interval of a record uses the quantiles of the
        residuals, widened for the uncertainty of the fit, and so assumes no distribution but one spread for all rows.
        """
        if self.absorbed:
            raise UsageError("no interval with absorbed effects, whose errors are not estimated; use C(column) instead")
        if about not in ("mean", "median", "record"):
            raise UsageError(f"about must be 'mean', 'median' or 'record', got {about!r}")
        if about == "record" and np.isnan(self.residual_quantiles).all():
            raise UsageError("no interval of a record: a fit on files keeps no quantiles of the residuals")
        if about == "record" and checked_level(level) > MOST_SURE:
            raise UsageError(f"level {level!r}: quantiles of the residuals reach to {MOST_SURE:g} for a record")
        fit, design = self._fitted(frame)
        with np.errstate(invalid="ignore"):
            error = np.sqrt(np.clip(np.einsum("ij,jk,ik->i", design, self.vcov, design), 0, None))
        if about == "record":
            tails = np.interp([0.5 - level / 2, 0.5 + level / 2], QUANTILE_GRID, self.residual_quantiles)
            widen = np.sqrt(1 + (error / self.sigma) ** 2)
            low, high = fit + tails[0] * widen, fit + tails[1] * widen
        else:
            half = critical_value(level, self.df) * error
            low, high = fit - half, fit + half
        out = np.column_stack([fit, low, high])
        if self.log_outcome:
            center, ends = (1.0 if about == "median" else self.smearing), (self.smearing if about == "mean" else 1.0)
            out = np.exp(out) * np.array([center, ends, ends])
        return pd.DataFrame(out, columns=["estimate", "conf_low", "conf_high"], index=frame.index)

    def _fitted(self, frame: pd.DataFrame) -> tuple[Floats, Floats]:
        """Return the linear prediction and the design, with one warning for rows that have none."""
        design, usable, reasons = design_for(self.recipe, frame)
        fit = design @ self.estimate
        fit = add_absorbed(fit, self.absorbed, frame, usable, reasons)
        if not usable.all():
            why = "; ".join(f"{reason} ({rows})" for reason, rows in reasons.items())
            message = f"no prediction for {int((~usable).sum()):,} of {len(frame):,} rows: {why}"
            warnings.warn(message, UserWarning, stacklevel=3)
        return np.asarray(fit), design
