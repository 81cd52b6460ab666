"""Pages: one renderer for all of them, nothing of one page in the next, the same as nbconvert makes by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters.html import HTMLExporter
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tpm_insights.reports import render
from tpm_insights.reports.render import page_of


def notebook(name: str) -> NotebookNode:
    """Return an executed notebook."""
    shown = new_output("display_data", {"text/html": f"<p class=tpm>Of {name} &amp; more<br></p>", "text/plain": "no"})
    printed = new_output("stream", name="stderr", text="a warning")
    return new_notebook(
        cells=[
            new_markdown_cell(f"# The {name} report\n\nWords *of* {name}."),
            new_code_cell("secret_code = 1", outputs=[shown, printed]),
            new_markdown_cell("For those who work on it", metadata={"tags": [render.NOTEBOOK_ONLY]}),
        ]
    )


def test_pages_made_at_the_same_time_do_not_mix() -> None:
    names = [f"n{place}" for place in range(12)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: page_of(notebook(name), answer=f"so {name}", colophon=f"by {name}"), names))
    for name, page in zip(names, made, strict=True):
        assert f"<title>The {name} report</title>" in page
        assert page.count(f"Of {name} &amp; more") == page.count(f"by {name} <span") == 1
        assert not any(f"The {other} report" in page for other in names if other != name)
        assert "secret_code" not in page
        assert "a warning" not in page
        assert "For those who work on it" not in page


def test_a_page_holds_what_nbconvert_would_put_there(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = page_of(notebook("one"), answer="a", colophon="c")
    exporter = render._exporter()
    monkeypatch.setattr(type(exporter), "from_notebook_node", HTMLExporter.from_notebook_node)
    theirs = page_of(notebook("one"), answer="a", colophon="c")
    assert str(BeautifulSoup(ours, "html.parser")) == theirs  # nbconvert's own order of attributes
