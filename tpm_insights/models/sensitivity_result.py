"""What an analysis of an unseen confounder hands back, in numbers and in plain words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.tidy import percent_effects


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sensitivity:
    """How one estimate stands up to an unseen confounder. Holds no data.

    Attributes
    ----------
    term : str
        The term.
    formula, outcome : str
        Of the model.
    log_outcome : bool
        True if the model is in logs.
    estimate, std_error, statistic : float
        With classical errors, on which the method is built.
    df : float
        Residual degrees of freedom.
    n : int
        Rows used.
    r2yd_x : float
        Share of the residual variance of the outcome that the term explains.
    robustness_value, robustness_value_alpha : float
        Strength at which the estimate, and the end of its interval, would reach ``1 - q`` of the estimate.
    q, alpha : float
        Share to explain away, and level.
    bounds : DataFrame
        See `tidy`.
    notes : tuple of str
        What a reader has to know beside the numbers.
    """

    term: str
    formula: str
    outcome: str
    log_outcome: bool
    estimate: float
    std_error: float
    statistic: float
    df: float
    n: int
    r2yd_x: float
    robustness_value: float
    robustness_value_alpha: float
    q: float
    alpha: float
    bounds: pd.DataFrame
    notes: tuple[str, ...] = ()

    def tidy(self) -> pd.DataFrame:
        """Return the estimate as it would be with a confounder so many times as strong as an observed covariate.

        Returns
        -------
        DataFrame
            One row a benchmark and multiple: columns ``term, estimate, std_error, statistic, p_value, conf_low,
            conf_high, benchmark, times, r2dz_x, r2yz_dx``. The last two say how much of the residual variance of the
            term and of the outcome such a confounder would explain. Estimates are missing where it would explain all.
        """
        return self.bounds.copy()

    def effects(self) -> pd.DataFrame:
        """Return the rows of `tidy` in percent of the outcome.

        Returns
        -------
        DataFrame
            The columns of `tidy`, for a model in logs.

        Raises
        ------
        UsageError
            If the outcome was not in logs.
        """
        if not self.log_outcome:
            raise UsageError(f"effects() in percent need a log outcome and this model has {self.outcome!r} as it is")
        return percent_effects(self.bounds)

    def glance(self) -> pd.DataFrame:
        """Return one row about the estimate.

        Returns
        -------
        DataFrame
            One row; among its columns ``term, estimate, std_error, df, r2yd_x, robustness_value,
            robustness_value_alpha``.
        """
        names = ["term", "outcome", "formula", "n", "estimate", "std_error", "statistic", "df", "r2yd_x"]
        names += ["robustness_value", "robustness_value_alpha", "q", "alpha"]
        facts = {name: getattr(self, name) for name in names}
        return pd.DataFrame([facts | {"covariance": "iid", "notes": "; ".join(self.notes)}])

    def words(self) -> str:
        """Say the result in plain words.

        Returns
        -------
        str
            A few sentences.
        """
        gone = "to nothing" if self.q == 1 else f"by {100 * self.q:.0f} %"
        text = (
            f"Something unseen would have to explain {100 * self.robustness_value:.1f} % of what is left over of both "
            f"{self.term} and {self.outcome} to bring the estimate down {gone}, and "
            f"{100 * self.robustness_value_alpha:.1f} % for the {100 * (1 - self.alpha):.0f} % interval to reach that "
            f"point. If it explained all that is left over of {self.outcome}, explaining {100 * self.r2yd_x:.1f} % of "
            f"what is left over of {self.term} would do."
        )
        for _, row in self.bounds.iterrows():
            times = "" if row["times"] == 1 else f"{row['times']:g} times "
            text += f" A confounder {times}as strong as {row['benchmark']} "
            if np.isnan(float(row["estimate"])):
                text += "would explain the term wholly."
            else:
                text += self._reach(float(row["conf_low"]), float(row["conf_high"])) + "."
        return text

    def _reach(self, low: float, high: float) -> str:
        """Say what would be left of the estimate."""
        if self.estimate < 0:
            low, high = -high, -low
        if low > 0:
            return "would leave an association of the same sign, its interval clear of zero"
        return "would leave nothing that can be told from zero" if high > 0 else "would turn the sign"

    def __repr__(self) -> str:
        return f"Sensitivity of {self.term} in {self.formula}\n{self.words()}"

    def _repr_html_(self) -> str:
        table = self.effects() if self.log_outcome else self.bounds
        unit = f"percent of {self.outcome}" if self.log_outcome else f"units of {self.outcome}"
        shown = table.drop(columns=["statistic", "p_value", "benchmark", "times"])
        lines = [self.words(), f"estimates in {unit}, {100 * (1 - self.alpha):g} % intervals" if len(shown) else ""]
        return html_card(f"Sensitivity of {self.term}: {self.formula}", [*lines, *self.notes], shown)
