import math

import pandas as pd
import pytest

from tpm_insights.clean.money import PERIODS_A_YEAR, annualize, is_absurd, read_currency, read_period, repair_pay
from tpm_insights.ledger import Ledger


def repaired(**fields):
    row = {
        "source": "demo",
        "country": None,
        "pay_low": None,
        "pay_high": None,
        "pay_currency": "USD",
        "pay_period": None,
    }
    frame = pd.DataFrame([row | fields])
    ledger = Ledger.open("postings", frame)
    done = repair_pay(frame, ledger).iloc[0]
    ledger.check(1)
    pay = tuple(
        None if pd.isna(value) else value for value in done[["pay_low", "pay_high", "pay_currency", "pay_period"]]
    )
    return pay, [entry.reason for entry in ledger.entries]


@pytest.mark.parametrize(
    ("fields", "pay", "words"),
    [
        ({"pay_low": 90_000, "pay_high": 120_000, "pay_period": "YEAR"}, (90_000, 120_000, "USD", "year"), ""),
        ({"pay_low": 120_000, "pay_high": 90_000, "pay_period": "yearly"}, (90_000, 120_000, "USD", "year"), "swapped"),
        ({"pay_low": 0, "pay_high": 45, "pay_period": "HOURLY"}, (None, 45, "USD", "hour"), "zero or negative"),
        ({"pay_low": -5, "pay_high": -5, "pay_period": "hour"}, (None,) * 4, "zero or negative"),
        ({"pay_low": "$90,000", "pay_period": "annum"}, (90_000, None, "USD", "year"), ""),
        ({"pay_low": "negotiable"}, (None,) * 4, "not a number"),
        ({"pay_low": 80_000}, (80_000, None, "USD", "year"), "taken as year"),
        ({"pay_low": 30, "pay_high": 40}, (30, 40, "USD", "hour"), "taken as hour"),
        ({"pay_low": 5_000}, (None,) * 4, "without a period"),
        ({"pay_low": 90_000, "pay_period": "hour"}, (90_000, None, "USD", "year"), "by its size"),
        ({"pay_low": 45, "pay_high": 60, "pay_period": "year"}, (None,) * 4, "absurd"),
        ({"pay_low": 15, "pay_high": 150_000, "pay_period": "hour"}, (None,) * 4, "absurd"),
        (
            {"pay_low": 60_000, "pay_currency": None, "country": "GB", "pay_period": "year"},
            (60_000, None, "GBP", "year"),
            "country",
        ),
        ({"pay_low": 60_000, "pay_currency": None, "pay_period": "year"}, (60_000, None, None, "year"), ""),
        ({"pay_low": 1_200_000, "pay_currency": "₹", "pay_period": "year"}, (1_200_000, None, "INR", "year"), ""),
        ({"pay_low": float("inf"), "pay_period": "year"}, (None,) * 4, "not a number"),
    ],
)
def test_pay_fields_are_repaired_by_rule_or_left_out(fields, pay, words):
    done, reasons = repaired(**fields)
    assert done == pay
    assert any(words in reason for reason in reasons) if words else not reasons


def test_annual_pay_uses_the_stated_hours():
    periods = pd.Series(list(PERIODS_A_YEAR))
    assert annualize(pd.Series([1.0] * 5), periods).tolist() == [2080.0, 260.0, 52.0, 12.0, 1.0]
    assert math.isnan(annualize(pd.Series([1.0]), pd.Series([None], dtype="str"))[0])


def test_a_range_of_more_than_ten_times_its_low_end_mixes_units():
    low, high = pd.Series([30_000.0, 30_000.0]), pd.Series([300_000.0, 310_000.0])
    assert is_absurd(low, high, pd.Series(["USD", "USD"])).tolist() == [False, True]


def test_currency_without_bounds_is_never_absurd_by_size():
    assert not is_absurd(pd.Series([9e9]), pd.Series([9e9]), pd.Series(["VND"]))[0]


def test_words():
    assert read_period("Per  Month") == "month"
    assert read_currency("no") is None
