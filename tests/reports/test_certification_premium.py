"""The study of certifications: planted demand and premium come back, thin ones are refused."""

from __future__ import annotations

import dataclasses
import math
import re

import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.studies.certification_premium import CertificationPremium, study_certification_premium
from tpm_insights.reports.studies.premium_ladder import ANY_RUNG, LADDER, MAIN_RUNG
from tpm_insights.reports.words import certification_premium as words
from tpm_insights.reports.words.fixed_words import method_words
from tpm_insights.vocabulary import certification_column

PMP_PREMIUM = 0.05
ASKED = {"country": "US", "currency": "USD", "role": "all_project_program"}


@pytest.fixture(scope="module")
def study(tables: Tables) -> CertificationPremium:
    return study_certification_premium(tables, certifications=["PMP", "CSM", "CAPM", "ITIL"], **ASKED)


def test_demand_is_the_share_of_full_postings(tables: Tables, study: CertificationPremium) -> None:
    facts = tables.facts
    wanted = (facts["text_kind"] == "full") & (facts["country"] == "US")
    wanted &= facts["role_family"].isin(study.asked.families)
    share = facts.loc[wanted, certification_column("PMP")].notna().mean()
    row = study.share_of("PMP")
    assert row is not None
    assert row["n"] == wanted.sum()
    assert row["share"] == pytest.approx(share)
    assert row["conf_low_share"] < share < row["conf_high_share"]
    assert study.share_of("PMP", "senior")["share"] > study.share_of("PMP", "entry")["share"]


def test_ways_of_asking_add_up(study: CertificationPremium) -> None:
    shown = study.status[study.status["refused"] == ""]
    assert len(shown) >= 2
    assert shown[["required", "preferred", "mentioned"]].sum(axis=1).round(9).eq(1).all()


def test_the_planted_premium_comes_back_once_years_are_alike(study: CertificationPremium) -> None:
    plain, alike = study.rung_of("PMP", LADDER[0].words), study.rung_of("PMP", LADDER[1].words)
    assert plain is not None
    assert alike is not None
    truth = 100 * math.expm1(PMP_PREMIUM)
    assert alike["conf_low_percent"] < truth < alike["conf_high_percent"]
    assert plain["difference"] > alike["difference"] + 2, "PMP is asked for where more years are"


def test_no_premium_was_planted_for_the_others(study: CertificationPremium) -> None:
    row = study.rung_of("CSM")
    assert row is not None
    assert row["conf_low_percent"] < 0 < row["conf_high_percent"]
    assert words.clear(row) == "which cannot be told from no difference"


def test_adjusted_p_values_are_never_smaller(study: CertificationPremium) -> None:
    shown = study.ladder[study.ladder["difference"].notna()]
    assert (shown["p_adjusted"] >= shown["p_value"] - 1e-12).all()


def test_a_certification_too_few_ask_for_is_refused_once(study: CertificationPremium) -> None:
    rows = study.ladder[study.ladder["certification"] == "CAPM"]
    assert rows["rung"].tolist() == [ANY_RUNG]
    assert re.fullmatch(r"of those that ask for it: \d records, 10 needed.*", rows["refused"].iloc[0])
    assert "Not shown for CAPM" in words.ladder_note(study)


def test_nothing_is_said_where_entry_postings_do_not_ask(study: CertificationPremium) -> None:
    assert study.share_of("PMP", "entry")["share"] * study.share_of("PMP", "entry")["n"] < 10
    assert words.entry_words(study).startswith("Nothing is said on pay with PMP at entry level")


def test_the_employer_step_uses_employers_with_several_postings(study: CertificationPremium) -> None:
    row = study.rung_of("PMP", LADDER[-1].words)
    assert row is not None
    assert row["n"] < study.rung_of("PMP")["n"]


def test_a_country_without_data_gives_a_readable_nothing(tables: Tables) -> None:
    nowhere = study_certification_premium(
        tables, certifications=["PMP"], country="FR", currency="EUR", role="technical_project"
    )
    for size in SIZES:
        assert nowhere.draw_demand(size) is None
        assert nowhere.draw_ladder(size) is None
    assert "too few such postings from France" in words.answer(nowhere)
    assert words.demand_alt(nowhere) == "No share can be shown."


def test_words_hold_no_raw_numbers_or_names(study: CertificationPremium) -> None:
    said = [words.answer(study), words.demand_alt(study), words.ladder_alt(study), words.ladder_note(study)]
    said += [
        *method_words("certification_premium", study.asked),
        *(part for figure in words.key_figures(study) for part in figure),
    ]
    for text in said:
        assert not re.search(r"\d\.\d{3}|\bnan\b|\bNone\b|[a-z]_[a-z]", text), text
    assert "not what a person gains" in words.answer(study)
    assert MAIN_RUNG == "and in role and title"


def test_a_region_counts_its_own_postings_only(tables: Tables) -> None:
    asked = {"certifications": ["PMP"], "country": "US", "currency": "USD", "role": "all_project_program"}
    texas = study_certification_premium(tables, region="TX", **asked)
    facts = tables.facts[tables.facts["region"] == "TX"]
    alone = study_certification_premium(dataclasses.replace(tables, facts=facts), **asked)
    assert texas.demand.equals(alone.demand)
    assert texas.status.equals(alone.status)
    assert texas.definitions.equals(alone.definitions)
    assert "from Texas" in words.answer(texas)
    nowhere = study_certification_premium(tables, region="WY", **asked)
    assert words.answer(nowhere).startswith("There are too few such postings from Wyoming to say how often PMP is")
