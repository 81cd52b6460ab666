"""Numbers as people write them: 120,000.50 and 1.234,56, 60 000 and 1'200, 12,00,000 in lakhs."""

from __future__ import annotations

import re

NUMBER = re.compile(
    r"(?<=[$£€])\d{1,3}(?:, \d{3}){1,3}(?![\d,.])|\d{1,3}(?: \d{3}){1,4}(?![\d,.']\d|\d)|\d+(?:[.,']\d+)*"
)
"""Digits with the marks between them; a blank only between groups of three ("$69, 390" is a common slip)."""
_LONGEST = 16


def parse_number(written: str) -> float | None:
    """Read a number written in any of the usual styles.

    Parameters
    ----------
    written : str
        Digits with points, commas, apostrophes or blanks between them.

    Returns
    -------
    float or None
        None where the grouping fits no style.

    Examples
    --------
    >>> [parse_number(n) for n in ("120,000.50", "1.234,56", "60.000", "12,00,000", "1'200", "60 000", "18.35")]
    [120000.5, 1234.56, 60000.0, 1200000.0, 1200.0, 60000.0, 18.35]
    >>> parse_number("12,0000") is None
    True
    """
    if len(written) > _LONGEST:
        return None
    written = written.replace(", ", ",")
    if written.isdigit():
        return float(written)
    marks = [sign for sign in written if not sign.isdigit()]
    groups = re.split(r"[.,' ]", written)
    tail = groups[-1]
    if len(set(marks)) == 1:
        mark = marks[0]
        cents = (
            (len(tail) < 3 or (len(tail) == 4 and mark == "."))
            and mark in ".,"
            and (len(groups) == 2 or len(groups[-2]) == 3)
        )
    else:
        cents = marks[-1] != marks[-2] and marks[-1] in ".,"
        if cents and len(tail) > 2:
            cents = False
    whole, decimals = (groups[:-1], tail) if cents else (groups, "0")
    if len(whole) > 1 and not _grouped(whole):
        return None
    if not cents and whole[0] == "0":
        return None
    return float("".join(whole) + "." + decimals)


def _grouped(groups: list[str]) -> bool:
    """Tell if groups of digits are thousands, or lakhs and crores."""
    if not 1 <= len(groups[0]) <= 3 or len(groups[-1]) != 3:
        return False
    between = {len(group) for group in groups[1:-1]}
    return between <= {3} or (between == {2} and len(groups[0]) <= 2)
