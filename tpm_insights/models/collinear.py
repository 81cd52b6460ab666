"""Refuse terms that are combinations of others, and say of which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tpm_insights.errors import ModelError, examples_of
from tpm_insights.models.formula import PayFormula
from tpm_insights.models.tidy import Floats

MANY_ROWS = 5_000
TOLERANCE = 1e-9
"""A column is redundant if less than this share of its length is its own."""


def refuse_collinear(design: Floats, terms: Sequence[str], formula: PayFormula, redundant: Sequence[str] = ()) -> None:
    """Refuse collinear terms.

    Parameters
    ----------
    design : ndarray of shape (n, n_terms)
        All columns.
    terms : sequence of str
        Their names.
    formula : PayFormula
        Named in the message.
    redundant : sequence of str
        Terms known to be redundant; found here if none are given.

    Raises
    ------
    ModelError
        Naming the redundant terms and what they are made of.
    """
    found = list(redundant) or [t for t in redundant_terms(design, terms) if not (formula.absorb and t == "Intercept")]
    if found:
        within = f" within {', '.join(formula.absorb)}" if formula.absorb else ""
        raise ModelError(
            f"{formula.full_text!r}: {len(found)} collinear term{'s' if len(found) > 1 else ''}{within}: "
            f"{explain_collinear(design, terms, found)}; {_advice(found)}"
        )


def _advice(found: Sequence[str]) -> str:
    """Say what to do about collinear terms."""
    if found[0].startswith(("cr(", "cc(", "cs(")):
        return "add constraints='center' to the spline, which adds up to one otherwise"
    return "leave out one of them"


def redundant_terms(design: Floats, terms: Sequence[str]) -> list[str]:
    """Find terms that are combinations of the terms before them.

    Parameters
    ----------
    design : ndarray of shape (n, n_terms)
        All columns.
    terms : sequence of str
        Their names.

    Returns
    -------
    list of str
        The redundant ones.

    Examples
    --------
    >>> redundant_terms(np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]), ["Intercept", "flag"])
    ['flag']
    """
    if len(design) > MANY_ROWS and clearly_independent(design.T @ design):
        return []
    length = np.linalg.norm(design, axis=0)
    scaled = design / np.where(length > 0, length, 1.0)
    own = np.abs(np.diag(np.linalg.qr(scaled, mode="r")))
    own = np.append(own, np.zeros(len(terms) - len(own)))
    return [t for t, size in zip(terms, own, strict=True) if size < TOLERANCE]


def clearly_independent(gram: Floats) -> bool:
    """Say whether cross products alone show that no column is a combination of others.

    Parameters
    ----------
    gram : ndarray of shape (n_terms, n_terms)
        Cross products of the columns.

    Returns
    -------
    bool
        False also where they cannot tell.

    Examples
    --------
    >>> clearly_independent(np.array([[2.0, 1.0], [1.0, 2.0]])), clearly_independent(np.array([[1.0, 1.0], [1.0, 1.0]]))
    (True, False)
    """
    length = np.sqrt(np.diag(gram))
    if not (length > 0).all():
        return False
    return bool(np.linalg.eigvalsh(gram / np.outer(length, length))[0] > 1e-6)


def redundant_in_gram(gram: Floats, terms: Sequence[str]) -> list[str]:
    """Find terms that are combinations of the terms before them, from cross products alone.

    Parameters
    ----------
    gram : ndarray of shape (n_terms, n_terms)
        Cross products of the columns.
    terms : sequence of str
        Their names.

    Returns
    -------
    list of str
        The redundant ones. Cross products hold half the digits of the columns, so the test is coarser.

    Examples
    --------
    >>> redundant_in_gram(np.array([[1.0, 2.0], [2.0, 4.0]]), ["a", "twice_a"])
    ['twice_a']
    """
    length = np.sqrt(np.diag(gram))
    left = gram / np.outer(np.where(length > 0, length, 1.0), np.where(length > 0, length, 1.0))
    found = []
    for i, term in enumerate(terms):
        if left[i, i] < np.sqrt(TOLERANCE) * 1e-6:
            found.append(term)
        else:
            left = left - np.outer(left[:, i], left[i]) / left[i, i]
    return found


def makes_constant(gram: Floats, means: Floats, total: float) -> bool:
    """Say whether the terms add up to a constant, as an intercept or all levels of a label do.

    Parameters
    ----------
    gram : ndarray of shape (n_terms, n_terms)
        Cross products of the columns, weighted.
    means : ndarray of shape (n_terms,)
        Means of the columns, weighted.
    total : float
        Rows, or sum of their weights.

    Returns
    -------
    bool
        True if they do.

    Examples
    --------
    >>> makes_constant(np.array([[2.0, 0.0], [0.0, 3.0]]), np.array([0.4, 0.6]), 5)  # two labels, 2 and 3 rows
    True
    """
    sums = total * means
    return abs(float(sums @ np.linalg.solve(gram, sums)) / total - 1) < 1e-8


def explain_collinear(design: Floats, terms: Sequence[str], lost: Sequence[str]) -> str:
    """Say which other terms a redundant term is made of.

    Parameters
    ----------
    design : ndarray of shape (n, n_terms)
        All columns, redundant ones included.
    terms : sequence of str
        Their names.
    lost : sequence of str
        The redundant ones.

    Returns
    -------
    str
        One clause a term.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0, 0.5], [1.0, 4.0, 0.5], [1.0, 7.0, 0.5]])
    >>> explain_collinear(x, ["Intercept", "years", "flag"], ["flag"])
    "'flag' is a combination of 'Intercept'"
    """
    keep = [i for i, t in enumerate(terms) if t not in lost]
    scale = np.sqrt((design**2).mean(axis=0))
    clauses = []
    for name in list(lost)[:3]:
        column = design[:, list(terms).index(name)]
        if not np.any(column):
            clauses.append(f"{name!r} is zero in every row")
            continue
        weights = np.linalg.lstsq(design[:, keep], column, rcond=None)[0]
        share = np.abs(weights) * scale[keep] / np.sqrt((column**2).mean())
        parts = [terms[i] for i, s in zip(keep, share, strict=True) if s > 1e-6]
        clauses.append(f"{name!r} is a combination of {examples_of(parts, 6)}")
    more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
    return "; ".join(clauses) + more
