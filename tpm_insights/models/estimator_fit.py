"""Fit the pay estimator to one kind of pay, and answer profiles or refuse them with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.estimator import PayEstimator
from tpm_insights.models.estimator_answer import answers
from tpm_insights.models.estimator_cells import observed_cells
from tpm_insights.models.estimator_features import encode, frequent, trend
from tpm_insights.models.estimator_own import own_frame
from tpm_insights.models.estimator_records import PayBasis, PayRecords, pay_records
from tpm_insights.models.estimator_result import Estimate, Profile
from tpm_insights.models.estimator_support import Support
from tpm_insights.models.frame import CERTIFICATION_NAMES
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.results import Dropped, describe_dropped
from tpm_insights.models.tidy import Floats

if TYPE_CHECKING:
    from tpm_insights.processed import Tables

HoldsFor = Literal["new_employer", "new_source"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class FittedPay:
    """A pay estimator fitted to one kind of pay, country and currency. Holds trees and aggregated cells, no records.

    Attributes
    ----------
    estimator : PayEstimator
        Percentiles of log pay.
    support : Support
        What was observed, and what may be estimated.
    columns : tuple of str
        Features in the order of the estimator.
    labels : mapping of str to tuple of str
        Labels of each column of labels that have enough records for an effect.
    certifications : tuple of str
        Certification columns with enough records for an effect.
    trend : float
        Change of log pay a year, within roles; 0 where it cannot be told.
    as_of : float
        Year that estimates are for; NaN where there is no trend.
    n : int
        Records used.
    dropped : tuple of Dropped
        Records not used, and why.
    holds_for : str
        What was held out together in calibration.
    own : int
        Records of one's own that it was calibrated to afterwards; 0 for none.
    """

    estimator: PayEstimator
    support: Support
    columns: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]] = field(repr=False)
    certifications: tuple[str, ...]
    trend: float
    as_of: float
    n: int
    dropped: tuple[Dropped, ...]
    holds_for: str
    own: int = 0

    def predict_quantiles(self, frame: pd.DataFrame) -> Floats:
        """Predict percentiles of pay for records, without asking whether they are supported.

        Parameters
        ----------
        frame : DataFrame
            Columns as in `PayRecords.frame`; ``year`` places a record on the trend, the year of the estimator where
            there is none.

        Returns
        -------
        ndarray of shape (n, 5)
            p10, p25, p50, p75 and p90 in currency units a year.
        """
        found = self.estimator.predict_quantiles(encode(frame, self.columns, self.labels))
        if self.trend and "year" in frame.columns:
            ahead = (frame["year"].astype("float64") - self.as_of).fillna(0.0).to_numpy()
            found = found + self.trend * ahead[:, None]
        return np.asarray(np.exp(found))

    def estimate(self, profile: Profile) -> Estimate:
        """Estimate the pay of a profile, or say why it cannot be; see `estimates`.

        Parameters
        ----------
        profile : Profile
            Whose pay.

        Returns
        -------
        Estimate
            Percentiles with their n, employers and dates; or refused, with the reason.
        """
        return self.estimates([profile])[0]

    def estimates(self, profiles: Sequence[Profile]) -> list[Estimate]:
        """Estimate the pay of many profiles, each as if it were asked alone, in little more time than one takes.

        Parameters
        ----------
        profiles : sequence of Profile
            Whose pay.

        Returns
        -------
        list of Estimate
            In the order of the profiles.

        Raises
        ------
        UsageError
            If a profile names a region that neither the country nor the records have.
        """
        return answers(
            profiles, self.support, self.predict_quantiles, self.certifications, self.labels, self.as_of, self.own
        )

    def recalibrate(self, frame: pd.DataFrame) -> FittedPay:
        """Calibrate to records of one's own: the salaries of one employer, survey or board that was not fitted.

        Parameters
        ----------
        frame : DataFrame
            20 records at least, drawn as those that are to be estimated: columns ``role_family`` and ``pay`` (currency
            units a year), and those of ``columns`` that are known; what is absent or missing counts as not stated.

        Returns
        -------
        FittedPay
            Another one, which holds for the source of these records; it keeps their sums by role and level, no record.

        Raises
        ------
        UsageError
            If this one does not hold for new sources, or the records are too few or not such records.
        """
        if self.holds_for != "new_source":
            raise UsageError(
                f"own records need a fit with holds_for='new_source' and this one has {self.holds_for!r}: only from "
                "several sources can it be told how far another may lie from them"
            )
        own = own_frame(frame, self.columns, self.labels)
        rows = encode(own, self.columns, self.labels)
        return replace(self, estimator=self.estimator.recalibrate(rows, np.log(own["pay"].to_numpy())), own=len(own))

    def glance(self) -> pd.DataFrame:
        """Return one row about the fit as a whole.

        Returns
        -------
        DataFrame
            Columns ``pay_kind, country, currency, n, n_dropped, why_dropped, features, trend_percent,
            as_of, holds_for, own_records``.
        """
        basis = self.support.basis
        row = {
            "pay_kind": basis.kind,
            "country": self.support.country,
            "currency": self.support.currency,
            "n": self.n,
            "n_dropped": sum(d.rows for d in self.dropped),
            "why_dropped": describe_dropped(self.dropped),
            "features": ", ".join(self.columns),
            "trend_percent": 100 * np.expm1(self.trend),
            "as_of": self.as_of,
            "holds_for": self.holds_for,
            "own_records": self.own,
        }
        return pd.DataFrame([row])

    def __repr__(self) -> str:
        return f"FittedPay: {self.support.basis.kind}, {self.support.country}, n = {self.n:,}"

    def _repr_html_(self) -> str:
        return html_card(repr(self), [self.support.basis.words], self.glance())


def fit_pay_estimator(
    tables: Tables | pd.DataFrame | PayRecords,
    pay_kind: str = "posted_range",
    *,
    country: str = "US",
    currency: str = "USD",
    holds_for: HoldsFor = "new_employer",
    rule: DisclosureRule | None = None,
    random_state: int = 0,
) -> FittedPay:
    """Fit percentiles of one kind of pay to experience, role, place and what is asked for.

    Parameters
    ----------
    tables : Tables, DataFrame or PayRecords
        The processed tables, the facts or salaries table, or records already chosen.
    pay_kind : str, default "posted_range"
        A key of `tpm_insights.models.estimator_records.BASES`; kinds of pay are never blended.
    country, currency : str, default "US", "USD"
        ISO codes.
    holds_for : {"new_employer", "new_source"}, default "new_employer"
        What the calibration holds out together: pay percentiles are to hold for employers, or for whole sources, that
        were not seen. The second needs two sources, lets each weigh the same, and gives wider ranges.
    rule : DisclosureRule, optional
        Smallest cells published.
    random_state : int, default 0
        Seed.

    Returns
    -------
    FittedPay
        A frozen result without records.

    Raises
    ------
    UsageError
        If an option is not known.
    ModelError
        If there are too few records of that kind.

    Examples
    --------
    >>> from tpm_insights.tables import FACTS
    >>> facts = FACTS.invent(900, np.random.default_rng(1)).assign(
    ...     country="US", pay_currency="USD", text_kind="full", pay_origin="field", role_family="project_manager")
    >>> fitted = fit_pay_estimator(facts)
    >>> bool(fitted.estimate(Profile(years=39.5, certifications=("PMP",))).refused)
    True
    """
    if holds_for not in ("new_employer", "new_source"):
        raise UsageError(f"holds_for must be 'new_employer' or 'new_source', got {holds_for!r}")
    rule = rule or DisclosureRule()
    records = tables if isinstance(tables, PayRecords) else None
    if not isinstance(tables, PayRecords):
        records = pay_records(tables, pay_kind, country=country, currency=currency)
    if records is None or len(records.frame) < 3 * rule.min_records_tails:
        n = 0 if records is None else len(records.frame)
        raise ModelError(f"{n} records of {pay_kind} in {country}: {3 * rule.min_records_tails} needed for percentiles")
    frame, basis = records.frame, records.basis
    labels = {name: frequent(frame[name], rule.min_records) for name in basis.labels}
    kept = tuple(c for c in CERTIFICATION_NAMES if c in frame.columns and frame[c].sum() >= 2 * rule.min_records)
    columns = (*([basis.increasing] if basis.increasing else []), *basis.labels, *kept)
    slope, as_of = trend(frame) if basis.dated else (0.0, np.nan)
    left = np.log(frame["pay"].to_numpy())
    if slope:
        left = left - slope * (frame["year"].to_numpy(dtype=float) - as_of)
    estimator = _unfitted(basis, random_state, equal=holds_for == "new_source").fit(
        encode(frame, columns, labels), left, _clusters(frame, holds_for)
    )
    return FittedPay(
        estimator=estimator,
        support=Support.of(records, observed_cells(records, rule), rule),
        columns=columns,
        labels=labels,
        certifications=kept,
        trend=slope,
        as_of=as_of,
        n=len(frame),
        dropped=records.dropped,
        holds_for=holds_for,
    )


def _unfitted(basis: PayBasis, random_state: int, *, equal: bool) -> PayEstimator:
    """Return the estimator for a kind of pay."""
    own = ["role_family"] if basis.increasing or basis.level != "seniority" else ["role_family", "seniority"]
    return PayEstimator(
        QUANTILES,
        increasing=basis.increasing or None,
        edges=basis.edges,
        group_by=own,
        categorical=basis.labels,
        equal_clusters=equal,
        random_state=random_state,
    )


def _clusters(frame: pd.DataFrame, holds_for: HoldsFor) -> np.ndarray | None:
    """Return what is held out together: a source, or an employer, records without one each by itself."""
    if holds_for == "new_source":
        if frame["source"].nunique() < 2:
            raise UsageError(
                f"holds_for='new_source' needs two sources and there is {frame['source'].iloc[0]!r} only; "
                "use 'new_employer'"
            )
        return frame["source"].to_numpy(dtype=object)
    if frame["employer_id"].isna().all():
        return None
    alone = pd.Series([f"record {i}" for i in range(len(frame))], index=frame.index)
    return frame["employer_id"].astype(object).where(frame["employer_id"].notna(), alone).to_numpy(dtype=object)
