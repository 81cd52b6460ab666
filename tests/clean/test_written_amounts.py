"""Amounts as people write them; one that could be two amounts is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from tpm_insights.clean.money import repair_pay
from tpm_insights.clean.written_amounts import read_amounts
from tpm_insights.ledger import Ledger


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("£1,234.5", 1234.5),
        ("$ 87 000", 87_000),
        ("1\u202f234\u202f567", 1_234_567),
        ("90.000,00 €", 90_000),
        ("1.234.567", 1_234_567),
        ("45000,5", 45_000.5),
        ("12,00,000", 1_200_000),
        ("-1,000", -1_000),
        ("38.46", 38.46),
        ("33.0770", 33.077),
        ("1e5", 100_000),
        ("90.000", None),  # ninety thousand, or ninety
        ("90,5", None),  # ninety and a half, or a digit lost from 90,5xx
        ("1,2345", None),
        ("1,234,56", None),
        ("1.234,567", None),
        ("12k", None),
        ("90,000-95,000", None),
        ("nan", None),
        ("", None),
    ],
)
def test_what_an_amount_means(written: str, meant: float | None) -> None:
    read = read_amounts(pd.Series([written, None], index=[7, 8]))
    assert read.index.tolist() == [7, 8]
    assert pd.isna(read[8])
    assert (None if pd.isna(read[7]) else read[7]) == meant


def test_a_decimal_comma_in_a_pay_field_does_not_make_an_hourly_wage() -> None:
    fields = pd.DataFrame(
        {"source": "s", "country": "US", "pay_low": ["90.000,00", "90.000"], "pay_high": ["120.000,00", None],
         "pay_currency": "USD", "pay_period": None}
    )  # fmt: skip
    ledger = Ledger.open("postings", fields)
    done = repair_pay(fields, ledger)
    assert done[["pay_low", "pay_high"]].iloc[0].tolist() == [90_000, 120_000]
    assert done["pay_period"].fillna("").tolist() == ["year", ""]
    assert [(e.rows, e.examples) for e in ledger.entries if "two readings" in e.reason] == [(1, ("90.000",))]
