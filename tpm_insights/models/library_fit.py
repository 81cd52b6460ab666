"""The one place that reads the inside of pyfixest's fitted objects."""

# The numbers a frozen result keeps (design recipe, residuals, cross products) have no public accessor.
# ruff: noqa: SLF001

from __future__ import annotations

from dataclasses import dataclass

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
    means : ndarray of shape (n_terms,)
        Means of the design, weighted; zero within absorbed effects.
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

    # the library multiplies HC0, HC2 and HC3 by n / (n - k) too; as published they carry no such factor
    as_published = vcov in ("HC0", "HC2", "HC3")
    with quiet_libraries():
        fit = pf.feols(
            formula,
            data,
            vcov="HC1" if vcov == "HC0" else vcov,
            weights=weights,
            ssc=pf.ssc(**CORRECTIONS["none" if as_published else small_sample]),
            fixef_rm="none",
            copy_data=False,
            store_data=False,
            context={},
        )
    return LibraryFit(
        terms=tuple(str(t) for t in fit._coefnames),
        redundant=tuple(str(t) for t in fit._collin_vars or ()),
        estimate=np.asarray(fit._beta_hat, dtype=float),
        vcov=np.asarray(fit._vcov, dtype=float),
        df=float(fit._df_t),
        n=int(fit._N),
        left=fit._Y_untransformed.to_numpy(dtype=float).ravel(),
        residuals=np.asarray(fit.resid(), dtype=float).ravel(),
        gram=np.asarray(fit._hessian, dtype=float),
        means=np.average(fit._X_untransformed, axis=0, weights=np.asarray(fit._weights, dtype=float).ravel()),
        r2=float(fit._r2),
        r2_within=float(fit._r2_within),
        spec=fit._model_spec.second_stage.rhs,
    )
