"""Work mode: remote, hybrid or on site, when it is stated for the job."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.extract.document import read_document
from tpm_insights.extract.scan import lexicon
from tpm_insights.extract.work_mode import read_work_mode
from tpm_insights.vocabulary import WORK_MODES


def mode(text: str, title: str = "", place: str = "") -> str | None:
    found = read_work_mode(read_document(text, title, place))
    return found.mode if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is a fully remote role.", "remote"),
        ("Bake anywhere from the comfort of your home!", "remote"),
        ("Work Type\nRemote\nTeam", "remote"),
        ("A contract (6 months/Hybrid) in Oslo", "hybrid"),
        ("Location\nHybrid / Oslo", "hybrid"),
        ("Malaga (On-site / Hybrid)", "hybrid"),
        ("Hybrid-In office/remote", "hybrid"),
        ("This is an IN-OFFICE opportunity only.", "onsite"),
        ("Position Role Type: Onsite", "onsite"),
        ("We are in the office 7 days a week.", "onsite"),
        ("A mill in Oslo (no telecommuting)", "onsite"),
        ("You can work from anywhere.", "remote"),
        ("Work Location: Remote", "remote"),
        ("Full-time telework is available.", "remote"),
        ("Based in Leeds or Remote.", "remote"),
        ("This is a hybrid role.", "hybrid"),
        ("We ask for 3 days a week in the office.", "hybrid"),
        ("Two to three days on-site, the rest from home", "hybrid"),
        ("In the office 4+ days per week", "hybrid"),
        ("Remote Work: Hybrid", "hybrid"),
        ("Work Location: Hybrid remote in Austin, TX", "hybrid"),
        ("Employees spend at least half of their work time in an office.", "hybrid"),
        ("Monday to Thursday in office and Friday work from home", "hybrid"),
        ("Rail planner | Remote | Permanent", "remote"),
        ("You join our crew in a remote capacity.", "remote"),
        ("Remote job\nYes", "remote"),
        ("Remote job\nNo\nTelework eligible\nYes", "onsite"),
        ("Telework: Not available", "onsite"),
        ("Full time, on-site", "onsite"),
        ("Annual in-person team building events", None),
        ("Five days a week in the office", "onsite"),
        ("Work Location: In person", "onsite"),
        ("This is an on-site position.", "onsite"),
        ("You will join us in our Leeds, UK office.", "onsite"),
        ("The position is located at the corporate headquarters in Ohio.", "onsite"),
        ("The role is based in our Leeds office and can be fully remote.", "remote"),
        ("Location: Leeds - Onsite\nWe build maps.", "onsite"),
        ("The role is not available for remote work.", "onsite"),
        ("Leeds, UK, or remote\nApply now.", "remote"),
        ("The work is 100 % remote.", "remote"),
        ("The work is 60% remote.", "hybrid"),
        ("We allow some remote working.", "hybrid"),
        ("This position is hybrid (onsite on Mondays). #LI-Remote", "hybrid"),
        ("Remote Work: No", "onsite"),
        ("This is an in-office position. Remote candidates will not be considered.", "onsite"),
        ("Job Type: Part-time/on-site", "onsite"),
        ("Schedule: Mon-Thu (night shift) Onsite.", "onsite"),
        ("Mostly preferred in-person (Oslo)", "onsite"),
        ("Primarily based in our Oslo office, with some travel.", "onsite"),
        ("The baker will be primarily based in our Fort Oslo office.", "onsite"),
        ("The role will be based in either our Oslo or Bergen offices.", "onsite"),
        ("Location - Oslo, On-Site", "onsite"),
        ("Onsite\nBakers wanted in Oslo", "onsite"),
        ("Location: Oslo & Bergen Hybrid", "hybrid"),
        ("Location: Oslo - Hybrid friendly (on-site/off-site)", "hybrid"),
        ("Working mode: Hybrid, on-site as well as remote", "hybrid"),
        ("Location: Oslo | Bergen | Remote", "remote"),
        (f"Title: Baker Location: Oslo, AB Hybrid Duration: 6 months {'Bake bread. ' * 20}", "hybrid"),
        ("The work will be performed onsite at the mill.", "onsite"),
        ("The job is eligible for a remote working arrangement.", "remote"),
        ("You can work from our Oslo office, or from home, wherever you live.", None),
    ],
)
def test_statements(text: str, expected: str | None) -> None:
    assert mode(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("This is not a remote position.", "onsite"),
        ("The role is not remote.", "onsite"),
        ("This is not a virtual position.", "onsite"),
        ("No remote work.", "onsite"),
        ("Work remotely: No", "onsite"),
    ],
)
def test_denials(text: str, expected: str) -> None:
    assert mode(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Lead remote teams on remote sites.",
        "All who work in person at an office have to be fully vaccinated.",
        "Remote monitoring and remote sensing",
        "Hybrid cloud and hybrid Agile methods",
        "An on-site gym and on-site parking",
        "On-site interviews in June",
        "Remote access to servers",
        "If this position is listed as remote or hybrid, you work from home.",
        "Work from our hubs or remotely, depending on the role.",
        "We are a remote-friendly team with three days of volunteering.",
        "Training lasts 3 days per week.",
        "Our founders met while working at the Leeds campus.",
        "The position is located in the Department of Maps, Office of the Secretary.",
        "Sponsors may be local or remote).",
        "In-office lunches (5 days per week)",
        "Take the test from a remote location.",
        "Design cloud native, hybrid, and other systems.",
        "The style of each role, hybrid, remote or on-site, is indicated in the job description.",
        "Be ready to deploy to anywhere in the United States.",
        "Work in our Leeds market and with our field offices.",
        "Telework eligible\nYes-as determined by the agency policy.",
        "Fluent in hybrid work tools and hybrid cloud.",
        "Type of meeting: in person",
        f"Mind the location: bakers of remote villages {'bake bread ' * 20}",
        "Location: Oslo - support of remote",
        "Schedule: weekly, with a team remote",
        "Methods: Agile, hybrid",
        "",
    ],
)
def test_not_about_the_job(text: str) -> None:
    assert mode(text) is None


def test_title_and_place() -> None:
    assert mode("", place="Remote, US") == "remote"
    assert mode("", place="Hybrid in Dallas, TX") == "hybrid"
    assert mode("", title="Scrum Master (Hybrid)") == "hybrid"
    assert mode("", title="Remote Sensing Analyst") is None
    assert mode("", title="Developer - ONSITE (4 days a week)") == "onsite"


def test_what_is_surer_decides() -> None:
    assert mode("Work Location: In person", title="Analyst - Hybrid role") == "hybrid"
    assert mode("This is a hybrid position.\nWork Location: In person") == "hybrid"
    assert mode("This is a hybrid role.", place="Remote") == "hybrid"
    assert mode("Location: Remote, but could be hybrid in time") == "remote"


def test_the_span_shows_the_words() -> None:
    document = read_document("Pay is good. The job is 100% remote.")
    found = read_work_mode(document)
    assert found is not None
    assert found.span is not None
    assert document.text[slice(*found.span)] == "100% remote"


def test_the_lexicon_ranks_every_kind() -> None:
    read = lexicon("work_mode")
    kinds = {*read["terms"], *read["case_sensitive"]} - {"days", "percent", "office", "not_a_mode"}
    kinds -= {f"{name}_bare" for name in WORK_MODES}
    assert kinds | {"title", "place", "onsite_loose"} == set(read["strength"])
    assert {kind.split("_")[0] for kind in kinds} == set(WORK_MODES)


WORDS = st.sampled_from(
    [
        "remote",
        "hybrid",
        "on-site",
        "not",
        "a",
        "position",
        "3",
        "days",
        "a week",
        "office",
        "\n",
        ".",
        ":",
        "Work Location",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=50).map(" ".join) | st.text(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_never_an_exception_and_always_the_closed_list(text: str, title: str, place: str) -> None:
    assert mode(text, title, place) in {None, *WORK_MODES}


@pytest.mark.parametrize("unit", ["3 days a week ", "not remote position ", "hybrid, "])
def test_time_is_linear_in_repetition(unit: str) -> None:
    document = read_document(unit * (200_000 // len(unit)), title=unit * 1000, place=unit * 1000)
    begin = time.process_time()
    read_work_mode(document)
    assert time.process_time() - begin < 2.5
