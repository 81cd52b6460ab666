"""Double machine learning: known premium under a confounder of unknown form, identities, coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.double_ml import double_ml
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.tidy import TIDY_COLUMNS


def simulate(rows: int = 2_000, seed: int = 0) -> pd.DataFrame:
    """Return records in which experience moves pay and certification in ways no line follows."""
    rng = np.random.default_rng(seed)
    years = rng.uniform(0, 15, rows)
    pmp = (rng.random(rows) < 0.1 + 0.7 * ((years > 4) & (years < 9))).astype(int)
    bump = 0.3 * np.exp(-(((years - 6.5) / 2.5) ** 2))
    employer = rng.integers(0, 100, rows)
    log_pay = 11 + bump + 0.05 * pmp + rng.normal(0, 0.05, 100)[employer] + rng.normal(0, 0.15, rows)
    region = rng.choice(["CA", "TX"], rows)
    return pd.DataFrame({"pay": np.exp(log_pay), "years": years, "pmp": pmp, "region": region, "employer_id": employer})


def test_recovers_what_a_line_cannot():
    frame = simulate(4_000)
    line = fit_pay_model(frame, "log(pay) ~ pmp + years").tidy().set_index("term").loc["pmp"]
    assert line["conf_low"] > 0.05
    row = double_ml(frame, "log(pay) ~ years + C(region)", "pmp", repeats=1).tidy().iloc[0]
    assert row["conf_low"] < 0.05 < row["conf_high"]


@pytest.mark.parametrize("learner", ["linear", LinearRegression()])
def test_without_folds_and_with_lines_it_is_least_squares(learner):
    # Frisch and Waugh (1933), Econometrica 1(4), 387-401
    frame = simulate()
    model = double_ml(frame, "log(pay) ~ years + C(region)", "pmp", learner=learner, folds=1)
    ols = (
        fit_pay_model(frame, "log(pay) ~ pmp + years + C(region)", covariance="HC0").tidy().set_index("term").loc["pmp"]
    )
    assert model.tidy().loc[0, "estimate"] == pytest.approx(ols["estimate"])
    assert model.tidy().loc[0, "std_error"] == pytest.approx(ols["std_error"])


def test_clusters_stay_together_and_widen_the_interval():
    frame = simulate()
    twice = pd.concat([frame, frame]).assign(pair=np.tile(np.arange(len(frame)), 2))
    once = double_ml(frame, "log(pay) ~ years", "pmp", learner="linear", folds=1)
    clustered = double_ml(twice, "log(pay) ~ years", "pmp", learner="linear", folds=1, cluster="pair")
    n = len(frame)
    assert clustered.std_error[0] == pytest.approx(once.std_error[0] * np.sqrt(n / (n - 1)))
    assert clustered.n_clusters == n


@pytest.mark.parametrize("learner", ["lasso", "forest", Ridge()])
def test_other_learners(learner):
    row = (
        double_ml(simulate(600), "log(pay) ~ poly(years, 5)", "pmp", learner=learner, repeats=1, folds=2).tidy().iloc[0]
    )
    assert -0.05 < row["estimate"] < 0.15


def test_intervals_cover():
    inside = 0
    for seed in range(40):
        row = (
            double_ml(simulate(500, seed), "log(pay) ~ bs(years, df=8)", "pmp", learner="linear", repeats=1)
            .tidy()
            .iloc[0]
        )
        inside += row["conf_low"] <= 0.05 <= row["conf_high"]
    assert inside >= 34


def test_the_same_seed_gives_the_same_answer():
    frame = simulate(600)
    one, two = (double_ml(frame, "log(pay) ~ years", "pmp", seed=7, repeats=2, folds=2) for _ in range(2))
    assert one.estimate == two.estimate
    assert one.estimate != double_ml(frame, "log(pay) ~ years", "pmp", seed=8, repeats=2, folds=2).estimate
    assert one.spread > 0


def test_shape():
    model = double_ml(simulate(400), "log(pay) ~ years", "pmp", repeats=1, learner="linear")
    assert tuple(model.tidy().columns) == tuple(model.effects().columns) == TIDY_COLUMNS
    glance = model.glance().iloc[0]
    assert glance["n"] == 400
    assert glance["r2_treatment"] < glance["r2_outcome"] + 1
    assert glance["learner"] == "linear"
    assert "cross-fitted" in model._repr_html_()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"learner": "oracle"}, UsageError, "learner 'oracle' is not known"),
        ({"learner": 3}, UsageError, "or a scikit-learn regressor, got 3"),
        ({"folds": 0}, UsageError, "at least 1"),
        ({"treatment": "years"}, UsageError, "leave absorbed effects and the treatment"),
        ({"treatment": "nobody"}, UsageError, "no column 'nobody'"),
        ({"treatment": "region"}, ModelError, "columns of labels"),
        ({"formula": "log(pay) ~ years | region"}, UsageError, "leave absorbed effects"),
        ({"formula": "log(pay) ~ years + same", "learner": "linear"}, ModelError, "predict the treatment wholly"),
        ({"cluster": "few", "folds": 5}, ModelError, "4 rows or clusters are too few"),
        ({"cluster": "few + region"}, UsageError, "clusters by one column, which also keeps its rows in one fold"),
        ({"cluster": ["few", "region"]}, UsageError, "clusters by one column, which also keeps its rows in one fold"),
        ({"cluster": 3}, UsageError, "cluster must be the name of a column, got 3"),
        ({"seed": -1}, UsageError, "seed must be a whole number of at least 0, got -1"),
    ],
)
def test_requests_and_data_that_cannot_be(options, error, message):
    frame = simulate(200).assign(same=lambda d: d["pmp"] * 2, few=lambda d: d.index % 4)
    with pytest.raises(error) as caught:
        double_ml(frame, **({"formula": "log(pay) ~ years", "treatment": "pmp"} | options))
    assert message in str(caught.value)


def test_folds_of_a_column_are_kept():
    # by hand: lines fitted outside each fold, residuals on residuals
    frame = simulate(600).assign(part=np.arange(600) % 3)
    y, d, x = np.log(frame["pay"]).to_numpy(), frame["pmp"].to_numpy(dtype=float), frame[["years"]].to_numpy()
    left, right = np.empty(600), np.empty(600)
    for k in range(3):
        test = (frame["part"] == k).to_numpy()
        left[test] = y[test] - LinearRegression().fit(x[~test], y[~test]).predict(x[test])
        right[test] = d[test] - LinearRegression().fit(x[~test], d[~test]).predict(x[test])
    theta = (left * right).sum() / (right**2).sum()
    error = np.sqrt((right**2 * (left - theta * right) ** 2).sum()) / (right**2).sum()
    model = double_ml(frame, "log(pay) ~ years", "pmp", learner="linear", folds="part")
    assert model.estimate[0] == pytest.approx(theta)
    assert model.std_error[0] == pytest.approx(error)
    assert (model.folds, model.repeats) == (3, 1)
    with pytest.raises(ModelError, match="puts all 600 rows into one fold"):
        double_ml(frame.assign(part=1), "log(pay) ~ years", "pmp", folds="part")


def test_a_classifier_may_predict_the_treatment():
    frame = simulate(1_500)
    model = double_ml(frame, "log(pay) ~ years", "pmp", learner=("linear", LogisticRegression()), repeats=1)
    assert model.learner == "linear, LogisticRegression"
    assert np.isfinite(model.estimate[0])
    with pytest.raises(UsageError, match="a pair for outcome and treatment, got 3"):
        double_ml(frame, "log(pay) ~ years", "pmp", learner=("linear", "linear", "linear"))
