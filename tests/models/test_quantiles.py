"""Quantile regression: exact solutions, honest errors, percentiles that do not cross."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pyfixest as pf
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.quantile_errors import hall_sheather
from tpm_insights.models.quantile_solver import solve_quantile
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.tidy import TIDY_COLUMNS


def simulate(rows: int = 800, seed: int = 0) -> pd.DataFrame:
    """Return invented records whose spread grows with experience."""
    rng = np.random.default_rng(seed)
    years = rng.uniform(0, 15, rows)
    pmp = rng.integers(0, 2, rows)
    noise = rng.normal(0, 0.10 + 0.02 * years)
    return pd.DataFrame(
        {
            "pay": np.exp(11 + 0.04 * years + 0.1 * pmp + noise),
            "years": years,
            "pmp": pmp,
            "region": rng.choice(["CA", "TX"], rows),
            "employer_id": rng.integers(0, 60, rows).astype(str),
        }
    )


@pytest.mark.parametrize("quantile", [0.02, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("rows", [60, 1_400, 20_000])
def test_solution_is_optimal(quantile, rows):
    frame = simulate(rows, seed=rows)
    design = np.column_stack([np.ones(rows), frame["years"], frame["years"] ** 2, frame["pmp"]])
    outcome = np.log(frame["pay"].to_numpy())
    beta = solve_quantile(design, outcome, quantile)
    residual = outcome - design @ beta
    through = np.abs(residual) < 1e-8
    assert through.sum() == design.shape[1]
    # at an optimum the rows passed through balance the rest with weights between -(1 - q) and q
    pull = design[~through].T @ (quantile - (residual[~through] < 0))
    weights = np.linalg.solve(design[through].T, -pull)
    assert (weights <= quantile + 1e-7).all()
    assert (weights >= quantile - 1 - 1e-7).all()


def test_ties_and_discrete_columns():
    rng = np.random.default_rng(4)
    design = np.column_stack([np.ones(6_000), rng.integers(0, 3, 6_000), rng.integers(0, 2, 6_000)])
    outcome = np.round(design @ [10, 1, 2] + rng.normal(0, 2, 6_000))
    ours = solve_quantile(design, outcome, 0.5)

    def loss(beta):
        return np.abs(outcome - design @ beta).sum()

    theirs = smf.quantreg("y ~ a + b", pd.DataFrame({"y": outcome, "a": design[:, 1], "b": design[:, 2]})).fit(q=0.5)
    assert loss(ours) <= loss(theirs.params.to_numpy()) + 1e-6


def test_units_do_not_matter():
    frame = simulate(3_000)
    one = fit_pay_quantiles(frame, "pay ~ years + pmp", [0.3])
    other = fit_pay_quantiles(
        frame.assign(pay=frame["pay"] / 1e6, years=frame["years"] * 365), "pay ~ years + pmp", [0.3]
    )
    assert other.estimate * [1e6, 1e6 * 365, 1e6] == pytest.approx(one.estimate, rel=1e-7)


def test_agrees_with_pyfixest():
    frame = simulate(3_000)
    theirs = pf.quantreg("log(pay) ~ years + pmp", frame, quantile=0.25, vcov="nid")
    ours = fit_pay_quantiles(frame, "log(pay) ~ years + pmp", [0.25])
    assert ours.estimate == pytest.approx(theirs._beta_hat, abs=1e-5)
    # pyfixest multiplies by n / (n - k)
    assert ours.std_error * np.sqrt(3_000 / 2_997) == pytest.approx(theirs.se().to_numpy(), rel=2e-3)


def test_clustered_errors_agree_with_pyfixest():
    # employers differ, so clustered errors are larger
    frame = simulate(3_000)
    effect = dict(zip(frame["employer_id"].unique(), np.random.default_rng(1).normal(0, 0.3, 60), strict=True))
    frame["pay"] = frame["pay"] * np.exp(frame["employer_id"].map(effect))
    plain = fit_pay_quantiles(frame, "log(pay) ~ years", [0.5])
    ours = fit_pay_quantiles(frame, "log(pay) ~ years", [0.5], covariance={"CRV1": "employer_id"})
    theirs = pf.quantreg("log(pay) ~ years", frame, quantile=0.5, vcov={"CRV1": "employer_id"}, seed=1)
    assert ours.std_error[0] > 1.5 * plain.std_error[0]
    assert ours.std_error == pytest.approx(theirs.se().to_numpy(), rel=0.15)
    assert ours.n_clusters == 60


@pytest.mark.parametrize("quantile", [0.1, 0.5])
def test_intervals_cover_the_truth_where_spread_grows(quantile):
    truth = 0.04 + 0.02 * stats.norm.ppf(quantile)
    inside = 0
    for seed in range(40):
        row = fit_pay_quantiles(simulate(500, seed), "log(pay) ~ years + pmp", [quantile]).tidy().iloc[1]
        inside += row["conf_low"] <= truth <= row["conf_high"]
    assert inside >= 34  # 38 expected, with a standard deviation of 1.4


def test_tidy_has_a_row_a_term_and_quantile():
    model = fit_pay_quantiles(simulate(), "log(pay) ~ years + pmp", [0.9, 0.1, 0.5])
    table = model.tidy()
    assert tuple(table.columns) == (*TIDY_COLUMNS, "quantile")
    assert table["quantile"].tolist() == [0.1] * 3 + [0.5] * 3 + [0.9] * 3
    assert tuple(model.effects().columns) == (*TIDY_COLUMNS, "quantile")
    assert "Intercept" not in set(model.effects()["term"])
    assert len(model.glance()) == 1
    slopes = table[table["term"] == "years"]["estimate"]
    assert slopes.is_monotonic_increasing


def test_predictions_never_cross_and_say_what_they_cannot_do():
    frame = simulate(150)
    quantiles = [0.4, 0.45, 0.5, 0.55, 0.6]
    model = fit_pay_quantiles(frame, "log(pay) ~ bs(years, df=6) + pmp * C(region)", quantiles)
    assert model.crossing > 0
    found = model.predict_quantiles(frame)
    assert (found.groupby(level=0)["estimate"].diff().dropna() >= 0).all()
    assert (found["conf_low"] <= found["conf_high"]).all()
    assert list(found.columns) == ["quantile", "estimate", "conf_low", "conf_high"]
    middle = model.predict(frame)
    assert middle.to_numpy() == pytest.approx(found.loc[found["quantile"] == 0.5, "estimate"].to_numpy())
    with pytest.warns(UserWarning, match="no prediction for 1 of 2 rows"):
        some = model.predict(frame.head(2).assign(region=["CA", "ZZ"]))
    assert some.isna().tolist() == [False, True]
    with pytest.raises(UsageError, match="was not fitted"):
        model.predict(frame, quantile=0.3)


def test_percentiles_hold_the_share_they_name():
    model = fit_pay_quantiles(simulate(6_000, seed=1), "log(pay) ~ bs(years, df=4) + pmp", [0.1, 0.5, 0.9])
    new = simulate(6_000, seed=2)
    with pytest.warns(UserWarning, match="outside"):
        below = {q: (new["pay"] <= model.predict(new, quantile=q)).mean() for q in (0.1, 0.5, 0.9)}
    assert below == pytest.approx({0.1: 0.1, 0.5: 0.5, 0.9: 0.9}, abs=0.02)


def test_result_holds_no_data():
    assert len(pickle.dumps(fit_pay_quantiles(simulate(5_000), "log(pay) ~ years + pmp"))) < 10_000


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        ({"quantiles": [50]}, UsageError, "between 0 and 1"),
        ({"quantiles": []}, UsageError, "between 0 and 1"),
        ({"covariance": "HC1"}, UsageError, "not known for quantile regressions"),
        ({"covariance": {"CRV3": "region"}}, UsageError, "not known for quantile regressions"),
        ({"formula": "log(pay) ~ years | region"}, UsageError, "cannot be absorbed"),
        ({"formula": "log(pay) ~ years + I(2 * years)"}, ModelError, "combination of 'years'"),
        ({"formula": "log(pay) ~ nobody"}, UsageError, "no column 'nobody'"),
    ],
)
def test_requests_and_data_that_cannot_be(call, error, message):
    options = {"formula": "log(pay) ~ years"} | call
    with pytest.raises(error) as caught:
        fit_pay_quantiles(simulate(100), **options)
    assert message in str(caught.value)


def test_bandwidth_is_that_of_stata():
    # Stata 12, qreg on Engel's data at 0.75, 235 rows
    assert hall_sheather(0.75, 235) == pytest.approx(0.1090401129546568, rel=1e-9)
    assert hall_sheather(0.02, 60) < 0.02


@pytest.mark.parametrize("kind", ["nid", "iid", "ker", "fitted"])
def test_errors_of_every_kind_agree_where_all_are_right(kind):
    rng = np.random.default_rng(3)
    x = rng.normal(size=4000)
    frame = pd.DataFrame({"y": 1 + 2 * x + rng.normal(size=4000), "x": x})
    error = fit_pay_quantiles(frame, "y ~ x", [0.5], covariance=kind).std_error[1]
    truth = np.sqrt(0.25 / stats.norm.pdf(0) ** 2 / 4000)
    assert error == pytest.approx(truth, rel=0.12)


def test_weights_count_rows():
    rng = np.random.default_rng(5)
    x = rng.normal(size=60)
    frame = pd.DataFrame({"y": x + rng.normal(size=60), "x": x, "w": rng.integers(0, 4, 60)})
    weighted = fit_pay_quantiles(frame, "y ~ x", [0.3], weights="w")
    repeated = fit_pay_quantiles(frame.loc[frame.index.repeat(frame["w"])].reset_index(drop=True), "y ~ x", [0.3])
    assert weighted.estimate == pytest.approx(repeated.estimate)
    assert weighted.why_dropped == f"w zero ({int((frame['w'] == 0).sum())})"


def test_kinds_of_errors_that_do_not_exist_are_refused():
    frame = pd.DataFrame({"y": np.arange(30.0), "x": np.arange(30.0) % 7})
    with pytest.raises(UsageError, match="use one of nid, iid, ker, fitted"):
        fit_pay_quantiles(frame, "y ~ x", covariance="HC1")
    with pytest.raises(ModelError, match=r"not defined"):
        fit_pay_quantiles(frame.assign(y=frame["x"] * 2), "y ~ x", [0.5], covariance="ker")
