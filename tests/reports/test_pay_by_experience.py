"""The study of pay by experience: planted effects come back, kinds stay apart, thin cells are refused."""

from __future__ import annotations

import dataclasses
import math
import re

import pandas as pd
import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.studies.article import ARTICLE_BANDS, Band
from tpm_insights.reports.studies.pay_by_experience import PayByExperience, study_pay_by_experience
from tpm_insights.reports.words import article_bands
from tpm_insights.reports.words import pay_by_experience as words
from tpm_insights.reports.words.fixed_words import refusals

PER_YEAR = 0.04


@pytest.fixture(scope="module")
def study(tables: Tables) -> PayByExperience:
    return study_pay_by_experience(tables, country="US", currency="USD", role="all_project_program")


def test_the_planted_gradient_comes_back(study: PayByExperience) -> None:
    row = study.posted_curve.per_year.iloc[0]
    truth = 100 * math.expm1(PER_YEAR)
    assert row["conf_low_percent"] < truth < row["conf_high_percent"]
    assert abs(row["difference"] - truth) < 1


def test_medians_are_those_of_the_postings_asked_for(tables: Tables, study: PayByExperience) -> None:
    facts = tables.facts
    wanted = (facts["text_kind"] == "full") & (facts["country"] == "US") & (facts["pay_origin"] == "text")
    wanted &= facts["role_family"].isin(study.asked.families) & facts["annual_low"].notna()
    pay = (facts["annual_low"] * facts["annual_high"])[wanted] ** 0.5
    years = facts.loc[wanted, "years_min"]
    for level, (low, high) in {"entry": (0, 3), "mid": (3, 8), "senior": (8, 61)}.items():
        inside = pay[(years >= low) & (years < high)]
        row = study.posted(level)
        assert row is not None
        assert row["n"] == len(inside)
        assert row["conf_low"] <= inside.median() <= row["conf_high"]
        assert abs(row["median"] / inside.median() - 1) < 0.02


def test_kinds_of_pay_are_never_pooled(tables: Tables, study: PayByExperience) -> None:
    counts = study.bands[study.bands["level"] == "all"].set_index("kind")["n"]
    filed = tables.salaries[tables.salaries["pay_kind"] == "filed_wage"]
    assert counts["Filed wage: invented filings"] == len(filed)
    assert set(study.bands["kind"].str.split(":").str[0]) == {
        "Posted range", "Filed wage", "Self-report, total pay", "Employer survey",
    }  # fmt: skip


def test_one_employer_alone_is_refused_with_the_reason(study: PayByExperience) -> None:
    city = study.bands[study.bands["kind"] == "Posted range: invented city"]
    assert city["median"].isna().all()
    assert "one employer has" in city.set_index("level").loc["all", "refused"]


def test_a_larger_minimum_refuses_more(tables: Tables) -> None:
    strict = study_pay_by_experience(
        tables, country="US", currency="USD", role="technical_project", minimum_cell=60
    )  # fmt: skip
    assert not strict.shown_levels
    assert strict.posted_curve.curve.empty
    assert "needed for a curve" in strict.posted_curve.why_not
    assert words.answer(strict).startswith("These data cannot say what such jobs in the United States pay")
    assert {figure.value for figure in words.key_figures(strict)} == {"not shown"}
    by_year = strict.posted_curve.by_year
    assert refusals(by_year).startswith(f"In {len(by_year)} of {len(by_year)} rows figures are not shown")


def test_years_choose_dated_postings_only(tables: Tables) -> None:
    facts = tables.facts.assign(posted_on=tables.facts["posted_on"].mask(tables.facts["posted_on"].dt.year == 2024))
    some = dataclasses.replace(tables, facts=facts)
    asked = {"country": "US", "currency": "USD", "role": "all_project_program"}
    everything = study_pay_by_experience(some, **asked)
    dated = study_pay_by_experience(some, first_year=2023, last_year=2023, **asked)
    rows = {name: one.posted("all") for name, one in {"everything": everything, "dated": dated}.items()}
    assert rows["dated"]["dates"] == "2023"
    assert "not dated" in rows["everything"]["dates"]
    assert rows["dated"]["n"] < rows["everything"]["n"]


