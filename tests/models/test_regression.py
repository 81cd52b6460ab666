"""Least squares: against statsmodels, against known coefficients, and on data that no model can use."""

from __future__ import annotations

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.tidy import TIDY_COLUMNS

FORMULA = "log(pay) ~ years + I(years ** 2) + pmp + C(region)"


def simulate(rows: int = 600, seed: int = 0, premium: float = 0.10) -> pd.DataFrame:
    """Return invented records with a known premium and errors that differ by employer."""
    rng = np.random.default_rng(seed)
    employer = rng.integers(0, 40, rows)
    years = rng.integers(0, 16, rows)
    pmp = (rng.random(rows) < 0.2 + 0.02 * years).astype(int)
    region = rng.choice(["CA", "NY", "TX"], rows)
    noise = rng.normal(0, 0.1, 40)[employer] + rng.normal(0, 0.1 + 0.01 * years)
    log_pay = 11 + 0.06 * years - 0.0015 * years**2 + premium * pmp + 0.1 * (region == "CA") + noise
    return pd.DataFrame(
        {
            "pay": np.exp(log_pay),
            "years": years,
            "pmp": pmp,
            "region": region,
            "employer_id": [f"e{i}" for i in employer],
            "weight": rng.uniform(0.5, 2, rows),
        }
    )


def reference(frame: pd.DataFrame, kind: str):
    """Fit the same model with statsmodels."""
    model = smf.ols("np.log(pay) ~ years + I(years ** 2) + pmp + C(region)", frame)
    if kind == "CRV1":
        groups = pd.factorize(frame["employer_id"])[0]
        return model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    return model.fit() if kind == "iid" else model.fit(cov_type=kind, use_t=True)


@pytest.mark.parametrize("kind", ["iid", "HC0", "HC1", "HC2", "HC3", "CRV1"])
def test_agrees_with_statsmodels(kind):
    frame = simulate()
    theirs = reference(frame, kind)
    ours = fit_pay_model(frame, FORMULA, covariance={"CRV1": "employer_id"} if kind == "CRV1" else kind)
    table = ours.tidy().set_index("term")
    names = {"years": "years", "I(years ** 2)": "I(years ** 2)", "pmp": "pmp", "C(region)[T.TX]": "C(region)[T.TX]"}
    for mine, yours in names.items():
        assert table.loc[mine, "estimate"] == pytest.approx(theirs.params[yours], rel=1e-8)
    errors = np.array([table.loc[m, "std_error"] / theirs.bse[y] for m, y in names.items()])
    assert errors == pytest.approx(1.0, rel=1e-6)
    if kind == "CRV1":
        low = theirs.conf_int().loc["pmp", 0]
        assert table.loc["pmp", "conf_low"] == pytest.approx(low, rel=1e-6)
        assert ours.n_clusters == 40


def test_weights_agree_with_statsmodels():
    frame = simulate()
    theirs = smf.wls("np.log(pay) ~ years + pmp", frame, weights=frame["weight"]).fit(cov_type="HC1", use_t=True)
    ours = fit_pay_model(frame, "log(pay) ~ years + pmp", weights="weight")
    assert ours.estimate == pytest.approx(theirs.params.to_numpy(), rel=1e-8)
    assert ours.std_error == pytest.approx(theirs.bse.to_numpy(), rel=1e-6)
    assert ours.sigma == pytest.approx(np.sqrt(theirs.scale), rel=1e-8)


def test_absorbed_effects_equal_dummies():
    frame = simulate()
    dummies = fit_pay_model(frame, "log(pay) ~ years + pmp + C(region) + C(employer_id)", covariance="iid")
    absorbed = fit_pay_model(frame, "log(pay) ~ years + pmp", covariance="iid", absorb=["region", "employer_id"])
    bar = fit_pay_model(frame, "log(pay) ~ years + pmp | region + employer_id", covariance="iid")
    wanted = dummies.tidy().set_index("term").loc[["years", "pmp"]]
    for model in (absorbed, bar):
        found = model.tidy().set_index("term")
        assert found["estimate"].to_numpy() == pytest.approx(wanted["estimate"].to_numpy(), rel=1e-7)
        assert found["std_error"].to_numpy() == pytest.approx(wanted["std_error"].to_numpy(), rel=1e-6)
        assert model.df_residual == dummies.df_residual
        assert model.predict(frame).to_numpy() == pytest.approx(dummies.predict(frame).to_numpy(), rel=1e-6)


