"""Draw a curve with its interval over the points it was drawn through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.style import BAND, BLUE, INK, MUTED, PAPER, Size, backing, drawing, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Box(NamedTuple):
    """A claim to compare with: a range of values over a range of the horizontal axis.

    Attributes
    ----------
    left, right : float
        Ends on the horizontal axis.
    low, high : float
        Ends on the vertical axis; infinity above for a range that is open there.
    label : str
        What stands above it.
    """

    left: float
    right: float
    low: float
    high: float
    label: str


def line_chart(
    curve: pd.DataFrame,
    points: pd.DataFrame,
    size: Size,
    words: Words,
    *,
    axis: str,
    boxes: Sequence[Box] = (),
    boxes_are: str = "",
    beside: pd.DataFrame | None = None,
) -> Figure | None:
    """Draw a fitted curve with its interval, the cells it stands for, and what is claimed.

    Parameters
    ----------
    curve : DataFrame
        Columns ``x, estimate, conf_low, conf_high``; no rows where no curve could be fitted.
    points : DataFrame
        Columns ``x, estimate, conf_low, conf_high, n``; one row a cell, refused cells left out.
    size : Size
        Width to draw for.
    words : Words
        What the vertical values are.
    axis : str
        What the horizontal axis shows.
    boxes : sequence of Box
        Claims, framed behind the curve.
    boxes_are : str
        What the framed boxes are, in words.
    beside : DataFrame, optional
        Further curves, columns ``x, estimate, label``, drawn dashed and named at their right end.

    Returns
    -------
    Figure or None
        None where there is neither point nor curve. Points are as large as their n; each has its interval and its n.
    """
    import seaborn as sns

    if curve.empty and points.empty:
        return None
    with drawing(size):
        figure, (axes,) = new_figure(size, [3.6])
        axes.grid(visible=True, axis="y")
        if len(curve):
            axes.fill_between(curve["x"], curve["conf_low"], curve["conf_high"], color=BLUE, alpha=0.2, linewidth=0)
            sns.lineplot(curve, x="x", y="estimate", color=BLUE, linewidth=2, ax=axes)
        for label, part in [] if beside is None else beside.groupby("label", sort=False):
            axes.plot(part["x"], part["estimate"], color=BLUE, linewidth=1.3, linestyle=(0, (5, 2)))
            last = part.iloc[-1]
            axes.annotate(str(label), (last["x"], last["estimate"]), xytext=(4, 0), ha="left", va="center",
                          textcoords="offset points", color=BLUE, fontsize=size.font * 0.9, bbox=backing())  # fmt: skip
            span = last["x"] - part["x"].iloc[0]
            axes.set_xlim(right=max(axes.get_xlim()[1], last["x"] + span * (0.55 if size.narrow else 0.3)))
        if len(points):
            axes.vlines(points["x"], points["conf_low"], points["conf_high"], color=INK, linewidth=1.2, zorder=3)
            sns.scatterplot(
                points, x="x", y="estimate", size="n", sizes=(22, 110), color=INK, edgecolor=PAPER, legend=False,
                ax=axes, zorder=4,
            )  # fmt: skip
            for point in points.to_dict("records"):
                axes.annotate(f"{point['n']:,.0f}", (point["x"], point["conf_low"]), xytext=(0, -3), ha="center",
                              textcoords="offset points", va="top", color=MUTED, fontsize=size.font * 0.85,
 bbox=backing())  # fmt: skip
        _draw_boxes(axes, boxes)
        axes.yaxis.set_major_formatter(words.tick)
        axes.locator_params(axis="both", integer=True, nbins=6 if size.narrow else 9)
        axes.set(xlabel=f"{axis}\nframed: {boxes_are}" if boxes else axis, ylabel="")
    return figure


def _draw_boxes(axes: Axes, boxes: Sequence[Box]) -> None:
    """Frame the claims behind all else; one that is open above has no upper edge within the picture."""
    for box in boxes:
        closed = [end for end in (box.low, box.high) if math.isfinite(end)]
        axes.update_datalim([(end, height) for end in (box.left, box.right) for height in closed])
    axes.autoscale_view()
    bottom, top = axes.get_ylim()
    for box in boxes:
        high = box.high if math.isfinite(box.high) else top + (top - bottom)
        axes.fill_between([box.left, box.right], box.low, high, facecolor=BAND, edgecolor=MUTED,
                          linestyle=(0, (4, 3)), linewidth=0.8, zorder=0)  # fmt: skip
        axes.text((box.left + box.right) / 2, 1.015, box.label, transform=axes.get_xaxis_transform(), ha="center",
                  va="bottom", color=MUTED)  # fmt: skip
    axes.set_ylim(bottom, top)
    if boxes:
        first, last = min(box.left for box in boxes), max(box.right for box in boxes)
        room, (left, right) = 0.04 * (last - first), axes.get_xlim()
        axes.set_xlim(min(left, first - room), max(right, last + room))
