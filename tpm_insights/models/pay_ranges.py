"""What a regression on posted pay ranges hands back, and the predictions it makes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.recipe import Recipe, design_for
from tpm_insights.models.results import Result
from tpm_insights.models.tidy import Floats, critical_value

LOG_SIGMA = "log(sigma)"
APPROACHES: tuple[str, ...] = ("interval", "closed_ranges_only", "low_end", "high_end", "middle")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PayRanges(Result):
    """An interval regression of pay. See `Result` for the attributes every result has.

    The last term, ``log(sigma)``, is the log of the spread of pay around the fit.

    Attributes
    ----------
    distribution : str
        ``lognormal`` or ``normal``.
    log_likelihood : float
        Of pay, or of its log.
    n_exact, n_range, n_open_high, n_open_low : int
        Rows with one figure, a closed range, no upper end, no lower end.
    recipe : Recipe
        How the right side is made from columns.
    approaches : DataFrame
        See `comparison`.
    """

    distribution: str
    log_likelihood: float
    n_exact: int
    n_range: int
    n_open_high: int
    n_open_low: int
    recipe: Recipe
    approaches: pd.DataFrame

    hidden_terms: ClassVar[tuple[str, ...]] = ("Intercept", LOG_SIGMA)

    @property
    def sigma(self) -> float:
        """Spread of pay around the fit, in the units of the left side."""
        return float(np.exp(self.estimate[-1]))

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        mean = "mean = exp(fit + sigma^2 / 2), median = exp(fit)"
        return super()._facts() | {
            "distribution": self.distribution,
            "log_likelihood": self.log_likelihood,
            "sigma": self.sigma,
            "sigma_std_error": self.sigma * float(self.std_error[-1]),
            "n_exact": self.n_exact,
            "n_range": self.n_range,
            "n_open_high": self.n_open_high,
            "n_open_low": self.n_open_low,
            "reference_levels": "; ".join(f"{factor}: {level}" for factor, level in self.recipe.references),
            "retransformation": mean if self.log_outcome else "none: the outcome is not in logs",
        }

    def comparison(self) -> pd.DataFrame:
        """Return the same regression made in other ways from the same postings.

        Returns
        -------
        DataFrame
            One row a term and approach: columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high,
            approach, n, differs``. The approaches are ``interval`` (this model), ``closed_ranges_only`` (the same
            without open ends), and least squares on the ``low_end``, the ``high_end`` and the ``middle`` (geometric for
            log pay) of closed ranges. ``differs`` marks terms on which the low and the high end disagree: the width of
            the range depends on them beyond chance (1 % level), by more than a standard error of this model.
        """
        return self.approaches.copy()

    def predict(self, frame: pd.DataFrame, *, target: Literal["mean", "median"] = "mean") -> pd.Series:
        """Predict pay, one value a row.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the formula.
        target : {"mean", "median"}, default "mean"
            For lognormal pay, the mean or the median. Otherwise the same.

        Returns
        -------
        Series
            In units of the outcome, index of `frame`; NaN where a value is missing or a level was never seen.
        """
        if target not in ("mean", "median"):
            raise UsageError(f"target must be 'mean' or 'median', got {target!r}")
        fit, _ = self._fitted(frame)
        if self.log_outcome:
            fit = np.exp(fit + (self.sigma**2 / 2 if target == "mean" else 0.0))
        return pd.Series(fit, index=frame.index, name=self.outcome)

    def predict_interval(self, frame: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
        """Predict median pay with its confidence interval, one row a row.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the formula.
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``estimate, conf_low, conf_high`` in units of the outcome, index of `frame`.
        """
        fit, design = self._fitted(frame)
        k = design.shape[1]
        with np.errstate(invalid="ignore"):
            variance = np.einsum("ij,jk,ik->i", design, self.vcov[:k, :k], design)
        half = critical_value(level, self.df) * np.sqrt(np.clip(variance, 0, None))
        out = np.column_stack([fit, fit - half, fit + half])
        values = np.exp(out) if self.log_outcome else out
        return pd.DataFrame(values, columns=["estimate", "conf_low", "conf_high"], index=frame.index)

    def _fitted(self, frame: pd.DataFrame) -> tuple[Floats, Floats]:
        """Return the linear prediction and the design, with one warning for rows that have none."""
        design, usable, reasons = design_for(self.recipe, frame)
        if not usable.all():
            why = "; ".join(f"{reason} ({rows})" for reason, rows in reasons.items())
            message = f"no prediction for {int((~usable).sum()):,} of {len(frame):,} rows: {why}"
            warnings.warn(message, UserWarning, stacklevel=3)
        return np.asarray(design @ self.estimate[:-1]), design
