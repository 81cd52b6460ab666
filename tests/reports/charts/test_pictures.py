"""A figure drawn once as SVG and in dots: both are what matplotlib draws one after the other."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.bar_chart import bar_chart
from tpm_insights.reports.charts.grid_chart import grid_chart
from tpm_insights.reports.charts.line_chart import Box, line_chart
from tpm_insights.reports.charts.pictures import pictures_of
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.charts.style import WIDE

RANGES = pd.DataFrame(
    {
        "panel": ["Mid", "Mid", "Senior"],
        "label": ["Posted range", "Filed wage", "Posted range"],
        "series": ["a", "b", "a"],
        "n": [120, 4, 900],
        "estimate": [104_000.0, 120_000.0, 150_000.0],
        "conf_low": [100_000.0, 90_000.0, None],
        "conf_high": [109_000.0, 150_000.0, None],
        "p25": [90_000.0, None, 130_000.0],
        "p75": [120_000.0, None, 180_000.0],
        "reference_low": 95_000.0,
        "reference_high": 140_000.0,
    }
)
CURVE = pd.DataFrame({"x": [0.0, 5.0], "estimate": [80e3, 100e3], "conf_low": [75e3, 95e3], "conf_high": [85e3, 105e3]})
BARS = pd.DataFrame({"panel": "Of all", "label": ["budget", "risk"], "value": [0.4, 0.75]})
GRID = pd.DataFrame(
    {"panel": "Skills", "label": ["budget", "budget", "risk", "risk"], "column": ["Mid", "Senior"] * 2, "n": 40}
).assign(value=[0.2, 0.9, 0.5, None])


def figures() -> dict[str, Figure]:
    """Return a figure of each kind."""
    drawn = {
        "ranges": range_chart(RANGES, WIDE, Words("money"), axis="a year", reference="what is claimed"),
        "curve": line_chart(
            CURVE, CURVE.assign(n=[10, 20]), WIDE, Words("money"), axis="years",
            boxes=[Box(0, 3, 75e3, 95e3, "entry")], boxes_are="claims",
        ),
        "bars": bar_chart(BARS, WIDE, Words("share"), axis="share of postings"),
        "grid": grid_chart(GRID, WIDE, caption="Share of postings"),
    }  # fmt: skip
    return {name: figure for name, figure in drawn.items() if figure is not None}


@pytest.mark.parametrize("name", ["ranges", "curve", "bars", "grid"])
def test_dots_are_those_that_matplotlib_draws(name: str) -> None:
    figure = figures()[name]
    _, png = pictures_of(figure, 200)
    ours = Image.open(io.BytesIO(png))
    figure.set_layout_engine("none")  # everything stays where it is
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=200)
    theirs = Image.open(stream).convert("RGB")
    assert ours.size == theirs.size
    assert ours.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    # letters are placed to a fraction of a dot here and to whole dots there; the rest is the same
    small = [np.asarray(image.resize((ours.width // 8, ours.height // 8)), dtype="float64") for image in (ours, theirs)]
    difference = np.abs(small[0] - small[1])
    assert difference.mean() < 1.0
    assert np.percentile(difference, 99) < 40
    assert np.asarray(ours).std() > 10, "it is not blank"


@pytest.mark.parametrize("name", ["ranges", "curve", "bars", "grid"])
def test_the_svg_is_the_same_with_and_without_dots(name: str) -> None:
    assert pictures_of(figures()[name])[0] == pictures_of(figures()[name], 100)[0]
    assert pictures_of(figures()[name])[1] == b""


@pytest.mark.parametrize("name", ["ranges", "curve", "bars", "grid"])
def test_every_letter_refers_to_an_outline_in_the_file(name: str) -> None:
    svg = pictures_of(figures()[name])[0]
    root = ET.fromstring(svg)
    known = {element.get("id") for element in root.iter() if element.get("id")}
    used = re.findall(r'xlink:href="#([^"]+)"', svg)
    assert len(used) > 20
    assert set(used) <= known
    assert not root.findall(".//{http://www.w3.org/2000/svg}text"), "letters are shapes, so that no font is needed"


def test_turned_and_see_through_letters() -> None:
    figure = Figure(figsize=(2, 2), layout="constrained")
    axes = figure.subplots()
    axes.set_ylabel("upright no more")
    axes.text(0.5, 0.5, "<pale> & -- thin", alpha=0.5, clip_on=True)
    svg, png = pictures_of(figure, 100)
    assert "rotate(-90)" in svg
    assert "opacity: 0.5" in svg
    assert svg.count("clip-path=") >= 1
    ET.fromstring(svg)
    assert Image.open(io.BytesIO(png)).size == (200, 200)


def test_formulas_are_drawn_too() -> None:
    figure = Figure(figsize=(2, 2))
    figure.text(0.1, 0.5, "$x^2$ or more")
    svg, png = pictures_of(figure, 100)
    assert svg.count("<use") >= 7
    assert np.asarray(Image.open(io.BytesIO(png)).convert("L")).min() < 128


def test_images_are_refused() -> None:
    figure = Figure(figsize=(2, 2))
    figure.subplots().imshow([[0, 1], [1, 0]])
    with pytest.raises(NotImplementedError, match="no images"):
        pictures_of(figure, 100)
