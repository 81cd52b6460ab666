"""Sensitivity against the paper's example: attitudes to peace in Darfur.

Cinelli and Hazlett (2020), Making sense of sensitivity, Journal of the Royal Statistical Society B 82(1), 39-67, table
1 and section 5; more digits in the printed output of the authors' R package sensemakr (its README).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.sensitivity import sensitivity

CONTROLS = "age + farmer_dar + herder_dar + pastvoted + hhsize_darfur + female"


@pytest.fixture(scope="module")
def darfur() -> pd.DataFrame:
    """1,276 refugees in 486 villages."""
    return pd.read_csv(Path(__file__).parent / "data" / "darfur.csv.gz")


@pytest.fixture(scope="module", params=["absorbed", "dummies"])
def found(request, darfur):
    """Sensitivity to a confounder like gender, villages as fixed effects in either way."""
    formula = f"peacefactor ~ directlyharmed + {CONTROLS}"
    if request.param == "absorbed":
        model = fit_pay_model(darfur, formula, absorb="village", covariance="iid")
    else:
        model = fit_pay_model(darfur, f"{formula} + C(village)", covariance="iid")
    return sensitivity(model, "directlyharmed", "female")


def test_estimate_and_robustness_values(found, printed):
    row = found.glance().iloc[0]
    assert row["estimate"] == printed("0.09732")
    assert row["std_error"] == printed("0.02326")
    assert row["statistic"] == printed("4.18445")
    assert row["df"] == 783
    assert row["r2yd_x"] == printed("0.02187")
    assert row["robustness_value"] == printed("0.13878")
    assert row["robustness_value_alpha"] == printed("0.07626")


def test_confounders_as_strong_as_gender(found, printed):
    table = {
        1: ("0.0092", "0.1246", "0.0752", "0.0219", "3.4389", "0.0323", "0.1182"),
        2: ("0.0183", "0.2493", "0.0529", "0.0204", "2.6002", "0.0130", "0.0929"),
        3: ("0.0275", "0.3741", "0.0304", "0.0187", "1.6281", "-0.0063", "0.0670"),
    }
    columns = ["r2dz_x", "r2yz_dx", "estimate", "std_error", "statistic", "conf_low", "conf_high"]
    rows = found.tidy().set_index("times")
    for times, texts in table.items():
        for column, text in zip(columns, texts, strict=True):
            assert rows.loc[times, column] == printed(text), (times, column)


def test_table_of_the_paper(found, printed):
    row = found.glance().iloc[0]
    assert [row["estimate"], row["std_error"]] == [printed("0.097"), printed("0.023")]
    shares = [100 * row[name] for name in ("r2yd_x", "robustness_value", "robustness_value_alpha")]
    assert shares == [printed("2.2"), printed("13.9"), printed("7.6")]
    bound = found.tidy().iloc[0]
    assert [100 * bound["r2yz_dx"], 100 * bound["r2dz_x"]] == [printed("12.5"), printed("0.9")]
