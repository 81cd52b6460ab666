"""The period a figure of pay belongs to: attached to it, said in the words round it, or plain from its size."""

from __future__ import annotations

import re
from functools import cache

from tpm_insights.extract.figures import Figure
from tpm_insights.extract.money_words import any_of
from tpm_insights.extract.pay_context import PayContext
from tpm_insights.extract.scan import lexicon

_REACH = 160
_TAIL = 60
_SIZE_TELLS = {"hour": (7.0, 250.0), "year": (10_000.0, 3_000_000.0)}
_MONTHLY = (4_400.0, 16_000.0)


@cache
def _period_words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return period by word, and a pattern for a period said in the words near a figure."""
    table = lexicon("pay")["period_in_context"]
    words = {word: period for period, listed in table.items() for word in listed}
    return words, re.compile(rf"(?<![a-z])(?<!bi-)(?<!semi-)(?:{any_of(words)})(?![a-z])")


def spoken_periods(lower: str, start: int, end: int) -> list[str]:
    """Return the periods said in a part of a text, in order.

    Parameters
    ----------
    lower : str
        Text in lower case.
    start, end : int
        Bounds of the part.

    Returns
    -------
    list of str
        hour, day, week, month or year.

    Examples
    --------
    >>> spoken_periods("annual salary; paid monthly", 0, 27)
    ['year', 'month']
    """
    words, pattern = _period_words()
    return [words[found] for found in pattern.findall(lower, max(0, start), max(0, end))]


def plausible(figure: Figure, period: str, currency: str | None) -> bool:
    """Tell if a figure can be pay for a period.

    Parameters
    ----------
    figure : Figure
        The figure.
    period : str
        hour, day, week, month or year.
    currency : str or None
        ISO code.

    Returns
    -------
    bool
        False for $5 a year or $90,000 an hour.
    """
    tables = lexicon("pay")
    smallest, largest = tables["plausible"][period]
    worth = tables["worth"].get(currency, 1)
    ends = [end / worth for end in figure.ends]
    return bool(smallest / 10 <= min(ends) and smallest <= max(ends) and max(ends) <= largest * (5 if worth > 1 else 1))


def period_of(
    context: PayContext, figure: Figure, currency: str | None, previous: Figure | None, *, stated: bool = False
) -> str | None:
    """Return the period of a figure of pay.

    Parameters
    ----------
    context : PayContext
        Words about pay of the document.
    figure : Figure
        A figure that is pay.
    currency : str or None
        Its currency.
    previous : Figure or None
        The figure before it.
    stated : bool, default False
        Whether the text itself calls the figure pay.

    Returns
    -------
    str or None
        hour, day, week, month or year; None if none is plausible.
    """
    lower = context.lower
    by_size = None
    if figure.period is None:
        by_size = _by_size(figure, currency)
    elif plausible(figure, figure.period, currency):
        return figure.period
    begin, end = context.document.line_bounds(figure.start)
    floor = previous.end if previous is not None else 0
    above = context.document.line_bounds(begin - 1)[0] if begin else 0
    parts = (
        reversed(spoken_periods(lower, max(begin, floor, figure.start - _REACH), figure.start)),
        spoken_periods(lower, figure.end, min(end, figure.end + _TAIL)),
        reversed(spoken_periods(lower, max(above, floor, begin - _REACH), begin)),
    )
    for part in parts:
        for period in part:
            if plausible(figure, period, currency) and (
                period == "year" or by_size != "year" or _small(figure, period)
            ):
                return period
    monthly = stated and figure.two_sided and figure.period is None and figure.sign == "$"
    if by_size is None and monthly and _MONTHLY[0] <= min(figure.ends) and max(figure.ends) <= _MONTHLY[1]:
        return "month"
    return by_size


def _small(figure: Figure, period: str) -> bool:
    """Tell if a figure that may be a yearly salary is paid by the month where that is said: "monthly rate: $11,000"."""
    return period == "month" and max(figure.ends) <= _MONTHLY[1]


def _by_size(figure: Figure, currency: str | None) -> str | None:
    """Return the period that the size of a figure leaves no doubt about."""
    tables = lexicon("pay")
    ends = figure.ends
    if currency is None or currency in tables["size_tells"]["currencies"]:
        for period, (smallest, largest) in _SIZE_TELLS.items():
            if smallest <= min(ends) and max(ends) <= largest:
                return period
    elif min(ends) >= tables["yearly_from"].get(currency, float("inf")):
        return "year"
    return None
