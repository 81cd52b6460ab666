"""How figures look: two widths, colours that colour-blind readers tell apart, light and dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Size(NamedTuple):
    """The width a figure is drawn for.

    Attributes
    ----------
    name : {"wide", "narrow"}
        A desk or print page, or a phone.
    width : float
        In inches; at the size it is shown, a point is about 1.35 pixels.
    font : float
        Size of letters in points.
    """

    name: str
    width: float
    font: float

    @property
    def narrow(self) -> bool:
        """True for a phone."""
        return self.name == "narrow"


PNG_DOTS = 200
"""Dots an inch of a PNG."""
WIDE = Size("wide", 7.2, 9.5)
NARROW = Size("narrow", 3.7, 8.8)
SIZES = (WIDE, NARROW)

INK, MUTED, RULE, PAPER = "#1f2328", "#59636e", "#d5dae0", "#ffffff"
BLUE, VERMILION, GREEN, PURPLE = "#0072b2", "#d55e00", "#00815f", "#a8558a"
GOLD = "#8a6100"
SERIES = (BLUE, VERMILION, GREEN, PURPLE, MUTED, GOLD)
"""After Okabe and Ito (2008), Color universal design; green and purple a shade darker, for a contrast of 3 on white."""
BAND = "#e4e8ec"
DARK: dict[str, str] = {
    INK: "#e6edf3",
    MUTED: "#9aa5b1",
    RULE: "#3a424b",
    PAPER: "#15191e",
    BAND: "#2b323a",
    BLUE: "#56b4e9",
    VERMILION: "#f08a3c",
    GREEN: "#2fbf96",
    PURPLE: "#d98fb9",
    GOLD: "#e0b64a",
}
"""What each colour becomes for readers who prefer a dark page."""


@contextmanager
def drawing(size: Size) -> Iterator[None]:
    """Set matplotlib up for one figure, and back afterwards.

    Parameters
    ----------
    size : Size
        Width and letters.

    Yields
    ------
    None
        Within it, figures have the house style.
    """
    import matplotlib as mpl

    settings: dict[Any, Any] = {
        "font.family": "DejaVu Sans",
        "font.size": size.font,
        "axes.titlesize": size.font,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titley": 1.0,  # where it would be put in any case, without measuring all that stands above an axes
        "axes.labelsize": size.font,
        "axes.labelcolor": MUTED,
        "axes.edgecolor": RULE,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "x",
        "grid.color": RULE,
        "grid.linewidth": 0.6,
        "xtick.color": RULE,
        "xtick.labelcolor": INK,
        "ytick.color": RULE,
        "ytick.labelcolor": INK,
        "xtick.labelsize": size.font,
        "ytick.labelsize": size.font,
        "ytick.major.size": 0,
        "text.color": INK,
        "axes.titlecolor": INK,
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "savefig.facecolor": PAPER,
    }
    with mpl.rc_context(settings):
        yield


def new_figure(size: Size, heights: Sequence[float]) -> tuple[Figure, list[Axes]]:
    """Return an empty figure with its panels one above the other, sharing their x axis.

    Parameters
    ----------
    size : Size
        Width and letters.
    heights : sequence of float
        Of each panel, in inches; half an inch is added for the axis.

    Returns
    -------
    Figure
        Not registered with pyplot, so that nothing shows it twice.
    list of Axes
        One a panel.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(size.width, sum(heights) + 0.5), layout="constrained")
    axes = figure.subplots(len(heights), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": list(heights)})
    return figure, list(axes[:, 0])


def backing() -> dict[str, Any]:
    """Return the patch that keeps letters readable where they cross a line.

    An outline around the letters would look better and make the file ten times as large.

    Returns
    -------
    dict of str
        For ``bbox=``.
    """
    return {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 0.6}


def turned_dark(svg: str) -> str:
    """Let a figure turn dark with the page.

    Parameters
    ----------
    svg : str
        A whole SVG file.

    Returns
    -------
    str
        Its ``<svg>`` element alone, with its own style.

    Examples
    --------
    >>> turned_dark("<?xml version='1.0'?><svg></svg>")[:59]
    '<svg><style>@media screen and (prefers-color-scheme: dark){'
    """
    rules = "".join(
        f'[style*="{part}: {light}"]{{{part}:{dark}!important}}'
        for light, dark in DARK.items()
        for part in ("fill", "stroke")
    )
    style = f"<style>@media screen and (prefers-color-scheme: dark){{{rules}}}</style>"
    start = svg.index(">", svg.index("<svg")) + 1
    return svg[svg.index("<svg") : start] + style + svg[start:]
