"""Least squares with experience terms, robust and clustered errors and fixed effects, against published tables.

Each number is compared within half a unit of its last printed digit. The data ship with statsmodels and linearmodels.
"""

from __future__ import annotations

import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.datasets import card, jobtraining, mroz, wage_panel

from tpm_insights.models.regression import fit_pay_model


def test_wage_offer_of_married_women(check, printed):
    """Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, wage equation on Mroz's data, 428 women.

    Also Mroz (1987), Econometrica 55(4). Education, experience and its square.
    """
    working = mroz.load().query("inlf == 1")
    model = fit_pay_model(working, "log(wage) ~ educ + exper + I(exper**2)", covariance="iid")
    check(
        model,
        {
            "Intercept": ("-0.5220406", "0.1986321"),
            "educ": ("0.1074896", "0.0141465"),
            "exper": ("0.0415665", "0.0131752"),
            "I(exper ** 2)": ("-0.0008112", "0.0003932"),
        },
    )
    assert model.r2 == printed("0.1568")
    assert model.n == 428


def test_return_to_schooling_of_young_men(check, printed):
    """Card (1995) as in Wooldridge, Introductory Econometrics, table 15.1, least squares column: 3,010 men."""
    regions = " + ".join(f"reg66{i}" for i in range(2, 10))
    formula = f"lwage ~ educ + exper + expersq + black + smsa + south + smsa66 + {regions}"
    model = fit_pay_model(card.load(), formula, covariance="iid")
    check(
        model,
        {
            "educ": ("0.075", "0.003"),
            "exper": ("0.085", "0.007"),
            "expersq": ("-0.0023", "0.0003"),
            "black": ("-0.199", "0.018"),
            "smsa": ("0.136", "0.020"),
            "south": ("-0.148", "0.026"),
        },
    )
    assert model.r2 == printed("0.300")
    assert model.n == 3010


def test_expenditure_on_a_credit_card_with_white_errors(check, printed):
    """Greene (2003), Econometric Analysis, 5th ed., table 11.1: least squares and White's (HC0) errors, 72 persons."""
    data = sm.datasets.ccard.load_pandas().data
    formula = "AVGEXP ~ AGE + OWNRENT + INCOME + I(INCOME**2)"
    estimates = {
        "Intercept": ("-237.15", "199.35", "212.99"),
        "AGE": ("-3.0818", "5.5147", "3.3017"),
        "OWNRENT": ("27.941", "82.922", "92.188"),
        "INCOME": ("234.35", "80.366", "88.866"),
        "I(INCOME ** 2)": ("-14.997", "7.4693", "6.9446"),
    }
    plain = fit_pay_model(data, formula, covariance="iid")
    check(plain, {term: (b, se) for term, (b, se, _) in estimates.items()})
    check(fit_pay_model(data, formula, covariance="HC0"), {term: (b, se) for term, (b, _, se) in estimates.items()})
    assert plain.r2 == printed("0.243578")
    assert plain.sigma == printed("284.75080")


def test_longley():
    """National Institute of Standards and Technology, Statistical Reference Datasets: Longley, certified values.

    Given to ten digits; the design is so badly conditioned that single precision gets none right.
    """
    data = sm.datasets.longley.load_pandas().data
    model = fit_pay_model(data, "TOTEMP ~ GNPDEFL + GNP + UNEMP + ARMED + POP + YEAR", covariance="iid")
    found = model.tidy().set_index("term")
    certified = {
        "Intercept": (-3482258.63459582, 890420.383607373),
        "GNPDEFL": (15.0618722713733, 84.9149257747669),
        "GNP": (-0.358191792925910e-01, 0.334910077722432e-01),
        "UNEMP": (-2.02022980381683, 0.488399681651699),
        "ARMED": (-1.03322686717359, 0.214274163161675),
        "POP": (-0.511041056535807e-01, 0.226073200069370),
        "YEAR": (1829.15146461355, 455.478499142212),
    }
    for term, (estimate, std_error) in certified.items():
        assert found.loc[term, "estimate"] == pytest.approx(estimate, rel=1e-7)
        assert found.loc[term, "std_error"] == pytest.approx(std_error, rel=1e-7)
    assert model.sigma == pytest.approx(304.854073561965, rel=1e-9)
    assert model.r2 == pytest.approx(0.995479004577296, rel=1e-9)


