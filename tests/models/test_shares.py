"""Shares: Wilson's interval, clusters, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.shares import fit_shares, wilson_interval
from tpm_insights.tables import FACTS


def records(rows: int = 300, seed: int = 0) -> pd.DataFrame:
    """Return invented records."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "pmp": rng.integers(0, 2, rows),
            "capm": (rng.random(rows) < 0.05).astype(bool),
            "level": rng.choice(["entry", "mid", "senior"], rows),
            "employer_id": np.arange(rows),
        }
    )


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (3, 50), (50, 50), (17, 31)])
def test_wilson_agrees_with_statsmodels(hits, n):
    assert wilson_interval(hits / n, n) == pytest.approx(proportion_confint(hits, n, method="wilson"), abs=1e-12)


def test_one_row_a_column_and_cell():
    frame = records()
    table = fit_shares(frame, ["pmp", "capm"], by="level").tidy()
    assert len(table) == 6
    row = table[(table["outcome"] == "capm") & (table["band"] == "mid")].iloc[0]
    inside = frame.loc[frame["level"] == "mid", "capm"]
    assert row["estimate"] == pytest.approx(inside.mean())
    low, high = proportion_confint(inside.sum(), len(inside), method="wilson")
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((low, high))
    assert row["term"] == "capm:level[mid]"


def test_without_bands_there_is_one_cell():
    table = fit_shares(records(), "pmp").tidy()
    assert table["band"].tolist() == ["all"]
    assert table.loc[0, "term"] == "pmp"


def test_clusters_widen_the_interval():
    frame = records(400)
    frame["pmp"] = np.repeat(frame["pmp"].to_numpy()[:40], 10)
    alone = fit_shares(frame, "pmp").tidy().iloc[0]
    bunched = fit_shares(frame.assign(employer_id=np.repeat(np.arange(40), 10)), "pmp").tidy().iloc[0]
    assert bunched["conf_high"] - bunched["conf_low"] > 2.5 * (alone["conf_high"] - alone["conf_low"])
    assert bunched["estimate"] == alone["estimate"]


def test_thin_cells_are_refused():
    frame = records(40).assign(level=["entry"] * 5 + ["mid"] * 35)
    table = fit_shares(frame, "pmp", by="level").tidy().set_index("band")
    assert table.loc["entry", "refused"] == "5 records, 10 needed"
    assert np.isnan(table.loc["entry", "estimate"])
    assert table.loc["mid", "refused"] == ""


def test_anything_but_zero_and_one_is_refused():
    with pytest.raises(ModelError, match="other than 0 and 1 in 1 of 300"):
        fit_shares(records().assign(pmp=lambda d: d["pmp"].where(d.index > 0, 2)), "pmp")
    with pytest.raises(ModelError, match="a share needs 0 and 1"):
        fit_shares(records().assign(pmp="yes"), "pmp")
    with pytest.raises(UsageError, match="no column 'pmq'"):
        fit_shares(records(), "pmq")
    with pytest.raises(UsageError, match="at least one column"):
        fit_shares(records(), [])


def test_missing_values_are_said():
    frame = records().astype({"pmp": "Int64"})
    frame.loc[:9, "pmp"] = pd.NA
    found = fit_shares(frame, "pmp")
    assert "pmp missing in 10 records" in found.glance().loc[0, "notes"]
    assert found.tidy().loc[0, "estimate"] == pytest.approx(frame["pmp"].dropna().mean())


def test_facts_without_pay_take_part(rng):
    facts = FACTS.invent(3_000, rng).assign(country="US", text_kind="full", role_family="pmo")
    found = fit_shares(facts, ["pmp", "capm"], by="level")
    assert found.n == facts["years_min"].notna().sum()
    assert found.n + int(found.glance().loc[0, "n_dropped"]) == len(facts)
