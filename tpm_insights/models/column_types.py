"""Give a column a type that the estimators read, or say why it has none."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, examples_of
from tpm_insights.models.formula import PayFormula
from tpm_insights.models.formula_text import outside_brackets


def typed_column(values: pd.Series, name: str, formula: PayFormula, *, label: bool) -> pd.Series:
    """Give a column a type that the estimators read.

    Parameters
    ----------
    values : Series
        The column.
    name : str
        Its name, for messages.
    formula : PayFormula
        How the column is used.
    label : bool
        True for columns used as labels only, which stay as they are.

    Returns
    -------
    Series
        Floats, integers or categories; missing where the column is.

    Raises
    ------
    ModelError
        If it holds text where numbers belong, dates, both numbers and text, or neither.

    Examples
    --------
    >>> from tpm_insights.models.formula import read_formula
    >>> read = read_formula("pay ~ remote + region")
    >>> typed_column(pd.Series([True, None], dtype="boolean"), "remote", read, label=False).tolist()
    [1.0, nan]
    """
    dtype = values.dtype
    if label:
        return values
    if isinstance(dtype, pd.CategoricalDtype):
        return _text(values, name, formula)
    if pd.api.types.is_bool_dtype(dtype):
        return values.astype("Float64").astype("float64") if values.isna().any() else values.astype("int64")
    if pd.api.types.is_complex_dtype(dtype):
        raise ModelError(f"column {name!r} holds complex numbers, and no model reads them; take their real part")
    if pd.api.types.is_numeric_dtype(dtype):
        if not isinstance(dtype, np.dtype):
            return values.astype("Float64").astype("float64")
        return values.astype("float64") if dtype.itemsize < 8 and _is_reckoned_with(name, formula) else values
    if pd.api.types.is_datetime64_any_dtype(dtype) or pd.api.types.is_timedelta64_dtype(dtype):
        return _labels_of_time(values, name, formula)
    return _objects(values, name, formula)


def _objects(values: pd.Series, name: str, formula: PayFormula) -> pd.Series:
    """Give a type to text, and to objects that are numbers, text or points of time."""
    if isinstance(values.dtype, pd.ArrowDtype):
        values = values.astype(object)
    mixed = pd.api.types.is_object_dtype(values.dtype)
    if not mixed and not pd.api.types.is_string_dtype(values.dtype):
        return _labels_of_time(values, name, formula)
    present = values.dropna()
    texts = np.array([isinstance(v, str) for v in present]) if mixed else np.ones(len(present), bool)
    if not texts.any():
        return _numbers_in(values, name)
    if not texts.all() and name not in formula.categorical:
        raise ModelError(
            f"column {name!r} holds both numbers and text: {int(texts.sum())} of {len(present):,} values are text "
            f"({examples_of(present[texts])}); make it one or the other"
        )
    return _text(values.astype("str").where(values.notna()), name, formula)


def _labels_of_time(values: pd.Series, name: str, formula: PayFormula) -> pd.Series:
    """Return dates, periods and the like as labels where the formula asks for labels; refuse them elsewhere."""
    if name not in formula.categorical or name in formula.numeric | formula.bare:
        kind = "dates" if pd.api.types.is_datetime64_any_dtype(values.dtype) else str(values.dtype)
        raise ModelError(
            f"column {name!r} holds {kind}, not numbers; use a year or a number of days instead, or C({name}) to use "
            "them as labels"
        )
    return values.astype("category")


def _numbers_in(values: pd.Series, name: str) -> pd.Series:
    """Return objects that are numbers as floats; refuse others."""
    numbers = pd.to_numeric(values, errors="coerce")
    odd = numbers.isna() & values.notna()
    if odd.any():
        kinds = examples_of(type(value).__name__ for value in values[odd])
        raise ModelError(
            f"column {name!r} holds {kinds} in {int(odd.sum()):,} of {len(values):,} rows, which are neither numbers "
            "nor text"
        )
    return numbers.astype("float64")


def _is_reckoned_with(name: str, formula: PayFormula) -> bool:
    """Return whether a column is multiplied or put into a function, where small whole numbers would overflow."""
    multiplied = any(sign in outside_brackets(formula.right) for sign in ":*")
    return name in formula.numeric or name == formula.outcome or multiplied


def _text(values: pd.Series, name: str, formula: PayFormula) -> pd.Series:
    """Return text as categories; refuse it where the formula needs numbers."""
    levels = (
        values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else pd.Index(values.dropna().unique())
    )
    is_text = not pd.api.types.is_numeric_dtype(levels.dtype)
    numbers = (
        pd.to_numeric(pd.Series(levels.astype("str")), errors="coerce").notna() if is_text else pd.Series(dtype=bool)
    )
    declared = isinstance(values.dtype, pd.CategoricalDtype)
    needs_numbers = name in formula.numeric or name == formula.outcome
    if is_text and (needs_numbers or (numbers.any() and name in formula.bare and not declared)):
        bad = [str(level) for level, good in zip(levels, numbers, strict=True) if not good]
        raise ModelError(
            f"column {name!r} holds text ({examples_of([*bad, *levels])}; {len(bad)} of {len(levels)} distinct values "
            f"are not numbers) and the formula needs numbers; convert it, or write C({name}) to use it as labels"
        )
    return values if declared else values.astype("category")