def test_union_premium_with_and_without_fixed_effects(check):
    """Vella and Verbeek (1998) as in Wooldridge, Introductory Econometrics, table 14.2: 545 men, 1980 to 1987."""
    data = wage_panel.load()
    pooled = fit_pay_model(
        data, "lwage ~ educ + black + hisp + exper + I(exper**2) + married + union + C(year)", covariance="iid"
    )
    check(
        pooled,
        {
            "educ": ("0.091", "0.005"),
            "black": ("-0.139", "0.024"),
            "hisp": ("0.016", "0.021"),
            "exper": ("0.067", "0.014"),
            "I(exper ** 2)": ("-0.0024", "0.0008"),
            "married": ("0.108", "0.016"),
            "union": ("0.182", "0.017"),
        },
    )
    within = fit_pay_model(data, "lwage ~ I(exper**2) + married + union + C(year)", absorb="nr", covariance="iid")
    check(within, {"I(exper ** 2)": ("-0.0052", "0.0007"), "married": ("0.047", "0.018"), "union": ("0.080", "0.019")})


def test_job_training_grants_within_firms(check):
    """Wooldridge (2002), Econometric Analysis of Cross Section and Panel Data, example 10.5: 54 firms, three years."""
    data = jobtraining.load().dropna(subset=["lscrap"])
    model = fit_pay_model(data, "lscrap ~ d88 + d89 + grant + grant_1", absorb="fcode", covariance="iid")
    check(
        model,
        {
            "d88": ("-0.080", "0.109"),
            "d89": ("-0.247", "0.133"),
            "grant": ("-0.252", "0.151"),
            "grant_1": ("-0.422", "0.210"),
        },
    )


@pytest.fixture
def grunfeld() -> pd.DataFrame:
    """The ten firms of Grunfeld's data that textbooks use."""
    data = sm.datasets.grunfeld.load_pandas().data
    return data[data["firm"] != "American Steel"]


def test_investment_within_firms(grunfeld, check):
    """Baltagi (2008), Econometric Analysis of Panel Data, 4th ed., table 2.1: least squares and within estimates."""
    check(
        fit_pay_model(grunfeld, "invest ~ value + capital", covariance="iid"),
        {"value": ("0.116", "0.006"), "capital": ("0.231", "0.025")},
    )
    check(
        fit_pay_model(grunfeld, "invest ~ value + capital | firm", covariance="iid"),
        {"value": ("0.110", "0.012"), "capital": ("0.310", "0.017")},
    )


def test_investment_with_clustered_errors(grunfeld, check, printed):
    """Stata 12: ``regress invest mvalue kstock, vce(cluster company)``, and two ways by ``ivreg2``, option small.

    Outputs kept in the test suite of statsmodels (Baum, Schaffer and Stillman's ivreg2 for two ways).
    """
    one = fit_pay_model(grunfeld, "invest ~ value + capital", covariance={"CRV1": "firm"})
    check(
        one,
        {
            "value": (".11556216", ".01589434"),
            "capital": (".23067849", ".08496711"),
            "Intercept": ("-42.714369", "20.425203"),
        },
    )
    table = one.tidy().set_index("term")
    assert one.df == 9
    assert table.loc["value", "p_value"] == printed(".0000471")
    assert table.loc["value", "conf_low"] == printed(".07960667")
    assert table.loc["Intercept", "conf_high"] == printed("3.49065")
    two = fit_pay_model(grunfeld, "invest ~ value + capital", covariance={"CRV1": "firm + year"})
    check(
        two,
        {
            "value": (".11556216", ".01635175"),
            "capital": (".23067849", ".07847391"),
            "Intercept": ("-42.714369", "19.50561"),
        },
    )
    weighted = fit_pay_model(
        grunfeld.assign(w=1 / grunfeld["value"]), "invest ~ value + capital", weights="w", covariance={"CRV1": "firm"}
    )
    check(weighted, {"value": (".11694307", ".02609630"), "capital": (".10410757", ".02285883")})
