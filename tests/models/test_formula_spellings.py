"""Formulas as users of R, Stata, patsy, statsmodels and pyfixest write them: the same numbers, or one clear line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.gap import decompose_gap
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.regression import fit_pay_model


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 200
    years = rng.uniform(1, 20, n)
    made = pd.DataFrame({"years": years, "z": rng.normal(size=n), "flag": rng.random(n) < 0.4})
    made["place"] = rng.choice(["CO", "NY", "TX"], n)
    made["kind"] = rng.choice(["u", "v"], n)
    made["year"] = rng.integers(2020, 2024, n)
    made["firm"] = rng.integers(0, 20, n)
    made["pay"] = np.exp(1 + 0.05 * years + 0.1 * made["z"] + rng.normal(0, 0.2, n))
    made["pay usd"], made["years.held"] = made["pay"], made["years"]
    return made


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("pay ~ place*kind", "pay ~ place*kind"),
        ("pay ~ years/place", "pay ~ years/place"),
        ("pay ~ C(place, Sum)", "pay ~ C(place, Sum)"),
        ("pay ~ C(place, contr.helmert)", "pay ~ C(place, Helmert)"),
        ("pay ~ C(place, Treatment('NY'))", "pay ~ C(place, Treatment('NY'))"),
        ("pay ~ C(place, Treatment(reference='NY'))*years", "pay ~ C(place, Treatment('NY'))*years"),
        ("pay ~ i(year)", "pay ~ C(year)"),
        ("pay ~ i(year, ref=2021) + z", "pay ~ C(year, Treatment(2021)) + z"),
        ("pay ~ factor(year)", "pay ~ C(year)"),
        ("pay ~ as.factor(place) + years", "pay ~ C(place) + years"),
        ("log(`pay usd`) ~ `years.held` + I(`years.held`^2)", "np.log(pay) ~ years + I(years**2)"),
        ("`pay usd`/12 ~ years", "I(pay/12) ~ years"),
        ('pay ~ Q("years.held") + C(`years.held` > 5)', "pay ~ years + C(years > 5)"),
        ("pay ~ I(place == 'NY')", "pay ~ I(place == 'NY')"),
        ("pay ~ I(place.isin(['NY', 'TX'])) + years.clip(5, 10)", "pay ~ I(place != 'CO') + years.clip(5, 10)"),
        ("pay ~ pmax(years, 5)", "pay ~ np.maximum(years, 5)"),
        ("pay ~ ifelse(years > 5, 1, 0)", "pay ~ I(years > 5)"),
        ("pay ~ years | 0", "pay ~ years"),
        ("pay ~ years + flag | factor(year)", "pay ~ years + flag + C(year)"),
        ("pay ~ bs(years, df=5)*kind", "pay ~ bs(years, df=5)*kind"),
        ("pay ~ 0 + place + z", "pay ~ 0 + place + z"),
    ],
)
def test_same_fit_as_statsmodels(frame, ours, theirs):
    model, reference = fit_pay_model(frame, ours, covariance="iid"), smf.ols(theirs, frame).fit()
    assert model.r2 == pytest.approx(reference.rsquared, rel=1e-9)
    assert model.sigma == pytest.approx(np.sqrt(reference.scale), rel=1e-9)
    assert model.predict(frame, target="median").to_numpy() == pytest.approx(
        np.exp(reference.fittedvalues) if model.log_outcome else reference.fittedvalues.to_numpy(), rel=1e-8
    )


def test_codings_of_patsy_have_the_same_coefficients(frame):
    for coding in ("Sum", "Helmert", "Diff", "Poly"):
        model = fit_pay_model(frame, f"pay ~ C(place, {coding})", covariance="iid")
        assert model.estimate == pytest.approx(smf.ols(f"pay ~ C(place, {coding})", frame).fit().params.to_numpy())


def test_without_a_constant_r2_is_measured_from_zero(frame):
    model, reference = fit_pay_model(frame, "pay ~ years - 1"), smf.ols("pay ~ years - 1", frame).fit()
    assert model.r2 == pytest.approx(reference.rsquared)
    assert "around zero" in model.notes[0]
    assert not fit_pay_model(frame, "pay ~ place - 1").notes  # labels add up to a constant


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("pay ~ pay", "'pay' stands on both sides"),
        ("log(pay) ~ log(pay)", "'pay' stands on both sides"),
        ("1 ~ years", "the left side of '1 ~ years' needs a column"),
        ("pay ~ 1 | firm", "nothing to estimate beside the absorbed effects"),
        ("pay ~ years | firm | z ~ kind", "2 bars: instruments cannot be used"),
        ("pay ~ .", "does not stand for all columns"),
        ("pay ~ i(place, years)", r"is an interaction; write C\(place\):years"),
        ("pay ~ (years > 5)", r"put comparisons within I\(\)"),
        ("pay ~ I(~flag)", "write 1 - flag instead"),
        ("pay ~ I((years > 5) | (z > 0))", r"write np.logical_or\(a, b\)"),
        ("pay ~ log(`years held", "backticks"),
    ],
)
def test_what_a_formula_cannot_mean(frame, formula, message):
    with pytest.raises(UsageError, match=message) as caught:
        fit_pay_model(frame, formula)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("pay ~ ns(years, df=3)", "'ns' is no function that formulas know; these are: log, exp"),
        ("pay ~ C(place, Treatment('WA'))", "the reference level 'WA' does not occur in the complete rows"),
        ("pay ~ np.nothing(years)", "cannot compute"),
    ],
)
def test_what_cannot_be_computed(frame, formula, message):
    for fit in (fit_pay_model, fit_pay_quantiles):
        with pytest.raises(ModelError, match=message) as caught:
            fit(frame, formula)
        assert "\n" not in str(caught.value)


def test_names_that_clash_are_refused_and_never_overwritten(frame):
    named = frame.rename(columns={"z": "Intercept"})
    with pytest.raises(UsageError, match="'Intercept' is named like the constant"):
        fit_pay_model(named, "pay ~ Intercept + years | firm")
    with pytest.raises(UsageError, match="'class' is a word of Python"):
        fit_pay_model(frame.rename(columns={"z": "class"}), "pay ~ I(`class`**2)")
    with pytest.raises(UsageError, match=r"'a\|b' has '\|' in its name"):
        fit_pay_model(frame.rename(columns={"z": "a|b"}), "pay ~ `a|b`")
    coded = frame.rename(columns={"z": "group_code_0", "years": "group_code_1"})
    found = fit_pay_model(coded, "pay ~ group_code_0 + group_code_1 | firm", covariance={"CRV1": "year"})
    plain = fit_pay_model(frame, "pay ~ z + years | firm", covariance={"CRV1": "year"})
    assert found.estimate == pytest.approx(plain.estimate)
    assert found.std_error == pytest.approx(plain.std_error)


@pytest.mark.parametrize("name", ["pay.usd", "1st", "größe", "it's", 'so "called"', "x-y", "a:b", "f(x)", "x[0]"])
def test_any_name_stands_in_backticks(frame, name):
    plain = fit_pay_model(frame, "log(pay) ~ years + I(years**2) + C(place)")
    named = frame.rename(columns={"years": name, "place": f"{name} of place"})
    model = fit_pay_model(named, f"log(pay) ~ `{name}` + I(`{name}`**2) + C(`{name} of place`)")
    assert model.estimate == pytest.approx(plain.estimate)
    assert model.predict(named).to_numpy() == pytest.approx(plain.predict(frame).to_numpy())
    median = fit_pay_quantiles(named, f"log(pay) ~ `{name}` + C(`{name} of place`)", [0.5])
    assert median.predict(named).notna().all()
    assert decompose_gap(named, f"log(pay) ~ `{name}`", "kind").n == len(frame)


def test_labels_of_time_where_they_are_asked_for(frame):
    dated = frame.assign(
        day=pd.to_datetime(frame["year"].astype("str") + "-01-01"),
        month=pd.PeriodIndex(frame["year"].astype("str") + "-01", freq="M"),
    )
    plain = fit_pay_model(frame, "pay ~ C(year)")
    for name in ("day", "month"):
        model = fit_pay_model(dated, f"pay ~ C({name})")
        assert model.estimate == pytest.approx(plain.estimate)
        assert model.predict(dated.head(3)).notna().all()
        with pytest.raises(ModelError, match=f"column '{name}' holds .*, not numbers"):
            fit_pay_model(dated, f"pay ~ {name}")
    with pytest.raises(ModelError, match="column 'gone' holds timedelta"):
        fit_pay_model(dated.assign(gone=dated["day"] - dated["day"].min()), "pay ~ gone")


def test_columns_are_asked_for_by_name(frame):
    for weights in (["years"], frame["years"]):
        with pytest.raises(UsageError, match="weights must be the name of a column, got"):
            fit_pay_model(frame, "pay ~ z", weights=weights)
    with pytest.raises(ModelError, match="weights 'place' hold"):
        fit_pay_model(frame, "pay ~ z", weights="place")
    with pytest.raises(UsageError, match="absorb takes names of columns"):
        fit_pay_model(frame, "pay ~ z", absorb=5)
    with pytest.raises(UsageError, match="named by a number, not by text"):
        fit_pay_model(frame.rename(columns={"z": 7}), "pay ~ `7`")
    joined = fit_pay_model(frame, "pay ~ z", absorb="firm + year")
    assert joined.estimate == pytest.approx(fit_pay_model(frame, "pay ~ z | firm + year").estimate)
    with pytest.raises(ModelError, match="column 'odd' holds 'list' in 200 of 200 rows"):
        fit_pay_model(frame.assign(odd=[[1]] * len(frame)), "pay ~ odd")


def test_what_one_row_decides_and_what_leaves_nothing_over(frame):
    alone = frame.assign(one=(np.arange(len(frame)) == 0).astype(int))
    for kind in ("HC2", "HC3"):
        with pytest.raises(ModelError, match="some row decides a term by itself"):
            fit_pay_model(alone, "pay ~ one + years", covariance=kind)
    assert fit_pay_model(alone, "pay ~ one + years").n == len(frame)
    exact = fit_pay_model(frame.assign(pay=3 * frame["years"] + 1), "pay ~ years")
    assert exact.estimate == pytest.approx([1, 3])
    assert "nothing is left over" in exact.notes[0]
    with pytest.raises(ModelError, match="the left side does not vary within firm"):
        fit_pay_model(frame.assign(pay=frame["firm"] * 1.0), "pay ~ years | firm")
