"""Comparison with printed numbers, shared by the tests of published results."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def within_half_a_unit(text: str) -> object:
    """Return a comparison with a printed number: half a unit of its last digit."""
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    unit = 10.0 ** (int(exponent or 0) - decimals)
    return pytest.approx(float(text), abs=0.5000001 * unit, rel=0)


def compare_table(model: object, table: dict[str, tuple[str, str]]) -> None:
    """Compare estimates and standard errors of a fitted model with printed ones; an empty string is not compared."""
    found = model.tidy().set_index("term")
    for term, (estimate, std_error) in table.items():
        assert found.loc[term, "estimate"] == within_half_a_unit(estimate), term
        if std_error:
            assert found.loc[term, "std_error"] == within_half_a_unit(std_error), term


@pytest.fixture(scope="session")
def printed() -> Callable[[str], object]:
    """Comparison with one printed number."""
    return within_half_a_unit


@pytest.fixture(scope="session")
def check() -> Callable[[object, dict[str, tuple[str, str]]], None]:
    """Comparison of a model with a printed table."""
    return compare_table
