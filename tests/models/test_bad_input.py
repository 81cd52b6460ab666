"""Every model on every kind of bad input: an error that names the column, or a result that says what it did."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.disclosure import disclosure
from tpm_insights.models.double_ml import double_ml
from tpm_insights.models.gap import decompose_gap
from tpm_insights.models.ladder import premium_ladder
from tpm_insights.models.quantiles import fit_pay_quantiles
from tpm_insights.models.ranges import fit_pay_ranges
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.shares import fit_shares

ROWS = 160
RIGHT = "years + more + pmp + C(region)"
STEPS = {"raw": "", "+ years": "years + more", "+ place": "C(region)"}

MODELS: dict[str, tuple[Callable[[pd.DataFrame], object], str]] = {
    "least squares": (
        lambda f: fit_pay_model(f, f"log(pay) ~ {RIGHT}", weights="w", covariance={"CRV1": "employer_id"}),
        "pay years more pmp region w employer_id",
    ),
    "absorbed": (lambda f: fit_pay_model(f, "log(pay) ~ years + more + pmp | role"), "pay years more pmp role"),
    "quantiles": (
        lambda f: fit_pay_quantiles(f, f"log(pay) ~ {RIGHT}", [0.5], weights="w"),
        "pay years more pmp region w",
    ),
    "ranges": (lambda f: fit_pay_ranges(f, RIGHT, weights="w"), "pay_low pay_high years more pmp region w"),
    "gap": (
        lambda f: decompose_gap(f, f"log(pay) ~ {RIGHT}", "role", weights="w"),
        "pay years more pmp region role w",
    ),
    "double ML": (
        lambda f: double_ml(f, "log(pay) ~ years + more + C(region)", "pmp", learner="linear", repeats=1),
        "pay years more pmp region",
    ),
    "bands": (
        lambda f: fit_pay_bands(f, "years", within="region", quantiles=[0.5], edges=(0, 8, 61)),
        "pay years region posted_on",
    ),
    "shares": (lambda f: fit_shares(f, "pmp", by="region"), "pmp region posted_on"),
    "ladder": (
        lambda f: premium_ladder(f, "pmp", experience="years", steps=STEPS),
        "pay years more pmp region",
    ),
    "disclosure": (
        lambda f: disclosure(
            f.drop(columns=["pay_low", "pay_high"]).assign(pay=f["pay"].where(np.arange(len(f)) % 3 > 0)),
            formula=f"log(pay) ~ {RIGHT}",
            term="pmp",
        ),
        "pay years more pmp region employer_id posted_on",
    ),
}
"""Each model with the columns it uses."""
TABLES = ("bands", "shares", "ladder")
"""Those that hand back a table in which a cell can be refused, with the reason."""


def base() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "years": rng.integers(3, 15, ROWS).astype(float),
            "more": rng.normal(size=ROWS),
            "pmp": np.arange(ROWS) // 2 % 2,
            "region": rng.choice(["CO", "TX"], ROWS),
            "role": rng.choice(["a", "b"], ROWS),
            "employer_id": [f"e{i % 40}" for i in range(ROWS)],
            "posted_on": pd.Timestamp("2024-01-05") + pd.to_timedelta(rng.integers(0, 90, ROWS), unit="D"),
            "w": rng.integers(1, 4, ROWS).astype(float),
        }
    )
    frame["pay"] = 70_000 * np.exp(0.04 * frame["years"] + 0.1 * frame["pmp"] + rng.normal(0, 0.2, ROWS))
    return frame.assign(pay_low=0.9 * frame["pay"], pay_high=1.15 * frame["pay"])


def some(column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a function that puts a value into five rows of a column."""

    def spoil(frame: pd.DataFrame) -> pd.DataFrame:
        values = frame[column].astype(object)
        values.iloc[:5] = value
        return frame.assign(**{column: values if isinstance(value, str) else values.astype(float)})

    return spoil


