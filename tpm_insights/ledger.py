"""An account of rows: how many came in, how many went out, and why the others did not.

A ledger balances when ``rows_in == rows_out + rows dropped + rows set aside + rows merged``.
Repairs and notes are counted too, but do not change the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from tpm_insights.errors import DataError
from tpm_insights.personal_data import mask_personal_data

if TYPE_CHECKING:
    import pandas as pd

Action = Literal["dropped", "set_aside", "merged", "repaired", "noted"]
REMOVING: frozenset[str] = frozenset({"dropped", "set_aside", "merged"})
COLUMNS = ("table", "source", "step", "action", "reason", "rows", "examples")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ledger.

    Attributes
    ----------
    source : str
        Where the rows came from.
    step : str
        The function or rule that acted.
    action : {"dropped", "set_aside", "merged", "repaired", "noted"}
        What was done. The first three take rows out; the last two leave them in.
    reason : str
        Why, in words a reader of a report understands.
    rows : int
        How many rows.
    examples : tuple of str
        Up to three offending values.
    """

    source: str
    step: str
    action: Action
    reason: str
    rows: int
    examples: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.action not in get_args(Action):
            raise DataError(f"ledger: unknown action {self.action!r}; use one of {', '.join(get_args(Action))}")
        if self.rows < 0:
            raise DataError(f"ledger: {self.step} recorded {self.rows} rows; a count cannot be negative")


@dataclass(slots=True)
class Ledger:
    """The account of one table while it is read, cleaned and extracted.

    Parameters
    ----------
    table : str
        Name of the table the rows end up in.
    rows_in : int
        Rows that came in.
    rows_out : int, optional
        Rows that are left; kept up to date by `take`.
    entries : list of Entry
        Every line so far, in order.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"pay": [50_000, -1, 70_000]})
    >>> ledger = Ledger.open("salaries", frame)
    >>> frame = ledger.take(frame, frame["pay"] < 0, source="demo", step="clean", reason="negative pay",
    ...                     examples=frame["pay"])
    >>> len(frame), ledger.rows_in, ledger.rows_out
    (2, 3, 2)
    >>> ledger.check()
    >>> ledger.to_frame()[["action", "reason", "rows", "examples"]].to_dict("records")
    [{'action': 'dropped', 'reason': 'negative pay', 'rows': 1, 'examples': '-1'}]
    """

    table: str
    rows_in: int = 0
    rows_out: int = 0
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def open(cls, table: str, frame: pd.DataFrame) -> Ledger:
        """Start an account with every row of a frame still in.

        Parameters
        ----------
        table : str
            Name of the table.
        frame : DataFrame
            The rows that came in.

        Returns
        -------
        Ledger
            With ``rows_in == rows_out == len(frame)``.
        """
        return cls(table, len(frame), len(frame))

    def record(
        self, *, source: str, step: str, action: Action, reason: str, rows: int, examples: Iterable[object] = ()
    ) -> None:
        """Write one line; nothing is written for zero rows.

        Parameters
        ----------
        source, step, reason : str
            See `Entry`.
        action : {"dropped", "set_aside", "merged", "repaired", "noted"}
            What was done.
        rows : int
            How many rows.
        examples : iterable of object
            Values to show; the first three distinct ones are kept, 60 characters each, without e-mail addresses and
            telephone numbers.
        """
        if rows == 0:
            return
        kept: list[str] = []
        for value in examples:
            text = mask_personal_data(" ".join(str(value).split()))
            text = text if len(text) <= 60 else text[:57] + "..."
            if text not in kept:
                kept.append(text)
            if len(kept) == 3:
                break
        self.entries.append(Entry(source, step, action, reason, rows, tuple(kept)))
        if action in REMOVING:
            self.rows_out -= rows

    def take(
        self,
        frame: pd.DataFrame,
        mask: pd.Series,
        *,
        source: str,
        step: str,
        reason: str,
        action: Action = "dropped",
        examples: pd.Series | None = None,
    ) -> pd.DataFrame:
        """Take the rows under a mask out of a frame and write down why.

        Parameters
        ----------
        frame : DataFrame
            The rows so far.
        mask : Series of bool
            True for the rows to take out, aligned with `frame`; missing counts as False.
        source, step, reason : str
            See `Entry`.
        action : {"dropped", "set_aside", "merged"}
            What is done with them.
        examples : Series, optional
            Values to show, aligned with `frame`.

        Returns
        -------
        DataFrame
            The rows that stay, index kept.

        Raises
        ------
        DataError
            If `action` does not take rows out.
        """
        if action not in REMOVING:
            raise DataError(f"ledger: {action!r} does not take rows out; use record()")
        out = mask.fillna(False).to_numpy(dtype=bool)
        shown = examples[out].dropna().head(50) if examples is not None else ()
        self.record(source=source, step=step, action=action, reason=reason, rows=int(out.sum()), examples=shown)
        return frame.loc[~out]

    def merge(self, other: Ledger) -> None:
        """Add the rows and lines of another account to this one.

        Parameters
        ----------
        other : Ledger
            An account of other rows of the same table.
        """
        self.rows_in += other.rows_in
        self.rows_out += other.rows_out
        self.entries.extend(other.entries)

    @property
    def rows_removed(self) -> int:
        """Rows that were dropped, set aside or merged."""
        return sum(entry.rows for entry in self.entries if entry.action in REMOVING)

    def check(self, rows_out: int | None = None) -> None:
        """Make sure that the account balances.

        Parameters
        ----------
        rows_out : int, optional
            Rows really left, when the caller has counted them.

        Raises
        ------
        DataError
            If rows are unaccounted for.
        """
        out = self.rows_out if rows_out is None else rows_out
        lost = self.rows_in - self.rows_removed - out
        if lost or out != self.rows_out:
            raise DataError(
                f"ledger of {self.table}: {self.rows_in} rows in, {out} out, {self.rows_removed} accounted for, "
                f"{lost} unexplained; every step that takes rows out must go through the ledger"
            )

    def totals(self) -> list[tuple[str, str, int, str]]:
        """Add up the lines over sources and steps.

        Returns
        -------
        list of (str, str, int, str)
            Action, reason, rows and the examples of the first line, in the order of the account.

        Examples
        --------
        >>> ledger = Ledger("t", 5, 5)
        >>> for source in ("a", "b"):
        ...     ledger.record(source=source, step="s", action="noted", reason="odd", rows=2, examples=[source])
        >>> ledger.totals()
        [('noted', 'odd', 4, 'a')]
        """
        rows: dict[tuple[str, str], int] = {}
        shown: dict[tuple[str, str], str] = {}
        for entry in self.entries:
            key = (entry.action, entry.reason)
            rows[key] = rows.get(key, 0) + entry.rows
            shown.setdefault(key, " | ".join(entry.examples))
        return [(*key, count, shown[key]) for key, count in rows.items()]

    def to_frame(self) -> pd.DataFrame:
        """Return the lines as a table.

        Returns
        -------
        DataFrame
            Columns ``table, source, step, action, reason, rows, examples``; one row a line, same lines added up.
        """
        import pandas as pd

        if not self.entries:
            return pd.DataFrame({name: pd.Series(dtype="int64" if name == "rows" else "str") for name in COLUMNS})
        lines = pd.DataFrame(
            [(self.table, e.source, e.step, e.action, e.reason, e.rows, " | ".join(e.examples)) for e in self.entries],
            columns=list(COLUMNS),
        )
        keys = ["table", "source", "step", "action", "reason"]
        return lines.groupby(keys, sort=False, as_index=False).agg({"rows": "sum", "examples": "first"})
