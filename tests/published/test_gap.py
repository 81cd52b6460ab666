"""Oaxaca-Blinder against published numbers, within half a unit of the last printed digit."""

from __future__ import annotations

import pytest
import statsmodels.api as sm

from tpm_insights.models.gap import decompose_gap

FORMULA = "AVGEXP ~ AGE + INCOME + INCOMESQ"


@pytest.fixture(scope="module")
def credit_cards():
    """Greene's 72 credit card holders; home owners and renters. In single precision, as Stata keeps them."""
    return sm.datasets.ccard.load_pandas().data.astype("float32")


def test_expenditure_of_owners_and_renters(credit_cards, printed):
    """Output of Jann's (2008) oaxaca for Stata, kept in the test suite of statsmodels: pooled and three-fold."""
    found = decompose_gap(credit_cards, FORMULA, "OWNRENT").tidy()
    total = found[found["variable"] == ""].set_index("component")["estimate"]
    assert total["gap"] == printed("158.7504")
    assert total["explained"] == printed("130.8095")
    assert total["unexplained"] == printed("27.94091")
    assert total["endowments"] == printed("321.7482")
    assert total["coefficients"] == printed("75.45371")
    assert total["interaction"] == printed("-238.4515")
    turned = decompose_gap(credit_cards, FORMULA, "OWNRENT", compare=(0, 1)).tidy()
    total = turned[turned["variable"] == ""].set_index("component")["estimate"]
    assert total["gap"] == printed("-158.7504")
    assert total["explained"] == printed("-130.8095")
    assert total["unexplained"] == printed("-27.94091")
    assert total["endowments"] == printed("-83.29674")
    assert total["coefficients"] == printed("162.9978")
    assert total["interaction"] == printed("-238.4515")


def test_unexplained_part_is_the_printed_coefficient_of_the_group(credit_cards, printed):
    """Greene (2003), Econometric Analysis, 5th ed., table 11.1: owning, 27.941.

    With the pooled reference the unexplained part is that coefficient: Elder, Goddeeris and Haider (2010), Labour
    Economics 17(1), 284-290, proposition 1.
    """
    assert decompose_gap(credit_cards, FORMULA, "OWNRENT").glance().loc[0, "unexplained"] == printed("27.941")


@pytest.mark.parametrize(
    ("reference", "explained", "unexplained"),
    [
        ("second", "321.7482", "-162.9978"),
        ("neumark", "139.22577", "19.52467"),
        ("pooled", "130.809536", "27.940908"),
    ],
)
def test_reference_choices(printed, reference, explained, unexplained):
    """Kept in the test suite of statsmodels: other reference coefficients, in double precision."""
    data = sm.datasets.ccard.load_pandas().data
    row = decompose_gap(data, FORMULA, "OWNRENT", reference=reference).glance().iloc[0]
    assert row["explained"] == printed(explained)
    assert row["unexplained"] == printed(unexplained)
