"""The study of the data: rows add up, coverage is counted, ages are said."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tpm_insights.ledger import Ledger
from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.studies.data_quality import FIELDS, DataQuality, study_data_quality
from tpm_insights.reports.words import data_quality as words

ASKED = {"country": "US", "currency": "USD", "role": "all_project_program"}


@pytest.fixture(scope="module")
def study(tables: Tables) -> DataQuality:
    return study_data_quality(tables, **ASKED)


def test_every_row_is_kept_or_left_out_with_a_reason(study: DataQuality) -> None:
    accounts = study.accounts
    assert accounts["rows_in"].sum() - accounts["rows_out"].sum() == study.removed["rows"].sum()
    assert study.rows_by("merged") == 30
    assert study.rows_by("dropped", "set aside") == 10
    assert study.repaired["reason"].tolist() == ["ends swapped"]
    assert "merged with another (most often: same words)" in words.answer(study)


def test_coverage_counts_what_is_stated(tables: Tables, study: DataQuality) -> None:
    facts = tables.facts
    wanted = (facts["text_kind"] == "full") & (facts["country"] == "US")
    wanted &= facts["role_family"].isin(study.asked.families)
    pay = study.coverage_of("employer_pay")
    assert pay is not None
    assert pay["n"] == wanted.sum()
    assert pay["known"] == (wanted & facts["annual_low"].notna() & (facts["pay_origin"] == "text")).sum()
    assert set(study.coverage["field"]) == set(FIELDS.values())
    assert study.coverage["share"].between(0, 1).all()


def test_pay_by_somebody_else_is_not_the_employers(study: DataQuality) -> None:
    assert study.coverage_of("annual_low")["known"] > study.coverage_of("employer_pay")["known"]
    assert "a guess of the platform, not the employer's word" in set(study.origins["origin"])


def test_age_is_said_by_source(study: DataQuality) -> None:
    posted = study.age[study.age["table"] == "postings"].set_index("source")
    assert posted.loc["invented board", "oldest"].startswith("2023-01")
    filed = study.age[study.age["source"] == "invented filings"].iloc[0]
    assert (filed["oldest"], filed["newest"]) == ("2015", "2020")
    assert words.age_words(study).startswith("Postings are dated ")


def test_no_data_at_all_can_be_said(tables: Tables) -> None:
    empty = dataclasses.replace(
        tables,
        facts=tables.facts.head(0),
        salaries=tables.salaries.head(0),
        accounts=tables.accounts.head(0),
        ledger=Ledger("facts").to_frame(),
    )
    study = study_data_quality(empty, **ASKED)
    assert words.answer(study) == "No rows have come in."
    assert words.kept_alt(study) == "No rows have come in."
    for size in SIZES:
        assert study.draw_removed(size) is None
        assert study.draw_coverage(size) is None


def test_who_states_pay_is_counted_by_law(tables: Tables) -> None:
    facts = tables.facts
    year = facts["posted_on"].dt.year
    silent = (facts["region"] == "TX") & (np.arange(len(facts)) % 3 > 0)
    ends = ["annual_low", "annual_high"]
    some = dataclasses.replace(tables, facts=facts.assign(**{end: facts[end].mask(silent) for end in ends}))
    study = study_data_quality(some, **ASKED)
    shares = study.disclosure.set_index("band")["share"]
    assert shares["Texas"] < shares["California"] - 0.1
    assert shares["no law in force"] < shares["law in force"]
    assert year.notna().all()
    full = (some.facts["text_kind"] == "full") & (some.facts["country"] == "US")
    wanted = some.facts[full & some.facts["role_family"].isin(study.asked.families)]
    observed = wanted["annual_low"].notna() & (wanted["pay_origin"] == "text")
    assert study.disclosure["n"].iloc[0] == len(wanted)
    assert shares["all postings"] == pytest.approx(observed.mean())
    assert words.disclosure_words(study).startswith("Employers state pay in ")
    assert "too few" in words.disclosure_words(dataclasses.replace(study, disclosure=study.disclosure.iloc[:0]))


def test_scores_of_the_reader_are_shares_inside_their_intervals(study: DataQuality) -> None:
    scores = study.accuracy.scores
    assert scores[["precision", "recall", "recall_low", "recall_high"]].stack().between(0, 1).all()
    assert (scores["recall_low"] <= scores["recall"]).all()
    assert (scores["recall"] <= scores["recall_high"]).all()
    said = words.accuracy_words(study)
    assert scores["label_read"].iloc[0] in said
    assert "labelled by hand" in said
