"""How far the kinds of pay lie apart, and how much of that goes with prices of their years and levels of experience."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights.clean.prices import pay_in_prices_of
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.studies.yardsticks import POSTED, salary_records
from tpm_insights.vocabulary import LEVELS

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

COLUMNS = ("kind", "median", "gap", "gap_prices", "gap_levels", "dates", "n")
"""Columns of the gaps, in percent of the posted median: as it is, in the same prices, and with the same levels too."""
FEWEST_MONTHS = 6
"""Months that a year of the price index must have to be the one that prices are taken from."""
_YEARS = r"((?:19|20)\d\d)"


def yardstick_gaps(tables: Tables, bands: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Compare every kind of pay with what employers post, step by step.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    bands : DataFrame
        As `tpm_insights.reports.studies.yardsticks.yardsticks`.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row a kind of pay with a median over all levels, posted pay first; no rows where posted
        pay has none. ``gap_prices`` restates both sides in consumer prices of the newest year that the index has for
        six months and more; undated postings keep their amounts, published cells count at the middle of their years.
        ``gap_levels`` also weights the levels of single records as they are among postings. Missing where a step
        cannot be taken.
    """
    shown = bands[(bands["level"] == "all") & bands["median"].notna()]
    if not (shown["kind"] == POSTED).any():
        return pd.DataFrame(columns=list(COLUMNS))
    records = dict(_records(tables, asked))
    in_dollars = (asked.country, asked.currency) == ("US", "USD")
    index = tables.price_index[(tables.price_index["months"] >= FEWEST_MONTHS) & in_dollars]
    levels = records[POSTED]["level"]
    mix = levels[levels.isin(list(LEVELS))].value_counts(normalize=True)
    posted = shown.loc[shown["kind"] == POSTED].iloc[0]
    base = {
        "gap": float(posted["median"]),
        "gap_prices": _median(_restated(records[POSTED], index)),
        "gap_levels": _mixed(records[POSTED], index, mix),
    }
    rows = [
        _gaps({str(k): v for k, v in row.items()}, records.get(str(row["kind"])), index, mix, base)
        for row in shown.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _records(tables: Tables, asked: Asked) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the kinds of pay that come as single records, with ``amount, year, level``."""
    postings = postings_with_pay(tables.facts, asked)
    levels = postings["level"].astype("str")
    yield POSTED, postings.assign(amount=postings["pay"], year=postings["posted_year"], level=levels)
    for kind, part in salary_records(tables.salaries, asked):
        yield kind, part.assign(amount=part["base_annual"], level=part["level"].astype("str"))


def _gaps(
    row: dict[str, object], records: pd.DataFrame | None, index: pd.DataFrame, mix: pd.Series, base: dict[str, float]
) -> dict[str, object]:
    """Return the gaps of one kind of pay."""
    amount, kind = float(str(row["median"])), str(row["kind"])
    if records is not None:
        mixed = _mixed(records, index, mix)
    else:
        records = pd.DataFrame({"amount": [amount], "year": [_middle_year(str(row["dates"]))]})
        mixed = float("nan")
    values = {"gap": amount, "gap_prices": _median(_restated(records, index)), "gap_levels": mixed}
    gaps = {name: float("nan") if kind == POSTED else 100 * (value / base[name] - 1) for name, value in values.items()}
    return {"kind": kind, "median": amount, "dates": row["dates"], "n": row["n"], **gaps}


def _middle_year(dates: str) -> float:
    """Return the middle of the years of a published cell."""
    found = pd.Series([dates]).str.extractall(_YEARS)[0].astype("float64")
    return float(np.floor((found.min() + found.max()) / 2)) if len(found) else float("nan")


def _restated(records: pd.DataFrame, index: pd.DataFrame) -> pd.Series:
    """Return amounts in prices of the newest year of the index; undated ones and those beyond it as they are."""
    if not len(index):
        return pd.Series(dtype="float64")
    amount, year = records["amount"].astype("float64"), records["year"].astype("float64")
    newest = int(index["year"].max())
    real = pay_in_prices_of(amount, year.astype("Int64"), index, target=newest)
    return real.fillna(amount)


def _median(values: pd.Series) -> float:
    """Return the geometric middle of the two middle values, as cells have it; missing for none."""
    return float(np.exp(np.log(values).median())) if len(values) else float("nan")


def _mixed(records: pd.DataFrame, index: pd.DataFrame, mix: pd.Series) -> float:
    """Return the median in the same prices with levels weighted as among postings; missing where a level has none."""
    real = _restated(records, index)
    own = records["level"][records["level"].isin(list(mix.index))]
    shares = own.value_counts(normalize=True)
    if not len(real) or not len(mix) or not set(mix.index) <= set(shares.index):
        return float("nan")
    weights = own.map((mix / shares).to_dict()).astype("float64")
    ordered = real[own.index].sort_values(kind="stable")
    reached = weights[ordered.index].cumsum() / weights.sum()
    return float(ordered[reached >= 0.5].iloc[0])