@pytest.mark.parametrize("weights", [None, "w"])
def test_several_absorbed_effects_equal_dummies_to_rounding_also_where_rounds_of_means_stop_short(weights):
    rng = np.random.default_rng(0)
    n = 1000
    frame = pd.DataFrame({"firm": np.repeat(np.arange(200), 5), "w": rng.uniform(0.2, 3, n)})
    frame["place"] = (frame["firm"] + rng.integers(0, 4, n)) % 100  # a long chain: neighbors share little
    shocks = rng.normal(size=200)[frame["firm"]] * 3 + rng.normal(size=100)[frame["place"]] * 3
    frame["x"] = rng.normal(size=n) + shocks
    frame["y"] = frame["x"] + rng.normal(size=n) + shocks
    model = fit_pay_model(frame, "y ~ x | firm + place", weights=weights)
    root = np.ones(n) if weights is None else np.sqrt(frame["w"].to_numpy())
    dummies = [pd.get_dummies(frame[c], dtype=float) for c in ("firm", "place")]
    design = np.column_stack([frame["x"], *dummies])
    expected = np.linalg.lstsq(design * root[:, None], frame["y"] * root, rcond=None)[0]
    assert model.estimate[0] == pytest.approx(expected[0], rel=1e-11)
    assert model.predict(frame).to_numpy() == pytest.approx(design @ expected, abs=1e-7)


def test_recovers_the_planted_premium():
    model = fit_pay_model(simulate(20_000, premium=0.05), FORMULA, covariance={"CRV1": "employer_id"})
    row = model.tidy().set_index("term").loc["pmp"]
    assert abs(row["estimate"] - 0.05) < 3 * row["std_error"]
    effect = model.effects().set_index("term").loc["pmp"]
    assert effect["estimate"] == pytest.approx(100 * np.expm1(row["estimate"]))
    assert effect["conf_low"] == pytest.approx(100 * np.expm1(row["conf_low"]))


def test_columns_never_depend_on_arguments():
    frame = simulate()
    one = fit_pay_model(frame, "log(pay) ~ years + pmp")
    other = fit_pay_model(frame, "pay ~ pmp", covariance={"CRV1": "employer_id"}, absorb="region", weights="weight")
    assert tuple(one.tidy(level=0.8).columns) == tuple(other.tidy().columns) == TIDY_COLUMNS
    assert tuple(one.effects().columns) == TIDY_COLUMNS
    assert list(one.glance().columns) == list(other.glance().columns)
    assert len(one.glance()) == 1


def test_effects_need_a_log_outcome():
    with pytest.raises(UsageError, match="log outcome"):
        fit_pay_model(simulate(), "pay ~ pmp").effects()


def test_result_is_frozen_small_and_without_data():
    model = fit_pay_model(simulate(5_000), "log(pay) ~ bs(years, df=4) + pmp", covariance={"CRV1": "employer_id"})
    assert len(pickle.dumps(model)) < 12_000
    again = pickle.loads(pickle.dumps(model))
    assert again.tidy().equals(model.tidy())
    with pytest.raises(AttributeError):
        model.n = 3
    with pytest.raises(ValueError, match="read-only"):
        model.estimate[0] = 0


def test_rows_dropped_are_named_by_column():
    frame = simulate()
    frame["years"] = frame["years"].astype(float)
    frame.loc[:4, "years"] = np.nan
    frame.loc[3:9, "pay"] = np.nan
    frame.loc[20, "employer_id"] = None
    frame.loc[30, "weight"] = 0
    model = fit_pay_model(frame, "log(pay) ~ years", covariance={"CRV1": "employer_id"}, weights="weight")
    glance = model.glance().iloc[0]
    assert glance["n"] + glance["n_dropped"] == len(frame)
    assert glance["why_dropped"] == "pay missing (7); years missing (3); employer_id missing (1); weight zero (1)"


def test_single_rows_of_an_absorbed_level_are_dropped_by_name():
    frame = simulate(400)
    frame.loc[0, "employer_id"] = "alone"
    model = fit_pay_model(frame, "log(pay) ~ years", absorb="employer_id")
    assert "only row of its employer_id (1)" in model.why_dropped


