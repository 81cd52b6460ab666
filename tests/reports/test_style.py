"""Colours and images: readable for all, light and dark, the same bytes for the same figure."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.reports.charts import style
from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.line_chart import Box, line_chart
from tpm_insights.reports.charts.pictures import pictures_of
from tpm_insights.reports.charts.range_chart import range_chart
from tpm_insights.reports.charts.style import (
    BAND,
    DARK,
    INK,
    MUTED,
    NARROW,
    PAPER,
    SERIES,
    SIZES,
    WIDE,
)

TEMPLATE = Path(style.__file__).parents[1] / "template"


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2.1."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_marks_and_letters_stand_out(*, dark: bool) -> None:
    seen = DARK if dark else {colour: colour for colour in DARK}
    for colour in (INK, MUTED):
        assert contrast(seen[colour], seen[PAPER]) >= 4.5
        assert contrast(seen[colour], seen[BAND]) >= 4.5
    for colour in SERIES:
        assert contrast(seen[colour], seen[PAPER]) >= 3
        assert contrast(seen[colour], seen[BAND]) >= 3


def test_letters_on_a_page_stand_out() -> None:
    css = (TEMPLATE / "blocks.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    for part in (light, dark[: dark.index("}")]):
        colours = dict(re.findall(r"--tpm-(\w+): (#[0-9a-f]{6})", part))
        for name in ("ink", "muted", "link", "warn"):
            assert contrast(colours[name], colours["paper"]) >= 4.5, name
            assert contrast(colours[name], colours["soft"]) >= 4.5, name


ROWS = pd.DataFrame(
    {
        "panel": ["Mid"] * 3,
        "label": ["Posted range", "Filed wage", "Survey"],
        "series": ["a", "b", "c"],
        "n": [120, 4, 900],
        "estimate": [104_000.0, None, 99_000.0],
        "conf_low": [100_000.0, None, None],
        "conf_high": [109_000.0, None, None],
        "p25": [90_000.0, None, 80_000.0],
        "p75": [120_000.0, None, 130_000.0],
        "reference_low": 95_000.0,
        "reference_high": 140_000.0,
        "dates": ["2024", "", "2025"],
    }
)


def words_in(figure: object) -> list[str]:
    """Return every text of a figure."""
    return [
        t.get_text() for axes in figure.axes for t in axes.findobj(lambda a: hasattr(a, "get_text")) if t.get_text()
    ]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_range_chart_labels_every_row(size: style.Size) -> None:
    figure = range_chart(ROWS, size, Words("money", "USD"), axis="a year", reference="what is claimed")
    said = " ".join(words_in(figure)).replace("\xa0", " ")
    for expected in ("$104,000", "$99,000", "not shown", "n = 120", "2024", "framed: what is claimed", "Mid"):
        assert expected in said


@pytest.mark.parametrize("ends", [(-3.6, 7.1), (0.0, 0.4), (-12.0, 2.0)])
@pytest.mark.parametrize("size", style.SIZES)
def test_ratios_have_ticks_equally_many_doublings_apart(size: style.Size, ends: tuple[float, float]) -> None:
    low, high = ends
    row = {"panel": "one", "label": "thing", "series": "odds", "estimate": high, "conf_low": low, "conf_high": high}
    figure = range_chart(pd.DataFrame([row | {"n": 10}]), size, Words("ratio"), axis="odds")
    assert figure is not None
    ticks = list(figure.axes[-1].get_xticks())
    assert 0 in ticks
    assert len(ticks) <= 7
    assert len({after - before for before, after in pairwise(ticks)}) <= 1
    assert all(Words("ratio").tick(tick) for tick in ticks)
    assert high - low < 2 or len(ticks) >= 3


def test_long_labels_stand_above_their_rows() -> None:
    two, three = (
        "Self-report, base pay: some publisher, some job",
        "Self-report, base pay: some publisher, another job of theirs, 5–7 years",
    )
    charts = (range_chart(ROWS.assign(label=label), WIDE, Words("money"), axis="") for label in ("Filed", two, three))
    assert [len(figure.axes[0].get_yticks()) for figure in charts] == [3, 3, 0]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_a_number_of_records_that_all_rows_share_stands_in_the_heading(size: style.Size) -> None:
    rows = ROWS.assign(n=120, dates=None)
    said = " ".join(words_in(range_chart(rows, size, Words("money"), axis=""))).replace("\xa0", " ")
    assert said.count("(n = 120)") == rows["panel"].nunique() == said.count("n = 120")


def test_a_series_looks_the_same_whatever_else_is_shown() -> None:
    words = Words("money", series=("a", "b", "c"))
    rows = ROWS.assign(series="b").reset_index(drop=True)
    alone = range_chart(rows, WIDE, words, axis="")
    among = range_chart(rows.assign(series=["a", *["b"] * (len(rows) - 1)]), WIDE, words, axis="")
    looks = [{(line.get_color(), line.get_marker()) for line in figure.axes[0].lines} for figure in (alone, among)]
    assert looks == [{(style.SERIES[1], "s")}, {(style.SERIES[0], "o"), (style.SERIES[1], "s")}]


def test_a_band_that_is_open_at_the_top_has_no_edge_within_the_picture() -> None:
    rows = ROWS.assign(reference_low=90_000.0, reference_high=float("inf"))
    axes = range_chart(rows, WIDE, Words("money"), axis="", reference="claimed").axes[0]
    band = next(patch for patch in axes.patches if patch.get_linestyle() not in ("-", "solid"))
    assert band.get_x() == 90_000.0
    assert band.get_x() + band.get_width() > axes.get_xlim()[1]


def test_a_chart_of_refusals_alone_is_none() -> None:
    assert range_chart(ROWS.assign(estimate=float("nan")), WIDE, Words("money"), axis="") is None


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_no_text_leaves_the_picture(size: style.Size) -> None:
    figure = range_chart(ROWS, size, Words("money", "USD"), axis="a year", reference="what is claimed")
    pictures_of(figure)
    box = figure.bbox
    for axes in figure.axes:
        for text in axes.texts:
            extent = text.get_window_extent()
            assert extent.x0 >= box.x0 - 1
            assert extent.x1 <= box.x1 + 1, text.get_text()


def test_labels_beside_rows_are_not_cut() -> None:
    wordy = ROWS.assign(label=["alike in years and education level", "plain difference", "and in employer"])
    figure = range_chart(wordy, WIDE, Words("difference"), axis="difference")
    pictures_of(figure)
    edges = [label.get_window_extent().x0 for axes in figure.axes for label in axes.get_yticklabels()]
    assert len(edges) == 3
    assert min(edges) >= 0


def test_a_curve_without_points_and_points_without_curve() -> None:
    curve = pd.DataFrame(
        {"x": [0.0, 5.0], "estimate": [80e3, 100e3], "conf_low": [75e3, 95e3], "conf_high": [85e3, 105e3]}
    )
    points = curve.assign(n=[10, 20])
    none = curve.head(0)
    box = Box(0, 3, 75e3, 95e3, "entry")
    for one, other in ((curve, points), (none, points), (curve, points.head(0))):
        figure = line_chart(one, other, NARROW, Words("money"), axis="years", boxes=[box], boxes_are="claims")
        assert figure is not None
        assert "entry" in words_in(figure)
    assert line_chart(none, points.head(0), WIDE, Words("money"), axis="years") is None


def test_the_same_figure_gives_the_same_bytes_and_turns_dark() -> None:
    one, other = (pictures_of(range_chart(ROWS, WIDE, Words("money"), axis="a year"), 100) for _ in range(2))
    assert one == other
    one = one[0]
    assert "@media screen and (prefers-color-scheme: dark)" in one
    for light, dark in DARK.items():
        assert f'[style*="fill: {light}"]{{fill:{dark}!important}}' in one
    assert "<text" not in one, "letters are shapes, so that no font is needed"
