"""Requests that cannot be carried out as written: one clear line from every model, and no silent change of meaning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from tpm_insights.errors import ModelError, TpmInsightsError, UsageError
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.disclosure import disclosure
from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.double_ml import double_ml
from tpm_insights.models.gap import decompose_gap
from tpm_insights.models.ladder import premium_ladder
from tpm_insights.models.log_odds import fit_log_odds
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.reading_errors import adjust_for_reading_errors
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.sensitivity import sensitivity
from tpm_insights.models.share_differences import fit_share_differences
from tpm_insights.models.shares import fit_shares


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    n = 240
    made = pd.DataFrame({"years_min": rng.uniform(1, 20, n), "pmp": np.arange(n) % 2, "k": rng.integers(0, 4, n)})
    made["csm"] = (made["k"] == 2).astype(int)
    made["a"] = rng.choice(["p", "q", "r"], n)
    made["employer_id"] = [f"e{i}" for i in rng.integers(0, 30, n)]
    made["posted_on"] = pd.Timestamp("2024-03-01")
    made["region"] = made["a"].map({"p": "CO", "q": "TX", "r": "NY"})
    made["pay"] = 1e4 * np.exp(1 + 0.05 * made["years_min"] + rng.normal(0, 0.2, n))
    return made.assign(low=made["pay"] * 0.9, high=made["pay"] * 1.1, never=0, always=1)


LINEAR = {"learner": "linear", "repeats": 1}
WRONG = {
    "quantiles of text": (lambda f: fit_pay_quantiles(f, "pay ~ years_min", "a"), "quantiles .* must lie between"),
    "no quantiles": (lambda f: fit_pay_quantiles(f, "pay ~ years_min", None), "quantiles .* must lie between"),
    "bands of a list": (lambda f: fit_pay_bands(f, ["a", "k"]), "asked for by its name, got list"),
    "an edge": (lambda f: fit_pay_bands(f, "years_min", edges=5), "edges 5 must be"),
    "edges of text": (lambda f: fit_pay_bands(f, "years_min", edges=["a", "b"]), "must be at least two numbers"),
    "level of bands": (lambda f: fit_pay_bands(f, "a", level=95), "level must be a number between 0 and 1, got 95"),
    "level of shares": (lambda f: fit_shares(f, "pmp", level=0), "level must be a number between 0 and 1, got 0"),
    "no rule": (lambda f: fit_pay_bands(f, "a", rule=5), "rule must be a DisclosureRule"),
    "dates of text": (lambda f: fit_pay_bands(f, "a", date="region"), "'region' holds no dates in 240 of 240 rows"),
    "dates of numbers": (lambda f: fit_pay_bands(f, "a", date="k"), "'k' holds numbers .*, not dates"),
    "no formula": (lambda f: fit_pay_ranges(f, None, low="low", high="high"), "formula must be text"),
    "groups of text": (lambda f: decompose_gap(f, "pay ~ years_min", "a", compare="pq"), "as a pair"),
    "groups of a number": (lambda f: decompose_gap(f, "pay ~ years_min", "a", compare=5), "as a pair"),
    "weight and group": (
        lambda f: decompose_gap(f, "pay ~ years_min", "pmp", compare=(0, 1), reference=1),
        "a weight and also the name of a group",
    ),
    "years of a misspelt name": (lambda f: premium_ladder(f, "pmp", experience="yeras"), "no column 'yeras'"),
    "employer of a misspelt name": (lambda f: premium_ladder(f, "pmp", employer="firm"), "no column 'firm'"),
    "steps of nothing": (lambda f: premium_ladder(f, "pmp", steps={"a": None}), "at least one step must name terms"),
    "no certification": (lambda f: premium_ladder(f, None), "at least one certification"),
    "half a pair": (lambda f: premium_ladder(f, "pmp", together=[("pmp",)]), "list pairs of certifications"),
    "pair without a list": (lambda f: premium_ladder(f, "pmp", together=("pmp", "csm")), "list pairs"),
    "pay of text": (lambda f: premium_ladder(f, "pmp", outcome="a"), "pay must be numbers"),
    "half a fold": (lambda f: double_ml(f, "pay ~ years_min", "pmp", folds=2.5), "must be whole numbers"),
    "repeats": (lambda f: double_ml(f, "pay ~ years_min", "pmp", repeats=None), "must be whole numbers"),
    "seed": (lambda f: double_ml(f, "pay ~ years_min", "pmp", seed=-1), "seed must be a whole number"),
    "clusters": (lambda f: double_ml(f, "pay ~ years_min", "pmp", cluster=["a"]), "clusters by one column"),
    "no controls": (lambda f: double_ml(f, "pay ~ 1", "pmp", **LINEAR), "has no controls"),
    "one class": (
        lambda f: double_ml(f, "pay ~ years_min", "never", learner=("linear", LogisticRegression()), repeats=1),
        "'never' has the single value",
    ),
    "laws": (lambda f: disclosure(f, laws=5), "a table of laws needs the columns"),
    "range of pay": (lambda f: _disclosed(f, pay_range=5), "pay_range must be two numbers"),
    "ends of text": (lambda f: _disclosed(f, pay_range=("a", "b")), "pay_range must be two numbers"),
    "region of a misspelt name": (lambda f: disclosure(f, region="state"), "no column 'state'"),
    "no shares": (lambda f: fit_shares(f, None), "at least one column of 0 and 1"),
    "differences of text": (lambda f: fit_share_differences(f, "pmp", "a", compare="pq"), "name two groups"),
    "differences of nothing": (lambda f: fit_share_differences(f, "pmp", "a", compare=None), "name two groups"),
    "no group": (lambda f: fit_share_differences(f, "pmp", "job", compare=("p", "q")), "no column 'job'"),
    "odds of text": (lambda f: fit_log_odds(f, "pmp", "a", compare="pq"), "name two groups"),
    "prior of text": (lambda f: fit_log_odds(f, "pmp", "a", compare=("p", "q"), prior="a"), "a prior of 0 or more"),
    "benchmark of a number": (lambda f: sensitivity(_model(f), "pmp", 5), "benchmarks must name terms"),
    "empty benchmark": (lambda f: sensitivity(_model(f), "pmp", {"group": []}), "benchmarks must name terms"),
    "times": (lambda f: sensitivity(_model(f), "pmp", "years_min", times=-1), "times must be positive"),
    "share": (lambda f: sensitivity(_model(f), "pmp", q="a"), "q must be positive"),
    "three counts": (lambda f: adjust_for_reading_errors(_model(f), {"pmp": (80, 5, 20)}), "give four counts"),
    "no counts": (lambda f: adjust_for_reading_errors(_model(f), 5), "errors of at least one term"),
    "level of a record": (
        lambda f: _model(f).predict_interval(f, about="record", level=0.999),
        "quantiles of the residuals reach to 0.99",
    ),
}


def _model(frame: pd.DataFrame) -> object:
    return fit_pay_model(frame, "log(pay) ~ years_min + pmp")


def _disclosed(frame: pd.DataFrame, **options: object) -> object:
    half = frame.assign(pay=frame["pay"].where(np.arange(len(frame)) % 3 > 0))
    return disclosure(half, **({"formula": "log(pay) ~ pmp", "term": "pmp"} | options))


@pytest.mark.parametrize("case", WRONG)
def test_wrong_requests_end_in_one_line(frame, case):
    call, message = WRONG[case]
    with pytest.raises(TpmInsightsError, match=message) as caught:
        call(frame)
    assert "\n" not in str(caught.value)


def test_one_number_will_do_where_several_are_usual(frame):
    assert fit_pay_quantiles(frame, "pay ~ years_min", 0.5).quantiles == (0.5,)
    assert fit_pay_bands(frame, "a", quantiles=0.5).tidy()["quantile"].unique().tolist() == [0.5]
    assert sensitivity(_model(frame), "pmp", "years_min", times=2).tidy()["times"].tolist() == [2.0]
    assert premium_ladder(frame, "pmp", steps="years_min").steps == ("years_min",)
    assert _disclosed(frame, selection="region").premium()["assumption"].iloc[1].endswith("pmp, region")


def test_a_thing_that_all_name_or_none_has_no_odds(frame):
    rule = DisclosureRule(1, 1, 1, 1, 1.0)
    for prior in (0, 0.5):
        found = fit_log_odds(frame, ["never", "always", "pmp"], "a", compare=("p", "q"), prior=prior, rule=rule).tidy()
        assert found["estimate"].isna().tolist() == [True, True, False]
        assert found["refused"].tolist() == ["named in 0 records, 1 needed", "not named in 0 records, 1 needed", ""]


def test_names_with_blanks_in_every_model(frame):
    named = frame.rename(
        columns={"pay": "pay usd", "pmp": "has pmp", "years_min": "years asked", "employer_id": "firm 1"}
    )
    steps = {"raw": "", "+ years": "`years asked`", "+ firm": "| `firm 1`"}
    ladder = premium_ladder(
        named, "has pmp", outcome="pay usd", experience="years asked", employer="firm 1", steps=steps
    )
    plain = {"raw": "", "+ years": "years_min", "+ firm": "| employer_id"}
    same = premium_ladder(frame, "pmp", steps=plain)
    assert ladder.tidy()["estimate"].to_numpy() == pytest.approx(same.tidy()["estimate"].to_numpy(), nan_ok=True)
    found = double_ml(named, "log(`pay usd`) ~ `years asked`", "has pmp", **LINEAR)
    assert found.estimate == pytest.approx(double_ml(frame, "log(pay) ~ years_min", "pmp", **LINEAR).estimate)
    assert fit_pay_ranges(named, "`years asked`", low="low", high="high").n == len(frame)


def test_bounds_where_the_left_side_falls_with_pay_and_where_pay_is_not_in_logs(frame):
    for formula in ("I(-pay) ~ pmp", "pay ~ pmp", "np.log(pay) ~ pmp"):
        found = _disclosed(frame, formula=formula).premium().set_index("approach")["estimate"]
        assert found["worst case low"] < found["stated pay only"] < found["worst case high"]
    assert _disclosed(frame, formula="np.log(pay) ~ pmp").effects()["estimate"].notna().all()


def test_ranges_wider_than_what_they_say(frame):
    wide = frame.assign(low=frame["pay"].min() - 1, high=frame["pay"] + 1e6)
    with pytest.raises(ModelError, match="every range holds what the terms give"):
        fit_pay_ranges(wide, "years_min", low="low", high="high", distribution="normal")


def test_a_covariate_that_explains_all_is_no_yardstick(frame):
    exact = fit_pay_model(frame.assign(pay=frame["pmp"] * 2.0 + frame["years_min"]), "pay ~ pmp + years_min")
    assert sensitivity(exact, "pmp", "years_min").tidy()["estimate"].isna().all()
    strong = sensitivity(fit_pay_model(frame, "log(pay) ~ pmp + years_min"), "pmp", "years_min", times=50)
    assert "taken as 1" in "; ".join(strong.notes)


def test_share_differences_show_in_a_notebook(frame):
    found = fit_share_differences(frame, ["pmp", "csm", "pmp"], "a", compare=("p", "q"))
    assert found.tidy()["term"].tolist() == ["pmp", "csm"]
    assert found.glance().loc[0, ["first", "second", "refused"]].tolist() == ["p", "q", 0]
    assert "p minus q" in found._repr_html_()
    assert "ShareDifferences" in repr(found)


def test_usage_errors_are_usage_errors(frame):
    with pytest.raises(UsageError):
        fit_pay_model(frame, "pay ~ years_min", weights=["k"])
