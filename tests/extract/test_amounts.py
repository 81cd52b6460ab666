"""Amounts: number, multiplier, currency and period as written."""

from __future__ import annotations

import math

import pytest

from tpm_insights.extract.amounts import attached_period, find_amounts


def only(text):
    amounts = find_amounts(text, 0, len(text))
    assert len(amounts) == 1, amounts
    return amounts[0]


@pytest.mark.parametrize(
    ("text", "value", "sign", "period"),
    [
        ("$95,000", 95_000, "$", None),
        ("$ 95,000.00", 95_000, "$", None),
        ("US$95k", 95_000, "us$", None),
        ("USD $95k", 95_000, "usd", None),
        ("USD95,000", 95_000, "usd", None),
        ("(CAD) 95,000", 95_000, "cad", None),
        ("95,000 USD", 95_000, "usd", None),
        ("$95,000 CAD per year", 95_000, "cad", "year"),
        ("95,000 dollars", 95_000, "$", None),
        ("C$95k", 95_000, "c$", None),
        ("95k€", 95_000, "€", None),
        ("a $60,000", 60_000, "$", None),
        ("CHF 1'200/day", 1200, "chf", "day"),
        ("Rs. 40,000 per month", 40_000, "rs", "month"),
        ("8 lakh", 800_000, "inr", None),
        ("12 LPA", 1_200_000, "inr", "year"),
        ("1.2 crore", 12_000_000, "inr", None),
        ("$130,000K", 130_000, "$", None),
        ("$60/hr", 60, "$", "hour"),
        ("$60 / Hourly", 60, "$", "hour"),
        ("$60 p/h", 60, "$", "hour"),
        ("$35hr", 35, "$", "hour"),
        ("$60 an hour", 60, "$", "hour"),
        ("$26.14 per hourBenefits", 26.14, "$", "hour"),
        ("£30,000 p.a.", 30_000, "£", "year"),
        ("£450pd", 450, "£", "day"),
        ("£500 per-diem", 500, "£", "day"),
        ("$95,000.00/per year", 95_000, "$", "year"),
        ("$95,000 (annualized USD)", 95_000, "usd", "year"),
        ("$95,000, annually", 95_000, "$", "year"),
        ("65.000 € pro Jahr", 65_000, "€", "year"),
        ("$31.250 hourly", 31.25, "$", "hour"),
        ("$50 per visit", 50, "$", "other"),
        ("$0.65 per mile", 0.65, "$", "other"),
    ],
)
def test_amount_is_read_with_its_own_currency_and_period(text, value, sign, period):
    amount = only(text)
    assert (amount.value, amount.sign, amount.period) == (pytest.approx(value), sign, period)
    assert 0 <= amount.start < amount.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "401k",
        "403(b)",
        "401 (k)",
        "20%",
        "the 3rd year",
        "5 years",
        "40 hours",
        "12 weeks",
        "7 hour days",
        "a 40hr week",
        "grade 12",
        "GS-13",
        "ISO19475",
        "req #216365",
        "the low 50k",
        "mid $60,000's",
        "{{ step 10 }}",
    ],
)
def test_number_that_is_no_money_is_left_out(text):
    assert find_amounts(text, 0, len(text)) == []


@pytest.mark.parametrize("text", ["$212 million", "$1.2M", "€14 billion", "$3.2B", "$3T"])
def test_what_is_counted_in_millions_is_endless(text):
    assert math.isinf(only(text).value)


@pytest.mark.parametrize(
    ("text", "plus"),
    [
        ("$120,000+", True),
        ("$120k+ per year", True),
        ("$45,000 +, by experience", True),
        ("$120k+ bonus", False),
        ("$120k + 10% bonus", False),
        ("$64,000 + $3,000", False),
    ],
)
def test_plus_sign_opens_an_end_only_where_it_joins_nothing(text, plus):
    assert find_amounts(text, 0, len(text))[0].plus is plus


def test_period_in_brackets_before_another_amount_belongs_to_that_one():
    assert attached_period("$52,000 (Weekly: $1,000)", 7) == (None, 7)


def test_no_more_numbers_are_looked_at_than_asked_for():
    text = "$5,000 " * 100
    assert len(find_amounts(text, 0, len(text), most=7)) == 7
