import pytest

from tpm_insights.errors import DataError
from tpm_insights.extract import scan


def find(terms, text):
    scanner = scan._build(("one",), {term: ((0, key, exact),) for term, (key, exact) in terms.items()})
    return scanner.find(text, text.lower())["one"]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("5years", [(1, 6)]),
        ("lightyears away", []),
        ("Years' work", [(0, 5)]),
        ("yearsago", []),
        ("(years)", [(1, 6)]),
        ("éyears", []),
    ],
)
def test_terms_are_found_at_boundaries_of_letters_and_digits(text, spans):
    assert [(start, end) for start, end, _ in find({"years": ("y", None)}, text)] == spans


@pytest.mark.parametrize("text", ["PE", "a PE", "(PE)", "PMP/PE", "PE,", "\nPE", "3PE"])
def test_short_terms_are_found_after_any_sign_and_at_the_beginning(text):
    at = text.index("PE")
    assert find({"pe": ("pe", "PE")}, text) == [(at, at + 2, "pe")]


@pytest.mark.parametrize("text", ["people", "type", "pe", "Pe", "PEs"])
def test_short_terms_that_count_only_as_written_are_not_found_otherwise(text):
    assert find({"pe": ("pe", "PE")}, text) == []


def test_the_longest_of_nested_hits_of_a_group_is_kept():
    terms = {"project": ("a", None), "project management": ("b", None), "management professional": ("c", None)}
    assert find(terms, "project management professional") == [(0, 18, "b"), (8, 31, "c")]


def test_one_term_may_stand_for_two_keys():
    scanner = scan._build(("one", "two"), {"agile": ((0, "x", None), (1, "y", None), (0, "z", None))})
    assert scanner.find("agile", "agile") == {"one": [(0, 5, "x"), (0, 5, "z")], "two": [(0, 5, "y")]}


def test_every_lexicon_loads_and_is_shared():
    assert scan.scanner() is scan.scanner()
    assert scan.scanner().terms > 500
    assert "section" in scan.scanner().groups


def test_an_unknown_lexicon_is_refused():
    with pytest.raises(DataError, match="no lexicon named 'nothing'"):
        scan.lexicon("nothing")
