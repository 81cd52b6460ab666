"""Find the columns of a published table by their names in any of the spellings that its editions use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tpm_insights.sources.tabular import plain_name


def found_columns(columns: Sequence[object] | pd.Index, names: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Match stable names with the columns of one edition.

    Parameters
    ----------
    columns : sequence of object
        Column names as published.
    names : mapping of str to sequence of str
        Stable name to the spellings it has had, in snake_case, best first.

    Returns
    -------
    dict of str to object
        Stable name to published name, for those found; a published column serves once.

    Examples
    --------
    >>> found_columns(["JOB_TITLE", "WAGE_UNIT_1"], {"title": ["job_title"], "unit": ["wage_unit", "wage_unit_1"]})
    {'title': 'JOB_TITLE', 'unit': 'WAGE_UNIT_1'}
    """
    plain = {plain_name(name): name for name in reversed(list(columns))}
    out: dict[str, object] = {}
    for stable, spellings in names.items():
        for spelling in spellings:
            if spelling in plain and plain[spelling] not in out.values():
                out[stable] = plain[spelling]
                break
    return out


def take_columns(frame: pd.DataFrame, names: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return the columns of one edition under their stable names, and nothing else.

    Parameters
    ----------
    frame : DataFrame
        As published.
    names : mapping of str to sequence of str
        See `found_columns`.

    Returns
    -------
    DataFrame
        One column for each stable name; those not in this edition are missing throughout. A column ``row`` is kept.

    Examples
    --------
    >>> take_columns(pd.DataFrame({"Job Title": ["PM"], "gender": ["x"]}), {"title": ["job_title"], "year": ["year"]})
      title year
    0    PM  NaN
    """
    found = found_columns(frame.columns, {**names, "row": ["row"]})
    absent = pd.Series(pd.NA, index=frame.index, dtype="str")
    taken = {stable: frame[found[stable]] if stable in found else absent for stable in names}
    return pd.DataFrame({**taken, **({"row": frame[found["row"]]} if "row" in found else {})})
