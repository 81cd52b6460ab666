"""What a notebook calls to write a report: an answer, key figures, tables and figures, each shown and kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.project import ProjectPaths
from tpm_insights.reports import blocks
from tpm_insights.reports.charts.images import write_images
from tpm_insights.reports.charts.style import Size
from tpm_insights.reports.exports.files import write_exports
from tpm_insights.reports.parameter_values import ParameterValue, parameter_words
from tpm_insights.reports.record import Record
from tpm_insights.reports.run_mark import MARKER
from tpm_insights.reports.tables import table_html
from tpm_insights.reports.words import prose

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from tpm_insights.processed import Tables


class Report:
    """A report while a notebook writes it.

    Parameters
    ----------
    name : str
        Name of the report.
    parameters : dict of str
        Checked values, by name.
    folder : Path
        Where tables and figures go.
    project : ProjectPaths
        Where the data are.
    run : str
        Mark of the run; empty when a notebook is worked on by hand.
    title : str
        Heading of the notebook, for the exports.
    """

    def __init__(
        self,
        name: str,
        parameters: dict[str, ParameterValue],
        folder: Path,
        *,
        project: ProjectPaths,
        run: str = "",
        title: str = "",
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.folder = folder
        self.project = project
        title = title or prose.sentence(name.replace("_", " ")).rstrip(".")
        self._record = Record(name=name, title=title, parameters=parameters, folder=folder, run=run)

    def open(self) -> None:
        """Make the folders and show the line under the title; by hand, also the styles that a page has."""
        for part in ("tables", "figures"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        (self.folder / MARKER).unlink(missing_ok=True)
        if not self._record.run:
            _show(f"<style>{files('tpm_insights.reports').joinpath('template/blocks.css').read_text('utf-8')}</style>")
        _show(blocks.byline([prose.day(dt.datetime.now(dt.UTC).date()), *parameter_words(self.parameters)]))

    def load_tables(self) -> Tables:
        """Return the processed tables of the project, and note them as the inputs of this report.

        Returns
        -------
        Tables
            As `tpm_insights.load_tables`.
        """
        from tpm_insights.processed import load_tables

        tables = load_tables(self.project)
        self.note_inputs(tables.inputs)
        return tables

    def note_inputs(self, inputs: Sequence[tuple[str, str, int]]) -> None:
        """Write down what the report was made from.

        Parameters
        ----------
        inputs : sequence of (str, str, int)
            Name, SHA-256 and rows of each input.
        """
        self._record.inputs += [{"name": name, "sha256": digest, "rows": int(rows)} for name, digest, rows in inputs]

    def answer(self, text: str) -> None:
        """Show the answer of the report, in one paragraph.

        Parameters
        ----------
        text : str
            Plain words; its numbers come from `tpm_insights.reports.words.prose`.
        """
        self._record.answer = text
        _show(blocks.paragraph(text, kind="answer"))

    def key_figures(self, figures: Sequence[blocks.KeyFigure], basis: str = "") -> None:
        """Show the line of key figures.

        Parameters
        ----------
        figures : sequence of KeyFigure
            Three to five.
        basis : str
            What they rest on: kind of pay, dates, sources.
        """
        self._record.key_figures, self._record.basis = list(figures), basis
        _show(blocks.key_figures(figures))
        if basis:
            _show(blocks.paragraph(basis, kind="note"))

    def text(self, text: str) -> None:
        """Show a paragraph.

        Parameters
        ----------
        text : str
            Plain words; nothing is shown for none.
        """
        if text:
            _show(blocks.paragraph(text))

    def points(self, sentences: Sequence[str]) -> None:
        """Show sentences one below the other.

        Parameters
        ----------
        sentences : sequence of str
            Plain words; a single one is a paragraph, and nothing is shown for none.
        """
        if len(sentences) > 1:
            _show(blocks.bullet_list(sentences))
        else:
            self.text("".join(sentences))

    def table(
        self,
        frame: pd.DataFrame,
        *,
        name: str,
        title: str,
        note: str = "",
        group: str | None = None,
        most: int = 40,
        folded: bool = False,
    ) -> None:
        """Show a table, and keep it as CSV.

        Parameters
        ----------
        frame : DataFrame
            Numbers, not words; see `tpm_insights.reports.tables.readable`.
        name : str
            Name of its file: small letters, digits and underscores.
        title : str
            Heading.
        note : str
            Plain words beneath.
        group : str, optional
            Column whose values become headings within the table.
        most : int, default 40
            Rows shown; all of them are in the CSV, and the note says so.
        folded : bool, default False
            Show the title alone until a reader asks for the table.

        Raises
        ------
        UsageError
            If the name is taken or is no plain name.
        """
        self._record.keep(frame, name, title, note)
        self._record.items.append({"kind": "table", "name": name, "title": title, "rows": len(frame)})
        if frame.empty:
            _show(blocks.nothing_block(title, note or "No record answers to what was asked for."))
            return
        shown = table_html(frame.head(most), currency=self._record.currency, group=group)
        if len(frame) > most:
            note = f"{note} The first {most} of {len(frame):,} rows; the file has all.".strip()
        _show(blocks.table_block(shown, name=name, title=title, note=note, folded=folded))

    def figure(
        self,
        draw: Callable[[Size], Figure | None],
        *,
        name: str,
        title: str,
        alt: str,
        table: pd.DataFrame | None = None,
        group: str | None = None,
        note: str = "",
    ) -> None:
        """Show a figure with the numbers behind it, and keep it as PNG and SVG.

        Parameters
        ----------
        draw : callable
            Takes a `Size` and returns a figure; called for a wide page and for a phone. Where it returns None, the
            alternative text stands in its place.
        name : str
            Name of its files: small letters, digits and underscores.
        title : str
            Heading.
        alt : str
            What the figure says, in a sentence or two; it may not be empty.
        table : DataFrame, optional
            The numbers behind it, if they do not stand in a table of their own.
        group : str, optional
            Column of `table` whose values become headings within it.
        note : str
            Plain words beneath.

        Raises
        ------
        UsageError
            If there is no alternative text, or the name is taken or is no plain name.
        """
        if not alt.strip():
            raise UsageError(f"figure {name}: has no alternative text; say in a sentence what it shows")
        shown = "" if table is None else table_html(table, currency=self._record.currency, group=group)
        self._record.keep(table, name, title, alt)
        images = write_images(draw, self.folder / "figures", name)
        self._record.items.append({"kind": "figure", "name": name, "title": title, "alt": alt, "drawn": bool(images)})
        if not images:
            _show(blocks.nothing_block(title, alt))
            return
        _show(blocks.figure_block(images, name=name, title=title, alt=alt, table=shown, note=note))

    def method(self, items: Sequence[str]) -> None:
        """Show how the numbers were made and what they do not say.

        Parameters
        ----------
        items : sequence of str
            One sentence or two each.
        """
        self._record.methods += items
        _show(blocks.bullet_list(items))

    def finish(self) -> None:
        """End the report: show what it was made from, write the exports, and mark it as whole. Call it last.

        Raises
        ------
        ReportError
            If the report has no answer, or neither a table nor a figure.
        """
        self._record.check_whole()
        if self._record.inputs:
            _show(blocks.sources(self._record.inputs))
        write_exports(self._record.kept(), self.folder)
        _show(blocks.files(self.name))
        marker = json.dumps(self._record.marker(), indent=1, ensure_ascii=False)
        (self.folder / MARKER).write_text(marker, encoding="utf-8")


def _show(html: str) -> None:
    """Display HTML in the notebook."""
    from IPython.display import HTML, display

    display(HTML(html))  # type: ignore[no-untyped-call]
