"""Skills and duties: which are named for the role."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.extract.document import read_document
from tpm_insights.extract.scan import lexicon
from tpm_insights.extract.skills import Skills, read_skills
from tpm_insights.vocabulary import HARD_SKILLS, RESPONSIBILITIES, SOFT_SKILLS


def skills_of(text: str) -> Skills:
    return read_skills(read_document(text))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Groom the backlog of user stories.", "agile_scrum"),
        ("Waterfall delivery", "waterfall"),
        ("Identify project risks early.", "risk_management"),
        ("Allocate resources to each stream.", "resource_allocation"),
        ("Deliver on time and within budget.", "budget_management"),
        ("Forecasting of spend", "forecasting"),
        ("Own the product roadmap.", "roadmap_planning"),
        ("Led large-scale rollouts.", "large_scale_delivery"),
        ("A background in software engineering", "software_development"),
        ("Comfortable with Python and Java", "software_development"),
        ("Exposure to AWS", "cloud"),
        ("You analyze data weekly.", "data_analysis"),
        ("Reads dashboards and builds Tableau views", "data_analysis"),
        ("MS-Project plans", "ms_project"),
        ("Office (Word, PowerPoint, Project)", "ms_project"),
        ("Uses data and metrics", "data_analysis"),
        ("Tracks work in JIRA", "jira"),
        ("Knows the software development lifecycle (SDLC)", "sdlc"),
    ],
)
def test_hard_skills(text: str, key: str) -> None:
    assert key in skills_of(text).hard


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Written and verbal skills", "communication"),
        ("Leads cross-functional teams", "leadership"),
        ("Work with stakeholders", "stakeholder_management"),
        ("A strategic thinker", "strategic_thinking"),
        ("You solve complex problems.", "problem_solving"),
        ("Juggle several projects", "multitasking"),
        ("Partner with finance", "collaboration"),
        ("Comfort with ambiguity", "adaptability"),
        ("Negotiates with vendors", "negotiation"),
        ("Coach junior colleagues", "mentoring"),
        ("Applicants who have solved and solve problems", "problem_solving"),
        ("Salary: 90k. Find solutions to problems.", "problem_solving"),
        ("Strategic thinkers", "strategic_thinking"),
        ("Meets internal and external customers", "stakeholder_management"),
    ],
)
def test_soft_skills(text: str, key: str) -> None:
    assert key in skills_of(text).soft


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Develop project plans and milestones", "planning"),
        ("Send weekly status reports", "stakeholders"),
        ("Manage the budget", "budget_resources"),
        ("Keep the risk register", "risk"),
        ("Supervise six coordinators", "team_leadership"),
    ],
)
def test_duties(text: str, key: str) -> None:
    assert skills_of(text).responsibilities == (key,)


@pytest.mark.parametrize(
    "text",
    [
        "Enjoy a learning budget and flexible hours.",
        "You will use Azure DevOps boards.",
        "Reports to senior leadership.",
        "Career coaching and a mentorship program",
        "Our company is a leader in cloud software and values collaboration.",
        "Benefits\nTeam lunches and a spirit of collaboration, coaching, stock options",
        "We are an equal opportunity employer and communicate without regard to race.",
        "Bachelor's degree in Computer Science, Software Engineering or Data Science",
        "Sees example.com/index.html",
        "Knows Python",
        "Runs large-scale distributed databases.",
        "Sprints in spring",
        "Reads SQL",
        "Python on Linux",
    ],
)
def test_what_is_not_asked_of_the_person(text: str) -> None:
    skills = skills_of(text)
    assert skills.hard + skills.soft == ()


def test_two_different_hints_are_needed() -> None:
    assert "software_development" not in skills_of("Python, Python and again Python").hard
    assert "software_development" in skills_of("Python and JavaScript").hard


def test_a_field_of_study_is_no_skill_but_experience_is() -> None:
    assert skills_of("Degree in software engineering.").hard == ()
    assert skills_of("Five years in software engineering.").hard == ("software_development",)


def test_each_key_has_the_span_that_names_it_first() -> None:
    document = read_document("Use Jira. Later, Jira again. Mentor others.")
    skills = read_skills(document)
    assert {
        key: document.text[slice(*span)] for key, span in skills.spans.items() if key in skills.hard + skills.soft
    } == {
        "jira": "Jira",
        "mentoring": "Mentor",
    }
    assert set(skills.spans) == {*skills.hard, *skills.soft, *skills.responsibilities}


def test_lexicons_name_only_the_closed_lists() -> None:
    for name, keys in (
        ("hard_skills", HARD_SKILLS),
        ("soft_skills", SOFT_SKILLS),
        ("responsibilities", RESPONSIBILITIES),
    ):
        read = lexicon(name)
        named = {key.removesuffix("_hint") for key in {**read["terms"], **read.get("case_sensitive", {})}} - {
            "not_a_skill"
        }
        assert named == set(keys)


WORDS = st.sampled_from(
    [
        "budget",
        "learning",
        "Jira",
        "agile",
        "stakeholders",
        "\n",
        ".",
        "Benefits",
        "Requirements",
        "SQL",
        "Python",
        "degree",
        "software engineering",
        "our company",
        "401(k)",
        "leadership",
        "senior",
        "communication",
        ",",
        "coach",
        "risk",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=300))
def test_never_an_exception_and_always_the_closed_lists(text: str) -> None:
    skills = skills_of(text)
    assert set(skills.hard) <= set(HARD_SKILLS)
    assert set(skills.soft) <= set(SOFT_SKILLS)
    assert set(skills.responsibilities) <= set(RESPONSIBILITIES)


@pytest.mark.parametrize(
    "unit", ["Jira budget ", "our company ", "software engineering degree ", "Benefits\nAgile\nDuties\n"]
)
def test_time_is_linear_in_repetition(unit: str) -> None:
    document = read_document(unit * (300_000 // len(unit)))
    begin = time.process_time()
    read_skills(document)
    assert time.process_time() - begin < 2.5
