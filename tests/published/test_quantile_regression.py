"""Quantile regression against published numbers, within half a unit of the last printed digit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
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


def test_errors_at_nine_deciles(engel, printed):
    """R, quantreg: ``summary(rq(foodexp ~ income, tau = 1:9/10, data = engel), se = "nid")``.

    Hendricks and Koenker (1992); printed in the tests of easystats' parameters.
    """
    table = [
        ("110.14157", "29.39768", "0.40177", "0.04024"),
        ("102.31388", "21.42836", "0.4469", "0.02997"),
        ("99.11058", "22.18115", "0.48124", "0.02987"),
        ("101.95988", "22.06032", "0.5099", "0.02936"),
        ("81.48225", "19.25066", "0.56018", "0.02828"),
        ("79.70227", "17.61762", "0.58585", "0.02506"),
        ("79.28362", "14.25039", "0.60885", "0.02176"),
        ("58.00666", "19.21719", "0.65951", "0.02635"),
        ("67.35087", "22.39538", "0.6863", "0.02849"),
    ]
    model = fit_pay_quantiles(engel, "foodexp ~ income", [i / 10 for i in range(1, 10)])
    found = model.tidy()[["estimate", "std_error"]].to_numpy().reshape(9, 4)
    for values, texts in zip(found, table, strict=True):
        assert values.tolist() == [printed(text) for text in texts]


@pytest.mark.parametrize(
    ("kind", "intercept", "slope"), [("iid", "13.23908", "0.01192"), ("ker", "30.21532", "0.03732")]
)
def test_errors_of_the_median_by_other_ways(engel, check, kind, intercept, slope):
    """The same at the median with ``se = "iid"`` (Koenker and Bassett 1978) and ``se = "ker"`` (Powell 1991)."""
    model = fit_pay_quantiles(engel, "foodexp ~ income", [0.5], covariance=kind)
    check(model, {"Intercept": ("81.48225", intercept), "income": ("0.56018", slope)})


def test_prices_of_cars(check):
    """Stata Base Reference Manual, qreg, examples 2 and 3: median and upper quartile of the prices of 74 cars."""
    cars = pd.read_csv(Path(__file__).parent / "data" / "cars.csv")
    table = {
        0.5: {
            "weight": ("3.933588", "1.328718"),
            "length": ("-41.25191", "45.46469"),
            "foreign": ("3377.771", "885.4198"),
            "Intercept": ("344.6489", "5182.394"),
        },
        0.75: {
            "weight": ("9.22291", "1.785767"),
            "length": ("-220.7833", "61.10352"),
            "foreign": ("3595.133", "1189.984"),
            "Intercept": ("20242.9", "6965.02"),
        },
    }
    for quantile, terms in table.items():
        check(fit_pay_quantiles(cars, "price ~ weight + length + foreign", [quantile], covariance="fitted"), terms)
