"""What a report has shown so far: remembered for its marker and its exports, its tables kept as CSV."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.reports.blocks import KeyFigure
from tpm_insights.reports.exports.kept import KeptReport, KeptTable
from tpm_insights.reports.parameter_values import ParameterValue, parameter_words

_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass(kw_only=True)
class Record:
    """What a report has shown so far.

    Attributes
    ----------
    name, title : str
        Name of its notebook, and its heading.
    parameters : dict of str
        Checked values, by name.
    folder : Path
        Holds a folder ``tables``.
    run : str
        Mark of the run; empty when a notebook is worked on by hand, where cells may be run again.
    answer : str
        The answer; empty so far.
    key_figures : sequence of KeyFigure
        The key figures.
    basis : str
        What they rest on.
    inputs : list of dict
        What it was made from: ``name, sha256, rows``.
    items : list of dict
        Tables and figures in the order shown: ``kind, name, title`` and what each kind adds.
    tables : list of KeptTable
        The numbers of each.
    methods : list of str
        How the numbers were made.
    """

    name: str
    title: str
    parameters: dict[str, ParameterValue]
    folder: Path
    run: str = ""
    answer: str = ""
    key_figures: Sequence[KeyFigure] = ()
    basis: str = ""
    inputs: list[dict[str, object]] = field(default_factory=list)
    items: list[dict[str, object]] = field(default_factory=list)
    tables: list[KeptTable] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """ISO 4217 code of every amount of money in the report."""
        return str(self.parameters.get("currency") or "USD")

    def keep(self, frame: pd.DataFrame | None, name: str, title: str, note: str) -> None:
        """Check a name, and keep the numbers under it.

        Parameters
        ----------
        frame : DataFrame or None
            The numbers; None for a figure whose table stands elsewhere.
        name : str
            Name of the files.
        title, note : str
            What stands above and beneath.

        Raises
        ------
        UsageError
            If the name is taken or is no plain name.
        """
        if not _PLAIN.fullmatch(name):
            raise UsageError(
                f"report {self.name}: {name!r} is no plain name; use small letters, digits and underscores"
            )
        if any(item["name"] == name for item in self.items) and self.run:
            raise UsageError(f"report {self.name}: the name {name!r} is taken; give each table and figure its own")
        if frame is not None:
            frame.to_csv(self.folder / "tables" / f"{name}.csv", index=False, lineterminator="\n")
            self.tables = [*(one for one in self.tables if one.name != name), KeptTable(name, title, frame, note)]

    def check_whole(self) -> None:
        """Make sure that the report says something.

        Raises
        ------
        ReportError
            If the report has no answer, or neither a table nor a figure.
        """
        if not self.answer or not self.items:
            lacks = "an answer" if not self.answer else "a table or a figure"
            raise ReportError(f"report {self.name}: finished without {lacks}; call the cells above first")

    def kept(self) -> KeptReport:
        """Return what the exports are written from.

        Returns
        -------
        KeptReport
            With the day of today.
        """
        return KeptReport(
            name=self.name,
            title=self.title,
            day=dt.datetime.now(dt.UTC).date(),
            asked=parameter_words(self.parameters),
            answer=self.answer,
            key_figures=self.key_figures,
            basis=self.basis,
            tables=self.tables,
            figures=[str(item["name"]) for item in self.items if item.get("drawn")],
            methods=self.methods,
            inputs=self.inputs,
            currency=self.currency,
        )

    def marker(self) -> dict[str, object]:
        """Return what the runner reads when the report is whole.

        Returns
        -------
        dict of str
            For JSON.
        """
        return {
            "report": self.name,
            "run": self.run,
            "answer": self.answer,
            "key_figures": [figure._asdict() for figure in self.key_figures],
            "parameters": self.parameters,
            "inputs": self.inputs,
            "items": self.items,
        }
