"""Amounts joined to figures: one amount, a range with its two ends, "up to" or "from"."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import NamedTuple

from tpm_insights.extract.amounts import Amount
from tpm_insights.extract.money_words import any_of, money_words
from tpm_insights.extract.scan import lexicon

_LINK = re.compile(
    r"(?: ?\(?(?:min|minimum|low|lowest|mid|midpoint|mid-point|base|gross|brutto|usd)\.?\)?| ?\(step ?\d{1,2}\))?"
    r"[ ,.]{0,2}"
    r"(?P<link>-{1,3}>?|to|and|&|through|thru|till|until|up to|bis|hasta|a|à|~|\.{2,3}|\||:)"
    r"(?: ?(?:a )?(?:max|maximum|mid|high|as high as|up to|about|approximately|approx\.?|around|-|to)(?: ?(?:of|:))?)?"
    r" ?[:(]? ?¤? ?"
)
_CELLS = (" ", "\n- ", " -\n", " to\n")  # two cells of a table; a line broken in the middle of a range
_MAXIMUM = re.compile(
    r"[ ,;.|/\n-]{0,3}(?:(?:base |hiring )?(?:pay|salary|wage|compensation|rate) (?:range )?)?"
    r"\(?max(?:imum)?\b\.?(?: [a-z]+){0,3} ?\)?:?[ \n]?"
)
_MINIMUM_BEFORE = re.compile(r"\bmin(?:imum)?\b\.?(?: [a-z]+){0,3} ?\)?:?[ \n]?$")
_BETWEEN = re.compile(r"(?:between|range|ranges|ranging|from|both|minimum|min)\b")
_AT_LEAST_AFTER = re.compile(
    r"\s?(?:(?:and|&|or|-) ?(?:up|above|more|over|higher|upwards?)\b|\(?min(?:imum)?\.?(?:[),;.]|$))"
)
_AT_MOST_AFTER = re.compile(r"\s?(?:or (?:less|under|below)\b|\(?max(?:imum)?\.?(?:[),;.]|$))")
_LOOSE = frozenset({"and", "&", "a", "|", ":"})
_WIDEST = 40
_LONGEST_GAP = 32


class Figure(NamedTuple):
    """One statement of money.

    Attributes
    ----------
    start, end : int
        Span in the text.
    low, high : float or None
        As stated, multipliers written out; equal for a single amount; None for an open end; infinite if no pay.
    sign : str
        Currency as written in lower case, or "".
    period : str or None
        Period attached to one of its amounts; ``other`` for a unit that is no time.
    two_sided : bool
        Whether two different ends are written.
    marked : bool
        Whether a multiplier ("90k") or cents ("18.50") are written.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    sign: str
    period: str | None
    two_sided: bool
    marked: bool

    @property
    def value(self) -> float:
        """The lower end, or the upper where there is no lower."""
        return self.low if self.low is not None else self.high if self.high is not None else 0.0

    @property
    def ends(self) -> tuple[float, ...]:
        """The ends that are stated."""
        return tuple(end for end in (self.low, self.high) if end is not None)


def join_amounts(lower: str, amounts: list[Amount]) -> list[Figure]:
    """Join amounts that are the ends of one range.

    Parameters
    ----------
    lower : str
        Text in lower case.
    amounts : list of Amount
        In order.

    Returns
    -------
    list of Figure
        In order. Never with ``low`` above ``high``.

    Examples
    --------
    >>> from tpm_insights.extract.amounts import find_amounts
    >>> text = "$90 - $120k, up to $65/hr, 140k+"
    >>> [(f.low, f.high, f.period) for f in join_amounts(text, find_amounts(text, 0, len(text)))]
    [(90000.0, 120000.0, None), (None, 65.0, 'hour'), (140000.0, None, None)]
    """
    figures, at = [], 0
    while at < len(amounts):
        chain = [amounts[at]]
        while at + len(chain) < len(amounts) and len(chain) < 3 and _joined(lower, chain, amounts[at + len(chain)]):
            chain.append(amounts[at + len(chain)])
        figures.append(_figure(lower, chain))
        at += len(chain)
    return figures


def _joined(lower: str, chain: list[Amount], second: Amount) -> bool:
    """Tell if an amount goes on with the range that one or two amounts (minimum, midpoint) begin."""
    first = chain[-1]
    if not 0 <= second.start - first.end <= _LONGEST_GAP or not _alike(first, second):
        return False
    if len(chain) == 1 and (_stated_apart(lower, first, second) or _lost_its_dash(lower, first, second)):
        return True
    found = _LINK.fullmatch(lower, first.end, second.start)
    if found is None:
        return False
    link = found["link"]
    rising = second.value > first.value
    if (len(chain) == 2 and not (link.startswith("-") and rising)) or (link == "|" and not rising):
        return False
    if not (first.sign and second.sign) and not _linked_without_signs(lower, link, chain[0].start):
        return False
    low, high = _shared(first, second)
    if second.sign and not first.sign and low < 1000 and not second.period:
        return False  # "in 2 to $100,000"
    return link not in _LOOSE or max(low, high) <= _WIDEST * min(low, high)


