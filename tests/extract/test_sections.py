import pytest

from tpm_insights.extract.document import read_document


def kinds(text):
    document = read_document(text)
    return [(document.text[start:].split("\n")[0][:24], kind) for start, kind in document.sections]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Requirements", "required"),
        ("REQUIREMENTS:", "required"),
        ("What you'll bring to the team", "required"),
        ("Your experience:", "required"),
        ("Experience", "required"),
        ("Preferred Qualifications", "preferred"),
        ("Nice to have (not required):", "preferred"),
        ("Key Duties & Responsibilities", "duties"),
        ("About the role", "duties"),
        ("Benefits:", "benefits"),
        ("Equal Opportunity Employer", "company"),
        ("Salary range", "pay"),
        ("---- Basic Qualifications ----", "required"),
        ("\\-\\-\\-\\- What the Candidate Will Do ----", "duties"),
        ("- Preferred Qualifications", "preferred"),
        ("How To Stand Out (Preferred Qualifications)", "preferred"),
        ("Preferred Job Qualifications:", "preferred"),
        ("Desirable Qualifications & Experience", "preferred"),
        ("Recommended", "preferred"),
        ("Strong Pluses", "preferred"),
        ("Years of Experience Desired/Required", "required"),
        ("Knowledge, Skills & Abilities", "required"),
        ("What were looking for", "required"),
    ],
)
def test_headings_begin_sections(heading, kind):
    document = read_document(f"We build bridges.\n{heading}\n- one thing\n- another thing")
    assert document.section_at(document.text.index("another")) == kind


@pytest.mark.parametrize(
    "item",
    [
        "- Experience with planning tools",
        "Experience with machine learning",
        "- You have led teams before",
        "No education requirements.",
        "- Requirements gathering: with clients",
        "- Experience building and leading new rail teams",
        "Formal Scrum Master experience",
        "Strong communication skills, in writing and in speech",
    ],
)
def test_items_that_begin_like_headings_do_not_end_a_section(item):
    document = read_document(f"Nice to have\n{item}\n- the last thing")
    assert document.section_at(document.text.index("last")) == "preferred"


def test_headings_inside_a_paragraph_need_a_sentence_before_and_a_colon_after():
    text = "Join us in Leeds. Requirements: five years of delivery. Desired: PRINCE2. We set high requirements for all."
    assert kinds(text) == [("Requirements: five years", "required"), ("Desired: PRINCE2. We set", "preferred")]


def test_headings_in_capitals_are_seen_where_the_line_breaks_are_lost():
    filler = "You will plan the work of many crews on many bridges and report on it to all who ask for it each week"
    text = f"{filler}. Responsibilities {filler} Minimum Qualifications Five years in rail Preferred Skills {filler}"
    assert [kind for _, kind in kinds(text)] == ["duties", "required", "preferred"]
    text = (
        f"{filler}. You must meet the Minimum Qualifications Board rules and Data Requirements Lists. {filler} {filler}"
    )
    assert kinds(text) == []


def test_other_headings_end_a_section():
    document = read_document("Requirements\n- PMP\nWork schedule:\nMonday to Friday")
    assert document.section_at(document.text.index("Monday")) is None


def test_pay_in_the_line_of_its_heading_ends_with_its_sentence() -> None:
    document = read_document("Salary: $90-110k. PMP required; CSM preferred. Agile and Jira.")
    assert document.section_at(document.text.index("$90")) == "pay"
    assert document.section_at(document.text.index("PMP")) is None
