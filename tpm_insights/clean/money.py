"""Pay as posted to annual pay, and the stated rules by which a pay field is repaired or left out.

Annual pay assumes full time: 2,080 hours, 260 days, 52 weeks or 12 months a year (`PERIODS_A_YEAR`). Currencies are
never converted.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from tpm_insights.clean.written_amounts import read_amounts
from tpm_insights.ledger import Ledger

PERIODS_A_YEAR: dict[str, float] = {"hour": 2080.0, "day": 260.0, "week": 52.0, "month": 12.0, "year": 1.0}
"""How many periods a full-time year is taken to have."""
WIDEST_RANGE = 10.0
"""A range whose high end is more than this many times its low end mixes units and is left out."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The lexicon, indexed."""

    periods: dict[str, str]
    currencies: dict[str, str]
    of_country: dict[str, str]
    bounds: dict[str, tuple[float, float]]
    year: tuple[float, float]
    hour: tuple[float, float]
    plain: frozenset[str]


@cache
def _words() -> _Words:
    """Return the lists of ``lexicon/money.toml``."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/money.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    silent = read["without_period"]
    return _Words(
        periods={word: period for period, words in read["periods"].items() for word in words},
        currencies={word: code for code, words in read["currencies"].items() for word in words},
        of_country=read["of_country"],
        bounds={code: (float(low), float(high)) for code, (low, high) in read["annual_bounds"].items()},
        year=tuple(silent["year"]),
        hour=tuple(silent["hour"]),
        plain=frozenset(silent["currencies"]),
    )


def read_period(word: str) -> str | None:
    """Return the pay period a word means.

    Parameters
    ----------
    word : str
        As published.

    Returns
    -------
    str or None
        hour, day, week, month or year.

    Examples
    --------
    >>> [read_period(w) for w in ("YEAR", "per hour", "Annually", "shift")]
    ['year', 'hour', 'year', None]
    """
    return _words().periods.get(" ".join(word.lower().replace("_", " ").split()))


def read_currency(word: str) -> str | None:
    """Return the ISO code of a currency.

    Parameters
    ----------
    word : str
        Code, sign or name.

    Returns
    -------
    str or None
        ISO 4217 code.

    Examples
    --------
    >>> [read_currency(w) for w in ("usd", "£", "SEK", "beads")]
    ['USD', 'GBP', 'SEK', None]
    """
    plain = word.strip().lower()
    code = _words().currencies.get(plain)
    if code is None and len(plain) == 3 and plain.isascii() and plain.isalpha():
        return plain.upper()
    return code


def annualize(amounts: pd.Series, periods: pd.Series) -> pd.Series:
    """Return annual pay.

    Parameters
    ----------
    amounts : Series of float
        Currency units a period.
    periods : Series of str
        hour, day, week, month or year, aligned with `amounts`.

    Returns
    -------
    Series of float
        Currency units a year, to the cent; missing where amount or period is.

    Examples
    --------
    >>> annualize(pd.Series([50.0, 90_000.0]), pd.Series(["hour", "year"])).tolist()
    [104000.0, 90000.0]
    """
    return (amounts * periods.map(PERIODS_A_YEAR).astype("float64")).round(2)


def is_absurd(low: pd.Series, high: pd.Series, currencies: pd.Series) -> pd.Series:
    """Tell which annual pay cannot be meant: outside the bounds of its currency, or a range too wide to be one.

    Parameters
    ----------
    low, high : Series of float
        Annual pay, currency units a year; missing is allowed.
    currencies : Series of str
        ISO codes.

    Returns
    -------
    Series of bool
        True where the pay is absurd.

    Examples
    --------
    >>> is_absurd(pd.Series([90_000.0, 9.0]), pd.Series([120_000.0, 12.0]), pd.Series(["USD", "USD"])).tolist()
    [False, True]
    """
    bounds = _words().bounds
    floor = currencies.map({code: pair[0] for code, pair in bounds.items()}).astype("float64").fillna(0.0)
    ceiling = currencies.map({code: pair[1] for code, pair in bounds.items()}).astype("float64").fillna(np.inf)
    least, most = low.fillna(high), high.fillna(low)
    return (least < floor) | (most > ceiling) | (most > least * WIDEST_RANGE)


def repair_pay(frame: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Put published pay fields in one form; what cannot be pay is left out, with a line in the ledger.

    In this order: a figure that is no number, zero or negative goes; ends that are swapped are swapped back; words for
    period and currency become ISO forms; a missing currency is that of the country, where it has one; a missing period
    is a year or an hour where the figure can be nothing else; an hourly figure that would be absurd and is a sensible
    year's pay is one; what is still absurd (`is_absurd`) or has no period goes.

    Parameters
    ----------
    frame : DataFrame
        Columns ``source, country, pay_low, pay_high, pay_currency, pay_period``, as published.
    ledger : Ledger
        Gets a "repaired" line for each source and rule.

    Returns
    -------
    DataFrame
        The same rows; ``pay_low, pay_high`` float64, ``pay_currency, pay_period`` str. Pay is all there or all missing.

    Examples
    --------
    >>> fields = pd.DataFrame({"source": "s", "country": "US", "pay_low": ["60", 90], "pay_high": ["50", 0],
    ...                        "pay_currency": None, "pay_period": ["Hourly", "YEAR"]})
    >>> ledger = Ledger.open("postings", fields)
    >>> repair_pay(fields, ledger)[["pay_low", "pay_high", "pay_currency", "pay_period"]].to_dict("list")
    {'pay_low': [50.0, nan], 'pay_high': [60.0, nan], 'pay_currency': ['USD', nan], 'pay_period': ['hour', nan]}
    >>> [entry.reason for entry in ledger.entries][:2]
    ['pay_high: zero or negative, set to missing', 'pay_low and pay_high swapped back']
    """
    note = _Notes(frame, ledger)
    low, high = _numbers(frame, "pay_low", note), _numbers(frame, "pay_high", note)
    swapped = low > high
    note.write(swapped, "pay_low and pay_high swapped back", low)
    low, high = low.where(~swapped, high), high.where(~swapped, low)
    paid = low.notna() | high.notna()
    currency = _currencies(frame, paid, note)
    period = _periods(frame, low, high, currency, paid, note)
    note.write(paid & period.isna(), "pay without a period that could be told, left out", low.fillna(high))
    known = paid & period.notna()
    absurd = known & is_absurd(annualize(low, period), annualize(high, period), currency)
    note.write(absurd, "absurd pay (bounds of annual pay, or range too wide), left out", low.fillna(high))
    kept = known & ~absurd
    return frame.assign(
        pay_low=low.where(kept),
        pay_high=high.where(kept),
        pay_currency=currency.where(kept).astype("str"),
        pay_period=period.where(kept).astype("str"),
    )


