"""Lines of text are measured and shaped as matplotlib does, whatever was asked for before."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from tpm_insights.reports.charts.letters import Letters
from tpm_insights.reports.charts.pictures import SvgRenderer

LINES = ["Senior, 8+ years", "n = 1,066,670", "− 3.5%", "× 1/4", "AVATAR To Wa", "lp", " ", ""]


@pytest.mark.parametrize("line", LINES)
def test_lines_are_as_large_as_matplotlib_says(line: str) -> None:
    letters, plain = Letters(), TextToPath()
    for size in (8.8, 9.5, 8.8, 20):
        for weight in ("normal", "bold", "normal"):
            font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
            expected = plain.get_text_width_height_descent(line, font, ismath=False)
            assert letters.get_text_width_height_descent(line, font, ismath=False) == pytest.approx(expected)


@pytest.mark.parametrize("line", [line for line in LINES if line.strip()])
def test_lines_have_the_shape_that_matplotlib_gives_them(line: str) -> None:
    letters = Letters()
    for weight in ("bold", "normal", "bold"):
        font = FontProperties(family="DejaVu Sans", size=9, weight=weight)
        vertices, codes = TextToPath().get_text_path(font, line)
        whole = letters.line(line, font).whole
        assert np.allclose(whole.vertices, np.array(vertices))
        assert list(whole.codes) == list(codes)
        assert letters.line(line, font).uses.count("<use") == len(line)


@pytest.mark.parametrize("words", ["one line", "two\nlines", "three\n\nlines"])
@pytest.mark.parametrize("linespacing", [1.2, 2.0])
def test_lines_are_as_far_apart_as_matplotlib_puts_them(words: str, linespacing: float) -> None:
    class Plain(SvgRenderer):
        _get_font_height_metrics = staticmethod(lambda _: (None, None, None))

    boxes = []
    for kind in (SvgRenderer, Plain):
        figure = Figure(figsize=(3, 3), dpi=72)
        text = figure.text(0.5, 0.5, words, size=9, linespacing=linespacing)
        boxes.append(text.get_window_extent(kind(216, 216, io.StringIO())).bounds)
    assert boxes[0] == pytest.approx(boxes[1])


def test_nothing_to_write_has_no_shape() -> None:
    line = Letters().line(" ", FontProperties(family="DejaVu Sans"))
    assert line.uses == ""
    assert len(line.whole.vertices) == 0


def test_a_font_that_changes_afterwards_changes_nothing() -> None:
    letters, font = Letters(), FontProperties(family="DejaVu Sans", size=10)
    before = letters.get_text_width_height_descent("mid", font, ismath=False)
    font.set_weight("bold")
    assert letters.get_text_width_height_descent("mid", font, ismath=False)[0] > before[0]
    font.set_weight("normal")
    assert letters.get_text_width_height_descent("mid", font, ismath=False) == before


def test_formulas_are_measured_as_formulas() -> None:
    letters, font = Letters(), FontProperties(family="DejaVu Sans", size=10)
    expected = TextToPath().get_text_width_height_descent("$x^2$", font, ismath=True)
    assert letters.get_text_width_height_descent("$x^2$", font, ismath=True) == pytest.approx(expected)
