"""The premium ladder: planted premia, common support, certifications together, refusals that are rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.disclosure_rule import DisclosureRule
from tpm_insights.models.frame import pay_frame
from tpm_insights.models.ladder import premium_ladder
from tpm_insights.models.ladder_table import LADDER_COLUMNS
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.support import certification_id, eligibility
from tpm_insights.models.tidy import TIDY_COLUMNS
from tpm_insights.tables import FACTS

STEPS = {"raw": "", "+ years": "years_min + I(years_min**2)", "+ title": "C(title)", "+ employer": "| employer_id"}


def simulate(rows: int = 4_000, seed: int = 0, premium: float = 0.05) -> pd.DataFrame:
    """Return records in which a PMP goes with experience, title and employer, and nobody new holds one."""
    rng = np.random.default_rng(seed)
    employer = rng.integers(0, 120, rows)
    good = rng.normal(0, 0.15, 120)[employer]
    years = rng.integers(0, 16, rows)
    title = np.where(years + rng.normal(0, 3, rows) > 9, "senior", "plain")
    chance = np.where(years < 3, 0, 0.1 + 0.02 * years + 0.1 * (title == "senior") + 0.5 * good)
    pmp = (rng.random(rows) < chance).astype(int)
    csm = (rng.random(rows) < 0.15).astype(int)
    log_pay = 11 + 0.05 * years - 0.001 * years**2 + 0.1 * (title == "senior") + good + premium * pmp + 0.02 * csm
    return pd.DataFrame(
        {
            "pay": np.exp(log_pay + rng.normal(0, 0.15, rows)),
            "years_min": years.astype(float),
            "title": title,
            "pmp": pmp,
            "csm": csm,
            "employer_id": [f"e{i}" for i in employer],
        }
    )


def test_raw_is_biased_and_the_last_rung_recovers_the_truth():
    rungs = premium_ladder(simulate(12_000), "PMP", steps=STEPS).tidy().set_index("step")
    assert rungs.loc["raw", "conf_low"] > 0.05
    assert rungs.loc["+ years", "estimate"] < rungs.loc["raw", "estimate"]
    last = rungs.loc["+ employer"]
    assert last["conf_low"] <= 0.05 <= last["conf_high"]
    assert last["estimate"] < rungs.loc["+ title", "estimate"]


def test_a_rung_is_the_regression_it_says():
    frame = simulate().query("years_min >= 3").reset_index(drop=True)
    rungs = premium_ladder(frame, "PMP", steps=STEPS).tidy().set_index("step")
    plain = fit_pay_model(
        frame, "log(pay) ~ pmp + years_min + I(years_min**2) + C(title)", covariance={"CRV1": "employer_id"}
    )
    row = plain.tidy().set_index("term").loc["pmp"]
    assert rungs.loc["+ title", list(TIDY_COLUMNS[1:])].tolist() == pytest.approx(row.tolist())
    within = fit_pay_model(
        frame,
        "log(pay) ~ pmp + years_min + I(years_min**2) + C(title)",
        absorb="employer_id",
        covariance={"CRV1": "employer_id"},
    )
    assert rungs.loc["+ employer", "estimate"] == pytest.approx(within.estimate[0])
    assert rungs.loc["+ employer", "estimate_before"] == pytest.approx(rungs.loc["+ title", "estimate"])
    assert np.isnan(rungs.loc["raw", "estimate_before"])
    assert 0 < rungs.loc["+ title", "robustness_value_alpha"] < rungs.loc["+ title", "robustness_value"] < 1


def test_effects_are_in_percent():
    ladder = premium_ladder(simulate(), "PMP", steps=STEPS)
    tidy, effects = ladder.tidy(), ladder.effects()
    for column in ("estimate", "conf_low", "conf_high", "estimate_before"):
        assert effects[column].dropna().to_numpy() == pytest.approx(100 * np.expm1(tidy[column].dropna()).to_numpy())
    assert effects["robustness_value"].equals(tidy["robustness_value"])
    dollars = premium_ladder(simulate(), "PMP", steps=STEPS, log=False)
    assert dollars.tidy()["estimate"].abs().max() > 1_000
    with pytest.raises(UsageError, match="log outcome"):
        dollars.effects()


class TestSupport:
    """Where postings with and without cannot be compared, there is a reason and no number."""

    def test_nobody_new_holds_a_pmp(self):
        frame = simulate()
        ladder = premium_ladder(frame, "PMP", steps=STEPS)
        support = ladder.support.set_index("band")
        assert support["compared"].to_dict() == {"0 to <3": False, "3 to <8": True, "8 to <61": True}
        assert support.loc["0 to <3", "n_with"] == 0
        assert "36 months of leading projects" in support.loc["0 to <3", "refused"]
        assert (ladder.tidy()["n"] <= (frame["years_min"] >= 3).sum()).all()
        bands = ladder.by_experience().set_index("band")
        assert np.isnan(bands.loc["0 to <3", "estimate"])
        assert "0 records, 10 needed" in bands.loc["0 to <3", "refused"]
        assert bands.loc["3 to <8", "conf_low"] < 0.2
        assert bands.loc["3 to <8", "step"] == "+ title"
        assert ladder.effects_by_experience()["estimate"].notna().sum() == 2

    def test_a_number_below_what_the_exam_asks_for_is_refused_though_the_data_have_it(self):
        frame = simulate()
        frame.loc[frame["years_min"] < 3, "pmp"] = 1
        frame.loc[frame.index[frame["years_min"] < 3][:200], "pmp"] = 0
        bands = premium_ladder(frame, "PMP", steps=STEPS).by_experience().set_index("band")
        assert bands.loc["0 to <3", "refused"].startswith("PMP asks for 36 months")
        other = frame.rename(columns={"pmp": "capm"})
        assert (
            premium_ladder(other, "CAPM", steps=STEPS).by_experience().set_index("band").loc["0 to <3", "refused"] == ""
        )

    def test_too_few_postings_that_ask_for_it(self):
        frame = simulate(600)
        frame["pmp"] = 0
        frame.loc[frame.index[frame["years_min"] > 8][:8], "pmp"] = 1
        table = premium_ladder(frame, "PMP", steps=STEPS).tidy()
        assert table["refused"].str.contains("8 records, 10 needed").all()
        assert table["estimate"].isna().all()
        assert len(table) == 4

    def test_one_employer_asks_for_it_most(self):
        frame = simulate(2_000)
        frame.loc[frame["pmp"] == 1, "employer_id"] = np.where(
            np.arange((frame["pmp"] == 1).sum()) % 3 == 0, "big", "e1"
        )
        table = premium_ladder(frame, "PMP", steps=STEPS).tidy()
        assert table["refused"].str.contains("2 employers, 5 needed").all()

    def test_no_employer_with_both_kinds(self):
        frame = simulate(2_000).query("years_min >= 3")
        frame["employer_id"] = frame["employer_id"] + frame["pmp"].astype(str)
        rungs = premium_ladder(frame, "PMP", steps=STEPS).tidy().set_index("step")
        assert rungs.loc["+ employer", "refused"] == "0 employers have postings of both kinds, 5 needed"
        assert rungs.loc["+ title", "refused"] == ""

    def test_no_column_of_experience(self):
        ladder = premium_ladder(simulate().drop(columns="years_min"), "PMP", steps={"raw": "", "+ title": "C(title)"})
        assert ladder.support["band"].tolist() == ["all"]
        assert ladder.tidy()["n"].tolist() == [4_000, 4_000]
        assert ladder.by_experience().empty

    def test_terms_that_cannot_be_told_apart_are_a_reason(self):
        frame = simulate().assign(twin=lambda d: d["pmp"] * 3)
        rungs = premium_ladder(frame, "PMP", steps={"raw": "", "twin": "twin"}).tidy().set_index("step")
        assert "combination of" in rungs.loc["twin", "refused"]


def test_several_certifications_are_estimated_beside_each_other_and_corrected():
    frame = simulate()
    both = premium_ladder(frame, ["PMP", "CSM"], steps=STEPS, correction="bonferroni").tidy()
    assert len(both) == 8
    row = both[(both["certification"] == "CSM") & (both["step"] == "+ years")].iloc[0]
    assert row["p_adjusted"] == pytest.approx(min(1.0, 2 * row["p_value"]))
    beside = fit_pay_model(frame, "log(pay) ~ csm + pmp + years_min + I(years_min**2)")
    assert row["estimate"] == pytest.approx(beside.tidy().set_index("term").loc["csm", "estimate"])
    holm = premium_ladder(frame, ["PMP", "CSM"], steps=STEPS).tidy()
    assert (holm["p_adjusted"] <= both["p_adjusted"] + 1e-12).all()
    alone = premium_ladder(frame, "CSM", steps=STEPS).tidy()
    assert alone["p_adjusted"].to_numpy() == pytest.approx(alone["p_value"].to_numpy())


def test_both_together_are_compared_with_neither():
    frame = simulate(6_000)
    frame["pay"] = frame["pay"] * np.exp(0.10 * frame["pmp"] * frame["csm"])
    ladder = premium_ladder(
        frame, ["PMP", "CSM"], steps={"raw": "", "+ years": "years_min + C(title)"}, together=[("PMP", "CSM")]
    )
    row = ladder.tidy().set_index(["certification", "step"]).loc[("PMP and CSM", "+ years")]
    model = fit_pay_model(frame, "log(pay) ~ pmp * csm + years_min + C(title)", covariance={"CRV1": "employer_id"})
    total = model.tidy().set_index("term").loc[["pmp", "csm", "pmp:csm"], "estimate"].sum()
    assert row["estimate"] == pytest.approx(total)
    assert row["n_with"] == (frame["pmp"] * frame["csm"]).sum()
    assert ladder.certifications == ("PMP", "CSM", "PMP and CSM")


def test_steps_by_name_by_list_and_by_default():
    frame = simulate()
    listed = premium_ladder(frame, "PMP", steps=["", "years_min"]).tidy()
    assert listed["step"].tolist() == ["raw", "years_min"]
    default = premium_ladder(frame, "PMP")
    assert default.steps == ("raw", "+ experience and education", "+ employer")
    assert "not compared on education_level, role_family, seniority, region" in default.glance().loc[0, "notes"]
    with pytest.raises(UsageError, match="at least one step"):
        premium_ladder(frame, "PMP", steps={})


def test_missing_and_rare_labels_are_levels_and_missing_numbers_are_dropped():
    frame = simulate()
    frame.loc[:9, "title"] = None
    frame.loc[10:12, "title"] = "seldom"
    frame.loc[20:39, "years_min"] = np.nan
    ladder = premium_ladder(frame, "PMP", steps=STEPS)
    glance = ladder.glance().iloc[0]
    assert glance["why_dropped"] == "years_min missing (20)"
    assert glance["n"] == 3_980
    assert "title (3)" in glance["notes"]


def test_rows_without_employer_count_for_themselves():
    frame = simulate()
    frame.loc[:999, "employer_id"] = None
    rungs = premium_ladder(frame, "PMP", steps=STEPS).tidy().set_index("step")
    assert rungs.loc["+ title", "n"] > rungs.loc["+ employer", "n"]
    robust = premium_ladder(frame, "PMP", steps={"raw": ""}, employer=None)
    assert robust.covariance == "HC1"


def test_columns_never_depend_on_arguments():
    one = premium_ladder(simulate(), ["PMP", "CSM"], steps=STEPS)
    other = premium_ladder(
        simulate(300), "pmp", steps={"raw": ""}, rule=DisclosureRule(min_records=5_000), experience=None
    )
    assert tuple(one.tidy().columns) == tuple(other.tidy().columns) == LADDER_COLUMNS
    assert one.tidy().dtypes["estimate"] == other.tidy().dtypes["estimate"]
    assert list(one.by_experience().columns) == list(other.by_experience().columns)
    assert list(one.glance().columns) == list(other.glance().columns)
    assert "<table>" in one._repr_html_()
    assert "PremiumLadder of PMP, CSM" in repr(one)


def test_a_facts_table_is_taken_as_it_is(rng):
    facts = FACTS.invent(6_000, rng).assign(country="US", pay_currency="USD", text_kind="full", pay_origin="text")
    direct = premium_ladder(facts, certification="PMP")
    frame, _ = pay_frame(facts)
    assert direct.tidy().equals(premium_ladder(frame, "PMP").tidy())
    assert direct.n + int(direct.glance().loc[0, "n_dropped"]) == len(facts)


def test_requests_that_cannot_be():
    with pytest.raises(UsageError, match="no column 'abc'"):
        premium_ladder(simulate(), "ABC")
    with pytest.raises(UsageError, match="at least one certification"):
        premium_ladder(simulate(), [])
    with pytest.raises(UsageError, match="correction 'none'"):
        premium_ladder(simulate(), "PMP", steps=STEPS, correction="none")
    with pytest.raises(UsageError, match="no column 'salary'"):
        premium_ladder(simulate(), "PMP", outcome="salary")
    with pytest.raises(UsageError, match="no column 'cty'"):
        premium_ladder(simulate(), "PMP", steps={"place": "C(cty)"})
    with pytest.raises(ModelError, match="no row has all of"):
        premium_ladder(simulate().assign(pay=np.nan), "PMP", steps=STEPS)


def test_the_list_of_admission_rules_is_sound():
    for name, entry in eligibility().items():
        assert certification_id(name) == name
        assert 0 < entry["years"] <= 10
        assert entry["rule"]
        assert entry["source"]
        assert str(entry["seen_at"]).startswith("https://")


class TestControls:
    """What of the controls is left out, and said."""

    def test_a_collinear_control_is_left_out_and_named(self):
        frame = simulate().assign(months=lambda d: 12 * d["years_min"])
        ladder = premium_ladder(frame, "PMP", steps={"raw": "", "+ years": "years_min + months"})
        plain = premium_ladder(frame, "PMP", steps={"raw": "", "+ years": "years_min"})
        assert ladder.rungs["estimate"].to_numpy() == pytest.approx(plain.rungs["estimate"].to_numpy())
        assert "left out as collinear: 'months' is a combination of 'years_min'" in ladder.glance().loc[0, "notes"]

    def test_a_certification_that_is_another_is_refused(self):
        frame = simulate().assign(same=lambda d: d["pmp"])
        rungs = premium_ladder(frame, ["PMP", "same"], steps={"raw": ""}).tidy()
        assert rungs["estimate"].isna().all()
        assert rungs["refused"].str.contains("cannot be told from the other terms").all()

    def test_a_label_that_is_the_same_everywhere_is_left_out_and_named(self):
        frame = simulate().assign(country="US")
        ladder = premium_ladder(frame, "PMP", steps={"raw": "", "+ country": "C(country)"})
        assert ladder.rungs["estimate"].nunique() == 1
        assert "not compared on country: the same in every row" in ladder.glance().loc[0, "notes"]

    def test_years_outside_the_bands_are_counted(self):
        frame = simulate()
        frame.loc[frame.index[:7], "years_min"] = 99.0
        notes = premium_ladder(frame, "PMP", steps={"raw": ""}).glance().loc[0, "notes"]
        assert "years_min outside 0 to 61 in 7 rows" in notes
