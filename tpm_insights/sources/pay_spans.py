"""One low and one high end from the several pay ranges that a posting gives for places and levels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tpm_insights.sources.nested import Json, as_text


@dataclass(frozen=True, slots=True)
class PaySpan:
    """A pay range as published.

    Attributes
    ----------
    low, high : Json
        Ends of the range; None where open.
    currency, period : Json
        As published.
    """

    low: Json
    high: Json
    currency: Json
    period: Json


def pay_fields(spans: Iterable[PaySpan], origin: str = "field") -> dict[str, str | None]:
    """Return the pay columns of a posting: smallest low and largest high over its ranges in one currency and period.

    Parameters
    ----------
    spans : iterable of PaySpan
        In the order published. Those without a figure, and those in another currency or period than the first with
        one, are passed over.
    origin : str, default "field"
        Who stated them, one of `vocabulary.PAY_ORIGINS`.

    Returns
    -------
    dict of str to str or None
        Keys ``pay_low, pay_high, pay_currency, pay_period, pay_origin``; all None without a figure.

    Examples
    --------
    >>> spans = [PaySpan(90, 120, "USD", "YEAR"), PaySpan(100, 150, "USD", "YEAR"), PaySpan(1, 2, "EUR", "YEAR")]
    >>> pay_fields(spans)
    {'pay_low': '90', 'pay_high': '150', 'pay_currency': 'USD', 'pay_period': 'YEAR', 'pay_origin': 'field'}
    >>> pay_fields([PaySpan("ask us", None, "USD", None)])["pay_low"]
    'ask us'
    """
    paid = [span for span in spans if as_text(span.low) is not None or as_text(span.high) is not None]
    if not paid:
        return dict.fromkeys(("pay_low", "pay_high", "pay_currency", "pay_period", "pay_origin"))
    first = paid[0]
    alike = [span for span in paid if (span.currency, span.period) == (first.currency, first.period)]
    return {
        "pay_low": _end([span.low for span in alike], smallest=True),
        "pay_high": _end([span.high for span in alike], smallest=False),
        "pay_currency": as_text(first.currency),
        "pay_period": as_text(first.period),
        "pay_origin": origin,
    }


def _end(values: list[Json], *, smallest: bool) -> str | None:
    """Return the smallest or largest figure as published; the first text if none is a number."""
    texts = [text for text in map(as_text, values) if text is not None]
    numbers: list[tuple[float, str]] = []
    for text in texts:
        try:
            numbers.append((float(text.replace(",", "")), text))
        except ValueError:
            continue
    if numbers:
        return min(numbers)[1] if smallest else max(numbers)[1]
    return texts[0] if texts else None
