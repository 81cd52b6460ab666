"""Errors of a least-squares fit whose rows cluster in two or three ways at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tpm_insights.models.clusters import Factor, cluster_codes, clustered_meat, without_negative_variances
from tpm_insights.models.covariance import Errors, SmallSample
from tpm_insights.models.library_fit import LibraryFit
from tpm_insights.models.tidy import Floats

FACTORS: dict[SmallSample, Factor] = {
    "usual": "least",
    "each_way": "each",
    "all_effects": "least",
    "no_effects": "least",
    "none": "none",
}


def cluster_several_ways(
    fit: LibraryFit, frame: pd.DataFrame, errors: Errors, absorb: Sequence[str]
) -> tuple[Floats, tuple[str, ...]]:
    """Compute the covariance of the estimates.

    Parameters
    ----------
    fit : LibraryFit
        Least squares, with the scores of the rows.
    frame : DataFrame
        The rows fitted, with the columns to cluster by.
    errors : Errors
        The columns, and what to multiply by.
    absorb : sequence of str
        Columns whose effects were absorbed.

    Returns
    -------
    vcov : ndarray of shape (n_terms, n_terms)
        Times ``G / (G - 1)`` and ``(n - 1) / (n - k)``, see `fit_pay_model`.
    notes : tuple of str
        Says so where negative variances were mended.
    """
    codes = cluster_codes(frame, errors.clusters)
    bread = np.linalg.inv(fit.gram)
    meat = clustered_meat(fit.scores, codes, factor=FACTORS[errors.small_sample])
    counted = len(fit.terms) + _effects(frame, absorb, codes, errors.small_sample)
    share = 1.0 if errors.small_sample == "none" else (fit.n - 1) / (fit.n - counted)
    return without_negative_variances(share * bread @ meat @ bread)


def _effects(frame: pd.DataFrame, absorb: Sequence[str], codes: Sequence[np.ndarray], small_sample: SmallSample) -> int:
    """Return how many absorbed effects count: all but one of each column after the first, one of those in clusters."""
    if small_sample in ("none", "no_effects") or not absorb:
        return 0
    levels = [pd.factorize(frame[column])[0] for column in absorb]
    sizes = [int(level.max()) + 1 for level in levels]
    total = sum(sizes) - (len(sizes) - 1)
    if small_sample == "all_effects":
        return total
    nested = [size for level, size in zip(levels, sizes, strict=True) if any(_lies_within(level, way) for way in codes)]
    return total - sum(nested) + len(nested)


def _lies_within(level: np.ndarray, way: np.ndarray) -> bool:
    """Return whether every level has one cluster."""
    first = np.zeros(int(level.max()) + 1, dtype="int64")
    first[level] = way
    return bool((first[level] == way).all())
