import pytest

from tpm_insights.errors import DataError
from tpm_insights.extract import automaton


def find(terms, text, **options):
    patterns = {}
    for term, key in terms.items():
        automaton.add_term(patterns, term, 0, key, **options)
    return automaton.build_scanner(("one",), patterns).find(text, text.lower())["one"]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("5years", [(1, 6)]),
        ("lightyears away", []),
        ("Years' work", [(0, 5)]),
        ("yearsago", []),
        ("(years)", [(1, 6)]),
        ("éyears", []),
        ("years2", [(0, 5)]),
    ],
)
def test_terms_are_found_at_boundaries_of_words(text, spans):
    assert [(start, end) for start, end, _ in find({"years": "y"}, text, after_digits=True)] == spans


def test_a_digit_before_a_term_counts_only_where_the_lexicon_says_so():
    assert find({"years": "y"}, "5years") == []


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("c++", "C, C++ and c", [(3, 6, "k")]),
        (".net", "net and .NET", [(8, 12, "k")]),
        ("prince2", "Prince3 or PRINCE2", [(11, 18, "k")]),
        ("bachelor's", "bachelor s or Bachelor's", [(14, 24, "k")]),
        ("risk management", "risk\nmanagement, risk management", [(17, 32, "k")]),
        ("401(k)", "401(k) 402(k)", [(0, 6, "k")]),
        ("€uro", "a €uro", [(2, 6, "k")]),
    ],
)
def test_signs_and_digits_count_as_written(term, text, found):
    assert find({term: "k"}, text) == found


@pytest.mark.parametrize("text", ["PE", "a PE", "(PE)", "PMP/PE", "PE,", "\nPE"])
def test_short_terms_are_found_after_any_sign_and_at_the_beginning(text):
    at = text.index("PE")
    assert find({"PE": "pe"}, text, exact=True) == [(at, at + 2, "pe")]


@pytest.mark.parametrize("text", ["people", "type", "pe", "Pe", "PEs"])
def test_short_terms_that_count_only_as_written_are_not_found_otherwise(text):
    assert find({"PE": "pe"}, text, exact=True) == []


def test_the_longest_of_nested_hits_of_a_group_is_kept():
    terms = {"project": "a", "project management": "b", "management professional": "c"}
    assert find(terms, "project management professional") == [(0, 18, "b"), (8, 31, "c")]


@pytest.mark.parametrize("terms", [{"(hybrid)": "a", "hybrid": "b"}, {"hybrid": "b", "(hybrid)": "a"}])
def test_the_longest_is_kept_also_where_only_signs_differ(terms):
    assert find(terms, "a (Hybrid) or hybrid") == [(2, 10, "a"), (14, 20, "b")]
    assert find({"planner (pmp)": "a", "pmp": "b"}, "planner (PMP) or PMP") == [(0, 13, "a"), (17, 20, "b")]


@pytest.mark.parametrize(("text", "spans"), [("PRINCE2only", [(0, 7)]), ("prince22", []), ("prince2", [(0, 7)])])
def test_a_letter_may_follow_a_term_that_ends_in_a_digit(text, spans):
    assert [(start, end) for start, end, _ in find({"prince2": "p"}, text)] == spans


def test_one_term_may_stand_for_two_keys():
    patterns = {}
    for group, key in ((0, "x"), (1, "y"), (0, "z")):
        automaton.add_term(patterns, "agile", group, key)
    found = automaton.build_scanner(("one", "two"), patterns).find("agile", "agile")
    assert found == {"one": [(0, 5, "x"), (0, 5, "z")], "two": [(0, 5, "y")]}


@pytest.mark.parametrize("term", ["Agile", "", "$", "İ"])
def test_terms_that_can_never_be_found_are_refused(term):
    with pytest.raises(DataError, match="lower case"):
        automaton.add_term({}, term, 0, "key")
