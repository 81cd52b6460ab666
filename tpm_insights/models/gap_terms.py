"""Group the columns of a design by formula term, and make labels independent of their reference level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from formulaic.parser.types import Factor

from tpm_insights.models.recipe import Recipe
from tpm_insights.models.tidy import Floats

CONSTANT = "constant"


@dataclass(frozen=True, slots=True, eq=False)
class GapTerms:
    """How coefficients and columns go into the parts of a gap.

    Attributes
    ----------
    names : tuple of str
        Formula terms, ``constant`` first if there is an intercept.
    owner : ndarray of int, shape (n_wide,)
        Term of each wide column.
    columns : ndarray of shape (k, n_wide)
        Wide columns of the design from its own: ``wide = design @ columns``.
    coefficients : ndarray of shape (n_wide, k)
        Coefficients of the wide columns from those of the design: ``wide = coefficients @ beta``.
    """

    names: tuple[str, ...]
    owner: np.ndarray
    columns: Floats
    coefficients: Floats


def gap_terms(recipe: Recipe, *, normalize: bool) -> GapTerms:
    """Group columns by formula term.

    Parameters
    ----------
    recipe : Recipe
        How the design is made.
    normalize : bool
        Add the reference level of labels as a column, and take coefficients as deviations from their mean over all
        levels. Labels within interactions stay as they are, and so do all without an intercept.

    Returns
    -------
    GapTerms
        The grouping; ``design @ columns @ coefficients @ beta == design @ beta``.
    """
    names = [CONSTANT if str(s.term) == "1" else str(s.term) for s in recipe.spec.structure if s.columns]
    groups = [[recipe.terms.index(str(c)) for c in s.columns] for s in recipe.spec.structure if s.columns]
    k = len(recipe.terms)
    columns, coefficients = [np.eye(k)], [np.eye(k)]
    owner = np.zeros(k, dtype=int)
    for i, group in enumerate(groups):
        owner[group] = i
    extra: list[int] = []
    if normalize and CONSTANT in names:
        start = groups[names.index(CONSTANT)][0]
        for i, structure in enumerate(s for s in recipe.spec.structure if s.columns):
            if not _is_plain_label(recipe, structure):
                continue
            base_column = np.zeros((k, 1))
            base_column[start], base_column[groups[i]] = 1.0, -1.0
            mean = np.zeros((1, k))
            mean[0, groups[i]] = 1.0 / (len(groups[i]) + 1)
            coefficients[0][groups[i]] -= mean
            coefficients[0][start] += mean[0]
            columns.append(base_column)
            coefficients.append(-mean)
            extra.append(i)
    return GapTerms(
        names=tuple(names),
        owner=np.append(owner, extra).astype(int),
        columns=np.hstack(columns),
        coefficients=np.vstack(coefficients),
    )


def _is_plain_label(recipe: Recipe, structure: object) -> bool:
    """Return whether a term is one label against a reference level, and nowhere in an interaction."""
    term = structure.term  # type: ignore[attr-defined]
    if len(term.factors) != 1:
        return False
    factor = str(next(iter(term.factors)).expr)
    kind = recipe.spec.encoder_state.get(factor, (None,))[0]
    shared = [
        s for s in recipe.spec.structure if len(s.term.factors) > 1 and factor in {str(f.expr) for f in s.term.factors}
    ]
    return kind is Factor.Kind.CATEGORICAL and factor in dict(recipe.references) and not shared
