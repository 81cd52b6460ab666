"""Check records of one's own and bring them into the columns that the pay estimator reads."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.models.frame import NOT_STATED

CLOSED: dict[str, tuple[str, ...]] = {
    "education_level": v.EDUCATION_LEVELS,
    "work_mode": v.WORK_MODES,
    "seniority": v.SENIORITIES,
}


def own_frame(frame: pd.DataFrame, columns: Collection[str], labels: Collection[str]) -> pd.DataFrame:
    """Return records of one's own as the estimator reads them.

    Parameters
    ----------
    frame : DataFrame
        Columns ``role_family``, ``pay`` and any of the features.
    columns : collection of str
        Features.
    labels : collection of str
        Those that hold labels.

    Returns
    -------
    DataFrame
        Column ``pay`` and the features: labels that are absent or missing as not stated, numbers as NaN, certifications
        as 0.

    Raises
    ------
    UsageError
        If a column is not there, pay is not positive, a label is not known or a number is none.

    Examples
    --------
    >>> own = own_frame(pd.DataFrame({"role_family": ["pmo"], "pay": [9e4]}), ["years", "role_family"], ["role_family"])
    >>> own.to_dict("records")
    [{'pay': 90000.0, 'years': nan, 'role_family': 'pmo'}]
    """
    absent = [name for name in ("role_family", "pay") if name not in frame.columns]
    if absent:
        raise UsageError(f"own records have no column {absent[0]!r}; needed are role_family and pay")
    lists: dict[str, Collection[str]] = {"role_family": v.ROLE_FAMILIES, **CLOSED}
    for name, allowed in lists.items():
        if name in frame.columns:
            unknown = ~frame[name].isin([*allowed, NOT_STATED]) & (frame[name].notna() | (name == "role_family"))
            if unknown.any():
                raise UsageError(
                    f"{name} of {int(unknown.sum())} own records is not known: {examples_of(frame[name][unknown])}; "
                    f"use one of {', '.join(allowed)}"
                )
    out = {"pay": _numbers(frame, "pay")}
    wrong = ~(out["pay"] > 0) | ~np.isfinite(out["pay"])
    if wrong.any():
        raise UsageError(
            f"pay of {int(wrong.sum())} own records is missing or not positive: {examples_of(frame['pay'][wrong])}"
        )
    for name in columns:
        if name in labels:
            words = frame[name].astype(object) if name in frame.columns else pd.Series(None, frame.index, dtype=object)
            out[name] = words.where(words.notna(), NOT_STATED).astype("str")
        else:
            absent_is = 0.0 if name.startswith("cert_") else np.nan
            out[name] = _numbers(frame, name) if name in frame.columns else pd.Series(absent_is, frame.index)
    return pd.DataFrame(out).reset_index(drop=True)


def read_own(path: Path) -> pd.DataFrame:
    """Read records of one's own.

    Parameters
    ----------
    path : Path
        A CSV file with a header.

    Returns
    -------
    DataFrame
        As it stands there; `own_frame` checks it.

    Raises
    ------
    UsageError
        If there is no such file, or it may not be read.
    DataError
        If it is not a table.
    """
    try:
        return pd.read_csv(path)
    except OSError as error:
        raise UsageError(f"{path}: own records cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise DataError(f"{path}: own records are no CSV file with a header ({error}); save them as one") from error


def _numbers(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column as numbers, or refuse it."""
    numbers = pd.to_numeric(frame[name], errors="coerce").astype("float64")
    wrong = numbers.isna() & frame[name].notna()
    if wrong.any():
        raise UsageError(f"{name} of {int(wrong.sum())} own records is no number: {examples_of(frame[name][wrong])}")
    return numbers
