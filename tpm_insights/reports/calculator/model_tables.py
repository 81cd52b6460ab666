"""Write a fitted pay estimator down as plain numbers: trees of center and spread, offsets, labels and grid.

Whoever evaluates them in the same order with the same doubles gets the same percentiles, because nothing is rounded.
This is the only place that looks inside the estimator and the trees of scikit-learn.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.estimator_fit import FittedPay
from tpm_insights.models.frame import CERTIFICATION_NAMES

STATED_IN: dict[str, str] = {
    "years": "years",
    "wage_step": "wage_level",
    "role_family": "role",
    "education_level": "education",
    "region": "region",
    "work_mode": "work_mode",
    "seniority": "seniority",
}
"""What a profile calls each feature of the estimator; certifications have their ids."""

Tables = dict[str, Any]


def model_tables(fitted: FittedPay) -> Tables:
    """Return everything that the percentiles of a profile depend on.

    Parameters
    ----------
    fitted : FittedPay
        A fitted estimator.

    Returns
    -------
    dict of str
        ``features`` (what a profile calls each, in order), ``labels`` (of each feature of labels: a label's code is
        its place, any other label has the code after the last), ``increasing`` (place of the feature that no
        percentile may fall in, or null), ``grid``, ``shares`` (of upper and lower path in each percentile), ``center``
        and, for each thing a fit may hold for, ``spread`` and ``offsets``, see `calibration_tables`. Center and spread
        are each ``baseline``, ``trees`` and ``known`` (codes that the trees have seen, by feature). A tree is a number
        (a leaf) or ``[feature, split, missing goes left, left, right]``, where the split is the highest number or the
        list of codes that go left.
    """
    estimator = fitted.estimator
    increasing = None if estimator.increasing is None else fitted.columns.index(str(estimator.increasing))
    smooth = increasing is not None and bool(len(estimator.grid_))
    return {
        "features": [STATED_IN.get(name) or CERTIFICATION_NAMES[name] for name in fitted.columns],
        "labels": {STATED_IN[name]: list(labels) for name, labels in fitted.labels.items()},
        "increasing": increasing if smooth else None,
        "grid": estimator.grid_.tolist(),
        "shares": [0.0 if q < 0.5 else 0.5 if q == 0.5 else 1.0 for q in QUANTILES],
        "center": tree_tables(estimator.center_),
    }


def calibration_tables(fits: Mapping[str, FittedPay]) -> Tables:
    """Return what differs between fits to the same records.

    Parameters
    ----------
    fits : mapping of str to FittedPay
        By what they hold for.

    Returns
    -------
    dict of str
        ``spread`` (as the center, and ``middle``; null for 1) and ``offsets`` (see `offset_tables`), each by what the
        fit holds for.
    """
    spreads: Tables = {}
    for name, fitted in fits.items():
        spread = fitted.estimator.spread_
        spreads[name] = None if spread.trees is None else tree_tables(spread.trees) | {"middle": spread.middle}
    return {"spread": spreads, "offsets": {name: offset_tables(fitted) for name, fitted in fits.items()}}


def offset_tables(fitted: FittedPay) -> Tables:
    """Return what is added to the center in terms of the spread, for every group that the estimator can tell apart.

    Parameters
    ----------
    fitted : FittedPay
        A fitted estimator.

    Returns
    -------
    dict of str
        ``by`` (features whose codes, joined by commas, are the key), ``values`` (distinct offsets, one a percentile)
        and ``at`` (by key the number of the offsets at each value of the grid, and last where that is not stated).
    """
    estimator, columns = fitted.estimator, list(fitted.columns)
    by = [columns.index(str(name)) for name in estimator.group_by]
    codes = [[*map(float, range(len(fitted.labels[columns[place]]) + 1)), np.nan] for place in by]
    steps = [*estimator.grid_.tolist(), np.nan] if estimator.increasing is not None else [np.nan]
    keys = list(itertools.product(*codes))
    rows = pd.DataFrame(0.0, index=range(len(keys) * len(steps)), columns=columns)
    for part, place in enumerate(by):
        rows[columns[place]] = np.repeat([key[part] for key in keys], len(steps))
    if estimator.increasing is not None:
        rows[str(estimator.increasing)] = np.tile(steps, len(keys))
    labels_of_groups, _ = estimator._keys(rows.to_numpy())  # noqa: SLF001 - see the head of the module
    found, _ = estimator.offsets_.at(labels_of_groups)
    values, inverse = np.unique(found, axis=0, return_inverse=True)
    numbers = inverse.reshape(len(keys), len(steps)).tolist()
    words = [",".join("" if np.isnan(code) else f"{code:.0f}" for code in key) for key in keys]
    return {"by": by, "values": values.tolist(), "at": dict(zip(words, numbers, strict=True))}


def tree_tables(center: Any) -> Tables:  # noqa: ANN401 - scikit-learn has no types
    """Return trees in terms of the columns before they were rearranged.

    Parameters
    ----------
    center : HistGradientBoostingRegressor
        Fitted.

    Returns
    -------
    dict of str
        ``baseline``, ``trees`` and ``known`` (codes, by feature), as in `model_tables`.
    """
    categorical = np.flatnonzero(center.is_categorical_) if center.is_categorical_ is not None else np.array([], int)
    numeric = [i for i in range(center.n_features_in_) if i not in categorical]
    place = [*categorical.tolist(), *numeric]  # scikit-learn puts columns of codes first
    codes: list[list[int]] = []
    if len(categorical):
        encoder = center._preprocessor.named_transformers_["encoder"]  # noqa: SLF001
        codes = [[int(code) for code in seen if not np.isnan(code)] for seen in encoder.categories_]
    trees = [_node(one.nodes, one.raw_left_cat_bitsets, 0, place, codes) for (one,) in center._predictors]  # noqa: SLF001
    known = {int(column): codes[i] for i, column in enumerate(categorical)}
    return {"baseline": float(center._baseline_prediction.item()), "trees": trees, "known": known}  # noqa: SLF001


def _node(nodes: np.ndarray, bitsets: np.ndarray, at: int, place: list[int], codes: list[list[int]]) -> Any:  # noqa: ANN401
    """Return a node with everything below it."""
    node = nodes[at]
    if node["is_leaf"]:
        return float(node["value"])
    feature = int(node["feature_idx"])
    # a split of what is stated from what is not has an endless threshold, which JSON cannot hold
    split: float | list[int] = min(float(node["num_threshold"]), sys.float_info.max)
    if node["is_categorical"]:
        bits = bitsets[node["bitset_idx"]]
        split = [code for i, code in enumerate(codes[feature]) if bits[i // 32] >> np.uint32(i % 32) & 1]
    below = [_node(nodes, bitsets, int(node[side]), place, codes) for side in ("left", "right")]
    return [place[feature], split, int(node["missing_go_to_left"]), *below]
