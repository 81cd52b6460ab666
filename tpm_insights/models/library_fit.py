"""The one place that reads the inside of pyfixest's fitted objects."""

# The numbers a frozen result keeps (design recipe, residuals, cross products) have no public accessor.
# ruff: noqa: SLF001

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from formulaic import ModelSpec

from tpm_insights.models.covariance import SmallSample
from tpm_insights.models.quiet import quiet_libraries
from tpm_insights.models.tidy import Floats


@dataclass(frozen=True, slots=True, eq=False)
class LibraryFit:
    """What is read from a least-squares fit.

    Attributes
    ----------
    terms : tuple of str
        Names of the terms estimated.
    redundant : tuple of str
        Terms the library dropped as collinear.
    estimate : ndarray of shape (n_terms,)
        Coefficients.
    vcov : ndarray of shape (n_terms, n_terms)
        Their covariance.
    df : float
        Degrees of freedom for t.
    n : int
        Rows used.
    left, residuals : ndarray of shape (n,)
        Left side and residuals, unweighted.
    gram : ndarray of shape (n_terms, n_terms)
        Cross products of the design, weighted, within absorbed effects.
    scores : ndarray of shape (n, n_terms)
        Residual times design, weighted, within absorbed effects.
    most_leverage : float
        Largest share that a row has in its own fit, where the errors divide by what is left of it; otherwise missing.
    means : ndarray of shape (n_terms,)
        Means of the design, weighted; none where effects are absorbed, within which they are zero.
    r2, r2_within : float
        Share of variance explained.
    spec : formulaic.ModelSpec
        How the right side was made.
    """

    terms: tuple[str, ...]
    redundant: tuple[str, ...]
    estimate: Floats
    vcov: Floats
    df: float
    n: int
    left: Floats
    residuals: Floats
    gram: Floats
    scores: Floats
    most_leverage: float
    means: Floats
    r2: float
    r2_within: float
    spec: ModelSpec


CORRECTIONS: dict[str, dict[str, object]] = {
    "usual": {},
    "each_way": {"G_df": "conventional"},
    "all_effects": {"k_fixef": "full"},
    "no_effects": {"k_fixef": "none"},
    "none": {"k_adj": False, "G_adj": False},
}
"""The library's words for `tpm_insights.models.covariance.SMALL_SAMPLE`."""


def least_squares(
    formula: str,
    data: pd.DataFrame,
    vcov: str | dict[str, str],
    weights: str | None,
    *,
    small_sample: SmallSample = "usual",
) -> LibraryFit:
    """Fit by pyfixest without its warnings, and read what is needed.

    Parameters
    ----------
    formula : str
        With absorbed columns after a bar.
    data : DataFrame
        Complete rows.
    vcov : str or dict
        One of ``iid, HC0, HC1, HC2, HC3``, or a mapping from ``CRV1`` or ``CRV3`` to columns.
    weights : str or None
        Column of weights.
    small_sample : str, default "usual"
        What the errors are multiplied by.

    Returns
    -------
    LibraryFit
        Arrays; nothing refers to the library's object.
    """
    import pyfixest as pf

    # the library multiplies HC0, HC2, HC3 and CRV3 by n / (n - k) and the like too, which
    # they do not carry as published
    jackknife = isinstance(vcov, dict) and "CRV3" in vcov
    as_published = vcov in ("HC0", "HC2", "HC3") or jackknife
    with quiet_libraries():
        fit = pf.feols(
            formula,
            data,
            vcov="HC1" if vcov == "HC0" else vcov,
            weights=weights,
            ssc=pf.ssc(**CORRECTIONS["none" if as_published else small_sample]),
            fixef_rm="none",
            demeaner=_demeaner(formula),
            copy_data=False,
            store_data=False,
            context={},
        )
    share = float(fit._df_t) / (float(fit._df_t) + 1) if jackknife else 1.0
    weighed = np.sqrt(np.asarray(fit._weights, dtype=float).ravel())
    estimate, left_over = _refined(fit)
    read = LibraryFit(
        terms=tuple(str(t) for t in fit._coefnames),
        redundant=tuple(str(t) for t in fit._collin_vars or ()),
        estimate=estimate,
        vcov=share * np.asarray(fit._vcov, dtype=float),
        df=float(fit._df_t),
        n=int(fit._N),
        left=fit._Y_untransformed.to_numpy(dtype=float).ravel(),
        residuals=left_over / weighed,
        gram=np.asarray(fit._hessian, dtype=float),
        scores=np.asarray(fit._scores, dtype=float),
        most_leverage=_most_leverage(fit._X, fit._hessian) if vcov in ("HC2", "HC3") else float("nan"),
        means=_means(fit, weighed**2),
        r2=float(fit._r2),
        r2_within=float(fit._r2_within),
        spec=fit._model_spec.second_stage.rhs,
    )
    vars(fit).clear()  # the object refers to itself, so its arrays would stay until the next collection of garbage
    return read


def _means(fit: Any, weight: Floats) -> Floats:  # noqa: ANN401  (the library's object)
    """Return the means of the design, of which the library keeps what is left within absorbed effects."""
    if fit._has_fixef:
        return np.empty(0)
    return np.asarray(weight @ np.asarray(fit._X_untransformed, dtype=float) / float(weight.sum()))


def _most_leverage(design: Floats, gram: Floats) -> float:
    """Return the largest share that a row has in its own fit."""
    return float((design * np.linalg.solve(gram, design.T).T).sum(axis=1).max())


def _demeaner(formula: str) -> Any:  # noqa: ANN401  (the library's object)
    """Return how absorbed effects are taken out: by exact least squares, which is quick too where they are several.

    The library's alternating means stop at six digits, and may need thousands of rounds to get there.
    """
    from pyfixest.demeaners import LsmrDemeaner, MapDemeaner

    if "+" not in formula.partition("|")[2]:
        return MapDemeaner()  # one column takes one round
    return LsmrDemeaner(backend="within", fixef_atol=1e-12, fixef_btol=1e-12)


def _refined(fit: Any) -> tuple[Floats, Floats]:  # noqa: ANN401  (the library's object)
    """Return coefficients and weighted residuals after one step of refinement.

    The library solves the normal equations, which square the condition of the design; the step brings back the digits
    that costs.
    """
    estimate, left_over = np.asarray(fit._beta_hat, dtype=float).ravel(), np.asarray(fit._u_hat, dtype=float).ravel()
    step = np.linalg.solve(fit._hessian, fit._X.T @ left_over)
    return estimate + step, left_over - fit._X @ step
