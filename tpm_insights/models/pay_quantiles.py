"""What quantile regressions of pay hand back, and the predictions they make."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.recipe import Recipe, design_for
from tpm_insights.models.results import Result
from tpm_insights.models.tidy import Floats, critical_value, percent_effects


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PayQuantiles(Result):
    """Quantile regressions of pay. See `Result` for the attributes every result has.

    Terms, estimates and covariance stand quantile by quantile; covariances between quantiles are not estimated.

    Attributes
    ----------
    quantiles : tuple of float
        Fitted quantiles, rising.
    crossing : float
        Share of the rows fitted in which the quantiles cross before they are put in order.
    recipe : Recipe
        How the right side is made from columns.
    """

    quantiles: tuple[float, ...]
    crossing: float
    recipe: Recipe

    def tidy(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row a term and quantile, in the units of the formula.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high, quantile``.
        """
        return super().tidy(level).assign(quantile=np.repeat(self.quantiles, len(self.recipe.terms)))

    def effects(self, level: float = 0.95) -> pd.DataFrame:
        """Return the associations with each pay percentile in percent, ``100 (exp(b) - 1)``, intercept left out.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            The columns of `tidy`; estimate, standard error and interval in percent of pay.

        Raises
        ------
        UsageError
            If the outcome was not in logs.
        """
        if not self.log_outcome:
            return super().effects(level)
        tidy = self.tidy(level)
        return percent_effects(tidy[~tidy["term"].isin(self.hidden_terms)].reset_index(drop=True))

    def _table(self) -> pd.DataFrame:
        """Return the table shown in a notebook, the quantile beside the term."""
        table = super()._table()
        return table[["term", "quantile", *(name for name in table.columns if name not in ("term", "quantile"))]]

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        return super()._facts() | {
            "quantiles": ", ".join(f"{q:g}" for q in self.quantiles),
            "crossing": self.crossing,
            "reference_levels": "; ".join(f"{factor}: {level}" for factor, level in self.recipe.references),
            "retransformation": "exact: a percentile of log pay is the log of the percentile of pay"
            if self.log_outcome
            else "none: the outcome is not in logs",
        }

    def predict(self, frame: pd.DataFrame, *, quantile: float = 0.5) -> pd.Series:
        """Predict a pay percentile, one value a row.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the formula.
        quantile : float, default 0.5
            One of the fitted quantiles.

        Returns
        -------
        Series
            In units of the outcome, index of `frame`; NaN where a value is missing or a level was never seen.

        Raises
        ------
        UsageError
            If that quantile was not fitted.
        """
        if quantile not in self.quantiles:
            raise UsageError(f"quantile {quantile!r} was not fitted; these were: {', '.join(map(str, self.quantiles))}")
        design = self._design(frame)
        position = self.quantiles.index(quantile)
        fitted = np.sort(design @ self._coefficients().T, axis=1)[:, position]
        return pd.Series(np.exp(fitted) if self.log_outcome else fitted, index=frame.index, name=self.outcome)

    def predict_quantiles(self, frame: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
        """Predict every fitted percentile with its interval.

        Parameters
        ----------
        frame : DataFrame
            Rows with the columns of the formula.
        level : float, default 0.95
            Confidence level, for each percentile by itself.

        Returns
        -------
        DataFrame
            One row a row and quantile: columns ``quantile, estimate, conf_low, conf_high``, index of `frame` repeated.

        Notes
        -----
        Estimates and ends of the intervals are sorted within a row, which makes them rise with the quantile and never
        moves them away from the truth (Chernozhukov, V., Fernandez-Val, I. and Galichon, A. 2010, Quantile and
        probability curves without crossing, Econometrica 78(3), 1093-1125).
        """
        design = self._design(frame)
        k, fitted = len(self.recipe.terms), design @ self._coefficients().T
        blocks = [self.vcov[i * k : (i + 1) * k, i * k : (i + 1) * k] for i in range(len(self.quantiles))]
        variance = np.column_stack([np.einsum("ij,jk,ik->i", design, block, design) for block in blocks])
        half = critical_value(level, self.df) * np.sqrt(np.clip(variance, 0, None))
        parts = [np.sort(part, axis=1).ravel() for part in (fitted, fitted - half, fitted + half)]
        values = np.exp(np.column_stack(parts)) if self.log_outcome else np.column_stack(parts)
        out = pd.DataFrame(values, columns=["estimate", "conf_low", "conf_high"])
        out.insert(0, "quantile", np.tile(self.quantiles, len(frame)))
        return out.set_index(frame.index.repeat(len(self.quantiles)))

    def _coefficients(self) -> Floats:
        """Return the estimates, one row a quantile."""
        return self.estimate.reshape(len(self.quantiles), -1)

    def _design(self, frame: pd.DataFrame) -> Floats:
        """Return the design, with one warning for rows that have none."""
        design, usable, reasons = design_for(self.recipe, frame)
        if not usable.all():
            why = "; ".join(f"{reason} ({rows})" for reason, rows in reasons.items())
            message = f"no prediction for {int((~usable).sum()):,} of {len(frame):,} rows: {why}"
            warnings.warn(message, UserWarning, stacklevel=3)
        return design