def _alike(first: Amount, second: Amount) -> bool:
    """Tell if two amounts can be of one currency and one period."""
    if first.period and second.period and first.period != second.period:
        return False
    if not first.sign or not second.sign or first.sign == second.sign or "$" in (first.sign, second.sign):
        return True
    currencies = money_words().currencies
    return currencies.get(first.sign) == currencies.get(second.sign)  # "CAD $99,000 - CAD$110,000"


def _stated_apart(lower: str, first: Amount, second: Amount) -> bool:
    """Tell if two amounts are the cells of a table, or a minimum and a maximum stated one after the other."""
    if first.sign != second.sign or not first.value < second.value:
        return False
    if first.sign and second.value <= 3 * first.value and lower[first.end : second.start] in _CELLS:
        return True
    return (
        _MAXIMUM.fullmatch(lower, first.end, second.start) is not None
        and _MINIMUM_BEFORE.search(lower, max(0, first.start - 40), first.start) is not None
    )


def _lost_its_dash(lower: str, first: Amount, second: Amount) -> bool:
    """Tell if two amounts are a range whose dash was lost with its encoding: "$45 48/hr"."""
    bare = bool(first.sign) and not (first.period or first.unit or second.sign)
    return (
        bare
        and second.period not in (None, "other")
        and first.value < second.value <= 2 * first.value
        and lower[first.end : second.start] == " "
    )


def _linked_without_signs(lower: str, link: str, start: int) -> bool:
    """Tell if a link joins two numbers of which one has no currency: "and" does only after "between" and the like."""
    if link in ("and", "&"):
        return _BETWEEN.search(lower, max(0, start - 40), start) is not None
    return link not in _LOOSE


def _shared(first: Amount, second: Amount) -> tuple[float, float]:
    """Return the ends of a range, the multiplier that only one of them carries given to both."""
    low, high = first.value, second.value
    if second.unit and not first.unit and first.digits < 1000 and second.digits:
        low = first.digits * (second.value / second.digits)  # "100-110k"
    elif first.unit and not second.unit and second.digits < 1000 and first.digits:
        high = second.digits * (first.value / first.digits)  # "$160K-190"
    elif (
        not first.unit
        and not second.unit
        and not first.cents
        and 20 <= low < 1000
        and 10_000 <= high < 1_000_000
        and low * 1000 <= high
    ):
        low *= 1000  # "$75-90,000"
    if "hour" in (first.period, second.period) and min(low, high) < 1000:  # "$31.250 - $36.500 hourly" is no thousands
        low, high = (end / 1000 if 1000 <= end < 1e6 else end for end in (low, high))
    return low, high


def _figure(lower: str, chain: list[Amount]) -> Figure:
    """Return the figure that one, two or three amounts make."""
    first, last = chain[0], chain[-1]
    low: float | None
    high: float | None
    if len(chain) > 1:
        low, high = sorted(_shared(first, last))
        if high > _WIDEST * low:  # ends that cannot belong together: neither is sure
            low = high = math.inf
    else:
        low, high = _open_end(lower, first)
    return Figure(
        start=first.start,
        end=last.end,
        low=low,
        high=high,
        sign=next((amount.sign for amount in chain if amount.sign not in ("", "$")), first.sign or last.sign),
        period=first.period or last.period,
        two_sided=len(chain) > 1,
        marked=any(amount.unit or amount.cents for amount in chain),
    )


@cache
def _open_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for "up to" and for "from" before an amount."""
    table = lexicon("pay")["open_end"]
    up_to, from_ = (
        re.compile(
            rf"(?:\b(?:{any_of(table[key])})|\b{key[3:6]}(?:imum)?\b\.?(?:\s[a-z]+){{0,3}}\s?(?:of|is|at)?)"
            r"\s?[:=(]?\s?(?:a |an |about |around |approximately )?$"
        )
        for key in ("at_max", "at_min")
    )
    return up_to, from_


def _open_end(lower: str, amount: Amount) -> tuple[float | None, float | None]:
    """Return both ends of a single amount: open where "up to", "from" or a plus sign says so."""
    before = lower[max(0, amount.start - 44) : amount.start]
    up_to, from_ = _open_words()
    if up_to.search(before) or _AT_MOST_AFTER.match(lower, amount.end):
        return None, amount.value
    if amount.plus or from_.search(before) or _AT_LEAST_AFTER.match(lower, amount.end):
        return amount.value, None
    return amount.value, amount.value
