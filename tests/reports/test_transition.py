"""The study of moving into the job: planted gaps and skills come back, thin data are refused, words are computed."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.studies.pay_gap import ALIKE, PARTS, WHOLE
from tpm_insights.reports.studies.steps import ENTRY, EVERY, STEPS
from tpm_insights.reports.studies.transition import TARGET_WORDS, Transition, study_transition
from tpm_insights.reports.words import first_jobs, steps
from tpm_insights.reports.words import transition as words
from tpm_insights.reports.words.fixed_words import method_words
from tpm_insights.vocabulary import HARD_SKILLS, ROLE_FAMILIES

ORIGIN, GAP, EXTRA_YEARS, PER_YEAR = "software_engineer", -0.15, 4.0, 0.04
ASKED = {"country": "US", "currency": "USD", "role": "all_project_program"}


def planted(tables: Tables) -> Tables:
    """Return tables in which the others earn `GAP` less than engineers, with more years, and engineers need Jira."""
    rng = np.random.default_rng(5)
    facts = tables.facts
    engineer = (facts["role_family"] == ORIGIN).to_numpy() | (rng.random(len(facts)) < 0.25)
    family = facts["role_family"].mask(engineer, ORIGIN)
    years = facts["years_min"].astype("float64").to_numpy() + np.where(engineer, 0.0, EXTRA_YEARS)
    middle = 80_000 * np.exp(PER_YEAR * years + np.where(engineer, -GAP, 0.0) + rng.normal(0, 0.12, len(facts)))
    stated = facts["annual_low"].notna()
    facts = facts.assign(
        role_family=family,
        years_min=years,
        pay_origin="text",
        annual_low=np.where(stated, middle / 1.1, np.nan),
        annual_high=np.where(stated, middle * 1.1, np.nan),
        hard_budget_management=rng.random(len(facts)) < np.where(engineer, 0.05, 0.7),
        hard_jira=rng.random(len(facts)) < np.where(engineer, 0.8, 0.2),
    )
    return replace(tables, facts=facts)


@pytest.fixture(scope="module")
def study(tables: Tables) -> Transition:
    return study_transition(planted(tables), origin=[ORIGIN], **ASKED)


def test_the_planted_gap_comes_back_split(study: Transition) -> None:
    name = ROLE_FAMILIES[ORIGIN]
    truth = {WHOLE: GAP + PER_YEAR * EXTRA_YEARS, PARTS["years_min"]: PER_YEAR * EXTRA_YEARS, ALIKE: GAP}
    for part, value in truth.items():
        row = study.gap_of(name, part)
        assert row is not None
        assert row["conf_low_percent"] < 100 * math.expm1(value) < row["conf_high_percent"], part
    assert abs(study.gap_of(name, WHOLE)["difference"]) < 10, "years hide the difference among alike postings"
    assert study.gap_of(name, ALIKE)["difference"] == pytest.approx(100 * math.expm1(GAP), abs=4)


def test_parts_multiply_to_the_whole(study: Transition) -> None:
    found = study.gap.set_index("part")["difference"]
    product = np.prod(1 + found.drop(WHOLE).to_numpy() / 100)
    assert product == pytest.approx(1 + found[WHOLE] / 100)


def test_planted_skills_are_what_is_asked_for_more_and_less(study: Transition) -> None:
    more, less = (study.clearly_asked(ROLE_FAMILIES[ORIGIN], more=side) for side in (True, False))
    assert more["thing"].iloc[0] == HARD_SKILLS["budget_management"]
    assert less["thing"].iloc[0] == HARD_SKILLS["jira"]
    assert more["conf_low_points"].iloc[0] < 65 < more["conf_high_points"].iloc[0]
    assert less["conf_low_points"].iloc[0] < -60 < less["conf_high_points"].iloc[0]
    assert "budget management" in words.asks_words(study)


def test_pay_by_level_is_that_of_each_job(tables: Tables, study: Transition) -> None:
    facts = planted(tables).facts
    wanted = facts[(facts["text_kind"] == "full") & (facts["country"] == "US") & (facts["role_family"] == ORIGIN)]
    wanted = wanted[wanted["annual_low"].notna() & wanted["years_min"].between(3, 7)]
    row = study.pay.set_index(["level", "job"]).loc[("mid", ROLE_FAMILIES[ORIGIN])]
    assert row["n"] == len(wanted)
    assert row["median"] == pytest.approx(np.median(np.sqrt(wanted["annual_low"] * wanted["annual_high"])))
    assert set(study.pay["job"]) == {TARGET_WORDS, ROLE_FAMILIES[ORIGIN]}


def test_the_origin_is_never_part_of_the_job(tables: Tables) -> None:
    same = study_transition(tables, origin=["project_manager"], **ASKED)
    rows = same.asks[same.asks["origin_job"] == ROLE_FAMILIES["project_manager"]]
    every = same.steps[same.steps["group"] == EVERY]["n"].iloc[0]
    assert (rows["n_first"] + rows["n_second"] == every).all()


def test_first_jobs_are_ordered_by_what_they_ask_for(study: Transition) -> None:
    rows = study.first_jobs[(study.first_jobs["level"] == "all") & study.first_jobs["order"].notna()]
    assert len(rows) >= 3
    assert rows["order"].is_monotonic_increasing
    assert rows[["beginners", "asks_degree", "asks_certification"]].stack().between(0, 1).all()
    refused = study.first_jobs[study.first_jobs["refused"] != ""]
    assert refused["order"].isna().all()


def test_every_step_has_words_and_the_mentor_is_not_testable(study: Transition) -> None:
    said = steps.steps(study)
    assert [text.split(".")[0] for text in said] == [step.name for step in STEPS]
    assert "They cannot say" in said[0]
    assert "Not testable here" in said[-1]
    assert set(study.steps["group"]) == {ENTRY, EVERY, ROLE_FAMILIES[ORIGIN]}


@pytest.mark.parametrize("asked", [{"region": "WY"}, {"country": "FR"}, {"first_year": 2099}])
def test_thin_data_give_a_readable_nothing(tables: Tables, asked: dict[str, object]) -> None:
    nothing = study_transition(tables, origin=[ORIGIN], **(ASKED | asked))  # type: ignore[arg-type]
    for size in SIZES:
        for draw in (
            nothing.draw_pay,
            nothing.draw_gap,
            nothing.draw_asks,
            nothing.draw_first_jobs,
            nothing.draw_steps,
        ):
            assert draw(size) is None
    assert nothing.gap["difference"].isna().all()
    assert nothing.gap["refused"].str.contains("0 records, 10 needed").all()
    assert words.answer(nothing).startswith("There are too few postings")
    assert words.pay_alt(nothing).startswith("No median can be shown")
    assert words.gap_alt(nothing).startswith("No difference in pay can be shown")
    assert words.asks_alt(nothing).startswith("No clear difference can be shown")
    assert first_jobs.first_alt(nothing).startswith("Jobs cannot be compared")
    assert steps.steps_alt(nothing).startswith("No share can be shown")
    assert all("nothing can be said" in text for text in steps.steps(nothing))
    assert {figure.value for figure in words.key_figures(nothing)} == {"not shown"}


def test_figures_are_drawn_in_both_widths(study: Transition) -> None:
    for size in SIZES:
        for draw in (study.draw_pay, study.draw_gap, study.draw_asks, study.draw_first_jobs, study.draw_steps):
            figure = draw(size)
            assert figure is not None
            assert figure.get_size_inches()[0] == size.width


def test_the_answer_is_short_and_the_rest_stands_beneath_its_figure(study: Transition) -> None:
    answer = words.answer(study)
    assert len(answer.split()) < 110
    assert first_jobs.least_words(study) in answer
    assert first_jobs.first_words(study) in first_jobs.entry_note(study)
    whole = study.gap_of(ROLE_FAMILIES[ORIGIN], WHOLE)["difference"]
    assert f"{abs(whole):.1f}% {'lower' if whole < 0 else 'higher'}" in words.gap_note(study)
    assert words.asks_words(study, most=4) in words.asks_note(study)
    assert len(words.key_figures(study)) <= 4


def test_the_job_that_asks_for_the_least_is_named(study: Transition) -> None:
    rows = study.first_jobs[(study.first_jobs["level"] == "all") & study.first_jobs["order"].notna()]
    fewest = rows.loc[rows["asks_degree"].idxmin()]
    assert f"{fewest['asks_degree']:.0%} ask for a degree" in first_jobs.first_words(study)
    assert first_jobs._several("scrum master or agile coach") == "scrum masters or agile coaches"


def test_jobs_that_cannot_be_told_from_the_least_are_named_with_it(study: Transition) -> None:
    rows = pd.DataFrame(
        {
            "job": ["delivery manager", "project manager", "program manager"],
            "level": "all",
            "order": [1.0, 2.0, 3.0],
            "beginners": [0.3, 0.1, 0.1], "beginners_low": [0.25, 0.05, 0.05], "beginners_high": [0.35, 0.2, 0.2],
            "asks_degree": [0.5, 0.45, 0.8], "asks_degree_low": [0.4, 0.3, 0.7], "asks_degree_high": [0.6, 0.6, 0.9],
            "asks_certification": [0.2, 0.2, 0.2], "asks_certification_low": [0.1] * 3,
            "asks_certification_high": [0.3] * 3,
        }
    )  # fmt: skip
    said = first_jobs.least_words(replace(study, first_jobs=rows))
    assert "those for delivery managers ask least for experience" in said
    assert "those for delivery managers and project managers ask least for degrees" in said
    assert said.endswith("by how much they ask for certifications, none stands out.")


def test_words_hold_no_raw_numbers_or_names(study: Transition) -> None:
    said = [
        words.answer(study),
        words.pay_alt(study),
        words.gap_alt(study),
        words.asks_alt(study),
        words.gap_note(study),
    ]
    said += [words.asks_note(study), first_jobs.first_alt(study), first_jobs.entry_note(study), steps.steps_alt(study)]
    said += [
        *steps.steps(study),
        *method_words("transition", study.asked),
        *(part for one in words.key_figures(study) for part in one),
    ]
    for text in said:
        assert not re.search(r"\d\.\d{4}|\bnan\b|\bNone\b|[a-z]_[a-z]", text), text
    row = study.gap_of(ROLE_FAMILIES[ORIGIN], ALIKE)
    assert f"{abs(row['difference']):.1f}% lower" in words.answer(study)
