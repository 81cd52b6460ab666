"""What a job pays, read from the text of its posting.

Invariant: *a number is pay only if the text says so, and it is read with the currency and the period that belong
to it.* What is not sure is not read. The rules, each with the case that forced it:

1.  An amount is looked for only beside a currency, after a word about pay, or beside a rate
    ("12-16 hours a week, competitive pay" holds none).
2.  Numbers are read in the style they are written in ("60.000", "1.234,56", "12,00,000"); one that counts something
    else is no amount ("grade 12", "401k", "20%", "3rd", "5 years", "the low 50k").
3.  A multiplier on one end of a range belongs to both ("100-110k", "$75-90,000"); swapped ends are put in order.
4.  Amounts counted in millions, and amounts per something that is no time, are never pay ("raised $30 million",
    "$50 per visit").
5.  The nearest word decides, the one that follows without a stop before the one that stands before
    ("base salary plus $10,000 sign-on", "annual bonus target $30,000").
6.  A word for what is paid on top ends the claim of a strong word before it, unless the sentence goes on to the figure
    ("the pay range, without bonus and equity, is $90,000 - $120,000").
7.  What a job deals with is no word about pay ("projects of $200,000 to $500,000").
8.  Where the sentence says nothing, the list, the heading or the sentence before decides ("Pay range" over
    "Berlin: 60,000 - 70,000 EUR").
9.  A figure about which nothing is said is pay by its form alone: with a period and large enough, or a range
    that can only be yearly; and only where nothing surer is stated ("$60/hr on W2").
10. A period is the one attached to the amount, else the one said beside it or over it if plausible, else the one that
    size leaves no doubt about ("$34.50 - $46.90" is by the hour, "$4,000 - $4,500" is nothing, a salary range of
    "$5,300 - $8,200" can only be by the month).
11. "$" is the dollar of the place named just before, of the job's place, else the US dollar; a number without
    currency takes that of the place ("Canada: $90,000").
12. Base before total; a hiring scale before the range of its class; the currency and the period stated first
    ("Base: $120k, OTE: $180k", "hiring range $60-70k, full range $60-90k").
13. Of several ranges for one job the smallest low and the largest high are kept, and their number.
14. A title is read only where the text states no pay, and of it only what cannot be anything else ("Nurse - $38/hr").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from tpm_insights.extract.amounts import Amount, find_amounts
from tpm_insights.extract.document import Document, read_document
from tpm_insights.extract.figures import Figure, join_amounts
from tpm_insights.extract.pay_context import NOT_PAY, STRONG, PayContext, Verdict
from tpm_insights.extract.pay_currency import Currencies
from tpm_insights.extract.pay_period import period_of

_COMMON_SIGNS = "$£€"
_RARE_SIGNS = "₹¥₪₩₱₦₺₴₫฿"
_DIGIT = re.compile(r"\d")
_MOST_AMOUNTS = 400  # more are no posting but a price list
_MONEY_IN_TITLE = re.compile(r"[$£€] ?\d|\d ?[kK]\b|\d ?(?:/|p/|per |an )(?:hr|hour|h\b)", re.IGNORECASE)
_LEAST_IN_TITLE = 20_000  # of a multiple without sign and period, as in "Base to 120k"


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay that a posting states.

    Attributes
    ----------
    low, high : float or None
        As stated, in `currency` per `period`, multipliers written out (90k is 90000.0); None for an open end,
        never both. `low` is never above `high`.
    currency : str or None
        ISO code; None only where nothing in the text or the place tells.
    period : str
        hour, day, week, month or year.
    kind : str
        base, total or unspecified.
    range_count : int
        How many different figures are stated for the job.
    spans : tuple of (int, int)
        Where they stand in ``document.text``.
    """

    low: float | None
    high: float | None
    currency: str | None
    period: str
    kind: str
    range_count: int
    spans: tuple[tuple[int, int], ...]


class _Stated(NamedTuple):
    """A figure that is pay."""

    figure: Figure
    verdict: Verdict
    currency: str | None
    period: str


def read_pay(document: Document) -> Pay | None:
    """Read what a job pays.

    Parameters
    ----------
    document : Document
        A posting, scanned.

    Returns
    -------
    Pay or None
        None where the text states no pay, or not surely.

    Examples
    --------
    >>> from tpm_insights.extract.document import read_document
    >>> pay = read_pay(read_document("Salary: $90 - $120k, plus a bonus of up to $10,000."))
    >>> pay.low, pay.high, pay.currency, pay.period
    (90000.0, 120000.0, 'USD', 'year')
    >>> read_pay(read_document("401k match, and tuition up to $4,000 per year")) is None
    True
    """
    windows = _windows(document)
    of_the_job = _of_the_job(_all_stated(document, windows)) if windows else []
    if of_the_job:
        return _joined(of_the_job)
    return _in_title(document)


