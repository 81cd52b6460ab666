"""Re-estimate a premium for postings that state pay and those that do not: reweighted, and in the worst case."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize, special

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.complete import require_columns
from tpm_insights.models.covariance import Covariance
from tpm_insights.models.formula import PayFormula, read_formula
from tpm_insights.models.recipe import design_for
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.support import EMPLOYER, own_employer
from tpm_insights.models.tidy import TIDY_COLUMNS, Floats, tidy_table

SELECTION_COLUMNS: tuple[str, ...] = (*TIDY_COLUMNS, "approach", "n", "assumption")
WEIGHT = "inverse_chance"
NOT_KNOWN = "not known"
TRIM = 0.01
"""Chances to state pay below this percentile are raised to it, so that no posting stands for too many."""


def reweighted_and_bounded(
    frame: pd.DataFrame,
    formula: str,
    term: str,
    selection: Sequence[str],
    pay_range: tuple[float, float] | None,
    employer: str | None,
    stated: str,
) -> tuple[pd.DataFrame, list[str]]:
    """Estimate a premium on stated pay, reweighted, and between bounds.

    Parameters
    ----------
    frame : DataFrame
        All postings.
    formula, term : str
        The model and the term in question.
    selection : sequence of str
        Columns that may decide whether pay is stated.
    pay_range : (float, float), optional
        Where pay that is not stated may lie.
    employer : str or None
        Column by which postings cluster.
    stated : str
        Column of 0 and 1: pay is stated.

    Returns
    -------
    table : DataFrame
        Columns `SELECTION_COLUMNS`.
    notes : list of str
        What was left out.

    Raises
    ------
    UsageError
        If effects are absorbed, the range is empty, or the term is not in the model.
    ModelError
        If every posting or none states pay.

    Notes
    -----
    Reweighting: Horvitz and Thompson (1952), Journal of the American Statistical Association 47, 663-685, with a logit
    for the chance; right if, given the columns, stating pay does not depend on pay. The errors take the weights as
    known. Bounds: a least-squares coefficient is a weighted sum of outcomes, so it is least and largest when each pay
    that is not stated lies at one of the two ends (Horowitz and Manski 1998, Journal of Econometrics 84, 37-58); an
    interval around either end makes a conservative interval for the premium (Imbens and Manski 2004, Econometrica
    72(6), 1845-1857).
    """
    parsed = read_formula(formula)
    if parsed.absorb:
        raise UsageError(f"disclosure(): effects cannot be absorbed; use C({parsed.absorb[0]}) in {formula!r}")
    require_columns(frame, parsed.columns)
    rest = [c for c in parsed.columns if c != parsed.columns[0]]
    for name in rest:
        if frame[name].isna().all():
            raise ModelError(f"column {name!r} has no values in {len(frame):,} rows; leave it out of {formula!r}")
    complete = frame[frame[rest].notna().all(axis=1)].reset_index(drop=True)
    complete = complete.assign(**{EMPLOYER: own_employer(complete, employer)})
    has_pay = complete[parsed.columns[0]].notna().to_numpy()
    if not has_pay.any() or has_pay.all():
        raise ModelError(f"{'every' if has_pay.any() else 'no'} posting states pay: there is no selection to look at")
    clustered = employer is not None and employer in frame.columns
    if clustered and complete.loc[has_pay, EMPLOYER].nunique() < 2:
        raise ModelError(
            f"column {employer!r} has one value in all rows with pay; errors cannot cluster by it: use None"
        )
    covariance: Covariance = {"CRV1": EMPLOYER} if clustered else "HC1"
    observed = complete[has_pay].reset_index(drop=True)
    plain = fit_pay_model(observed, formula, covariance=covariance)
    if term not in plain.terms:
        raise UsageError(f"no term {term!r} in {formula!r}; it has {examples_of(plain.terms, 12)}")
    wanted = [selection] if isinstance(selection, str) else list(selection or ())
    columns, notes = _selection_columns(complete, [*rest, *wanted], stated)
    chance = chance_to_state(_selection_design(complete, columns), has_pay)
    floor = float(np.quantile(chance[has_pay], TRIM))
    weights = 1 / np.maximum(chance[has_pay], floor)
    weighted = fit_pay_model(observed.assign(**{WEIGHT: weights}), formula, covariance=covariance, weights=WEIGHT)
    rows = [
        _row(plain, term, "stated pay only", "postings that state pay are like the others"),
        _row(weighted, term, "reweighted", f"like the others with the same {', '.join(columns) or 'nothing'}"),
        *_bounds(complete, has_pay, parsed, term, pay_range, covariance),
    ]
    lost = len(frame) - len(complete)
    if lost:
        notes.append(f"{lost:,} postings lack a value of {', '.join(rest)} and take no part in the premium")
    return pd.concat(rows, ignore_index=True)[list(SELECTION_COLUMNS)], notes


def chance_to_state(design: Floats, stated: np.ndarray) -> Floats:
    """Fit a logit for the chance to state pay.

    Parameters
    ----------
    design : ndarray of shape (n, k)
        Right side, with a constant; columns may be collinear.
    stated : ndarray of bool, shape (n,)
        Whether pay is stated.

    Returns
    -------
    ndarray of shape (n,)
        Chances, strictly between 0 and 1. A faint penalty (Firth-like, 1e-3 a coefficient) keeps them there where a
        column decides alone.
    """
    sign = np.where(stated, 1.0, -1.0)

    def loss(beta: Floats) -> tuple[float, Floats]:
        margin = sign * (design @ beta)
        gradient = -design.T @ (sign * special.expit(-margin)) + 1e-3 * beta
        return float(-special.log_expit(margin).sum() + 5e-4 * beta @ beta), gradient

    found = optimize.minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 1_000})
    return np.asarray(special.expit(design @ found.x))


def _selection_columns(frame: pd.DataFrame, wanted: Sequence[str], stated: str) -> tuple[list[str], list[str]]:
    """Return the columns that can decide, and a note on those that cannot."""
    names = [c for c in dict.fromkeys(wanted) if c != stated]
    usable = [c for c in names if c in frame.columns and len(frame[c].unique()) > 1]
    lost = ", ".join(c for c in names if c not in usable)
    return usable, [f"the chance to state pay does not depend on {lost}: absent or all alike"] if lost else []


def _selection_design(frame: pd.DataFrame, columns: Sequence[str]) -> Floats:
    """Return a constant, numbers in units of their spread, and a column a label; missing values are a label too."""
    parts: list[Floats] = [np.ones((len(frame), 1))]
    for name in columns:
        values = frame[name]
        numeric = pd.api.types.is_numeric_dtype(values.dtype) and values.notna().all() and values.nunique() > 2
        if numeric:
            numbers = values.to_numpy(dtype=float)
            scaled = (numbers - numbers.mean()) / numbers.std()
            parts.append(np.column_stack([scaled, scaled**2]))
        else:
            words = values.astype(object).where(values.notna(), NOT_KNOWN).astype("str")
            parts.append(pd.get_dummies(words, dtype=float).to_numpy()[:, 1:])
    return np.hstack(parts)


def _row(model: object, term: str, approach: str, assumption: str) -> pd.DataFrame:
    """Return the row of one approach."""
    table = model.tidy()  # type: ignore[attr-defined]
    chosen = table[table["term"] == term]
    return chosen.assign(approach=approach, n=model.n, assumption=assumption)  # type: ignore[attr-defined, no-any-return]


def _bounds(
    frame: pd.DataFrame,
    has_pay: np.ndarray,
    parsed: PayFormula,
    term: str,
    pay_range: tuple[float, float] | None,
    covariance: Covariance,
) -> list[pd.DataFrame]:
    """Return the least and the largest estimate that pay within a range allows."""
    column = parsed.columns[0]
    low, high = _range(pay_range) or tuple(frame.loc[has_pay, column].quantile([0.05, 0.95]))
    if not low < high or (parsed.log_outcome and low <= 0):
        kind = "positive numbers" if parsed.log_outcome else "numbers"
        raise UsageError(f"pay_range ({low:g}, {high:g}) must be two {kind} that rise")
    ends = frame.assign(**{column: np.where(has_pay, frame[column], low)})
    bottom = fit_pay_model(ends, parsed.text, covariance=covariance)
    design, _, _ = design_for(bottom.recipe, frame)
    pull = design @ np.linalg.inv(bottom.gram)[bottom.terms.index(term)]
    models = []
    for up in (pull < 0, pull > 0):
        filled = frame.assign(**{column: np.where(has_pay, frame[column], np.where(up, high, low))})
        models.append(fit_pay_model(filled, parsed.text, covariance=covariance))
    position = bottom.terms.index(term)
    models.sort(key=lambda model: float(model.estimate[position]))  # a left side may also fall with pay
    rows = []
    for approach, model in zip(("worst case low", "worst case high"), models, strict=True):
        row = tidy_table([term], [model.estimate[position]], [model.std_error[position]], df=model.df)
        words = f"any pay from {low:,.0f} to {high:,.0f} where none is stated"
        rows.append(row.assign(approach=approach, n=model.n, assumption=words))
    return rows


def _range(pay_range: object) -> tuple[float, float] | None:
    """Return the range asked for; refuse what is none."""
    if pay_range is None:
        return None
    ends = list(pay_range) if isinstance(pay_range, Sequence) and not isinstance(pay_range, str) else []
    if len(ends) != 2 or not all(isinstance(end, (int, float, np.number)) for end in ends):
        raise UsageError(f"pay_range must be two numbers, for example (60_000, 200_000), got {pay_range!r}")
    return float(ends[0]), float(ends[1])
