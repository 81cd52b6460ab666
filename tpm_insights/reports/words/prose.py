"""Words around numbers: counts with their nouns, dates, lists and sentences; amounts come from their own module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tpm_insights.reports.words.amounts import (
    MISSING,
    SIGNS,
    difference,
    higher_or_lower,
    money,
    money_range,
    number,
    p_value,
    points,
    share,
    times,
)

__all__ = [
    "MISSING",
    "SIGNS",
    "counted",
    "day",
    "difference",
    "higher_or_lower",
    "listed",
    "money",
    "money_range",
    "number",
    "p_value",
    "points",
    "records",
    "sentence",
    "share",
    "times",
    "years",
]


def counted(n: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    Parameters
    ----------
    n : int
        How many.
    one : str
        The noun for one.
    many : str, optional
        The noun for another count; `one` and an s by default.

    Returns
    -------
    str
        Count and noun.

    Examples
    --------
    >>> counted(1, "posting"), counted(1234, "posting"), counted(0, "study", "studies")
    ('1 posting', '1,234 postings', '0 studies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def records(n: float) -> str:
    r"""Write on how many records a figure rests, so that it does not break over two lines.

    Parameters
    ----------
    n : float
        A count.

    Returns
    -------
    str
        With no-break spaces.

    Examples
    --------
    >>> records(1234.0)
    'n\xa0=\xa01,234'
    """
    return f"n\xa0=\xa0{n:,.0f}"


def day(value: dt.date | None) -> str:
    """Write a date as a reader says it.

    Parameters
    ----------
    value : date or None
        The day; missing gives a dash.

    Returns
    -------
    str
        Day, month and year.

    Examples
    --------
    >>> day(dt.date(2025, 5, 1)), day(None)
    ('1 May 2025', '–')
    """
    if value is None or value != value:  # noqa: PLR0124 - a missing timestamp differs from itself
        return MISSING
    return f"{value.day} {value:%B %Y}"


def years(first: int, last: int) -> str:
    """Write a span of calendar years.

    Parameters
    ----------
    first, last : int
        Calendar years.

    Returns
    -------
    str
        One year, or first and last.

    Examples
    --------
    >>> years(2020, 2025), years(2024, 2024)
    ('2020–2025', '2024')
    """
    return str(first) if first == last else f"{first}–{last}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does.

    Parameters
    ----------
    items : sequence of str
        The words.
    last : str, default "and"
        What stands before the last one.

    Returns
    -------
    str
        The words with commas; empty for none.

    Examples
    --------
    >>> listed(["PMP"]), listed(["PMP", "CSM"]), listed(["PMP", "CSM", "ITIL"], "or"), listed([])
    ('PMP', 'PMP and CSM', 'PMP, CSM or ITIL', '')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """Begin a text with a capital letter and end it with a full stop.

    Parameters
    ----------
    text : str
        Words.

    Returns
    -------
    str
        The sentence; empty for empty.

    Examples
    --------
    >>> sentence("too few records"), sentence("Done.")
    ('Too few records.', 'Done.')
    """
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else ".")