def _in_title(document: Document) -> Pay | None:
    """Return the pay that a title states; it has no span in the text."""
    if not _MONEY_IN_TITLE.search(document.title):
        return None
    titled = read_document(f"Pay: {document.title}", place=document.place)
    stated = [one for one in _all_stated(titled, _windows(titled)) if _sure_in_title(one.figure)]
    of_the_job = _of_the_job(stated)
    return replace(_joined(of_the_job), spans=()) if of_the_job else None


def _sure_in_title(figure: Figure) -> bool:
    """Tell if a figure in a title can be nothing but pay: not "40/h week"."""
    alone = figure.marked and figure.value >= _LEAST_IN_TITLE
    return bool(figure.sign) or alone or (figure.two_sided and figure.period is not None)


def _joined(of_the_job: list[_Stated]) -> Pay:
    """Return the pay that the figures of a job make together: the currency and the period stated first."""
    first = of_the_job[0]
    stated = [one for one in of_the_job if one.currency == first.currency and one.period == first.period]
    low = min((one.figure.low for one in stated if one.figure.low is not None), default=None)
    high = max((one.figure.high for one in stated if one.figure.high is not None), default=None)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Pay(
        low=low,
        high=high,
        currency=first.currency,
        period=first.period,
        kind=next((one.verdict.kind for one in stated if one.verdict.kind != "unspecified"), "unspecified"),
        range_count=_count([one for one in of_the_job if one.period == first.period]),
        spans=tuple((one.figure.start, one.figure.end) for one in stated),
    )


def _windows(document: Document) -> list[tuple[int, int]]:
    """Return the parts of a text that may hold pay: round marks of currency and rates, after words about pay."""
    text = document.text
    near: list[tuple[int, int]] = []
    for sign in _COMMON_SIGNS if text.isascii() else _COMMON_SIGNS + _RARE_SIGNS:
        at = text.find(sign)
        while at >= 0:
            near.append((at - 34, at + 44))
            at = text.find(sign, at + 1)
    for start, end, key in document.hits.get("pay_cue", ()):
        if key in STRONG:
            if _DIGIT.search(text, end, end + 60):
                near.append((end, end + 80))
        elif key in ("code", "rate") and _DIGIT.search(text, max(0, start - 40), end + 44):
            near.append((start - 40, end + 44))
    near.sort()
    merged: list[tuple[int, int]] = []
    for start, end in near:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((max(start, 0), end))
    return [_whole_numbers(text, start, end) for start, end in merged]


def _whole_numbers(text: str, start: int, end: int) -> tuple[int, int]:
    """Return bounds that cut no number in two."""
    least, most = max(0, start - 20), min(len(text), end + 20)
    while start > least and text[start - 1] in "0123456789.,'":
        start -= 1
    end = min(end, most)
    while end < most and text[end] in "0123456789.,'":
        end += 1
    return start, end


def _all_stated(document: Document, windows: list[tuple[int, int]]) -> list[_Stated]:
    """Return every figure that is pay, with its currency and period."""
    amounts: list[Amount] = []
    done = 0
    for start, end in windows[:_MOST_AMOUNTS]:
        amounts += find_amounts(document.text, max(start, done), end, _MOST_AMOUNTS - len(amounts))
        done = end
    if not amounts:
        return []
    context, currencies = PayContext(document), Currencies(document)
    stated: list[_Stated] = []
    previous, last = None, NOT_PAY
    for figure in join_amounts(document.lower, amounts):
        verdict = context.judge(figure, previous, last)
        if verdict.grade:
            currency = currencies.of(figure.sign, figure.start)
            period = period_of(context, figure, currency, previous, stated=verdict.grade > 1)
            if period is None:
                verdict = NOT_PAY
            else:
                stated.append(_Stated(figure, verdict, currency, period))
        if (figure.sign and figure.period != "other") or verdict.grade:
            previous, last = figure, verdict
    return stated


def _of_the_job(stated: list[_Stated]) -> list[_Stated]:
    """Return the figures that count: sure before likely, base before total, a hiring scale before its class."""
    best = max((one.verdict.grade for one in stated), default=0)
    sure = [one.figure for one in stated if one.verdict.grade == best]
    stated = [one for one in stated if one.verdict.grade == best or _followed_by(one.figure, sure)]
    stated = [one for one in stated if one.verdict.kind != "total"] or stated
    hiring = [one for one in stated if one.verdict.scale == "hiring"]
    return hiring or [one for one in stated if one.verdict.scale != "wide"] or stated


def _followed_by(figure: Figure, sure: list[Figure]) -> bool:
    """Tell if a range goes on at once to one that is surely pay: "Level I: ..., Level II: ... (base salary)"."""
    return figure.two_sided and any(0 <= other.start - figure.end <= 40 for other in sure)


def _count(stated: list[_Stated]) -> int:
    """Return how many different figures there are; a minimum and a maximum stated apart are one."""
    ends = {(one.figure.low, one.figure.high) for one in stated}
    whole = sum(low is not None and high is not None for low, high in ends)
    floors = sum(high is None for _, high in ends)
    return max(whole + max(floors, len(ends) - whole - floors), 1)
