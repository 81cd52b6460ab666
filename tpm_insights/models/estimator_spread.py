"""How far records lie from the center of pay, by profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from tpm_insights.models.estimator_folds import Split, out_of_fold
from tpm_insights.models.estimator_trees import Growth, grown, predicted
from tpm_insights.models.tidy import Floats

FLOOR = 0.1  # of the middling miss, added to every miss so that a hit has a logarithm


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How far records lie from the center, relative to the middling profile.

    Attributes
    ----------
    trees : HistGradientBoostingRegressor or None
        Of the logarithm of what is missed; None for the same spread everywhere.
    middle : float
        Mean of what they say of records they had not seen.
    """

    trees: HistGradientBoostingRegressor | None = field(repr=False)
    middle: float = 0.0

    def at(self, data: Floats) -> Floats:
        """Return the spread of each row.

        Parameters
        ----------
        data : ndarray of shape (n, n_features)
            Rows.

        Returns
        -------
        ndarray of shape (n,)
            Positive; around 1. The root of what the trees say: half of a spread told from single misses is luck.
        """
        return np.ones(len(data)) if self.trees is None else half_spread(predicted(self.trees, data), self.middle)


def half_spread(logs: Floats, middle: float) -> Floats:
    """Return the root of a spread from its logarithm.

    Parameters
    ----------
    logs : ndarray of shape (n,)
        Logarithm of what is missed.
    middle : float
        The middling one.

    Returns
    -------
    ndarray of shape (n,)
        1 at the middle.
    """
    return np.asarray(np.exp((logs - middle) / 2))


def fit_spread(growth: Growth, data: Floats, missed: Floats, parts: Sequence[Split]) -> tuple[Spread, Floats]:
    """Fit the spread to what the center missed.

    Parameters
    ----------
    growth : Growth
        How trees are grown; without trees of the spread it is the same everywhere.
    data : ndarray of shape (n, n_features)
        Rows.
    missed : ndarray of shape (n,)
        Observed minus predicted by a center that had not seen the record.
    parts : sequence of (ndarray, ndarray)
        Rows to fit and rows to predict.

    Returns
    -------
    spread : Spread
        Fitted to all records.
    unseen : ndarray of shape (n,)
        The spread of each record by trees that had not seen it.
    """
    if not growth.spread_iter:
        return Spread(None), np.ones(len(missed))
    logs = log_sizes(missed)
    unseen = out_of_fold(growth.spread, data, logs, parts)
    middle = float(unseen.mean())
    return Spread(grown(growth.spread(), data, logs), middle), half_spread(unseen, middle)


def log_sizes(missed: Floats) -> Floats:
    """Return how much was missed, as logarithms.

    Parameters
    ----------
    missed : ndarray of shape (n,)
        Observed minus predicted.

    Returns
    -------
    ndarray of shape (n,)
        Logarithm of the distance from the median; a tenth of the middling distance is added.

    Examples
    --------
    >>> np.exp(log_sizes(np.array([-2.0, -1.0, 0.0, 1.0, 2.0]))).round(2).tolist()
    [2.1, 1.1, 0.1, 1.1, 2.1]
    """
    sizes = np.abs(missed - np.median(missed))
    return np.asarray(np.log(sizes + (FLOOR * float(np.median(sizes)) or 1.0)))
