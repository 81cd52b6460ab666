"""Fit pay percentiles as smooth functions of experience and the rest, without letting them cross."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.collinear import refuse_collinear
from tpm_insights.models.complete import complete_rows
from tpm_insights.models.covariance import Errors, read_covariance
from tpm_insights.models.design import Recipe, build_design, design_for
from tpm_insights.models.formula import read_formula
from tpm_insights.models.frame import for_model
from tpm_insights.models.quantile_solver import solve_quantile
from tpm_insights.models.results import Floats, Result, critical_value, percent_effects, require_rows

QUANTILES: tuple[float, ...] = (0.10, 0.25, 0.50, 0.75, 0.90)
QuantileCovariance = Literal["nid"] | Mapping[str, str]


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


def fit_pay_quantiles(
    frame: pd.DataFrame,
    formula: str,
    quantiles: Sequence[float] = QUANTILES,
    *,
    covariance: QuantileCovariance = "nid",
) -> PayQuantiles:
    """Fit pay percentiles as functions of experience and the rest.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, with its defaults.
    formula : str
        As in `fit_pay_model`; effects cannot be absorbed.
    quantiles : sequence of float
        Between 0 and 1.
    covariance : {"nid"} or mapping, default "nid"
        Errors: not identically distributed, or clustered as in ``{"CRV1": "employer_id"}``.

    Returns
    -------
    PayQuantiles
        A frozen result without data.

    Raises
    ------
    UsageError
        If a column or an option does not exist.
    ModelError
        As in `fit_pay_model`.

    Notes
    -----
    Koenker and Bassett (1978). Errors: Hendricks, W. and Koenker, R. (1992), Journal of the American Statistical
    Association 87, 58-68, with the bandwidth of Hall and Sheather (1988); clustered: Parente, P. and Santos Silva, J.
    (2016), Journal of Econometric Methods 5(1), 1-15, times ``G / (G - 1)``.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> years = rng.integers(0, 15, 800)
    >>> frame = pd.DataFrame({"pay": 70_000 * np.exp(0.04 * years + rng.normal(0, 0.2, 800)), "years": years})
    >>> model = fit_pay_quantiles(frame, "log(pay) ~ years", [0.25, 0.5, 0.75])
    >>> [int(x) for x in model.predict_quantiles(pd.DataFrame({"years": [5]}))["estimate"].round(-3)]
    [75000, 85000, 97000]
    """
    chosen = tuple(sorted(set(quantiles)))
    if not chosen or not all(0 < q < 1 for q in chosen):
        raise UsageError(f"quantiles {list(quantiles)} must lie between 0 and 1, for example 0.25, 0.5, 0.75")
    parsed = read_formula(formula)
    if parsed.absorb:
        raise UsageError(f"effects cannot be absorbed in quantile regressions; use C({parsed.absorb[0]}) instead")
    errors = Errors("nid") if covariance == "nid" else _clustered(covariance)
    frame, set_aside = for_model(frame, [*parsed.columns, *errors.clusters])
    rows = complete_rows(frame, parsed, groups=errors.clusters)
    errors = errors.counted(rows.frame)
    outcome, design, recipe = build_design(rows.frame, parsed)
    dropped = (*set_aside, *rows.dropped)
    require_rows(len(outcome), design.shape[1], parsed.full_text, dropped)
    refuse_collinear(design, recipe.terms, parsed)
    codes = pd.factorize(rows.frame[errors.clusters[0]])[0] if errors.clusters else None
    fits = [_fit_one(design, outcome, q, codes) for q in chosen]
    coefficients = np.array([beta for beta, _, _ in fits])
    fitted = design @ coefficients.T
    k = design.shape[1]
    vcov = np.zeros((k * len(chosen), k * len(chosen)))
    for i, (_, block, _) in enumerate(fits):
        vcov[i * k : (i + 1) * k, i * k : (i + 1) * k] = block
    return PayQuantiles(
        method="quantile regression",
        formula=parsed.full_text,
        outcome=parsed.outcome,
        log_outcome=parsed.log_outcome,
        terms=recipe.terms * len(chosen),
        estimate=coefficients.ravel(),
        vcov=vcov,
        df=float(len(outcome) - k if errors.n_clusters is None else errors.n_clusters - 1),
        n=len(outcome),
        dropped=dropped,
        covariance=errors.label,
        n_clusters=errors.n_clusters,
        notes=(*errors.notes, *(note for _, _, note in fits if note)),
        quantiles=chosen,
        crossing=float((np.diff(fitted, axis=1) < 0).any(axis=1).mean()),
        recipe=recipe,
    )


def _clustered(covariance: QuantileCovariance) -> Errors:
    """Return the cluster column; refuse kinds that quantile regressions do not have."""
    errors = read_covariance(covariance) if isinstance(covariance, Mapping) else Errors("")
    if errors.kind != "CRV1" or len(errors.clusters) != 1:
        raise UsageError(
            f"covariance {covariance!r} is not known for quantile regressions; use 'nid' or {{'CRV1': 'employer_id'}}"
        )
    return errors


def hall_sheather(quantile: float, n: int, level: float = 0.95) -> float:
    """Return the bandwidth of Hall and Sheather for the density at a quantile.

    Parameters
    ----------
    quantile : float
        Between 0 and 1.
    n : int
        Rows.
    level : float, default 0.95
        Level of the interval it is made for.

    Returns
    -------
    float
        Half width on the scale of probabilities; halved until it stays within 0 and 1.

    Notes
    -----
    Hall, P. and Sheather, S. (1988), Journal of the Royal Statistical Society B 50, 381-391.

    Examples
    --------
    >>> round(hall_sheather(0.75, 235), 6)
    0.10904
    """
    z = stats.norm.ppf(quantile)
    peak = 1.5 * stats.norm.pdf(z) ** 2 / (2 * z**2 + 1)
    width = float(n ** (-1 / 3) * stats.norm.ppf(0.5 + level / 2) ** (2 / 3) * peak ** (1 / 3))
    while quantile - width <= 0 or quantile + width >= 1:
        width /= 2
    return width


def _fit_one(design: Floats, outcome: Floats, quantile: float, codes: np.ndarray | None) -> tuple[Floats, Floats, str]:
    """Return coefficients, covariance and a note for one quantile."""
    n, k = design.shape
    beta = solve_quantile(design, outcome, quantile)
    width = hall_sheather(quantile, n)
    upper = solve_quantile(design, outcome, quantile + width, start=beta)
    lower = solve_quantile(design, outcome, quantile - width, start=beta)
    gap = design @ (upper - lower)
    flat = gap <= 0
    density = np.where(flat, 0.0, 2 * width / np.where(flat, 1.0, gap))
    note = f"no density in {int(flat.sum()):,} rows at the {quantile:g} quantile" if flat.mean() > 0.1 else ""
    try:
        bread = np.linalg.inv((design * density[:, None]).T @ design)
    except np.linalg.LinAlgError as error:
        raise ModelError(
            f"errors of the {quantile:g} quantile are not defined: too many rows have the same outcome there"
        ) from error
    if codes is None:
        meat = quantile * (1 - quantile) * design.T @ design
    else:
        scores = design * (quantile - (outcome - design @ beta < 0))[:, None]
        sums = np.column_stack([np.bincount(codes, scores[:, j]) for j in range(k)])
        groups = int(codes.max()) + 1
        meat = groups / (groups - 1) * sums.T @ sums
    return beta, bread @ meat @ bread, note
