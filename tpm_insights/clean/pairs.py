"""Which neighbouring characters of a text may need a change: seams between statements, repeated blanks, line marks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

CAPITAL_SEAM = 1
"""A capital straight after a small letter, a digit or a closing sign."""
DIGIT_SEAM = 2
"""A digit straight after a letter."""
TWO_BLANKS = 4
"""A blank after a blank."""
LINE_AFTER_BLANK = 8
"""A line break after a blank or another line break."""
BLANK_AFTER_LINE = 16
"""A blank after a line break."""
MARK_AFTER_LINE = 32
"""A sign that may be a bullet or the mark of a heading, first on its line."""
TWO_CAPITALS = 64
"""A capital after a capital."""
CAPITALIZED = 128
"""A small letter after a capital; in `Pairs.capitals`, two capitals and a small letter."""


class Pairs(NamedTuple):
    """What neighbouring characters are together.

    Attributes
    ----------
    flags : bytes
        For every two of them 0, or the one of the constants of this module that holds.
    capitals : bytes
        `CAPITALIZED` where two capitals and a small letter begin ("MASalary"); of other values nothing is said.
    """

    flags: bytes
    capitals: bytes


def _first(sign: str) -> int:
    """Return what may follow a character."""
    if sign.islower():
        return CAPITAL_SEAM | DIGIT_SEAM
    if sign.isupper():
        return DIGIT_SEAM | TWO_CAPITALS | CAPITALIZED
    if sign in "0123456789).!?%:;,·":
        return CAPITAL_SEAM
    if sign == "\n":
        return LINE_AFTER_BLANK | BLANK_AFTER_LINE | MARK_AFTER_LINE
    return TWO_BLANKS | LINE_AFTER_BLANK if sign.isspace() else 0


def _second(sign: str) -> int:
    """Return what a character may follow as."""
    mark = MARK_AFTER_LINE if sign in "*#-o~=_" else 0
    if sign.islower():
        return CAPITALIZED | mark
    if sign.isupper():
        return CAPITAL_SEAM | TWO_CAPITALS
    if sign in "0123456789":
        return DIGIT_SEAM
    if sign == "\n":
        return LINE_AFTER_BLANK
    return TWO_BLANKS | BLANK_AFTER_LINE if sign.isspace() else mark


_FIRST = bytes(map(_first, map(chr, range(256))))
_SECOND = bytes(map(_second, map(chr, range(256))))


def look_at_pairs(text: str) -> Pairs:
    r"""Return for every two neighbouring characters what they are together.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Pairs
        Flags are one fewer than the text has characters.

    Examples
    --------
    >>> list(look_at_pairs("aB 1  x\n- c").flags) == [CAPITAL_SEAM, 0, 0, 0, TWO_BLANKS, 0, 0, MARK_AFTER_LINE, 0, 0]
    True
    >>> look_at_pairs("MASalary").capitals.find(CAPITALIZED)
    1
    """
    signs = text.encode("latin-1", "replace")
    first = np.frombuffer(signs.translate(_FIRST), np.uint8)
    second = np.frombuffer(signs.translate(_SECOND), np.uint8)
    both = first[:-1] & second[1:]
    capitals = both[:-1] << 1  # makes TWO_CAPITALS to CAPITALIZED
    capitals &= both[1:]
    return Pairs(both.tobytes(), capitals.tobytes())
