"""Predict records by fits that had not seen them, nor others of their cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import GroupKFold, KFold, LeaveOneGroupOut

from tpm_insights.errors import UsageError
from tpm_insights.models.estimator_trees import grown, predicted
from tpm_insights.models.tidy import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Split = tuple[np.ndarray, np.ndarray]
TINY = 15  # records below which a cluster says nothing about how clusters differ


def out_of_fold(
    new: Callable[[], HistGradientBoostingRegressor], data: Floats, outcome: Floats, parts: Sequence[Split]
) -> Floats:
    """Predict every record by trees that had not seen its part.

    Parameters
    ----------
    new : callable
        Returns trees that are not fitted.
    data : ndarray of shape (n, n_features)
        Rows.
    outcome : ndarray of shape (n,)
        Values.
    parts : sequence of (ndarray, ndarray)
        Rows to fit and rows to predict.

    Returns
    -------
    ndarray of shape (n,)
        In units of the outcome.
    """
    found = np.empty(len(outcome))
    for rest, part in parts:
        found[part] = predicted(grown(new(), data[rest], outcome[rest]), data[part])
    return found


def parts_of(
    n: int, labels: np.ndarray | None, folds: int, *, each_cluster: bool, random_state: int | None
) -> Iterator[Split]:
    """Yield rows to fit and rows to predict.

    Parameters
    ----------
    n : int
        Records.
    labels : ndarray of int of shape (n,) or None
        Clusters, which are kept whole.
    folds : int
        How many parts.
    each_cluster : bool
        Whether every cluster is a part of its own.
    random_state : int or None
        Seed of the parts where there are no clusters.

    Yields
    ------
    rest, part : ndarray of int
        Positions.
    """
    rows = np.zeros((n, 1))
    if labels is None:
        yield from KFold(min(folds, n), shuffle=True, random_state=random_state).split(rows)
    elif each_cluster:
        yield from LeaveOneGroupOut().split(rows, groups=labels)
    else:
        yield from GroupKFold(min(folds, int(labels.max()) + 1)).split(rows, groups=labels)


def cluster_numbers(clusters: ArrayLike | None, n: int, *, merge_tiny: bool) -> np.ndarray | None:
    """Give clusters numbers.

    Parameters
    ----------
    clusters : array-like of shape (n,) or None
        Labels.
    n : int
        Records.
    merge_tiny : bool
        Whether clusters below `TINY` records count as one.

    Returns
    -------
    ndarray of int of shape (n,) or None
        From 0; None where there is one only.

    Raises
    ------
    UsageError
        If there is not one label a record.

    Examples
    --------
    >>> cluster_numbers(["b", "a", "b"], 3, merge_tiny=False).tolist()
    [1, 0, 1]
    """
    if clusters is None:
        return None
    labels = np.unique(np.asarray(clusters).astype(str), return_inverse=True)[1]
    if len(labels) != n:
        raise UsageError(f"{len(labels)} clusters for {n} records; there must be one of each a record")
    if merge_tiny:
        tiny = np.bincount(labels)[labels] < TINY
        labels = np.unique(np.where(tiny, -1, labels), return_inverse=True)[1]
    return labels if labels.max() > 0 else None
