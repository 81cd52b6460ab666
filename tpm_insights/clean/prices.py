"""Price levels between states and over years, and pay restated with them in columns of their own.

Pay is never restated by default. *Regional price parity* compares states in one year: how much a dollar buys there.
The *consumer price index* compares years for the nation: how much a dollar has lost. Neither says what employers pay.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from tpm_insights.clean.places import read_places
from tpm_insights.errors import DataError, UsageError
from tpm_insights.ledger import Ledger
from tpm_insights.tables import PRICE_INDEX, PRICE_PARITY


def clean_price_parity(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Make one row a state and year of the regional price parities.

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives the rows of `sources.bea_rpp`: one column a year.

    Returns
    -------
    parity : DataFrame
        `tables.PRICE_PARITY`, United States = 100.
    ledger : Ledger
        Balanced, counted in figures; those of the nation are set aside: they are 100 by definition.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "bea_rpp", "row": ["1", "2"], "GeoFIPS": ["00000", "01000"],
    ...                      "GeoName": ["United States", "Alabama"], "2023": ["100.000", "89.970"]})
    >>> clean_price_parity(rows)[0].to_dict("records")
    [{'state': 'AL', 'year': 2023, 'price_parity': 89.97}]
    """
    name = next(column for column in frame.columns if str(column).lower().replace("_", "") == "geoname")
    years = [column for column in frame.columns if str(column).isdigit()]
    long = frame.melt([name], years, "year", "price_parity", ignore_index=True)
    ledger = Ledger.open("price_parity", long)
    state = read_places(long[name].str.strip(" *"), pd.Series("US", index=long.index))["region"]
    for mask, reason in (
        (long[name].str.strip() == "United States", "the nation, 100 by definition"),
        (long["price_parity"].isna(), "no figure"),
        (state.isna(), "not a state"),
    ):
        long = ledger.take(
            long,
            mask.loc[long.index],
            source="bea_rpp",
            step="clean price parity",
            action="set_aside",
            reason=reason,
            examples=long[name],
        )
    done = PRICE_PARITY.coerce(long.assign(state=state.loc[long.index]), ledger, source="bea_rpp")
    out = done.sort_values(["state", "year"], ignore_index=True)
    PRICE_PARITY.check(out, where="regional price parities")
    ledger.check(len(out))
    return out, ledger


def clean_price_index(frame: pd.DataFrame) -> tuple[pd.DataFrame, Ledger]:
    """Make one row a year of the consumer price index.

    The official average of twelve months without seasonal adjustment is taken where it is given; else the mean of the
    months published so far, seasonally adjusted (in the years that have both they differ by less than 0.3 %).

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives the rows of `sources.cpi_u`.

    Returns
    -------
    index : DataFrame
        `tables.PRICE_INDEX`, 1982-84 = 100.
    ledger : Ledger
        Balanced; notes the years taken from monthly figures and those with fewer than twelve.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": "cpi_u", "row": ["1", "2"], "year": ["2022", "2026"],
    ...     "official_annual_average": ["292.655", None], "mean_of_monthly_sa": ["292.626", "330.145"],
    ...     "months": ["12", "5"]})
    >>> clean_price_index(rows)[0].to_dict("records")
    [{'year': 2022, 'index': 292.655, 'months': 12}, {'year': 2026, 'index': 330.145, 'months': 5}]
    """
    ledger = Ledger.open("price_index", frame)
    official = pd.to_numeric(frame["official_annual_average"], errors="coerce")
    monthly = pd.to_numeric(frame["mean_of_monthly_sa"], errors="coerce")
    months = pd.to_numeric(frame["months"], errors="coerce").where(official.isna(), 12)
    kept = ledger.take(
        frame,
        official.isna() & monthly.isna(),
        source="cpi_u",
        step="clean price index",
        action="set_aside",
        reason="no figure",
        examples=frame["year"],
    )
    done = kept.assign(index=official.fillna(monthly).loc[kept.index], months=months.loc[kept.index])
    for mask, reason in (
        (official.isna(), "mean of seasonally adjusted months, no official average"),
        (months < 12, "fewer than twelve months"),
    ):
        shown = kept.loc[mask.loc[kept.index], "year"]
        ledger.record(
            source="cpi_u", step="clean price index", action="noted", reason=reason, rows=len(shown), examples=shown
        )
    out = PRICE_INDEX.coerce(done, ledger, source="cpi_u").sort_values("year", ignore_index=True)
    PRICE_INDEX.check(out, where="consumer price index")
    ledger.check(len(out))
    return out, ledger


def pay_in_prices_of(pay: pd.Series, years: pd.Series, price_index: pd.DataFrame, *, target: int) -> pd.Series:
    """Return pay in US dollars at the prices of one year.

    Parameters
    ----------
    pay : Series of float
        US dollars at the prices of `years`.
    years : Series of Int64
        Year of each pay, aligned.
    price_index : DataFrame
        `tables.PRICE_INDEX`.
    target : int
        Year whose prices are wanted.

    Returns
    -------
    Series of float
        Named ``<name>_in_prices_of_<target>``; missing where the year has no index.

    Raises
    ------
    UsageError
        If the index does not have the target year.

    Examples
    --------
    >>> index = pd.DataFrame({"year": [2013, 2025], "index": [232.957, 321.962], "months": [12, 11]})
    >>> pay = pd.Series([100_000.0, 100_000.0], name="base_annual")
    >>> pay_in_prices_of(pay, pd.Series([2013, 2025], dtype="Int64"), index, target=2025).round().tolist()
    [138207.0, 100000.0]
    """
    level = price_index.set_index("year")["index"]
    if target not in level.index:
        raise UsageError(f"no price index for {target}; there are {level.index.min()} to {level.index.max()}")
    then = years.map(level.to_dict()).astype("float64")
    restated: pd.Series = pay * (float(level[target]) / then)
    return restated.rename(f"{pay.name}_in_prices_of_{target}")


def pay_at_national_prices(
    pay: pd.Series, states: pd.Series, price_parity: pd.DataFrame, *, year: int | Literal["latest"] = "latest"
) -> pd.Series:
    """Return pay in US dollars that would buy as much at average national prices.

    Parameters
    ----------
    pay : Series of float
        US dollars.
    states : Series of str
        Postal code of the state, aligned.
    price_parity : DataFrame
        `tables.PRICE_PARITY`.
    year : int or "latest"
        Year of the parities, the same for all rows.

    Returns
    -------
    Series of float
        Named ``<name>_at_national_prices_<year>``; missing where the state has no parity.

    Raises
    ------
    UsageError
        If there are no parities for the year.
    DataError
        If a state stands twice in the year.

    Examples
    --------
    >>> parity = pd.DataFrame({"state": ["AL", "CA"], "year": 2023, "price_parity": [89.97, 112.6]})
    >>> pay = pd.Series([90_000.0, 90_000.0], name="pay")
    >>> pay_at_national_prices(pay, pd.Series(["AL", "CA"]), parity).round().tolist()
    [100033.0, 79929.0]
    """
    wanted = int(price_parity["year"].max()) if year == "latest" else year
    rows = price_parity[price_parity["year"] == wanted]
    if rows.empty:
        raise UsageError(f"no price parities for {wanted}; there are {sorted(set(price_parity['year']))}")
    if rows["state"].duplicated().any():
        raise DataError(f"price parities of {wanted}: a state stands twice; keep one row a state and year")
    level = states.map(rows.set_index("state")["price_parity"].to_dict()).astype("float64")
    return (pay * 100 / level).rename(f"{pay.name}_at_national_prices_{wanted}")
