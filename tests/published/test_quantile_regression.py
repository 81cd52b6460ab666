"""Quantile regression against published numbers, within half a unit of the last printed digit."""

from __future__ import annotations

import pytest
import statsmodels.api as sm

from tpm_insights.models.quantiles import fit_pay_quantiles


@pytest.fixture(scope="module")
def engel():
    """Engel's 235 households (1857), as used by Koenker and Bassett (1982)."""
    return sm.datasets.engel.load_pandas().data


def test_food_expenditure_at_six_quantiles(engel, printed):
    """Koenker, Quantile Regression in R: a vignette (quantreg): coefficients on Engel's data.

    Also the lines of figure 1 in Koenker and Hallock (2001), Journal of Economic Perspectives 15(4).
    """
    table = {
        0.05: ("124.88004", "0.3433611"),
        0.25: ("95.4835396", "0.4741032"),
        0.5: ("81.4822474", "0.5601806"),
        0.75: ("62.3965855", "0.6440141"),
        0.9: ("67.3508721", "0.6862995"),
        0.95: ("64.1039632", "0.7090685"),
    }
    found = fit_pay_quantiles(engel, "foodexp ~ income", list(table)).tidy().set_index(["quantile", "term"])["estimate"]
    for quantile, (intercept, slope) in table.items():
        assert found[quantile, "Intercept"] == printed(intercept)
        assert found[quantile, "income"] == printed(slope)


def test_errors_of_the_median(engel, check):
    """The same vignette: ``summary(rq(foodexp ~ income), se = "nid")``."""
    check(
        fit_pay_quantiles(engel, "foodexp ~ income", [0.5]),
        {"Intercept": ("81.48225", "19.25066"), "income": ("0.56018", "0.02828")},
    )
