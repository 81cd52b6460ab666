import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.clean.text import to_plain
from tpm_insights.errors import DataError


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("A <b>bo</b>ld word<br>next<BR/>third", "A bold word\nnext\nthird"),
        ("<ul><li>PMP</li><li><p>CSM</p></li></ul>", "- PMP\n- CSM"),
        ("<tr><td>Pay</td><td>$5</td></tr>", "Pay $5"),
        ("&lt;p&gt;R&amp;amp;D&lt;/p&gt;", "R&D"),
        ("<!-- note --><script>var pay = 1;</script><p>Text</p><style>p {}</style>", "Text"),
        ("needs < 5 years, <5 errors", "needs < 5 years, <5 errors"),
        ("<div class='a'>Lead</div>\n<div\n class='b'>it</div>", "Lead\nit"),
        ("<p>see <https://example.org> or <me@example.org></p>", "see or"),
        ("write to <me@example.org>", "write to <me@example.org>"),
    ],
)
def test_html_becomes_lines(found, plain):
    assert to_plain(found) == plain


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        (
            "**Requirements**\n\n* five \\- six years\n* PMP\\+\n---\n## Pay ##",
            "Requirements\n- five - six years\n- PMP+\nPay",
        ),
        ("[apply here](https://example.org/x) now", "apply here now"),
        ("__Note__ of _this_", "Note of _this_"),
        ("#1 team", "#1 team"),
        ("• one ▪ two · three", "- one\n- two · three"),
        ("o one\no two", "- one\n- two"),
        ("-one\n- two\n--- three", "- one\n- two\n- three"),
        ("one\n   * two\n\t- three  four\n#### Five", "one\n- two\n- three four\nFive"),
        ("•\n\n one", "- one"),
    ],
)
def test_markdown_and_bullets_take_one_form(found, plain):
    assert to_plain(found) == plain


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        ("$90 – 95k — or ‑ so", "$90 - 95k - or - so"),
        ("the “best” team’s", 'the "best" team\'s'),
        ("5\u00a0years\u200b of\u3000work", "5 years of work"),
        ("Weâ€™re â€œopenâ€\u009d: Â£50,000 â€“ Â£60,000", 'We\'re "open": £50,000 - £60,000'),
        ("BachelorÂ's â€œdegreeâ€ ofÂ Arts", 'Bachelor\'s "degree" of Arts'),
        ("a Bachelor?s degree", "a Bachelor's degree"),
        ("a Bachelor\ufffds degree", "a Bachelor's degree"),
        ("one\\ntwo\\u2013three", "one\ntwo-three"),
        ("PMP® and ITIL™", "PMP and ITIL"),
        ("ﬁve years, ５ years, 𝗣𝗠𝗣", "five years, 5 years, PMP"),
        ("lone \ud83d surrogate", "lone ? surrogate"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("naïve café", "naïve café"),
        ("“naïve” café – €5 ½ •", '"naïve" café - €5 1⁄2'),
        ("“one”\x01 \x02…", '"one"\x01 \x02...'),
    ],
)
def test_signs_take_one_form(found, plain):
    assert to_plain(found) == plain


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        ("Boston, MASalary: $90KLocation: Boston", "Boston, MA\nSalary: $90K\nLocation: Boston"),
        ("Requirements3+ years of work", "Requirements\n3+ years of work"),
        ("QUALIFICATIONS5 years", "QUALIFICATIONS\n5 years"),
        ("of the teamExperience with boats", "of the team\nExperience with boats"),
        ("the end.Requirements: PMP", "the end.\nRequirements: PMP"),
        ("of work.We pay well!Apply today.", "of work.\nWe pay well!\nApply today."),
        ("skills (all of them).Knowledge", "skills (all of them).\nKnowledge"),
        ("ASP.Net and Node.Js, Ph.D. in it", "ASP.Net and Node.Js, Ph.D. in it"),
        ("management5 years of it", "management\n5 years of it"),
        ("in a cold environmentB.S. or M.S. in it", "in a cold environment\nB.S. or M.S. in it"),
        ("a calm environmentPMP asked for", "a calm environment\nPMP asked for"),
        ("is a plusProject plans", "is a plus\nProject plans"),
        ("100% RemoteAs a planner", "100% Remote\nAs a planner"),
        ("an assetSix sigma", "an asset\nSix sigma"),
        ("one, two  andRequirements: 3", "one, two and\nRequirements: 3"),
    ],
)
def test_glued_statements_are_parted_where_sure(found, plain):
    assert to_plain(found) == plain


@pytest.mark.parametrize(
    "name",
    [
        "JavaScript",
        "PowerPoint",
        "GS13",
        "O365",
        "B2B",
        "PMs",
        "COVID19",
        "iOS",
        "401k",
        "MySQL",
        "EC2",
        "SLAs",
        "ScrumMaster",
    ],
)
def test_names_with_seams_stay_whole(name):
    assert to_plain(f"we use {name} here") == f"we use {name} here"


def test_simple_html_is_read_as_a_parser_reads_it():
    from selectolax.lexbor import LexborHTMLParser

    found = (
        "<div><h2 id='x'>The <em>role</em></h2><p style=\"margin: 0\">Plan &amp; lead</p>"
        "<ol><li>one</li><li>two</li></ol><table><tbody><tr><td>a</td></tr></tbody></table><span>end</span></div>"
    )
    words = LexborHTMLParser(found).text(separator=" ").split()
    assert to_plain(found).replace("- ", "").split() == words


@given(st.text())
def test_any_text_gives_clean_lines(found):
    plain = to_plain(found)
    assert "\n\n" not in plain
    assert "  " not in plain
    assert "\t" not in plain
    assert plain == plain.strip()


@given(st.text(alphabet="<>/pbli &;#*-\\\n\tsStyle0123456789$.A", max_size=200))
def test_any_markup_is_read_without_error(found):
    assert isinstance(to_plain(found), str)


@pytest.mark.parametrize(
    "unit",
    [
        "<b>",
        "<p><b x='1'>",
        "&amp;",
        "&",
        "<",
        ">",
        "\\-",
        "**",
        "[a](",
        "aA",
        "Aa5",
        "a1",
        "\n",
        "- ",
        "•",
        "’",
        " ",
        "<!--",
    ],
)
def test_time_is_linear(unit):
    def seconds(size):
        text = unit * (size // len(unit))
        began = time.process_time()
        to_plain(text)
        return time.process_time() - began

    assert seconds(1_000_000) < 5


def test_only_text_is_taken():
    with pytest.raises(DataError, match="float"):
        to_plain(float("nan"))


def test_comments_of_a_template_are_left_out_and_the_text_between_them_stays() -> None:
    text = "{% comment --- %}\nFor example $1 to $2.\n{% endcomment --- %}\nPay\n{% comment %}x{% endcomment %}: $90k"
    assert to_plain(text) == "Pay\n: $90k"
    assert "open" in to_plain("{% comment %} open")


def test_a_heading_between_rules_is_no_item() -> None:
    assert to_plain("\\-\\-\\-\\- Requirements ----\n- PMP\n=== Duties ===") == "Requirements\n- PMP\nDuties"
