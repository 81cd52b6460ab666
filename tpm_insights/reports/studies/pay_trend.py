"""Pay from year to year with the composition held fixed: the same collection, role, level and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.studies.yardsticks import POSTED, salary_records
from tpm_insights.reports.tables import source_words

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

COLUMNS = (
    "kind", "calendar_year", "median", "conf_low", "conf_high", "plain", "alike", "alike_low", "alike_high", "prices",
    "n", "refused",
)  # fmt: skip
"""Columns of the trend; ``plain`` compares medians, ``alike`` records alike in role, level and state."""
_ALIKE = ("role_family", "level", "region")
_RARE = 5
"""Labels of fewer records are joined, so that each has something to be compared with."""


def pay_trend(tables: Tables, asked: Asked) -> pd.DataFrame:
    """Compare pay with the first year of each kind of pay, plainly and among records alike.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, one row a kind of pay and calendar year with enough records, in percent of the first such
        year; ``prices`` is by how much consumer prices rose since. Collections of postings are never compared with each
        other: a new collection would pass for a change of pay. A kind without two years has one refused row.
    """
    postings = postings_with_pay(tables.facts, asked)
    kinds = [
        (f"{POSTED}: {source_words(str(source))}", part.rename(columns={"posted_year": "year", "pay": "base_annual"}))
        for source, part in postings.groupby("source", sort=False)
    ]
    parts = [_of_kind(kind, part, asked) for kind, part in [*kinds, *salary_records(tables.salaries, asked)]]
    shown = [part for part in parts if len(part)]
    if len(postings) and not any(len(part) for part in parts[: len(kinds)]):
        why = f"no collection of postings has {asked.minimum_cell} records in each of two years"
        shown.insert(
            0, pd.DataFrame([{"kind": POSTED, "calendar_year": "all years", "n": len(postings), "refused": why}])
        )
    found = pd.concat(shown, ignore_index=True) if shown else pd.DataFrame(columns=list(COLUMNS))
    return _with_prices(found, tables.price_index, asked).reindex(columns=list(COLUMNS))


def _of_kind(kind: str, records: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the years of one kind of pay; no rows where there are not two."""
    records = records[records["year"].notna() & records["base_annual"].notna()].reset_index(drop=True)
    if not len(records):
        return pd.DataFrame(columns=list(COLUMNS))
    employer = "employer_id" if records["employer_id"].notna().any() else None
    labelled = records.assign(calendar_year=records["year"].astype("int64").astype("str"))
    tidy = fit_pay_bands(
        labelled, "calendar_year", outcome="base_annual", quantiles=[0.5], rule=asked.rule, employer=employer, date=None
    ).tidy()
    tidy = tidy.rename(columns={"band": "calendar_year", "estimate": "median"}).sort_values("calendar_year")
    shown = tidy[tidy["median"].notna()]
    if len(shown) < 2:
        return pd.DataFrame(columns=list(COLUMNS))
    first = shown.iloc[0]
    tidy = tidy.assign(kind=kind, plain=100 * (tidy["median"] / first["median"] - 1))
    tidy.loc[tidy["calendar_year"] == first["calendar_year"], "plain"] = float("nan")
    alike = _alike(labelled[labelled["calendar_year"].isin(shown["calendar_year"])], str(first["calendar_year"]))
    return tidy.merge(alike, on="calendar_year", how="left")


def _alike(records: pd.DataFrame, first: str) -> pd.DataFrame:
    """Return the difference to the first year among records alike in role, level and state, in percent."""
    names = {"estimate": "alike", "conf_low": "alike_low", "conf_high": "alike_high"}
    nothing = pd.DataFrame(columns=["calendar_year", *names.values()])
    frame = records.assign(**{name: _joined(records[name]) for name in _ALIKE})
    alone = "record " + pd.Series(np.arange(len(frame)), index=frame.index).astype("str")
    frame = frame.assign(employer=frame["employer_id"].astype("str").where(frame["employer_id"].notna(), alone))
    years = [year for year in sorted(frame["calendar_year"].unique()) if year != first]
    flags = {f"in_{year}": (frame["calendar_year"] == year).astype("int64") for year in years}
    controls = [f"C({name})" for name in _ALIKE if len(frame[name].unique()) > 1]
    formula = f"log(base_annual) ~ {' + '.join([*controls, *flags])}"
    try:
        fit = fit_pay_model(frame.assign(**flags), formula, covariance={"CRV1": "employer"}, collinear="drop")
    except ModelError:
        return nothing
    effects = fit.effects()
    effects = effects[effects["term"].isin(list(flags))].rename(columns=names)
    return effects.assign(calendar_year=effects["term"].str.removeprefix("in_"))[list(nothing.columns)]


def _joined(values: pd.Series) -> pd.Series:
    """Return labels as text, missing ones as one of their own, rare ones joined."""
    words = values.astype(object).where(values.notna(), "not known").astype("str")
    return words.where(words.map(words.value_counts()) >= _RARE, "other")


def _with_prices(found: pd.DataFrame, price_index: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add by how much consumer prices rose since the first year of each kind of pay."""
    if asked.country != "US" or asked.currency != "USD" or not len(price_index) or not len(found):
        return found.assign(prices=float("nan"))
    level = found["calendar_year"].map(
        {str(y): i for y, i in zip(price_index["year"], price_index["index"], strict=True)}
    )
    shown = level.astype("float64").where(found.get("median", pd.Series(index=found.index, dtype="float64")).notna())
    first = shown.groupby(found["kind"]).transform("first")
    return found.assign(prices=(100 * (shown / first - 1)).where(shown.index != _first_rows(found, shown)))


def _first_rows(found: pd.DataFrame, shown: pd.Series) -> pd.Series:
    """Return, row by row, the place of the first shown row of its kind."""
    places = pd.Series(found.index, index=found.index).where(shown.notna())
    return places.groupby(found["kind"]).transform("first")
