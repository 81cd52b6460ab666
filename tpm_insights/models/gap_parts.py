"""Compute the parts of a gap between two groups, and how far each row moves them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tpm_insights.models.clusters import clustered_meat, without_negative_variances
from tpm_insights.models.gap_terms import GapTerms
from tpm_insights.models.tidy import Floats


def gap_parts(
    outcome: Floats,
    design: Floats,
    inside: np.ndarray,
    terms: GapTerms,
    weight: float | str,
    rows: Floats | None = None,
    *,
    equal: bool = False,
) -> tuple[dict[tuple[str, str], float], Floats]:
    """Compute the parts of a gap.

    Parameters
    ----------
    outcome : ndarray of shape (n,)
        Left side.
    design : ndarray of shape (n, k)
        Right side.
    inside : ndarray of bool, shape (n,)
        Rows of the first group.
    terms : GapTerms
        How columns go into parts.
    weight : float or {"pooled", "neumark"}
        Weight of the first group's coefficients in the reference, or which regression on all rows gives it.
    rows : ndarray of shape (n,), optional
        Weights of the rows.
    equal : bool, default False
        Take all rows of a group as equally far from what the terms give, and that as independent of the terms.

    Returns
    -------
    parts : dict of (str, str) to float
        Component and formula term (empty for a total) to value, in the order of the table.
    influence : ndarray of shape (n, n_parts), or (2 n, n_parts) if `equal`
        Influence of each row on each part: the parts vary as the sums of these columns do; if `equal`, first through
        the means, then through the coefficients.
    """
    wide = design @ terms.columns
    counts = np.ones(len(outcome)) if rows is None else rows
    halves = [np.where(mask, counts, 0.0) for mask in (inside, ~inside)]
    means, mean_influence = zip(*(_mean(wide, half) for half in halves), strict=True)
    betas, beta_influence = zip(*(_slopes(design, outcome, half) for half in halves), strict=True)
    spread = None
    if equal:
        spread = np.sum([_spread(design, outcome, half, b) for half, b in zip(halves, betas, strict=True)], axis=0)
        beta_influence = tuple(_apart(_slopes(design, outcome, half, spread)[1], after=True) for half in halves)
        mean_influence = tuple(
            _apart(m * np.sqrt(1 + 1 / (np.count_nonzero(half) - 1)), after=False)
            for m, half in zip(mean_influence, halves, strict=True)
        )
    if isinstance(weight, str):
        joint = np.column_stack([design, inside.astype(float)]) if weight == "pooled" else design
        star, star_influence = _slopes(joint, outcome, counts, spread)
        star_influence = _apart(star_influence, after=True) if equal else star_influence
        star, star_influence = star[: design.shape[1]], star_influence[:, : design.shape[1]]
    else:
        star = weight * betas[0] + (1 - weight) * betas[1]
        star_influence = weight * beta_influence[0] + (1 - weight) * beta_influence[1]
    price, price_influence = terms.coefficients @ star, star_influence @ terms.coefficients.T
    first, second = (terms.coefficients @ b for b in betas)
    first_influence, second_influence = (b @ terms.coefficients.T for b in beta_influence)
    gap_x, gap_x_influence = means[0] - means[1], mean_influence[0] - mean_influence[1]
    explained = gap_x * price
    explained_influence = gap_x_influence * price + gap_x * price_influence
    unexplained = means[0] * (first - price) + means[1] * (price - second)
    unexplained_influence = (
        mean_influence[0] * (first - price)
        + means[0] * (first_influence - price_influence)
        + mean_influence[1] * (price - second)
        + means[1] * (price_influence - second_influence)
    )
    turn, turn_influence = first - second, first_influence - second_influence
    threefold = {
        "endowments": (gap_x * second, gap_x_influence * second + gap_x * second_influence),
        "coefficients": (means[1] * turn, mean_influence[1] * turn + means[1] * turn_influence),
        "interaction": (gap_x * turn, gap_x_influence * turn + gap_x * turn_influence),
    }
    twofold = {"explained": (explained, explained_influence), "unexplained": (unexplained, unexplained_influence)}
    out: dict[tuple[str, str], float] = {}
    influence = []
    out["gap", ""] = float((explained + unexplained).sum())
    influence.append((explained_influence + unexplained_influence).sum(axis=1))
    for name, (values, effect) in {**twofold, **threefold}.items():
        out[name, ""] = float(values.sum())
        influence.append(effect.sum(axis=1))
    for name, (values, effect) in {**twofold, **threefold}.items():
        for i, term in enumerate(terms.names):
            mine = terms.owner == i
            out[name, term] = float(values[mine].sum())
            influence.append(effect[:, mine].sum(axis=1))
    return out, np.column_stack(influence)


def _mean(columns: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return weighted means, and the influence of each row on them."""
    total = weights.sum()
    mean = weights @ columns / total
    return np.asarray(mean), (columns - mean) * (weights / total)[:, None]


def _spread(design: Floats, outcome: Floats, weights: Floats, beta: Floats) -> Floats:
    """Return the standard deviation of what the terms leave over in a group, weighted, in its rows; elsewhere zero."""
    squares = float(weights @ (outcome - design @ beta) ** 2)
    return np.where(weights > 0, np.sqrt(squares / (np.count_nonzero(weights) - design.shape[1])), 0.0)


def _apart(influence: Floats, *, after: bool) -> Floats:
    """Put influence through the means before, and through the coefficients after, as if on other rows."""
    nothing = np.zeros_like(influence)
    return np.vstack([nothing, influence] if after else [influence, nothing])


def _slopes(design: Floats, outcome: Floats, weights: Floats, spread: Floats | None = None) -> tuple[Floats, Floats]:
    """Return coefficients of weighted least squares, and the influence of each row on them, or of rows so spread."""
    root = np.sqrt(weights)
    x, y = design * root[:, None], outcome * root
    bread = np.linalg.pinv(x.T @ x)
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    left = y - x @ beta if spread is None else spread
    return np.asarray(beta), (x * left[:, None]) @ bread


def gap_vcov(influence: Floats, codes: Sequence[np.ndarray], *, small_sample: bool) -> tuple[Floats, tuple[str, ...]]:
    """Compute the covariance of the parts.

    Parameters
    ----------
    influence : ndarray of shape (n, n_parts)
        From `gap_parts`.
    codes : sequence of ndarray of int, shape (n,)
        Clusters, one array a way; none for independent rows.
    small_sample : bool
        Multiply by ``n / (n - 1)``, with n the number of rows or clusters.

    Returns
    -------
    vcov : ndarray of shape (n_parts, n_parts)
        Their covariance.
    notes : tuple of str
        Says so where negative variances were mended.
    """
    if codes:
        return without_negative_variances(clustered_meat(influence, codes))
    n = len(influence)
    return np.asarray((n / (n - 1) if small_sample else 1.0) * influence.T @ influence), ()
