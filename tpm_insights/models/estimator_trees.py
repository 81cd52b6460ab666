"""Boosted trees for the center and for the spread of pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from tpm_insights.models.threads import one_thread
from tpm_insights.models.tidy import Floats

SMALL = 50_000  # rows up to which starting threads costs more than it saves
SPREAD_LEAF = 40  # records a leaf of the spread needs; a spread is told from twice the records that a center is


def predicted(model: HistGradientBoostingRegressor, data: Floats) -> Floats:
    """Return predictions, on one thread where there are few rows.

    Parameters
    ----------
    model : HistGradientBoostingRegressor
        Fitted.
    data : ndarray of shape (n, n_features)
        Rows.

    Returns
    -------
    ndarray of shape (n,)
        In units of the outcome.
    """
    with one_thread("openmp", where=len(data) <= SMALL):
        return np.asarray(model.predict(data), dtype=float)


def grown(model: HistGradientBoostingRegressor, data: Floats, outcome: Floats) -> HistGradientBoostingRegressor:
    """Fit trees, on one thread where there are few rows.

    Parameters
    ----------
    model : HistGradientBoostingRegressor
        Not fitted.
    data : ndarray of shape (n, n_features)
        Rows.
    outcome : ndarray of shape (n,)
        Values.

    Returns
    -------
    HistGradientBoostingRegressor
        The same, fitted.
    """
    with one_thread("openmp", where=len(data) <= SMALL):
        return model.fit(data, outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How trees are grown.

    Attributes
    ----------
    increasing : tuple of int
        1 for each feature in which the center may not fall, else 0.
    categorical : tuple of int
        Features that hold codes of labels.
    center_iter, spread_iter : int
        Trees of the center and of the spread.
    min_samples_leaf : int
        Records a leaf of the center needs.
    shared : mapping of str
        Other settings of `sklearn.ensemble.HistGradientBoostingRegressor`.
    """

    increasing: tuple[int, ...]
    categorical: tuple[int, ...]
    center_iter: int
    spread_iter: int
    min_samples_leaf: int
    shared: Mapping[str, object]

    def center(self) -> HistGradientBoostingRegressor:
        """Return trees for the center, not fitted.

        Returns
        -------
        HistGradientBoostingRegressor
            Monotone in the features of `increasing`.
        """
        return self._trees(self.center_iter, self.min_samples_leaf, list(self.increasing))

    def spread(self) -> HistGradientBoostingRegressor:
        """Return trees for the spread, not fitted.

        Returns
        -------
        HistGradientBoostingRegressor
            Free to rise and fall.
        """
        return self._trees(self.spread_iter, max(self.min_samples_leaf, SPREAD_LEAF), None)

    def _trees(self, many: int, least: int, increasing: list[int] | None) -> HistGradientBoostingRegressor:
        """Return trees, not fitted."""
        return HistGradientBoostingRegressor(
            max_iter=many,
            min_samples_leaf=least,
            monotonic_cst=increasing,
            categorical_features=list(self.categorical) or None,
            early_stopping=False,
            **self.shared,
        )
