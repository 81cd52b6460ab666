"""The period of a figure: attached, said near it, or plain from its size."""

from __future__ import annotations

import pytest

from tpm_insights.extract.document import read_document
from tpm_insights.extract.pay import read_pay


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Salary: $90,000", "year"),
        ("Annual salary: $9,500", "year"),
        ("Pay: $34.50 - $46.90", "hour"),
        ("Hourly pay rate\n$40 - $55", "hour"),
        ("Pay rate (hourly): $40 - $55", "hour"),
        ("Day rate: £450 - £500", "day"),
        ("Monthly salary\n$8,000", "month"),
        ("Pay: $1,200 weekly", "week"),
        ("Min pay $18.50 Max pay $22.90 Pay type hourly", "hour"),
        ("Base pay per year: €85,000 - €95,000", "year"),
        ("Paid time off each month.\nSalary: $55,000 - $65,000", "year"),
        ("Salary: SEK 40,000 monthly", "month"),
        ("Salary: SEK 480,000", "year"),
        ("Salary: ₹9,00,000", "year"),
    ],
)
def test_period(text, period):
    pay = read_pay(read_document(text))
    assert pay is not None
    assert pay.period == period


@pytest.mark.parametrize(
    "text",
    [
        "Salary: $4,000 - $4,500",
        "Salary: £500",
        "Salary: ₹30,000",
        "Pay: $5,000 every two weeks",
        "Pay: $120 per year",
        "Pay: $90,000 per hour",
        "Salary: $3,268.00 - $3,814.00 biweekly",
        "Salary: SGD 6,000",
    ],
)
def test_period_that_is_not_sure_is_refused(text):
    assert read_pay(read_document(text)) is None
