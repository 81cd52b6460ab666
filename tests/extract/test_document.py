import pytest

from tpm_insights.extract.document import read_document


def test_offsets_of_text_and_lower_agree_even_for_capitals_that_grow():
    document = read_document("İstanbul İT: 5+ Years of experience")
    assert len(document.text) == len(document.lower)


def test_sections_follow_headings():
    document = read_document(
        "<h3>About us</h3><p>Founded long ago.</p><h3>Requirements:</h3><ul><li>PMP</li></ul>"
        "<h3>Nice to have</h3><p>CSM</p>"
    )
    assert document.section_at(document.text.index("PMP")) == "required"
    assert document.section_at(document.text.index("CSM")) == "preferred"
    assert document.section_at(document.text.index("Founded")) == "company"


def test_sentence_stops_at_line_break_and_not_at_abbreviation():
    document = read_document("Needs approx. five years, e.g. in delivery. Travel is rare.\nPay is fair.")
    start, end = document.sentence_bounds(document.text.index("five"))
    assert document.text[start:end] == "Needs approx. five years, e.g. in delivery."


@pytest.mark.parametrize("missing", [None, float("nan"), ""])
def test_missing_title_and_place_count_as_empty(missing: object) -> None:
    document = read_document("Lead the team.", title=missing, place=missing)
    assert (document.title, document.place) == ("", "")
