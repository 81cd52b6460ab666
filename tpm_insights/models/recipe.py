"""Remember how the right side of a formula is made from columns, and make it again for other rows."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from formulaic import ModelSpec
from formulaic.parser.types import Factor

from tpm_insights.errors import examples_of
from tpm_insights.models.complete import require_columns
from tpm_insights.models.formula_dialects import without_backticks
from tpm_insights.models.quiet import quiet_libraries
from tpm_insights.models.tidy import Floats

SPLINES: tuple[str, ...] = ("bs(", "cs(", "cr(", "cc(")
"""Calls that are not defined outside the range they were fitted on."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the right side of a formula is made from columns; holds knots and levels, no data.

    Attributes
    ----------
    spec : formulaic.ModelSpec
        The fitted recipe.
    terms : tuple of str
        Names of the columns it makes.
    levels : tuple of (str, tuple)
        Columns used as labels, and the levels seen.
    bounds : tuple of (str, float, float)
        Columns used in splines, and the range seen.
    columns : tuple of str
        Columns of a frame that it needs.
    """

    spec: ModelSpec
    terms: tuple[str, ...]
    levels: tuple[tuple[str, tuple[object, ...]], ...]
    bounds: tuple[tuple[str, float, float], ...]
    columns: tuple[str, ...]

    def design(self, rows: pd.DataFrame) -> Floats:
        """Make the numbers of the terms from complete rows.

        Parameters
        ----------
        rows : DataFrame
            Complete rows, every label among `levels`.

        Returns
        -------
        ndarray of shape (n, n_terms)
            The numbers, column-major.
        """
        design = np.empty((len(rows), len(self.terms)), order="F")
        for place, values in enumerate(self.columns_of(rows)):
            design[:, place] = values
        return design

    def columns_of(self, rows: pd.DataFrame) -> Iterator[np.ndarray]:
        """Make the numbers of the terms, one after the other, where all at once would take much memory.

        Parameters
        ----------
        rows : DataFrame
            Complete rows, every label among `levels`.

        Yields
        ------
        ndarray of shape (n,)
            The numbers of a term.
        """
        with quiet_libraries():  # as a frame, of which no column is copied
            matrix = self.spec.get_model_matrix(rows, na_action="ignore", output="pandas")
        names = [str(name) for name in matrix.columns]
        for term in self.terms:
            yield matrix.iloc[:, names.index(term)].to_numpy()

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """Factors whose first level is the reference, with that level."""
        found = []
        for factor, (kind, state) in self.spec.encoder_state.items():
            if kind is not Factor.Kind.CATEGORICAL or "contrasts" not in state:
                continue
            contrasts, seen = state["contrasts"].contrasts, list(state["contrasts"].levels)
            named = getattr(contrasts, "base", None)
            base = named if named in seen else seen[0]
            if type(contrasts).__name__ == "TreatmentContrasts" and f"{factor}[{base}]" not in self.terms:
                found.append((str(factor), str(base)))
        return tuple(found)


def recipe_of(spec: ModelSpec, frame: pd.DataFrame, terms: Iterable[str]) -> Recipe:
    """Describe a fitted recipe.

    Parameters
    ----------
    spec : formulaic.ModelSpec
        Right side, fitted on `frame`.
    frame : DataFrame
        The complete rows it was fitted on.
    terms : iterable of str
        Names of the columns it makes.

    Returns
    -------
    Recipe
        The recipe, with levels and ranges seen.
    """
    columns: dict[str, None] = {}
    levels: dict[str, tuple[object, ...]] = {}
    bounds: dict[str, tuple[float, float]] = {}
    for factor, (kind, state) in spec.encoder_state.items():
        names = names_in(str(factor), frame)
        columns.update(dict.fromkeys(names))
        if kind is Factor.Kind.CATEGORICAL and len(names) == 1 and _is_the_column(str(factor), names[0]):
            levels[names[0]] = tuple(state["categories"])
        levels |= {
            name: tuple(frame[name].cat.categories)
            for name in names
            if name not in levels and isinstance(frame[name].dtype, pd.CategoricalDtype)
        }
        if str(factor).startswith(SPLINES):
            bounds.update({n: (float(frame[n].min()), float(frame[n].max())) for n in names})
    return Recipe(
        spec=spec,
        terms=tuple(str(t) for t in terms),
        levels=tuple(levels.items()),
        bounds=tuple((name, low, high) for name, (low, high) in bounds.items()),
        columns=tuple(columns),
    )


def names_in(expression: str, frame: pd.DataFrame) -> list[str]:
    """Find the columns of a frame that an expression uses.

    Parameters
    ----------
    expression : str
        For example ``"I(years ** 2)"``.
    frame : DataFrame
        The frame.

    Returns
    -------
    list of str
        Columns, in the order of use.

    Examples
    --------
    >>> names_in("I(years * pmp)", pd.DataFrame({"pmp": [1], "years": [2], "pay": [3]}))
    ['years', 'pmp']
    """
    name = expression.strip("`")
    if name in frame.columns:
        return [name]
    plain, quoted = without_backticks(expression)
    tree = ast.parse(plain, mode="eval")
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called]
    return [n for n in dict.fromkeys(quoted.get(name, name) for name in found) if n in frame.columns]


def _is_the_column(factor: str, name: str) -> bool:
    """Return whether labels are a column itself, or ``C()`` of it, and not made from it, as in ``C(years > 5)``."""
    if factor.strip("`") == name:
        return True
    plain, quoted = without_backticks(factor)
    tree = ast.parse(plain, mode="eval").body
    inside = tree.args[0] if isinstance(tree, ast.Call) and tree.args else tree
    return isinstance(inside, ast.Name) and quoted.get(inside.id, inside.id) == name


def design_for(recipe: Recipe, frame: pd.DataFrame) -> tuple[Floats, np.ndarray, dict[str, int]]:
    """Make the columns of a fitted recipe for other rows.

    Parameters
    ----------
    recipe : Recipe
        From the fit.
    frame : DataFrame
        Rows to predict for.

    Returns
    -------
    design : ndarray of shape (n, n_terms)
        The numbers; rows that cannot be used hold NaN.
    usable : ndarray of bool, shape (n,)
        Rows for which the recipe is defined.
    reasons : dict of str to int
        Why the others are not, with counts.
    """
    require_columns(frame, recipe.columns)
    levels = dict(recipe.levels)
    usable = np.ones(len(frame), dtype=bool)
    reasons: dict[str, int] = {}
    typed: dict[str, pd.Series] = {}
    for name in recipe.columns:
        values = frame[name].reset_index(drop=True)
        if name in levels:
            given, (bad, values) = values, _known_levels(values, levels[name])
            exclude(usable, values.isna().to_numpy() & ~bad, f"{name} missing", reasons)
            exclude(usable, bad, not_fitted(name, len(levels[name]), given[usable & bad]), reasons)
            values = pd.Series(values.cat.codes.clip(lower=0).map(dict(enumerate(levels[name]))).astype(values.dtype))
        else:
            values = pd.to_numeric(values, errors="coerce").astype("Float64").astype("float64")
            exclude(usable, ~np.isfinite(values.to_numpy()), f"{name} missing or not a number", reasons)
        typed[name] = values
    for name, low, high in recipe.bounds:
        outside = (typed[name] < low) | (typed[name] > high)
        exclude(usable, outside.to_numpy(), f"{name} outside {low:g} to {high:g}, where the spline was fitted", reasons)
    design = np.full((len(frame), len(recipe.terms)), np.nan)
    if usable.any():
        rows = pd.DataFrame(typed, index=pd.RangeIndex(len(frame)))[usable].reset_index(drop=True)
        design[usable] = recipe.design(rows)
    finite = np.isfinite(design).all(axis=1)
    exclude(usable, usable & ~finite, "a term is not a finite number", reasons)
    return design, usable, reasons


def not_fitted(name: str, levels: int, given: pd.Series) -> str:
    """Say that labels were not among those fitted.

    Parameters
    ----------
    name : str
        The column.
    levels : int
        How many labels were fitted.
    given : Series
        Those that were not.

    Returns
    -------
    str
        The reason, with the first few labels.

    Examples
    --------
    >>> not_fitted("region", 2, pd.Series(["TX", "TX", "NY"]))
    "region not among the 2 levels fitted: 'TX', 'NY'"
    """
    return f"{name} not among the {levels} levels fitted: {examples_of(given)}"


def _known_levels(values: pd.Series, levels: tuple[object, ...]) -> tuple[np.ndarray, pd.Series]:
    """Return which values were not seen in the fit, and the values as categories of those seen."""
    if pd.api.types.is_bool_dtype(values.dtype):
        values = values.astype("Float64").astype("float64")
    plain = values.astype(object)
    if all(isinstance(level, str) for level in levels):
        plain = plain.map(str, na_action="ignore")
    coded = pd.Series(pd.Categorical(plain.where(plain.isin(levels)), categories=list(levels)))
    return np.asarray(values.notna().to_numpy() & coded.isna().to_numpy()), coded


def exclude(usable: np.ndarray, bad: np.ndarray, reason: str, reasons: dict[str, int]) -> None:
    """Mark rows as not usable and count those that still were.

    Parameters
    ----------
    usable : ndarray of bool, shape (n,)
        Changed in place.
    bad : ndarray of bool, shape (n,)
        Rows that cannot be used.
    reason : str
        Why.
    reasons : dict of str to int
        Gets the reason and the count.
    """
    rows = int((usable & bad).sum())
    if rows:
        reasons[reason] = reasons.get(reason, 0) + rows
        usable &= ~bad
