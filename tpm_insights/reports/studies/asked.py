"""What a report was asked for, and the postings that answer to it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.frame import pay_frame
from tpm_insights.vocabulary import ROLE_DEFINITIONS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report was asked for.

    Attributes
    ----------
    country, currency : str
        ISO codes.
    role : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.
    first_year, last_year : int or None
        Calendar years; where one is given, records without a date are left out.
    minimum_cell : int
        Fewest records a median may rest on.
    region : str or None, default None
        Code of a region of the country, see `tpm_insights.clean.regions.region_names`; None for the whole country, also
        records whose region is not known.
    """

    country: str
    currency: str
    role: str
    first_year: int | None
    last_year: int | None
    minimum_cell: int
    region: str | None = None

    @property
    def rule(self) -> DisclosureRule:
        """Smallest cells published."""
        return DisclosureRule.with_minimum(self.minimum_cell)

    @property
    def families(self) -> tuple[str, ...]:
        """Role families of the definition."""
        return ROLE_DEFINITIONS[self.role]

    def in_years(self, years: pd.Series) -> pd.Series:
        """Mark the records of the years asked for.

        Parameters
        ----------
        years : Series of float
            Calendar years; missing where not known.

        Returns
        -------
        Series of bool
            All true where no year was given.
        """
        inside = pd.Series(data=True, index=years.index)
        if self.first_year is not None:
            inside &= (years >= self.first_year).fillna(value=False).astype(bool)
        if self.last_year is not None:
            inside &= (years <= self.last_year).fillna(value=False).astype(bool)
        return inside

    def in_region(self, regions: pd.Series) -> pd.Series:
        """Mark the records of the region asked for.

        Parameters
        ----------
        regions : Series of str
            Codes; missing where not known.

        Returns
        -------
        Series of bool
            All true where no region was given.
        """
        if self.region is None:
            return pd.Series(data=True, index=regions.index)
        return (regions == self.region).fillna(value=False).astype(bool)


def full_postings(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the full postings asked for, whether they state pay or not.

    Parameters
    ----------
    facts : DataFrame
        The facts table.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        As `tpm_insights.models.frame.pay_frame`.
    """
    frame, _ = pay_frame(facts, country=asked.country, currency=None, roles=asked.role, pay_needed="none")
    return _chosen(frame, asked)


def postings_with_pay(facts: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return the full postings asked for whose employer states pay.

    Parameters
    ----------
    facts : DataFrame
        The facts table.
    asked : Asked
        What was asked for.

    Returns
    -------
    DataFrame
        As `tpm_insights.models.frame.pay_frame`; ``pay`` is annual, the geometric middle of the range.
    """
    frame, _ = pay_frame(facts, country=asked.country, currency=asked.currency, roles=asked.role)
    return _chosen(frame, asked)


def _chosen(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Keep the postings of the years and the region asked for."""
    return frame[asked.in_years(frame["posted_year"]) & asked.in_region(frame["region"])].reset_index(drop=True)
