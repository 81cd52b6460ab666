"""Conformal percentiles group by group, those of a small group drawn towards those of the wider one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tpm_insights.models.estimator_calibration import conformal_percentiles
from tpm_insights.models.tidy import Floats

Key = tuple[float, ...]
LEAST = 10  # records below which the tenths of a group are its extremes


@dataclass(frozen=True, slots=True, eq=False)
class GroupOffsets:
    """Percentiles of what is missed by group, the finest group with enough records first.

    Attributes
    ----------
    columns : tuple of tuple of int
        Which parts of a key make the groups of each tier, finest tier first; the last tier is everything.
    offsets : tuple of mapping
        One a tier: from key to an array of shape (n_quantiles,).
    counts : tuple of mapping
        One a tier: from key to the records it was made of.
    """

    columns: tuple[tuple[int, ...], ...]
    offsets: tuple[Mapping[Key, Floats], ...] = field(repr=False)
    counts: tuple[Mapping[Key, int], ...] = field(repr=False)

    def at(self, keys: Floats) -> tuple[Floats, np.ndarray]:
        """Return the offsets of each row.

        Parameters
        ----------
        keys : ndarray of shape (n, n_parts)
            Group labels as numbers; NaN is a label too.

        Returns
        -------
        offsets : ndarray of shape (n, n_quantiles)
            From the finest tier that has the row's group.
        tier : ndarray of int of shape (n,)
            Which tier that was.
        """
        distinct, inverse = distinct_keys(keys)
        rows, tiers = [], []
        for key in distinct:
            for tier, columns in enumerate(self.columns):
                part = tuple(key[c] for c in columns)
                if part in self.offsets[tier]:
                    rows.append(self.offsets[tier][part])
                    tiers.append(tier)
                    break
        width = len(self.offsets[-1][()])
        return np.array(rows).reshape(-1, width)[inverse], np.array(tiers, dtype=int)[inverse]


def fit_offsets(
    scores: Floats, keys: Floats, tiers: Sequence[Sequence[int]], quantiles: Sequence[float], pool: float
) -> GroupOffsets:
    """Calibrate group by group.

    Parameters
    ----------
    scores : ndarray of shape (n,)
        Observed minus predicted, each by a fit that had not seen the record.
    keys : ndarray of shape (n, n_parts)
        Group labels as numbers.
    tiers : sequence of sequence of int
        Parts of the key that make the groups, finest tier first, each within the next. A tier of everything is added.
    quantiles : sequence of float
        Between 0 and 1, rising.
    pool : float
        Records at which a group's own percentiles and those of the wider group count half each.

    Returns
    -------
    GroupOffsets
        Calibrated percentiles; groups below ten records have those of the wider group.

    Notes
    -----
    Each group is calibrated by its own records (Mondrian conformal prediction: Vovk, Gammerman and Shafer 2005, section
    4.5), so that coverage holds within it and not only on average; but the tenths of a few dozen records are mostly
    luck, so a group of n records counts n / (n + pool) and the wider group the rest.

    Examples
    --------
    >>> keys = np.repeat([[0.0], [1.0], [2.0]], [60, 20, 5], axis=0)
    >>> found = fit_offsets(np.r_[np.zeros(60), np.ones(25)], keys, [[0]], [0.5], pool=20)
    >>> offsets, tier = found.at(np.array([[0.0], [1.0], [2.0]]))
    >>> offsets.ravel().tolist(), tier.tolist()
    ([0.0, 0.5, 0.0], [0, 0, 1])
    """
    whole = conformal_percentiles(scores, quantiles)
    offsets: list[dict[Key, Floats]] = [{(): whole}]
    counts: list[dict[Key, int]] = [{(): len(scores)}]
    wider = np.tile(whole, (len(scores), 1))
    for tier in reversed(tiers):
        distinct, inverse = distinct_keys(keys[:, list(tier)])
        sizes = np.bincount(inverse, minlength=len(distinct))
        own: dict[Key, Floats] = {}
        narrow = wider.copy()
        for i in np.flatnonzero(sizes >= LEAST):
            rows, share = np.flatnonzero(inverse == i), sizes[i] / (sizes[i] + pool)
            own[distinct[i]] = share * conformal_percentiles(scores[rows], quantiles) + (1 - share) * wider[rows[0]]
            narrow[rows] = own[distinct[i]]
        wider = narrow
        offsets.insert(0, own)
        counts.insert(0, {distinct[i]: int(sizes[i]) for i in np.flatnonzero(sizes >= LEAST)})
    return GroupOffsets((*(tuple(t) for t in tiers), ()), tuple(offsets), tuple(counts))


def distinct_keys(keys: Floats) -> tuple[list[Key], np.ndarray]:
    """Return the distinct keys and which one each row has.

    Parameters
    ----------
    keys : ndarray of shape (n, n_parts)
        Group labels as numbers.

    Returns
    -------
    distinct : list of tuple of float
        A missing label becomes minus infinity, which equals itself.
    inverse : ndarray of int of shape (n,)
        Position of each row's key.
    """
    if keys.shape[1] == 0:
        return [()], np.zeros(len(keys), dtype=int)
    filled = np.where(np.isnan(keys), -np.inf, keys)
    rows, inverse = np.unique(filled, axis=0, return_inverse=True)
    return [tuple(float(x) for x in row) for row in rows], inverse.ravel()


def group_keys(
    data: Floats, columns: Sequence[int], level: int | None, edges: Sequence[float]
) -> tuple[Floats, list[list[int]]]:
    """Say which groups each row lies in.

    Parameters
    ----------
    data : ndarray of shape (n, n_features)
        Rows.
    columns : sequence of int
        Features whose values are groups.
    level : int or None
        Feature whose levels are groups too.
    edges : sequence of float
        Where its levels begin.

    Returns
    -------
    keys : ndarray of shape (n, n_parts)
        Labels as numbers, NaN where not stated.
    tiers : list of list of int
        Parts of the key that make the groups, finest tier first: all parts, and those without the level.

    Examples
    --------
    >>> keys, tiers = group_keys(np.array([[7.0, 1.0], [7.0, 5.0]]), [0], 1, (3.0,))
    >>> keys.tolist(), tiers
    ([[7.0, 0.0], [7.0, 1.0]], [[0, 1], [0]])
    """
    parts = [data[:, column] for column in columns]
    own = list(range(len(parts)))
    if level is not None:
        values = data[:, level]
        parts.append(np.where(np.isnan(values), np.nan, np.digitize(values, list(edges)).astype(float)))
    every = list(range(len(parts)))
    tiers = [every] if every else []
    tiers += [own] if own and own != every else []
    return (np.column_stack(parts) if parts else np.empty((len(data), 0))), tiers
