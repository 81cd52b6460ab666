import csv
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.extract.document import read_document
from tpm_insights.extract.years import read_years


def years(text):
    read = read_years(read_document(text))
    return read.minimum, read.maximum, read.preferred_minimum


REQUIRED = [
    ("5+ years of programme delivery", (5, None)),
    ("Minimum one-year warehouse experience", (1, None)),
    ("18 months of experience in testing", (1.5, None)),
    ("6 months to 1 year of experience", (0.5, 1)),
    ("Experience: 8 years", (8, None)),
    ("Experience level:\n5 years\nSchedule:\n8 hour shift", (5, None)),
    ("Exp: 10+ Yrs Duration: long Contract", (10, None)),
    ("Jira: 2 years (Required)", (2, None)),
    ("Software testing (3 years)\nRequirements\n7 years Oracle Forms", (7, None)),
    ("Requirements4+ years in delivery", (4, None)),
    ("You've been steering ferries for at least 3 years\nYou like fog", (3, None)),
    ("Kiln settings (at least 6 years).", (6, None)),
    ("Work on kites (minimum 2+ max 6 years)", (2, 6)),
    ("Diploma required; supplemented by six months experience in a quarry", (0.5, None)),
    ("3+ years of experience Bachelor's degree in law or similar work experience", (3, None)),
    ("At least a year of bakery or mill experience", (1, None)),
    ("Exp required: 10+\nPlace: Oslo", (10, None)),
    ("Place: Oslo Exp: 9+ Duration: long", (9, None)),
    ("Years of relevant experience: 3-5\nPay", (3, 5)),
    ("3+ YOE as a planner", (3, None)),
    ("No moving 0-3 years experience Prior exposure to kilns is a plus", (0, 3)),
    ("High school diploma or equivalent 7+ years of experience in rail", (7, None)),
    ("Experience may count in lieu of a degree.2+ years of proven experience in filing", (2, None)),
    ("8-10+ years of delivery, including at least 2 years with robots", (8, 10)),
    ("5 to 7 years in rail.\n10 months of experience with Jira", (5, 7)),
    ("2-3 years of testing experience\n5+ years of coding experience", (5, None)),
    ("Three years of experience within the last ten years", (3, None)),
    ("PhD in optics, with 15 years of experience in a laboratory", (15, None)),
    ("You\n- Have 15+ years of experience in rail", (15, None)),
    ("You've spent 5+ years as an engineer", (5, None)),
    ("Total 20 years of experience with rail", (20, None)),
    ("Candidate with over 10 years of experience in rail", (10, None)),
    ("An exciting start for those with 1-3 years of experience at our young company", (1, 3)),
    ("You have worked as an architect for at least 6 years", (6, None)),
    ("1+ years of employee coaching experience", (1, None)),
    ("3+ years of driving change in rail", (3, None)),
    ("2+ years of employment experience in planning", (2, None)),
    ("Ideal candidate has 4 years of experience in rail", (4, None)),
    ("5 years in delivery, preferably in rail", (5, None)),
    ("5 years in delivery, PMP preferred", (5, None)),
    ("5+ years with databases (Oracle preferred)", (5, None)),
    ("6+ years as a planner in a shop (bonus points for trains)", (6, None)),
    ("2-3 years of experience in devices (Preferred toys)", (2, 3)),
    ("3 years of planning within the rail industry ideally", (3, None)),
    ("3+ years of planning, ideally within the rail industry", (3, None)),
    ("5 years in delivery with PMP preferred", (5, None)),
    ("4-5 years of experience as a planner , with trains (desired)", (4, 5)),
    ("3 years of experience with languages: Python (preferred)", (3, None)),
    ("3+ years of experience building databases Bachelors degree in physics is preferred", (3, None)),
    ("5 years of planning experience Certified Rail Planner (CRP) preferred", (5, None)),
    ("2+ years of experience in a busy office Rail company experience preferred", (2, None)),
    ("4 years of experience with rail tools Experience with roads preferred", (4, None)),
    ("Benefits\n- Free tea\n- You have 5+ years of selling trains", (5, None)),
    ("2 to 5 years' experience working at a shipping company.Rail experience a plus", (2, 5)),
    ("3 years of experience in a practice with Jira experience preferred", (3, None)),
    ("2+ years of laboratory experience, rail or road industry preferred", (2, None)),
    ("4-6 years in web delivery, agency experience preferred", (4, 6)),
    ("Bachelor's preferred and 5 years of experience required", (5, None)),
    ("Ten (10) years of experience with a preference for rail", (10, None)),
    ("Preferred certification: PMP\n6 years of delivery experience", (6, None)),
    ("0-2 years of experience", (0, 2)),
    ("Duration: 6 months. Must have 8+ years of Java", (8, None)),
    ("Planner with 8 10 years of experience", (8, 10)),
    ("Rail | Hybrid | 6 12 years experience", (6, 12)),
    ("Skill 1 7+ years of experience in rail", (7, None)),
    ("Python 3 5+ years of experience", (5, None)),
    ("MS with a GPA of 3.5+ 5+ years of research experience", (5, None)),
    ("· Bachelor's in optics· 3+ years in rail· MBA· 5+ years of delivery experience", (5, None)),
    ("Master's with eight (8) years of experience OR specialized training and ten (10) years of experience", (8, None)),
    ("3 years in rail or road and 5 years of delivery experience", (5, None)),
    ("EXPERIENCE: Four (4) to five (5) years of human resource planning experience", (4, 5)),
    ("10 years of employment tax experience", (10, None)),
    ("- 4 or more years in Business Intelligence", (4, None)),
    ("Minimum of 5 years of combined experience with rail and road", (5, None)),
    ("To qualify you should have the following: 4+ years' experience with robots", (4, None)),
    ("A minimum of 1-year hands-on teaching of planners", (1, None)),
    ("Type: contract 8+ years of experience required", (8, None)),
    ("Experience is required (5 years with Bachelor's, or 3 years with Master's).", (5, None)),
    ("4+ years academic or industry work experience with robots", (4, None)),
    ("A degree in optics, followed by seven years of progressive work experience", (7, None)),
    ("Degree or equivalent work experience 10 or more years of IT and rail/road work experience", (10, None)),
    ("Desired skills\n- Patience\n- You need to have at least 2 years in rail", (2, None)),
    ("Over 4 years with robots, combined with 8 years of experience in sales", (8, None)),
    ("CPA, with 18+ or more years of relevant finance experience", (18, None)),
    ("Minimum 2-3 years of relevant academic library experience", (2, 3)),
    ("4+ years of combined academic and industry experience", (4, None)),
    ("Knows firewalls. 5 Years EXP", (5, None)),
    ("Previous 3-7 years experience as a planner", (3, 7)),
    ("Experience level: 4 yr and up college", (4, None)),
    ("Testing of bridges. Required 4 years", (4, None)),
    ("Bachelor's or equivalent Minimum 2-4 years experience", (2, 4)),
    ("Local profile 15 + years of experience Job description: rail", (15, None)),
    ("Degree or certificateFive (5) or more years of experience", (5, None)),
    ("Certificate, plus two years of successful library leadership", (2, None)),
    ("About us\nFounded in Leeds.\nRequirements\nAt least 3 years in rail", (3, None)),
]
PREFERRED = [
    ("For the lead role it is desirable to have at least 2 years in rail", 2),
    ("Preferred: 5+ years in delivery", 5),
    ("Ideally 4+ years in administration", 4),
    ("Nice to have\n- 5 years with robots", 5),
    ("Strong Pluses\n5 years with robots", 5),
    ("Nice to have\n- 7 years of delivery experience or 10 years of relevant work experience", 7),
    ("Testing of bridges. Desired 6 years", 6),
    ("We prefer if you have\n6+ years in risk, preferably in banking", 6),
    ("How to stand out (preferred qualifications)\n5+ years in rail", 5),
    ("Desirable skills. Preferred candidates:\nHave two (2) to four (4) years of experience", 2),
    ("Preferred background:\n5+ years in rail", 5),
    ("1 year (Preferred) Java", 1),
    ("Java: 2 years (Preferred)", 2),
    ("Two to three years in a lab is preferred", 2),
    ("4+ years of coaching experience a plus", 4),
    ("It is preferred for welders to have at least three years of experience", 3),
    ("The preferred candidate will have 8 years in rail", 8),
    ("One (1) or more years leading projects, preferred", 1),
    ("6+ years as a planner (strongly preferred but not required)", 6),
    ("3 years in rail, road or air experience preferred", 3),
    ("2+ years of experience in service, planning or sales (preferred)", 2),
    ("Two years experience post PhD is preferred but not required", 2),
    ("1+ years of experience with supervising a team is preferred.", 1),
    ("Two years of experience working with rail data (e.g. tracks, trains) preferred", 2),
    ("Knowledge of trains highly desired 3 Years\nKnowledge of roads", 3),
]
NOTHING = [
    "We have been 20 years in business and like it",
    "Our team has 12 years of combined experience",
    "A review within one year of employment. Experience the joy of rail",
    "A BS; or 5 years of experience",
    "Two years of college education and experience in rail",
    "For more than 50 years of experience, Acme has served",
    "With over 20 years of experience, we build bridges",
    "We have been in business for 30 years",
    "135+ year track record",
    "a company with a 30-year track record of experience",
    "must be 18 years of age or older",
    "At least 21 years old",
    "six months contract, 2 year extension possible",
    "This is a contract position for three (3) years",
    "You are hired for one year with the possibility of a second",
    "Not to exceed 2 years; may be extended for a total of 4 years",
    "four-year degree in engineering",
    "Education experience: 4 year degree",
    "Two years of college",
    "2-3 years of welding classes",
    "one year of specialized graduate education",
    "next five years growth plan",
    "a three-year roadmap",
    "Shape the 1-2 year product evolution with engineers",
    "Leveraging over 20+ years of experience in toys, Toyco gives the resources needed to grow.",
    "Why join us\n- 25+ years of experience in toys\n- Free toys",
    "401k vests after 3 years; our team has 100 years of combined experience",
    "Files are kept for a minimum of three years.",
    "Holds a pilot's licence for a minimum of 9 years. Flies daily.",
    "As an alternative to education, 6+ years of experience in rail",
    "Acme brings 30 years of experience to its guests",
    "Acme brings 12 years of experience to its guests",
    "With over 10 years of experience, Acme makes bridges",
    "With 20 years' experience and offices in Leeds, Acme makes bridges",
    "Hundreds of bridges and 23+ years of experience, Acme leads",
    "An organization with more than 30 years of experience.",
    "Acme has spent 8 years building bridges",
    "The age limit is 18 years for divers",
    "A study of adults: 18 years - 30 years",
    "One year probationary period",
    "PMP within 2 years of employment",
    "PMP within 1 year of hire",
    "in the past 3 years we grew tenfold",
    "Named a best place to work for 7 consecutive years in a row",
    "the product we've used for 15 years.",
    "a full nine (9) year work history form",
    "up to 5 years of experience",
    "several years of experience",
    "$100 per year",
    "Pay rises after 2 years of service",
    "The 2-year graduate scheme rotates",
]