def test_a_region_counts_its_own_records_only(tables: Tables) -> None:
    asked = {"country": "US", "currency": "USD", "role": "all_project_program"}
    texas = study_pay_by_experience(tables, region="TX", **asked)
    facts = tables.facts[(tables.facts["region"] == "TX") & (tables.facts["country"] == "US")]
    alone = study_pay_by_experience(dataclasses.replace(tables, facts=facts), **asked)
    assert texas.posted("all")["n"] == alone.posted("all")["n"] < len(facts)
    assert texas.posted_curve.by_year.equals(alone.posted_curve.by_year)
    assert texas.self_reports.empty
    assert "from Texas" in words.answer(texas)
    assert "for the whole country" in words.self_reports_note(texas)
    assert any("Texas" in note for note in words.method(texas))


def test_a_thin_region_is_refused_in_words(tables: Tables) -> None:
    thin = study_pay_by_experience(tables, country="US", currency="USD", role="technical_project", region="DC")
    assert not thin.shown_levels
    assert words.answer(thin).startswith("These data cannot say what such jobs in the District of Columbia pay")
    assert {figure.value for figure in words.key_figures(thin)} == {"not shown"}


def test_the_article_is_compared_in_its_own_country_only(tables: Tables, study: PayByExperience) -> None:
    assert study.article["level"].tolist() == list(ARTICLE_BANDS)
    shares = study.article[["share_below", "share_inside", "share_above"]].sum(axis=1)
    assert shares.round(9).eq(1).all()
    assert words.answer(study).count("the article's band") >= 1
    elsewhere = study_pay_by_experience(tables, country="GB", currency="USD", role="all_project_program")
    assert elsewhere.article.empty
    assert "article" not in words.answer(elsewhere)
    assert "nothing to compare" in article_bands.article_note(elsewhere)


def test_a_country_without_data_gives_a_readable_nothing(tables: Tables) -> None:
    nowhere = study_pay_by_experience(tables, country="FR", currency="EUR", role="technical_project")
    assert nowhere.bands.empty
    for size in SIZES:
        assert nowhere.draw_levels(size) is None
        assert nowhere.draw_curve(size) is None
    assert words.levels_alt(nowhere) == "No median of any kind of pay can be shown."
    assert "France" in words.answer(nowhere)


def test_words_hold_no_raw_numbers_or_names(study: PayByExperience) -> None:
    said = [words.answer(study), words.levels_alt(study), words.curve_alt(study), *words.method(study)]
    said += [part for figure in words.key_figures(study) for part in figure]
    for text in said:
        assert not re.search(r"\d\.\d{3}|\bnan\b|\bNone\b|[a-z]_[a-z]", text), text
        assert "raise" not in text
    assert "associated with" in words.answer(study)


def test_places_against_a_band() -> None:
    row = pd.Series({"median": 100.0, "conf_low": 90.0, "conf_high": 110.0})
    assert [article_bands.place_of(row, band) for band in (Band(80, 120), Band(120, 150), Band(50, 80))] == [
        "inside", "below", "above",
    ]  # fmt: skip
    assert [article_bands.is_sure(row, band) for band in (Band(80, 120), Band(95, 120))] == [True, False]


def test_nothing_lies_above_a_band_that_is_open_at_the_top() -> None:
    row, band = pd.Series({"median": 100.0, "conf_low": 70.0, "conf_high": 110.0}), Band(60, 80, open_end=True)
    assert article_bands.place_of(row, band) == "inside"
    assert article_bands.is_sure(row, band)
    assert article_bands.band_words(Band(60_000, 80_000, open_end=True), "USD").endswith("or more")


def test_figures_draw_at_both_widths(study: PayByExperience) -> None:
    for size in SIZES:
        for draw in (study.draw_levels, study.draw_curve):
            figure = draw(size)
            assert figure is not None
            assert figure.get_figwidth() == size.width


def test_a_level_that_is_refused_is_named_with_its_reason(study: PayByExperience) -> None:
    thin = (study.bands["kind"] == "Posted range") & (study.bands["level"] == "entry")
    bands = study.bands.assign(
        median=study.bands["median"].mask(thin), refused=study.bands["refused"].mask(thin, "4 records, 10 needed")
    )
    some = dataclasses.replace(study, bands=bands)
    assert "Nothing is shown at entry level: 4 records, 10 needed." in words.answer(some)
    assert words.key_figures(some)[0].note == "4 records, 10 needed"
