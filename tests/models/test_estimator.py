"""The scikit-learn estimator: its contract, its monotony, its calibration."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from tpm_insights.errors import UsageError
from tpm_insights.models.estimator import PayEstimator


@parametrize_with_checks([PayEstimator(n_folds=2, max_iter=30, spread_iter=8)])
def test_scikit_learn_contract(estimator: PayEstimator, check) -> None:
    check(estimator)


def invented(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Years and role; pay rises by a root of the years, and spreads more in the second role and with years."""
    rng = np.random.default_rng(seed)
    years = rng.integers(0, 20, count).astype(float)
    role = rng.integers(0, 2, count).astype(float)
    spread = 0.1 + 0.2 * role + 0.01 * years
    return np.column_stack([years, role]), 11 + 0.2 * np.sqrt(years) + 0.3 * role + spread * rng.standard_normal(count)


@pytest.fixture(scope="module")
def fitted() -> PayEstimator:
    rows, y = invented(2_000, 1)
    return PayEstimator(increasing=0, edges=(3, 8), group_by=(1,), categorical=(1,), max_iter=40).fit(rows, y)


def test_covers_eighty_percent_in_every_group(fitted: PayEstimator) -> None:
    rows, y = invented(8_000, 2)
    found = fitted.predict_quantiles(rows)
    inside = (y >= found[:, 0]) & (y <= found[:, -1])
    level = np.digitize(rows[:, 0], [3, 8])
    shares = pd.Series(inside).groupby([rows[:, 1], level]).mean()
    assert abs(inside.mean() - 0.8) < 0.03
    assert len(shares) == 6
    assert ((shares - 0.8).abs() < 0.07).all()


def test_one_spread_for_all_would_not_cover_every_group() -> None:
    rows, y = invented(2_000, 1)
    pooled = PayEstimator(increasing=0, categorical=(1,), max_iter=40, spread_iter=0).fit(rows, y)
    rows, y = invented(8_000, 2)
    found = pooled.predict_quantiles(rows)
    inside = pd.Series((y >= found[:, 0]) & (y <= found[:, -1])).groupby(rows[:, 1]).mean()
    assert abs(inside.mean() - 0.8) < 0.03
    assert ((inside - 0.8).abs() > 0.07).all()


@settings(max_examples=20)
@given(st.lists(st.floats(-2, 30), min_size=2, max_size=12), st.sampled_from([0.0, 1.0, np.nan]))
def test_never_falls_and_never_crosses(fitted: PayEstimator, years: list[float], role: float) -> None:
    rows = np.column_stack([np.sort(years), np.full(len(years), role)])
    found = fitted.predict_quantiles(rows)
    assert (np.diff(found, axis=0) >= -1e-12).all()
    assert (np.diff(found, axis=1) >= -1e-12).all()


def test_unknown_experience_is_predicted_and_falls_back(fitted: PayEstimator) -> None:
    found = fitted.predict_quantiles([[np.nan, 0.0]])
    assert np.isfinite(found).all()
    assert fitted.offsets_.at(np.array([[0.0, np.nan], [0.0, 1.0], [7.0, 1.0]]))[1].tolist() == [1, 0, 2]


def test_experience_outside_what_was_seen_counts_as_the_nearest(fitted: PayEstimator) -> None:
    found = fitted.predict_quantiles([[-1.0, 0.0], [0.0, 0.0], [19.0, 1.0], [25.0, 1.0]])
    np.testing.assert_array_equal(found[[0, 3]], found[[1, 2]])


def test_same_numbers_again_and_after_pickling(fitted: PayEstimator) -> None:
    rows, y = invented(2_000, 1)
    again = clone(fitted).fit(rows, y)
    probe = rows[:50]
    np.testing.assert_array_equal(again.predict_quantiles(probe), fitted.predict_quantiles(probe))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict(probe), fitted.predict(probe))


def test_columns_by_name() -> None:
    rows, y = invented(300, 3)
    frame = pd.DataFrame(rows, columns=["years", "role"])
    by_name = PayEstimator(increasing="years", edges=(3,), group_by=("role",), categorical=("role",), max_iter=10)
    by_place = PayEstimator(increasing=0, edges=(3,), group_by=(1,), categorical=(1,), max_iter=10)
    np.testing.assert_array_equal(
        by_name.fit(frame, y).predict_quantiles(frame), by_place.fit(rows, y).predict_quantiles(rows)
    )


