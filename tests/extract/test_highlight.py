from tpm_insights.extract.highlight import show_highlighted


def test_overlapping_spans_mark_each_letter_once():
    shown = show_highlighted("PMP and CSM", {}, {"certifications": ((0, 11), (8, 11)), "hard_skills": ((4, 7),)})
    assert shown.count("<mark") == 1
    assert ">PMP and CSM</mark>" in shown


def test_everything_from_the_posting_is_escaped():
    shown = show_highlighted("<b>&", {"pay": "<i>"}, {"pay": ((0, 3),)})
    assert "&lt;b&gt;" in shown
    assert "&lt;i&gt;" in shown
    assert "<b>" not in shown


def test_marks_are_readable_on_a_dark_page_and_carry_their_name():
    shown = show_highlighted("PMP", {}, {"certifications": ((0, 3),)})
    assert "color:#000" in shown
    assert 'title="certification"' in shown
