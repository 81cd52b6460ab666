"""Least squares on files: the same as in memory, whatever the columns, within bounds of memory."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import DataError, ModelError, UsageError
from tpm_insights.models import parquet_cells
from tpm_insights.models.parquet_regression import fit_pay_model_on_parquet
from tpm_insights.models.regression import fit_pay_model

FORMULA = "log(pay) ~ years + I(years**2) + pmp + C(level)"


def simulate(rows: int = 3_000, seed: int = 0) -> pd.DataFrame:
    """Return invented records of every type of column."""
    rng = np.random.default_rng(seed)
    region = rng.choice(["CA", "NY", "TX", "WA"], rows)
    years = rng.integers(0, 12, rows)
    employer = rng.integers(0, 80, rows)
    log_pay = 11 + 0.05 * years - 0.001 * years**2 + 0.1 * (region == "CA") + rng.normal(0, 0.1, 80)[employer]
    pmp = rng.random(rows) < 0.3
    return pd.DataFrame(
        {
            "pay": np.exp(log_pay + 0.08 * pmp + rng.normal(0, 0.2, rows)),
            "years": years.astype("float64"),
            "exact_years": years + rng.random(rows),
            "pmp": pmp,
            "level": pd.Categorical(np.where(years < 3, "entry", np.where(years < 8, "mid", "senior"))),
            "region": region,
            "employer_id": employer + 1_000,
        }
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with two files."""
    folder = tmp_path_factory.mktemp("pay")
    frame = simulate()
    frame.head(1_100).to_parquet(folder / "a.parquet", row_group_size=400)
    frame.tail(1_900).to_parquet(folder / "b.parquet", row_group_size=500)
    return folder


def same(found, wanted) -> None:
    """Compare two fits."""
    assert found.terms == wanted.terms
    assert found.estimate == pytest.approx(wanted.estimate, rel=1e-7, abs=1e-10)
    assert found.std_error == pytest.approx(wanted.std_error, rel=1e-6)
    for name in ("n", "df", "r2", "r2_within", "sigma", "smearing", "df_residual"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=1e-7, nan_ok=True), name
    for name in ("n_clusters", "covariance", "formula", "outcome"):
        assert getattr(found, name) == getattr(wanted, name), name
    assert found.gram == pytest.approx(wanted.gram, rel=1e-6, abs=1e-6)
    assert found.means == pytest.approx(wanted.means, rel=1e-9)


@pytest.mark.parametrize("years", ["years", "exact_years"])
@pytest.mark.parametrize("covariance", ["iid", "HC0", "HC1", {"CRV1": "employer_id"}, {"CRV1": "region"}])
@pytest.mark.parametrize("absorb", [None, "region"])
def test_same_as_in_memory(place, years, covariance, absorb):
    formula = f"log(pay) ~ {years} + I({years}**2) + pmp + C(level)"
    wanted = fit_pay_model(simulate(), formula, covariance=covariance, absorb=absorb)
    same(fit_pay_model_on_parquet(place, formula, covariance=covariance, absorb=absorb), wanted)


def test_interactions_plain_outcome_and_one_file(place):
    one = simulate().tail(1_900)
    same(
        fit_pay_model_on_parquet(place / "b.parquet", "pay ~ years * C(region) + pmp:years"),
        fit_pay_model(one, "pay ~ years * C(region) + pmp:years"),
    )


def test_cells_and_rows_give_the_same(place, monkeypatch):
    cells = fit_pay_model_on_parquet(place, FORMULA, covariance={"CRV1": "employer_id"}, absorb="region")
    monkeypatch.setattr(parquet_cells, "MOST_CELLS", 10)
    rows = fit_pay_model_on_parquet(place, FORMULA, covariance={"CRV1": "employer_id"}, absorb="region")
    same(rows, cells)


def test_predictions_are_the_same(place):
    frame = simulate(200, seed=5)
    for absorb in (None, "region"):
        found = fit_pay_model_on_parquet(place, FORMULA, absorb=absorb)
        wanted = fit_pay_model(simulate(), FORMULA, absorb=absorb)
        assert found.predict(frame).to_numpy() == pytest.approx(wanted.predict(frame).to_numpy(), rel=1e-7)
    plain = fit_pay_model_on_parquet(place, FORMULA)
    assert plain.predict_interval(frame.head(3)).notna().all(axis=None)
    with pytest.raises(UsageError, match="keeps no quantiles"):
        plain.predict_interval(frame, about="record")


def test_missing_values_of_every_type_are_counted(tmp_path):
    frame = simulate().astype({"pmp": "boolean", "level": "str", "employer_id": "Int64"})
    frame.loc[:4, "pay"] = np.nan
    frame.loc[5:9, "years"] = np.nan
    frame.loc[10:14, "pmp"] = pd.NA
    frame.loc[15:19, "level"] = None
    frame.loc[20:24, "employer_id"] = pd.NA
    frame.to_parquet(tmp_path / "x.parquet")
    found = fit_pay_model_on_parquet(tmp_path / "x.parquet", FORMULA, covariance={"CRV1": "employer_id"})
    assert found.why_dropped == "a value missing (25)"
    same_rows = fit_pay_model(frame, FORMULA, covariance={"CRV1": "employer_id"})
    assert found.estimate == pytest.approx(same_rows.estimate)
    assert found.std_error == pytest.approx(same_rows.std_error)


