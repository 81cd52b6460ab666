"""Fit pay on the ranges that postings state, open ends included, instead of on a midpoint."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.absorbed import with_combined
from tpm_insights.models.clusters import cluster_codes, clustered_meat, without_negative_variances
from tpm_insights.models.collinear import refuse_collinear
from tpm_insights.models.complete import Complete, complete_rows, require_columns
from tpm_insights.models.covariance import Covariance, Errors, read_covariance
from tpm_insights.models.design import build_design
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import PayFormula, read_formula
from tpm_insights.models.interval_likelihood import IntervalFit, fit_intervals
from tpm_insights.models.pay_ranges import LOG_SIGMA, PayRanges
from tpm_insights.models.range_comparison import compare_approaches
from tpm_insights.models.results import Dropped, require_rows
from tpm_insights.models.threads import one_thread
from tpm_insights.models.tidy import Floats

Distribution = Literal["lognormal", "normal"]
STAND_IN = "known_end_of_pay"


def fit_pay_ranges(
    frame: pd.DataFrame,
    formula: str,
    *,
    low: str = "pay_low",
    high: str = "pay_high",
    distribution: Distribution = "lognormal",
    covariance: Covariance = "iid",
    weights: str | None = None,
) -> PayRanges:
    """Fit an interval regression of pay.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, one-sided ranges included.
    formula : str
        The right side, as ``"years + pmp"`` or ``"~ years + pmp"``; a left side names the outcome and is not looked up.
    low, high : str, default "pay_low" and "pay_high"
        Columns with the ends of the range. One of the two may be missing (or infinite): "from", "up to". Equal ends are
        one figure.
    distribution : {"lognormal", "normal"}, default "lognormal"
        Of pay around the fit.
    covariance : {"iid", "HC0", "HC1"} or mapping, default "iid"
        Errors: from the second derivatives of the likelihood, or robust to a wrong distribution, or clustered as in
        ``{"CRV1": "employer_id"}``, by one to three columns.
    weights : str, optional
        Column of weights; rows of weight zero are dropped.

    Returns
    -------
    PayRanges
        A frozen result without data. `PayRanges.comparison` sets it beside other ways to use the ranges.

    Raises
    ------
    UsageError
        If a column or an option does not exist.
    ModelError
        If a low end lies above its high end, pay is negative, or the model cannot be estimated.

    Warns
    -----
    UserWarning
        If the low and the high ends of the ranges disagree about a term.

    Notes
    -----
    Stewart, M. B. (1983), On least squares estimation when the dependent variable is grouped, Review of Economic
    Studies 50(4), 737-753. A posted range is taken to hold the pay; a "from" that was chosen because of the pay itself
    biases the fit, so `comparison` also shows it without open ranges. Robust and clustered errors carry ``n / (n - 1)``
    and ``G / (G - 1)``, as in Stata's ``intreg``; several ways of clustering the least G for all
    parts (`clustered_meat`).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> years = rng.integers(0, 15, 2000)
    >>> pay = 70_000 * np.exp(0.04 * years + rng.normal(0, 0.2, 2000))
    >>> frame = pd.DataFrame({"pay_low": 1.1 ** np.floor(np.log(pay) / np.log(1.1)), "years": years})
    >>> frame["pay_high"] = frame["pay_low"] * 1.1
    >>> model = fit_pay_ranges(frame, "years")
    >>> model.effects()[["term", "estimate"]].round(1).to_dict("records")
    [{'term': 'years', 'estimate': 4.2}]
    """
    if distribution not in ("lognormal", "normal"):
        raise UsageError(f"distribution must be 'lognormal' or 'normal', got {distribution!r}")
    outcome, parsed = _right_side(formula)
    errors = _read_errors(covariance)
    frame, set_aside = for_model(frame, [low, high, *parsed.columns[1:], *errors.parts], pay_needed="one_end")
    require_columns(frame, [low, high])
    frame = with_combined(frame, errors.clusters)
    bottom, top = _ends(frame, low, high, log=distribution == "lognormal")
    with np.errstate(invalid="ignore"):
        middle = (bottom + top) / 2
    known = np.where(np.isfinite(middle), middle, np.where(np.isfinite(bottom), bottom, top))
    stand_in = pd.Series(np.where(np.isfinite(known), known, np.nan), index=frame.index)
    with _naming(low, high):
        rows = complete_rows(frame.assign(**{STAND_IN: stand_in}), parsed, groups=errors.clusters, weights=weights)
        rows = _reworded(rows, f"neither {low} nor {high} known")
        codes = cluster_codes(rows.frame, errors.clusters)
        errors = errors.counted(codes)
        bottom, top = bottom[rows.kept], top[rows.kept]
        _, design, recipe = build_design(rows.frame, parsed)
        dropped = (*set_aside, *rows.dropped)
        require_rows(len(design), design.shape[1] + 1, formula, dropped)
        refuse_collinear(design, recipe.terms, parsed)
    weight = None if weights is None else rows.frame[weights].to_numpy(dtype=float)
    with one_thread("blas"):  # rows are taken some at a time, so few that threads cost more than they save
        fit = fit_intervals(design, bottom, top, weight, with_scores=errors.kind != "iid")
        vcov, mended = _vcov(fit, errors, codes, weight)
        approaches, notes = compare_approaches(design, recipe.terms, bottom, top, fit.estimate, vcov, codes, weight)
    for note in notes:
        warnings.warn(note, UserWarning, stacklevel=2)
    open_low, open_high = np.isneginf(bottom), np.isposinf(top)
    exact = bottom == top
    return PayRanges(
        method=f"interval regression, {distribution}",
        formula=f"{parsed.right} on {low} to {high}",
        outcome=outcome,
        log_outcome=distribution == "lognormal",
        terms=(*recipe.terms, LOG_SIGMA),
        estimate=fit.estimate,
        vcov=vcov,
        df=np.inf,
        n=len(design),
        dropped=dropped,
        covariance="observed information" if errors.kind == "iid" else errors.label,
        n_clusters=errors.n_clusters,
        notes=(*errors.notes, *mended, *notes),
        distribution=distribution,
        log_likelihood=fit.log_likelihood,
        n_exact=int(exact.sum()),
        n_range=int((~exact & ~open_low & ~open_high).sum()),
        n_open_high=int(open_high.sum()),
        n_open_low=int(open_low.sum()),
        recipe=recipe,
        approaches=approaches,
    )


@contextmanager
def _naming(low: str, high: str) -> Iterator[None]:
    """Name the columns of the range in messages about their stand-in."""
    try:
        yield
    except ModelError as error:
        message = str(error).replace(f"column {STAND_IN!r} has", f"the range from {low!r} to {high!r} has")
        raise ModelError(message.replace(f"{STAND_IN} ~ ", "~ ")) from error


def _right_side(formula: str) -> tuple[str, PayFormula]:
    """Return the name of the outcome and the formula with a stand-in for it."""
    if not isinstance(formula, str):
        raise UsageError(f"formula must be text such as 'years + pmp', got {type(formula).__name__}")
    left, bar, right = formula.partition("~")
    if not bar:
        left, right = "", formula
    right = right.strip() or "1"
    name = left.strip().removeprefix("log(").removesuffix(")").strip() or "pay"
    parsed = read_formula(f"{STAND_IN} ~ {right}")
    if parsed.absorb:
        raise UsageError(f"effects cannot be absorbed in an interval regression; use C({parsed.absorb[0]}) instead")
    return name, parsed


def _read_errors(covariance: Covariance) -> Errors:
    """Check the kind of errors."""
    errors = read_covariance(covariance)
    if errors.kind not in ("iid", "HC0", "HC1", "CRV1"):
        raise UsageError(
            f"covariance {covariance!r} is not known for interval regressions; use 'iid', 'HC0', 'HC1' or "
            "{'CRV1': 'employer_id'}"
        )
    return errors


def _ends(frame: pd.DataFrame, low: str, high: str, *, log: bool) -> tuple[Floats, Floats]:
    """Return the ends of the ranges, in logs if wanted, infinite where open, NaN where both are."""
    bottom, top = (_numbers(frame[name], name) for name in (low, high))
    both = np.isnan(bottom) & np.isnan(top)
    bottom[np.isnan(bottom)] = -np.inf
    top[np.isnan(top)] = np.inf
    swapped = bottom > top
    if swapped.any():
        shown = [f"{a:g} to {b:g}" for a, b in zip(bottom[swapped][:9], top[swapped][:9], strict=True)]
        raise ModelError(
            f"{low!r} lies above {high!r} in {int(swapped.sum()):,} of {len(frame):,} rows ({examples_of(shown)}); "
            "correct them or set them aside"
        )
    if log:
        below = (np.isfinite(bottom) & (bottom < 0)) | (np.isfinite(top) & (top <= 0))
        if below.any():
            raise ModelError(
                f"pay is zero or negative in {int(below.sum()):,} of {len(frame):,} rows of {low!r} and {high!r}, and "
                "a lognormal needs positive pay; set those rows aside or use distribution='normal'"
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            bottom, top = np.log(np.where(np.isneginf(bottom), 0.0, bottom)), np.log(top)
    unknown = both | (np.isneginf(bottom) & np.isposinf(top))
    return np.where(unknown, np.nan, bottom), np.where(unknown, np.nan, top)


def _numbers(values: pd.Series, name: str) -> Floats:
    """Return one end of the ranges as floats; refuse text."""
    objects = pd.api.types.is_object_dtype(values.dtype)
    read = pd.to_numeric(values, errors="coerce") if objects else values
    texts = isinstance(values.dtype, pd.CategoricalDtype) or (objects and any(isinstance(v, str) for v in values))
    if texts or not pd.api.types.is_numeric_dtype(read.dtype) or int(read.isna().sum()) > int(values.isna().sum()):
        kind = "text" if pd.api.types.is_string_dtype(values.dtype) else str(values.dtype)
        raise ModelError(f"column {name!r} holds {kind} ({examples_of(values.dropna())}), not numbers")
    return np.array(read.astype("Float64").astype("float64"), dtype=np.float64)


def _reworded(rows: Complete, reason: str) -> Complete:
    """Name the missing pay by the columns the user knows."""
    dropped = tuple(Dropped(reason, d.rows) if d.reason == f"{STAND_IN} missing" else d for d in rows.dropped)
    return Complete(rows.frame, rows.kept, dropped)


def _vcov(
    fit: IntervalFit, errors: Errors, codes: Sequence[np.ndarray], weights: Floats | None
) -> tuple[Floats, tuple[str, ...]]:
    """Return the covariance of the estimates, and whether it had to be mended."""
    try:
        bread = np.asarray(np.linalg.inv(fit.hessian))
    except np.linalg.LinAlgError as error:
        raise ModelError("the errors of the interval regression are not defined: its likelihood is flat") from error
    if errors.kind == "iid":
        return bread, ()
    scores = fit.scores if weights is None else fit.scores * weights[:, None]
    if codes:
        return without_negative_variances(np.asarray(bread @ clustered_meat(scores, codes) @ bread))
    factor = 1.0 if errors.kind == "HC0" else len(scores) / (len(scores) - 1)
    return np.asarray(factor * bread @ (scores.T @ scores) @ bread), ()
