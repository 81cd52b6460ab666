"""What every fitted model hands back: a small frozen result without data.

Three ideas are kept apart: `tidy` is in the units of the formula (logs stay logs), `effects` is in percent, and
`glance` is one row about the fit as a whole. None of their column names depends on an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.tidy import Floats, percent_effects, tidy_table


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows that did not take part in a fit.

    Attributes
    ----------
    reason : str
        Why, naming the column.
    rows : int
        How many.
    """

    reason: str
    rows: int


def describe_dropped(dropped: Iterable[Dropped]) -> str:
    """Write the reasons for dropped rows on one line.

    Parameters
    ----------
    dropped : iterable of Dropped
        Reasons with counts.

    Returns
    -------
    str
        ``"reason (rows); reason (rows)"``, empty if nothing was dropped.

    Examples
    --------
    >>> describe_dropped([Dropped("years_min missing", 12), Dropped("weight zero", 1)])
    'years_min missing (12); weight zero (1)'
    """
    return "; ".join(f"{d.reason} ({d.rows})" for d in dropped)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Result:
    """A fitted model: estimates, their covariance, and an account of the rows. Holds no data.

    Attributes
    ----------
    method : str
        What was estimated, in words.
    formula : str
        The formula as given.
    outcome : str
        The outcome column.
    log_outcome : bool
        True if the formula takes the natural log of the outcome.
    terms : tuple of str
        Names of the terms.
    estimate : ndarray of shape (n_terms,)
        Point estimates, in the units of the formula.
    vcov : ndarray of shape (n_terms, n_terms)
        Covariance matrix of the estimates.
    df : float
        Degrees of freedom for t; infinite for normal inference.
    n : int
        Rows used.
    dropped : tuple of Dropped
        Rows not used, and why.
    covariance : str
        How the standard errors were made.
    n_clusters : int or None
        Number of clusters, where errors are clustered.
    notes : tuple of str
        What a reader has to know beside the numbers.
    """

    method: str
    formula: str
    outcome: str
    log_outcome: bool
    terms: tuple[str, ...]
    estimate: Floats
    vcov: Floats
    df: float
    n: int
    dropped: tuple[Dropped, ...] = ()
    covariance: str = ""
    n_clusters: int | None = None
    notes: tuple[str, ...] = ()

    hidden_terms: ClassVar[tuple[str, ...]] = ("Intercept",)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                frozen = np.array(value, dtype=float)
                frozen.setflags(write=False)
                object.__setattr__(self, field.name, frozen)

    @property
    def std_error(self) -> Floats:
        """Standard errors, shape (n_terms,)."""
        return np.asarray(np.sqrt(np.clip(np.diag(self.vcov), 0, None)), dtype=float)

    @property
    def n_dropped(self) -> int:
        """Rows that did not take part."""
        return sum(d.rows for d in self.dropped)

    @property
    def why_dropped(self) -> str:
        """Reasons for the rows that did not take part, with counts."""
        return describe_dropped(self.dropped)

    def tidy(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row a term, in the units of the formula.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high``.
        """
        return tidy_table(self.terms, self.estimate, self.std_error, df=self.df, level=level)

    def effects(self, level: float = 0.95) -> pd.DataFrame:
        """Return the associations with pay in percent, ``100 (exp(b) - 1)``, intercept left out.

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
            raise UsageError(
                f"effects() in percent need a log outcome and this model has {self.outcome!r} as it is; "
                f"fit 'log({self.outcome}) ~ ...' or read tidy(), which is in units of {self.outcome}"
            )
        tidy = self.tidy(level)
        return percent_effects(tidy[~tidy["term"].isin(self.hidden_terms)].reset_index(drop=True))

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`; subclasses add theirs."""
        return {
            "method": self.method,
            "outcome": self.outcome,
            "formula": self.formula,
            "n": self.n,
            "n_dropped": self.n_dropped,
            "why_dropped": self.why_dropped,
            "covariance": self.covariance,
            "n_clusters": pd.NA if self.n_clusters is None else self.n_clusters,
            "df": self.df,
            "notes": "; ".join(self.notes),
        }

    def glance(self) -> pd.DataFrame:
        """Return one row about the fit as a whole.

        Returns
        -------
        DataFrame
            One row; among its columns ``n, n_dropped, why_dropped, covariance, n_clusters, outcome, formula, notes``.
        """
        return pd.DataFrame([self._facts()])

    def _table(self) -> pd.DataFrame:
        """Return the table shown in a notebook."""
        return self.effects() if self.log_outcome else self.tidy()

    def __repr__(self) -> str:
        head = f"{type(self).__name__}: {self.method}, {self.formula}, n = {self.n:,}, {self.covariance}"
        return head + "\n" + self._table().to_string(index=False, float_format=lambda x: f"{x:.4g}")

    def _repr_html_(self) -> str:
        unit = "percent of " + self.outcome if self.log_outcome else "units of the formula"
        facts = [
            f"n = {self.n:,}",
            f"{self.n_dropped:,} rows dropped" + (f": {self.why_dropped}" if self.dropped else ""),
        ]
        return html_card(
            f"{self.method}: {self.formula}",
            [
                f"associations in {unit}, 95 % intervals",
                "; ".join(facts),
                f"standard errors: {self.covariance}",
                *self.notes,
            ],
            self._table(),
        )


def require_rows(n: int, k: int, formula: str, dropped: Sequence[Dropped]) -> None:
    """Refuse a fit that has no more rows than terms.

    Parameters
    ----------
    n, k : int
        Complete rows, and terms to estimate.
    formula : str
        Named in the message.
    dropped : sequence of Dropped
        Named in the message.

    Raises
    ------
    ModelError
        If ``n <= k``.
    """
    if n <= k:
        lost = describe_dropped(dropped) or "none dropped"
        raise ModelError(f"{formula}: {n} complete rows for {k} terms ({lost}); use fewer terms or more rows")
