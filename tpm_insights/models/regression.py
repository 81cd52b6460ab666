"""Fit pay on experience, certifications and place by least squares, with errors that fit the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Literal, NoReturn

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.absorbed import AbsorbedEffect, absorbed_effects, with_combined, without_singletons
from tpm_insights.models.clustered_errors import clustered_vcov
from tpm_insights.models.collinear import explain_collinear, makes_constant, refuse_collinear
from tpm_insights.models.complete import Complete, complete_rows
from tpm_insights.models.covariance import Covariance, Errors, SmallSample, read_covariance
from tpm_insights.models.design import build_design
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import PayFormula, read_formula
from tpm_insights.models.labels import Labels, labels_in
from tpm_insights.models.library_fit import LibraryFit, least_squares
from tpm_insights.models.pay_model import NO_CONSTANT, QUANTILE_GRID, PayModel
from tpm_insights.models.recipe import Recipe, recipe_of
from tpm_insights.models.results import Dropped, require_rows
from tpm_insights.models.tidy import Floats


def fit_pay_model(
    frame: pd.DataFrame,
    formula: str,
    *,
    covariance: Covariance = "HC1",
    weights: str | None = None,
    absorb: str | Iterable[str] | None = None,
    small_sample: SmallSample = "usual",
    collinear: Literal["refuse", "drop"] = "refuse",
) -> PayModel:
    """Fit a least-squares model of pay.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, with its defaults.
    formula : str
        Wilkinson notation: ``log()``, ``sqrt()``, ``I(a**2)``, ``C()``, ``bs()``, ``poly()``, ``a:b``, ``a*b``; text
        columns are labels, true and false are 1 and 0; columns after a bar are absorbed, ``a^b`` for all pairs of two.
    covariance : {"iid", "HC0", "HC1", "HC2", "HC3"} or mapping, default "HC1"
        Errors: equal, heteroskedasticity-robust, or clustered as in ``{"CRV1": "employer_id"}``, by one to three
        columns: ``{"CRV1": "employer_id + region + year"}``; ``CRV3``, the jackknife over clusters, by one.
    weights : str, optional
        Column of analytic weights, each as sure as its weight says: only their ratios matter to estimates and errors
        (Stata's ``aweight``, R's ``lm``). A row that stands for several records alike is no such weight: repeat it.
        Rows of weight zero are dropped.
    absorb : str or iterable of str, optional
        Columns whose fixed effects are absorbed.
    small_sample : {"usual", "each_way", "all_effects", "no_effects", "none"}, default "usual"
        What errors are multiplied by, for comparison with other programs; see the notes.
    collinear : {"refuse", "drop"}, default "refuse"
        What to do with a term that is a combination of others: stop and name it, or leave it out and name it in the
        notes of the result.

    Returns
    -------
    PayModel
        A frozen result without data.

    Raises
    ------
    UsageError
        If a column or an option does not exist.
    ModelError
        If the model cannot be estimated: collinear terms, one level only, no more rows than terms, text or infinite
        values where numbers belong, one cluster.

    Notes
    -----
    Estimation by pyfixest. Small-sample corrections: ``n - k`` for iid, ``n / (n - k)`` for HC1, none for HC0, HC2 and
    HC3 (MacKinnon and White 1985, Journal of Econometrics 29, 305-325), ``G / (G - 1)`` times ``(n - 1) / (n - k)`` for
    clusters, with ``G - 1`` degrees of freedom for t; several ways (Cameron, Gelbach and Miller 2011, see
    `clustered_meat`) take the least G for all parts. Absorbed effects count in ``k``, unless they lie within clusters.
    These are the factors of Stata's ``regress``, ``areg`` and ``reghdfe``
    and of R's ``fixest``. With ``small_sample="each_way"`` every way of clustering has the factor of its own G
    (Petersen 2009, Review of Financial Studies 22(1), 435-480, and R's ``sandwich``); with ``"all_effects"`` or
    ``"no_effects"`` absorbed effects always or never count; with ``"none"`` there is no factor (White 1980; Liang and
    Zeger 1986). ``CRV3`` is the jackknife over clusters around the estimate, times ``(G - 1) / G`` (MacKinnon, Nielsen
    and Webb 2023, Journal of Applied Econometrics 38, 671-694), whatever `small_sample` is.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> years = rng.integers(0, 15, 400)
    >>> pmp = rng.integers(0, 2, 400)
    >>> pay = 70_000 * np.exp(0.04 * years + 0.10 * pmp + rng.normal(0, 0.2, 400))
    >>> model = fit_pay_model(pd.DataFrame({"pay": pay, "years": years, "pmp": pmp}), "log(pay) ~ years + pmp")
    >>> model.effects()[["term", "estimate", "conf_low", "conf_high"]].round(1).to_dict("records")[1]
    {'term': 'pmp', 'estimate': 11.5, 'conf_low': 7.0, 'conf_high': 16.2}
    """
    if collinear not in ("refuse", "drop"):
        raise UsageError(f"collinear must be 'refuse' or 'drop', got {collinear!r}")
    parsed = read_formula(formula, absorb=absorb)
    errors = read_covariance(covariance, absorbs=bool(parsed.absorb), small_sample=small_sample)
    groups = [*parsed.absorb, *errors.clusters]
    frame, set_aside = for_model(
        frame, [*parsed.columns, *(p for g in parsed.absorb for p in g.split("^")), *errors.parts]
    )
    frame = with_combined(frame, groups)
    rows = complete_rows(frame, parsed, groups=groups, weights=weights)
    rows, labels = without_singletons(rows, parsed.absorb, labels_in(rows.frame, groups))
    absorbed = {column: labels[column] for column in parsed.absorb}
    clusters = [labels[column] for column in errors.clusters]
    errors = errors.counted([way.codes for way in clusters])
    mended: tuple[str, ...] = ()
    data, text, vcov = _prepare(rows.frame, parsed, errors, labels, weights)
    try:
        fit = least_squares(text, data, vcov, weights, small_sample=small_sample)
    except Exception as error:  # noqa: BLE001  (the library raises many kinds; each means it cannot be fitted)
        _explain_failure(rows, parsed, set_aside, error)
    if errors.kind == "CRV1":
        clustered, mended = clustered_vcov(fit, clusters, list(absorbed.values()), small_sample)
        fit = replace(fit, vcov=clustered, df=float((errors.n_clusters or 2) - 1))
    note = _without_redundant(fit, rows, parsed, set_aside, drop=collinear == "drop")
    return _freeze(fit, rows, parsed, errors, weights, absorbed, set_aside, (*mended, *note))


def _prepare(
    frame: pd.DataFrame, formula: PayFormula, errors: Errors, labels: Mapping[str, Labels], weights: str | None
) -> tuple[pd.DataFrame, str, str | dict[str, str]]:
    """Take the columns the library needs, labels as whole numbers, and name those in formula and covariance."""
    free = (name for i in count() if (name := f"group_code_{i}") not in frame.columns)
    codes = dict(zip(labels, free, strict=False))
    needed: dict[str, pd.Series | np.ndarray] = {name: frame[name] for name in (*formula.columns, weights) if name}
    data = pd.DataFrame(needed | {codes[name]: label.codes for name, label in labels.items()}, copy=False)
    text = formula.text
    if formula.absorb:
        text += " | " + " + ".join(codes[c] for c in formula.absorb)
    vcov: str | dict[str, str] = errors.kind
    if errors.clusters:  # CRV1 is computed from the scores afterwards, in one way or several
        vcov = {errors.kind: codes[errors.clusters[0]]} if errors.kind == "CRV3" else "iid"
    return data, text, vcov


def _full_design(rows: Complete, formula: PayFormula) -> tuple[Floats, Recipe]:
    """Return the whole design for an error message, absorbed columns taken out by means."""
    _, design, recipe = build_design(rows.frame, formula)
    for _ in range(20 if formula.absorb else 0):
        for column in formula.absorb:
            codes = pd.factorize(rows.frame[column])[0]
            counts = np.bincount(codes)
            for j in range(design.shape[1]):
                design[:, j] -= (np.bincount(codes, design[:, j]) / counts)[codes]
    design[np.abs(design) < 1e-12] = 0.0
    return design, recipe


def _explain_failure(rows: Complete, formula: PayFormula, set_aside: tuple[Dropped, ...], error: Exception) -> NoReturn:
    """Turn a failure of the library into a message that names the columns."""
    design, recipe = _full_design(rows, formula)
    require_rows(len(design), design.shape[1], formula.full_text, (*set_aside, *rows.dropped))
    refuse_collinear(design, recipe.terms, formula)
    raise ModelError(f"{formula.full_text!r} cannot be estimated: {' '.join(str(error).split())[:200]}") from error


def _without_redundant(
    fit: LibraryFit, rows: Complete, formula: PayFormula, set_aside: tuple[Dropped, ...], *, drop: bool
) -> tuple[str, ...]:
    """Refuse or name collinear terms; refuse too few rows, terms not finite, and errors that are not defined."""
    dropped = (*set_aside, *rows.dropped)
    note: tuple[str, ...] = ()
    if fit.redundant or fit.n < len(rows.frame):
        design, recipe = _full_design(rows, formula)
        if fit.redundant and drop:
            note = (f"left out as collinear: {explain_collinear(design, recipe.terms, fit.redundant)}",)
        else:
            require_rows(len(design), design.shape[1], formula.full_text, dropped)
            refuse_collinear(design, recipe.terms, formula, fit.redundant)
    if fit.n < len(rows.frame):
        raise ModelError(f"{formula.full_text!r}: the left side is not finite in {len(rows.frame) - fit.n:,} rows")
    require_rows(fit.n, len(fit.terms), formula.full_text, dropped)
    variances = np.diag(fit.vcov)
    bad = [t for t, variance in zip(fit.terms, variances, strict=True) if not np.isfinite(variance) or variance < 0]
    if bad:
        raise ModelError(
            f"{formula.full_text!r}: the standard error of {examples_of(bad)} is not defined; use covariance='HC1' or "
            "join rare levels"
        )
    if fit.most_leverage > 1 - 1e-10:
        raise ModelError(
            f"{formula.full_text!r}: HC2 and HC3 errors are not defined, because some row decides a term by itself, "
            "such as the only one of its level; use covariance='HC1' or join rare levels"
        )
    return (*note, *_notes_on_fit(fit, formula))


def _notes_on_fit(fit: LibraryFit, formula: PayFormula) -> tuple[str, ...]:
    """Say so where nothing is left over; refuse a left side that does not vary within absorbed effects."""
    size = float(np.abs(fit.left).max())
    if float(np.abs(fit.residuals).max()) > 1e-10 * size:
        return ()
    if formula.absorb and float(np.abs(fit.estimate).max()) * float(np.sqrt(np.diag(fit.gram)).max()) <= 1e-8 * size:
        raise ModelError(
            f"{formula.full_text!r}: the left side does not vary within {', '.join(formula.absorb)}, so nothing can be "
            "said about it"
        )
    return ("nothing is left over: the terms give the outcome exactly, and the errors are only rounding",)


def _r2(fit: LibraryFit, weight: Floats, *, absorbs: bool) -> tuple[float, tuple[str, ...]]:
    """Return the share of variance explained, measured from zero where no terms add up to a constant."""
    if absorbs or makes_constant(fit.gram, fit.means, float(weight.sum())):
        return max(fit.r2, 0.0) if abs(fit.r2) < 1e-12 else fit.r2, ()
    return 1 - float(weight @ fit.residuals**2) / float(weight @ fit.left**2), (NO_CONSTANT,)


def _freeze(
    fit: LibraryFit,
    rows: Complete,
    formula: PayFormula,
    errors: Errors,
    weights: str | None,
    absorbed: dict[str, Labels],
    set_aside: tuple[Dropped, ...],
    note: tuple[str, ...],
) -> PayModel:
    """Put together what is worth keeping."""
    weight = np.ones(len(rows.frame)) if weights is None else rows.frame[weights].to_numpy(dtype=float)
    recipe = recipe_of(fit.spec, rows.frame, fit.terms)
    effects: tuple[AbsorbedEffect, ...] = ()
    means = fit.means
    if formula.absorb:
        left_over, means = fit.left.copy(), np.empty(len(fit.terms))
        for term, values in enumerate(recipe.columns_of(rows.frame)):
            means[term] = weight @ values
            left_over -= fit.estimate[term] * values
        means /= weight.sum()
        effects = absorbed_effects(left_over, absorbed, weight)
    r2, measured = _r2(fit, weight, absorbs=bool(formula.absorb))
    taken = sum(label.size for label in absorbed.values()) - max(len(absorbed) - 1, 0)
    df_residual = fit.n - len(fit.terms) - taken
    return PayModel(
        method="least squares",
        formula=formula.full_text,
        outcome=formula.outcome,
        log_outcome=formula.log_outcome,
        terms=fit.terms,
        estimate=fit.estimate,
        vcov=fit.vcov,
        df=fit.df,
        n=fit.n,
        dropped=(*set_aside, *rows.dropped),
        covariance=errors.label,
        n_clusters=errors.n_clusters,
        notes=(*errors.notes, *note, *measured),
        r2=r2,
        r2_within=fit.r2_within if formula.absorb else float("nan"),
        sigma=float(np.sqrt((weight * fit.residuals**2).sum() / max(df_residual, 1))),
        df_residual=df_residual,
        smearing=float(np.average(np.exp(fit.residuals), weights=weight)) if formula.log_outcome else 1.0,
        residual_quantiles=np.quantile(fit.residuals, QUANTILE_GRID),
        gram=fit.gram,
        means=means,
        recipe=recipe,
        absorbed=effects,
        weights=weights or "",
    )
