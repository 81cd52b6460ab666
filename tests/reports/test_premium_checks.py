"""How far the difference in pay can be trusted, and what surveys claim: beside the ladder and by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.certification_premium import CertificationPremium, study_certification_premium
from tpm_insights.reports.studies.premium_checks import APPROACHES, BENCHMARKS
from tpm_insights.reports.studies.published_surveys import survey_claims, survey_premium
from tpm_insights.reports.words import premium_checks as words

ASKED = {"country": "US", "currency": "USD", "role": "all_project_program"}
CERTIFICATIONS = ["PMP", "CSM", "CAPM", "ITIL"]


@pytest.fixture(scope="module")
def study(tables: Tables) -> CertificationPremium:
    return study_certification_premium(tables, certifications=CERTIFICATIONS, **ASKED)


@pytest.fixture(scope="module")
def figures(tables: Tables) -> pd.DataFrame:
    """Two editions of a survey with both sides, one premium, and what must not be taken."""
    rows = [
        ("Institute", "1st", 2019, "PMP certified", "median salary", 110_000.0, "USD", 900.0, "United States"),
        ("Institute", "1st", 2019, "without PMP", "median salary", 100_000.0, "USD", 900.0, "United States"),
        ("Institute", "2nd", 2023, "PMP certified", "median salary", 126_000.0, "USD", None, "United States"),
        ("Institute", "2nd", 2023, "without PMP", "median salary", 105_000.0, "USD", None, "United States"),
        ("Institute", "2nd", 2023, "PMP vs none", "stated premium", 20.0, "percent", None, "21 countries"),
        ("Institute", "2nd", 2023, "PMP certified", "median salary", 60_000.0, "EUR", None, "Germany"),
        ("Institute", "2nd", 2023, "PMP-like", "share", 1.0, "score", None, "United States"),
        ("Magazine", "A", 2020, "PMP holders", "median", 70_000.0, "USD", None, "non-US"),
        ("Magazine", "A", 2020, "all", "median", 90_000.0, "USD", None, "United States"),
    ]
    names = ["publisher", "edition", "year", "group", "measure", "value", "unit", "n", "country"]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64"})


def test_the_middle_of_the_ranges_is_the_step_that_is_quoted(study: CertificationPremium) -> None:
    ranges = study.checks.ranges.set_index("approach")
    quoted = study.rung_of("PMP")
    assert ranges["n"].unique().tolist() == [quoted["n"]]
    assert ranges.loc[APPROACHES["middle"], "difference"] == pytest.approx(quoted["difference"], abs=1e-6)
    ends = ranges.loc[[APPROACHES["low_end"], APPROACHES["high_end"]], "difference"]
    assert ends.min() < quoted["difference"] < ends.max()
    assert not study.checks.widths_differ, "widths were drawn without regard to PMP"
    assert "may be chance" in words.ranges_words(study)


def test_wider_ranges_with_the_certification_are_found_out(tables: Tables) -> None:
    asks = tables.facts["cert_pmp"].notna()
    wider = tables.facts.assign(annual_high=tables.facts["annual_high"] * np.where(asks, 1.3, 1.0))
    study = study_certification_premium(
        dataclasses.replace(tables, facts=wider), certifications=CERTIFICATIONS, **ASKED
    )
    assert study.checks.widths_differ
    assert "disagree beyond chance" in words.ranges_words(study)


def test_something_unseen_takes_away_what_it_should(study: CertificationPremium) -> None:
    quoted, rows = study.rung_of("PMP")["difference"], study.checks.strength
    assert set(rows["benchmark"]) <= set(BENCHMARKS)
    assert (rows["difference"] < quoted).all(), "the planted difference is above zero, and it works against it"
    assert words.strongest(study)["difference"] == rows["difference"].min()
    assert 0 <= study.checks.needed_clear < study.checks.needed < 1
    assert words.strength_words(study).startswith("To bring the difference of +")


def test_a_difference_that_is_not_clear_is_not_called_fragile(study: CertificationPremium) -> None:
    ladder = study.ladder.assign(conf_low_percent=-5.0, conf_high_percent=5.0)
    assert words.doubt_words(dataclasses.replace(study, ladder=ladder)) == ""
    clear = study.ladder.assign(conf_low_percent=1.0, conf_high_percent=9.0)
    strength = study.checks.strength.assign(difference=0.5, conf_low_percent=-2.0, conf_high_percent=3.0)
    shaky = dataclasses.replace(study, ladder=clear, checks=dataclasses.replace(study.checks, strength=strength))
    assert words.doubt_words(shaky).endswith("would bring it to +0.5% (−2.0% to +3.0%).")


def test_a_later_step_that_takes_the_difference_away_is_told_first(study: CertificationPremium) -> None:
    clear = study.ladder.assign(conf_low_percent=1.0, conf_high_percent=9.0)
    gone = (clear["certification"] == "PMP") & (clear["rung"] == "and in state")
    clear.loc[gone, ["difference", "conf_low_percent", "conf_high_percent", "refused"]] = [2.0, -3.0, 7.0, ""]
    said = words.doubt_words(dataclasses.replace(study, ladder=clear))
    assert "among postings of the same state too it is 2.0% higher (−3.0% to +7.0%)" in said


def test_nothing_to_check_is_said(tables: Tables) -> None:
    thin = study_certification_premium(tables, certifications=["CAPM"], **ASKED)
    assert thin.checks.ranges.empty
    assert "no difference in pay" in words.ranges_note(thin)
    assert words.strength_note(thin) == words.ranges_note(thin)
    assert words.ranges_words(thin) == ""
    assert words.strength_words(thin) == "There is no difference in pay to question."


def test_surveys_are_taken_as_they_print_it(figures: pd.DataFrame) -> None:
    asked = Asked("US", "USD", "technical_delivery", None, None, 10)
    claims = survey_claims(figures, "PMP", asked)
    assert claims["dates"].tolist() == ["2023", "2023", "2023", "2019", "2019"]
    assert claims["stated"].dropna().tolist() == [20.0]
    newest = survey_premium(claims, "PMP")
    assert newest["difference"] == pytest.approx(20.0)
    assert (newest["holders"], newest["others"]) == (126_000.0, 105_000.0)
    early = survey_claims(figures, "PMP", dataclasses.replace(asked, last_year=2020))
    assert survey_premium(early, "PMP")["difference"] == pytest.approx(10.0)
    assert survey_premium(survey_claims(figures, "CSM", asked), "CSM") is None


def test_a_survey_stands_beside_the_postings(tables: Tables, figures: pd.DataFrame) -> None:
    study = study_certification_premium(
        dataclasses.replace(tables, published_figures=figures), certifications=CERTIFICATIONS, **ASKED
    )
    said = words.survey_words(study)
    assert "$126,000" in said
    assert "+20.0%" in said
    assert "nothing is held alike" in said
    figure = words.survey_figure(study)[0]
    assert figure.value == "+20.0%"
    assert "n not stated" in figure.note
