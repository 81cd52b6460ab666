"""Titles: role family, level, and technical or not, from the title alone."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.clean.title_words import title_words
from tpm_insights.clean.titles import MANAGERS, read_title, read_titles
from tpm_insights.vocabulary import ROLE_FAMILIES, SENIORITIES


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("IT Project Manager", "technical_project_manager"),
        ("Data Product Manager", "technical_product_manager"),
        ("UX Program Manager", "program_manager"),
        ("Electrical Project Manager, Data Center", "project_manager"),
        ("Java Architect", "software_engineer"),
        ("Node .JS Consultant", "software_engineer"),
        ("React Tech Lead", "software_engineer"),
        ("IT Specialist (SYSANALYSIS/APPSW)", "software_engineer"),
        ("Big Data Software Engineer", "software_engineer"),
        ("Data Governance Engineer", "data_professional"),
        ("Sr. GenAI Engineer", "data_professional"),
        ("Technical Analyst, Help Desk", "other"),
        ("Nuclear Systems Engineer", "other"),
        ("Information Technology Project Managers", "technical_project_manager"),
        ("Software Implementation Manager", "technical_project_manager"),
        ("TECHNICAL PROGRAM MANAGER III", "technical_program_manager"),
        ("Engineering Program Manager, Cameras", "technical_program_manager"),
        ("Sr. TPM", "technical_program_manager"),
        ("Product Owner - Data Platform APIs", "technical_product_manager"),
        ("Product Manager, Technical", "technical_product_manager"),
        ("Project Manager", "project_manager"),
        ("Construction Project Manager (IT buildings)", "project_manager"),
        ("Clinical Programme Manager", "program_manager"),
        ("Manager, Projects", "project_manager"),
        ("Head of Project Management", "project_manager"),
        ("Director, Program Management", "program_manager"),
        ("Group Product Manager", "product_manager"),
        ("Data Governance Program Manager", "program_manager"),
        ("Senior Scrum Master", "scrum_master"),
        ("Agile Coach", "scrum_master"),
        ("Release Train Engineer", "scrum_master"),
        ("IT Service Delivery Manager", "delivery_manager"),
        ("PMO Analyst", "pmo"),
        ("Director of Engineering", "engineering_manager"),
        ("Manager, Software Development", "engineering_manager"),
        ("Full-Stack Engineer", "software_engineer"),
        (".NET Developer", "software_engineer"),
        ("Software Developers, Applications (SOC title)", "software_engineer"),
        ("Network Engineer II", "systems_engineer"),
        ("Linux Systems Administrator", "systems_administrator"),
        ("IT Specialist (Systems Administration)", "systems_administrator"),
        ("Business Systems Analyst", "business_analyst"),
        ("Analytics Engineer", "data_professional"),
        ("Staff Data Scientist", "data_professional"),
        ("Account Manager", "other"),
        ("Project Coordinator", "other"),
        ("Business Development Manager", "other"),
        ("Developer Relations Lead", "other"),
        ("Program Analyst", "other"),
        ("Night Nurse", None),
        ("", None),
        ("Director of Data Engineering", "engineering_manager"),
        ("Software Tools Engineer", "software_engineer"),
        ("Data Conversion Analyst", "data_professional"),
    ],
)
def test_role_family(title: str, family: str | None) -> None:
    assert read_title(title).role_family == family


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Business Analyst / Project Manager", "business_analyst"),
        ("Project Manager / Business Analyst", "project_manager"),
        ("Account Manager / Project Manager", "other"),
        ("Program Manager/Project Manager", "program_manager"),
        ("Project & Program Manager", "project_manager"),
        ("Project Manager/Estimator", "project_manager"),
        ("Leadership Development Program Manager", "program_manager"),
        ("PMO Project Manager", "project_manager"),
        ("Developer Platform Product Manager", "technical_product_manager"),
        ("Director - Rollout Program Manager", "program_manager"),
    ],
)
def test_the_first_role_counts_and_the_head_of_a_phrase_comes_last(title: str, family: str) -> None:
    assert read_title(title).role_family == family


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Software Engineering Intern", "intern"),
        ("Co-op, Software", "intern"),
        ("Internal Auditor", None),
        ("Jr. Project Manager", "entry"),
        ("Associate Product Manager", "entry"),
        ("Scrum Master, Associate", "entry"),
        ("Product Designer (Lead / Principal)", "lead"),
        ("Baker (Senior, Lead or Principal)", "senior"),
        ("Asst Project Manager", "entry"),
        ("Sales - Associate", None),
        ("Assistant Project Manager", "entry"),
        ("Project Manager I", "entry"),
        ("Graduate Trainee", "entry"),
        ("Sales Associate", None),
        ("Executive Assistant to the VP", None),
        ("Program Manager 2", "mid"),
        ("Mid-level Java Developer", "mid"),
        ("Mid-Atlantic Project Manager", None),
        ("Sr Project Manager", "senior"),
        ("Program Manager, Senior", "senior"),
        ("Software Developer 3 (Go)", "senior"),
        ("Project Manager - III", "senior"),
        ("Senior Associate, Project Manager", "senior"),
        ("Project Manager (Senior)", "senior"),
        ("Scrum Master (open to the senior level as well)", None),
        ("Project Manager (3 openings)", None),
        ("Project Manager - 2 positions", None),
        ("Team Lead, Delivery", "lead"),
        ("Staff Engineer", "lead"),
        ("Senior Staff Engineer", "lead"),
        ("Staff Nurse", None),
        ("Chief of Staff", None),
        ("Lead Generation Specialist", None),
        ("Senior/Staff Program Manager", "senior"),
        ("Operations Lead/Sr Engineering Program Manager", "senior"),
        ("Principal Consultant", "principal"),
        ("Assistant Principal", None),
        ("Head of Delivery", "manager_of"),
        ("Group Program Manager", "manager_of"),
        ("Associate Director, Projects", "director"),
        ("Project Director", "director"),
        ("Assistant to the Director", None),
        ("VP, Product", "executive"),
        ("Chief Technology Officer", "executive"),
        ("Project Manager", None),
        ("Control Engineering Associate", "entry"),
        ("Maps Branch Chief", "manager_of"),
    ],
)
def test_seniority(title: str, level: str | None) -> None:
    assert read_title(title).seniority == level


def test_technical_words_are_weighed() -> None:
    assert read_title("Construction Technology Project Manager").technical
    assert not read_title("Digital Project Manager").technical
    assert not read_title("Marketing Project Manager, Cloud").technical
    assert read_title("IT Project Manager - Retail Systems").technical


def test_series_keep_their_index_and_missing_titles() -> None:
    titles = pd.Series(["Sr. Scrum Master", None, "Baker", "Sr. Scrum Master"], index=[7, 3, 3, 1])
    read = read_titles(titles)
    assert read.index.equals(titles.index)
    assert read["role_family"].fillna("").tolist() == ["scrum_master", "", "", "scrum_master"]
    assert read["seniority"].fillna("").tolist() == ["senior", "", "", "senior"]
    assert [str(kind) for kind in read.dtypes] == ["str", "str"]


def test_empty_series() -> None:
    assert read_titles(pd.Series([], dtype="str")).shape == (0, 2)


def test_lexicon_names_only_the_closed_lists() -> None:
    words = title_words()
    assert set(words.roles.values()) <= set(ROLE_FAMILIES)
    assert set(words.ranks) == set(SENIORITIES)
    assert words.weak <= set(words.roles)
    assert set(MANAGERS) | set(MANAGERS.values()) <= set(ROLE_FAMILIES)


PIECES = st.sampled_from(
    [
        "Senior",
        "IT",
        "Project",
        "Program",
        "Manager",
        "/",
        "-",
        "(",
        ")",
        ",",
        "Lead",
        "of",
        "II",
        "3",
        "Data",
        "Engineer",
        "Director",
        "Assistant",
        "to",
        "the",
        "&",
        "Associate",
        "Head",
        "Sr.",
        "Product",
        "Owner",
        "|",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=120))
def test_any_title_is_read(title: str) -> None:
    facts = read_title(title)
    assert facts.role_family is None or facts.role_family in ROLE_FAMILIES
    assert facts.seniority is None or facts.seniority in SENIORITIES
