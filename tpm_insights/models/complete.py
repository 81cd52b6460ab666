"""Reduce a frame to the columns and complete rows a model needs, and refuse values no model can use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.column_types import typed_column
from tpm_insights.models.formula import PayFormula
from tpm_insights.models.results import Dropped, describe_dropped


@dataclass(frozen=True, slots=True)
class Complete:
    """Complete rows of the columns a model needs.

    Attributes
    ----------
    frame : DataFrame
        Complete rows, numbered from 0; text as categories, flags as 0/1, nullable numbers as floats.
    kept : ndarray of bool, shape (rows of the frame given,)
        Which rows these are.
    dropped : tuple of Dropped
        The others, and why.
    """

    frame: pd.DataFrame
    kept: np.ndarray
    dropped: tuple[Dropped, ...]


def complete_rows(
    frame: pd.DataFrame,
    formula: PayFormula,
    *,
    groups: Sequence[str] = (),
    weights: str | None = None,
    may_miss: Sequence[str] = (),
) -> Complete:
    """Take the columns a model needs and the rows in which all of them are present.

    Parameters
    ----------
    frame : DataFrame
        Any frame.
    formula : PayFormula
        The model.
    groups : sequence of str
        Columns used as labels only: clusters and absorbed effects.
    weights : str, optional
        Column of weights; rows of weight zero are dropped.
    may_miss : sequence of str
        Columns in which missing values are part of the data.

    Returns
    -------
    Complete
        Rows to fit on, and an account of the others. A row that lacks several columns is counted once, under the
        first of them.

    Raises
    ------
    UsageError
        If a column does not exist.
    ModelError
        If a column is all missing, has one level only, holds text where numbers belong, infinite values, or values
        at or below zero where the formula takes a log.

    Examples
    --------
    >>> from tpm_insights.models.formula import read_formula
    >>> frame = pd.DataFrame({"pay": [90_000, None, 120_000], "years": [2, 3, 5]})
    >>> done = complete_rows(frame, read_formula("log(pay) ~ years"))
    >>> len(done.frame), done.dropped
    (2, (Dropped(reason='pay missing', rows=1),))
    """
    if weights is not None and not isinstance(weights, str):
        raise UsageError(f"weights must be the name of a column, got {type(weights).__name__}")
    labels = [c for c in dict.fromkeys(groups) if c not in formula.columns]
    wanted = [*formula.columns, *labels]
    if weights is not None and weights not in wanted:
        wanted.append(weights)
    require_columns(frame, wanted)
    if not len(frame):
        raise ModelError(f"{formula.full_text!r}: the frame has no rows")
    typed = {name: typed_column(frame[name], name, formula, label=name in labels) for name in wanted}
    keep = np.ones(len(frame), dtype=bool)
    dropped: list[Dropped] = []
    for name, values in typed.items():
        gone = values.isna().to_numpy()
        if gone.all():
            raise ModelError(
                f"column {name!r} has no values in {len(frame):,} rows; leave it out of {formula.full_text!r}"
            )
        if name not in may_miss and gone.any():
            _drop(keep, gone, f"{name} missing", dropped)
    if weights is not None:
        _drop(keep, _zero_weights(typed[weights], weights), f"{weights} zero", dropped)
    if not keep.any():
        raise ModelError(f"{formula.full_text!r}: no complete rows left of {len(frame):,}: {describe_dropped(dropped)}")
    whole = bool(keep.all())
    done = {name: (values if whole else values[keep]).reset_index(drop=True) for name, values in typed.items()}
    done |= {name: _usable(done[name], name, formula) for name in formula.columns}
    return Complete(pd.DataFrame(done, copy=False), keep, tuple(dropped))


def require_columns(frame: pd.DataFrame, names: Iterable[object]) -> None:
    """Refuse names that are not, or more than once, columns of a frame.

    Parameters
    ----------
    frame : DataFrame
        Any frame.
    names : iterable of str
        Columns needed.

    Raises
    ------
    UsageError
        Naming the columns and the nearest existing ones.

    Examples
    --------
    >>> require_columns(pd.DataFrame({"pay": [1]}), ["pya"])
    Traceback (most recent call last):
    ...
    tpm_insights.errors.UsageError: no column 'pya' in the frame; did you mean 'pay'? It has 1 column: 'pay'
    """
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"a pandas DataFrame is needed, got {type(frame).__name__}")
    for name in names:
        if not isinstance(name, (str, int)):
            raise UsageError(f"a column is asked for by its name, got {type(name).__name__}: {str(name)[:60]}")
        found = int((frame.columns == name).sum())
        if found == 0 and str(name) in [str(c) for c in frame.columns]:
            raise UsageError(f"the column {name!r} is named by a number, not by text; rename it to use it here")
        if found == 0:
            near = difflib.get_close_matches(str(name), [str(c) for c in frame.columns], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise UsageError(
                f"no column {name!r} in the frame{hint} "
                f"It has {frame.shape[1]} column{'s' if frame.shape[1] != 1 else ''}: {examples_of(frame.columns, 8)}"
            )
        if found > 1:
            raise UsageError(f"column {name!r} stands {found} times in the frame; rename all but one")


def _drop(keep: np.ndarray, gone: np.ndarray, reason: str, dropped: list[Dropped]) -> None:
    """Take rows out of the mask and write down how many were still in."""
    rows = int((keep & gone).sum())
    if rows:
        dropped.append(Dropped(reason, rows))
        keep &= ~gone


def _zero_weights(weights: pd.Series, name: str) -> np.ndarray:
    """Return which weights are zero; refuse negative and infinite ones."""
    if not pd.api.types.is_numeric_dtype(weights.dtype):
        raise ModelError(f"weights {name!r} hold {weights.dtype} ({examples_of(weights.dropna())}), not numbers")
    values = weights.to_numpy(dtype=float)
    bad = (values < 0) | np.isinf(values)
    if bad.any():
        raise ModelError(
            f"weights {name!r}: {int(bad.sum())} of {len(values):,} are negative or infinite "
            f"({examples_of(values[bad].tolist())}); weights must be zero or positive"
        )
    if not (values > 0).any():
        raise ModelError(f"weights {name!r} are zero or missing in all {len(values):,} rows; no row is left to fit")
    return np.asarray(values == 0)


def _usable(values: pd.Series, name: str, formula: PayFormula) -> pd.Series:
    """Refuse a column that cannot be estimated on the complete rows; forget unused levels."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.cat.remove_unused_categories()
        if len(values.cat.categories) == 1:
            _one_level(name, values.cat.categories[0], len(values))
        return values
    numbers = values.to_numpy(dtype=float)
    endless = np.isinf(numbers)
    if endless.any():
        raise ModelError(
            f"column {name!r} is infinite in {int(endless.sum())} of {len(numbers):,} rows "
            f"({examples_of(numbers[endless].tolist())}); set them to missing or correct them"
        )
    if name in formula.logged and (low := numbers <= 0).any():
        raise ModelError(
            f"column {name!r} is zero or negative in {int(low.sum())} of {len(numbers):,} rows "
            f"({examples_of(numbers[low].tolist())}) and the formula takes its log; "
            "set those rows aside or correct them"
        )
    labels = formula.categorical | formula.bare | {formula.outcome}
    if len(numbers) > 1 and name in labels and np.nanmin(numbers) == np.nanmax(numbers):
        _one_level(name, values.iloc[0], len(numbers))
    return values


def _one_level(name: str, value: object, rows: int) -> None:
    """Refuse a column that is the same in every row."""
    raise ModelError(
        f"column {name!r} has the single value {examples_of([value])} in all {rows:,} complete rows, so nothing can be "
        "said about it; leave it out or add rows that differ"
    )