def pay_of(value: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a function that puts a value into five rows of all columns of pay."""
    return lambda f: some("pay", value)(some("pay_low", value)(some("pay_high", value)(f)))


def everywhere(column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a function that makes a column the same in every row."""
    return lambda f: f.assign(**{column: value})


FAULTS: dict[str, tuple[Callable[[pd.DataFrame], object], tuple[str, ...]]] = {
    "pay all missing": (lambda f: f.assign(pay=np.nan, pay_low=np.nan, pay_high=np.nan), ("pay", "pay_low")),
    "number all missing": (everywhere("years", np.nan), ("years",)),
    "label all missing": (everywhere("region", pd.Series([None] * ROWS, dtype="str")), ("region",)),
    "flag all missing": (everywhere("pmp", np.nan), ("pmp",)),
    "weights all missing": (everywhere("w", np.nan), ("w",)),
    "one level": (everywhere("region", "TX"), ("region",)),
    "one number": (everywhere("years", 5.0), ("years",)),
    "one flag": (everywhere("pmp", 0), ("pmp",)),
    "one pay": (lambda f: f.assign(pay=9e4, pay_low=8e4, pay_high=1e5), ("pay", "pay_low")),
    "collinear": (lambda f: f.assign(more=2 * f["years"]), ("more",)),
    "infinite pay": (pay_of(np.inf), ("pay", "pay_low")),
    "negative pay": (pay_of(-5.0), ("pay", "pay_low")),
    "no pay": (pay_of(0.0), ("pay", "pay_low")),
    "infinite number": (some("years", np.inf), ("years",)),
    "zero weights": (everywhere("w", 0.0), ("w",)),
    "negative weights": (some("w", -1.0), ("w",)),
    "words among numbers": (some("years", "five"), ("years",)),
    "words among pay": (some("pay", "90k"), ("pay",)),
    "words among ranges": (some("pay_low", "90k"), ("pay_low",)),
    "numbers written as text": (lambda f: f.assign(years=f["years"].astype("str")), ("years",)),
    "complex numbers": (lambda f: f.assign(years=f["years"].astype(complex)), ("years",)),
    "dates as a number": (lambda f: f.assign(years=f["posted_on"]), ("years",)),
    "column absent": (lambda f: f.drop(columns="years"), ("years",)),
    "flag absent": (lambda f: f.drop(columns="pmp"), ("pmp",)),
    "column twice": (lambda f: pd.concat([f, f[["years"]]], axis=1), ("years",)),
}
"""Each fault with the columns it is in."""
HARMLESS: dict[tuple[str, str], str] = {
    ("bands", "one level"): "a table of one region is a table",
    ("shares", "one level"): "a table of one region is a table",
    ("bands", "one number"): "all in one band",
    ("bands", "one pay"): "the percentiles of one figure are that figure",
    ("shares", "one flag"): "a share of nothing is nothing",
    ("double ML", "collinear"): "controls are predicted with, not told apart",
}


def tried(fit: Callable[[pd.DataFrame], object], frame: object) -> tuple[object, str]:
    """Return a result, or None and the message of the error."""
    try:
        return fit(frame), ""
    except (ModelError, UsageError) as error:
        return None, str(error)


def said(result: object) -> str:
    """Return everything a result says beside its numbers."""
    row = result.glance().iloc[0]
    words = [str(row[name]) for name in ("why_dropped", "notes") if name in row.index]
    table = result.tidy()
    return " ".join(words + (table["refused"].tolist() if "refused" in table.columns else []))


@pytest.mark.filterwarnings("ignore:low and high ends:UserWarning", "ignore:with and without:UserWarning")
@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (m, f)
        for m, (_, used) in MODELS.items()
        for f, (_, spoiled) in FAULTS.items()
        if set(spoiled) & set(used.split())
    ],
)
def test_a_fault_is_named(model, fault):
    fit, used = MODELS[model]
    spoil, columns = FAULTS[fault]
    named = set(columns) & set(used.split())
    result, message = tried(fit, spoil(base()))
    assert "known_end_of_pay" not in message
    if result is None:
        assert any(column in message for column in named), message
    elif (model, fault) not in HARMLESS:
        words = said(result)
        assert any(column in words for column in {*named, "postings that ask for it"}), words


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_too_few_rows_are_refused(model, rows):
    result, message = tried(MODELS[model][0], base().head(rows))
    if result is None:
        assert any(word in message for word in ("row", "records", "states pay", "single value")), message
    else:
        assert model in TABLES
        assert "needed" in said(result)


