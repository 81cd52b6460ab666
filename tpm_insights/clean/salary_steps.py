"""Steps that the records of every salary source go through: absurd pay, copies, role and employer, types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tpm_insights.clean.employers import hash_employers
from tpm_insights.clean.money import is_absurd
from tpm_insights.clean.titles import read_titles
from tpm_insights.ledger import Action, Ledger
from tpm_insights.personal_data import mask_column
from tpm_insights.tables import SALARIES


@dataclass(frozen=True, slots=True)
class Account:
    """The ledger of one source, with the source's name filled in.

    Attributes
    ----------
    source : str
        Name of the source.
    ledger : Ledger
        Gets the lines.
    """

    source: str
    ledger: Ledger

    def take(
        self, frame: pd.DataFrame, mask: pd.Series, reason: str, shown: str, action: Action = "set_aside"
    ) -> pd.DataFrame:
        """Take rows out of a frame and write down why.

        Parameters
        ----------
        frame : DataFrame
            The rows so far.
        mask : Series of bool
            True for the rows to take out.
        reason : str
            Why.
        shown : str
            Column whose values are given as examples.
        action : {"set_aside", "dropped", "merged"}
            What is done with them.

        Returns
        -------
        DataFrame
            The rows that stay.
        """
        return self.ledger.take(
            frame,
            mask,
            source=self.source,
            step="clean salaries",
            reason=reason,
            action=action,
            examples=frame[shown].astype("str").fillna("missing"),
        )

    def note(self, mask: pd.Series, reason: str, shown: pd.Series, action: Action = "noted") -> None:
        """Write down rows that stay.

        Parameters
        ----------
        mask : Series of bool
            True for the rows meant.
        reason : str
            What is said of them.
        shown : Series
            Examples, aligned with `mask`.
        action : {"noted", "repaired"}
            What was done.
        """
        mask = mask.fillna(value=False).astype("bool")
        self.ledger.record(
            source=self.source,
            step="clean salaries",
            action=action,
            reason=reason,
            rows=int(mask.sum()),
            examples=shown[mask].head(50),
        )


def set_absurd_pay_aside(frame: pd.DataFrame, account: Account) -> pd.DataFrame:
    """Set aside records without a pay figure, without a currency, or with pay that cannot be annual full-time pay.

    Parameters
    ----------
    frame : DataFrame
        Columns ``currency`` and any of ``base_low, base_high, base_annual, total_annual`` (float).
    account : Account
        Gets the lines. The bounds are those of `money.is_absurd`.

    Returns
    -------
    DataFrame
        The records that stay.
    """
    pay = [name for name in ("base_annual", "base_low", "base_high", "total_annual") if name in frame.columns]
    figures = frame[pay].where(frame[pay] > 0)
    frame = frame.assign(**{name: figures[name] for name in pay}, _least=figures.min(axis=1), _most=figures.max(axis=1))
    frame = account.take(frame, frame["_least"].isna(), "no pay figure", "title")
    frame = account.take(frame, frame["currency"].isna(), "no currency that could be told", "_least")
    base = [name for name in pay if name != "total_annual"]
    low = frame[base].min(axis=1) if base else frame["_least"]
    high = frame[base].max(axis=1) if base else frame["_most"]
    absurd = is_absurd(low, high, frame["currency"])
    if "total_annual" in pay:
        absurd |= is_absurd(frame["total_annual"], frame["total_annual"], frame["currency"]) & low.isna()
    frame = account.take(frame, absurd, "absurd pay: outside the bounds of annual pay in its currency", "_most")
    return frame.drop(columns=["_least", "_most"])


def merge_equal_records(frame: pd.DataFrame, keys: Sequence[str], account: Account) -> pd.DataFrame:
    """Merge records that are equal in every published column, and count them.

    Parameters
    ----------
    frame : DataFrame
        Records.
    keys : sequence of str
        The columns that must be equal; missing equals missing.
    account : Account
        Gets a "merged" line.

    Returns
    -------
    DataFrame
        First of each set of equals, with the column ``copies``.
    """
    size = frame.groupby(list(keys), dropna=False, sort=False)[keys[0]].transform("size")
    frame = frame.assign(copies=size.to_numpy())
    return account.take(
        frame, frame.duplicated(list(keys)), "exact duplicate, equal in every published column", "title", "merged"
    )


def middle_of(low: pd.Series, high: pd.Series) -> pd.Series:
    """Return the geometric middle of ranges, and the one end of open ones.

    Parameters
    ----------
    low, high : Series of float
        Ends of annual pay.

    Returns
    -------
    Series of float
        To the cent.

    Examples
    --------
    >>> middle_of(pd.Series([80_000.0, None]), pd.Series([125_000.0, 90_000.0])).tolist()
    [100000.0, 90000.0]
    """
    middle: pd.Series = (low.fillna(high) * high.fillna(low)) ** 0.5
    return middle.round(2)


def finish_salaries(frame: pd.DataFrame, account: Account, *, salt: str) -> pd.DataFrame:
    """Add role, level, employer hash and record id; mask contacts in titles; give the declared columns and types.

    Parameters
    ----------
    frame : DataFrame
        Columns of `tables.SALARIES` as far as the source has them, and ``row``; where needed ``employer`` (name),
        ``title_to_read`` (the title without the publisher's remarks) and ``source_level`` (seniority the source gives).
    account : Account
        Gets a line for each rule with cells that did not fit.
    salt : str
        For the employer hashes.

    Returns
    -------
    DataFrame
        Declared columns, a fresh index.
    """
    names = frame["title_to_read"] if "title_to_read" in frame.columns else frame["title"]
    read = read_titles(names)
    level = (
        frame["source_level"] if "source_level" in frame.columns else pd.Series(pd.NA, index=frame.index, dtype="str")
    )
    year = frame["year"].astype("Int64").astype("str").fillna("undated")
    done = frame.assign(
        record_id=account.source + "-" + year + "-" + frame["row"].astype("str"),
        title=mask_column(frame["title"], "title"),
        role_family=read["role_family"].fillna("other").where(names.notna()),
        seniority=read["seniority"].fillna(level),
        copies=frame["copies"] if "copies" in frame.columns else 1,
    )
    if "employer" in frame.columns:
        done["employer_id"] = hash_employers(frame["employer"].astype("str"), salt)
    return SALARIES.coerce(done, account.ledger, source=account.source).reset_index(drop=True)
