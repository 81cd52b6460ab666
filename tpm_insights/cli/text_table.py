"""Lay the rows of a table out as lines of text that fit a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

NARROWEST, WIDEST = 60, 140


def line_width(wanted: int | None = None) -> int:
    """Return how many letters a line holds.

    Parameters
    ----------
    wanted : int, optional
        Letters wished for; those of the terminal by default, or 100 where there is none.

    Returns
    -------
    int
        Held between `NARROWEST` and `WIDEST`.

    Examples
    --------
    >>> line_width(80), line_width(300)
    (80, 140)
    """
    return min(max(wanted or shutil.get_terminal_size((100, 24)).columns, NARROWEST), WIDEST)


def row_lines(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Lay the cells of a row side by side, each wrapped to its width.

    Parameters
    ----------
    cells : sequence of str
        Text of each cell.
    widths : sequence of int
        Letters of each column; two blanks stand between columns.

    Returns
    -------
    list of str
        One or more lines.

    Examples
    --------
    >>> row_lines(["supported", "pay at mid level", "88"], [9, 9, 4])
    ['supported  pay at     88', '           mid level']
    """
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    tall = max(len(lines) for lines in wrapped)
    rows = [[lines[i] if i < len(lines) else "" for lines in wrapped] for i in range(tall)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
