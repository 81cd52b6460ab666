"""Predict pay percentiles that rise with experience, do not cross and are calibrated group by group."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from tpm_insights.errors import UsageError
from tpm_insights.models.estimator_clusters import ClusterOffsets, fit_clusters
from tpm_insights.models.estimator_folds import cluster_numbers, out_of_fold, parts_of
from tpm_insights.models.estimator_groups import GroupOffsets, fit_offsets, group_keys
from tpm_insights.models.estimator_path import never_falling
from tpm_insights.models.estimator_spread import Spread, fit_spread
from tpm_insights.models.estimator_trees import Growth, grown, predicted
from tpm_insights.models.tidy import Floats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Ref = int | str
LEAST_OWN = 20  # records of a cluster that percentiles can be calibrated to


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
        Columns (role) whose values are calibrated each by itself, and by level.
    categorical : tuple of int or str, default ()
        Columns that hold codes of labels: whole numbers from 0 to 254, NaN for none.
    n_folds : int, default 5
        Parts of the data; what is missed is measured on each part by a fit to the others.
    pool : float, default 100
        Records at which a group's own percentiles and those of the wider group count half each.
    equal_clusters : bool, default False
        Hold out every cluster by itself and let each weigh the same however many records it has: percentiles are then
        to hold for a cluster that was not seen, or for one of which `recalibrate` is given records.
    learning_rate, max_iter, max_leaf_nodes, min_samples_leaf, l2_regularization, max_features
        See `sklearn.ensemble.HistGradientBoostingRegressor`.
    spread_iter : int, default 60
        Trees of the spread; 0 for the same spread within a group. None are grown for clusters not seen, where most of
        what is missed is the cluster's own.
    random_state : int, default 0
        Seed of the parts and of the features a split may use.

    Attributes
    ----------
    center_ : HistGradientBoostingRegressor
        Fit to all records.
    spread_ : Spread
        How far records lie from it, by profile.
    offsets_ : GroupOffsets or ClusterOffsets
        Percentiles of what is missed, by group, in terms of the spread.
    grid_ : ndarray
        Values of `increasing` that were seen.
    n_iter_ : int
        Trees of the center.

    Notes
    -----
    A percentile is the center, plus the spread times a conformal percentile of what the center misses, in terms of the
    spread, on records that neither had seen (cross-conformal: Vovk 2015, Annals of Mathematics and Artificial
    Intelligence 74, 9-28; asymmetric as in Romano, Patterson and Candes 2019; relative to a modelled spread as in Lei
    and others 2018, Journal of the American Statistical Association 113, 1094-1111), by group (`fit_offsets`). The
    center is fitted by least squares and not one quantile at a time: scikit-learn resets the leaves of quantile
    trees after growing them, which breaks its monotonic constraints, and quantile by quantile too few records bear on
    the tails. With `equal_clusters` the clusters, not the records, are what is exchangeable (Dunn, R., Wasserman, L.
    and Ramdas, A. 2023, Journal of the American Statistical Association 118, 2491-2502), and as order statistics of a
    handful of clusters bound nothing, their effects are modelled (`fit_clusters`).

    Level and spread could make a percentile fall as experience grows: lower percentiles are then lowered and upper
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
        pool: float = 100.0,
        equal_clusters: bool = False,
        learning_rate: float = 0.05,
        max_iter: int = 100,
        max_leaf_nodes: int = 8,
        min_samples_leaf: int = 20,
        l2_regularization: float = 0.0,
        max_features: float = 0.5,
        spread_iter: int = 60,
        random_state: int | None = 0,
    ) -> None:
        self.quantiles = quantiles
        self.increasing = increasing
        self.edges = edges
        self.group_by = group_by
        self.categorical = categorical
        self.n_folds = n_folds
        self.pool = pool
        self.equal_clusters = equal_clusters
        self.learning_rate = learning_rate
        self.max_iter = max_iter
        self.max_leaf_nodes = max_leaf_nodes
        self.min_samples_leaf = min_samples_leaf
        self.l2_regularization = l2_regularization
        self.max_features = max_features
        self.spread_iter = spread_iter
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
        seen = np.empty(0) if self.increasing is None else data[:, self._position(self.increasing)]
        self.grid_ = np.unique(seen[~np.isnan(seen)])
        labels = cluster_numbers(clusters, len(outcome), merge_tiny=self.equal_clusters)
        whole = self.equal_clusters
        parts = list(parts_of(len(data), labels, self.n_folds, each_cluster=whole, random_state=self.random_state))
        growth = self._growth()
        missed = outcome - out_of_fold(growth.center, data, outcome, parts)
        self.center_ = grown(growth.center(), data, outcome)
        keys, tiers = self._keys(data)
        self.spread_ = Spread(None)
        self.offsets_: GroupOffsets | ClusterOffsets
        if whole and labels is not None:
            self.offsets_ = fit_clusters(missed, labels, keys, tuple(self.quantiles))
        else:
            self.spread_, spread = fit_spread(growth, data, missed, parts)
            self.offsets_ = fit_offsets(missed / spread, keys, tiers, tuple(self.quantiles), self.pool)
        self.n_iter_ = int(self.center_.n_iter_)
        return self

    def recalibrate(self, X: ArrayLike, y: ArrayLike) -> PayEstimator:  # noqa: N803
        """Return an estimator whose percentiles hold for the cluster (the source) that some records are of.

        Parameters
        ----------
        X : array-like of shape (n, n_features)
            Records of one cluster that was not fitted, 20 at least, drawn from those that are to be predicted.
        y : array-like of shape (n,)
            Their outcome.

        Returns
        -------
        PayEstimator
            Another one; center and spread are the same, offsets follow what the records miss (`fit_clusters`).

        Raises
        ------
        UsageError
            If it was not fitted with `equal_clusters` to two clusters at least, or the records are too few.
        """
        check_is_fitted(self)
        data, y = validate_data(self, X, y, dtype=float, ensure_all_finite="allow-nan", y_numeric=True, reset=False)
        if not isinstance(self.offsets_, ClusterOffsets):
            raise UsageError("recalibrate needs an estimator fitted with equal_clusters=True to two clusters at least")
        if len(data) < LEAST_OWN:
            raise UsageError(f"recalibrate needs {LEAST_OWN} records and was given {len(data)}")
        missed = column_or_1d(y).astype(float) - predicted(self.center_, data)
        other = copy.copy(self)
        other.offsets_ = self.offsets_.told(missed, self._keys(data)[0])
        return other

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
        return never_falling(self._raw, data, self._position(self.increasing), self.grid_, self.quantiles)

    def _check_parameters(self) -> None:
        """Refuse parameters that cannot be meant."""
        chosen = list(self.quantiles)
        if 0.5 not in chosen or chosen != sorted(set(chosen)) or not all(0 < q < 1 for q in chosen):
            raise UsageError(f"quantiles {chosen} must rise between 0 and 1 with 0.5 among them")
        if self.n_folds < 2 or self.pool < 0 or self.spread_iter < 0:
            numbers = f"n_folds {self.n_folds}, pool {self.pool}, spread_iter {self.spread_iter}"
            raise UsageError(f"{numbers}: the first must be at least 2, the others not negative")
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

    def _growth(self) -> Growth:
        """Return how trees are grown."""
        up = [0] * self.n_features_in_
        if self.increasing is not None:
            up[self._position(self.increasing)] = 1
        return Growth(
            increasing=tuple(up),
            categorical=tuple(self._position(c) for c in self.categorical),
            center_iter=self.max_iter,
            spread_iter=self.spread_iter,
            min_samples_leaf=self.min_samples_leaf,
            shared={
                "learning_rate": self.learning_rate,
                "max_leaf_nodes": self.max_leaf_nodes,
                "l2_regularization": self.l2_regularization,
                "max_features": self.max_features,
                "random_state": self.random_state,
            },
        )

    def _keys(self, data: Floats) -> tuple[Floats, list[list[int]]]:
        """Return the labels of the groups each row lies in, and the tiers they make."""
        level = self._position(self.increasing) if len(self.edges) and self.increasing is not None else None
        return group_keys(data, [self._position(c) for c in self.group_by], level, self.edges)

    def _raw(self, data: Floats) -> Floats:
        """Return center plus spread times offsets."""
        offsets = self.offsets_.at(self._keys(data)[0])[0]
        return predicted(self.center_, data)[:, None] + self.spread_.at(data)[:, None] * offsets
