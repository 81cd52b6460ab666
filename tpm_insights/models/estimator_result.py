"""What the pay estimator is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pandas.api.typing import NaTType

from tpm_insights import vocabulary as v
from tpm_insights.errors import UsageError
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.estimator_records import WAGE_LEVELS
from tpm_insights.models.notebook_card import html_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Whose pay is asked for; what is left out counts as not stated.

    Attributes
    ----------
    role : str
        A role family.
    years : float or None
        Years of experience: asked for in postings, held in reports.
    certifications : tuple of str
        Ids of `tpm_insights.vocabulary.CERTIFICATIONS`.
    education, region, work_mode, seniority : str or None
        Labels of the closed lists; a region is a state by its two letters.
    wage_level : str or None
        Level I to IV of a wage filing.
    """

    role: str = "technical_project_manager"
    years: float | None = None
    certifications: tuple[str, ...] = ()
    education: str | None = None
    region: str | None = None
    work_mode: str | None = None
    seniority: str | None = None
    wage_level: str | None = None

    def __post_init__(self) -> None:
        lists: dict[str, tuple[str, ...]] = {
            "role": tuple(v.ROLE_FAMILIES),
            "education": v.EDUCATION_LEVELS,
            "work_mode": v.WORK_MODES,
            "seniority": v.SENIORITIES,
            "wage_level": WAGE_LEVELS,
        }
        for name, allowed in lists.items():
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise UsageError(f"{name} {value!r} is not known; use one of {', '.join(allowed)}")
        names = {c.casefold(): c for c in v.CERTIFICATIONS}
        unknown = [c for c in self.certifications if c.casefold() not in names]
        if unknown:
            raise UsageError(f"certification {unknown[0]!r} is not known; use one of {', '.join(v.CERTIFICATIONS)}")
        object.__setattr__(self, "certifications", tuple(names[c.casefold()] for c in self.certifications))
        if self.years is not None and not 0 <= self.years <= 60:
            raise UsageError(f"years {self.years} must lie between 0 and 60")
        if self.region is not None:
            object.__setattr__(self, "region", self.region.strip().upper())

    def words(self) -> str:
        """Return the profile on one line.

        Returns
        -------
        str
            What was stated.

        Examples
        --------
        >>> Profile(years=5, certifications=("pmp",), region="tx").words()
        'technical project manager, 5 years, PMP, TX'
        """
        said = [v.ROLE_FAMILIES[self.role]]
        said += [] if self.years is None else [f"{self.years:g} years"]
        said += self.certifications
        said += [f"level {self.wage_level}"] if self.wage_level else []
        said += [x for x in (self.seniority, self.education, self.region, self.work_mode) if x]
        return ", ".join(said)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Estimate:
    """Percentiles of pay for a profile, or the reason why there are none. Holds aggregated cells, no records.

    Attributes
    ----------
    profile : Profile
        What was asked.
    pay_kind, pay_words : str
        Kind of pay, and what the figure is.
    currency, country : str
        ISO codes.
    percentiles : tuple of float
        p10, p25, p50, p75 and p90 in currency units a year; NaN where refused, or too few records bear on it.
    n : int
        Comparable records: same kind of pay, role (or group of roles) and level.
    employers : float
        Their employers; NaN where not known.
    comparable : str
        What the comparable records are.
    first_date, last_date : Timestamp
        Their dates; missing where not known.
    refused : str
        Why there is no estimate; empty where there is one.
    notes : tuple of str
        What a reader has to know beside the numbers.
    neighbors : DataFrame
        Observed cells nearby, with counts and percentiles; see `tpm_insights.models.estimator_cells.CELL_COLUMNS`.
    """

    profile: Profile
    pay_kind: str
    pay_words: str
    currency: str
    country: str
    percentiles: tuple[float, ...] = field(default=(np.nan,) * len(QUANTILES))
    n: int
    employers: float
    comparable: str
    first_date: pd.Timestamp | NaTType
    last_date: pd.Timestamp | NaTType
    refused: str = ""
    notes: tuple[str, ...] = ()
    neighbors: pd.DataFrame

    @property
    def p10(self) -> float:
        """10th percentile, currency units a year."""
        return self.percentiles[0]

    @property
    def p25(self) -> float:
        """25th percentile, currency units a year."""
        return self.percentiles[1]

    @property
    def p50(self) -> float:
        """Median, currency units a year."""
        return self.percentiles[2]

    @property
    def p75(self) -> float:
        """75th percentile, currency units a year."""
        return self.percentiles[3]

    @property
    def p90(self) -> float:
        """90th percentile, currency units a year."""
        return self.percentiles[4]

    def tidy(self) -> pd.DataFrame:
        """Return one row a percentile.

        Returns
        -------
        DataFrame
            Columns ``quantile, estimate, outcome, currency, n, employers, first_date, last_date, refused``; modelled,
            not observed.
        """
        rest = {
            "outcome": self.pay_kind,
            "currency": self.currency,
            "n": self.n,
            "employers": self.employers,
            "first_date": self.first_date,
            "last_date": self.last_date,
            "refused": self.refused,
        }
        return pd.DataFrame({"quantile": QUANTILES, "estimate": self.percentiles} | rest)

    def sentences(self) -> tuple[str, ...]:
        """Return the answer in words, one line each.

        Returns
        -------
        tuple of str
            The range or the refusal, what it rests on, and the notes.
        """
        dates = "dates not known"
        if isinstance(self.first_date, pd.Timestamp) and isinstance(self.last_date, pd.Timestamp):
            dates = f"{self.first_date:%Y-%m} to {self.last_date:%Y-%m}"
        employers = "employers not known" if np.isnan(self.employers) else f"{self.employers:.0f} employers"
        rests = f"{self.n:,} comparable records ({self.comparable}; {employers}; {dates}), {self.country}"
        if self.refused:
            return (f"no estimate for {self.profile.words()}: {self.refused}", rests, *self.notes)
        shown = [
            f"p{round(100 * q)} {x:,.0f}" for q, x in zip(QUANTILES, self.percentiles, strict=True) if not np.isnan(x)
        ]
        head = f"{self.profile.words()}: {', '.join(shown)} {self.currency} a year"
        return (head, f"modelled; {self.pay_words}", rests, *self.notes)

    def __repr__(self) -> str:
        return "\n".join(self.sentences())

    def _repr_html_(self) -> str:
        head, *rest = self.sentences()
        return html_card(head, [*rest, "observed cells nearby:"], self.neighbors)
