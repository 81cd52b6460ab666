"""Predict pay percentiles that rise with experience, do not cross and are calibrated group by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.model_selection import GroupKFold, KFold, LeaveOneGroupOut
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from tpm_insights.errors import UsageError
from tpm_insights.models.estimator_calibration import fit_offsets, new_cluster_percentiles, one_offset
from tpm_insights.models.tidy import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Ref = int | str
TINY = 15  # records below which a cluster says nothing about how clusters differ
SMALL = 50_000  # rows up to which starting threads costs more than it saves


@cache
def _threads() -> ThreadpoolController:
    """Return the switch for the threads of the boosting library; looking for it takes longer than turning it."""
    return ThreadpoolController()


class PayEstimator(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Percentiles of pay by boosting and group-wise conformal calibration; a scikit-learn regressor.

    Parameters
    ----------
    quantiles : tuple of float, default (0.1, 0.25, 0.5, 0.75, 0.9)
        Between 0 and 1, rising, with 0.5 among them.
    increasing : int or str, optional
        Column (experience) in which no percentile may fall.
    edges : tuple of float, default ()
        Values of `increasing` at which a new level begins; groups are calibrated by level.
    group_by : tuple of int or str, default ()
        Columns (role) whose values are calibrated each by itself, within a level where there are enough records.
    categorical : tuple of int or str, default ()
        Columns that hold codes of labels: whole numbers from 0 to 254, NaN for none.
    n_folds : int, default 5
        Parts of the data; what is missed is measured on each part by a fit to the others.
    min_group : int, default 50
        Records a group needs to be calibrated by itself.
    equal_clusters : bool, default False
        Hold out every cluster by itself, let each weigh the same however many records it has, and calibrate all groups
        together by `new_cluster_percentiles`: percentiles are then to hold for a cluster that was not seen.
    learning_rate, max_iter, max_leaf_nodes, min_samples_leaf, l2_regularization
        See `sklearn.ensemble.HistGradientBoostingRegressor`.
    random_state : int, default 0
        Seed of the parts.

    Attributes
    ----------
    center_ : HistGradientBoostingRegressor
        Fit to all records.
    offsets_ : GroupOffsets
        Percentiles of what is missed, by group.
    grid_ : ndarray
        Values of `increasing` that were seen.
    n_features_in_ : int
        Columns seen.
    n_calibration_ : int
        Records by which it was calibrated.
    n_iter_ : int
        Trees of the center.

    Notes
    -----
    The center is fitted by least squares and not one quantile at a time: scikit-learn resets the leaves of quantile
    trees after growing them, which breaks its monotonic constraints, and quantile by quantile too few records bear on
    the tails. Percentiles are the center plus conformal percentiles of what it misses on records it had not seen
    (cross-conformal: Vovk 2015, Annals of Mathematics and Artificial Intelligence 74, 9-28; asymmetric as in Romano,
    Patterson and Candes 2019), by group (Mondrian). With `equal_clusters` the clusters, not the records, are what is
    exchangeable (Dunn, R., Wasserman, L. and Ramdas, A. 2023, Journal of the American Statistical Association 118,
    2491-2502), and as order statistics of a handful of clusters bound nothing, their means are taken to follow a t
    distribution (`new_cluster_percentiles`).

    Calibrating by level could make a percentile fall where a level begins: lower percentiles are then lowered and upper
    ones raised until none falls, so that intervals only widen.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> years = rng.integers(0, 15, 400).astype(float)
    >>> pay = 11 + 0.05 * years + rng.normal(0, 0.2, 400)
    >>> found = PayEstimator(increasing=0, edges=(3, 8)).fit(years[:, None], pay).predict_quantiles([[2.0], [10.0]])
    >>> bool((np.diff(found, axis=0) >= 0).all() and (np.diff(found, axis=1) >= 0).all())
    True
    """

    def __init__(
        self,
        quantiles: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.9),
        *,
        increasing: Ref | None = None,
        edges: Sequence[float] = (),
        group_by: Sequence[Ref] = (),
        categorical: Sequence[Ref] = (),
        n_folds: int = 5,
        min_group: int = 50,
        equal_clusters: bool = False,
        learning_rate: float = 0.1,
        max_iter: int = 100,
        max_leaf_nodes: int = 8,
        min_samples_leaf: int = 20,
        l2_regularization: float = 0.0,
        random_state: int | None = 0,
    ) -> None:
        self.quantiles = quantiles
        self.increasing = increasing
        self.edges = edges
        self.group_by = group_by
        self.categorical = categorical
        self.n_folds = n_folds
        self.min_group = min_group
        self.equal_clusters = equal_clusters
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.random_state = random_state

    def __sklearn_tags__(self) -> object:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: ArrayLike, y: ArrayLike, clusters: ArrayLike | None = None) -> PayEstimator:  # noqa: N803
        """Fit the center and calibrate.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Numbers; NaN where not stated.
        y : array-like of shape (n,)
            Pay, or its logarithm.
        clusters : array-like of shape (n,), optional
            Employer or source of each record: none is split between parts, so that what is missed is what a new one
            would miss.

        Returns
        -------
        PayEstimator
            Itself.

        Raises
        ------
        UsageError
            If a parameter is out of range or names a column that is not there.
        """
        data, y = validate_data(
            self, X, y, dtype=float, ensure_all_finite="allow-nan", y_numeric=True, ensure_min_samples=2
        )
        outcome = column_or_1d(y).astype(float)
        self._check_parameters()
        inside = None if self.increasing is None else self._position(self.increasing)
        seen = data[:, inside] if inside is not None else np.empty(0)
        self.grid_ = np.unique(seen[~np.isnan(seen)])
        keys, tiers = self._keys(data)
        labels = self._clusters(clusters, len(outcome))
        missed = np.empty(len(outcome))
        for rest, part in self._parts(data, labels):
            missed[part] = outcome[part] - self._center(data[rest], outcome[rest]).predict(data[part])
        self.center_ = self._center(data, outcome)
        if self.equal_clusters and labels is not None:
            self.offsets_ = one_offset(new_cluster_percentiles(missed, labels, self.quantiles), len(missed))
        else:
            self.offsets_ = fit_offsets(missed, keys, tiers, tuple(self.quantiles), self.min_group)
        self.n_calibration_ = len(outcome)
        self.n_iter_ = int(self.center_.n_iter_)
        return self

    def predict(self, X: ArrayLike) -> Floats:  # noqa: N803
        """Predict the median.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        ndarray of shape (n,)
            In units of the outcome.
        """
        return self.predict_quantiles(X)[:, list(self.quantiles).index(0.5)]

    def predict_quantiles(self, X: ArrayLike) -> Floats:  # noqa: N803
        """Predict the percentiles.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        ndarray of shape (n, n_quantiles)
            In units of the outcome, rising from left to right, and in `increasing`.
        """
        check_is_fitted(self)
        data = validate_data(self, X, dtype=float, ensure_all_finite="allow-nan", reset=False)
        if self.increasing is None or not len(self.grid_):
            return self._raw(data)
        distinct, inverse = np.unique(self._snapped(data), axis=0, return_inverse=True)
        return self._never_falling(distinct)[inverse.ravel()]

    def groups_of(self, X: ArrayLike) -> np.ndarray:  # noqa: N803
        """Say by which tier of groups each row is calibrated.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        ndarray of int of shape (n,)
            0 for the finest tier; see ``offsets_.columns``.
        """
        check_is_fitted(self)
        data = validate_data(self, X, dtype=float, ensure_all_finite="allow-nan", reset=False)
        return self.offsets_.at(self._keys(data)[0])[1]

    def outside(self, X: ArrayLike) -> np.ndarray:  # noqa: N803
        """Say which rows lie outside the experience seen.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        ndarray of bool of shape (n,)
            True where `increasing` is below or above every value seen; such predictions are those of the nearest one.
        """
        check_is_fitted(self)
        data = validate_data(self, X, dtype=float, ensure_all_finite="allow-nan", reset=False)
        if self.increasing is None or not len(self.grid_):
            return np.zeros(len(data), dtype=bool)
        values = data[:, self._position(self.increasing)]
        return np.asarray((values < self.grid_[0]) | (values > self.grid_[-1]))

    def _check_parameters(self) -> None:
        """Refuse parameters that cannot be meant."""
        chosen = list(self.quantiles)
        if 0.5 not in chosen or chosen != sorted(set(chosen)) or not all(0 < q < 1 for q in chosen):
            raise UsageError(f"quantiles {chosen} must rise between 0 and 1 with 0.5 among them")
        if self.n_folds < 2 or self.min_group < 1:
            raise UsageError(f"n_folds {self.n_folds} must be at least 2 and min_group {self.min_group} at least 1")
        if len(self.edges) and (self.increasing is None or list(self.edges) != sorted(set(self.edges))):
            raise UsageError(f"edges {list(self.edges)} must rise, and need the column named in increasing")

    def _position(self, ref: Ref) -> int:
        """Return the position of a column given by name or position."""
        names = list(getattr(self, "feature_names_in_", ()))
        if isinstance(ref, str) and ref in names:
            return names.index(ref)
        if isinstance(ref, int) and 0 <= ref < self.n_features_in_:
            return ref
        raise UsageError(f"column {ref!r} is not there; columns are {names or f'0 to {self.n_features_in_ - 1}'}")

    def _center(self, data: Floats, outcome: Floats) -> HistGradientBoostingRegressor:
        """Fit the center to some records."""
        up = [0] * self.n_features_in_
        if self.increasing is not None:
            up[self._position(self.increasing)] = 1
        model = HistGradientBoostingRegressor(
            monotonic_cst=up,
            categorical_features=[self._position(c) for c in self.categorical] or None,
            early_stopping=False,
            learning_rate=self.learning_rate,
            max_iter=self.max_iter,
            max_leaf_nodes=self.max_leaf_nodes,
            min_samples_leaf=self.min_samples_leaf,
            l2_regularization=self.l2_regularization,
            random_state=self.random_state,
        )
        with _threads().limit(limits=1 if len(outcome) <= SMALL else None, user_api="openmp"):
            return model.fit(data, outcome)

    def _clusters(self, clusters: ArrayLike | None, n: int) -> np.ndarray | None:
        """Return clusters as whole numbers, tiny ones together if all weigh alike; None where there is one only."""
        if clusters is None:
            return None
        labels = np.unique(np.asarray(clusters).astype(str), return_inverse=True)[1]
        if len(labels) != n:
            raise UsageError(f"{len(labels)} clusters for {n} records; there must be one of each a record")
        if self.equal_clusters:
            tiny = np.bincount(labels)[labels] < TINY
            labels = np.unique(np.where(tiny, -1, labels), return_inverse=True)[1]
        return labels if labels.max() > 0 else None

    def _parts(self, data: Floats, labels: np.ndarray | None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield rows to fit and rows to measure."""
        if labels is None:
            folds = min(self.n_folds, len(data))
            yield from KFold(folds, shuffle=True, random_state=self.random_state).split(data)
        elif self.equal_clusters:
            yield from LeaveOneGroupOut().split(data, groups=labels)
        else:
            yield from GroupKFold(min(self.n_folds, int(labels.max()) + 1)).split(data, groups=labels)

    def _keys(self, data: Floats) -> tuple[Floats, list[list[int]]]:
        """Return the labels of the groups each row lies in, and the tiers they make."""
        parts = [data[:, self._position(c)] for c in self.group_by]
        own = list(range(len(parts)))
        if len(self.edges) and self.increasing is not None:
            values = data[:, self._position(self.increasing)]
            level = np.digitize(values, list(self.edges)).astype(float)
            parts.append(np.where(np.isnan(values), np.nan, level))
        every = list(range(len(parts)))
        tiers = [every] if every else []
        tiers += [own] if own and own != every else []
        return (np.column_stack(parts) if parts else np.empty((len(data), 0))), tiers

    def _raw(self, data: Floats) -> Floats:
        """Return center plus offsets."""
        with _threads().limit(limits=1 if len(data) <= SMALL else None, user_api="openmp"):
            center = np.asarray(self.center_.predict(data), dtype=float)
        return center[:, None] + self.offsets_.at(self._keys(data)[0])[0]

    def _snapped(self, data: Floats) -> Floats:
        """Lower experience to the nearest value seen, which is all a tree can tell apart."""
        column = self._position(self.increasing if self.increasing is not None else 0)
        values = data[:, column]
        place = np.clip(np.searchsorted(self.grid_, values, side="right") - 1, 0, None)
        snapped = data.copy()
        snapped[:, column] = np.where(np.isnan(values), np.nan, self.grid_[np.minimum(place, len(self.grid_) - 1)])
        return snapped

    def _never_falling(self, data: Floats) -> Floats:
        """Return percentiles that do not fall as experience grows."""
        column = self._position(self.increasing if self.increasing is not None else 0)
        known = np.flatnonzero(~np.isnan(data[:, column]))
        out = self._raw(data)
        if not known.size or not len(self.edges):
            return out  # without levels the offsets are one number, and the center rises by itself
        others = data[known].copy()
        others[:, column] = 0.0
        profiles, which = np.unique(others, axis=0, return_inverse=True)
        spread = np.repeat(profiles, len(self.grid_), axis=0)
        spread[:, column] = np.tile(self.grid_, len(profiles))
        paths = self._raw(spread).reshape(len(profiles), len(self.grid_), -1)
        upper = np.maximum.accumulate(paths, axis=1)
        lower = np.minimum.accumulate(paths[:, ::-1], axis=1)[:, ::-1]
        share = np.array([0.0 if q < 0.5 else 0.5 if q == 0.5 else 1.0 for q in self.quantiles])
        smooth = lower + share * (upper - lower)
        out[known] = smooth[which.ravel(), np.searchsorted(self.grid_, data[known, column])]
        return out
