"""Numbers in the styles of several countries."""

from __future__ import annotations

import pytest

from tpm_insights.extract.written_numbers import find_numbers, parse_number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("85", 85.0),
        ("120000", 120_000.0),
        ("120,000", 120_000.0),
        ("120,000.50", 120_000.5),
        ("18.35", 18.35),
        ("37,5", 37.5),
        ("60.000", 60_000.0),
        ("1.234,56", 1234.56),
        ("1.250.000,00", 1_250_000.0),
        ("1'200", 1200.0),
        ("60 000", 60_000.0),
        ("12,00,000", 1_200_000.0),
        ("1,20,00,000", 12_000_000.0),
        ("85,000,00", 85_000.0),
        ("39.2100", 39.21),
        ("71, 250", 71_250.0),
        ("0.65", 0.65),
    ],
)
def test_number_is_read_in_its_style(written, value):
    assert parse_number(written) == pytest.approx(value)


@pytest.mark.parametrize("written", ["12,0000", "1,2,3", "10.11.2024", "123456789012345678", "0,123", "1234,567"])
def test_grouping_that_fits_no_style_is_refused(written):
    assert parse_number(written) is None


def test_long_run_of_groups_is_cut_and_not_followed_for_ever():
    text = "1" + " 000" * 50_000
    assert len(find_numbers(text, 0, len(text), 20)) == 20
