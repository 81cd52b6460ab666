"""Fixed effects that a regression took out: their values, for predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from tpm_insights.errors import ModelError
from tpm_insights.models.complete import Complete, require_columns
from tpm_insights.models.labels import Labels
from tpm_insights.models.recipe import exclude, not_fitted
from tpm_insights.models.results import Dropped
from tpm_insights.models.tidy import Floats

MOST_ROUNDS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class AbsorbedEffect:
    """The fixed effects of one column.

    Attributes
    ----------
    column : str
        The column.
    levels : tuple
        Its levels.
    values : ndarray of shape (n_levels,)
        Their effects; only differences between levels of one column mean something.
    """

    column: str
    levels: tuple[object, ...]
    values: Floats


def with_combined(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add the columns that ``a^b`` stands for: one label for every combination of two columns.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    columns : sequence of str
        Absorbed columns or clusters, as named.

    Returns
    -------
    DataFrame
        The frame; with a column of that name where it lacked one, missing where one of the two is.

    Examples
    --------
    >>> frame = pd.DataFrame({"region": ["TX", "TX", None], "year": [2024, 2025, 2025]})
    >>> with_combined(frame, ["region^year"])["region^year"].tolist()
    ['TX^2024', 'TX^2025', nan]
    """
    for name in columns:
        parts = [part.strip() for part in name.split("^")]
        if len(parts) < 2 or name in frame.columns:
            continue
        require_columns(frame, parts)
        known = frame[parts].notna().all(axis=1)
        words = frame[parts[0]].astype("str")
        for part in parts[1:]:
            words = words + "^" + frame[part].astype("str")
        frame = frame.assign(**{name: words.where(known)})
    return frame


def without_singletons(
    rows: Complete, columns: Sequence[str], labels: Mapping[str, Labels]
) -> tuple[Complete, dict[str, Labels]]:
    """Drop rows that are the only one of their level of an absorbed column: they say nothing about the other terms.

    Parameters
    ----------
    rows : Complete
        Complete rows.
    columns : sequence of str
        Absorbed columns.
    labels : mapping from str to Labels
        Of the absorbed columns, and of others.

    Returns
    -------
    rows : Complete
        Rows of which every level stands at least twice, and the others accounted for.
    labels : dict of str to Labels
        Theirs.

    Raises
    ------
    ModelError
        If no row is left.

    Notes
    -----
    Correia, S. (2015). Singletons, cluster-robust standard errors and fixed effects: a bad mix. Duke University.

    Examples
    --------
    >>> from tpm_insights.models.labels import labels_in
    >>> frame = pd.DataFrame({"pay": [1.0, 2.0, 3.0], "firm": ["a", "a", "b"]})
    >>> rows, _ = without_singletons(Complete(frame, np.ones(3, bool), ()), ["firm"], labels_in(frame, ["firm"]))
    >>> rows.dropped
    (Dropped(reason='only row of its firm', rows=1),)
    """
    frame, kept, counts, labels = rows.frame, rows.kept.copy(), dict.fromkeys(columns, 0), dict(labels)
    while columns:
        lost = 0
        for column in columns:
            once = np.bincount(labels[column].codes, minlength=labels[column].size) == 1
            if once.any():
                alone = once[labels[column].codes]
                lost += int(alone.sum())
                counts[column] += int(alone.sum())
                kept[np.flatnonzero(kept)[alone]] = False
                frame = frame[~alone].reset_index(drop=True)
                labels = {name: label.where(~alone) for name, label in labels.items()}
        if not lost:
            break
    if not len(frame):
        raise ModelError(
            f"every row is the only one of its {' or '.join(columns)}; nothing is left to compare within them"
        )
    reasons = tuple(Dropped(f"only row of its {column}", n) for column, n in counts.items() if n)
    return Complete(frame, kept, (*rows.dropped, *reasons)), labels


def absorbed_effects(left_over: Floats, absorbed: Mapping[str, Labels], weights: Floats) -> tuple[AbsorbedEffect, ...]:
    """Split what the other terms leave over into effects of the absorbed columns.

    Parameters
    ----------
    left_over : ndarray of shape (n,)
        Left side minus the estimated terms.
    absorbed : mapping from str to Labels
        Absorbed columns.
    weights : ndarray of shape (n,)
        Weights of the rows.

    Returns
    -------
    tuple of AbsorbedEffect
        One a column, by weighted least squares; of several columns the solution of least length.

    Examples
    --------
    >>> region = Labels(np.array([0, 0, 1]), pd.Index(["a", "b"]))
    >>> found = absorbed_effects(np.array([1.0, 3.0, 10.0]), {"region": region}, np.ones(3))
    >>> found[0].levels, found[0].values.tolist()
    (('a', 'b'), [2.0, 10.0])
    """
    codes = [label.codes for label in absorbed.values()]
    if len(codes) == 1:
        values = [np.bincount(codes[0], weights * left_over) / np.bincount(codes[0], weights)]
    else:
        values = _several(left_over, codes, weights)
    return tuple(
        AbsorbedEffect(column, tuple(label.levels.tolist()), value)
        for (column, label), value in zip(absorbed.items(), values, strict=True)
    )


def _several(left_over: Floats, codes: Sequence[np.ndarray], weights: Floats) -> list[Floats]:
    """Return the effects of several columns."""
    sizes = [int(levels.max()) + 1 for levels in codes]
    rows, starts = np.arange(len(left_over)), np.cumsum([0, *sizes])
    root = np.sqrt(weights)
    places = (np.tile(rows, len(codes)), np.concatenate([c + s for c, s in zip(codes, starts, strict=False)]))
    dummies = sparse.csr_array((np.tile(root, len(codes)), places), shape=(len(rows), int(starts[-1])))
    found = sparse.linalg.lsmr(dummies, root * left_over, atol=1e-13, btol=1e-13, conlim=0.0, maxiter=MOST_ROUNDS)[0]
    return np.split(np.asarray(found, dtype=float), starts[1:-1])


def add_absorbed(
    fit: Floats, effects: Sequence[AbsorbedEffect], frame: pd.DataFrame, usable: np.ndarray, reasons: dict[str, int]
) -> Floats:
    """Add the effects of the absorbed columns to a linear prediction.

    Parameters
    ----------
    fit : ndarray of shape (n,)
        Prediction so far.
    effects : sequence of AbsorbedEffect
        From the fit.
    frame : DataFrame
        Rows to predict for.
    usable : ndarray of bool, shape (n,)
        Set to False, in place, for rows with a level that was not fitted.
    reasons : dict of str to int
        Gets the reason and the count.

    Returns
    -------
    ndarray of shape (n,)
        Prediction with the effects; NaN where a level is unknown.
    """
    frame = with_combined(frame, [effect.column for effect in effects])
    require_columns(frame, [effect.column for effect in effects])
    for effect in effects:
        known = dict(zip(effect.levels, effect.values, strict=True))
        given = frame[effect.column].reset_index(drop=True)
        added = given.astype(object).map(known).astype("float64").to_numpy()
        missing = given.isna().to_numpy()
        exclude(usable, missing, f"{effect.column} missing", reasons)
        unknown = np.isnan(added) & ~missing
        exclude(usable, unknown, not_fitted(effect.column, len(effect.levels), given[usable & unknown]), reasons)
        fit = fit + added
    return fit
