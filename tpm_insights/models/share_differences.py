"""By how much more often one group of records names a thing than another, in percentage points with intervals."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.notebook_card import html_card
from tpm_insights.models.shares import fit_shares
from tpm_insights.models.tidy import TIDY_COLUMNS
from tpm_insights.models.two_groups import two_groups


def newcombe_interval(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:  # fmt: skip
    """Return the interval of the difference of two shares.

    Parameters
    ----------
    first, second : tuple of float
        Share and both ends of its interval, between 0 and 1.

    Returns
    -------
    conf_low, conf_high : float
        Of the first minus the second.

    Notes
    -----
    Method 10 of Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions.
    Statistics in Medicine 17(8), 873-890: the ends of both intervals are put together, so that the difference never
    leaves -1 to 1.

    Examples
    --------
    >>> from tpm_insights.models.shares import wilson_interval
    >>> one, other = (56 / 70, *wilson_interval(56 / 70, 70)), (48 / 80, *wilson_interval(48 / 80, 80))
    >>> [round(end, 4) for end in newcombe_interval(one, other)]
    [0.0524, 0.3339]
    """
    (share, low, high), (other, other_low, other_high) = first, second
    difference = share - other
    below = math.hypot(share - low, other_high - other)
    above = math.hypot(high - share, other - other_low)
    return difference - below, difference + above


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class ShareDifferences:
    """Differences of shares between two groups. Holds the table, no records.

    Attributes
    ----------
    group : str
        Column of the groups.
    first, second : str
        The groups; differences are the first minus the second.
    table : DataFrame
        See `tidy`.
    """

    group: str
    first: str
    second: str
    table: pd.DataFrame

    def tidy(self) -> pd.DataFrame:
        """Return one row a column of the frame.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high``, then ``share_first,
            share_second, n_first, n_second, refused``. Statistic and p-value are missing: the interval is no test.
        """
        return self.table.copy()

    def glance(self) -> pd.DataFrame:
        """Return one row about the comparison as a whole.

        Returns
        -------
        DataFrame
            One row: columns ``method, group, first, second, n_first, n_second, refused``.
        """
        counts = self.table[["n_first", "n_second"]].max().astype("int64")
        facts = {"method": "differences of shares", "group": self.group, "first": self.first, "second": self.second}
        return pd.DataFrame([facts | counts.to_dict() | {"refused": int((self.table["refused"] != "").sum())}])

    def __repr__(self) -> str:
        shown = self.table.drop(columns=["std_error", "statistic", "p_value"])
        return f"ShareDifferences: {self.group}, {self.first} minus {self.second}\n{shown.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return html_card(
            f"Differences of shares: {self.group}, {self.first} minus {self.second}",
            ["shares between 0 and 1, 95 % intervals (Newcombe)"],
            self.table.drop(columns=["std_error", "statistic", "p_value"]),
        )


def fit_share_differences(
    frame: pd.DataFrame,
    columns: str | Sequence[str],
    group: str,
    *,
    compare: tuple[str, str],
    rule: DisclosureRule | None = None,
    employer: str | None = "employer_id",
) -> ShareDifferences:
    """Compare in what share of the records of two groups things hold.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record.
    columns : str or sequence of str
        Columns of 0 and 1, or false and true.
    group : str
        Column of the groups.
    compare : pair of str
        The two groups, first minus second.
    rule : DisclosureRule, optional
        How many records, of how many employers, each group needs.
    employer : str or None, default "employer_id"
        Column by which records cluster within a group.

    Returns
    -------
    ShareDifferences
        A row a column; those that may not be published are there without estimate, with the reason.

    Raises
    ------
    UsageError
        If a column does not exist, or `compare` does not name two groups.

    Notes
    -----
    Newcombe's interval from the Wilson intervals of `fit_shares`, which allow for clusters. An employer that has
    records in both groups makes the interval rather too wide.

    Examples
    --------
    >>> frame = pd.DataFrame({"pmp": [1, 1, 0, 0] * 10, "job": ["tpm", "tpm", "tpm", "dev"] * 10})
    >>> found = fit_share_differences(frame, "pmp", "job", compare=("tpm", "dev")).tidy()
    >>> found[["term", "estimate", "n_first", "n_second"]].round(2).values.tolist()
    [['pmp', 0.67, 30, 10]]
    """
    first_group, second_group = (str(label) for label in two_groups(compare, group))
    names = list(dict.fromkeys([columns] if isinstance(columns, str) else columns))
    require_columns(frame, [group, *names])
    used = frame[frame[group].isin(compare)].reset_index(drop=True)
    sides = []
    for label in compare:
        part = used[used[group] == label].reset_index(drop=True)
        if len(part):
            sides.append(fit_shares(part, names, rule=rule, employer=employer, date=None).tidy().set_index("outcome"))
        else:
            empty = {"estimate": math.nan, "conf_low": math.nan, "conf_high": math.nan, "n": 0, "refused": "no records"}
            sides.append(pd.DataFrame(empty, index=pd.Index(names)))
    first, second = (side.reindex(names).to_dict("index") for side in sides)
    rows = [_row(name, first[name], second[name], compare) for name in names]
    return ShareDifferences(group=group, first=first_group, second=second_group, table=pd.DataFrame(rows))


def _row(
    name: str, first: Mapping[Hashable, Any], second: Mapping[Hashable, Any], compare: tuple[str, str]
) -> dict[str, object]:
    """Return the row of one column."""
    sides = [(float(x["estimate"]), float(x["conf_low"]), float(x["conf_high"])) for x in (first, second)]
    low, high = newcombe_interval(sides[0], sides[1])
    why = [f"{label}: {x['refused']}" for label, x in zip(compare, (first, second), strict=True) if x["refused"]]
    found = dict.fromkeys(TIDY_COLUMNS, math.nan)
    return found | {
        "term": name,
        "estimate": sides[0][0] - sides[1][0],
        "conf_low": low,
        "conf_high": high,
        "share_first": sides[0][0],
        "share_second": sides[1][0],
        "n_first": int(first["n"]),
        "n_second": int(second["n"]),
        "refused": "; ".join(why),
    }
