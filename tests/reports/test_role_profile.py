"""The study of the job: planted shares and differences come back, thin cells are refused, words are computed."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.studies.named_things import CERTIFICATION, DEGREE, HARD, NOT_STATED, OTHERS, WORK, YEARS
from tpm_insights.reports.studies.role_profile import RoleProfile, study_role_profile
from tpm_insights.reports.words import distinctive
from tpm_insights.reports.words import role_profile as words
from tpm_insights.reports.words.fixed_words import method_words
from tpm_insights.vocabulary import HARD_SKILLS, certification_column

AGILE = HARD_SKILLS["agile_scrum"]


def planted(tables: Tables) -> Tables:
    """Return tables in which Agile is named by nearly all technical project managers and by few of the others."""
    rng = np.random.default_rng(3)
    chance = tables.facts["role_family"].map({"technical_project_manager": 0.9}).fillna(0.15)
    return replace(tables, facts=tables.facts.assign(hard_agile_scrum=rng.random(len(chance)) < chance))


@pytest.fixture(scope="module")
def study(tables: Tables) -> RoleProfile:
    return study_role_profile(planted(tables), country="US", role="technical_project")


def test_shares_are_those_of_full_postings(tables: Tables, study: RoleProfile) -> None:
    facts = planted(tables).facts
    wanted = facts[(facts["text_kind"] == "full") & (facts["country"] == "US")]
    wanted = wanted[(wanted["role_family"] == "technical_project_manager") & (wanted["copy_number"] == 1)]
    row = study.share_of(HARD, AGILE)
    assert row is not None
    assert row["n"] == len(wanted) == study.n
    assert row["share"] == pytest.approx(wanted["hard_agile_scrum"].mean())
    required = study.share_of(CERTIFICATION, "PMP, required")
    assert required is not None
    assert required["share"] == pytest.approx((wanted[certification_column("PMP")] == "required").mean())
    bachelor = study.share_of(DEGREE, "bachelor's degree")
    assert bachelor is not None
    assert bachelor["share"] == pytest.approx((wanted["education_level"] == "bachelor").mean())


def test_degrees_and_years_add_up_to_all_postings(study: RoleProfile) -> None:
    for topic, left_out in ((DEGREE, {"a degree, nothing accepted in its place"}), (YEARS, set())):
        rows = study.most_named(topic)
        assert NOT_STATED in set(rows["thing"])
        assert rows.loc[~rows["thing"].isin(left_out), "share"].sum() == pytest.approx(1)


def test_every_thing_stands_in_every_group(study: RoleProfile) -> None:
    by_group = study.shares[study.shares["topic"] != YEARS].groupby("group").size()
    assert set(by_group.index) == {"all", "entry", "mid", "senior", "project", "program", "product"}
    assert by_group.nunique() == 1
    assert study.shares["refused"].ne("").eq(study.shares["share"].isna()).all()
    for work, topics in ((True, WORK), (False, OTHERS)):
        table = study.side_by_side(work=work)
        assert set(table["topic"]) == set(topics)
        assert not table.duplicated(["topic", "thing"]).any()


def test_no_product_manager_was_invented_so_the_column_is_refused(study: RoleProfile) -> None:
    rows = study.shares[study.shares["group"] == "product"]
    assert rows["share"].isna().all()
    assert set(rows["refused"]) == {"no records"}
    assert "product (no records)" in words.groups_note(study)


def test_the_planted_difference_is_what_sets_the_job_apart(study: RoleProfile) -> None:
    for _, rows in study.distinctive.groupby("against"):
        clear = rows[rows["p_adjusted"] < 0.001]
        assert AGILE in set(clear["thing"])
        row = rows.set_index("thing").loc[AGILE]
        assert row["conf_low_ratio"] < (0.9 / 0.1) / (0.15 / 0.85) < row["conf_high_ratio"]
        assert row["share_first"] > 0.8
        assert row["share_second"] < 0.3
    assert AGILE in distinctive.apart_words(study, "software engineer")
    assert distinctive.apart_in_short(study).count(AGILE) == study.distinctive["against"].nunique()
    assert distinctive.apart_in_short(study) in words.answer(study)


def test_a_job_is_not_compared_with_itself(tables: Tables) -> None:
    wide = study_role_profile(tables, country="US", role="all_project_program")
    facts = tables.facts
    plain = (facts["text_kind"] == "full") & (facts["country"] == "US") & (facts["role_family"] == "project_manager")
    against = wide.distinctive[wide.distinctive["against"] == "project manager (not technical)"]
    assert against["n_second"].max() <= plain.sum()
    assert (against["n_first"] + against["n_second"]).max() <= wide.n


def test_years_are_those_asked_for(tables: Tables, study: RoleProfile) -> None:
    row = study.years.set_index("group").loc["all"]
    assert row["years_p25"] <= row["years_asked"] <= row["years_p75"]
    assert row[["entry", "mid", "senior", "not_stated"]].sum() == pytest.approx(1)


@pytest.mark.parametrize("asked", [{"region": "WY"}, {"country": "FR"}, {"first_year": 2099}])
def test_thin_data_give_a_readable_nothing(tables: Tables, asked: dict[str, object]) -> None:
    nothing = study_role_profile(tables, **({"country": "US", "role": "technical_project"} | asked))  # type: ignore[arg-type]
    for size in SIZES:
        assert nothing.draw_work(size) is None
        assert nothing.draw_requirements(size) is None
        assert nothing.draw_distinctive(size) is None
    assert nothing.shares["share"].isna().all()
    assert nothing.distinctive["odds_ratio"].isna().all()
    assert words.answer(nothing).startswith("There are too few full postings of technical project manager jobs")
    assert words.grid_alt(nothing, *WORK).startswith("No share can be shown by level or by job: 0 postings in all.")
    assert distinctive.apart_in_short(nothing) == ""
    assert distinctive.distinctive_alt(nothing).startswith("The jobs cannot be compared")
    assert {figure.value for figure in words.key_figures(nothing)} == {"not shown"}


def test_figures_are_drawn_in_both_widths(study: RoleProfile) -> None:
    for size in SIZES:
        for draw in (study.draw_work, study.draw_requirements, study.draw_distinctive):
            figure = draw(size)
            assert figure is not None
            assert figure.get_size_inches()[0] == size.width


def test_words_hold_no_raw_numbers_or_names(study: RoleProfile) -> None:
    said = [words.answer(study), words.grid_alt(study, *WORK), words.grid_alt(study, *OTHERS)]
    said += [words.groups_note(study), distinctive.distinctive_alt(study), distinctive.distinctive_note(study)]
    said += [words.survey_note(study), *method_words("role_profile", study.asked)]
    said += [part for figure in words.key_figures(study) for part in figure]
    for text in said:
        assert not re.search(r"\d\.\d{4}|\bnan\b|\bNone\b|[a-z]_[a-z]", text), text
    share = study.share_of(HARD, AGILE)["share"]
    assert f"{AGILE} ({share:.0%})" in words.answer(study)


def test_the_survey_of_the_occupation_stands_beside(tables: Tables) -> None:
    rows = pd.DataFrame(
        {
            "source": "invented", "occupation_code": "15-1299.09", "occupation": "Invented Managers",
            "topic": "Required Level of Education", "label": ["Bachelor's Degree", "Doctoral Degree"],
            "value": [60.0, 0.0], "n": 25.0, "surveyed": "2019-08",
        }
    )  # fmt: skip
    with_survey = replace(tables, occupations=rows)
    study = study_role_profile(with_survey, country="US", role="technical_project")
    assert study.survey.to_dict("records") == [{"label": "Bachelor's Degree", "share": 0.6, "n": 25.0, "dates": "2019"}]
    assert words.survey_note(study).startswith("What 25 respondents in the occupation said in 2019")
    assert study_role_profile(with_survey, country="GB", role="technical_project").survey.empty