@dataclass(frozen=True, slots=True)
class _Notes:
    """Where repairs are written down."""

    frame: pd.DataFrame
    ledger: Ledger

    def write(self, mask: pd.Series, reason: str, shown: pd.Series) -> None:
        """Write one line for each source with rows under a mask."""
        mask = mask.fillna(value=False).astype("bool")
        if not mask.any():
            return
        for source, values in shown[mask].groupby(self.frame.loc[mask, "source"], sort=False):
            self.ledger.record(
                source=str(source),
                step="clean pay field",
                action="repaired",
                reason=reason,
                rows=len(values),
                examples=values.head(50),
            )


def _numbers(frame: pd.DataFrame, name: str, note: _Notes) -> pd.Series:
    """Return one end of pay as positive numbers."""
    published = frame[name]
    if not pd.api.types.is_numeric_dtype(published):
        words: pd.Series = published.astype("str").str.strip()
        words = words.where(~words.isin(["", "nan", "None", "null", "N/A"]))
        numbers = read_amounts(words)
    else:
        words = numbers = published.astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    unread = words.notna() & numbers.isna()
    note.write(unread, f"{name}: not a number, or one with two readings; set to missing", words)
    bad = numbers <= 0
    note.write(bad, f"{name}: zero or negative, set to missing", numbers)
    return numbers.where(~bad)


def _currencies(frame: pd.DataFrame, paid: pd.Series, note: _Notes) -> pd.Series:
    """Return the currency of each pay field."""
    words = frame["pay_currency"].astype("str")
    currency = words.map({word: read_currency(word) for word in words.dropna().unique()}).astype("str")
    silent = paid & currency.isna()
    of_country = frame["country"].astype("str").map(_words().of_country).astype("str")
    note.write(silent & of_country.notna(), "currency not stated, taken as the country's", of_country)
    return currency.where(~silent, of_country)


def _periods(
    frame: pd.DataFrame, low: pd.Series, high: pd.Series, currency: pd.Series, paid: pd.Series, note: _Notes
) -> pd.Series:
    """Return the period of each pay field, as stated or as the figure alone allows."""
    words = frame["pay_period"].astype("str")
    period = words.map({word: read_period(word) for word in words.dropna().unique()}).astype("str")
    shown = low.fillna(high)
    plain = paid & currency.isin(_words().plain)
    for name, (least, most) in (("year", _words().year), ("hour", _words().hour)):
        fits = plain & period.isna() & (low.fillna(high) >= least) & (high.fillna(low) <= most)
        note.write(fits, f"period not stated, taken as {name}: the figure allows no other", shown)
        period = period.where(~fits, name)
    least, most = _words().year
    wrong = plain & period.isin(["hour", "day", "week"]) & (low.fillna(high) >= least) & (high.fillna(low) <= most)
    note.write(wrong, "stated by the hour, day or week, but a year's pay by its size: taken as a year's", shown)
    return period.where(~wrong, "year")
