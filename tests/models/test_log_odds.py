"""Log-odds: planted ratios, strata, clusters, refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.log_odds import fit_log_odds

RATIO = 3.0


def records(rows: int = 1500, seed: int = 0, per_employer: int = 1) -> pd.DataFrame:
    """Return invented records: the odds of ``agile`` are three times as high among the first group in every source."""
    rng = np.random.default_rng(seed)
    source = rng.choice(["a", "b", "c"], rows)
    first = rng.random(rows) < pd.Series(source).map({"a": 0.2, "b": 0.5, "c": 0.8}).to_numpy()
    odds = pd.Series(source).map({"a": 0.15, "b": 0.5, "c": 1.5}).to_numpy() * np.where(first, RATIO, 1.0)
    return pd.DataFrame(
        {
            "agile": (rng.random(rows) < odds / (1 + odds)).astype(int),
            "jira": (rng.random(rows) < 0.3).astype(int),
            "job": np.where(first, "tpm", "dev"),
            "source": source,
            "employer_id": [f"e{i // per_employer}" for i in range(rows)],
        }
    )


def test_the_planted_ratio_comes_back_among_alike_records_only():
    frame = records()
    alike = fit_log_odds(frame, ["agile", "jira"], "job", compare=("tpm", "dev"), strata="source").tidy()
    alike = alike.set_index("term")
    assert alike.loc["agile", "conf_low"] < np.log(RATIO) < alike.loc["agile", "conf_high"]
    assert alike.loc["jira", "conf_low"] < 0 < alike.loc["jira", "conf_high"]
    plain = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev")).tidy()
    assert plain.loc[0, "conf_low"] > np.log(RATIO), "sources that hold more of the first group also name it more"


def test_groups_turned_round_turn_the_sign():
    frame = records()
    one = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), strata="source").tidy().iloc[0]
    other = fit_log_odds(frame, "agile", "job", compare=("dev", "tpm"), strata="source").tidy().iloc[0]
    assert one["estimate"] == pytest.approx(-other["estimate"])
    assert one["std_error"] == pytest.approx(other["std_error"])
    assert (one["share_first"], one["share_second"]) == (other["share_second"], other["share_first"])


def test_estimate_and_independent_error_are_those_of_statsmodels():
    frame = records(400)
    found = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), strata="source", prior=0, employer=None)
    tables = [
        pd.crosstab(part["job"] == "dev", part["agile"] == 0).to_numpy() for _, part in frame.groupby("source")
    ]  # fmt: skip
    witness = StratifiedTable(tables)
    assert found.estimate[0] == pytest.approx(witness.logodds_pooled)
    assert found.std_error[0] == pytest.approx(witness.logodds_pooled_se)


def test_records_of_their_own_cluster_have_nearly_the_independent_error():
    frame = records(3000)
    alone = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), strata="source", employer=None)
    linear = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), strata="source")
    assert linear.std_error[0] == pytest.approx(alone.std_error[0], rel=0.05)
    assert linear.std_error[0] >= alone.std_error[0] - 1e-12


def test_copies_by_one_employer_do_not_count_as_evidence():
    frame = records(300)
    tenfold = frame.loc[frame.index.repeat(10)].reset_index(drop=True)
    once = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), prior=0)
    copied = fit_log_odds(tenfold, "agile", "job", compare=("tpm", "dev"), prior=0)
    assert copied.estimate[0] == pytest.approx(once.estimate[0])
    assert copied.std_error[0] == pytest.approx(once.std_error[0], rel=0.03)
    assert copied.n_clusters == 300


def test_intervals_cover_the_truth_where_employers_repeat_themselves():
    hit = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        employers = 90
        first = rng.random(employers) < 0.5
        taste = rng.normal(0, 1, employers)
        rows = rng.integers(1, 9, employers)
        index = np.repeat(np.arange(employers), rows)
        p = 1 / (1 + np.exp(-taste[index]))  # no difference between the groups
        frame = pd.DataFrame(
            {"hit": (rng.random(len(index)) < p).astype(int), "job": np.where(first, "x", "y")[index],
             "employer_id": index.astype(str)}
        )  # fmt: skip
        row = fit_log_odds(frame, "hit", "job", compare=("x", "y")).tidy().iloc[0]
        hit.append(row["conf_low"] < 0 < row["conf_high"])
    assert 0.90 <= np.mean(hit) <= 0.99


def test_a_thing_one_group_never_names_gets_a_finite_ratio():
    frame = records(600).assign(pmp=lambda d: ((d["job"] == "tpm") & (d["agile"] == 1)).astype(int))
    with_prior = fit_log_odds(frame, "pmp", "job", compare=("tpm", "dev"), strata="source").tidy().iloc[0]
    assert 1 < np.exp(with_prior["conf_low"]) < np.exp(with_prior["estimate"]) < 5_000
    weaker = fit_log_odds(frame, "pmp", "job", compare=("tpm", "dev"), strata="source", prior=5).tidy().iloc[0]
    assert weaker["estimate"] < with_prior["estimate"]
    without = fit_log_odds(frame, "pmp", "job", compare=("tpm", "dev"), prior=0).tidy()
    assert without.loc[0, "refused"] == "one group names it always or never: no finite ratio without a prior"


def test_strata_of_one_group_are_left_out_and_counted():
    frame = records(500)
    frame.loc[frame["source"] == "a", "job"] = "dev"
    found = fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), strata="source")
    assert found.n == (frame["source"] != "a").sum()
    assert found.n_dropped == (frame["source"] == "a").sum()
    assert found.glance().loc[0, "why_dropped"] == f"source of one group only ({found.n_dropped})"


def test_thin_groups_and_rare_things_are_refused():
    frame = records(400).assign(rare=0)
    frame.loc[:3, "rare"] = 1
    found = fit_log_odds(frame, ["rare", "agile"], "job", compare=("tpm", "dev")).tidy()
    assert found["refused"].tolist() == ["named in 4 records, 10 needed", ""]
    assert np.isnan(found.loc[0, "estimate"])
    assert found.loc[1, "p_adjusted"] == pytest.approx(found.loc[1, "p_value"]), "one comparison was made, not two"
    few = frame[(frame["job"] == "dev") | (frame.index < 12)]
    thin = fit_log_odds(few, "agile", "job", compare=("tpm", "dev")).tidy()
    assert thin.loc[0, "refused"].startswith("tpm: ")
    nobody = fit_log_odds(frame[frame["job"] == "dev"], "agile", "job", compare=("tpm", "dev")).tidy()
    assert nobody.loc[0, "refused"] == "tpm: 0 records, 10 needed; 0 employers, 5 needed"


def test_misuse_is_told():
    frame = records(50)
    with pytest.raises(UsageError, match="no column 'jiira'"):
        fit_log_odds(frame, "jiira", "job", compare=("tpm", "dev"))
    with pytest.raises(UsageError, match="name two groups"):
        fit_log_odds(frame, "agile", "job", compare=("tpm", "tpm"))
    with pytest.raises(UsageError, match="prior"):
        fit_log_odds(frame, "agile", "job", compare=("tpm", "dev"), prior=-1)
    gaps = frame.assign(agile=frame["agile"].astype("float64").where(frame.index > 2))
    with pytest.raises(ModelError, match="missing in 3 of 50 rows"):
        fit_log_odds(gaps, "agile", "job", compare=("tpm", "dev"))
