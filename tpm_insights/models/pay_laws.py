"""Say whether a law obliged an employer to state pay, by place and day."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.cells import days_of
from tpm_insights.models.complete import require_columns

LAW_COLUMNS: tuple[str, ...] = ("country", "region", "effective_on", "employees", "source", "seen_at")


@cache
def _known() -> tuple[dict[str, object], ...]:
    """Read the table once."""
    text = files("tpm_insights.models").joinpath("pay_laws.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["law"])


def pay_laws() -> pd.DataFrame:
    """Return the laws that oblige employers to state pay in job postings.

    Returns
    -------
    DataFrame
        One row a law: columns ``country, region, effective_on, employees, source, seen_at``. ``employees`` is the
        least number of employees it applies to, ``seen_at`` the page in which the row was checked.

    Examples
    --------
    >>> pay_laws().sort_values("effective_on").iloc[0][["region", "effective_on"]].tolist()
    ['CO', Timestamp('2021-01-01 00:00:00')]
    """
    table = pd.DataFrame(_known(), columns=list(LAW_COLUMNS))
    return table.assign(effective_on=pd.to_datetime(table["effective_on"]).astype("datetime64[us]"))


def law_in_force(
    frame: pd.DataFrame,
    *,
    region: str = "region",
    date: str = "posted_on",
    country: str | None = "country",
    laws: pd.DataFrame | None = None,
) -> pd.Series:
    """Say of each posting whether a law obliged its employer to state pay on that day.

    Parameters
    ----------
    frame : DataFrame
        One row a posting.
    region, date : str
        Columns with the state's postal code and the day.
    country : str or None, default "country"
        Column with the country's code; None, or absent: the United States.
    laws : DataFrame, optional
        Columns ``country, region, effective_on``; by default `pay_laws`.

    Returns
    -------
    Series of float
        1 or 0; missing where place or day is not known. The size of an employer is not known, so small employers count
        as obliged where larger ones are.

    Raises
    ------
    UsageError
        If a column does not exist.

    Examples
    --------
    >>> days = pd.to_datetime(["2020-12-31", "2021-01-01"] * 2)
    >>> frame = pd.DataFrame({"region": ["CO", "CO", "TX", None], "posted_on": days})
    >>> law_in_force(frame).tolist()
    [0.0, 1.0, 0.0, nan]
    """
    require_columns(frame, [region, date])
    table = pay_laws() if laws is None else laws
    found = list(table.columns) if isinstance(table, pd.DataFrame) else type(table).__name__
    if not {"country", "region", "effective_on"} <= set(found):
        raise UsageError(f"a table of laws needs the columns country, region and effective_on; it has {found}")
    table = table.assign(effective_on=days_of(table["effective_on"]))
    countries = (
        frame[country] if country is not None and country in frame.columns else pd.Series("US", index=frame.index)
    )
    start = {(row.country, row.region): row.effective_on for row in table.itertuples()}
    keys = zip(countries, frame[region], strict=True)
    begins = pd.to_datetime(pd.Series([start.get(key, pd.NaT) for key in keys], index=frame.index))
    days = days_of(frame[date])
    known = frame[region].notna() & days.notna() & countries.notna()
    in_force = (days >= begins).fillna(False).astype(float)
    return pd.Series(np.where(known, in_force, np.nan), index=frame.index, name="law_in_force")
