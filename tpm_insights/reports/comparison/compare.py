"""Compare two published runs of a report: which numbers changed, by how much, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.reports.comparison.causes import find_causes, why_changed
from tpm_insights.reports.comparison.numbers import ADDED, COLUMNS, GONE, changed_numbers
from tpm_insights.reports.comparison.runs import Run, read_run

ANSWER_COLUMNS = ("label", "old", "new")
"""Columns of the key figures that differ."""


@dataclass(frozen=True, eq=False, repr=False)
class RunComparison:
    """What differs between two runs of a report.

    Attributes
    ----------
    old, new : Run
        The runs.
    causes : DataFrame
        In what they were made differently; see `tpm_insights.reports.comparison.causes.find_causes`.
    numbers : DataFrame
        One row a changed number; see `tidy`.
    key_figures : DataFrame
        Columns `ANSWER_COLUMNS`: key figures that read otherwise, in words.
    compared : int
        Numbers and verdicts that both runs have.
    """

    old: Run
    new: Run
    causes: pd.DataFrame
    numbers: pd.DataFrame
    key_figures: pd.DataFrame
    compared: int

    @property
    def why(self) -> str:
        """What the changes come from, as far as the manifests tell."""
        return why_changed(self.causes)

    @property
    def is_same(self) -> bool:
        """True if every number is the same, also behind the last digit shown."""
        return not len(self.numbers)

    def tidy(self) -> pd.DataFrame:
        """Return every change.

        Returns
        -------
        DataFrame
            One row a changed number or verdict: ``table, row, column``; ``event`` (changed, shown now, no longer
            shown; for whole rows and tables: added, gone); ``old, new`` as published; ``old_words, new_words`` as a
            reader sees them; ``change`` in words (shares and differences in points, counts in whole ones, all else in
            percent); ``n_old, n_new``, the records of the row; ``seen``, whether a reader sees the change; ``why``.
        """
        return self.numbers.assign(why=self.why)

    def glance(self) -> pd.DataFrame:
        """Return one row: the report, how many numbers were compared and changed, and why.

        Returns
        -------
        DataFrame
            ``report, compared, changed, seen, added, gone, why``.
        """
        events = self.numbers["event"]
        row = {
            "report": self.new.report,
            "compared": self.compared,
            "changed": int((~events.isin([ADDED, GONE])).sum()),
            "seen": int((self.numbers["seen"] & ~events.isin([ADDED, GONE])).sum()),
            "added": int((events == ADDED).sum()),
            "gone": int((events == GONE).sum()),
            "why": self.why,
        }
        return pd.DataFrame([row])

    def __repr__(self) -> str:
        row = self.glance().iloc[0]
        return (
            f"RunComparison of {row['report']}: {row['changed']:,} of {row['compared']:,} numbers changed ({self.why})"
        )

    def _repr_html_(self) -> str:
        """Return the changes a reader sees, for JupyterLab."""
        shown = self.tidy().loc[self.numbers["seen"], ["table", "row", "column", "old_words", "new_words", "change"]]
        return str(shown.to_html(index=False))


def compare_runs(old: Path | str, new: Path | str) -> RunComparison:
    """Compare two published runs of a report.

    Parameters
    ----------
    old, new : Path or str
        Folders of the runs, or the manifests in them.

    Returns
    -------
    RunComparison
        Which numbers changed, by how much, and what the runs were made of that differs.

    Raises
    ------
    UsageError
        If a folder holds no finished report, or the two hold different reports.
    DataError
        If tables are no longer those that were published.

    Notes
    -----
    A change is laid to what the manifests show to differ: parameters, files that are new or revised, code, packages. If
    several differ, the manifests cannot tell which of them moved a number; a run with one change at a time does.
    """
    before, after = read_run(Path(old)), read_run(Path(new))
    if before.report != after.report:
        raise UsageError(
            f"{before.folder} holds {before.report}, {after.folder} holds {after.report}; give two runs of one report"
        )
    rows: list[dict[str, object]] = []
    compared = 0
    for name in dict.fromkeys([*before.tables, *after.tables]):
        if name in before.tables and name in after.tables:
            found, n = changed_numbers(before.tables[name], after.tables[name], name, after.currency)
            rows, compared = rows + found, compared + n
        else:
            event = ADDED if name in after.tables else GONE
            rows.append(
                dict.fromkeys(COLUMNS, "") | {"table": name, "row": "the whole table", "event": event, "seen": True}
            )
    numbers = pd.DataFrame(rows, columns=list(COLUMNS))
    counts = {name: pd.to_numeric(numbers[name], errors="coerce") for name in ("n_old", "n_new")}
    numbers = numbers.assign(**counts, seen=numbers["seen"].astype(bool))
    return RunComparison(before, after, find_causes(before, after), numbers, _key_figures(before, after), compared)


def _key_figures(old: Run, new: Run) -> pd.DataFrame:
    """Return the key figures that read otherwise."""
    said = []
    for run in (old, new):
        figures = run.manifest.get("key_figures")
        figures = figures if isinstance(figures, list) else []
        notes = [f" ({one['note']})" if one.get("note") else "" for one in figures]
        said.append({str(one["label"]): f"{one['value']}{note}" for one, note in zip(figures, notes, strict=True)})
    rows = [
        (label, said[0].get(label, "none"), said[1].get(label, "none"))
        for label in dict.fromkeys([*said[0], *said[1]])
        if said[0].get(label) != said[1].get(label)
    ]
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS), dtype="str")
