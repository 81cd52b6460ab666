"""Wages offered in labor-condition applications: certified full-time cases, annual, by state of the work."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.closed_answers import answers, meaning_of
from tpm_insights.clean.money import annualize, read_period
from tpm_insights.clean.salary_steps import Account, merge_equal_records, middle_of, set_absurd_pay_aside
from tpm_insights.clean.written_amounts import read_amounts
from tpm_insights.clean.zip_codes import states_of_zip_codes

_NOTE = r"^SOC=(?P<soc>[^;]*)(?:; prevailing=(?P<prevailing>[^;]*); (?P<visa>[^;]*); (?P<status>[^;]*))?$"
_REMARK = r"\s*\(SOC title; job title not in file\)\s*$"


def clean_filed_wages(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.lca`.

    Set aside: cases that were denied or withdrawn before they were certified; part-time cases; wages whose unit is not
    known; absurd wages (an annual amount filed as hourly is a thousand times too high). One unit of pay is stated in a
    selection that was made annual before: none is a year there. Cases with a case number are told apart by it; without
    one, filings equal in every column are merged and counted.

    Parameters
    ----------
    published : DataFrame
        As `sources.read_salaries` gives it.
    account : Account
        Gets the lines.

    Returns
    -------
    DataFrame
        Columns for `salary_steps.finish_salaries`.
    """
    frame = _with_note(published).assign(title_to_read=published["title"].str.replace(_REMARK, "", regex=True))
    status = frame["status"].astype("str").str.strip().str.lower()
    refused = status.notna() & ~status.isin(answers()["certified"]["status"])
    frame = account.take(frame, refused, "case denied or withdrawn before it was certified", "status")
    part = frame["full_time"].astype("str").str.strip().str.upper().isin(["N", "NO", "FALSE"])
    frame = account.take(frame, part, "part-time position", "full_time")
    frame = frame.assign(**_annual(frame))
    unknown = frame["unit"].isna()
    frame = account.take(frame, unknown, "unit of the wage not known", "wage_unit").drop(columns="unit")
    frame = frame.assign(**_place(frame), **_date(frame))
    level = meaning_of(frame["wage_level"], answers()["wage_level"])
    frame = frame.assign(pay_kind="filed_wage", currency="USD", country="US", wage_level=level)
    frame = set_absurd_pay_aside(frame, account)
    if frame["case_number"].notna().any():
        again = frame["case_number"].notna() & frame.duplicated(["case_number"])
        return account.take(frame, again, "same case number", "case_number", "merged")
    return merge_equal_records(frame, [name for name in published.columns if name not in ("source", "row")], account)


def _with_note(published: pd.DataFrame) -> pd.DataFrame:
    """Fill status, visa and occupation code from the remark of a selection, where they have no column."""
    parts = published["note"].astype("str").str.extract(_NOTE)
    frame = published.assign(status=published["status"].fillna(parts["status"]))
    return frame.assign(
        visa=published["visa"].fillna(parts["visa"]), soc_code=published["soc_code"].fillna(parts["soc"])
    )


def _annual(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return both ends of the wage and its middle by the year, and the unit it was filed in."""
    words = frame["wage_unit"].astype("str").str.strip().str.lower()
    double = meaning_of(words, answers()["double_units"])
    unit = words.map({word: read_period(word) for word in words.dropna().unique()}).astype("str")
    unit = unit.fillna(meaning_of(words, answers()["units"])).where(double.isna(), double)
    unit = unit.where(words.notna(), "year")
    divisor = double.notna().astype("int64") + 1
    # the files of 2015 and 2016 hold "65000 - 85000" in one cell, with nothing behind the dash for a single wage
    ends = frame["wage_low"].astype("str").str.partition("-")
    low = annualize(read_amounts(ends[0]) / divisor, unit)
    high = annualize(read_amounts(frame["wage_high"]).fillna(read_amounts(ends[2])) / divisor, unit)
    ranged = (high > low).fillna(value=False)
    return {
        "unit": unit,
        "base_low": low.where(ranged),
        "base_high": high.where(ranged),
        "base_annual": middle_of(low, high.where(ranged)),
    }


def _place(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the state, from its own column or the ZIP code."""
    zips = frame["postal_code"].fillna(frame["place"].astype("str").str.extract(r"^ZIP (\S+)$")[0])
    state = frame["state"].astype("str").str.strip().str.upper()
    state = state.where(state.str.len() == 2)
    return {"region": state.fillna(states_of_zip_codes(zips))}


def _date(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the year of the decision; a bare number of five digits is a day as spreadsheets count them."""
    words = frame["decided_on"].astype("str").str.strip()
    decided = words.str.extract(r"\b((?:19|20)\d{2})\b")[0]
    days = pd.to_numeric(words.str.extract(r"^([34]\d{4})(?:\.\d+)?$")[0])
    decided = decided.fillna(((days - 2) // 365.2425 + 1900).astype("Int64").astype("str"))
    stated = frame["year"].astype("str").str.extract(r"^\s*((?:19|20)\d{2})(?:\.0)?\s*$")[0]
    return {"year": pd.to_numeric(decided.fillna(stated)).astype("Int64")}
