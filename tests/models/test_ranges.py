"""Interval regression: the likelihood, its errors, open ends, and the comparison with midpoints."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.frame import pay_frame
from tpm_insights.models.interval_likelihood import fit_intervals
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.tidy import TIDY_COLUMNS
from tpm_insights.tables import FACTS

pytestmark = pytest.mark.filterwarnings("ignore:low and high ends:UserWarning", "ignore:with and without:UserWarning")


def simulate(rows: int = 2_000, seed: int = 0, step: float = 0.2, open_share: float = 0.05) -> pd.DataFrame:
    """Return invented ranges on a fixed grid of log pay, some exact, some open."""
    rng = np.random.default_rng(seed)
    years = rng.integers(0, 15, rows)
    pmp = rng.integers(0, 2, rows)
    employer = rng.integers(0, 50, rows)
    log_pay = 11 + 0.05 * years + 0.1 * pmp + rng.normal(0, 0.25, rows)
    low = step * np.floor(log_pay / step)
    high = low + step
    exact = rng.random(rows) < 0.1
    low, high = np.where(exact, log_pay, low), np.where(exact, log_pay, high)
    frame = pd.DataFrame({"pay_low": np.exp(low), "pay_high": np.exp(high), "years": years, "pmp": pmp})
    frame.loc[rng.random(rows) < open_share, "pay_high"] = np.nan
    return frame.assign(employer_id=employer.astype(str), log_pay=log_pay)


def test_maximum_and_errors_are_those_of_a_general_optimizer():
    frame = simulate(300, open_share=0.2)
    frame.loc[:10, "pay_low"] = np.nan
    frame.loc[:10, "pay_high"] = frame.loc[:10, "pay_high"].fillna(90_000)
    low, high = np.log(frame["pay_low"]).fillna(-np.inf), np.log(frame["pay_high"]).fillna(np.inf)
    design = np.column_stack([np.ones(len(frame)), frame["years"], frame["pmp"]])

    def minus_log_likelihood(p):
        middle, sigma = design @ p[:-1], np.exp(p[-1])
        exact = high - low < 1e-12
        point = stats.norm.logpdf(np.where(exact, low, 0), middle, sigma)
        mass = stats.norm.cdf((high - middle) / sigma) - stats.norm.cdf((low - middle) / sigma)
        mass = np.maximum(mass, 1e-300)
        return -np.where(exact, point, np.log(np.where(exact, 1.0, mass))).sum()

    start = np.array([11.0, 0.05, 0.1, np.log(0.25)])
    theirs = optimize.minimize(minus_log_likelihood, start, method="BFGS", options={"gtol": 1e-6})
    ours = fit_pay_ranges(frame, "years + pmp")
    assert ours.estimate == pytest.approx(theirs.x, abs=1e-4)
    assert ours.log_likelihood == pytest.approx(-theirs.fun, abs=1e-6)
    counts = ours.glance().iloc[0]
    assert counts[["n_exact", "n_range", "n_open_high", "n_open_low"]].sum() == 300
    assert counts["n_open_low"] == 11


def test_second_derivatives_are_right():
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(60), rng.normal(5, 3, 60)])
    y = design @ [100, 7] + rng.normal(0, 20, 60)
    low, high = y - rng.uniform(0, 15, 60), y + rng.uniform(0, 15, 60)
    high[:6], low[6:12], low[12:18], high[12:18] = np.inf, -np.inf, y[12:18], y[12:18]
    fit = fit_intervals(design, low, high)

    def log_likelihood(p):
        middle, sigma = design @ p[:-1], np.exp(p[-1])
        exact = low == high
        mass = stats.norm.cdf((high - middle) / sigma) - stats.norm.cdf((low - middle) / sigma)
        point = stats.norm.logpdf(np.where(exact, low, 0), middle, sigma)
        return np.where(exact, point, np.log(np.where(exact, 1.0, mass))).sum()

    assert fit.log_likelihood == pytest.approx(log_likelihood(fit.estimate), abs=1e-9)
    assert np.abs(fit.scores.sum(axis=0)).max() < 1e-4
    steps = np.diag([1e-2, 1e-3, 1e-4])
    for i in range(3):
        for j in range(3):
            a, b, p = steps[i], steps[j], fit.estimate
            corner = (
                log_likelihood(p + a + b)
                - log_likelihood(p + a - b)
                - log_likelihood(p - a + b)
                + log_likelihood(p - a - b)
            )
            assert -corner / (4 * a[i] * b[j]) == pytest.approx(fit.hessian[i, j], rel=1e-3, abs=1e-4)


def test_exact_figures_give_least_squares():
    frame = simulate(500)
    frame["pay"] = np.exp(frame["log_pay"])
    ranges = fit_pay_ranges(frame, "years + pmp", low="pay", high="pay")
    ols = fit_pay_model(frame, "log(pay) ~ years + pmp", covariance="iid")
    assert ranges.estimate[:3] == pytest.approx(ols.estimate, rel=1e-8)
    assert ranges.std_error[:3] == pytest.approx(ols.std_error * np.sqrt(497 / 500), rel=1e-6)
    assert ranges.predict(frame, target="median").to_numpy() == pytest.approx(
        ols.predict(frame, target="median").to_numpy()
    )


def test_recovers_the_truth_where_midpoints_do_not():
    # bands topped at 100,000: the midpoint of closed bands attenuates, the likelihood does not
    estimates = []
    for seed in range(40):
        frame = simulate(800, seed=seed, step=0.3, open_share=0)
        top = frame["log_pay"] > np.log(100_000)
        frame.loc[top, ["pay_low", "pay_high"]] = [100_000, np.nan]
        frame["pay_high"] = frame["pay_high"].where(top, frame["pay_high"].clip(upper=100_000))
        row = fit_pay_ranges(frame, "years + pmp").tidy().set_index("term").loc["pmp"]
        estimates.append((row["estimate"], row["conf_low"] <= 0.1 <= row["conf_high"]))
    found = np.array(estimates)
    assert abs(found[:, 0].mean() - 0.1) < 2.5 * found[:, 0].std() / np.sqrt(40)
    assert found[:, 1].mean() >= 0.85


def test_units_do_not_matter():
    frame = simulate()
    one = fit_pay_ranges(frame, "years + pmp", distribution="normal")
    other = fit_pay_ranges(
        frame.assign(pay_low=frame["pay_low"] / 1e3, pay_high=frame["pay_high"] / 1e3),
        "years + pmp",
        distribution="normal",
    )
    assert other.estimate[:3] * 1e3 == pytest.approx(one.estimate[:3], rel=1e-7)
    assert other.std_error[:3] * 1e3 == pytest.approx(one.std_error[:3], rel=1e-5)
    assert other.sigma * 1e3 == pytest.approx(one.sigma)


def test_without_intercept():
    frame = simulate()
    with_dummies = fit_pay_ranges(frame, "C(pmp) + years - 1")
    plain = fit_pay_ranges(frame, "pmp + years")
    assert with_dummies.estimate[0] == pytest.approx(plain.estimate[0], rel=1e-7)
    through_zero = fit_pay_ranges(frame.assign(c=12.0 + frame["pmp"]), "c - 1", distribution="normal")
    assert through_zero.terms == ("c", "log(sigma)")


def test_weights_count_rows_and_clusters_count_once():
    frame = simulate(400)
    twice = fit_pay_ranges(pd.concat([frame, frame]), "years + pmp")
    weighted = fit_pay_ranges(frame.assign(w=2.0), "years + pmp", weights="w")
    assert weighted.estimate == pytest.approx(twice.estimate)
    assert weighted.std_error == pytest.approx(twice.std_error)
    robust = fit_pay_ranges(frame, "years + pmp", covariance="HC0")
    clustered = fit_pay_ranges(
        pd.concat([frame, frame]).assign(pair=np.tile(np.arange(400), 2)), "years + pmp", covariance={"CRV1": "pair"}
    )
    assert clustered.std_error == pytest.approx(robust.std_error * np.sqrt(400 / 399), rel=1e-9)
    assert clustered.n_clusters == 400


def test_robust_errors_agree_with_plain_ones_where_the_model_holds():
    frame = simulate(8_000)
    plain, robust = (fit_pay_ranges(frame, "years + pmp", covariance=kind) for kind in ("iid", "HC1"))
    assert robust.std_error == pytest.approx(plain.std_error, rel=0.05)


def test_results_have_the_usual_shape():
    model = fit_pay_ranges(simulate(), "log(pay) ~ years + pmp")
    assert tuple(model.tidy().columns) == tuple(model.effects().columns) == TIDY_COLUMNS
    assert model.effects()["term"].tolist() == ["years", "pmp"]
    assert model.outcome == "pay"
    assert list(model.glance().columns) == list(
        fit_pay_ranges(simulate(), "pmp", distribution="normal", covariance={"CRV1": "employer_id"}).glance().columns
    )
    assert len(pickle.dumps(model)) < 15_000
    assert "interval regression" in model._repr_html_()


def test_predictions():
    frame = simulate()
    model = fit_pay_ranges(frame, "years + pmp")
    new = pd.DataFrame({"years": [5, None], "pmp": [1, 0]}, index=["a", "b"])
    with pytest.warns(UserWarning, match="no prediction for 1 of 2"):
        median = model.predict(new, target="median")
    assert median["a"] == pytest.approx(np.exp(11 + 0.25 + 0.1), rel=0.03)
    assert np.isnan(median["b"])
    mean = model.predict(new.head(1))
    assert mean["a"] / median["a"] == pytest.approx(np.exp(model.sigma**2 / 2))
    interval = model.predict_interval(new.head(1)).iloc[0]
    assert interval["conf_low"] < interval["estimate"] < interval["conf_high"]


class TestComparison:
    """Where low ends, high ends and midpoints would say something else."""

    def test_planted_width_is_found(self):
        rng = np.random.default_rng(3)
        rows = 1_500
        pmp = rng.integers(0, 2, rows)
        middle = 11.5 + rng.normal(0, 0.2, rows)
        width = np.where(pmp == 1, 0.6, 0.2)
        frame = pd.DataFrame(
            {"pay_low": np.exp(middle - width / 2), "pay_high": np.exp(middle + width / 2), "pmp": pmp}
        )
        with pytest.warns(UserWarning, match=r"disagree on pmp \(\+0.400\)"):
            model = fit_pay_ranges(frame, "pmp")
        table = model.comparison().set_index(["approach", "term"])
        assert table.loc[("low_end", "pmp"), "estimate"] < -0.15
        assert table.loc[("high_end", "pmp"), "estimate"] > 0.15
        assert abs(table.loc[("middle", "pmp"), "estimate"]) < 0.05
        assert table.loc[("interval", "pmp"), "differs"]
        assert "disagree on pmp" in model.glance().loc[0, "notes"]

    def test_no_warning_where_widths_are_alike(self):
        model = fit_pay_ranges(simulate(), "years + pmp")
        assert not model.comparison()["differs"].any()
        assert model.notes == ()
        assert list(model.comparison()["approach"].unique()) == [
            "interval", "closed_ranges_only", "low_end", "high_end", "middle",
        ]  # fmt: skip

    def test_open_ends_that_depend_on_pay_are_noticed(self):
        frame = simulate(4_000, open_share=0)
        frame.loc[(frame["pmp"] == 1) & (frame["log_pay"] > 11.4), "pay_high"] = np.nan
        with pytest.warns(UserWarning, match="with and without open ranges the fit differs on"):
            fit_pay_ranges(frame, "years + pmp")

    def test_too_few_closed_ranges_to_compare(self):
        frame = simulate(400, open_share=0)
        up = frame.index % 2 == 0
        frame.loc[up, "pay_high"] = np.nan
        frame.loc[~up, "pay_low"] = np.nan
        with pytest.warns(UserWarning, match="only 0 of 400 ranges have both ends"):
            model = fit_pay_ranges(frame, "pmp")
        assert model.comparison()["approach"].unique().tolist() == ["interval"]


def test_a_facts_table_is_never_read_by_the_hour(rng):
    facts = FACTS.invent(3_000, rng).assign(country="US", pay_currency="USD", text_kind="full", pay_origin="text")
    direct = fit_pay_ranges(facts, "years_min")
    frame, _ = pay_frame(facts, pay_needed="one_end")
    same = fit_pay_ranges(frame, "years_min")
    assert direct.tidy().equals(same.tidy())
    assert direct.n + direct.n_dropped == len(facts)


@pytest.mark.parametrize(
    ("change", "options", "error", "message"),
    [
        ({"pay_low": 2e6}, {}, ModelError, "'pay_low' lies above 'pay_high' in "),
        ({"pay_low": -5.0}, {}, ModelError, "pay is zero or negative in 200"),
        ({"pay_high": np.nan}, {}, ModelError, "open at the same end"),
        ({"pay_low": np.nan, "pay_high": np.nan}, {}, ModelError, "no values"),
        ({"pay_low": "many"}, {}, ModelError, "'pay_low' holds text"),
        ({}, {"distribution": "weibull"}, UsageError, "'lognormal' or 'normal'"),
        ({}, {"covariance": "HC3"}, UsageError, "not known for interval regressions"),
        ({}, {"low": "bottom"}, UsageError, "no column 'bottom'"),
        ({}, {"formula": "years | employer_id"}, UsageError, "cannot be absorbed"),
        ({}, {"formula": "years + I(years * 2)"}, ModelError, "combination of 'years'"),
    ],
)
def test_requests_and_data_that_cannot_be(change, options, error, message):
    frame = simulate(200, open_share=0).assign(**change)
    with pytest.raises(error) as caught:
        fit_pay_ranges(frame, **({"formula": "years"} | options))
    assert message in str(caught.value)


def test_postings_without_pay_are_counted():
    frame = simulate(300, open_share=0)
    frame.loc[:9, ["pay_low", "pay_high"]] = np.nan
    model = fit_pay_ranges(frame, "years")
    assert model.why_dropped == "neither pay_low nor pay_high known (10)"
    assert model.n == 290