def test_clusters_kept_whole_widen_the_range() -> None:
    rng = np.random.default_rng(4)
    employer = np.repeat(np.arange(40), 20)
    rows = rng.normal(size=(40, 3))[employer]  # the same for all records of an employer: they can be learnt by heart
    y = rng.normal(0, 1, 40)[employer] + rng.normal(0, 0.1, 800)
    settings_ = {"max_iter": 40, "min_samples_leaf": 5}
    apart = PayEstimator(**settings_).fit(rows, y, clusters=employer).predict_quantiles(rows)
    mixed = PayEstimator(**settings_).fit(rows, y).predict_quantiles(rows)
    assert np.ptp(apart, axis=1).mean() > 3 * np.ptp(mixed, axis=1).mean()


def sources(seed: int) -> tuple[np.ndarray, ...]:
    """Eight sources of very different sizes, each with an effect of its own, and 200 records of a ninth."""
    rng = np.random.default_rng(seed)
    source = np.repeat(np.arange(9), [600, 40, 40, 40, 40, 40, 40, 40, 200])
    y = rng.normal(0, 1, 9)[source] + rng.normal(0, 0.3, len(source))
    new = source == 8
    rows = rng.normal(size=(len(source), 1))
    return rows[~new], y[~new], source[~new], rows[new], y[new]


def test_a_new_source_is_covered_and_thirty_records_of_it_narrow_the_range() -> None:
    shares, widths = {"records": [], "sources": [], "own": []}, {"sources": [], "own": []}
    for seed in range(12):
        rows, y, source, new_rows, new = sources(seed)
        models = {
            equal: PayEstimator(max_iter=3, spread_iter=0, equal_clusters=equal == "sources").fit(rows, y, source)
            for equal in ("records", "sources")
        }
        models["own"] = models["sources"].recalibrate(new_rows[:30], new[:30])
        for name, model in models.items():
            found = model.predict_quantiles(new_rows[30:])
            shares[name].append(((new[30:] >= found[:, 0]) & (new[30:] <= found[:, -1])).mean())
            if name in widths:
                widths[name].append(np.ptp(found[0]))
    assert np.mean(shares["sources"]) > np.mean(shares["records"]) + 0.05
    assert abs(np.mean(shares["own"]) - 0.8) < 0.04
    assert np.mean(widths["own"]) < np.mean(widths["sources"]) / 2


def test_recalibrating_changes_nothing_but_the_offsets() -> None:
    rows, y, source, new_rows, new = sources(1)
    model = PayEstimator(max_iter=5, spread_iter=5, equal_clusters=True).fit(rows, y, source)
    before = model.predict_quantiles(rows[:9])
    other = model.recalibrate(new_rows[:30], new[:30])
    np.testing.assert_array_equal(model.predict_quantiles(rows[:9]), before)
    assert other.get_params() == model.get_params()
    assert other.center_ is model.center_
    assert not np.allclose(other.predict(rows[:9]), model.predict(rows[:9]))


def test_recalibrating_needs_clusters_and_records() -> None:
    rows, y, source, new_rows, new = sources(1)
    few = {"max_iter": 3, "spread_iter": 3}
    with pytest.raises(UsageError, match="equal_clusters=True to two clusters"):
        PayEstimator(**few).fit(rows, y, source).recalibrate(new_rows, new)
    with pytest.raises(UsageError, match="20 records and was given 19"):
        PayEstimator(equal_clusters=True, **few).fit(rows, y, source).recalibrate(new_rows[:19], new[:19])


def test_the_spread_follows_a_feature_that_makes_no_group() -> None:
    rng = np.random.default_rng(7)
    rows = rng.integers(0, 2, (3_000, 1)).astype(float)
    y = rng.normal(size=3_000) * (0.1 + 0.3 * rows[:, 0])
    plain, modelled = (PayEstimator(spread_iter=n).fit(rows, y).predict_quantiles([[0.0], [1.0]]) for n in (0, 60))
    assert np.ptp(plain, axis=1)[1] == pytest.approx(np.ptp(plain, axis=1)[0], rel=0.05)
    assert np.ptp(modelled, axis=1)[1] > 1.7 * np.ptp(modelled, axis=1)[0]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"quantiles": (0.1, 0.9)}, "0.5 among them"),
        ({"quantiles": (0.9, 0.5, 0.1)}, "must rise"),
        ({"n_folds": 1}, "n_folds"),
        ({"pool": -1}, "pool"),
        ({"edges": (3, 8)}, "increasing"),
        ({"increasing": "years"}, "'years' is not there"),
        ({"group_by": (9,)}, "column 9"),
    ],
)
def test_parameters_that_cannot_be_meant(wrong: dict, word: str) -> None:
    rows, y = invented(60, 5)
    with pytest.raises(UsageError, match=word):
        PayEstimator(**wrong).fit(rows, y)


def test_clusters_of_another_length_are_refused() -> None:
    rows, y = invented(60, 5)
    with pytest.raises(UsageError, match="59 clusters for 60 records"):
        PayEstimator().fit(rows, y, clusters=np.zeros(59))