def test_numbers_whose_ends_are_whole_but_not_the_rest(tmp_path):
    frame = simulate()
    frame["exact_years"] = frame["exact_years"].clip(0.0, 12.0)
    frame.loc[0, "exact_years"], frame.loc[1, "exact_years"] = 0.0, 12.0
    frame.to_parquet(tmp_path / "x.parquet")
    same(
        fit_pay_model_on_parquet(tmp_path / "x.parquet", "log(pay) ~ exact_years"),
        fit_pay_model(frame, "log(pay) ~ exact_years"),
    )


@pytest.mark.parametrize(
    ("change", "formula", "options", "error", "message"),
    [
        ({}, "log(pay) ~ bs(years, df=4)", {}, UsageError, "needs all rows at once"),
        ({}, "sqrt(pay) ~ years", {}, UsageError, "must be a column or its log"),
        ({}, "log(pay) ~ nobody", {}, UsageError, "has no column 'nobody'"),
        ({}, "log(pay) ~ years", {"absorb": ["region", "employer_id"]}, UsageError, "one column can be absorbed"),
        ({}, "log(pay) ~ years", {"covariance": "HC3"}, UsageError, "cannot be had on files"),
        ({}, "log(pay) ~ years", {"absorb": "exact_years"}, ModelError, "has too many values, or numbers"),
        ({"copy": lambda d: d["years"] * 2}, "log(pay) ~ years + copy", {}, ModelError, "collinear: 'copy'"),
        ({"one": 1}, "log(pay) ~ years + one", {}, ModelError, "collinear: 'one'"),
        ({"one": "x"}, "log(pay) ~ years", {"covariance": {"CRV1": "one"}}, ModelError, "'one' has one value"),
        ({"pay": -1.0}, "log(pay) ~ years", {}, ModelError, "zero or negative"),
        ({"pay": np.inf}, "pay ~ years", {}, ModelError, "infinite"),
        ({"pay": np.nan}, "log(pay) ~ years", {}, ModelError, "0 complete rows for 2 terms (a value missing (200))"),
        ({"day": pd.Timestamp("2024-01-01")}, "log(pay) ~ day", {}, ModelError, "'day' holds timestamp"),
        ({}, "log(pay) ~ log(years)", {}, ModelError, "not a finite number"),
    ],
)
def test_requests_and_data_that_cannot_be(tmp_path, change, formula, options, error, message):
    simulate(200).assign(**change).to_parquet(tmp_path / "x.parquet")
    with pytest.raises(error) as caught:
        fit_pay_model_on_parquet(tmp_path / "x.parquet", formula, **options)
    assert message in str(caught.value)


def test_files_that_are_not(tmp_path):
    with pytest.raises(UsageError, match="no file or folder"):
        fit_pay_model_on_parquet(tmp_path / "no.parquet", FORMULA)
    (tmp_path / "text.parquet").write_text("pay,years\n1,2\n")
    with pytest.raises(DataError, match="is not Parquet"):
        fit_pay_model_on_parquet(tmp_path / "text.parquet", FORMULA)


@pytest.mark.parametrize(
    "formula",
    [
        "log(pay) ~ C(years) + pmp",
        "log(pay) ~ C(pmp)*C(level) + C(employer_id)",
        "log(pay) ~ years - 1",
        "log(pay) ~ 0 + level + years",
        "log(pay) ~ factor(region)*pmp + np.sqrt(years)",
        "log(pay) ~ I(region == 'TX') + years.clip(2, 9) + np.where(years > 5, 1, 0)",
        "log(pay) ~ exact_years - 1",
    ],
)
def test_other_right_sides_are_the_same_as_in_memory(place, formula):
    found = fit_pay_model_on_parquet(place, formula)
    same(found, fit_pay_model(simulate(), formula))
    assert found.notes == fit_pay_model(simulate(), formula).notes


@pytest.mark.parametrize(
    "term",
    ["I((years - np.mean(years))**2)", "I(years - years.mean())", "years.rank()", "poly(years, 2)", "hashed(region)"],
)
def test_functions_of_all_rows_are_refused(place, term):
    with pytest.raises(UsageError, match="needs all rows at once, which files do not give"):
        fit_pay_model_on_parquet(place, f"log(pay) ~ {term}")


def test_a_column_is_labels_or_numbers_on_files(place):
    with pytest.raises(UsageError, match=r"'years' stands in .* as labels and as numbers"):
        fit_pay_model_on_parquet(place, "log(pay) ~ C(years) + years")
