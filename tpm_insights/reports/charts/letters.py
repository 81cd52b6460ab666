"""How lines of text look: measured and shaped once for all the figures of a process, at any size."""

# mypy: disable-error-code="no-untyped-call"
# matplotlib's shapes of text have no types
from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties


class Line(NamedTuple):
    """A line of text at `Letters.FONT_SCALE` points.

    Attributes
    ----------
    uses : str
        An SVG element for each letter, which refers to its outline.
    outlines : dict of str to (array, array)
        Vertices and codes of the outline of each letter, by its id.
    whole : Path
        The outline of the whole line.
    """

    uses: str
    outlines: dict[str, tuple[Any, Any]]
    whole: Path


class Letters(TextToPath):
    """Measures and shapes lines of text, remembering what it has seen: the same words stand in many figures."""

    def __init__(self) -> None:
        super().__init__()
        self._outlines: dict[str, tuple[Any, Any]] = {}
        self._measured = lru_cache(maxsize=8192)(self._measure)
        self._shaped = lru_cache(maxsize=8192)(self._shape)
        self._risen = lru_cache(maxsize=64)(self._rise)

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: bool | Literal["TeX"]
    ) -> tuple[float, float, float]:
        """Measure a line.

        Parameters
        ----------
        s : str
            Its words.
        prop : FontProperties
            Its font.
        ismath : bool or "TeX"
            True for a formula.

        Returns
        -------
        tuple of (float, float, float)
            Width, height and descent in points.
        """
        if ismath:
            measured: tuple[float, float, float] = super().get_text_width_height_descent(s, prop, ismath)
            return measured
        scale = prop.get_size_in_points() / self.FONT_SCALE
        width, height, descent = self._measured(s, self._one_size(prop))
        return width * scale, height * scale, descent * scale

    def line(self, s: str, prop: FontProperties) -> Line:
        """Shape a line that is no formula.

        Parameters
        ----------
        s : str
            Its words.
        prop : FontProperties
            Its font; its size does not matter.

        Returns
        -------
        Line
            Its letters.
        """
        return self._shaped(s, self._one_size(prop))

    def heights(self, prop: FontProperties) -> tuple[float, float, float]:
        """Say how far the letters of a font may rise and fall.

        Parameters
        ----------
        prop : FontProperties
            The font.

        Returns
        -------
        tuple of (float, float, float)
            Ascent, descent and the gap between lines in points, as the font itself says.
        """
        scale = prop.get_size_in_points() / self.FONT_SCALE
        ascent, descent, gap = self._risen(self._one_size(prop))
        return ascent * scale, descent * scale, gap * scale

    def _one_size(self, prop: FontProperties) -> FontProperties:
        """Return a font at the size everything is remembered at; it is a copy, since fonts change and are hashed."""
        same = prop.copy()
        same.set_size(self.FONT_SCALE)
        return same

    def _measure(self, s: str, prop: FontProperties) -> tuple[float, float, float]:
        """Measure a line anew."""
        measured: tuple[float, float, float] = super().get_text_width_height_descent(s, prop, ismath=False)
        return measured

    def _rise(self, prop: FontProperties) -> tuple[float, float, float]:
        """Read heights from the font: those of its OS/2 table, as matplotlib takes them, or else of its older one."""
        font = self._get_font(prop)  # type: ignore[attr-defined]
        names = [("OS/2", "sTypoAscender", "sTypoDescender", "sTypoLineGap"), ("hhea", "ascent", "descent", "lineGap")]
        table, *keys = next(some for some in names if font.get_sfnt_table(some[0]) is not None)
        ascent, descent, gap = (float(font.get_sfnt_table(table)[key]) for key in keys)
        scale = self.FONT_SCALE / font.get_sfnt_table("head")["unitsPerEm"]
        return ascent * scale, -descent * scale, gap * scale

    def _shape(self, s: str, prop: FontProperties) -> Line:
        """Shape a line anew."""
        font = self._get_font(prop)  # type: ignore[attr-defined]
        placed, _, _ = self.get_glyphs_with_font(font, s, glyph_map=self._outlines)
        uses = "".join(f'<use x="{x:.5g}" y="{y:.5g}" xlink:href="#{name}"/>' for name, x, y, _ in placed)
        outlines = {name: self._outlines[name] for name, *_ in placed}
        parts = [(self._outlines[name], x, y) for name, x, y, _ in placed if len(self._outlines[name][0])]
        if not parts:
            return Line("", outlines, Path(np.empty((0, 2))))
        vertices = np.concatenate([vertices + np.array([x, y]) for (vertices, _), x, y in parts])
        return Line(
            uses.replace(' y="0"', ""), outlines, Path(vertices, np.concatenate([codes for (_, codes), _, _ in parts]))
        )


LETTERS = Letters()
"""Shared by all figures of a process."""
