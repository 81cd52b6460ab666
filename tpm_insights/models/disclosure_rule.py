"""When a cell of a table is too thin, or too much one employer's, to be published."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.errors import UsageError


@dataclass(frozen=True, slots=True)
class CellCount:
    """What a cell is made of.

    Attributes
    ----------
    n : int
        Records.
    employers : float
        Different employers; NaN where the frame does not say. Records without an employer count as one employer.
    top_share : float
        Share of the records that the largest employer has; NaN where the frame does not say.
    """

    n: int
    employers: float
    top_share: float


@dataclass(frozen=True, slots=True)
class DisclosureRule:
    """Smallest cells that are published.

    Attributes
    ----------
    min_records : int, default 10
        For a median, a mean or a share.
    min_records_quartiles : int, default 20
        For quantiles from 25 % to 75 %.
    min_records_tails : int, default 30
        For quantiles further out.
    min_employers : int, default 5
        Different employers.
    max_top_share : float, default 0.25
        Largest share of the records that one employer may have.

    Notes
    -----
    The counts are those below which no distribution-free 95 % interval exists (6, 11 and 29 records), rounded up; the
    rules on employers follow the practice of salary surveys and official statistics against dominance.

    Examples
    --------
    >>> rule = DisclosureRule()
    >>> rule.refusal(CellCount(12, 6, 0.20), 0.5), rule.refusal(CellCount(12, 6, 0.20), 0.9)
    ('', '12 records, 30 needed')
    >>> rule.refusal(CellCount(40, 6, 0.30), 0.5)
    'one employer has 30 % of the records, 25 % at most'
    """

    min_records: int = 10
    min_records_quartiles: int = 20
    min_records_tails: int = 30
    min_employers: int = 5
    max_top_share: float = 0.25

    def __post_init__(self) -> None:
        counts = (self.min_records, self.min_records_quartiles, self.min_records_tails, self.min_employers)
        if min(counts) < 1 or not 0 < self.max_top_share <= 1:
            raise UsageError(
                f"disclosure rule {self}: counts must be at least 1 and max_top_share above 0 and at most 1"
            )

    @classmethod
    def with_minimum(cls, records: int) -> DisclosureRule:
        """Return the rule with another smallest cell, quartiles at twice and tails at three times as many.

        Parameters
        ----------
        records : int
            Records needed for a median.

        Returns
        -------
        DisclosureRule
            The rule.

        Examples
        --------
        >>> DisclosureRule.with_minimum(15).min_records_tails
        45
        """
        return cls(min_records=records, min_records_quartiles=2 * records, min_records_tails=3 * records)

    def needed(self, quantile: float) -> int:
        """Return the records needed for a quantile.

        Parameters
        ----------
        quantile : float
            Between 0 and 1; 0.5 also stands for means and shares.

        Returns
        -------
        int
            Records.
        """
        distance = round(abs(quantile - 0.5), 9)
        if distance == 0:
            return self.min_records
        return self.min_records_quartiles if distance <= 0.25 else self.min_records_tails

    def refusal(self, cell: CellCount, quantile: float = 0.5) -> str:
        """Say why a figure may not be published.

        Parameters
        ----------
        cell : CellCount
            What the cell is made of.
        quantile : float, default 0.5
            The figure.

        Returns
        -------
        str
            The reasons; empty if it may be published.
        """
        reasons = []
        if cell.n < self.needed(quantile):
            reasons.append(f"{_counted(cell.n, 'record')}, {self.needed(quantile)} needed")
        if cell.employers < self.min_employers:
            reasons.append(f"{_counted(int(cell.employers), 'employer')}, {self.min_employers} needed")
        if cell.top_share > self.max_top_share + 1e-12:
            top, most = 100 * cell.top_share, 100 * self.max_top_share
            reasons.append(f"one employer has {top:.0f} % of the records, {most:.0f} % at most")
        return "; ".join(reasons)


def checked_rule(rule: DisclosureRule | None) -> DisclosureRule:
    """Return a rule, the usual one for None; refuse anything else.

    Parameters
    ----------
    rule : DisclosureRule or None
        As asked for.

    Returns
    -------
    DisclosureRule
        The rule.

    Raises
    ------
    UsageError
        If it is not a rule.

    Examples
    --------
    >>> checked_rule(None).min_records
    10
    """
    if rule is not None and not isinstance(rule, DisclosureRule):
        raise UsageError(f"rule must be a DisclosureRule, for example DisclosureRule.with_minimum(15), got {rule!r}")
    return rule or DisclosureRule()


def _counted(number: int, word: str) -> str:
    """Return a number with its noun in the singular or the plural."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def count_cell(employers: pd.Series | None, n: int) -> CellCount:
    """Count what a cell is made of.

    Parameters
    ----------
    employers : Series or None
        Employer of each record; None where the frame does not say.
    n : int
        Records.

    Returns
    -------
    CellCount
        Counts. Records without an employer count as one employer, because they might be.

    Examples
    --------
    >>> count_cell(pd.Series(["a", "a", "b", None]), 4)
    CellCount(n=4, employers=3.0, top_share=0.5)
    """
    if employers is None:
        return CellCount(n, np.nan, np.nan)
    sizes = employers.value_counts(dropna=False)
    sizes = sizes[sizes > 0]
    return CellCount(n, float(len(sizes)), float(sizes.max() / n) if n else np.nan)
