import dataclasses
import math
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tpm_insights import vocabulary as v
from tpm_insights.errors import DataError, UsageError
from tpm_insights.extract.posting import PostingFacts
from tpm_insights.extract.reading import read_posting

AD = """<h2>About us</h2><p>Founded 30 years ago, we run ferries.</p>
<h2>Requirements</h2><ul><li>5+ years of experience in software project management</li>
<li>Bachelor&rsquo;s degree in Computer Science or equivalent experience</li><li>PMP certification required</li>
<li>Agile delivery with Jira; strong communication skills</li></ul>
<h2>Nice to have</h2><ul><li>ITIL certification</li><li>8 years of experience with ferries</li></ul>
<p>Salary: $120,000 &ndash; $150,000 per year plus a $10,000 sign-on bonus. Fully remote.</p>"""


@pytest.fixture(scope="module")
def facts():
    return read_posting(AD, title="Senior IT Project Manager", place="Boston, MA")


def test_every_field_is_read(facts):
    assert (facts.role_family, facts.seniority) == ("technical_project_manager", "senior")
    assert (facts.pay_low, facts.pay_high, facts.pay_currency, facts.pay_period) == (120_000, 150_000, "USD", "year")
    assert (facts.years_min, facts.years_max, facts.years_preferred_min) == (5, None, 8)
    assert (facts.education_level, facts.education_status) == ("bachelor", "or_equivalent")
    assert "computer_science" in facts.study_fields
    assert {one.id: one.status for one in facts.certifications} == {"PMP": "required", "ITIL": "preferred"}
    assert {"agile_scrum", "jira"} <= set(facts.hard_skills)
    assert "communication" in facts.soft_skills
    assert facts.work_mode == "remote"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("pay", "$120,000"),
        ("pay_high", "$150,000"),
        ("years_min", "5+ years"),
        ("education_level", "Bachelor"),
        ("certifications", "PMP"),
        ("hard_skills", "Jira"),
        ("soft_skills", "communication"),
        ("work_mode", "remote"),
    ],
)
def test_every_field_shows_its_evidence(facts, field, words):
    assert words in " ".join(facts.evidence(field))
    assert all(
        facts.text[a:b] == piece for (a, b), piece in zip(facts.spans(field), facts.evidence(field), strict=True)
    )


def test_an_unknown_field_is_refused(facts):
    with pytest.raises(UsageError, match="no field 'salary'"):
        facts.evidence("salary")


def test_facts_are_frozen_and_compare_by_what_they_say(facts):
    assert facts == read_posting(AD, title="Senior IT Project Manager", place="Boston, MA")
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.pay_low = 1.0


def test_nothing_said_is_nothing_read():
    empty = read_posting("")
    assert empty == PostingFacts(text="")


def test_only_text_is_taken():
    with pytest.raises(DataError, match="NoneType"):
        read_posting(None)


def test_notebook_view_is_escaped_and_names_what_was_not_stated():
    shown = read_posting("<p>PMP required &lt;script&gt;alert(1)&lt;/script&gt;</p> 1 &lt; 2")._repr_html_()
    assert "<script" not in shown
    assert "not stated" in shown
    assert 'title="certification"' in shown


PIECES = """$ € £ 90 120k 1,5 60.000 100-110k 401k 5+ years of experience - to up_to salary per_hour per_year bonus PMP
CSM required preferred Bachelor's degree or equivalent ( ) Requirements: Nice_to_have remote hybrid Agile five_(5)
six_months 1e9 99 0 million . , ; <b> </li> &amp; \\- ½ İ LPA ₹ 12,00,000 between and from 18_years_old over
years_of_age"""
WORDS = st.sampled_from([*(piece.replace("_", " ") for piece in PIECES.split()), "\n", "\n- "])


def check(facts):
    low, high = facts.pay_low, facts.pay_high
    assert all(end is None or (math.isfinite(end) and end >= 0) for end in (low, high))
    assert low is None or high is None or low <= high
    assert facts.pay_period is None or facts.pay_period in v.PAY_PERIODS
    assert facts.pay_kind is None or facts.pay_kind in v.PAY_KINDS
    for years in (facts.years_min, facts.years_max, facts.years_preferred_min):
        assert years is None or 0 <= years <= 40
    assert facts.years_min is None or facts.years_max is None or facts.years_min <= facts.years_max
    assert facts.education_level is None or facts.education_level in v.EDUCATION_LEVELS
    assert facts.role_family is None or facts.role_family in v.ROLE_FAMILIES
    assert facts.seniority is None or facts.seniority in v.SENIORITIES
    assert facts.work_mode is None or facts.work_mode in v.WORK_MODES
    assert set(facts.hard_skills) <= set(v.HARD_SKILLS)
    assert set(facts.soft_skills) <= set(v.SOFT_SKILLS)
    assert set(facts.responsibilities) <= set(v.RESPONSIBILITIES)
    assert {one.status for one in facts.certifications} <= set(v.CERTIFICATION_STATUSES)
    for proof in ("pay", "years", "education", "certifications", "hard_skills", "soft_skills", "role", "work_mode"):
        assert all(0 <= start < end <= len(facts.text) for start, end in facts.spans(proof))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=30), st.text(max_size=20))
def test_any_words_of_postings_are_read_within_bounds(text, title, place):
    check(read_posting(text, title, place))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_within_bounds(text):
    check(read_posting(text, text[:40], text[-20:]))


UNITS = """$|1 |5+ years |<b>|(|$5 - |$90k |PMP, |or |Bachelor's or |5 years or Bachelor's |salary |remote |experience |
certified |- |preferred |up to $5, |1,|leadership |years of experience with |a|six |required or |$1/hr |x: |Agile """


@pytest.mark.parametrize("unit", UNITS.replace("|\n", "|").split("|"))
def test_time_is_linear_in_the_text(unit):
    def seconds(size):
        text = unit * (size // len(unit))
        began = time.process_time()
        check(read_posting(text, "Project Manager"))
        return time.process_time() - began

    small = min(seconds(40_000) for _ in range(2))
    # eight times the text may take eight times as long, and some more for a busy machine; quadratic would be sixty-four
    assert seconds(320_000) < max(1.0, 24 * small)
