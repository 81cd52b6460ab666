"""Fit pay percentiles as smooth functions of experience and the rest, without letting them cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.collinear import refuse_collinear
from tpm_insights.models.complete import complete_rows
from tpm_insights.models.covariance import Errors, read_covariance
from tpm_insights.models.design import build_design
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import read_formula
from tpm_insights.models.pay_quantiles import PayQuantiles
from tpm_insights.models.quantile_solver import solve_quantile
from tpm_insights.models.results import require_rows
from tpm_insights.models.tidy import Floats

QUANTILES: tuple[float, ...] = (0.10, 0.25, 0.50, 0.75, 0.90)
QuantileCovariance = Literal["nid"] | Mapping[str, str]


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
