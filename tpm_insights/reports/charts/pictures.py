"""Draw a figure once, as SVG and in dots at the same time: it is laid out and its words are measured once for both."""

# mypy: disable-error-code="no-untyped-call"
# matplotlib's renderers have no types
from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.transforms import Affine2D, TransformedBbox, TransformedPath
from PIL import Image

from tpm_insights.reports.charts.letters import LETTERS
from tpm_insights.reports.charts.style import turned_dark

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path
    from matplotlib.text import Text
    from matplotlib.transforms import Transform

SVG_DOTS = 72
"""Dots an inch of an SVG, whose unit is the point."""


class SvgRenderer(RendererSVG):
    """Draws an SVG, its letters as outlines that stand in the file once.

    Parameters
    ----------
    width, height : float
        Of the figure, in points.
    stream : text stream
        Where the SVG goes.
    """

    def __init__(self, width: float, height: float, stream: io.StringIO) -> None:
        super().__init__(width, height, stream, metadata={"Date": None, "Creator": None})
        self._stream = stream
        self._text2path = LETTERS

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Say how far letters rise and fall and lines are apart, where matplotlib would read the font each time."""
        return LETTERS.heights(prop)

    def _draw_text_as_path(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: FontProperties, angle: float,
        ismath: bool | str, mtext: Text | None = None,
    ) -> None:  # fmt: skip
        """Draw a line of text: what matplotlib does, in fewer and shorter elements."""
        if ismath:
            super()._draw_text_as_path(gc, x, y, s, prop, angle, ismath, mtext)
            return
        line = LETTERS.line(s, prop)
        new = {name: outline for name, outline in line.outlines.items() if name not in self._glyph_map}
        self._update_glyph_map_defs(new)
        alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
        style = f"fill: {mpl.colors.rgb2hex(gc.get_rgb())}" + (f"; opacity: {alpha:g}" if alpha != 1 else "")
        scale = prop.get_size_in_points() / LETTERS.FONT_SCALE
        turn = f"rotate({-angle:g}) " if angle else ""
        place = f"translate({x:.6g} {y:.6g}) {turn}scale({scale:.5g} {-scale:.5g})"
        self.writer.start("g", style=style, transform=place)
        self.writer.comment(s)  # which also ends the opening tag before the next line is written
        self._stream.write(line.uses)
        self.writer.end("g")


class TwinRenderer(SvgRenderer):
    """Draws an SVG and the same picture in dots, its letters filled outlines in both.

    Parameters
    ----------
    width, height : float
        Of the figure, in points.
    stream : text stream
        Where the SVG goes.
    dots : float
        Dots an inch of the picture.
    """

    def __init__(self, width: float, height: float, stream: io.StringIO, dots: float) -> None:
        super().__init__(width, height, stream)
        times = dots / SVG_DOTS
        self._times = times
        self._larger = Affine2D().scale(times)
        self._dots = RendererAgg(round(width * times), round(height * times), dots)
        self._within = False  # while the parent class draws a collection path by path

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:  # noqa: ANN401, N803 - matplotlib's own
        """Draw a path in both; parameters as of matplotlib's renderers.

        Parameters
        ----------
        gc : GraphicsContextBase
            Lines, colours and what is cut off.
        path : Path
            The path.
        transform : Transform
            Puts it in its place.
        rgbFace : colour, optional
            What it is filled with.
        """
        super().draw_path(gc, path, transform, rgbFace)
        if not self._within:
            self._dots.draw_path(self._cut(gc), path, self._place(transform), rgbFace)

    def draw_markers(
        self, gc: GraphicsContextBase, marker_path: Path, marker_trans: Transform, path: Path, trans: Transform,
        rgbFace: Any = None,  # noqa: ANN401, N803 - matplotlib's own
    ) -> None:  # fmt: skip
        """Draw a mark at each point of a path in both; parameters as of matplotlib's renderers.

        Parameters
        ----------
        gc : GraphicsContextBase
            Lines, colours and what is cut off.
        marker_path : Path
            The mark.
        marker_trans : Transform
            Gives it its size.
        path : Path
            Where marks stand.
        trans : Transform
            Puts them in their places.
        rgbFace : colour, optional
            What they are filled with.
        """
        super().draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        large, place = self._place(marker_trans), self._place(trans)
        self._dots.draw_markers(self._cut(gc), marker_path, large, path, place, rgbFace)

    def draw_path_collection(
        self, gc: GraphicsContextBase, master_transform: Transform, paths: Any, all_transforms: Any, offsets: Any,  # noqa: ANN401 - matplotlib's own
        offset_trans: Transform, *rest: Any, **more: Any,  # noqa: ANN401 - matplotlib's own
    ) -> None:  # fmt: skip
        """Draw many paths in both; parameters as of matplotlib's renderers.

        Parameters
        ----------
        gc : GraphicsContextBase
            What is cut off.
        master_transform : Transform
            Of all paths.
        paths : sequence of Path
            The paths.
        all_transforms : array
            One for each path, before that of all.
        offsets : array
            Where each path stands.
        offset_trans : Transform
            Of the offsets.
        *rest, **more
            Colours and lines.
        """
        self._within = True
        super().draw_path_collection(gc, master_transform, paths, all_transforms, offsets, offset_trans, *rest, **more)
        self._within = False
        large, place = self._place(master_transform), self._place(offset_trans)
        self._dots.draw_path_collection(self._cut(gc), large, paths, all_transforms, offsets, place, *rest, **more)

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: FontProperties, angle: float,
        ismath: bool | str = False, mtext: Text | None = None,
    ) -> None:  # fmt: skip
        """Write a line in both; parameters as of matplotlib's renderers.

        Parameters
        ----------
        gc : GraphicsContextBase
            Colour and what is cut off.
        x, y : float
            Where it begins, from the upper left corner.
        s : str
            Its words.
        prop : FontProperties
            Its font.
        angle : float
            By how much it is turned, in degrees.
        ismath : bool or str
            True for a formula.
        mtext : Text, optional
            What it belongs to.
        """
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        if ismath:
            self._dots.draw_text(self._cut(gc), x * self._times, y * self._times, s, prop, angle, ismath, mtext)
            return
        scale = prop.get_size_in_points() / LETTERS.FONT_SCALE
        place = Affine2D().scale(scale).rotate_deg(angle).translate(x, self.height - y)
        filled = self._cut(gc, always=True)
        filled.set_linewidth(0)
        self._dots.draw_path(filled, LETTERS.line(s, prop).whole, self._place(place), gc.get_rgb())

    def draw_image(self, gc: GraphicsContextBase, *_image: Any, **_more: Any) -> None:  # noqa: ANN401 - matplotlib's own
        """Refuse an image, which would have to be made for each number of dots.

        Parameters
        ----------
        gc : GraphicsContextBase
            As of matplotlib's renderers.
        *_image, **_more
            As of matplotlib's renderers.

        Raises
        ------
        NotImplementedError
            Always.
        """
        raise NotImplementedError("figures of a report hold no images")

    def png(self) -> bytes:
        """Return what was drawn in dots.

        Returns
        -------
        bytes
            A PNG; its paper hides whatever is behind it, so it needs no fourth channel.
        """
        stream = io.BytesIO()
        dots = self._dots.dpi
        Image.fromarray(np.asarray(self._dots.buffer_rgba())).convert("RGB").save(
            stream, "png", dpi=(dots, dots), compress_level=2
        )
        return stream.getvalue()

    def _place(self, transform: Transform) -> Affine2D:
        """Return where something stands among the dots."""
        return Affine2D(self._larger.get_matrix() @ transform.get_matrix())

    def _cut(self, gc: GraphicsContextBase, *, always: bool = False) -> GraphicsContextBase:
        """Return what is drawn with, cut off at the same places among the dots."""
        box: Any = gc.get_clip_rectangle()
        path: Any
        path, transform = gc.get_clip_path()
        if box is None and path is None and not always:
            return gc
        same = self._dots.new_gc()
        same.copy_properties(gc)
        if box is not None:
            large: Any = TransformedBbox(box, self._larger)
            same.set_clip_rectangle(large)
        if path is not None and transform is not None:
            same.set_clip_path(TransformedPath(path, transform + self._larger))
        return same


class _Canvas(FigureCanvasBase):
    """Lets the layout measure with the renderer that draws."""

    def __init__(self, figure: Figure, renderer: RendererBase) -> None:
        super().__init__(figure)
        self._own = renderer

    def get_renderer(self) -> RendererBase:
        """Return the renderer."""
        return self._own


def pictures_of(figure: Figure, dots: float | None = None) -> tuple[str, bytes]:
    """Draw a figure once.

    Parameters
    ----------
    figure : Figure
        Not yet laid out.
    dots : float, optional
        Dots an inch of the picture in dots; without it there is none.

    Returns
    -------
    str
        One ``<svg>`` element that turns dark with the page; the same bytes for the same figure.
    bytes
        The PNG; empty if none was asked for.
    """
    figure.set_dpi(SVG_DOTS)
    width, height = (float(inches) * SVG_DOTS for inches in figure.get_size_inches())
    stream = io.StringIO()
    # names that do not change from run to run
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "tpm_insights"}):
        twin = TwinRenderer(width, height, stream, dots) if dots else None
        renderer = twin or SvgRenderer(width, height, stream)
        _Canvas(figure, renderer)
        figure.draw(renderer)
        renderer.finalize()
    return turned_dark(stream.getvalue()), twin.png() if twin else b""