@pytest.mark.parametrize(("text", "expected"), REQUIRED)
def test_required(text, expected):
    assert years(text) == (*expected, None)


@pytest.mark.parametrize(("text", "expected"), PREFERRED)
def test_preferred(text, expected):
    assert years(text) == (None, None, expected)


@pytest.mark.parametrize("text", NOTHING)
def test_years_that_are_no_experience_asked_for(text):
    assert years(text) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7+ years (preferably 10+ total years) in delivery", (7, None, 10)),
        ("Minimum 3 years of experience required, 5 years preferred", (3, None, 5)),
        ("8+ years in rail\nPreferred qualifications:\n10 years with robots", (8, None, 10)),
        ("SQL: 2 years (Required)\nERP: 4 years (Preferred)", (2, None, 4)),
    ],
)
def test_required_and_preferred_apart(text, expected):
    assert years(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bachelor's with 5 years of experience, Masters with 3 years of experience", 5),
        ("MS and 3 years of experience, or BS and 5 years of experience", 5),
        ("High school diploma and four years of experience; OR\nBachelor's degree and two years of experience", 2),
        ("Bachelor's degree plus 1 year of testing; OR high school diploma plus 4 years of testing", 1),
        ("Associate's degree and 5 years of experience; or,\nHigh school diploma and 7 years of experience", 5),
        ("10 years of experience with a PhD or 12 years of experience with a Master's", 10),
        ("College degree with 2-3 years of experience (or 5-10 years of experience) in sales", 2),
        ("5-10 years in rail or 12+ years in shipping", 5),
        ("Bachelor's degree and 12 years in rail. 16 years of experience may be substituted in lieu of a degree.", 12),
        ("Bachelor's degree or equivalent and 8 years of experience", 8),
        ("A bachelor's degree in a related discipline and at least 4 years, or both education and experience", 4),
        ("Master's degree in physics or related with at least 6 months of experience", 0.5),
        ("4+ years of welding experience with a Bachelor's degree or 6+ years without a degree", 4),
        (
            "8 years with a related bachelor's degree.\n11 years of experience with a related associate's.",
            8,
        ),
        ("College degree and / or two (2) years of work experience", 2),
    ],
)
def test_alternatives_by_education(text, expected):
    assert years(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bachelor's degree or 2+ years of experience in support",
        "Bachelor's degree OR four years of work experience",
        "Bachelor's degree or Associate's degree or equivalent work experience of at least five years",
        "BS in chemistry (four years of related experience may substitute for a degree)",
        "4 years of experience or a degree",
        "Degree in physics\nor\n5 years of experience",
    ],
)
def test_a_degree_or_years_asks_for_no_years(text):
    assert years(text) == (None, None, None)


