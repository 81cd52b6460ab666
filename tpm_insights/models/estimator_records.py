"""Records of one kind of pay in the columns that the pay estimator reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.errors import ModelError, UsageError
from tpm_insights.ledger import REMOVING, Ledger
from tpm_insights.models.frame import CERTIFICATION_NAMES, NOT_STATED, level_of, pay_frame
from tpm_insights.models.results import Dropped, describe_dropped

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

WAGE_LEVELS: tuple[str, ...] = ("I", "II", "III", "IV")
LEVEL_EDGES: tuple[float, ...] = tuple(low for low, _ in v.LEVELS.values())[1:]


@dataclass(frozen=True, slots=True)
class PayBasis:
    """What one kind of pay tells about a record.

    Attributes
    ----------
    kind : str
        Name of the kind of pay.
    words : str
        What the figure is, for a reader.
    labels : tuple of str
        Columns of labels that bear on pay.
    increasing : str
        Column of experience in which pay does not fall; empty where there is none.
    edges : tuple of float
        Where its levels begin.
    level : str
        Column of the level; records are comparable within a role and level.
    certifications : bool
        Whether a certification that is not there was not asked for.
    dated : bool
        Whether one source spans years, so that a trend can be told from a change of source.
    """

    kind: str
    words: str
    labels: tuple[str, ...]
    increasing: str
    edges: tuple[float, ...]
    level: str
    certifications: bool
    dated: bool

    def says(self, column: str) -> bool:
        """Return whether records of this kind can tell a column."""
        return column in (*self.labels, self.increasing)


BASES: dict[str, PayBasis] = {
    basis.kind: basis
    for basis in (
        PayBasis(
            "posted_range",
            "geometric middle of the annual range that an employer posted",
            ("role_family", "region", "education_level", "work_mode", "seniority"),
            "years",
            LEVEL_EDGES,
            "level",
            certifications=True,
            dated=False,
        ),
        PayBasis(
            "listed_pay",
            "geometric middle of the annual pay in a listing whose publisher does not say who stated it",
            ("role_family", "region", "work_mode", "seniority"),
            "years",
            LEVEL_EDGES,
            "level",
            certifications=False,
            dated=False,
        ),
        PayBasis(
            "filed_wage",
            "wage offered in a filing with the US Department of Labor",
            ("role_family", "region", "seniority"),
            "wage_step",
            (2.0, 3.0, 4.0),
            "wage_level",
            certifications=False,
            dated=True,
        ),
        PayBasis(
            "self_report_base",
            "base pay reported by employees",
            ("role_family", "education_level"),
            "years",
            LEVEL_EDGES,
            "level",
            certifications=False,
            dated=True,
        ),
        PayBasis(
            "aggregator",
            "pay collected by an aggregator from postings and reports",
            ("role_family", "seniority"),
            "",
            (),
            "seniority",
            certifications=False,
            dated=True,
        ),
    )
}
"""Kinds of pay that can be estimated; never blended."""


@dataclass(frozen=True, slots=True, eq=False)
class PayRecords:
    """Records of one kind of pay, country and currency.

    Attributes
    ----------
    basis : PayBasis
        What the records tell.
    frame : DataFrame
        Columns ``pay`` (currency units a year), the columns of the basis, ``level_name``, one 0/1 column a
        certification where the basis has them, ``employer_id``, ``source``, ``date``, ``year``.
    country, currency : str
        ISO codes.
    dropped : tuple of Dropped
        Records not used, and why.
    """

    basis: PayBasis
    frame: pd.DataFrame
    country: str
    currency: str
    dropped: tuple[Dropped, ...]

    def subset(self, mask: np.ndarray) -> PayRecords:
        """Return some of the records, numbered anew.

        Parameters
        ----------
        mask : ndarray of bool
            Which ones.

        Returns
        -------
        PayRecords
            As this one.
        """
        frame = self.frame[mask].reset_index(drop=True)
        return PayRecords(self.basis, frame, self.country, self.currency, self.dropped)


def pay_records(
    tables: Tables | pd.DataFrame, pay_kind: str = "posted_range", *, country: str = "US", currency: str = "USD"
) -> PayRecords:
    """Choose the records of one kind of pay.

    Parameters
    ----------
    tables : Tables or DataFrame
        The processed tables, or a facts or salaries table, whichever holds that kind of pay.
    pay_kind : str, default "posted_range"
        A key of `BASES`.
    country, currency : str, default "US", "USD"
        ISO codes.

    Returns
    -------
    PayRecords
        Records with a role; "other" is no role.

    Raises
    ------
    UsageError
        If the kind is not known.
    ModelError
        If no record is left.

    Examples
    --------
    >>> from tpm_insights.tables import FACTS
    >>> facts = FACTS.invent(300, np.random.default_rng(1)).assign(
    ...     country="US", pay_currency="USD", text_kind="full", pay_origin="field", role_family="project_manager")
    >>> pay_records(facts).basis.words
    'geometric middle of the annual range that an employer posted'
    """
    basis = BASES.get(pay_kind)
    if basis is None:
        raise UsageError(f"pay kind {pay_kind!r} cannot be estimated; use {', '.join(BASES)}")
    from_facts = pay_kind in ("posted_range", "listed_pay")
    table = tables if isinstance(tables, pd.DataFrame) else tables.facts if from_facts else tables.salaries
    make: Callable[..., tuple[pd.DataFrame, Ledger]] = _from_facts if from_facts else _from_salaries
    frame, ledger = make(table, basis, country, currency)
    frame = ledger.take(
        frame,
        frame["role_family"].isna() | (frame["role_family"] == "other"),
        source="records",
        step="pay_records",
        reason="no role of the list",
        action="set_aside",
    )
    dropped = tuple(Dropped(e.reason, e.rows) for e in ledger.entries if e.action in REMOVING)
    if not len(frame):
        raise ModelError(f"no records of {pay_kind} in {country}, {currency}: {describe_dropped(dropped)}")
    return PayRecords(basis, _columns(frame, basis), country, currency, dropped)


def _from_facts(facts: pd.DataFrame, basis: PayBasis, country: str, currency: str) -> tuple[pd.DataFrame, Ledger]:
    """Take postings: those an employer put pay in, read in full, or listings of which neither is known."""
    observed = basis.kind == "posted_range"
    frame, ledger = pay_frame(
        facts,
        country=country,
        currency=currency,
        roles=None,
        pay_origins=v.OBSERVED_ORIGINS if observed else ("unknown",),
        text_kinds=("full",) if observed else v.TEXT_KINDS,
    )
    return frame.assign(years=frame["years_min"], date=frame["posted_on"], year=frame["posted_year"]), ledger


def _from_salaries(salaries: pd.DataFrame, basis: PayBasis, country: str, currency: str) -> tuple[pd.DataFrame, Ledger]:
    """Take salary records."""
    ledger = Ledger.open("pay_records", salaries)
    frame = salaries
    rules = {
        f"pay_kind is not {basis.kind}": frame["pay_kind"] != basis.kind,
        f"country is not {country}": (frame["country"] != country).fillna(True),
        f"currency is not {currency}": frame["currency"] != currency,
        "no annual pay": frame["base_annual"].isna() | (frame["base_annual"] <= 0),
    }
    if basis.level == "wage_level":
        rules["no wage level"] = ~frame["wage_level"].isin(WAGE_LEVELS)
    for reason, fault in rules.items():
        frame = ledger.take(
            frame,
            fault.loc[frame.index].astype(bool),
            source="salaries",
            step="pay_records",
            reason=reason,
            action="set_aside",
        )
    steps = dict(zip(WAGE_LEVELS, (1.0, 2.0, 3.0, 4.0), strict=True))
    year = frame["year"].astype("float64")
    return frame.assign(
        pay=frame["base_annual"].astype("float64"),
        years=frame["years_low"].astype("float64"),
        wage_step=frame["wage_level"].astype(object).map(steps).astype("float64"),
        level=level_of(frame["years_low"]),
        year=year,
        date=pd.to_datetime(year.map("{:.0f}-01-01".format), errors="coerce").astype("datetime64[us]"),
    ), ledger


def _columns(frame: pd.DataFrame, basis: PayBasis) -> pd.DataFrame:
    """Return the columns of the basis."""
    frame = frame.reset_index(drop=True)
    out: dict[str, pd.Series] = {"pay": frame["pay"].astype("float64")}
    for name in basis.labels:
        words = frame[name].astype(object)
        out[name] = words.where(words.notna(), NOT_STATED).astype("str")
    if basis.increasing:
        out[basis.increasing] = frame[basis.increasing].astype("float64")
    level = frame[basis.level].astype(object)
    out["level_name"] = level.where(level.notna(), NOT_STATED).astype("str")
    if basis.certifications:
        out |= {name: frame[name].astype("float64") for name in CERTIFICATION_NAMES if name in frame.columns}
    return pd.DataFrame(out | {name: frame[name] for name in ("employer_id", "source", "date", "year")})