@pytest.mark.parametrize("dtype", ["Int64", "boolean", "int64[pyarrow]", "bool", "object"])
def test_types_do_not_change_the_numbers(dtype):
    frame = simulate()
    plain = fit_pay_model(frame, "log(pay) ~ years + pmp")
    typed = fit_pay_model(frame.assign(pmp=frame["pmp"].astype(dtype)), "log(pay) ~ years + pmp")
    assert typed.terms == plain.terms
    assert typed.estimate == pytest.approx(plain.estimate)


def test_index_does_not_matter():
    frame = simulate()
    plain = fit_pay_model(frame, FORMULA, covariance={"CRV1": "employer_id"})
    doubled = fit_pay_model(frame.set_index(np.zeros(len(frame))), FORMULA, covariance={"CRV1": "employer_id"})
    assert doubled.tidy().equals(plain.tidy())


def test_unused_levels_are_forgotten_and_references_named():
    frame = simulate()
    frame["region"] = pd.Categorical(frame["region"], categories=["TX", "NY", "CA", "nowhere"])
    model = fit_pay_model(frame, "log(pay) ~ C(region)")
    assert model.terms == ("Intercept", "C(region)[T.NY]", "C(region)[T.CA]")
    assert model.glance().loc[0, "reference_levels"] == "C(region): TX"
    chosen = fit_pay_model(simulate(), "log(pay) ~ C(region, contr.treatment(base='NY'))")
    assert chosen.glance().loc[0, "reference_levels"].endswith(": NY")


class TestPredict:
    """Predictions: one a row, missing where missing, with the retransformation stated."""

    def test_one_value_a_row_and_one_warning(self):
        frame = simulate()
        model = fit_pay_model(frame, FORMULA)
        new = frame.head(6).astype({"years": "float64"}).set_index(pd.Index(list("abcdea")))
        new.iloc[0, new.columns.get_loc("years")] = np.nan
        new.iloc[1, new.columns.get_loc("region")] = "ZZ"
        told = r"2 of 6 rows: years missing or not a number \(1\); region not among the 3 levels fitted: 'ZZ' \(1\)"
        with pytest.warns(UserWarning, match=told) as caught:
            found = model.predict(new)
        assert len(caught) == 1
        assert list(found.index) == list("abcdea")
        assert found.isna().tolist() == [True, True, False, False, False, False]
        assert found.name == "pay"

    def test_smearing_gives_the_mean_and_without_it_the_median(self):
        rng = np.random.default_rng(1)
        frame = pd.DataFrame({"x": rng.integers(0, 2, 40_000)})
        frame["pay"] = np.exp(10 + 0.2 * frame["x"] + rng.gumbel(0, 0.4, len(frame)))
        model = fit_pay_model(frame, "log(pay) ~ x")
        means = frame.groupby("x")["pay"].mean()
        found = model.predict(pd.DataFrame({"x": [0, 1]}))
        assert found.to_numpy() == pytest.approx(means.to_numpy(), rel=0.02)
        ratio = found / model.predict(pd.DataFrame({"x": [0, 1]}), target="median")
        assert ratio.to_numpy() == pytest.approx(model.smearing)
        assert "Duan" in model.glance().loc[0, "retransformation"]

    def test_interval_of_the_fit_agrees_with_statsmodels(self):
        frame = simulate()
        theirs = smf.ols("np.log(pay) ~ years + pmp", frame).fit().get_prediction(frame.head(5)).summary_frame()
        ours = fit_pay_model(frame, "log(pay) ~ years + pmp", covariance="iid")
        found = ours.predict_interval(frame.head(5), about="median")
        assert np.log(found["estimate"]).to_numpy() == pytest.approx(theirs["mean"].to_numpy())
        assert np.log(found["conf_low"]).to_numpy() == pytest.approx(theirs["mean_ci_lower"].to_numpy())

    def test_interval_of_a_record_covers_new_records(self):
        model = fit_pay_model(simulate(4_000, seed=1), "log(pay) ~ years + I(years ** 2) + pmp + C(region)")
        new = simulate(4_000, seed=2)
        inside = model.predict_interval(new, about="record", level=0.9)
        covered = ((new["pay"] >= inside["conf_low"]) & (new["pay"] <= inside["conf_high"])).mean()
        assert 0.87 < covered < 0.93
        assert list(inside.columns) == ["estimate", "conf_low", "conf_high"]

    def test_splines_do_not_reach_beyond_their_range(self):
        model = fit_pay_model(simulate(), "log(pay) ~ bs(years, df=4)")
        with pytest.warns(UserWarning, match="outside 0 to 15"):
            found = model.predict(pd.DataFrame({"years": [5, 40]}))
        assert found.isna().tolist() == [False, True]

    def test_no_interval_with_absorbed_effects(self):
        model = fit_pay_model(simulate(), "log(pay) ~ years", absorb="region")
        with pytest.raises(UsageError, match="absorbed"):
            model.predict_interval(simulate())
        new = pd.DataFrame({"years": [1, 1, 1], "region": ["ZZ", None, "ZZ"]}, index=[4, 4, 5])
        told = r"3 of 3 rows: region missing \(1\); region not among the 3 levels fitted: 'ZZ' \(2\)"
        with pytest.warns(UserWarning, match=told):
            assert model.predict(new).isna().all()

    def test_an_unknown_option_is_refused(self):
        model = fit_pay_model(simulate(), "log(pay) ~ years")
        with pytest.raises(UsageError, match="target"):
            model.predict(simulate(), target="mode")
        with pytest.raises(UsageError, match="no column 'years'"):
            model.predict(pd.DataFrame({"year": [1]}))