def test_every_demand_is_kept_with_its_degree_and_span():
    document = read_document("BS and 5-7 years, MS and 3 years of experience. Nice to have: 2 years with Jira")
    read = read_years(document)
    assert [(r.minimum, r.maximum, r.scope, r.degree) for r in read.requirements] == [
        (5, 7, "required", "bachelor"),
        (3, None, "required", "master"),
        (2, None, "preferred", None),
    ]
    assert [document.text[a:b] for a, b in read.spans] == ["5-7 years", "2 years"]


def test_shapes_that_defeat_other_tools(shared):
    with (shared / "gold" / "shapes_years.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) >= 30
    wrong = []
    for row in rows:
        minimum, maximum, preferred = years(row["text"])
        given = (minimum if minimum is not None else preferred, maximum)
        wanted = tuple(float(row[name]) if row[name] else None for name in ("years_min", "years_max"))
        if given != wanted:
            wrong.append((row, given))
    assert wrong == []


def test_hand_labelled_postings(shared):
    with (shared / "gold" / "dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    given = [years(row["description"])[0] for row in rows]
    wanted = [row["labels"]["years_min"] for row in rows]
    right = sum(g == w for g, w in zip(given, wanted, strict=True) if w is not None)
    assert right / sum(w is not None for w in wanted) >= 0.97
    assert right / sum(g is not None for g in given) >= 0.97


PIECES = st.sampled_from(
    [
        "5",
        "five",
        "(5)",
        "+",
        "-",
        " to ",
        "3-5",
        "years",
        "yrs",
        "months",
        " ",
        " or ",
        "\n",
        "experience",
        "BS",
        "degree",
        "preferred",
        "required",
        "with",
        "and",
        "°",
        "½",
        "١",
        "(",
        ")",
        ".",
        "; ",
        "20",
        "1e9",
        "²",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=40).map(" ".join)
    )
)
def test_any_text_gives_plausible_years(text):
    document = read_document(text)
    read = read_years(document)
    for value in (read.minimum, read.maximum, read.preferred_minimum):
        assert value is None or 0 <= value <= 40
    assert read.maximum is None or (read.minimum is not None and read.minimum <= read.maximum)
    for start, end in read.spans:
        assert 0 <= start < end <= len(document.text)


@pytest.mark.parametrize(
    "unit",
    [
        "5 years or ",
        "BS or 5 years BS experience ",
        "preferred 5 years of experience, ",
        "(((5 ",
        "year ",
        "5-5-5 years\n",
        "high school or 5 years ",
        "degree in a ",
        "a",
        "5 years aaaa",
        "we have 20 years, ",
    ],
)
def test_time_is_linear_in_the_text(unit):
    document = read_document(unit * (300_000 // len(unit)))
    begin = time.process_time()
    read_years(document)
    assert time.process_time() - begin < 10


BY_CONTEXT = [
    ("Proven experience of 2/4 years in tunnels", (2.0, 4.0, None)),
    ("6+ years of combined experience in optics", (6.0, None, None)),
    ("BS or equivalent work experience 7+ years of experience with pumps", (7.0, None, None)),
    ("6+ years of pump experience, preferable in mines.", (6.0, None, None)),
    ("It is a huge plus if you have,\n3 years of experience with pumps", (None, None, 3.0)),
    ("Two breaks between appointments of two or more years. Service must count.", (None, None, None)),
    (
        "One year of experience with pumps.\nFor placement in Assignment Level II, two additional years of experience.",
        (1.0, None, None),
    ),
]


@pytest.mark.parametrize(("text", "expected"), BY_CONTEXT)
def test_years_by_the_words_round_them(text, expected):
    read = read_years(read_document(text))
    assert (read.minimum, read.maximum, read.preferred_minimum) == expected
