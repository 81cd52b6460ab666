"""Which currency a sign means, by place and text."""

from __future__ import annotations

import pytest

from tpm_insights.extract.document import read_document
from tpm_insights.extract.pay_currency import Currencies, currency_of_place


@pytest.mark.parametrize(
    ("place", "currency"),
    [
        ("Toronto, ON", "CAD"),
        ("Toronto, Ontario, CA", "CAD"),
        ("Ontario, CA", "USD"),
        ("Ontario, California", "USD"),
        ("New Brunswick, NJ", "USD"),
        ("Fredericton, New Brunswick", "CAD"),
        ("Melbourne, FL", "USD"),
        ("Melbourne VIC, Australia", "AUD"),
        ("London, ON", "CAD"),
        ("London", "GBP"),
        ("Northampton, Northamptonshire", "GBP"),
        ("Manchester, New Hampshire", "USD"),
        ("Santa Fe, New Mexico", "USD"),
        ("Dublin, OH 43017", "USD"),
        ("Austin, TX 78701", "USD"),
        ("New York City (On-site)", "USD"),
        ("Remote - US or Canada", "USD"),
        ("Remote | Canada", "CAD"),
        ("Bengaluru, KA", "INR"),
        ("Remote", None),
        ("", None),
    ],
)
def test_currency_of_place(place, currency):
    assert currency_of_place(place) == currency


@pytest.mark.parametrize(
    ("text", "place", "sign", "currency"),
    [
        ("Pay: $90,000", "", "$", "USD"),
        ("Pay: $90,000", "Calgary, AB", "$", "CAD"),
        ("Pay: $90,000", "Sydney, Australia", "$", "AUD"),
        ("Pay: $90,000", "Berlin, Germany", "$", "USD"),
        ("All amounts are in Canadian dollars. Pay: $90,000", "", "$", "CAD"),
        ("Canada: $90,000", "Austin, TX", "$", "CAD"),
        ("Our office in Toronto grows. Pay: $90,000", "Austin, TX", "$", "USD"),
        ("Pay: 90,000", "Leeds, England", "", "GBP"),
        ("Pay: 90,000 and a £500 allowance", "", "", "GBP"),
        ("Pay: 90,000, with 401k and dental", "", "", "USD"),
        ("Pay: 90,000", "", "", None),
    ],
)
def test_currency_of_figure(text, place, sign, currency):
    assert Currencies(read_document(text, place=place)).of(sign, text.index("90,000")) == currency
