"""Errors of a least-squares fit whose rows cluster in one way, or in two or three at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tpm_insights.models.clusters import Factor, clustered_meat, without_negative_variances
from tpm_insights.models.covariance import SmallSample
from tpm_insights.models.labels import Labels
from tpm_insights.models.library_fit import LibraryFit
from tpm_insights.models.tidy import Floats

FACTORS: dict[SmallSample, Factor] = {
    "usual": "least",
    "each_way": "each",
    "all_effects": "least",
    "no_effects": "least",
    "none": "none",
}


def clustered_vcov(
    fit: LibraryFit, clusters: Sequence[Labels], absorbed: Sequence[Labels], small_sample: SmallSample
) -> tuple[Floats, tuple[str, ...]]:
    """Compute the covariance of the estimates.

    Parameters
    ----------
    fit : LibraryFit
        Least squares, with the scores of the rows.
    clusters : sequence of Labels
        Clusters of the rows, way by way.
    absorbed : sequence of Labels
        Columns whose effects were absorbed.
    small_sample : str
        What to multiply by.

    Returns
    -------
    vcov : ndarray of shape (n_terms, n_terms)
        Times ``G / (G - 1)`` and ``(n - 1) / (n - k)``, see `fit_pay_model`.
    notes : tuple of str
        Says so where negative variances were mended.
    """
    bread = np.linalg.inv(fit.gram)
    meat = clustered_meat(fit.scores, [way.codes for way in clusters], factor=FACTORS[small_sample])
    counted = len(fit.terms) + _effects(absorbed, clusters, small_sample)
    share = 1.0 if small_sample == "none" else (fit.n - 1) / (fit.n - counted)
    return without_negative_variances(share * bread @ meat @ bread)


def _effects(absorbed: Sequence[Labels], clusters: Sequence[Labels], small_sample: SmallSample) -> int:
    """Return how many absorbed effects count: all but one of each column after the first, one of those in clusters."""
    if small_sample in ("none", "no_effects") or not absorbed:
        return 0
    total = sum(effect.size for effect in absorbed) - (len(absorbed) - 1)
    if small_sample == "all_effects":
        return total
    nested = [effect.size for effect in absorbed if any(_lies_within(effect, way) for way in clusters)]
    return total - sum(nested) + len(nested)


def _lies_within(effect: Labels, way: Labels) -> bool:
    """Return whether every level has one cluster."""
    if effect is way:
        return True
    cluster = np.zeros(effect.size, dtype="int64")
    cluster[effect.codes] = way.codes
    return bool((cluster[effect.codes] == way.codes).all())
