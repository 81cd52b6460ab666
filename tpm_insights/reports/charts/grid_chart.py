"""Draw shares as a grid: a row a thing, a column a group, every share written in its cell and shaded by its size."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from tpm_insights.reports.charts.style import BLUE, INK, MUTED, RULE, Size, drawing, new_figure
from tpm_insights.reports.words import prose

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DEEPEST = 0.42
"""Opacity of a share of 100 %: letters stay readable on it, on a light page and on a dark one."""
CROWDED = 48
"""Letters of a label beside its row from which on columns are so narrow that their heads need smaller letters."""
_LABEL = 34


def grid_chart(rows: pd.DataFrame, size: Size, *, caption: str) -> Figure | None:
    """Draw shares in a grid, panels one above the other.

    Parameters
    ----------
    rows : DataFrame
        Columns ``panel, label, column, value, n``: shares between 0 and 1, missing where not shown. Rows, columns and
        panels stand in the order in which they first come; every column has the same n in all rows.
    size : Size
        Width to draw for.
    caption : str
        What the shares are of.

    Returns
    -------
    Figure or None
        None where there is no share. The number stands in every cell, so that shade is never the only sign.
    """
    if rows["value"].isna().all():
        return None
    columns = rows.groupby("column", sort=False)["n"].max()
    panels = list(rows.groupby("panel", sort=False))
    names = list(columns.index)
    columns.index = pd.Index([textwrap.fill(str(name), 9 if size.narrow else 12) for name in columns.index])
    lines = max(str(name).count("\n") for name in columns.index)
    row, head = (0.44, 0.72 + 0.13 * lines) if size.narrow else (0.235, 0.62 + 0.14 * lines)
    heights = [head + row * part["label"].nunique() for _, part in panels]
    crowded = rows["label"].astype("str").str.len().max() > CROWDED
    with drawing(size):
        figure, axes = new_figure(size, heights)
        for one, (name, part) in zip(axes, panels, strict=True):
            table = part.pivot_table(index="label", columns="column", values="value", sort=False, dropna=False)
            table = table.reindex(index=list(dict.fromkeys(part["label"])), columns=names)
            one.set_title(str(name), loc="left")
            one.grid(visible=False)
            one.set(xlim=(0, len(columns)), ylim=(len(table) - 0.5, -0.5 - (head - 0.3) / row), yticks=[], xlabel="")
            one.spines["bottom"].set_visible(False)
            one.tick_params(bottom=False, labelbottom=False)
            _draw_heads(one, columns, size.font * (0.82 if size.narrow or crowded else 0.94))
            _draw_cells(one, table, size)
        figure.supxlabel(textwrap.fill(caption, 52 if size.narrow else 110), fontsize=size.font, color=MUTED)
    return figure


def _draw_heads(axes: Axes, columns: pd.Series, letters: float) -> None:
    """Write what each column is, and on how many records it rests."""
    for place, (name, n) in enumerate(columns.items()):
        said = f"{name}\n{prose.number(n)}"
        _write(axes, place + 0.5, -0.62, said, ha="center", va="bottom", color=MUTED, fontsize=letters)


def _draw_cells(axes: Axes, table: pd.DataFrame, size: Size) -> None:
    """Draw the cells of a panel, with the label of each row beside them, or above them on a phone."""
    from matplotlib.collections import PatchCollection
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    low, high = (-0.02, 0.44) if size.narrow else (-0.44, 0.44)
    cells, colours = [], []
    for place, (label, shares) in enumerate(table.iterrows()):
        if size.narrow:
            _write(axes, 0.02, place - 0.26, str(label), va="center", ha="left", color=INK)
        for at, share in enumerate(shares):
            cells.append(Rectangle((at + 0.02, place + low), 0.96, high - low))
            colours.append((*to_rgb(BLUE), 0.0 if pd.isna(share) else DEEPEST * float(share)))
            middle = place + (low + high) / 2
            _write(axes, at + 0.5, middle, prose.share(share), va="center", ha="center", fontsize=size.font * 0.94)
    axes.add_collection(PatchCollection(cells, facecolors=colours, edgecolors=RULE, linewidths=0.6), autolim=False)
    if not size.narrow:
        axes.set_yticks(range(len(table)), [textwrap.shorten(str(label), _LABEL * 2) for label in table.index])


def _write(axes: Axes, x: float, y: float, text: str, **style: Any) -> None:  # noqa: ANN401 - matplotlib's own
    """Write within a panel; the layout need not measure it, which is slow."""
    axes.text(x, y, text, **style).set_in_layout(False)