@pytest.mark.parametrize("model", MODELS)
def test_what_is_no_frame_is_refused(model):
    fit, _ = MODELS[model]
    if model == "disclosure":
        with pytest.raises(UsageError, match="DataFrame"):
            disclosure([1, 2])
    else:
        with pytest.raises(UsageError, match="a pandas DataFrame is needed, got list"):
            fit([1, 2])


SAME: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "duplicated index": lambda f: f.set_axis(np.zeros(len(f), dtype=int)),
    "index of labels": lambda f: f.set_axis([f"row {i // 2}" for i in range(len(f))]),
    "index of two levels": lambda f: f.set_index(["role", "posted_on"], drop=False).rename_axis([None, None]),
    "unused levels": lambda f: f.assign(
        region=pd.Categorical(f["region"], categories=["AK", "CO", "TX", "WY"]),
        role=pd.Categorical(f["role"], categories=["a", "b", "c"]),
    ),
    "true and false": lambda f: f.assign(pmp=f["pmp"] == 1),
    "nullable whole numbers": lambda f: f.assign(years=f["years"].astype("Int64"), pmp=f["pmp"].astype("Int64")),
    "nullable floats": lambda f: f.astype({"pay": "Float64", "pay_low": "Float64", "pay_high": "Float64"}),
    "nullable truth values": lambda f: f.assign(pmp=(f["pmp"] == 1).astype("boolean")),
    "small whole numbers": lambda f: f.astype({"years": "int8", "pmp": "uint8"}),
    "pyarrow text": lambda f: f.astype({"region": "string[pyarrow]", "employer_id": "string[pyarrow]"}),
    "pyarrow throughout": lambda f: f.convert_dtypes(dtype_backend="pyarrow"),
    "text as objects": lambda f: f.astype({"region": object, "employer_id": object}),
    "categories": lambda f: f.astype({"region": "category", "employer_id": "category"}),
    "dates with a zone": lambda f: f.assign(posted_on=f["posted_on"].dt.tz_localize("UTC")),
    "a column that is no name": lambda f: f.assign(**{"a b": 1}).rename(columns={"a b": 7}),
}


@cache
def fitted(model: str) -> pd.DataFrame:
    """Return the table of a model on the plain frame."""
    return MODELS[model][0](base()).tidy()


@pytest.mark.filterwarnings("ignore:low and high ends:UserWarning", "ignore:with and without:UserWarning")
@pytest.mark.parametrize("kind", SAME)
@pytest.mark.parametrize("model", MODELS)
def test_types_and_indexes_do_not_change_the_numbers(model, kind):
    expected, found = fitted(model), MODELS[model][0](SAME[kind](base())).tidy()
    assert found["estimate"].to_numpy(dtype=float) == pytest.approx(
        expected["estimate"].to_numpy(dtype=float), rel=1e-6, nan_ok=True
    )
    assert found["conf_low"].to_numpy(dtype=float) == pytest.approx(
        expected["conf_low"].to_numpy(dtype=float), rel=1e-6, nan_ok=True
    )


def test_decimals_are_numbers():
    exact = base().assign(pay=[Decimal(str(round(x, 2))) for x in base()["pay"]])
    rounded = base().assign(pay=base()["pay"].round(2))
    assert fit_pay_model(exact, "log(pay) ~ years").estimate == pytest.approx(
        fit_pay_model(rounded, "log(pay) ~ years").estimate
    )


def test_zero_weights_among_others_are_dropped_and_counted():
    model = fit_pay_model(some("w", 0.0)(base()), "log(pay) ~ years", weights="w")
    assert (model.n, model.why_dropped) == (ROWS - 5, "w zero (5)")
