"""Fit pay percentiles as smooth functions of experience and the rest, without letting them cross."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.absorbed import with_combined
from tpm_insights.models.clusters import cluster_codes
from tpm_insights.models.collinear import refuse_collinear
from tpm_insights.models.complete import complete_rows
from tpm_insights.models.covariance import Errors, read_covariance
from tpm_insights.models.design import build_design
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import read_formula
from tpm_insights.models.pay_quantiles import PayQuantiles
from tpm_insights.models.quantile_errors import quantile_vcov
from tpm_insights.models.quantile_solver import solve_quantile
from tpm_insights.models.results import require_rows
from tpm_insights.models.tidy import checked_quantiles

QUANTILES: tuple[float, ...] = (0.10, 0.25, 0.50, 0.75, 0.90)
QuantileCovariance = Literal["nid", "iid", "ker", "fitted"] | Mapping[str, str]
UNCLUSTERED: tuple[str, ...] = ("nid", "iid", "ker", "fitted")


def fit_pay_quantiles(
    frame: pd.DataFrame,
    formula: str,
    quantiles: float | Sequence[float] = QUANTILES,
    *,
    covariance: QuantileCovariance = "nid",
    weights: str | None = None,
) -> PayQuantiles:
    """Fit pay percentiles as functions of experience and the rest.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, with its defaults.
    formula : str
        As in `fit_pay_model`; effects cannot be absorbed.
    quantiles : float or sequence of float
        Between 0 and 1.
    covariance : {"nid", "iid", "ker", "fitted"} or mapping, default "nid"
        Errors: not identically distributed, the density told from neighbouring quantiles; identically distributed; not
        identically distributed, the density told by a kernel; identically distributed, the density told from
        neighbouring quantiles; or clustered as in ``{"CRV1": "employer_id"}``, by one to three columns.
    weights : str, optional
        Column of weights, by which the loss of a row counts; rows of weight zero are dropped.

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
    Koenker and Bassett (1978), Econometrica 46(1), 33-50. Errors as in R's ``quantreg`` (``fitted``: Stata's ``qreg``);
    see `quantile_vcov`. With
    weights, both sides of a row are multiplied by its weight, also for the errors.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> years = rng.integers(0, 15, 800)
    >>> frame = pd.DataFrame({"pay": 70_000 * np.exp(0.04 * years + rng.normal(0, 0.2, 800)), "years": years})
    >>> model = fit_pay_quantiles(frame, "log(pay) ~ years", [0.25, 0.5, 0.75])
    >>> [int(x) for x in model.predict_quantiles(pd.DataFrame({"years": [5]}))["estimate"].round(-3)]
    [75000, 85000, 97000]
    """
    chosen = checked_quantiles(quantiles)
    parsed = read_formula(formula)
    if parsed.absorb:
        raise UsageError(f"effects cannot be absorbed in quantile regressions; use C({parsed.absorb[0]}) instead")
    errors = _read_errors(covariance)
    frame, set_aside = for_model(frame, [*parsed.columns, *errors.parts])
    frame = with_combined(frame, errors.clusters)
    rows = complete_rows(frame, parsed, groups=errors.clusters, weights=weights)
    codes = cluster_codes(rows.frame, errors.clusters)
    errors = errors.counted(codes)
    outcome, design, recipe = build_design(rows.frame, parsed)
    dropped = (*set_aside, *rows.dropped)
    require_rows(len(outcome), design.shape[1], parsed.full_text, dropped)
    refuse_collinear(design, recipe.terms, parsed)
    weight = np.ones(len(outcome)) if weights is None else rows.frame[weights].to_numpy(dtype=float)
    kind = "nid" if errors.clusters else errors.kind
    left, right = outcome * weight, design * weight[:, None]
    coefficients = np.array([solve_quantile(right, left, q) for q in chosen])
    fits = [
        quantile_vcov(right, left, beta, q, kind=kind, codes=codes)
        for q, beta in zip(chosen, coefficients, strict=True)
    ]
    fitted = design @ coefficients.T
    k = design.shape[1]
    vcov = np.zeros((k * len(chosen), k * len(chosen)))
    for i, (block, _) in enumerate(fits):
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
        notes=tuple(dict.fromkeys([*errors.notes, *(note for _, notes in fits for note in notes)])),
        quantiles=chosen,
        crossing=float((np.diff(fitted, axis=1) < 0).any(axis=1).mean()),
        recipe=recipe,
    )


def _read_errors(covariance: QuantileCovariance) -> Errors:
    """Return the kind of errors; refuse kinds that quantile regressions do not have."""
    if isinstance(covariance, str) and covariance in UNCLUSTERED:
        return Errors(covariance)
    errors = read_covariance(covariance) if isinstance(covariance, Mapping) else Errors("")
    if errors.kind != "CRV1":
        raise UsageError(
            f"covariance {covariance!r} is not known for quantile regressions; use one of {', '.join(UNCLUSTERED)} or "
            "{'CRV1': 'employer_id'}, of three columns at most"
        )
    return errors
