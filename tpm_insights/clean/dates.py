"""Dates as published, in many forms, to days; what could be two different days is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Literal

import pandas as pd

Order = Literal["month", "day"]

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_ISO_BARE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t|$)")  # cannot be day or month first: there is no month 19 or 20
_YEAR = re.compile(r"(\d{4})(?:\.0)?$")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
_MONTH_FIRST = re.compile(r"(?:[a-z]{3,9}\.?,? +)?([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})\b")
_DAY_FIRST = re.compile(
    r"(?:[a-z]{3,9}\.?,? +)?(\d{1,2})(?:st|nd|rd|th)?[ -](?:of )?([a-z]{3,9})\.?,?[ -](\d{4}|\d{2})\b"
)
_MONTH = re.compile(r"([a-z]{3,9})\.?,? +(\d{4})$")
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.0)?$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
            ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_EARLIEST, _LATEST = 1990, 2100


def read_day(published: str, order: Order | None = None) -> date | None:
    """Read one date.

    Parameters
    ----------
    published : str
        As published: ISO 8601 in whole or part, English month names, numbers with slashes, seconds since 1970.
    order : {"month", "day"}, optional
        What comes first in dates such as 03/04/2025. Without it they are read only if one order is impossible.

    Returns
    -------
    date or None
        The day; the first of the month or year where only that is given; None if there is no sure reading, or the
        year is not between 1990 and 2100.

    Examples
    --------
    >>> [str(read_day(d)) for d in ("2025-08-06T22:17:08Z", "Monday, August 17, 2020", "17 Aug 2020", "2023-11")]
    ['2025-08-06', '2020-08-17', '2020-08-17', '2023-11-01']
    >>> read_day("03/04/2025"), str(read_day("03/14/2025")), str(read_day("03/04/2025", order="month"))
    (None, '2025-03-14', '2025-03-04')
    """
    text = published.strip().lower()[:60]
    for pattern, parts in ((_YEAR, (1, 0, 0)), (_ISO, (1, 2, 3)), (_ISO_BARE, (1, 2, 3))):
        match = pattern.match(text)
        if match:
            year, month, day = (match[i] if i else None for i in parts)
            return _day(year, month or 1, day or 1)
    match = _NUMBERS.match(text)
    if match:
        return _numbered(match, order)
    match = _EPOCH.match(text)
    if match:
        stamp = datetime.fromtimestamp(int(match[1]), tz=UTC).date()
        return _day(stamp.year, stamp.month, stamp.day)
    match = _MONTH_FIRST.match(text)
    if match and match[1] in _MONTHS:
        return _day(match[3], _MONTHS[match[1]], match[2])
    match = _DAY_FIRST.match(text)
    if match and match[2] in _MONTHS:
        return _day(match[3], _MONTHS[match[2]], match[1])
    match = _MONTH.match(text)
    if match and match[1] in _MONTHS:
        return _day(match[2], _MONTHS[match[1]], 1)
    return None


def _numbered(match: re.Match[str], order: Order | None) -> date | None:
    """Return the day written as three numbers, the year last."""
    first, second = int(match[1]), int(match[2])
    month_first, day_first = _day(match[3], first, second), _day(match[3], second, first)
    if order is not None and first <= 12 and second <= 12:
        return month_first if order == "month" else day_first
    if month_first is None or day_first is None or month_first == day_first:
        return month_first or day_first
    return None


def _day(year: str | int | None, month: str | int, day: str | int) -> date | None:
    """Return a day if there is such a day in the years that count."""
    number = int(year or 0) + (2000 if len(str(year)) == 2 else 0)
    try:
        made = date(number, int(month), int(day))
    except ValueError:
        return None
    return made if _EARLIEST <= number <= _LATEST else None


def order_of(published: pd.Series) -> Order | None:
    """Tell whether a source writes month or day first, if its dates prove it.

    Parameters
    ----------
    published : Series of str
        All dates of one source.

    Returns
    -------
    {"month", "day"} or None
        None if no date decides, or if dates contradict each other.

    Examples
    --------
    >>> order_of(pd.Series(["3/4/2025", "3/14/2025"]))
    'month'
    >>> order_of(pd.Series(["3/4/2025", "3/5/2025"])) is None
    True
    """
    first = second = False
    for text in published.dropna().astype("str").unique():
        match = _NUMBERS.match(text.strip())
        if match:
            first |= int(match[1]) > 12
            second |= int(match[2]) > 12
    if first == second:
        return None
    return "day" if first else "month"


def read_days(published: pd.Series, sources: pd.Series) -> pd.DataFrame:
    """Read a column of dates, source by source.

    Parameters
    ----------
    published : Series
        Dates as published; missing is allowed.
    sources : Series of str
        Collection of each, aligned with `published`.

    Returns
    -------
    DataFrame
        ``day`` (datetime64[us]) and ``refused`` (bool: something is written, but no sure date), with the same index.

    Examples
    --------
    >>> found = read_days(pd.Series(["1/2/2025", "1/31/2025", None, "soon"]), pd.Series(["a"] * 4))
    >>> found["day"].dropna().astype("str").tolist(), found["refused"].tolist()
    (['2025-01-02', '2025-01-31'], [False, False, False, True])
    """
    words = published.astype("str").where(published.notna())
    words = words.where(words.str.strip() != "")
    days = pd.Series(pd.NaT, index=published.index, dtype="datetime64[us]")
    for _, group in words.groupby(sources.fillna("").to_numpy(), sort=False):
        order = order_of(group)
        known = {text: read_day(text, order) for text in group.dropna().unique()}
        days.loc[group.index] = pd.to_datetime(group.map(known), errors="coerce").astype("datetime64[us]")
    return pd.DataFrame({"day": days, "refused": words.notna() & days.isna()})
