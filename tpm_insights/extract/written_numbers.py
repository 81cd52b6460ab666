"""Numbers as people write them: 120,000.50 and 1.234,56, 60 000 and 1'200, 12,00,000 in lakhs."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"\d+(?:[.,']\d+)*")
_BLANK_GROUPS = re.compile(r"(?: \d{3}){1,4}(?![\d,.']\d|\d)")
_COMMA_BLANK_GROUPS = re.compile(r"(?:, \d{3}){1,3}(?!\d|[,.]\d)")
_LONGEST = 16
_PLAIN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d\d?)?|\d{1,4}\.\d\d?")


def find_numbers(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """Find where numbers are written.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        Bounds of the part to look at.
    most : int
        How many numbers to return at most.

    Returns
    -------
    list of (int, int)
        Spans. Groups of three after a blank belong to the number before ("60 000"); after a comma and a blank only
        where a sign of currency stands before ("$71, 250" is a common slip).

    Examples
    --------
    >>> text = "2 of 60 000, $71, 250, 1.234,56"
    >>> [text[a:b] for a, b in find_numbers(text, 0, len(text), 9)]
    ['2', '60 000', '71, 250', '1.234,56']
    """
    spans: list[tuple[int, int]] = []
    done = start
    for match in _DIGITS.finditer(text, start, end):
        begin, stop = match.span()
        if begin < done:
            continue
        if len(spans) >= most:
            break
        if stop - begin <= 3 and text[stop : stop + 1] in (" ", ","):
            slip = text[stop] == "," and text[begin - 1 : begin] in ("$", "£", "€")
            more = _COMMA_BLANK_GROUPS.match(text, stop) if slip else _BLANK_GROUPS.match(text, stop)
            stop = more.end() if more is not None else stop
        done = stop
        spans.append((begin, stop))
    return spans


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
    if written.isdigit():
        return float(written)
    if _PLAIN.fullmatch(written) and written[0] != "0":
        return float(written.replace(",", ""))
    written = written.replace(", ", ",")
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
