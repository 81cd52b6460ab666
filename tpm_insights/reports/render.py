"""From an executed notebook to a page: no code, nothing from elsewhere, light and dark, wide and narrow."""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tpm_insights.reports.late_grammars import put_off_grammars

if TYPE_CHECKING:
    from nbconvert.exporters.html import HTMLExporter
    from nbformat import NotebookNode

NOTEBOOK_ONLY = "notebook-only"
"""Tag of cells that help those who work on a notebook and are left out of the page."""


_one_at_a_time = threading.Lock()


@cache
def page_styles() -> str:
    """Return the styles of a page, of its frame and of its blocks.

    Returns
    -------
    str
        CSS without any address.
    """
    folder = files("tpm_insights.reports").joinpath("template")
    return "".join(folder.joinpath(name).read_text("utf-8") for name in ("page.css", "blocks.css"))


def title_of(notebook: NotebookNode) -> str:
    """Return the title of a notebook: its first heading of the first level.

    Parameters
    ----------
    notebook : NotebookNode
        Any notebook.

    Returns
    -------
    str
        Empty where there is none.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> title_of(new_notebook(cells=[new_markdown_cell("# Pay by experience")]))
    'Pay by experience'
    """
    lines = (line for cell in notebook["cells"] if cell["cell_type"] == "markdown" for line in _lines(cell["source"]))
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def _lines(source: str | list[str]) -> list[str]:
    """Return the lines of a cell, however they are stored."""
    return (source if isinstance(source, str) else "".join(source)).splitlines()


def prepare_pages() -> None:
    """Load everything that pages are rendered with, so that the first page need not wait for it."""
    _ = _exporter().template


def page_of(notebook: NotebookNode, *, answer: str, colophon: str) -> str:
    """Render an executed notebook as a page.

    Parameters
    ----------
    notebook : NotebookNode
        With its outputs.
    answer : str
        Description of the page, for search and link previews.
    colophon : str
        Sentence at the foot: with what and when it was made.

    Returns
    -------
    str
        A complete HTML document.
    """
    page = {"title": title_of(notebook), "answer": answer, "colophon": colophon, "css": page_styles()}
    with _one_at_a_time:
        html, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    return str(html)


@cache
def _exporter() -> HTMLExporter:
    """Return what renders pages, its templates compiled once."""
    put_off_grammars()
    from nbconvert.exporters.html import HTMLExporter
    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbconvert.preprocessors import TagRemovePreprocessor

    class PageExporter(HTMLExporter):
        """Leaves a page as the template made it, where its parent reads it all again to look for code and images."""

        def from_notebook_node(  # type: ignore[override] # text, as its parent says of itself
            self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: object
        ) -> tuple[str, dict[str, Any]]:
            """Render a notebook; parameters as of its parent."""
            made: tuple[str, dict[str, Any]] = TemplateExporter.from_notebook_node(self, nb, resources, **more)
            return made

    exporter = PageExporter(  # type: ignore[no-untyped-call]
        template_name="template",
        extra_template_basedirs=[str(Path(__file__).parent)],
        exclude_anchor_links=True,
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        optimistic_validation=True,
    )
    remover = TagRemovePreprocessor(remove_cell_tags={NOTEBOOK_ONLY})  # type: ignore[no-untyped-call]
    exporter.register_preprocessor(remover, enabled=True)  # type: ignore[no-untyped-call]
    return exporter
