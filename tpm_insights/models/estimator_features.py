"""Turn records into the numbers that the pay estimator reads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tpm_insights.models.frame import NOT_STATED

TREND_YEARS, TREND_RECORDS = 3, 100


def frequent(labels: pd.Series, least: int) -> tuple[str, ...]:
    """Return the labels with enough records for an effect, "not stated" left out.

    Parameters
    ----------
    labels : Series of str
        One a record.
    least : int
        Records needed.

    Returns
    -------
    tuple of str
        In alphabetical order.

    Examples
    --------
    >>> frequent(pd.Series(["TX", "TX", "CA", "not_stated", "not_stated"]), 2)
    ('TX',)
    """
    sizes = labels.value_counts()
    return tuple(sorted(str(x) for x in sizes.index[sizes >= least] if x != NOT_STATED))


def encode(frame: pd.DataFrame, columns: tuple[str, ...], labels: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Turn labels into codes.

    Parameters
    ----------
    frame : DataFrame
        Columns as in `PayRecords.frame`.
    columns : tuple of str
        Features.
    labels : mapping of str to tuple of str
        Labels with a code of their own; all others share one, and "not stated" is NaN.

    Returns
    -------
    DataFrame
        Numbers, columns in the order given.
    """
    out = {}
    for name in columns:
        if name not in labels:
            out[name] = frame[name].to_numpy(dtype=float)
            continue
        codes = {label: float(i) for i, label in enumerate(labels[name])} | {NOT_STATED: np.nan}
        out[name] = np.array([codes.get(x, float(len(labels[name]))) for x in frame[name]])
    return pd.DataFrame(out, columns=list(columns))


def trend(frame: pd.DataFrame) -> tuple[float, float]:
    """Return the change of log pay a year within roles, and the last year.

    Parameters
    ----------
    frame : DataFrame
        Columns ``pay, year, role_family``.

    Returns
    -------
    slope, last_year : float
        Slope 0 where fewer than three years have a hundred records.

    Examples
    --------
    >>> year = np.repeat([2020.0, 2021.0, 2022.0], 100)
    >>> frame = pd.DataFrame({"pay": np.exp(0.05 * (year - 2020)), "year": year, "role_family": "project_manager"})
    >>> [round(x, 3) for x in trend(frame)]
    [0.05, 2022.0]
    """
    sizes = frame["year"].value_counts()
    last = float(frame["year"].max())
    if int((sizes >= TREND_RECORDS).sum()) < TREND_YEARS:
        return 0.0, last
    values = pd.DataFrame({"pay": np.log(frame["pay"]), "year": frame["year"].astype("float64")})
    within = (values - values.groupby(frame["role_family"]).transform("mean")).to_numpy(dtype=float)
    return float(within[:, 1] @ within[:, 0] / (within[:, 1] @ within[:, 1])), last
