"""Draw estimates with their intervals, one row each, labelled where they stand."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.style import BAND, INK, MUTED, PAPER, SERIES, Size, backing, drawing, new_figure
from tpm_insights.reports.words import prose

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BESIDE = 34
"""Letters a line of the labels that stand beside their rows on a wide page."""
MOST_LINES = 2
"""Lines of a label beside its row; where one needs more, labels stand above their rows."""
_SPANS = ("conf_low", "conf_high", "p25", "p75", "reference_low", "reference_high")


def range_chart(rows: pd.DataFrame, size: Size, words: Words, *, axis: str, reference: str = "") -> Figure | None:
    """Draw estimates with their intervals in panels one above the other.

    Parameters
    ----------
    rows : DataFrame
        Columns ``panel, label, series, n, estimate, conf_low, conf_high`` and optionally ``dates``, ``p25, p75`` (a
        pale bar), ``reference_low, reference_high`` (a framed band behind the panel, open above where its end is
        infinite). A row without estimate says that it is not shown. Rows of a panel stand together, top to bottom.
    size : Size
        Width to draw for.
    words : Words
        What the numbers are.
    axis : str
        What the axis shows.
    reference : str
        What the framed band is, in words.

    Returns
    -------
    Figure or None
        None where there is no estimate. Each series has its colour and its own shape of mark, so that colour is never
        the only sign.
    """
    if rows["estimate"].isna().all():
        return None
    rows = rows.reindex(columns=[*dict.fromkeys([*rows.columns, *_SPANS, "dates"])])
    panels = [(str(name), part.to_dict("records")) for name, part in rows.groupby("panel", sort=False)]
    order = words.series or tuple(dict.fromkeys(rows["series"]))
    looks = {name: (SERIES[i % 6], "osD^vP"[i % 6]) for i, name in enumerate(order)}
    above = size.narrow or any(len(textwrap.wrap(str(label), BESIDE)) > MOST_LINES for label in rows["label"])
    labels = [_labels(part, size, above=above) for _, part in panels]
    lines = max(label.count("\n") + 1 for some in labels for label in some)
    row = 0.2 + 0.16 * lines if above else 0.1 + 0.15 * lines
    top = (0.14 + 0.16 * lines) / row if above else 0.6  # rows above the first one
    heights = [row * (len(part) - 0.5 + top) + 0.28 for _, part in panels]
    limits = _limits(rows, words, room=0.26 if size.narrow else 0.13 if above else 0.2)
    with drawing(size):
        figure, axes = new_figure(size, heights)
        for one, (name, part), said in zip(axes, panels, labels, strict=True):
            one.set_title(name if own_n(part) else f"{name} ({prose.records(part[0]['n'])})")
            _draw_reference(one, part, limits[1])
            _draw_rows(one, part, looks, words, row)
            _draw_labels(one, said, size, row, above=above)
            one.set(xlim=limits, ylim=(len(part) - 0.5, -top))
            if words.unit in ("difference", "ratio", "points"):
                one.axvline(0, color=MUTED, linewidth=1.2, zorder=1)
        axes[-1].xaxis.set_major_formatter(words.tick)
        if words.unit == "ratio":
            axes[-1].set_xticks(_doublings(*limits, most=5 if size.narrow else 7))
        else:
            axes[-1].locator_params(axis="x", nbins=4 if size.narrow else 6)
        if words.unit == "share":
            axes[-1].set_xticks([tick for tick in axes[-1].get_xticks() if 0 <= tick <= 1])
        axes[-1].set_xlabel(f"{axis}\nframed: {reference}" if reference else axis)
    return figure


def _limits(rows: pd.DataFrame, words: Words, *, room: float) -> tuple[float, float]:
    """Return the ends of the axis, with room on the right for the last label."""
    values = rows[["estimate", *_SPANS]].to_numpy(dtype="float64", na_value=float("nan")).ravel()
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if words.unit in ("difference", "ratio", "points"):
        low, high = min(low, 0.0), max(high, 0.0)
    elif words.unit != "money":
        low = 0.0
    span = (high - low) or 1.0
    return low - (0.04 * span if low else 0.0), high + room * span


def _doublings(low: float, high: float, *, most: int) -> list[int]:
    """Return ticks of a scale of doublings: one at no difference, the others equally many doublings apart."""
    edge = 0.04 * (high - low)  # the words of a tick nearer to it would leave the picture
    low, high = min(low + edge, 0.0), max(high - edge, 0.0)
    step = 1
    while int(high // step) + int(-low // step) + 1 > most:
        step += 1
    return [step * place for place in range(-int(-low // step), int(high // step) + 1)]


def own_n(part: Sequence[Mapping[Hashable, Any]]) -> bool:
    """Say whether the rows of a panel need their number of records each; one that all share stands in its heading.

    Parameters
    ----------
    part : sequence of mapping
        With ``n`` and ``dates``.

    Returns
    -------
    bool
        True for a single row, for rows with dates, and where numbers differ.

    Examples
    --------
    >>> own_n([{"n": 5, "dates": None}, {"n": 5, "dates": None}]), own_n([{"n": 5, "dates": None}])
    (False, True)
    """
    return len(part) == 1 or len({one["n"] for one in part}) > 1 or any(isinstance(one["dates"], str) for one in part)


def _draw_reference(axes: Axes, part: list[dict[Hashable, Any]], right: float) -> None:
    """Draw the framed band behind a panel; an open one goes on beyond the right end of the axis."""
    low, high = part[0]["reference_low"], part[0]["reference_high"]
    if not pd.isna(low) and not pd.isna(high):
        high = high if np.isfinite(high) else right + abs(right)
        axes.axvspan(low, high, facecolor=BAND, edgecolor=MUTED, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)


def _draw_rows(
    axes: Axes, part: list[dict[Hashable, Any]], looks: dict[str, tuple[str, str]], words: Words, row: float
) -> None:
    """Draw the estimates of a panel with their intervals, or the word that one is not shown."""
    shown = [(place, one) for place, one in enumerate(part) if not pd.isna(one["estimate"])]
    bars = [pair for pair in shown if not pd.isna(pair[1]["p25"]) and not pd.isna(pair[1]["p75"])]
    lines = [pair for pair in shown if not pd.isna(pair[1]["conf_low"]) and not pd.isna(pair[1]["conf_high"])]
    if bars:
        axes.barh(
            [place for place, _ in bars],
            [one["p75"] - one["p25"] for _, one in bars],
            left=[one["p25"] for _, one in bars],
            height=0.12 / row,
            color=[looks[one["series"]][0] for _, one in bars],
            alpha=0.28,
            zorder=2,
        )
    if lines:
        low, high = ([one[end] for _, one in lines] for end in ("conf_low", "conf_high"))
        colours = [looks[one["series"]][0] for _, one in lines]
        axes.hlines([place for place, _ in lines], low, high, colors=colours, linewidth=1.8, zorder=3)
    for series in dict.fromkeys(one["series"] for _, one in shown):
        colour, shape = looks[series]
        marks = [(one["estimate"], place) for place, one in shown if one["series"] == series]
        axes.plot(*zip(*marks, strict=True), shape, color=colour, markersize=6, markeredgecolor=PAPER, clip_on=False,
                  zorder=4)  # fmt: skip
    for place, one in enumerate(part):
        _write_mark(axes, place, one, words)


def _write_mark(axes: Axes, place: int, record: dict[Hashable, Any], words: Words) -> None:
    """Write the value of a row beside its marks, or that it is not shown."""
    if pd.isna(record["estimate"]):
        axes.annotate("not shown", (0, place), xycoords=("axes fraction", "data"), xytext=(4, 0),
                      textcoords="offset points", color=MUTED, va="center", style="italic",
                      bbox=backing())  # fmt: skip
        return
    ends = [record["estimate"]]
    if not pd.isna(record["p25"]) and not pd.isna(record["p75"]):
        ends.append(record["p75"])
    if not pd.isna(record["conf_low"]) and not pd.isna(record["conf_high"]):
        ends.append(record["conf_high"])
    axes.annotate(words.mark(record["estimate"]), (max(ends), place), xytext=(5, 0), textcoords="offset points",
                  va="center", color=INK, annotation_clip=False, bbox=backing())  # fmt: skip


def _labels(part: list[dict[Hashable, Any]], size: Size, *, above: bool) -> list[str]:
    """Say what each row is, of when, and on how many records it rests, in short lines."""
    said = []
    for record in part:
        dates = f"{record['dates']}, " if isinstance(record["dates"], str) and record["dates"] else ""
        label, rests = str(record["label"]), f"{dates}{prose.records(record['n'])}"
        rests = rests if own_n(part) else ""
        if above:
            lines = textwrap.wrap(f"{label} ({rests})" if rests else label, 56 if size.narrow else 106)
        else:
            lines = [*textwrap.wrap(label, BESIDE), rests]
        said.append("\n".join(line for line in lines if line))
    return said


def _draw_labels(axes: Axes, labels: list[str], size: Size, row: float, *, above: bool) -> None:
    """Write the labels, beside the rows or above them."""
    if not above:
        axes.set_yticks(range(len(labels)), labels)
        axes.tick_params(axis="y", labelsize=size.font * 0.94)
        return
    axes.set_yticks([])
    for place, label in enumerate(labels):
        axes.annotate(label, (0, place - 0.08 / row), xycoords=("axes fraction", "data"), va="bottom",
                      fontsize=size.font * 0.97, bbox=backing(), in_layout=False)  # fmt: skip
