"""Ask which postings state pay, and whether a premium could come from that choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.cell_table import CellTable
from tpm_insights.models.cells import days_of
from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import read_formula
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.pay_laws import law_in_force
from tpm_insights.models.results import Dropped, describe_dropped
from tpm_insights.models.selection import SELECTION_COLUMNS, reweighted_and_bounded
from tpm_insights.models.shares import fit_shares
from tpm_insights.models.tidy import percent_effects

STATED = "pay_stated"
LAW_WORDS = {0.0: "no law in force", 1.0: "law in force"}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Disclosure:
    """Which postings state pay. Holds tables, no records.

    Attributes
    ----------
    shares : DataFrame
        See `tidy`.
    selection : DataFrame
        See `premium`.
    log_outcome : bool
        True if the premium is in logs.
    n, n_stated : int
        Postings, and those that state pay.
    dropped : tuple of Dropped
        Postings not used, and why.
    formula : str
        Of the premium; empty if none was asked for.
    notes : tuple of str
        What a reader has to know beside the numbers.
    """

    shares: pd.DataFrame
    selection: pd.DataFrame
    log_outcome: bool
    n: int
    n_stated: int
    dropped: tuple[Dropped, ...]
    formula: str
    notes: tuple[str, ...] = ()

    def tidy(self) -> pd.DataFrame:
        """Return the share of postings that state pay, in every cell.

        Returns
        -------
        DataFrame
            The columns of a cell table (see `CellTable.tidy`) and ``dimension``: ``all``, ``law``, ``region``,
            ``month``, and ``employer`` (share of employers that state pay always, sometimes, never).
        """
        return self.shares.copy()

    def premium(self) -> pd.DataFrame:
        """Return the premium re-estimated for all postings, stated pay or not.

        Returns
        -------
        DataFrame
            One row an approach: columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high, approach,
            n, assumption``. Approaches: ``stated pay only``; ``reweighted`` by the inverse of the chance to state pay;
            ``worst case low`` and ``worst case high``, if postings without pay lay anywhere within the range named.
            Empty if no formula was given.
        """
        return self.selection.copy()

    def effects(self) -> pd.DataFrame:
        """Return the rows of `premium` in percent of pay.

        Returns
        -------
        DataFrame
            The columns of `premium`.

        Raises
        ------
        UsageError
            If there is no premium in logs.
        """
        if not self.log_outcome:
            raise UsageError("effects() in percent need a formula with a log outcome, for example 'log(pay) ~ pmp'")
        return percent_effects(self.selection)

    def glance(self) -> pd.DataFrame:
        """Return one row about the postings as a whole.

        Returns
        -------
        DataFrame
            One row; among its columns ``n, n_stated, share_stated, n_dropped, why_dropped, formula, notes``.
        """
        return pd.DataFrame(
            [
                {
                    "method": "pay disclosure",
                    "n": self.n,
                    "n_stated": self.n_stated,
                    "share_stated": self.n_stated / self.n,
                    "n_dropped": sum(d.rows for d in self.dropped),
                    "why_dropped": describe_dropped(self.dropped),
                    "formula": self.formula,
                    "notes": "; ".join(self.notes),
                }
            ]
        )

    def __repr__(self) -> str:
        shown = self.shares[["dimension", "band", "estimate", "conf_low", "conf_high", "n", "refused"]]
        return f"Disclosure: {self.n_stated:,} of {self.n:,} postings state pay\n{shown.to_string(index=False)}"

    def _repr_html_(self) -> str:
        shown = self.shares[["dimension", "band", "estimate", "conf_low", "conf_high", "n", "employers", "refused"]]
        title = f"Pay disclosure: {self.n_stated:,} of {self.n:,} postings state pay"
        card = html_card(title, ["shares with 95 % intervals", *self.notes], shown, rows=80)
        if self.selection.empty:
            return card
        table = self.effects() if self.log_outcome else self.selection
        unit = "percent of pay" if self.log_outcome else "units of the outcome"
        return card + html_card(
            f"The premium if every posting stated pay: {self.formula}",
            [f"associations in {unit}"],
            table[["approach", "estimate", "conf_low", "conf_high", "n", "assumption"]],
        )


def disclosure(
    frame: pd.DataFrame,
    *,
    formula: str | None = None,
    term: str | None = None,
    selection: Sequence[str] = ("law_in_force", "region", "role_family", "seniority", "work_mode"),
    pay_range: tuple[float, float] | None = None,
    outcome: str = "pay",
    region: str = "region",
    date: str = "posted_on",
    employer: str | None = "employer_id",
    laws: pd.DataFrame | None = None,
    rule: DisclosureRule | None = None,
) -> Disclosure:
    """Count which postings state pay, and re-estimate a premium for all of them.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a posting, pay missing where none is stated. A facts table is taken through `pay_frame`
        first, postings without pay included.
    formula : str, optional
        A pay model, as in `fit_pay_model`, without absorbed effects, to re-estimate.
    term : str, optional
        The term in question; needed with `formula`.
    selection : sequence of str
        Columns that may decide whether pay is stated, besides those of the formula; those that are absent or the same
        in every row are left out.
    pay_range : (float, float), optional
        Where the pay of the other postings may lie, for the bounds; by default between the 5 % and 95 % percentiles of
        stated pay.
    outcome : str, default "pay"
        Column of pay.
    region, date : str
        Columns with the state's postal code and the day.
    employer : str or None, default "employer_id"
        Column by which postings cluster.
    laws : DataFrame, optional
        Laws by place; by default `pay_laws`.
    rule : DisclosureRule, optional
        Smallest cells published.

    Returns
    -------
    Disclosure
        Shares by law, region, month and employer; the premium on stated pay, reweighted, and bounded.

    Raises
    ------
    UsageError
        If a column named here does not exist, or a formula comes without a term.
    ModelError
        If the model cannot be estimated, or every posting or none states pay.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> region = rng.choice(["CO", "TX"], 600)
    >>> stated = rng.random(600) < np.where(region == "CO", 0.9, 0.3)
    >>> frame = pd.DataFrame({"pay": np.where(stated, rng.lognormal(11.5, 0.2, 600), np.nan), "region": region,
    ...                       "posted_on": pd.Timestamp("2024-05-01"), "employer_id": rng.integers(0, 60, 600)})
    >>> table = disclosure(frame).tidy()
    >>> table[table["dimension"] == "law"][["band", "estimate"]].round(2).values.tolist()
    [['law in force', 0.93], ['no law in force', 0.3]]
    """
    frame, set_aside = for_model(frame, [outcome], pay_needed="none")
    usual = {region: "region", date: "posted_on", employer: "employer_id"}
    require_columns(frame, [outcome, *(name for name, word in usual.items() if name not in (None, word))])
    if (formula is None) != (term is None):
        raise UsageError(
            "disclosure() needs formula and term together, for example formula='log(pay) ~ pmp', term='pmp'"
        )
    if not len(frame):
        raise ModelError("disclosure(): the frame has no rows" + (" left" if set_aside else ""))
    known = [name for name in (outcome, "pay_low", "pay_high") if name in frame.columns]
    stated = frame[known].notna().any(axis=1).astype(float)
    frame = frame.assign(**{STATED: stated})
    notes: list[str] = []
    if region in frame.columns and date in frame.columns:
        frame = frame.assign(law_in_force=law_in_force(frame, region=region, date=date, laws=laws))
    else:
        notes.append(f"no columns {region!r} and {date!r}: laws, regions and months are not looked at")
    tables = _shares(frame, region, date, employer, rule)
    found = pd.DataFrame(columns=list(SELECTION_COLUMNS))
    if formula is not None and term is not None:
        found, more = reweighted_and_bounded(frame, formula, term, selection, pay_range, employer, STATED)
        notes += more
    return Disclosure(
        shares=tables,
        selection=found,
        log_outcome=formula is not None and read_formula(formula).log_outcome,
        n=len(frame),
        n_stated=int(stated.sum()),
        dropped=set_aside,
        formula=formula or "",
        notes=tuple(notes),
    )


def _shares(
    frame: pd.DataFrame, region: str, date: str, employer: str | None, rule: DisclosureRule | None
) -> pd.DataFrame:
    """Return the share that states pay in every dimension the frame has."""
    options = {"rule": rule, "employer": employer, "date": date}
    parts: list[tuple[str, CellTable]] = [("all", fit_shares(frame, STATED, **options))]  # type: ignore[arg-type]
    if "law_in_force" in frame.columns:
        months = days_of(frame[date]).dt.strftime("%Y-%m")
        made = frame.assign(law=frame["law_in_force"].map(LAW_WORDS), month=months)
        for name, column in (("law", "law"), ("region", region), ("month", "month")):
            if made[column].notna().any():
                parts.append((name, fit_shares(made, STATED, by=column, **options)))  # type: ignore[arg-type]
    tables = [table.tidy().assign(dimension=name) for name, table in parts]
    if employer is not None and employer in frame.columns and frame[employer].notna().any():
        tables.append(_by_employer(frame, employer))
    return pd.concat(tables, ignore_index=True)


def _by_employer(frame: pd.DataFrame, employer: str) -> pd.DataFrame:
    """Return the share of employers that state pay always, sometimes, never; no employer by itself is shown."""
    shares = frame.groupby(employer, observed=True)[STATED].mean()
    habits = pd.DataFrame({"always": shares == 1, "sometimes": (shares > 0) & (shares < 1), "never": shares == 0})
    table = fit_shares(habits.astype(int), list(habits.columns), employer=None, date=None).tidy()
    return table.assign(dimension="employer", band=table["outcome"], term=table["outcome"].radd("employers: "))
