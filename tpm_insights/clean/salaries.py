"""Salary records as published to the table of salaries, with an account of every row."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tpm_insights.clean.aggregator_pay import clean_aggregator_pay
from tpm_insights.clean.employers import DEFAULT_SALT
from tpm_insights.clean.filed_wages import clean_filed_wages
from tpm_insights.clean.posted_ranges import clean_posted_ranges
from tpm_insights.clean.salary_steps import Account, finish_salaries, set_absurd_pay_aside
from tpm_insights.clean.self_reports import (
    clean_ask_a_manager,
    clean_brent_ozar,
    clean_levels_fyi,
    clean_stack_overflow,
)
from tpm_insights.clean.written_amounts import read_amounts
from tpm_insights.errors import DataError, UsageError, examples_of
from tpm_insights.ledger import Ledger
from tpm_insights.tables import SALARIES
from tpm_insights.vocabulary import SALARY_KINDS


def _clean_salary_table(published: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Clean records that already have the declared columns."""
    pay = ("base_low", "base_high", "base_annual", "total_annual")
    absent = [name for name in ("title", "pay_kind", "year") if name not in published.columns]
    if absent:
        raise DataError(
            f"salary_table: no column {', '.join(absent)} in records of columns {examples_of(published.columns)}; "
            "name them in the file or by a mapping"
        )
    frame = published.assign(**{name: read_amounts(published[name]) for name in pay if name in published.columns})
    frame = frame.assign(
        year=pd.to_numeric(frame["year"], errors="coerce").round().astype("Int64"),
        currency=frame["currency"].astype("str").str.strip().str.upper(),
    )
    other = ~frame["pay_kind"].isin(list(SALARY_KINDS))
    frame = account.take(frame, other, "kind of pay not stated or not in the closed list", "pay_kind")
    return set_absurd_pay_aside(frame, account)


_CLEANERS: dict[str, Callable[[pd.DataFrame, Account], pd.DataFrame]] = {
    "ask_a_manager": clean_ask_a_manager,
    "brent_ozar": clean_brent_ozar,
    "isecjobs": clean_aggregator_pay,
    "lca": clean_filed_wages,
    "levels_fyi": clean_levels_fyi,
    "nyc": clean_posted_ranges,
    "salary_table": _clean_salary_table,
    "stack_overflow": clean_stack_overflow,
}


def clean_salaries(frame: pd.DataFrame, *, salt: str = DEFAULT_SALT) -> tuple[pd.DataFrame, Ledger]:
    """Make typed salary records of published rows.

    Each source has its own rules, written in the module that holds them: `filed_wages`, `aggregator_pay`,
    `posted_ranges` and `self_reports`. No currency is converted and no pay is adjusted for prices.

    Parameters
    ----------
    frame : DataFrame
        As `sources.read_salaries` gives it; rows of several sources may stand in one frame.
    salt : str
        For the hashes of employers' names.

    Returns
    -------
    salaries : DataFrame
        `tables.SALARIES`: annual pay, currency units a year, in the currency stated; a fresh index.
    ledger : Ledger
        Balanced: rows in, records out, and one line for each source and reason.

    Raises
    ------
    UsageError
        If a source is not one of salary records.
    DataError
        If a record breaks the declaration after cleaning.

    Examples
    --------
    >>> rows = pd.DataFrame({
    ...     "source": "nyc", "row": ["1", "2"], "job_id": ["7", "7"], "posting_type": ["Internal", "External"],
    ...     "agency": "PARKS", "business_title": "IT Project Manager", "salary_range_from": "40",
    ...     "salary_range_to": "62.5", "salary_frequency": "Hourly", "posting_date": "2019-01-24T00:00:00.000"})
    >>> salaries, ledger = clean_salaries(rows)
    >>> salaries[["role_family", "year", "base_low", "base_high", "base_annual"]].to_dict("records")
    [{'role_family': 'technical_project_manager', 'year': 2019, 'base_low': 83200.0, 'base_high': 130000.0,
      'base_annual': 104000.0}]
    >>> [(entry.action, entry.rows) for entry in ledger.entries]
    [('merged', 1)]
    """
    unknown = sorted(set(frame["source"]) - set(_CLEANERS))
    if unknown:
        raise UsageError(
            f"{examples_of(unknown)} is not a source of salary records; those are {', '.join(_CLEANERS)}; "
            "clean_figures cleans any figures"
        )
    ledger = Ledger("salaries")
    done = []
    for source, rows in frame.groupby("source", sort=False):
        part = Ledger.open("salaries", rows)
        account = Account(str(source), part)
        done.append(finish_salaries(_CLEANERS[str(source)](rows, account), account, salt=salt))
        part.check(len(done[-1]))
        ledger.merge(part)
    salaries = pd.concat(done, ignore_index=True) if done else SALARIES.empty()
    SALARIES.check(salaries, where="cleaned salaries")
    return salaries, ledger
