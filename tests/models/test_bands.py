"""Pay bands: right percentiles, honest intervals, refusals that are rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.bands import fit_pay_bands
from tpm_insights.models.disclosure_rule import CellCount, DisclosureRule, count_cell
from tpm_insights.models.quantile_interval import effective_size, quantile_interval
from tpm_insights.models.tidy import TIDY_COLUMNS
from tpm_insights.tables import FACTS


def records(rows: int = 400, employers: int = 40, seed: int = 0) -> pd.DataFrame:
    """Return invented records."""
    rng = np.random.default_rng(seed)
    years = rng.integers(0, 12, rows)
    return pd.DataFrame(
        {
            "pay": np.exp(11 + 0.05 * years + rng.normal(0, 0.2, rows)),
            "years_min": years.astype(float),
            "level": pd.cut(years, [0, 3, 8, 61], right=False, labels=["entry", "mid", "senior"]),
            "region": rng.choice(["CA", "TX"], rows),
            "employer_id": [f"e{i}" for i in rng.integers(0, employers, rows)],
            "posted_on": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, rows), unit="D"),
        }
    )


def test_percentiles_are_those_of_pandas():
    frame = records()
    table = fit_pay_bands(frame).tidy()
    assert tuple(table.columns[:7]) == TIDY_COLUMNS
    for row in table.itertuples():
        wanted = frame.loc[frame["level"] == row.band, "pay"].quantile(row.quantile)
        assert row.estimate == pytest.approx(wanted)
        assert row.conf_low < row.estimate < row.conf_high


def test_each_cell_carries_its_counts_and_dates():
    frame = records()
    table = fit_pay_bands(frame, "level", within="region", quantiles=[0.5]).tidy()
    assert len(table) == 6
    row = table.iloc[1]
    cell = frame[(frame["level"].astype(str) == row["band"]) & (frame["region"] == row["within"])]
    assert row["n"] == len(cell)
    assert row["employers"] == cell["employer_id"].nunique()
    assert row["top_share"] == pytest.approx(cell["employer_id"].value_counts().iloc[0] / len(cell))
    assert row["first_date"] == cell["posted_on"].min()
    assert row["last_date"] == cell["posted_on"].max()
    assert row["term"] == f"level[{row['band']}]:region[{row['within']}]"


def test_columns_never_depend_on_arguments():
    frame = records()
    one = fit_pay_bands(frame).tidy()
    other = fit_pay_bands(
        frame[["pay", "region"]], "region", quantiles=[0.5], rule=DisclosureRule.with_minimum(3), employer=None
    ).tidy()
    assert list(one.columns) == list(other.columns)
    assert one.dtypes.equals(other.dtypes)


@pytest.mark.parametrize(
    ("n", "employers", "refused"),
    [
        (9, 9, {0.5: "9 records, 10 needed", 0.25: "9 records, 20 needed", 0.9: "9 records, 30 needed"}),
        (10, 10, {0.5: "", 0.25: "10 records, 20 needed", 0.1: "10 records, 30 needed"}),
        (20, 20, {0.5: "", 0.25: "", 0.75: "", 0.9: "20 records, 30 needed"}),
        (30, 30, {0.1: "", 0.9: ""}),
        (40, 4, {0.5: "4 employers, 5 needed"}),
    ],
)
def test_thin_cells_are_refused_by_the_rule(n, employers, refused):
    frame = pd.DataFrame(
        {"pay": np.linspace(5e4, 9e4, n), "level": "mid", "employer_id": [f"e{i % employers}" for i in range(n)]}
    )
    table = fit_pay_bands(frame, quantiles=list(refused)).tidy().set_index("quantile")
    assert table["refused"].to_dict() == refused
    assert table["estimate"].isna().to_dict() == {q: bool(why) for q, why in refused.items()}
    assert table.loc[table["refused"] != "", ["conf_low", "conf_high"]].isna().all(axis=None)


def test_one_employer_may_have_a_quarter_and_no_more():
    employers = ["big"] * 10 + [f"e{i}" for i in range(30)]
    frame = pd.DataFrame({"pay": np.linspace(5e4, 9e4, 40), "level": "mid", "employer_id": employers})
    assert fit_pay_bands(frame, quantiles=[0.5]).tidy().loc[0, "refused"] == ""
    frame.loc[10, "employer_id"] = "big"
    assert "28 % of the records" in fit_pay_bands(frame, quantiles=[0.5]).tidy().loc[0, "refused"]
    frame["employer_id"] = frame["employer_id"].where(frame["employer_id"] != "big")
    assert "28 % of the records" in fit_pay_bands(frame, quantiles=[0.5]).tidy().loc[0, "refused"]


def test_the_rule_is_a_parameter():
    frame = records(60)
    strict = fit_pay_bands(frame, rule=DisclosureRule.with_minimum(50)).tidy()
    assert (strict["refused"] != "").all()
    assert fit_pay_bands(frame, rule=DisclosureRule.with_minimum(3)).glance().loc[0, "min_records"] == 3
    with pytest.raises(UsageError, match="at least 1"):
        DisclosureRule(min_records=0)


def test_without_employers_only_records_are_counted_and_it_says_so():
    found = fit_pay_bands(records()[["pay", "level"]])
    assert "employers are not known" in found.glance().loc[0, "notes"]
    assert (found.tidy()["refused"] == "").all()
    assert found.tidy()["employers"].isna().all()
    with pytest.raises(UsageError, match="no column 'firm'"):
        fit_pay_bands(records(), employer="firm")


def test_numbers_fall_into_whole_units_or_between_edges():
    frame = records()
    whole = fit_pay_bands(frame, "years_min", quantiles=[0.5]).tidy()
    assert whole["band"].tolist() == [str(i) for i in range(12)]
    edges = fit_pay_bands(frame, "years_min", quantiles=[0.5], edges=[0, 3, 8])
    assert edges.tidy()["band"].tolist() == ["0 to <3", "3 to <8"]
    glance = edges.glance().iloc[0]
    assert glance["n"] + glance["n_dropped"] == len(frame)
    assert "outside the edges" in glance["why_dropped"]
    with pytest.raises(UsageError, match="rise"):
        fit_pay_bands(frame, "years_min", edges=[3, 3])
    with pytest.raises(UsageError, match="labels"):
        fit_pay_bands(frame, "region", edges=[0, 3])


def test_missing_values_are_counted():
    frame = records().astype({"level": "str"})
    frame.loc[:2, "pay"] = np.nan
    frame.loc[2:4, "level"] = None
    glance = fit_pay_bands(frame).glance().iloc[0]
    assert glance["why_dropped"] == "pay missing (3); level missing (2)"
    assert glance["n"] == len(frame) - 5


def test_outcomes_that_are_not_numbers():
    with pytest.raises(ModelError, match="not numbers"):
        fit_pay_bands(records().assign(pay="high"))
    with pytest.raises(ModelError, match="infinite in 1"):
        fit_pay_bands(records().assign(pay=lambda d: d["pay"].where(d.index > 0, np.inf)))
    with pytest.raises(ModelError, match="no records left"):
        fit_pay_bands(records().assign(pay=np.nan))
    with pytest.raises(UsageError, match="between 0 and 1"):
        fit_pay_bands(records(), quantiles=[50])


def test_a_facts_table_is_taken_as_it_is(rng):
    facts = FACTS.invent(3_000, rng).assign(country="US", pay_currency="USD", text_kind="full", pay_origin="text")
    found = fit_pay_bands(facts, by="years_min", edges=[0, 3, 8, 61])
    assert found.n + int(found.glance().loc[0, "n_dropped"]) == len(facts)
    assert "<table>" in found._repr_html_()


def test_interval_ranks_are_those_of_the_binomial():
    # Conover (1999), Practical Nonparametric Statistics, table: n = 20, median, 95 %: order statistics 6 and 15
    assert quantile_interval(np.arange(1.0, 21.0), 0.5)[1:] == (6.0, 15.0)
    # below six records there is no 95 % interval of a median
    low, high = quantile_interval(np.arange(1.0, 6.0), 0.5)[1:]
    assert np.isnan([low, high]).all()
    assert not np.isnan(quantile_interval(np.arange(1.0, 7.0), 0.5)[1:]).any()


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.75])
@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_intervals_cover_the_truth(quantile, spread):
    rng = np.random.default_rng(5)
    truth = float(np.exp(np.sqrt(0.2**2 + spread**2) * {0.1: -1.2815516, 0.5: 0.0, 0.75: 0.6744898}[quantile]))
    inside = 0
    for _ in range(600):
        clusters = np.repeat(np.arange(30), 4)
        values = np.exp(rng.normal(0, spread, 30)[clusters] + rng.normal(0, 0.2, 120))
        order = np.argsort(values)
        _, low, high = quantile_interval(values[order], quantile, clusters=clusters[order])
        inside += (np.isnan(low) or low <= truth) and (np.isnan(high) or truth <= high)
    assert 0.935 <= inside / 600 <= 0.995


def test_effective_size_is_between_clusters_and_records():
    rng = np.random.default_rng(1)
    alike = np.repeat(rng.random(40) < 0.5, 5)
    clusters = np.repeat(np.arange(40), 5)
    assert effective_size(alike, float(alike.mean()), clusters) == pytest.approx(40, rel=0.1)
    assert effective_size(alike, 0.5, np.arange(200)) == 200
    assert effective_size(alike, 0.5, np.zeros(200, int)) == 1


def test_counting_a_cell():
    assert count_cell(None, 3).n == 3
    assert count_cell(pd.Series(["a", None, None]), 3) == CellCount(3, 2.0, 2 / 3)
