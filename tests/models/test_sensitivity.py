"""Sensitivity to an unseen confounder: closed forms, simulated confounders, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.confounding import adjusted_estimate, benchmark_bounds, robustness_value
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.sensitivity import sensitivity
from tpm_insights.models.tidy import TIDY_COLUMNS


def simulate(rows: int = 1_500, seed: int = 0) -> pd.DataFrame:
    """Return records in which ability moves both the certification and pay."""
    rng = np.random.default_rng(seed)
    ability, years = rng.normal(size=rows), rng.normal(8, 3, rows)
    pmp = (0.5 * ability + 0.2 * (years - 8) + rng.normal(size=rows) > 0).astype(int)
    region = rng.choice(["CA", "NY", "TX"], rows)
    log_pay = 11 + 0.03 * years + 0.05 * pmp + 0.1 * ability + 0.1 * (region == "CA") + rng.normal(0, 0.2, rows)
    return pd.DataFrame({"pay": np.exp(log_pay), "years": years, "pmp": pmp, "region": region, "ability": ability})


def share_left(frame: pd.DataFrame, outcome: str, controls: str, extra: str) -> float:
    """Return the share of the residual variance of an outcome that a further term explains."""
    small = fit_pay_model(frame, f"{outcome} ~ {controls}", covariance="iid")
    large = fit_pay_model(frame, f"{outcome} ~ {controls} + {extra}", covariance="iid")
    return 1 - large.sigma**2 * large.df_residual / (small.sigma**2 * small.df_residual)


def test_knowing_the_confounder_gives_the_full_model_exactly():
    frame = simulate()
    short = fit_pay_model(frame, "log(pay) ~ pmp + years + C(region)", covariance="iid")
    full = fit_pay_model(frame, "log(pay) ~ pmp + years + C(region) + ability", covariance="iid")
    r2dz_x = share_left(frame, "pmp", "years + C(region)", "ability")
    r2yz_dx = share_left(frame, "log(pay)", "pmp + years + C(region)", "ability")
    row = short.tidy().set_index("term").loc["pmp"]
    found = adjusted_estimate(row["estimate"], row["std_error"], short.df_residual, r2dz_x=r2dz_x, r2yz_dx=r2yz_dx)
    wanted = full.tidy().set_index("term").loc["pmp"]
    assert found[0] == pytest.approx(wanted["estimate"], rel=1e-9)
    assert found[1] == pytest.approx(wanted["std_error"], rel=1e-9)


def test_robustness_value_brings_the_estimate_to_zero():
    frame = simulate()
    model = fit_pay_model(frame, "log(pay) ~ pmp + years")
    found = sensitivity(model, "pmp")
    rv = found.robustness_value
    left, _ = adjusted_estimate(found.estimate, found.std_error, found.df, r2dz_x=rv, r2yz_dx=rv)
    assert left == pytest.approx(0, abs=1e-12)
    half = sensitivity(model, "pmp", q=0.5).robustness_value
    left, _ = adjusted_estimate(found.estimate, found.std_error, found.df, r2dz_x=half, r2yz_dx=half)
    assert left == pytest.approx(found.estimate / 2)
    assert found.robustness_value_alpha < rv
    # a confounder that explains all of the outcome needs no more than r2yd_x of the term
    all_of_it, _ = adjusted_estimate(found.estimate, found.std_error, found.df, r2dz_x=found.r2yd_x, r2yz_dx=1.0)
    assert all_of_it == pytest.approx(0, abs=1e-12)


def test_an_estimate_that_is_not_significant_has_no_robust_interval():
    assert robustness_value(1.0, 500, alpha=0.05) == 0
    assert 0 < robustness_value(1.0, 500) < 0.05


def test_benchmarks_equal_regressions_with_and_without_them():
    frame = simulate()
    model = fit_pay_model(frame, "log(pay) ~ pmp + years + C(region)", covariance="iid")
    table = sensitivity(model, "pmp", {"years": ["years"], "place": ["C(region)"]}, times=[1]).tidy()
    on_term = share_left(frame, "pmp", "C(region)", "years")
    on_pay = share_left(frame, "log(pay)", "pmp + C(region)", "years")
    assert table.loc[0, ["r2dz_x", "r2yz_dx"]].tolist() == pytest.approx(benchmark_bounds(on_term, on_pay, 1))
    place = benchmark_bounds(
        share_left(frame, "pmp", "years", "C(region)"), share_left(frame, "log(pay)", "pmp + years", "C(region)"), 1
    )
    assert table.loc[1, ["r2dz_x", "r2yz_dx"]].tolist() == pytest.approx(place)


def test_output_brackets_the_truth_that_the_model_cannot_see():
    # ability is about as strong as years here, so the truth lies between no confounder and two times years
    frame = simulate(20_000)
    model = fit_pay_model(frame, "log(pay) ~ pmp + years")
    found = sensitivity(model, "pmp", "years", times=[1, 2, 3]).tidy()
    assert found["estimate"].min() < 0.05 < model.tidy().set_index("term").loc["pmp", "estimate"]


def test_absorbed_effects_do_not_matter():
    frame = simulate()
    dummies = sensitivity(fit_pay_model(frame, "log(pay) ~ pmp + years + C(region)"), "pmp", "years")
    absorbed = sensitivity(fit_pay_model(frame, "log(pay) ~ pmp + years", absorb="region"), "pmp", "years")
    assert absorbed.robustness_value == pytest.approx(dummies.robustness_value)
    assert absorbed.tidy()["estimate"].to_numpy() == pytest.approx(dummies.tidy()["estimate"].to_numpy())


def test_shape_and_words():
    model = fit_pay_model(simulate(), "log(pay) ~ pmp + years + C(region)", covariance="HC3")
    found = sensitivity(model, "pmp", ["years", "C(region)"])
    assert tuple(found.tidy().columns[:7]) == TIDY_COLUMNS
    assert list(found.tidy().columns) == list(sensitivity(model, "pmp").tidy().columns)
    assert len(found.tidy()) == 6
    glance = found.glance()
    assert len(glance) == 1
    assert {"r2yd_x", "robustness_value", "robustness_value_alpha"} <= set(glance.columns)
    assert "the model itself has HC3" in glance.loc[0, "notes"]
    assert "2 times as strong as C(region)" in found.words()
    assert "<table>" in found._repr_html_()
    assert found.effects()["estimate"].to_numpy() == pytest.approx(100 * np.expm1(found.tidy()["estimate"]).to_numpy())
    levels = sensitivity(fit_pay_model(simulate(), "pay ~ pmp"), "pmp")
    with pytest.raises(UsageError, match="log outcome"):
        levels.effects()


def test_a_benchmark_too_strong_leaves_a_row_without_estimate():
    frame = simulate().assign(close=lambda d: d["pmp"] + np.random.default_rng(1).normal(0, 0.3, len(d)))
    found = sensitivity(fit_pay_model(frame, "log(pay) ~ pmp + close"), "pmp", "close", times=[1])
    assert found.tidy()["estimate"].isna().all()
    assert "would explain the term wholly" in found.words()


def test_requests_that_cannot_be():
    model = fit_pay_model(simulate(), "log(pay) ~ pmp + years")
    with pytest.raises(UsageError, match="no term 'capm'"):
        sensitivity(model, "capm")
    with pytest.raises(UsageError, match="no term 'C\\(region\\)'"):
        sensitivity(model, "pmp", "C(region)")
    with pytest.raises(UsageError, match="holds the term"):
        sensitivity(model, "pmp", ["pmp"])
    with pytest.raises(UsageError, match="fit_pay_model"):
        sensitivity(fit_pay_quantiles(simulate(), "log(pay) ~ pmp"), "pmp")
    with pytest.raises(UsageError, match="alpha above 0"):
        sensitivity(model, "pmp", alpha=0)
    with pytest.raises(ModelError, match="cannot explain"):
        adjusted_estimate(1, 1, 100, r2dz_x=1.0, r2yz_dx=0.5)
