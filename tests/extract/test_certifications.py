"""Certifications: which are named, how they are asked for, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.extract.certifications import read_certifications
from tpm_insights.extract.document import read_document
from tpm_insights.extract.scan import lexicon
from tpm_insights.vocabulary import CERTIFICATION_STATUSES, CERTIFICATIONS


def found(text: str, title: str = "Project Manager") -> dict[str, str]:
    return {c.id: c.status for c in read_certifications(read_document(text, title))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMP required.", {"PMP": "required"}),
        ("A PMP® credential is a must.", {"PMP": "required"}),
        ("Project Management Professional (PMP) certification", {"PMP": "required"}),
        ("Program Management Professional (PMP), prior proposal work", {"PMP": "required"}),
        ("CAPM, PgMP or PfMP", {"CAPM": "required", "PgMP": "required", "PfMP": "required"}),
        ("PMI-ACP or PMI-RMP preferred", {"PMI-ACP": "preferred", "PMI-RMP": "preferred"}),
        ("Certified ScrumMaster (CSM) or Professional Scrum Master (PSM I)", {"CSM": "required", "PSM": "required"}),
        ("CSPO or PSPO is a bonus", {"CSPO": "preferred", "PSPO": "preferred"}),
        ("Advanced Certified Scrum Master desired", {"A-CSM": "preferred"}),
        ("Scrum certificates such as PSM II, CSP", {"PSM": "required", "CSP": "required"}),
        ("SAFe Agilist certification", {"SAFe": "required"}),
        ("Certified in Lean or Six Sigma", {"Lean": "required", "Six Sigma": "required"}),
        ("Lean Six Sigma Green or Black Belt", {"Six Sigma": "required"}),
        ("PRINCE2 Practitioner and ITIL Foundation", {"PRINCE2": "required", "ITIL": "required"}),
        ("COBIT certification, TOGAF certification", {"COBIT": "required", "TOGAF": "required"}),
        ("CISSP, CISM and CISA", {"CISSP": "required", "CISM": "required", "CISA": "required"}),
        ("CompTIA Security+ or CompTIA A+", {"Security+": "required", "CompTIA": "required"}),
        ("AWS Certified Developer or Azure certification", {"AWS": "required", "Azure": "required"}),
        ("Google Cloud certified, CCNA", {"GCP": "required", "CCNA": "required"}),
        ("Licensed Professional Engineer (PE) and LEED AP", {"PE": "required", "LEED": "required"}),
        ("OSHA 30 card", {"OSHA": "required"}),
        ("DAWIA Level II or FAC-P/PM", {"DAWIA": "required", "FAC-P/PM": "required"}),
        ("CBAP or CPA license", {"CBAP": "required", "CPA": "required"}),
        ("Certified PM (PMP) and/or Agile Scrum Master", {"PMP": "required", "Scrum (generic)": "required"}),
        ("Certification in wind planning or project management.", {"PM (generic)": "required"}),
        ("Professional Engineer, PE, license in Ohio", {"PE": "required"}),
        ("PE strongly preferred", {"PE": "preferred"}),
        ("Engineer in Training (EIT) required, PE preferred", {"PE": "preferred"}),
        ("Certified Public Accounting (CPA) designation", {"CPA": "required"}),
        ("Net+ and A+ highly desirable", {"CompTIA": "preferred"}),
        ("SAFe certified Scrum Master", {"SAFe": "required"}),
        ("A baker with a desire to be a Certified Scrum Master", {"CSM": "mentioned"}),
        ("Certificates such as, Six Sigma, XYZW, ISO 20000, ITIL", {"Six Sigma": "required", "ITIL": "required"}),
        ("Certification in Amazon Web Services Cloud", {"AWS": "required"}),
        ("Certification in Lean methodologies", {"Lean": "required"}),
        ("Certification in one or more cloud platforms (AWS, GCP)", {"AWS": "required", "GCP": "required"}),
        ("Certified Agile Scrum Master", {"Scrum (generic)": "required"}),
        ("A program management qualification (Lean, Agile, etc.)", {"Lean": "required", "Agile (generic)": "required"}),
        ("Prince2 or a similar professional qualification", {"PRINCE2": "required"}),
        ("PMP, or ability to get it", {"PMP": "mentioned"}),
        ("DAWIA Level II required. Selectee has 24 months to obtain it.", {"DAWIA": "mentioned"}),
        ("PMP required. CSM must be obtained within 6 months.", {"PMP": "required", "CSM": "mentioned"}),
        ("Nice If You Have:\n- Good boots\n- PMP certification\nClearance:\nNone", {"PMP": "preferred"}),
        ("Education & Certifications You Need\n- PMP certification", {"PMP": "required"}),
        ("PMP certification is a plusPLEASE write to us", {"PMP": "preferred"}),
        ("Managing Successful Programmes (MSP) or AgilePM Practitioner", {"MSP": "required", "AgilePM": "required"}),
        ("Google Associate Cloud Engineer preferred", {"GCP": "preferred"}),
        ("Microsoft Certified: Azure Data Engineer Associate", {"Azure": "required"}),
        ("A Certified Azure Data Engineer", {"Azure": "required"}),
        ("AWS Developer or SysOps Administrator Associate certification", {"AWS": "required"}),
        ("Certificates from AWS, Microsoft, Google", {"AWS": "required", "GCP": "required"}),
        ("Some Agile or related qualification", {"Agile (generic)": "required"}),
        ("Project Management or other useful certifications preferred", {"PM (generic)": "preferred"}),
        ("Certification in Law, Project Management, or Dance preferred", {"PM (generic)": "preferred"}),
        ("Certification in business analysis and ITIL methods", {"ITIL": "required"}),
        ("Licensures: Project Management preferred", {"PM (generic)": "preferred"}),
        ("Certification Requirements (preferred): Lean, Six Sigma", {"Lean": "preferred", "Six Sigma": "preferred"}),
        ("Certificates: CISA; CISM; ITIL; XYZ", {"CISA": "required", "CISM": "required", "ITIL": "required"}),
        ("CISSP (preferred), CISA (optional)", {"CISSP": "preferred", "CISA": "preferred"}),
        ("1-3 certificates desired, CISA required", {"CISA": "required"}),
        ("Certificates related to Excel, SQL, AWS", {"AWS": "required"}),
        ("Certified on at least one tool (AWS, Spark)", {"AWS": "required"}),
        ("Works with AWS or Azure (certification a plus)", {"AWS": "preferred", "Azure": "preferred"}),
        ("Understanding of ITIL stages (Foundations certificate preferred)", {"ITIL": "preferred"}),
        ("PMP or other project certificates (i.g. Agile)", {"PMP": "required", "Agile (generic)": "required"}),
        ("SAFe PO/PM certification desired", {"SAFe": "preferred"}),
        ("Certificates of safety (e.g., CISM, GIAC series, CISA)", {"CISM": "required", "CISA": "required"}),
        ("Certificates in .NET, Microsoft Azure or the like", {"Azure": "required"}),
        ("Certified as a Public Accountant", {"CPA": "required"}),
        ("Data certification (e.g GCP Data Engineer) is a plus", {"GCP": "preferred"}),
        ("A Professional Engineer (P. Eng or P.E.) designation is a plus", {"PE": "preferred"}),
        ("Leadership in Environmental Design (LEED) Green Associate", {"LEED": "required"}),
        ("Must hold a CISM in order to obtain access", {"CISM": "required"}),
    ],
)
def test_every_certification_is_found_by_its_names(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


def test_the_names_above_cover_the_closed_list() -> None:
    cases = test_every_certification_is_found_by_its_names.pytestmark[0].args[1]  # type: ignore[attr-defined]
    named = set().union(*(expected for _, expected in cases))
    generic = {"Agile (generic)", "Scrum (generic)", "PM (generic)"}
    assert named | generic == set(CERTIFICATIONS)


@pytest.mark.parametrize(
    "text",
    [
        "Experience with SAFe, Lean and Six Sigma methods.",
        "Knowledge of ITIL processes and PRINCE2 stages.",
        "Works in an Agile environment with Scrum teams.",
        "Knowledge of ITIL Foundations.",
        "We have certified experts in AWS and Azure.",
        "Certified and skilled in Agile teams.",
        "ITIL Foundation experience in a large firm.",
        "Deploys to AWS, Azure and GCP.",
        "Knows OSHA standards and LEED buildings.",
        "Project management and program management in a matrix organization.",
        "A seasoned project management professional wanted.",
        "Experience with Lean or PRINCE2.\nA driver's license.",
        "A deep practitioner of Agile and Lean methods.",
        "A bachelor's degree in project management or similar qualification.",
        "Trains partners for certification on AWS products.",
        "Skills: sewing, AWS Education/Certifications: a degree in law",
    ],
)
def test_a_method_named_is_not_a_credential(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "The CSM owns renewals; you are the customer success manager for ten accounts.",
        "You work with the CSM group.",
        "Supports the Core Service Migration (CSM) team in Agile sprints.",
        "Backed by a PE fund; private equity background helps.",
        "Teaches health/PE in a primary school.",
        "Managed services (MSP) for small firms.",
        "Cut CPA and lift ROAS in paid search.",
        "Work at a CPA firm.",
        "You help advisors such as CPAs and lawyers.",
        "Draw bridges under the direction of a licensed Professional Engineer.",
        "Process safety (PSM) audits at the plant.",
        "Partner with the CISA agency at DHS.",
        "Estimates the cost of equity with CAPM and asset pricing models.",
        "Buys private marketplace (PMP) deals.",
        "The office is a LEED certified building.",
        "Good clinical practice (GCP) certification for the clinical trial.",
        "AWS certified welding inspector with a welding record.",
        "We are a woman-owned small business and a CMMI and ITIL certified company.",
        "Offices in Greenbelt, MD and Cleveland.",
        "A Certified Agile Tester.",
        "Google Ads certification and a Google Workspace license.",
        "Military grades: SGM/CSM. Agile people.",
    ],
)
def test_false_friends(text: str) -> None:
    assert found(text) == {}


def test_an_abbreviation_counts_again_beside_a_certificate_word() -> None:
    assert found("Works beside customer success. CSM certification required.") == {"CSM": "required"}
    assert found("PE license required; firm owned by private equity.") == {"PE": "required"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMP desired, but not required.", "preferred"),
        ("PMP (Preferred)", "preferred"),
        ("Prefer professional certificates: PMP", "preferred"),
        ("Preferred industry-standard certificates like PMP", "preferred"),
        ("Several certificates preferred, including PMP", "preferred"),
        ("Certificates preferred e.g. XYZ, PMP", "preferred"),
        ("Certificates are a plus beside years of work, e.g., PMP", "preferred"),
        ("Certificates are beneficial but not required. Examples include PMP, XYZ.", "preferred"),
        ("Any of these certificates will be an advantage\n- XYZ\n- PMP", "preferred"),
        ("What carries you ahead of the pack (Preferred Qualifications):\nCalm\nPMP", "preferred"),
        ("Here's what we prefer:\n- Calm\n- PMP", "preferred"),
        ("Skills and Abilities Preferred\nPMP", "preferred"),
        ("PMP would be a plus", "preferred"),
        ("Preferred certification: PMP", "preferred"),
        ("Ideally you hold the PMP.", "preferred"),
        ("PMP or similar is an asset", "preferred"),
        ("PMP or equivalent preferred", "preferred"),
        ("Must have a current PMP.", "required"),
        ("Requires PMP", "required"),
        ("Mandatory certification: PMP", "required"),
        ("PMP to be obtained within one year of hire.", "mentioned"),
        ("PMP required within 1 year of employment.", "mentioned"),
        ("PMP or willingness to obtain it", "mentioned"),
        ("Working towards PMP", "mentioned"),
        ("PMP certified or formal education in the field", "mentioned"),
        ("We reimburse the PMP exam.", "mentioned"),
        ("Requirements\n- Five years in delivery\n- PMP", "required"),
        ("Preferred qualifications\n- Python\n- PMP", "preferred"),
        ("Benefits\n- Health insurance\n- PMP exam", "mentioned"),
        ("Any of these certifications is highly desired:\nCSM\nITIL Foundation\nPMP", "preferred"),
        ("Degree required; PMP a plus.", "preferred"),
        ("A degree is required, PMP preferred.", "preferred"),
        ("PMP required. Scrum experience preferred.", "required"),
        ("Salary: $110-130k. PMP required.", "required"),
        ("Pay: $50 an hour, PMP preferred.", "preferred"),
        ("Benefits\n- Certificate bonus for the PMP", "mentioned"),
        ("PMP; or ability to obtain it", "mentioned"),
        ("Preferred qualifications\n- PMP or related experience", "mentioned"),
        ("PMP or work experience preferred", "preferred"),
        ("1. A degree in planning; or\n2. PMP certification", "mentioned"),
        ("CSM or\nPMP certification", "required"),
    ],
)
def test_status_of_pmp(text: str, expected: str) -> None:
    assert found(text)["PMP"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- A+ and Microsoft certifications a plus", {"CompTIA": "preferred"}),
        ("Be an A+ player in a certified crew", {}),
        ("Certification in one or more agile methodologies is a plus", {"Agile (generic)": "preferred"}),
        ("It will be a plusProject Management Certification", {"PM (generic)": "required"}),
        ("Has a willingness to learn. Certified Agile planner", {"Agile (generic)": "required"}),
        (
            "Current registration as an Engineer Intern (EI), or licensure as a Professional Engineer",
            {"PE": "mentioned"},
        ),
        ("A certificate around AWS or GCP is mandatory", {"AWS": "required", "GCP": "required"}),
        ("This is a Defense Acquisition Workforce position.", {"DAWIA": "required"}),
        ("Hiring pursuant to the Defense Acquisition Workforce Improvement Act (DAWIA) is quick", {}),
        ("We'd love to see:\n- AWS Solutions Architect certification", {"AWS": "preferred"}),
    ],
)
def test_wordings_seen_less_often(text: str, expected: dict[str, str]) -> None:
    assert {c.id: c.status for c in read_certifications(read_document(text))} == expected


def test_the_strongest_wording_counts() -> None:
    assert found("PMP is a plus.\nLicense/Certification:\nPMP (Required)") == {"PMP": "required"}
    assert found("Minimum requirements\n- PMP certification\nLicense:\nPMP (Preferred)") == {"PMP": "required"}


def test_each_name_has_the_status_of_its_own_words() -> None:
    assert found("PMP certification required\nCSM certifications preferred") == {"PMP": "required", "CSM": "preferred"}
    assert found("PMP required; CSM preferred") == {"PMP": "required", "CSM": "preferred"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agile certification preferred", {"Agile (generic)": "preferred"}),
        ("Certified in Agile or Scrum", {"Agile (generic)", "Scrum (generic)"}),
        ("Agile certification (CSM, PSM or SAFe)", {"CSM", "PSM", "SAFe"}),
        ("CSM or similar Agile certification", {"CSM"}),
        ("Agile certification or Certified Scrum Master a plus", {"Agile (generic)", "CSM"}),
        ("Scrum Master certification", {"Scrum (generic)"}),
        ("Project management certification", {"PM (generic)"}),
        ("Project management certification such as PMP", {"PMP"}),
        ("PMI certification/training", {"PM (generic)"}),
        ("Certified Project Manager", {"PM (generic)"}),
        (
            "Project management certificates (e.g. PMP, Scrum Master, Agile)",
            {"PMP", "Scrum (generic)", "Agile (generic)"},
        ),
        ("PMP or Agile certification", {"PMP", "Agile (generic)"}),
        ("SAFe Scrum Master certification", {"SAFe"}),
        ("PMI-PBA or another certificate in business analysis", set()),
    ],
)
def test_generic_certifications(text: str, expected: dict[str, str] | set[str]) -> None:
    assert set(found(text)) == set(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMP, PRINCE2 or ITIL", {"PMP", "PRINCE2", "ITIL"}),
        ("PMP and ITIL processes", {"PMP"}),
        ("Experience with SAFe or a PMP", {"PMP"}),
        ("Certifications in key areas: planning (e.g. PMP), service (e.g. ITIL)", {"PMP", "ITIL"}),
        ("Six Sigma, Change Management, and/or Project Management certifications", {"Six Sigma", "PM (generic)"}),
        ("Lean Six Sigma experience or certification", {"Six Sigma"}),
        ("Certifications\n- AWS\n- Lean\n- Cloud tools (Azure, GCP)", {"AWS", "Lean"}),
        ("Understanding of Agile work (preferably scrum certified)", {"Scrum (generic)"}),
        ("Certifications: XYZ, ITIL, TOGAF", {"ITIL", "TOGAF"}),
        ("Certificates (required): python, ITIL", set()),
        ("Certification in process design (Six Sigma)", {"Six Sigma"}),
        ("ITIL with certification a plus", {"ITIL"}),
        ("ITIL to foundation level", {"ITIL"}),
    ],
)
def test_enumerations_and_lists(text: str, expected: set[str]) -> None:
    assert set(found(text)) == expected


def test_the_span_shows_the_name() -> None:
    document = read_document("You hold a CSM certification and like Scrum.")
    (certification,) = read_certifications(document)
    assert document.text[slice(*certification.span)].startswith("CSM")


def test_lexicons_name_only_known_ids() -> None:
    known = {*CERTIFICATIONS, "unlisted"}
    for name in ("certifications", "certification_methods"):
        read = lexicon(name)
        assert {*read["terms"], *read.get("case_sensitive", {})} <= known
    assert set(lexicon("certifications")["false_friends"]) <= known
    assert set(lexicon("certifications")["terms"]) >= set(CERTIFICATIONS)


WORDS = st.sampled_from(
    [
        "PMP",
        "CSM",
        "SAFe",
        "ITIL",
        "Agile",
        "certification",
        "certified",
        "(",
        ")",
        ",",
        ";",
        "\n",
        ":",
        "or",
        "and",
        "required",
        "preferred",
        "Lean",
        "Six Sigma",
        "belt",
        "e.g.",
        ".",
        "PE",
        "CPA",
        "project management",
        "license",
        "- ",
        "of hire",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join) | st.text(max_size=400))
def test_never_an_exception_and_always_the_closed_lists(text: str) -> None:
    document = read_document(text)
    certifications = read_certifications(document)
    assert len({c.id for c in certifications}) == len(certifications)
    for certification in certifications:
        assert certification.id in CERTIFICATIONS
        assert certification.status in CERTIFICATION_STATUSES
        start, end = certification.span
        assert 0 <= start < end <= len(document.text)


@pytest.mark.parametrize(
    "unit",
    ["CSM, ", "PMP or Agile certification (", "Agile ", "certified\n", "PE (PE) ", "ITIL:\n", "CSM certification; "],
)
def test_time_is_linear_in_repetition(unit: str) -> None:
    document = read_document(unit * (300_000 // len(unit)))
    begin = time.process_time()
    read_certifications(document)
    assert time.process_time() - begin < 2.5


def test_title_tells_what_a_bare_abbreviation_means() -> None:
    found = read_certifications(read_document("CSM required.", title="Scrum Master"))
    assert [(one.id, one.status) for one in found] == [("CSM", "required")]
    assert not read_certifications(read_document("CSM required.", title="Account Executive"))
