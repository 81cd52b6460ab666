"""Errors clustered in two and three ways: the definition by brute force, another library, and all models alike."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pyfixest as pf
import pytest
from pyfixest.demeaners import LsmrDemeaner

from tpm_insights.errors import UsageError
from tpm_insights.models.clusters import clustered_meat, without_negative_variances
from tpm_insights.models.gap import decompose_gap
from tpm_insights.models.library_fit import CORRECTIONS
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.regression import fit_pay_model


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    n = 1200
    made = pd.DataFrame(
        {"firm": rng.integers(0, 60, n), "year": rng.integers(0, 25, n), "place": rng.integers(0, 30, n)}
    )
    made["group"] = made["firm"] // 4
    made["w"] = rng.uniform(0.3, 3, n)
    made["x"] = rng.normal(size=n) + rng.normal(size=60)[made["firm"]]
    made["z"] = rng.normal(size=n) + rng.normal(size=25)[made["year"]] + rng.normal(size=60)[made["firm"]]
    shocks = rng.normal(size=60)[made["firm"]] + rng.normal(size=25)[made["year"]] + rng.normal(size=30)[made["place"]]
    made["y"] = 30 + made["x"] + rng.normal(size=n) + shocks
    made["kind"] = np.where(rng.random(n) < 0.5, "a", "b")
    return made.assign(low=np.floor(made["y"]), high=np.floor(made["y"]) + 1)


@pytest.mark.parametrize("ways", [("firm",), ("firm", "year"), ("firm", "year", "place")])
def test_rows_that_share_a_cluster_in_any_way_are_multiplied(frame, ways):
    """Cameron, Gelbach and Miller (2011), equation 2.6: a product counts once if any cluster is shared."""
    model = fit_pay_model(frame, "y ~ x + z", covariance={"CRV1": " + ".join(ways)}, small_sample="none")
    design = np.column_stack([np.ones(len(frame)), frame["x"], frame["z"]])
    scores = design * (frame["y"].to_numpy() - design @ model.estimate)[:, None]
    share = np.zeros((len(frame),) * 2, dtype=bool)
    for way in ways:
        share |= frame[way].to_numpy()[:, None] == frame[way].to_numpy()
    bread = np.linalg.inv(design.T @ design)
    assert model.vcov == pytest.approx(bread @ scores.T @ share @ scores @ bread, rel=1e-9)
    assert model.n_clusters == min(frame[way].nunique() for way in ways)
    assert model.df == model.n_clusters - 1


@pytest.mark.parametrize("small_sample", list(CORRECTIONS))
@pytest.mark.parametrize("right", ["x + z", "x + z | firm", "x + z | place + firm", "x | year"])
@pytest.mark.parametrize("weights", [None, "w"])
def test_one_way_and_two_agree_with_pyfixest(frame, small_sample, right, weights):
    for ways in ("firm", "group + year", "firm + year"):
        model = fit_pay_model(
            frame, f"y ~ {right}", covariance={"CRV1": ways}, small_sample=small_sample, weights=weights
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = pf.feols(
                f"y ~ {right}",
                frame,
                vcov={"CRV1": ways.replace(" ", "")},
                ssc=pf.ssc(**CORRECTIONS[small_sample]),
                weights=weights,
                fixef_rm="none",
                demeaner=LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12),
            )
        assert np.diag(other._vcov).min() > 0
        assert model.vcov == pytest.approx(other._vcov, rel=1e-9)
        assert model.df == other._df_t


def test_factor_of_three_ways(frame):
    """The least number of clusters for all parts, or of each part its own."""
    way = {"CRV1": "firm + year + place"}
    bare = fit_pay_model(frame, "y ~ x", covariance=way, small_sample="none").vcov
    usual = fit_pay_model(frame, "y ~ x", covariance=way).vcov
    assert usual == pytest.approx(bare * 25 / 24 * 1199 / 1198)
    each = fit_pay_model(frame, "y ~ x", covariance=way, small_sample="each_way").vcov
    parts = {
        ways: fit_pay_model(frame, "y ~ x", covariance={"CRV1": ways}).vcov
        for ways in ("firm", "year", "place", "firm^year", "firm^place", "year^place", "firm^year^place")
    }
    signs = [(-1) ** name.count("^") for name in parts]
    assert each == pytest.approx(sum(s * v for s, v in zip(signs, parts.values(), strict=True)))


@pytest.mark.parametrize(
    "fit",
    [
        lambda f, c: fit_pay_ranges(
            f, "x + z", low="low", high="high", distribution="normal", covariance=c, weights="w"
        ),
        lambda f, c: fit_pay_quantiles(f, "y ~ x + z", [0.5], covariance=c),
        lambda f, c: decompose_gap(f, "y ~ x", "kind", covariance=c),
    ],
    ids=["ranges", "quantiles", "gap"],
)
def test_other_models_cluster_several_ways_alike(frame, fit):
    def bare(ways: str) -> np.ndarray:
        found = fit(frame, {"CRV1": ways})
        return found.vcov * (found.n_clusters - 1) / found.n_clusters

    two = fit(frame, {"CRV1": "firm + year"})
    assert two.n_clusters == 25
    assert two.covariance == "CRV1: firm + year"
    expected = bare("firm") + bare("year") - bare("firm^year")
    assert two.vcov == pytest.approx(25 / 24 * expected, rel=1e-7, abs=1e-12)
    three = fit(frame, {"CRV1": ["firm", "year", "place"]})
    expected += bare("place") - bare("firm^place") - bare("year^place") + bare("firm^year^place")
    assert three.vcov == pytest.approx(25 / 24 * expected, rel=1e-7, abs=1e-12)
    with pytest.raises(UsageError, match="is not known"):
        fit(frame, {"CRV1": "firm + year + place + kind"})


def test_negative_variances_are_mended_and_said(frame):
    few = frame.assign(four=frame["firm"] % 4, three=frame["year"] % 3, two=frame["kind"])
    model = fit_pay_model(few, "y ~ x*C(place)", covariance={"CRV1": "four + three + two"})
    assert (np.diag(model.vcov) >= 0).all()
    assert np.linalg.eigvalsh(model.vcov).min() > -1e-12
    assert "negative eigenvalues were set to zero" in "; ".join(model.notes)
    fine = np.array([[2.0, 0.5], [0.5, 1.0]])
    assert without_negative_variances(fine) == (fine, ())


def test_a_way_named_twice_counts_once(frame):
    twice = fit_pay_model(frame, "y ~ x", covariance={"CRV1": "firm + firm"})
    assert twice.std_error == pytest.approx(fit_pay_model(frame, "y ~ x", covariance={"CRV1": "firm"}).std_error)
    scores = frame[["x", "z"]].to_numpy()
    codes = frame["firm"].to_numpy()
    assert clustered_meat(scores, [codes, codes]) == pytest.approx(clustered_meat(scores, [codes]))


@pytest.mark.parametrize("columns", [None, 5, [], [None], "", ["firm", 3]])
def test_clusters_are_named_by_text(frame, columns):
    with pytest.raises(UsageError, match=r"covariance .* is not known"):
        fit_pay_model(frame, "y ~ x", covariance={"CRV1": columns})


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("absorb", [None, "place", "firm"])
def test_the_jackknife_leaves_out_cluster_after_cluster(frame, absorb, weights):
    """MacKinnon, Nielsen and Webb (2023), equation 15: around the estimate, times (G - 1) / G."""
    few = frame.head(300)
    model = fit_pay_model(few, "y ~ x + z", absorb=absorb, weights=weights, covariance={"CRV3": "firm"})
    rest = np.ones((300, 1)) if absorb is None else pd.get_dummies(few[absorb], dtype=float).to_numpy()
    design = np.column_stack([few[["x", "z"]].to_numpy(), rest])
    kept = few.groupby(absorb)["y"].transform("size").to_numpy() > 1 if absorb else np.ones(300, dtype=bool)
    root = np.ones(300) if weights is None else np.sqrt(few[weights].to_numpy())

    def slopes(rows: np.ndarray) -> np.ndarray:
        return np.linalg.lstsq((design * root[:, None])[rows], (few["y"].to_numpy() * root)[rows], rcond=None)[0][:2]

    firms = few["firm"].to_numpy()
    moved = np.array([slopes(kept & (firms != firm)) - slopes(kept) for firm in np.unique(firms[kept])])
    expected = (len(moved) - 1) / len(moved) * moved.T @ moved
    places = [model.terms.index(term) for term in ("x", "z")]
    assert model.vcov[np.ix_(places, places)] == pytest.approx(expected, rel=1e-7)