def _with(**columns):
    return simulate(120).assign(**columns)


def _first(column, value, rows=1):
    """Return a function that puts a value into the first rows of a column."""
    return lambda frame: frame[column].where(frame.index >= rows, value)


REFUSED = {
    "all missing": (_with(years=np.nan), "log(pay) ~ years", "'years' has no values"),
    "one level": (_with(region="TX"), "log(pay) ~ C(region)", "'region' has the single value 'TX'"),
    "constant": (_with(years=5), "log(pay) ~ years + pmp", "'years' has the single value 5"),
    "copy": (_with(copy=lambda d: d["pmp"] * 2), "log(pay) ~ pmp + copy", "'copy' is a combination of 'pmp'"),
    "too few": (simulate(6, seed=3), FORMULA, "6 complete rows for 6 terms"),
    "infinite": (_with(pay=_first("pay", np.inf, 2)), "log(pay) ~ years", "'pay' is infinite in 2"),
    "negative": (_with(pay=_first("pay", -5.0, 2)), "log(pay) ~ years", "'pay' is zero or negative in 2"),
    "text": (_with(years=lambda d: d["years"].astype(str)), "log(pay) ~ years", "'years' holds text ("),
    "some text": (
        _with(years=lambda d: d["years"].astype(str).where(d.index > 0, "ten")),
        "log(pay) ~ years",
        "'years' holds text ('ten'",
    ),
    "text in a function": (_with(), "log(pay) ~ I(region ** 2)", "'region' holds text"),
    "text and numbers": (
        _with(years=lambda d: d["years"].astype(object).where(d.index > 0, "ten")),
        "log(pay) ~ years",
        "both numbers and text",
    ),
    "text outcome": (_with(pay=lambda d: d["pay"].astype(str)), "log(pay) ~ years", "'pay' holds text"),
    "log of zero": (_with(), "log(pay) ~ log(years)", "'years' is zero or negative"),
    "not finite": (_with(), "log(pay) ~ I(1 / years)", "'I(1 / years)' is not a finite number"),
    "dates": (_with(day=pd.Timestamp("2024-01-01")), "log(pay) ~ day", "'day' holds dates"),
    "nothing within": (
        _with(code=lambda d: (d["region"] == "TX").astype(int)),
        "log(pay) ~ code | region",
        "'code' is zero in every row",
    ),
    "no rows": (simulate(10).head(0), "log(pay) ~ years", "no rows"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_data_no_model_can_use_are_refused_by_name(case):
    frame, formula, message = REFUSED[case]
    with pytest.raises(ModelError) as caught:
        fit_pay_model(frame, formula)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_weights_that_cannot_be():
    frame = simulate(100)
    with pytest.raises(ModelError, match="'weight': 1 of 100 are negative"):
        fit_pay_model(
            frame.assign(weight=frame["weight"].where(frame.index > 0, -1)), "log(pay) ~ years", weights="weight"
        )
    with pytest.raises(ModelError, match="zero or missing in all 100"):
        fit_pay_model(frame.assign(weight=0.0), "log(pay) ~ years", weights="weight")


def test_clusters_are_counted():
    frame = simulate(100).assign(one="x", few=lambda d: d.index % 5)
    with pytest.raises(ModelError, match="'one' has one value"):
        fit_pay_model(frame, "log(pay) ~ years", covariance={"CRV1": "one"})
    model = fit_pay_model(frame, "log(pay) ~ years", covariance={"CRV1": "few"})
    assert "only 5 clusters" in model.glance().loc[0, "notes"]
    two = fit_pay_model(frame, "log(pay) ~ years", covariance={"CRV1": "few + employer_id"})
    assert two.n_clusters == 5
    assert two.glance().loc[0, "covariance"] == "CRV1: few + employer_id"


@pytest.mark.parametrize(
    ("formula", "options", "message"),
    [
        ("log(pay) ~ yaers", {}, "no column 'yaers' in the frame; did you mean 'years'?"),
        ("log(pay) ~ years", {"covariance": "HC9"}, "covariance 'HC9' is not known"),
        ("log(pay) ~ years", {"covariance": {"CRV1": "nobody"}}, "no column 'nobody'"),
        ("log(pay) ~ years", {"covariance": "HC3", "absorb": "region"}, "HC3 errors are not defined with absorbed"),
        ("log(pay) years", {}, "needs an outcome"),
        ("log(pay) ~ (years", {}, "cannot read the formula"),
        ("pay + years ~ pmp", {}, "2 outcomes"),
    ],
)
def test_requests_that_cannot_be(formula, options, message):
    with pytest.raises(UsageError) as caught:
        fit_pay_model(simulate(100), formula, **options)
    assert message in str(caught.value)


def test_no_warning_reaches_the_user():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit_pay_model(simulate(), "log(pay) ~ years", covariance={"CRV1": "employer_id"}, absorb="region")
        fit_pay_model(simulate(), FORMULA, covariance={"CRV1": "employer_id"})
        fit_pay_model(simulate(), "log(pay) ~ years", absorb="employer_id")
    assert [str(w.message) for w in caught] == []


def test_shown_in_a_notebook():
    model = fit_pay_model(simulate().assign(**{"a<b": 1}), FORMULA)
    shown = model._repr_html_()
    assert "<table>" in shown
    assert "percent of pay" in shown
    assert "n = 600" in shown
    assert "least squares" in repr(model)


@pytest.mark.parametrize("small_sample", ["usual", "each_way", "all_effects", "no_effects", "none"])
def test_small_sample_factors(small_sample):
    rng = np.random.default_rng(8)
    firm, year = np.repeat(np.arange(40), 10), np.tile(np.arange(10), 40)
    x = rng.normal(size=400) + 0.3 * firm
    frame = pd.DataFrame(
        {"y": x + rng.normal(size=400) + rng.normal(size=40)[firm], "x": x, "firm": firm, "year": year}
    )
    one = {
        s: fit_pay_model(frame, "y ~ x", absorb="year", covariance={"CRV1": "firm"}, small_sample=s).std_error[0]
        for s in ("none", small_sample)
    }
    k = {"usual": 11, "each_way": 11, "all_effects": 11, "no_effects": 1, "none": None}[small_sample]
    factor = 1.0 if k is None else 40 / 39 * 399 / (400 - k)
    assert one[small_sample] == pytest.approx(one["none"] * np.sqrt(factor))


def test_each_way_of_clustering_with_its_own_factor():
    rng = np.random.default_rng(9)
    firm, year = np.repeat(np.arange(40), 10), np.tile(np.arange(10), 40)
    x = rng.normal(size=400) + rng.normal(size=40)[firm]
    frame = pd.DataFrame(
        {"y": x + rng.normal(size=400) + rng.normal(size=10)[year], "x": x, "firm": firm, "year": year}
    )
    two = fit_pay_model(frame, "y ~ x", covariance={"CRV1": "firm + year"}, small_sample="each_way")
    parts = [fit_pay_model(frame, "y ~ x", covariance={"CRV1": c}).vcov for c in ("firm", "year")]
    robust = fit_pay_model(frame, "y ~ x", covariance="HC1").vcov  # every firm has one row a year
    assert two.vcov == pytest.approx(parts[0] + parts[1] - robust)
    assert "each way" in two.covariance


def test_a_small_sample_factor_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="small_sample 'stata' is not known; use one of usual"):
        fit_pay_model(simulate(), "log(pay) ~ years", small_sample="stata")


def spelled() -> pd.DataFrame:
    rng = np.random.default_rng(12)
    frame = pd.DataFrame({"years": rng.integers(0, 12, 300), "region": rng.choice(["a", "b"], 300)})
    frame["size of team"] = rng.integers(1, 9, 300)
    return frame.assign(year=rng.integers(2020, 2024, 300), pay=50_000 * np.exp(rng.normal(0, 0.2, 300)))


@pytest.mark.parametrize(
    ("as_written", "as_meant"),
    [
        ("pay ~ years + I(years^2)", "pay ~ years + I(years**2)"),
        ("pay/12 ~ years", "I(pay/12) ~ years"),
        ("pay*2 - 1 ~ years", "I(pay*2 - 1) ~ years"),
        ("log1p(pay) ~ sqrt(years)", "np.log1p(pay) ~ np.sqrt(years)"),
        ("pay ~ maximum(years, 5)", "pay ~ np.maximum(years, 5)"),
        ("pay ~ (years + year)^2", "pay ~ years + year + years:year"),
        ("pay ~ years | C(region)", "pay ~ years | region"),
    ],
)
def test_spellings_of_other_programs_mean_what_they_mean_there(as_written, as_meant):
    frame = spelled()
    assert fit_pay_model(frame, as_written).estimate == pytest.approx(fit_pay_model(frame, as_meant).estimate)


def test_names_with_spaces_stand_in_backticks():
    frame = spelled()
    named = fit_pay_model(frame, "pay ~ `size of team` + years | region")
    assert named.estimate == pytest.approx(
        fit_pay_model(frame.rename(columns={"size of team": "size"}), "pay ~ size + years | region").estimate
    )
    assert named.predict(frame).notna().all()


def test_the_power_of_a_column_outside_i_is_refused():
    with pytest.raises(UsageError, match=r"would be 'years' alone.*write I\(years\*\*2\)"):
        fit_pay_model(spelled(), "pay ~ years + years**2")


def test_combined_columns_are_absorbed_and_clustered_by():
    frame = spelled()
    joined = frame.assign(both=frame["region"] + frame["year"].astype("str"))
    found = fit_pay_model(frame, "pay ~ years | region^year", covariance={"CRV1": ["region^year"]})
    same = fit_pay_model(joined, "pay ~ years | both", covariance={"CRV1": "both"})
    assert found.estimate == pytest.approx(same.estimate)
    assert found.std_error == pytest.approx(same.std_error)
    assert found.predict(frame).to_numpy() == pytest.approx(same.predict(joined).to_numpy())


@pytest.mark.parametrize("term", ["I(years**2)", "years:year", "years*year", "I(years * 20)"])
def test_small_whole_numbers_do_not_overflow(term):
    frame = spelled()
    small = frame.assign(years=(frame["years"] * 10).astype("int8"), year=(frame["year"] - 2000).astype("uint8"))
    formula = f"pay ~ {term}"
    assert fit_pay_model(small, formula).estimate == pytest.approx(
        fit_pay_model(small.astype({"years": "float64", "year": "float64"}), formula).estimate
    )


def test_collinear_terms_are_left_out_and_named_if_asked():
    frame = spelled().assign(months=lambda d: 12 * d["years"])
    model = fit_pay_model(frame, "log(pay) ~ years + months + C(region)", collinear="drop")
    plain = fit_pay_model(frame, "log(pay) ~ years + C(region)")
    assert model.terms == plain.terms
    assert model.estimate == pytest.approx(plain.estimate)
    assert model.std_error == pytest.approx(plain.std_error)
    assert model.predict(frame).to_numpy() == pytest.approx(plain.predict(frame).to_numpy())
    assert model.notes == ("left out as collinear: 'months' is a combination of 'years'",)
    with pytest.raises(UsageError, match="collinear must be 'refuse' or 'drop'"):
        fit_pay_model(frame, "log(pay) ~ years", collinear="ignore")
