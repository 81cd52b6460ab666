"""Role and level of a posting: title first, then the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.extract.document import read_document
from tpm_insights.extract.role import Role, read_role
from tpm_insights.extract.scan import lexicon
from tpm_insights.vocabulary import ROLE_FAMILIES, SENIORITIES

TECHNICAL = (
    "Run software development with engineering teams, move servers to the cloud, track bugs in Jira, plan API releases."
)
BUILDING = "Visit the job site, read blueprints, chase permits and submittals, manage subcontractors."


def role(text: str, title: str = "") -> Role:
    return read_role(read_document(text, title))


def test_the_text_tells_technical_managers_from_others() -> None:
    assert role(TECHNICAL, "Project Manager").role_family == "technical_project_manager"
    assert role(BUILDING, "Project Manager").role_family == "project_manager"
    assert role(TECHNICAL, "Program Manager").role_family == "technical_program_manager"
    assert role("Bring calm to busy people.", "Program Manager").role_family == "program_manager"


def test_projects_called_technical_decide_alone() -> None:
    assert role("Lead IT projects for a bakery. " * 60, "Project Manager").role_family == "technical_project_manager"
    assert role("Plan technical programs.", "Program Manager").role_family == "technical_program_manager"
    assert role("A degree in law, information technology or art.", "Project Manager").role_family == "project_manager"


def test_what_is_only_wished_for_is_not_the_role() -> None:
    wished = "Plan the gala.\nNice to have\n- SQL\n- APIs and cloud\n- Software development\n- Jira"
    assert role(wished, "Program Manager").role_family == "program_manager"


def test_a_word_against_does_not_outweigh_it() -> None:
    assert role("Lead each IT project.", "IT Health Project Manager").role_family == "technical_project_manager"
    assert role("Lead each project.", "Health Project Manager").role_family == "project_manager"


def test_the_title_goes_before_the_text() -> None:
    assert role("Keep calm.", "IT Project Manager").role_family == "technical_project_manager"
    assert role(f"Uses Jira. {BUILDING}", "Construction Project Manager").role_family == "project_manager"
    assert role(TECHNICAL, "Business Analyst").role_family == "business_analyst"
    assert role(TECHNICAL, "Baker").role_family == "other"


def test_what_the_company_does_is_not_the_role() -> None:
    company = f"About us\n{TECHNICAL}\nResponsibilities\n- Plan the annual gala\n- Book venues"
    assert role(company, "Project Manager").role_family == "project_manager"


def test_product_managers_are_technical_only_if_called_so() -> None:
    assert role(TECHNICAL, "Product Manager").role_family == "product_manager"
    assert (
        role("As a Technical Product Manager you own the API.", "Product Manager").role_family
        == "technical_product_manager"
    )
    assert role("", "Product Manager - Data Supply").role_family == "technical_product_manager"
    assert role("", "Product Manager, Data Entry").role_family == "product_manager"
    assert role("", "Product Manager, Data Platform").role_family == "technical_product_manager"


def test_without_a_title_the_text_may_give_one() -> None:
    assert role("Job Title: Senior Scrum Master\nLocation: Oslo") == Role("scrum_master", "senior", {})
    assert role("Data Engineer\nBuild pipelines.").role_family == "data_professional"
    assert role("").role_family is None


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("As a Senior IT Business Analyst you collect wishes.", "Business Analyst", "senior"),
        ("We are looking for a Junior Project Manager who plans.", "Project Manager", "entry"),
        ("This position is an entry level data analyst position.", "Data Analyst", "entry"),
        ("This is a senior-level role.", "Delivery Manager", "senior"),
        ("Sr Data Engineer - R12\nBuild.", "Data Engineer", "senior"),
        ("We need a Sr .Net Developer in Leeds.", "Developer", "senior"),
        ("The post is at the Senior Work Level of the scale.", "IT Specialist", "senior"),
        ("You work with senior business analysts.", "Business Analyst", None),
        ("Experience as a senior project manager", "Project Manager", None),
        ("Report to the Senior Program Manager.", "Program Manager", None),
        ("Seeking a data engineer who can lead.", "Data Engineer", None),
        ("Junior or senior, all are welcome.", "Program Manager", None),
        ("This is a senior-level role.", "Lead Program Manager", "lead"),
    ],
)
def test_seniority(text: str, title: str, expected: str | None) -> None:
    assert role(text, title).seniority == expected


def test_spans_show_what_decided() -> None:
    document = read_document(f"{TECHNICAL} You join as a senior project manager.", "Project Manager")
    found = read_role(document)
    assert document.text[slice(*found.spans["role_family"])] == "software development"
    assert document.text[slice(*found.spans["seniority"])] == "senior"


def test_the_lexicons_are_complete() -> None:
    read = lexicon("role_cues")
    assert set(read["terms"]) == {*read["weights"], "product"}
    assert set(lexicon("level_cues")["terms"]) - {"level", "not_a_level"} <= set(SENIORITIES)


WORDS = st.sampled_from(
    [
        "senior",
        "as a",
        "project manager",
        "Jira",
        "\n",
        ".",
        "title:",
        "construction",
        "entry level position",
        "cloud",
        "is a",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, max_size=50).map(" ".join) | st.text(max_size=300),
    st.sampled_from(["", "Project Manager", "Scrum Master"]) | st.text(max_size=60),
)
def test_never_an_exception_and_always_the_closed_lists(text: str, title: str) -> None:
    found = role(text, title)
    assert found.role_family in {None, *ROLE_FAMILIES}
    assert found.seniority in {None, *SENIORITIES}


@pytest.mark.parametrize("unit", ["as a senior ", "title: \n", "cloud construction ", "senior project manager is "])
def test_time_is_linear_in_repetition(unit: str) -> None:
    document = read_document(unit * (200_000 // len(unit)), title="Project Manager")
    begin = time.process_time()
    read_role(document)
    assert time.process_time() - begin < 2.5
