"""Regions, years and gaps between kinds of pay: planted differences come back, thin ones are refused."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.pay_by_experience import PayByExperience, study_pay_by_experience
from tpm_insights.reports.studies.pay_regions import pay_by_region
from tpm_insights.reports.studies.pay_trend import pay_trend
from tpm_insights.reports.studies.yardstick_gaps import yardstick_gaps
from tpm_insights.reports.studies.yardsticks import POSTED, yardsticks
from tpm_insights.reports.words import pay_views
from tpm_insights.tables import PRICE_INDEX, PRICE_PARITY

ASKED = Asked("US", "USD", "all_project_program", None, None, 10)
FILED = "Filed wage: invented filings"


@pytest.fixture(scope="module")
def priced(tables: Tables) -> Tables:
    """The invented tables with prices: dear California, cheap Texas, and prices that doubled from 2015 to 2024."""
    parity = pd.DataFrame({"state": ["CA", "TX", "CA"], "year": [2023, 2023, 2022], "price_parity": [125.0, 80.0, 1.0]})
    index = pd.DataFrame({"year": range(2015, 2027), "index": np.linspace(100, 211, 12), "months": [12] * 11 + [3]})
    typed = {name: frame.astype({"year": "Int64"}) for name, frame in {"parity": parity, "index": index}.items()}
    assert set(parity) <= {column.name for column in PRICE_PARITY.columns}
    assert set(index) <= {column.name for column in PRICE_INDEX.columns}
    return dataclasses.replace(tables, price_parity=typed["parity"], price_index=typed["index"])


@pytest.fixture(scope="module")
def study(priced: Tables) -> PayByExperience:
    return study_pay_by_experience(priced, country="US", currency="USD", role="all_project_program")


def test_medians_by_state_and_what_they_buy(priced: Tables) -> None:
    found = pay_by_region(priced, ASKED)
    posted = found[found["kind"] == POSTED].set_index("place")
    facts = priced.facts
    wanted = (facts["text_kind"] == "full") & (facts["country"] == "US") & (facts["pay_origin"] == "text")
    wanted &= facts["role_family"].isin(ASKED.families) & facts["annual_low"].notna() & (facts["region"] == "CA")
    middle = ((facts["annual_low"] * facts["annual_high"])[wanted] ** 0.5).median()
    assert posted.loc["California", "n"] == wanted.sum()
    assert posted.loc["California", "median"] == pytest.approx(middle, rel=0.02)
    assert posted.loc["California", "at_national_prices"] == pytest.approx(posted.loc["California", "median"] / 1.25)
    assert posted.loc["Texas", "at_national_prices"] == pytest.approx(posted.loc["Texas", "median"] / 0.8)
    assert math.isnan(posted.loc["New York", "at_national_prices"]), "no parity for it"


def test_a_region_asked_for_stands_alone(priced: Tables) -> None:
    found = pay_by_region(priced, dataclasses.replace(ASKED, region="TX"))
    assert set(found["place"]) == {"Texas"}


def test_the_trend_holds_role_level_and_state_alike(priced: Tables) -> None:
    salaries = priced.salaries[priced.salaries["pay_kind"] == "filed_wage"].reset_index(drop=True)
    late = np.arange(len(salaries)) % 2 == 0
    senior = np.where(late, np.arange(len(salaries)) % 4 == 0, np.arange(len(salaries)) % 10 == 1)
    base = 80_000 * np.exp(0.05 * late + 0.40 * senior + np.random.default_rng(1).normal(0, 0.02, len(salaries)))
    shifted = salaries.assign(
        year=pd.Series(np.where(late, 2020, 2015), dtype="Int64"), base_annual=base,
        wage_level=pd.Series(np.where(senior, "IV", "II"), dtype="str"),
    )  # fmt: skip
    found = pay_trend(dataclasses.replace(priced, salaries=shifted), ASKED)
    rows = found[found["kind"] == FILED].set_index("calendar_year")
    assert rows.loc["2020", "alike"] == pytest.approx(100 * math.expm1(0.05), abs=1.0)
    assert rows.loc["2020", "alike_low"] < 100 * math.expm1(0.05) < rows.loc["2020", "alike_high"]
    assert rows.loc["2020", "plain"] > 10, "more of the later ones are senior"
    assert pd.isna(rows.loc["2015", "plain"])
    assert pd.isna(rows.loc["2015", "prices"])
    index = priced.price_index.set_index("year")["index"]
    assert rows.loc["2020", "prices"] == pytest.approx(100 * (index[2020] / index[2015] - 1))


def test_collections_are_not_compared_with_each_other(priced: Tables) -> None:
    facts = priced.facts
    year = np.where(facts["source"] == "invented board", 2023, 2024)
    split = facts.assign(posted_on=pd.to_datetime(pd.Series(year, index=facts.index).astype("str")))
    found = pay_trend(dataclasses.replace(priced, facts=split), ASKED)
    posted = found[found["kind"].str.startswith("Posted range") & (found["calendar_year"] == "all years")]
    assert posted["refused"].tolist() == ["no collection of postings has 10 records in each of two years"]


def test_gaps_by_prices_and_levels(priced: Tables) -> None:
    """Filed wages are those of postings ten years of price rises earlier, with another mix of levels."""
    bands = yardsticks(priced, ASKED)
    found = yardstick_gaps(priced, bands, ASKED).set_index("kind")
    medians = bands[bands["level"] == "all"].set_index("kind")["median"]
    assert found.loc[FILED, "gap"] == pytest.approx(100 * (medians[FILED] / medians[POSTED] - 1))
    assert found.loc[FILED, "gap_prices"] > found.loc[FILED, "gap"] + 10, "filings are older, prices were lower"
    assert math.isnan(found.loc[POSTED, "gap"])
    survey = "Employer survey: Project Management Specialists"
    assert math.isnan(found.loc[survey, "gap_levels"]), "it knows no levels"


def test_a_gap_that_is_only_prices_goes_away(priced: Tables) -> None:
    facts = priced.facts.assign(posted_on=pd.Timestamp("2025-06-01"))
    only = dataclasses.replace(priced, facts=facts, self_reports=priced.self_reports.iloc[:0])
    posted = only.facts[only.facts["annual_low"].notna() & (only.facts["text_kind"] == "full")]
    posted = posted[posted["role_family"].isin(ASKED.families) & (posted["country"] == "US")]
    posted = posted[(posted["pay_origin"] == "text") & (posted["pay_currency"] == "USD")]
    index = priced.price_index.set_index("year")["index"]
    pay = np.sqrt(posted["annual_low"] * posted["annual_high"]).to_numpy() * index[2015] / index[2025]
    levels = np.where(posted["years_min"] < 3, "I", np.where(posted["years_min"] < 8, "II", "IV"))
    filed = priced.salaries.head(1).loc[np.zeros(len(posted), dtype=int)].reset_index(drop=True)
    filed = filed.assign(
        record_id=[f"x{i}" for i in range(len(posted))], source="invented filings", pay_kind="filed_wage",
        year=pd.Series([2015] * len(posted), dtype="Int64"), base_annual=pay, seniority=pd.Series(pd.NA, dtype="str"),
        wage_level=pd.Series(levels, dtype="str"), employer_id=posted["employer_id"].to_numpy(),
        role_family=posted["role_family"].to_numpy(),
    )  # fmt: skip
    both = dataclasses.replace(only, salaries=filed)
    row = yardstick_gaps(both, yardsticks(both, ASKED), ASKED).set_index("kind").loc[FILED]
    assert row["gap"] < -40
    assert row["gap_prices"] == pytest.approx(0, abs=0.2)
    assert row["gap_levels"] == pytest.approx(0, abs=0.5)


def test_words_answer_first_and_hold_no_raw_names(study: PayByExperience) -> None:
    said = [*pay_views.gaps_words(study), *pay_views.regions_words(study), *pay_views.trend_words(study)]
    assert any(one.startswith(f"{FILED} (n") for one in said)
    assert any("at national prices" in one for one in said)
    for one in [*said, pay_views.regions_alt(study)]:
        assert "_" not in one
        assert "nan" not in one.lower().split()
    for size in SIZES:
        assert study.draw_regions(size) is not None


def test_nothing_is_said_where_there_is_nothing(priced: Tables) -> None:
    nowhere = study_pay_by_experience(priced, country="FR", currency="EUR", role="technical_project")
    assert nowhere.regions.empty
    assert nowhere.trend.empty
    assert nowhere.gaps.empty
    assert len(pay_views.gaps_words(nowhere)) == len(pay_views.regions_words(nowhere)) == 1
    assert pay_views.trend_words(nowhere)[0].startswith("Nothing can be said on how pay changed")
    assert nowhere.draw_regions(SIZES[0]) is None


def test_quartile_curves_lie_around_the_median(study: PayByExperience) -> None:
    found = study.posted_curve
    at = {label: part.set_index("x")["estimate"] for label, part in found.quartiles.groupby("label")}
    median = found.curve.set_index("x")["estimate"]
    assert (at["lower quartile"] < median).all()
    assert (median < at["upper quartile"]).all()
    shown = found.table.dropna(subset=["fitted"])
    assert (shown["fitted_p25"] < shown["fitted"]).all()
    row = shown[shown["median"].notna()].iloc[0]
    assert row["fitted"] == pytest.approx(row["median"], rel=0.1)
