"""Oaxaca-Blinder: against statsmodels, identities, errors against the bootstrap, labels that do not matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.oaxaca import OaxacaBlinder

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.gap import decompose_gap
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.tidy import TIDY_COLUMNS

FORMULA = "log(pay) ~ years + pmp + C(region)"


def simulate(rows: int = 1_200, seed: int = 0) -> pd.DataFrame:
    """Return two roles that differ in experience, place and pay for the same."""
    rng = np.random.default_rng(seed)
    manager = rng.integers(0, 2, rows)
    employer = rng.integers(0, 60, rows)
    years = rng.gamma(4, 1.5 + 0.5 * manager, rows)
    pmp = (rng.random(rows) < 0.2 + 0.3 * manager).astype(int)
    region = np.where(rng.random(rows) < 0.4 + 0.2 * manager, "CA", rng.choice(["NY", "TX"], rows))
    log_pay = 11 + (0.03 + 0.01 * manager) * years + 0.05 * pmp + 0.1 * (region == "CA") + 0.05 * manager
    noise = rng.normal(0, 0.1, 60)[employer] + rng.normal(0, 0.2, rows)
    return pd.DataFrame(
        {
            "pay": np.exp(log_pay + noise),
            "years": years,
            "pmp": pmp,
            "region": region,
            "role": np.where(manager == 1, "manager", "engineer"),
            "employer_id": employer.astype(str),
        }
    )


def totals(found) -> dict[str, float]:
    """Return the totals by component."""
    table = found.tidy()
    return table[table["variable"] == ""].set_index("component")["estimate"].to_dict()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("pooled", "pooled"),
        ("neumark", "nuemark"),
        ("cotton", "cotton"),
        ("reimers", "reimers"),
        (0.3, "self_submitted"),
    ],
)
def test_agrees_with_statsmodels(ours, theirs):
    frame = simulate()
    exog = np.column_stack(
        [frame["years"], frame["pmp"], frame["region"] == "NY", frame["region"] == "TX", frame["role"] == "manager"]
    ).astype(float)
    # without swapping: statsmodels swaps the groups but not their sizes, which the cotton weights need
    model = OaxacaBlinder(np.log(frame["pay"].to_numpy()), exog, 4, hasconst=False, swap=False)
    options = {"submitted_weight": 0.3} if theirs == "self_submitted" else {}
    unexplained, explained, gap = model.two_fold(two_fold_type=theirs, **options).params
    found = totals(decompose_gap(frame, FORMULA, "role", reference=ours, compare=("engineer", "manager")))
    assert found["gap"] == pytest.approx(gap)
    assert found["explained"] == pytest.approx(explained)
    assert found["unexplained"] == pytest.approx(unexplained)
    endowments, coefficients, interaction, _ = model.three_fold().params
    assert found["endowments"] == pytest.approx(endowments)
    assert found["coefficients"] == pytest.approx(coefficients)
    assert found["interaction"] == pytest.approx(interaction)


@pytest.mark.parametrize("normalize", [True, False])
@pytest.mark.parametrize("reference", ["pooled", "neumark", "first", "second", 0.25])
def test_parts_add_up(reference, normalize):
    found = decompose_gap(simulate(), FORMULA, "role", reference=reference, normalize=normalize)
    total = totals(found)
    assert total["gap"] == pytest.approx(found.mean_first - found.mean_second)
    assert total["explained"] + total["unexplained"] == pytest.approx(total["gap"])
    assert total["endowments"] + total["coefficients"] + total["interaction"] == pytest.approx(total["gap"])
    parts = found.tidy().query("variable != ''").groupby("component")["estimate"].sum()
    assert parts["explained"] == pytest.approx(total["explained"])
    assert parts["unexplained"] == pytest.approx(total["unexplained"])
    glance = found.glance().iloc[0]
    assert (glance["gap"], glance["explained"], glance["unexplained"]) == pytest.approx(
        (total["gap"], total["explained"], total["unexplained"])
    )


def test_pooled_leaves_the_coefficient_of_the_group():
    # Elder, Goddeeris and Haider (2010), Labour Economics 17(1), 284-290
    from tpm_insights.models.regression import fit_pay_model

    frame = simulate().assign(manager=lambda d: (d["role"] == "manager").astype(int))
    model = fit_pay_model(frame, "log(pay) ~ years + pmp + C(region) + manager")
    found = totals(decompose_gap(frame, FORMULA, "role"))
    assert found["unexplained"] == pytest.approx(model.tidy().set_index("term").loc["manager", "estimate"])


def test_reference_level_does_not_matter_when_normalized():
    frame = simulate()
    other = "log(pay) ~ years + pmp + C(region, contr.treatment(base='TX'))"
    one = decompose_gap(frame, FORMULA, "role").tidy()
    two = decompose_gap(frame, other, "role").tidy()
    assert one["estimate"].to_numpy() == pytest.approx(two["estimate"].to_numpy())
    assert one["std_error"].to_numpy() == pytest.approx(two["std_error"].to_numpy())
    plain = decompose_gap(frame, FORMULA, "role", normalize=False).tidy()
    moved = decompose_gap(frame, other, "role", normalize=False).tidy()
    row = plain["term"] == "unexplained: constant"
    assert plain.loc[row, "estimate"].iloc[0] != pytest.approx(moved.loc[row, "estimate"].iloc[0])


def test_errors_agree_with_the_bootstrap():
    frame = simulate(800)
    found = decompose_gap(frame, FORMULA, "role").tidy().set_index("term")["std_error"]
    rng = np.random.default_rng(1)
    draws = [
        decompose_gap(frame.iloc[rng.integers(0, 800, 800)], FORMULA, "role", compare=("manager", "engineer"))
        .tidy()
        .set_index("term")["estimate"]
        for _ in range(150)
    ]
    spread = pd.concat(draws, axis=1).std(axis=1)
    assert (found / spread)[["gap", "explained", "unexplained", "explained: years"]].to_numpy() == pytest.approx(
        1, abs=0.2
    )


def test_clustered_errors_count_employers():
    frame = simulate()
    twice = pd.concat([frame, frame]).assign(pair=np.tile(np.arange(len(frame)), 2))
    once = decompose_gap(frame, FORMULA, "role")
    clustered = decompose_gap(twice, FORMULA, "role", covariance={"CRV1": "pair"})
    assert clustered.std_error == pytest.approx(once.std_error)
    assert clustered.n_clusters == len(frame)


@pytest.mark.parametrize("weights", [None, "w"])
def test_equal_errors_are_those_of_least_squares_in_each_group_and_of_the_means(weights):
    """Jann (2008), Stata Journal 8(4), 453-479, section 2.2, with the coefficients of the first group as reference."""
    frame = simulate().assign(w=lambda d: 0.5 + d["years"] % 3)
    formula, parts = "log(pay) ~ years + pmp", {}
    for role in ("manager", "engineer"):
        some = frame[frame["role"] == role]
        model = fit_pay_model(some, formula, covariance="iid", weights=weights)
        x = np.column_stack([np.ones(len(some)), some[["years", "pmp"]]])
        w = np.ones(len(some)) if weights is None else some["w"].to_numpy()
        mean = w @ x / w.sum()
        moved = (x - mean) * (w / w.sum())[:, None]
        parts[role] = (mean, moved.T @ moved * len(x) / (len(x) - 1), model.estimate, model.vcov)
    (mean, mean_vcov, beta, vcov), (mean2, mean_vcov2, beta2, vcov2) = parts["manager"], parts["engineer"]
    apart, turn = mean - mean2, beta - beta2
    explained = beta @ (mean_vcov + mean_vcov2) @ beta + apart @ vcov @ apart
    unexplained = mean2 @ (vcov + vcov2) @ mean2 + turn @ mean_vcov2 @ turn
    found = decompose_gap(frame, formula, "role", reference="first", covariance="iid", weights=weights)
    errors = found.tidy().set_index("term")["std_error"]
    assert errors[["explained", "unexplained"]].tolist() == pytest.approx(np.sqrt([explained, unexplained]).tolist())
    assert found.covariance == "iid"


@pytest.mark.parametrize("reference", ["pooled", "neumark", "cotton"])
def test_equal_errors_are_near_robust_ones_where_they_are_right(reference):
    frame = simulate(6_000, 3)
    plain, robust = (decompose_gap(frame, FORMULA, "role", reference=reference, covariance=c) for c in ("iid", "HC1"))
    assert plain.estimate == pytest.approx(robust.estimate)
    assert plain.std_error == pytest.approx(robust.std_error, rel=0.1)


def test_which_group_is_first():
    frame = simulate()
    default = decompose_gap(frame, FORMULA, "role")
    assert (default.first, default.second) == ("manager", "engineer")
    turned = decompose_gap(frame, FORMULA, "role", compare=("engineer", "manager"))
    assert turned.estimate[0] == pytest.approx(-default.estimate[0])
    third = pd.concat([frame, frame.head(50).assign(role="other")])
    found = decompose_gap(third, FORMULA, "role", compare=("manager", "engineer"))
    assert found.estimate == pytest.approx(default.estimate)
    assert "50 rows of other groups" in found.glance().loc[0, "notes"]
    by_name = decompose_gap(frame, FORMULA, "role", reference="engineer")
    assert by_name.estimate == pytest.approx(decompose_gap(frame, FORMULA, "role", reference="second").estimate)


def test_interactions_and_numbers_only():
    frame = simulate()
    found = decompose_gap(frame, "log(pay) ~ years * C(region)", "role")
    assert totals(found)["gap"] == pytest.approx(found.mean_first - found.mean_second)
    numbers = decompose_gap(frame, "pay ~ years", "role")
    assert set(numbers.tidy()["variable"]) == {"", "constant", "years"}
    with pytest.raises(UsageError, match="log outcome"):
        numbers.effects()


def test_shape():
    found = decompose_gap(simulate(), FORMULA, "role")
    assert tuple(found.tidy().columns) == (*TIDY_COLUMNS, "component", "variable")
    assert found.effects().loc[0, "estimate"] == pytest.approx(100 * np.expm1(found.estimate[0]))
    assert len(found.glance()) == 1
    assert {"gap", "explained", "unexplained", "n", "n_dropped", "covariance"} <= set(found.glance().columns)
    assert "<table>" in found._repr_html_()


@pytest.mark.parametrize(
    ("change", "options", "error", "message"),
    [
        (
            {},
            {"group": "region", "formula": "log(pay) ~ years"},
            UsageError,
            "has 3 groups ('CA', 'NY', 'TX'); name two",
        ),
        ({}, {"group": "nobody"}, UsageError, "no column 'nobody'"),
        ({}, {"compare": ("manager", "chief")}, UsageError, "'chief' not two groups"),
        ({}, {"compare": ("manager", "manager")}, UsageError, "not two groups"),
        ({}, {"reference": "oaxaca"}, UsageError, "reference 'oaxaca' is not known"),
        ({}, {"reference": 1.5}, UsageError, "between 0 and 1"),
        ({}, {"covariance": "HC3"}, UsageError, "not known for a gap"),
        ({}, {"formula": "log(pay) ~ years + role"}, UsageError, "the group 'role' itself"),
        ({}, {"formula": "log(pay) ~ years | region"}, UsageError, "leave absorbed effects"),
        (
            {"region": lambda d: d["region"].where(d["role"] == "manager", "AZ")},
            {},
            ModelError,
            "where role is 'manager'",
        ),
        ({"pmp": lambda d: (d["role"] == "manager").astype(int)}, {}, ModelError, "where role is"),
    ],
)
def test_requests_and_data_that_cannot_be(change, options, error, message):
    with pytest.raises(error) as caught:
        decompose_gap(simulate().assign(**change), **({"formula": FORMULA, "group": "role"} | options))
    assert message in str(caught.value)


def weighted_and_repeated():
    rng = np.random.default_rng(11)
    frame = pd.DataFrame({"x": rng.normal(size=300), "role": rng.choice(["a", "b"], 300), "w": rng.integers(0, 4, 300)})
    frame["y"] = frame["x"] + 0.5 * (frame["role"] == "b") + rng.normal(size=300)
    return frame, frame.loc[frame.index.repeat(frame["w"])].reset_index(drop=True)


@pytest.mark.parametrize("reference", ["pooled", "neumark", "cotton", "reimers", "first"])
def test_weights_count_rows(reference):
    frame, repeated = weighted_and_repeated()
    found = decompose_gap(frame, "y ~ x", "role", weights="w", reference=reference)
    same = decompose_gap(repeated, "y ~ x", "role", reference=reference)
    assert found.estimate == pytest.approx(same.estimate)
    assert (found.mean_first, found.mean_second) == pytest.approx((same.mean_first, same.mean_second))
    assert found.n == (frame["w"] > 0).sum()


def test_threefold_parts_add_up_by_term_too():
    frame, _ = weighted_and_repeated()
    found = decompose_gap(frame, "y ~ x", "role")
    tidy = found.tidy()
    parts = tidy[tidy["variable"] != ""].groupby("component")["estimate"].sum()
    totals = tidy[tidy["variable"] == ""].set_index("component")["estimate"]
    for component in ("endowments", "coefficients", "interaction"):
        assert parts[component] == pytest.approx(totals[component])
    assert "interaction: x" not in found._repr_html_()
