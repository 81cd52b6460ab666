import pytest

from tpm_insights.extract.document import read_document
from tpm_insights.extract.durations import MOST_YEARS, find_durations


def found(text):
    return [(d.low, d.high) for d in find_durations(read_document(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 years", (5, None)),
        ("five years", (5, None)),
        ("five (5) years", (5, None)),
        ("5 (five) years", (5, None)),
        ("at least (5) years", (5, None)),
        ("5yrs", (5, None)),
        ("5+ yrs.", (5, None)),
        ("one-year", (1, None)),
        ("twenty years", (20, None)),
        ("1.5 years", (1.5, None)),
        ("3½ years", (3.5, None)),
        ("2 1/2 years", (2.5, None)),
        ("two and one-half years", (2.5, None)),
        ("18 months", (1.5, None)),
        ("3 full years", (3, None)),
        ("ten plus full-time years", (10, None)),
        ("3-5 years", (3, 5)),
        ("3 – 5 years", (3, 5)),
        ("3 to 5 years", (3, 5)),
        ("3 years to 5 years", (3, 5)),
        ("between 3 and 5 years", (3, 5)),
        ("three (3) to five (5) years", (3, 5)),
        ("five (3-5) years", (3, 5)),
        ("3-5+ years", (3, 5)),
        ("3+ to 5+ years", (3, 5)),
        ("6 months to 1 year", (0.5, 1)),
        ("6-12 months", (0.5, 1)),
        ("years of relevant experience: 5-7", (5, 7)),
        ("Minimum years of experience required: 3", (3, None)),
        ("a degree and 4 and 3 years", (3, None)),
    ],
)
def test_one_stretch(text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "per year",
        "several years",
        "2,500 years",
        "$5 years",
        "1/3 years",
        "lightyears",
        "yearly 5",
        "year 2020",
        "60 years",
    ],
)
def test_no_stretch(text):
    assert found(text) == []


def test_two_stretches_joined_by_or_stay_two():
    assert found("2 years here or 5 years there") == [(2, None), (5, None)]


def test_a_range_the_wrong_way_round_is_refused():
    assert found("5-3 years") == []


def test_openness_and_compounds_are_told():
    plain, least, compound = find_durations(read_document("5 years, 5 or more years, a five-year plan"))
    assert (plain.is_open, least.is_open, compound.is_open) == (False, True, False)
    assert (plain.is_compound, compound.is_compound) == (False, True)


def test_the_limit_is_kept():
    assert found(f"{MOST_YEARS:.0f} years") == [(MOST_YEARS, None)]
    assert found(f"{MOST_YEARS + 1:.0f} years") == []
