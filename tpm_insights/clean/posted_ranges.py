"""Salary ranges that the City of New York posts: one record a job, annual."""

from __future__ import annotations

import pandas as pd

from tpm_insights.clean.money import annualize, read_period
from tpm_insights.clean.salary_steps import Account, middle_of, set_absurd_pay_aside
from tpm_insights.clean.written_amounts import read_amounts


def clean_posted_ranges(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean the rows of `sources.nyc`.

    A job that is posted for employees and for everybody has two rows under one id: they are merged where title and pay
    agree. Part-time jobs are set aside. Hourly and daily pay is made annual with `money.PERIODS_A_YEAR`; a low end of
    zero is no figure; swapped ends are swapped back.

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
    same = ["job_id", "business_title", "salary_range_from", "salary_range_to", "salary_frequency"]
    frame = published.assign(title=published["business_title"], employer=published["agency"])
    again = frame["job_id"].notna() & frame.duplicated(same)
    frame = account.take(frame, again, "same job posted again (internal and external)", "job_id", "merged")
    if "full_time_part_time_indicator" in frame.columns:
        part = frame["full_time_part_time_indicator"].astype("str").str.upper() == "P"
        frame = account.take(frame, part, "part-time job", "title")
    words = frame["salary_frequency"].astype("str")
    period = words.map({word: read_period(word) for word in words.dropna().unique()}).astype("str")
    frame = account.take(frame, period.isna(), "pay period not known", "salary_frequency")
    low, high = (
        annualize(read_amounts(frame[name]), period.loc[frame.index])
        for name in ("salary_range_from", "salary_range_to")
    )
    account.note(low == 0, "range that begins at zero: low end set to missing", frame["title"], "repaired")
    low, high = low.where(low > 0), high.where(high > 0)
    swapped = low > high
    account.note(swapped, "swapped ends of the range swapped back", low, "repaired")
    posted = (
        frame["posting_date"] if "posting_date" in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="str")
    )
    frame = frame.assign(
        pay_kind="posted_range",
        country="US",
        region="NY",
        currency="USD",
        base_low=low.where(~swapped, high),
        base_high=high.where(~swapped, low),
        base_annual=middle_of(low, high),
        year=pd.to_numeric(posted.astype("str").str.extract(r"\b(20\d{2})\b")[0]).astype("Int64"),
    )
    return set_absurd_pay_aside(frame, account)
