"""Draw a figure for each width, and write it as SVG, the wide one as PNG too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tpm_insights.reports.charts.style import PNG_DOTS, SIZES, Size

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write_images(draw: Callable[[Size], Figure | None], folder: Path, name: str) -> dict[str, str]:
    """Draw a figure for a wide page and for a phone, and write both.

    Parameters
    ----------
    draw : callable
        Takes a `Size` and returns a figure, or None where there is nothing to draw.
    folder : Path
        Where the files go: ``NAME_wide.svg``, ``NAME_wide.png`` and ``NAME_narrow.svg``.
    name : str
        Name of the files.

    Returns
    -------
    dict of str to str
        SVG by width; empty where there is nothing to draw.
    """
    from tpm_insights.reports.charts.pictures import pictures_of

    images: dict[str, str] = {}
    for size in SIZES:
        figure = draw(size)
        if figure is None:
            return {}
        images[size.name], png = pictures_of(figure, None if size.narrow else PNG_DOTS)
        (folder / f"{name}_{size.name}.svg").write_text(images[size.name], encoding="utf-8")
        if not size.narrow:
            (folder / f"{name}_{size.name}.png").write_bytes(png)
    return images
