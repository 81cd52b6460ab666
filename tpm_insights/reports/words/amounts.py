"""Numbers in words: money, shares, differences, ratios and counts, as every report writes them."""

from __future__ import annotations

import math
import numbers
from typing import TypeGuard

MISSING = "–"
"""What stands where there is no value."""
SIGNS: dict[str, str] = {"USD": "$", "EUR": "€", "GBP": "£"}
"""Signs of currencies that have one of their own; the others are written by their code."""


def money(value: float | None, currency: str, *, nearest: int = 100) -> str:
    """Write an amount of money.

    Parameters
    ----------
    value : float or None
        Amount in `currency`; missing gives a dash.
    currency : str
        ISO 4217 code.
    nearest : int, default 100
        Round to a multiple of this.

    Returns
    -------
    str
        Sign or code, and the amount with thousands separated.

    Examples
    --------
    >>> money(95_049.6, "USD"), money(95_049.6, "CHF", nearest=1000), money(float("nan"), "USD"), money(-250, "USD")
    ('$95,000', 'CHF 95,000', '–', '−$200')
    """
    if not _known(value):
        return MISSING
    amount = round(float(value) / nearest) * nearest
    sign = "−" if amount < 0 else ""
    return f"{sign}{SIGNS.get(currency, currency + ' ')}{abs(amount):,.0f}"


def money_range(low: float | None, high: float | None, currency: str, *, nearest: int = 100) -> str:
    """Write two amounts as a range.

    Parameters
    ----------
    low, high : float or None
        Amounts in `currency`.
    currency : str
        ISO 4217 code.
    nearest : int, default 100
        Round to a multiple of this.

    Returns
    -------
    str
        A dash where either is missing.

    Examples
    --------
    >>> money_range(75_000, 95_000, "USD")
    '$75,000 to $95,000'
    """
    if not _known(low) or not _known(high):
        return MISSING
    return f"{money(low, currency, nearest=nearest)} to {money(high, currency, nearest=nearest)}"


def share(value: float | None, *, digits: int = 0) -> str:
    """Write a fraction as a percentage.

    Parameters
    ----------
    value : float or None
        Between 0 and 1.
    digits : int, default 0
        Decimals; one more is shown below 10 %, and what is above zero is never written as zero.

    Returns
    -------
    str
        The percentage.

    Examples
    --------
    >>> share(0.4444), share(0.0612), share(0.0001), share(0.0), share(1.0), share(None)
    ('44%', '6.1%', 'under 0.1%', '0%', '100%', '–')
    """
    if not _known(value):
        return MISSING
    percentage = 100 * float(value)
    if 0 < percentage < 10 and digits == 0:
        digits = 1
    if 0 < percentage < 0.5 * 10**-digits:
        return f"under {10**-digits:g}%"
    return f"{percentage:.{digits}f}%" if percentage else "0%"


def difference(value: float | None, *, digits: int = 1) -> str:
    """Write a difference in percent, always with its sign.

    Parameters
    ----------
    value : float or None
        In percent.
    digits : int, default 1
        Decimals.

    Returns
    -------
    str
        The difference.

    Examples
    --------
    >>> difference(10.52), difference(-3.0), difference(0.0), difference(None)
    ('+10.5%', '−3.0%', '0.0%', '–')
    """
    if not _known(value):
        return MISSING
    rounded = round(float(value), digits)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{digits}f}%"


def higher_or_lower(value: float, *, digits: int = 1) -> str:
    """Write a difference in percent in words.

    Parameters
    ----------
    value : float
        In percent.
    digits : int, default 1
        Decimals.

    Returns
    -------
    str
        Size and direction.

    Examples
    --------
    >>> higher_or_lower(10.52), higher_or_lower(-3.0), higher_or_lower(0.01)
    ('10.5% higher', '3.0% lower', 'the same')
    """
    if round(abs(value), digits) == 0:
        return "the same"
    return f"{abs(value):,.{digits}f}% {'higher' if value > 0 else 'lower'}"


def points(value: float | None) -> str:
    r"""Write a difference of two shares, always with its sign.

    Parameters
    ----------
    value : float or None
        In percentage points.

    Returns
    -------
    str
        Whole points.

    Examples
    --------
    >>> points(12.4), points(-3.0), points(0.2), points(None)
    ('+12', '−3', '0', '–')
    """
    if not _known(value):
        return MISSING
    rounded = round(float(value))
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else ''}{abs(rounded)}"


def times(value: float | None) -> str:
    r"""Write a ratio.

    Parameters
    ----------
    value : float or None
        Above zero.

    Returns
    -------
    str
        A multiplication sign, a no-break space and two digits that matter.

    Examples
    --------
    >>> times(2.83), times(0.248), times(14.2), times(0.031), times(None)
    ('×\xa02.8', '×\xa00.25', '×\xa014', '×\xa00.031', '–')
    """
    if not _known(value):
        return MISSING
    digits = 0 if value >= 9.95 else 1 if value >= 0.995 else 2 if value >= 0.0995 else 3
    return f"×\u00a0{float(value):,.{digits}f}"


def p_value(value: float | None) -> str:
    """Write a p-value.

    Parameters
    ----------
    value : float or None
        Between 0 and 1.

    Returns
    -------
    str
        Two digits that matter, never zero.

    Examples
    --------
    >>> p_value(0.6789), p_value(0.0157), p_value(0.000028), p_value(None)
    ('0.68', '0.016', 'under 0.001', '–')
    """
    if not _known(value):
        return MISSING
    return "under 0.001" if value < 0.001 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def number(value: float | None, *, digits: int = 0) -> str:
    """Write a count or another plain number, thousands separated.

    Parameters
    ----------
    value : float or None
        The number.
    digits : int, default 0
        Decimals.

    Returns
    -------
    str
        The number.

    Examples
    --------
    >>> number(12_345), number(2.345, digits=1), number(float("nan"))
    ('12,345', '2.3', '–')
    """
    return f"{float(value):,.{digits}f}" if _known(value) else MISSING


def _known(value: object) -> TypeGuard[float]:
    """Say whether there is a finite number."""
    return isinstance(value, numbers.Real) and math.isfinite(value)
