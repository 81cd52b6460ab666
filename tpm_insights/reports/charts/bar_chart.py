"""Draw one bar a row with its value beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tpm_insights.reports.charts.axis_words import Words
from tpm_insights.reports.charts.style import BLUE, Size, backing, drawing, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def bar_chart(rows: pd.DataFrame, size: Size, words: Words, *, axis: str) -> Figure | None:
    """Draw one horizontal bar a row, panels one above the other.

    Parameters
    ----------
    rows : DataFrame
        Columns ``panel, label, value``; rows of a panel stand together, top to bottom.
    size : Size
        Width to draw for.
    words : Words
        What the values are; a share's axis ends at 100 %.
    axis : str
        What the axis shows.

    Returns
    -------
    Figure or None
        None where there is no row. Bars of one colour; the values are written beside them.
    """
    import seaborn as sns

    if rows.empty:
        return None
    panels = list(rows.groupby("panel", sort=False))
    row, head = (0.4, 0.45) if size.narrow else (0.24, 0.4)
    heights = [row * len(part) + head for _, part in panels]
    top = 1.0 if words.unit == "share" else float(rows["value"].max() or 1.0)
    with drawing(size):
        figure, axes = new_figure(size, heights)
        for one, (name, part) in zip(axes, panels, strict=True):
            sns.barplot(
                part, x="value", y="label", color=BLUE, saturation=1, width=0.42 if size.narrow else 0.66, ax=one
            )
            one.set(title=str(name), xlabel="", ylabel="", xlim=(0, top * (1.22 if size.narrow else 1.12)))
            for place, value in enumerate(part["value"]):
                one.annotate(
                    words.mark(value),
                    (value, place),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                    bbox=backing(),
                )
            if size.narrow:
                one.set_yticks([])
                one.set_ylim(len(part) - 0.5, -0.8)
                for place, label in enumerate(part["label"]):
                    one.annotate(
                        label, (0, place - 0.42), xycoords=("axes fraction", "data"), va="center", bbox=backing()
                    )
        axes[-1].xaxis.set_major_formatter(words.tick)
        axes[-1].locator_params(axis="x", nbins=4 if size.narrow else 6)
        axes[-1].set_xlabel(axis)
    return figure
