"""What a premium ladder hands back: rungs, where they stand on data, and the bands of experience."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.results import Dropped, describe_dropped
from tpm_insights.models.tidy import TIDY_COLUMNS, percent_effects

LADDER_COLUMNS: tuple[str, ...] = (
    *TIDY_COLUMNS, "p_adjusted", "certification", "step", "n", "n_with", "employers", "estimate_before",
    "robustness_value", "robustness_value_alpha", "refused",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PremiumLadder:
    """A premium, rung by rung: raw, and among postings that are more and more alike. Holds no data.

    Attributes
    ----------
    outcome : str
        The outcome column.
    log_outcome : bool
        True if it was taken in logs.
    certifications : tuple of str
        What was asked about.
    rungs, bands, support : DataFrame
        See `tidy`, `by_experience` and `support`.
    n : int
        Rows that could take part.
    dropped : tuple of Dropped
        The others, and why.
    covariance : str
        How the standard errors were made.
    correction : str
        How p-values were corrected for the number of certifications.
    steps : tuple of str
        Names of the rungs.
    notes : tuple of str
        What a reader has to know beside the numbers.
    """

    outcome: str
    log_outcome: bool
    certifications: tuple[str, ...]
    rungs: pd.DataFrame
    bands: pd.DataFrame
    support: pd.DataFrame
    n: int
    dropped: tuple[Dropped, ...]
    covariance: str
    correction: str
    steps: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def tidy(self) -> pd.DataFrame:
        """Return one row a certification and rung, refused ones included.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high, p_adjusted, certification,
            step, n, n_with, employers, estimate_before, robustness_value, robustness_value_alpha, refused``. ``n_with``
            counts postings that ask for it, ``employers`` the employers that have them (on a rung within employers:
            that have both kinds). ``estimate_before`` is the rung before, on the rows of this one: the difference to
            ``estimate`` is due to the new terms, the difference to the row above also to other rows. ``refused`` says
            why there is no estimate.
        """
        return self.rungs.copy()

    def effects(self) -> pd.DataFrame:
        """Return the rungs in percent of pay.

        Returns
        -------
        DataFrame
            The columns of `tidy`; estimate, error, interval and ``estimate_before`` in percent.

        Raises
        ------
        UsageError
            If the outcome was not in logs.
        """
        return self._percent(self.rungs)

    def by_experience(self) -> pd.DataFrame:
        """Return the premium within each band of experience, on the last rung without employers.

        Returns
        -------
        DataFrame
            The columns of `tidy` and ``band``; refused where postings with and without do not overlap, with the reason.
        """
        return self.bands.copy()

    def effects_by_experience(self) -> pd.DataFrame:
        """Return the premium within each band of experience in percent of pay.

        Returns
        -------
        DataFrame
            The columns of `by_experience`, in percent.

        Raises
        ------
        UsageError
            If the outcome was not in logs.
        """
        return self._percent(self.bands)

    def glance(self) -> pd.DataFrame:
        """Return one row about the ladder as a whole.

        Returns
        -------
        DataFrame
            One row; among its columns ``n, n_dropped, why_dropped, covariance, correction, outcome, notes``.
        """
        return pd.DataFrame(
            [
                {
                    "method": "premium ladder",
                    "outcome": self.outcome,
                    "formula": " -> ".join(self.steps),
                    "certifications": ", ".join(self.certifications),
                    "n": self.n,
                    "n_dropped": sum(d.rows for d in self.dropped),
                    "why_dropped": describe_dropped(self.dropped),
                    "covariance": self.covariance,
                    "correction": self.correction,
                    "refused": int((self.rungs["refused"] != "").sum()),
                    "notes": "; ".join(self.notes),
                }
            ]
        )

    def _percent(self, table: pd.DataFrame) -> pd.DataFrame:
        """Turn a table of logs into percent."""
        if not self.log_outcome:
            raise UsageError(f"effects() in percent need a log outcome and this ladder has {self.outcome!r} as it is")
        out = percent_effects(table)
        before = table[["estimate_before"]].rename(columns={"estimate_before": "estimate"})
        filled = before.assign(conf_low=before["estimate"], conf_high=before["estimate"], std_error=0.0)
        out["estimate_before"] = percent_effects(filled)["estimate"]
        return out

    def __repr__(self) -> str:
        table = self.effects() if self.log_outcome else self.rungs
        shown = table[["certification", "step", "estimate", "conf_low", "conf_high", "n", "n_with", "refused"]]
        return f"PremiumLadder of {', '.join(self.certifications)}, n = {self.n:,}\n{shown.to_string(index=False)}"

    def _repr_html_(self) -> str:
        table = self.effects() if self.log_outcome else self.rungs
        facts = self.glance().iloc[0]
        unit = f"percent of {self.outcome}" if self.log_outcome else f"units of {self.outcome}"
        shown = [
            "certification", "step", "estimate", "conf_low", "conf_high", "p_adjusted", "n", "n_with", "employers",
            "robustness_value", "refused",
        ]  # fmt: skip
        lines = [
            f"associations in {unit}, 95 % intervals; standard errors {self.covariance}; p-values {self.correction}",
            f"n = {self.n:,}; {facts['n_dropped']:,} rows left out"
            + (f": {facts['why_dropped']}" if facts["why_dropped"] else ""),
        ]
        return html_card("Premium ladder: " + ", ".join(self.certifications), [*lines, *self.notes], table[shown])
