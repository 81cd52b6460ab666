"""Covariances of estimates whose rows cluster in one way or in several at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from tpm_insights.models.labels import labels_in
from tpm_insights.models.tidy import Floats

Factor = Literal["least", "each", "none"]
MOST_WAYS = 3


def cluster_codes(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, ...]:
    """Give a number to the clusters of each way.

    Parameters
    ----------
    frame : DataFrame
        Rows, no cluster missing.
    columns : sequence of str
        Columns to cluster by.

    Returns
    -------
    tuple of ndarray of int
        Codes of the rows, one array a column.

    Examples
    --------
    >>> [codes.tolist() for codes in cluster_codes(pd.DataFrame({"firm": ["a", "b", "a"]}), ["firm"])]
    [[0, 1, 0]]
    """
    found = labels_in(frame, columns)
    return tuple(found[column].codes for column in columns)


def clustered_meat(scores: Floats, codes: Sequence[np.ndarray], *, factor: Factor = "least") -> Floats:
    """Add up the products of the scores of rows that share a cluster in any of the ways.

    Parameters
    ----------
    scores : ndarray of shape (n, k)
        Scores of the rows, or their influence on the estimates.
    codes : sequence of ndarray of int
        Clusters of the rows, numbered from 0, one array a way; one to three.
    factor : {"least", "each", "none"}, default "least"
        Multiply every part by ``G / (G - 1)`` with the least number of clusters of all ways, each part with its own
        number, or by nothing.

    Returns
    -------
    ndarray of shape (k, k)
        The sum.

    Notes
    -----
    Cameron, A. C., Gelbach, J. B. and Miller, D. L. (2011), Robust inference with multiway clustering, Journal of
    Business and Economic Statistics 29(2), 238-249: the sums by each way, minus those by each pair of ways, plus that
    by all three.

    Examples
    --------
    >>> scores = np.array([[1.0], [2.0], [3.0]])
    >>> firm, year = np.array([0, 0, 1]), np.array([0, 1, 1])
    >>> float(clustered_meat(scores, [firm, year], factor="none")[0, 0])  # all products but 1 x 3, twice
    30.0
    """
    total = np.zeros((scores.shape[1], scores.shape[1]))
    least = min(int(np.count_nonzero(np.bincount(way))) for way in codes)
    for size in range(1, len(codes) + 1):
        for ways in combinations(codes, size):
            joined = _joined(ways)
            sums = np.column_stack([np.bincount(joined, column) for column in scores.T])
            number = {"least": least, "each": int(np.count_nonzero(np.bincount(joined))), "none": 0}[factor]
            total += (-1) ** (size + 1) * (number / (number - 1) if number else 1.0) * sums.T @ sums
    return total


def _joined(ways: Sequence[np.ndarray]) -> np.ndarray:
    """Give a number to the clusters that are alike in every way."""
    joined = ways[0]
    for way in ways[1:]:
        joined = pd.factorize(joined.astype("int64") * (int(way.max()) + 1) + way)[0]
    return joined


def without_negative_variances(vcov: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Mend a covariance of several ways that has a negative variance.

    Parameters
    ----------
    vcov : ndarray of shape (k, k)
        From `clustered_meat`.

    Returns
    -------
    vcov : ndarray of shape (k, k)
        The same, or, if a variance is negative, the nearest matrix without negative eigenvalues.
    notes : tuple of str
        Says that it was mended.

    Notes
    -----
    Cameron, Gelbach and Miller (2011), section 2.3: negative eigenvalues are set to zero. As in R's ``fixest``, only
    where a variance is negative, so that other errors are those of the formula.

    Examples
    --------
    >>> mended, notes = without_negative_variances(np.array([[1.0, 0.0], [0.0, -0.5]]))
    >>> mended.tolist(), len(notes)
    ([[1.0, 0.0], [0.0, 0.0]], 1)
    """
    negative = int((np.diag(vcov) < 0).sum())
    if not negative:
        return vcov, ()
    values, vectors = np.linalg.eigh((vcov + vcov.T) / 2)
    mended = (vectors * np.clip(values, 0, None)) @ vectors.T
    note = (
        f"clustering several ways gave {negative} negative variance{'s' if negative > 1 else ''}; negative "
        "eigenvalues were set to zero (Cameron, Gelbach and Miller 2011): there are too few clusters to trust"
    )
    return np.asarray(mended), (note,)
