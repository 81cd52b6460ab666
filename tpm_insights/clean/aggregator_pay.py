"""Pay gathered by isecjobs and its kin: two adjacent rows that are one posted range are put together again."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.closed_answers import answers, meaning_of
from tpm_insights.clean.salary_steps import Account, merge_equal_records, middle_of, set_absurd_pay_aside
from tpm_insights.clean.written_amounts import read_amounts

FIRST_YEAR_OF_RANGES = 2022
"""Rows of this year and later come in pairs where they come from a posting.

In the file of 2025, 259 of the 262 runs of two in 2022 have the higher pay first, 3 have equal pay, none the lower
first; chance would put it first as often as last.
"""
_PAY = ("salary", "salary_in_usd")


def clean_aggregator_pay(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.isecjobs`.

    From `FIRST_YEAR_OF_RANGES` on, adjacent rows that are equal but for the pay, even in number, each pair with the
    higher pay first, are high and low end of one range: two rows are merged into one record. A run that is odd in
    number or has a lower pay first cannot be taken apart for sure and is set aside. Other rows are single figures. Then
    people who do not work full time are set aside, and equal records merged and counted.

    Parameters
    ----------
    published : DataFrame
        As `sources.read_salaries` gives it, in the order of the file.
    account : Account
        Gets the lines.

    Returns
    -------
    DataFrame
        Columns for `salary_steps.finish_salaries`. The country is where the employee lives.
    """
    keys = [name for name in published.columns if name not in (*_PAY, "source", "row")]
    frame = published.assign(title=published["job_title"], pay=read_amounts(published["salary"]))
    frame = account.take(frame, frame["pay"].isna(), "pay is not a number", "salary")
    frame = _paired(frame, keys, account)
    part = ~frame["employment_type"].astype("str").str.lower().isin(answers()["full_time"]["employment_type"])
    frame = account.take(frame, part, "not full-time employment", "employment_type")
    frame = frame.assign(
        pay_kind="aggregator",
        year=pd.to_numeric(frame["work_year"], errors="coerce").astype("Int64"),
        source_level=meaning_of(frame["experience_level"], answers()["experience_level"]),
        country=frame["employee_residence"],
        currency=frame["salary_currency"],
    )
    frame = set_absurd_pay_aside(frame, account)
    return merge_equal_records(frame, [*keys, "base_low", "base_high", "base_annual"], account)


def _paired(frame: pd.DataFrame, keys: list[str], account: Account) -> pd.DataFrame:
    """Put both ends of a range into the row of its low end's partner; drop the partner."""
    changes = (frame[keys] != frame[keys].shift()) & ~(frame[keys].isna() & frame[keys].shift().isna())
    run = changes.any(axis=1).cumsum()
    place = frame.groupby(run).cumcount()
    length = run.map(run.value_counts())
    ranges = (pd.to_numeric(frame["work_year"], errors="coerce") >= FIRST_YEAR_OF_RANGES) & (length > 1)
    high, low = frame["pay"], frame["pay"].shift(-1)
    rising = (place % 2 == 0) & (low > high)
    unclear = ranges & ((length % 2 == 1) | rising.groupby(run).transform("any"))
    paired = ranges & ~unclear
    head = paired & (place % 2 == 0)
    frame = frame.assign(
        base_low=low.where(head),
        base_high=high.where(head),
        base_annual=middle_of(low, high).where(head, frame["pay"]),
    )
    frame = account.take(frame, unclear, "adjacent rows that do not pair off into ranges for sure", "salary")
    tail = (paired & ~head).loc[frame.index]
    return account.take(frame, tail, "low end of a posted range, put together with its high end", "salary", "merged")
