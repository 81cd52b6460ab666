"""Turn complete rows into the numbers of both sides of a formula."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from formulaic import Formula
from formulaic.errors import FormulaicError

from tpm_insights.errors import ModelError, examples_of
from tpm_insights.models.formula import PayFormula
from tpm_insights.models.quiet import quiet_libraries
from tpm_insights.models.recipe import Recipe, recipe_of
from tpm_insights.models.tidy import Floats

COULD_NOT = (FormulaicError, ValueError, TypeError, KeyError, AttributeError, NameError, IndexError, ArithmeticError)
"""What a library raises when a term cannot be computed from the columns."""
NOT_KNOWN = re.compile(r"NameError: name '(\w+)' is not defined")
FUNCTIONS = ("log", "exp", "sqrt", "I", "C", "bs", "cr", "poly", "center", "scale", "np. and any function of numpy")


def build_design(frame: pd.DataFrame, formula: PayFormula) -> tuple[Floats, Floats, Recipe]:
    """Make the numbers of both sides of a formula.

    Parameters
    ----------
    frame : DataFrame
        Complete rows, as `complete_rows` gives them.
    formula : PayFormula
        The model; absorbed columns are not part of the design.

    Returns
    -------
    outcome : ndarray of shape (n,)
        The left side.
    design : ndarray of shape (n, n_terms)
        The right side, column-major.
    recipe : Recipe
        How to make it again.

    Raises
    ------
    ModelError
        If a term cannot be computed, or is not finite in some row.
    """
    left = evaluate(frame, formula.left)
    try:
        with quiet_libraries():
            matrix = Formula(formula.right).get_model_matrix(frame, na_action="ignore")
    except COULD_NOT as error:
        raise ModelError(f"cannot compute {formula.right!r}: {reason_of(error)}") from error
    design = np.asfortranarray(matrix.to_numpy(dtype=float))
    refuse_not_finite(design, list(matrix.columns), formula)
    return left, design, recipe_of(matrix.model_spec, frame, matrix.columns)


def evaluate(frame: pd.DataFrame, expression: str) -> Floats:
    """Compute one expression of a formula.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    expression : str
        For example ``"log(pay)"``.

    Returns
    -------
    ndarray of shape (n,)
        Its values, all finite.

    Raises
    ------
    ModelError
        If it cannot be computed or is not finite somewhere.

    Examples
    --------
    >>> evaluate(pd.DataFrame({"pay": [1.0, 1.0]}), "log(pay)").tolist()
    [0.0, 0.0]
    """
    try:
        with quiet_libraries():
            matrix = Formula(f"{expression} - 1").get_model_matrix(frame, na_action="ignore")
    except COULD_NOT as error:
        raise ModelError(f"cannot compute {expression!r}: {reason_of(error)}") from error
    values = matrix.to_numpy(dtype=float)
    if values.shape[1] != 1:
        raise ModelError(f"{expression!r} is {values.shape[1]} columns of labels, and a number is needed")
    bad = ~np.isfinite(values[:, 0])
    if bad.any():
        raise ModelError(f"{expression!r} is not a finite number in {int(bad.sum()):,} of {len(values):,} rows")
    return np.asarray(values[:, 0])


def refuse_not_finite(design: Floats, terms: Sequence[str], formula: PayFormula) -> None:
    """Refuse a design with missing or infinite numbers.

    Parameters
    ----------
    design : ndarray of shape (n, n_terms)
        The right side.
    terms : sequence of str
        Names of its columns.
    formula : PayFormula
        Named in the message.

    Raises
    ------
    ModelError
        Naming the terms.
    """
    good = np.isfinite(design)
    if not good.all():
        names = [terms[int(i)] for i in np.flatnonzero(~np.all(good, axis=0))]
        rows = int((~good.all(axis=1)).sum())
        raise ModelError(
            f"{formula.text!r}: {examples_of(names)} is not a finite number in {rows:,} of {len(design):,} rows; "
            "a log of zero, a division by zero or an overflow is the usual cause"
        )


def reason_of(error: BaseException) -> str:
    """Return the useful end of a library's message.

    Parameters
    ----------
    error : BaseException
        Raised while a term was computed.

    Returns
    -------
    str
        Why it could not be.
    """
    text = " ".join(str(error).split())
    unknown = NOT_KNOWN.search(text)
    if unknown:
        return f"{unknown.group(1)!r} is no function that formulas know; these are: {', '.join(FUNCTIONS)}"
    levels = re.search(r"Value `(.*?)` for `\w+\.base`", text)
    if levels:
        return f"the reference level {levels.group(1)} does not occur in the complete rows"
    return text[-200:]
