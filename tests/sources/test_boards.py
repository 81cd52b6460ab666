"""Each board's format is recognised by its content and read as published."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.errors import DataError
from tpm_insights.sources import read_postings
from tpm_insights.tables import POSTINGS

from . import invented

SHAPES = {
    "greenhouse": invented.GREENHOUSE,
    "lever": invented.LEVER,
    "ashby": invented.ASHBY,
    "themuse": invented.MUSE,
    "usajobs": invented.USAJOBS,
    "schema_org": invented.JOB_POSTING,
    "jobspy": invented.JOBSPY,
    "linkedin_kaggle": invented.LINKEDIN,
    "nyc": invented.NYC,
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_found_under_any_file_name(name: str, tmp_path: Path) -> None:
    by_content = read_postings(invented.write(tmp_path, "download", SHAPES[name]))
    named = read_postings(tmp_path / "download", source=name)
    pd.testing.assert_frame_equal(by_content, named)
    assert list(by_content.columns[: len(POSTINGS.names)]) == POSTINGS.names
    assert by_content["source"].notna().all()
    assert by_content["title"].notna().all()


def first(tmp_path: Path, content: object) -> dict[str, object]:
    frame = read_postings(invented.write(tmp_path, "file", content))
    return {name: value for name, value in frame.iloc[0].items() if pd.notna(value)}


def test_greenhouse(tmp_path: Path) -> None:
    row = first(tmp_path, invented.GREENHOUSE)
    assert row["text"] == "<p>Invented posting &amp; nothing else.</p>"
    assert (row["employer"], row["place"], row["posted_on"]) == (
        "inventedco",
        "Austin, TX",
        "2025-04-01T08:00:00-04:00",
    )
    assert (row["pay_low"], row["pay_high"], row["pay_currency"], row["pay_origin"]) == (
        "120000.0",
        "170500.0",
        "USD",
        "field",
    )
    second = read_postings(tmp_path / "file").iloc[1]
    assert second[["employer", "text", "pay_low", "pay_origin"]].isna().all()


def test_greenhouse_without_content_says_what_to_fetch(tmp_path: Path) -> None:
    jobs = [{key: value for key, value in job.items() if key != "content"} for job in invented.GREENHOUSE["jobs"]]
    with pytest.raises(DataError, match=r"none of the 2 postings has a text; fetch the descriptions too"):
        read_postings(invented.write(tmp_path, "jobs.json", {"jobs": jobs}))


def test_lever(tmp_path: Path) -> None:
    row = first(tmp_path, invented.LEVER)
    assert row["text"] == (
        "<div>Invented opening.</div>\n\n<h3>Requirements</h3><ul><li>Five years of experience</li></ul>\n\n"
        "<div>Invented closing.</div>"
    )
    assert (row["employer"], row["place"], row["country"]) == ("inventedco", "Denver, CO; Boise, ID", "US")
    assert (row["posted_on"], row["pay_low"], row["pay_period"]) == (
        "2024-05-01T00:00:00+00:00",
        "90000",
        "year",
    )


def test_ashby_takes_salary_over_all_tiers_and_leaves_equity_out(tmp_path: Path) -> None:
    row = first(tmp_path, invented.ASHBY)
    assert (row["pay_low"], row["pay_high"], row["pay_period"]) == ("140000", "200000", "YEAR")
    assert (row["place"], row["country"], row["workplace"]) == ("Remote - US; Toronto, ON", "United States", "Remote")


def test_themuse_page_and_bare_list(tmp_path: Path) -> None:
    row = first(tmp_path, invented.MUSE)
    assert (row["title"], row["employer"], row["place"]) == (
        "Scrum Master",
        "Invented Co",
        "New York, NY; Flexible / Remote",
    )
    assert first(tmp_path, invented.MUSE["results"]) == row


def test_usajobs(tmp_path: Path) -> None:
    row = first(tmp_path, invented.USAJOBS)
    assert row["text"] == (
        "Summary:\nInvented summary.\n\nDuties:\nPlan.\nReport.\n\nQualifications:\nOne year at the next lower grade."
    )
    assert (row["pay_low"], row["pay_high"], row["pay_period"], row["pay_currency"]) == (
        "92166",
        "161600",
        "Per Year",
        "USD",
    )


@pytest.mark.parametrize(
    "document",
    [
        invented.JOB_POSTING,
        [invented.JOB_POSTING],
        {"@context": "x", "@graph": [{"@type": "WebPage"}, invented.JOB_POSTING]},
        {**invented.JOB_POSTING, "@type": ["Thing", "https://schema.org/JobPosting"]},
    ],
)
def test_schema_org_page_in_its_variants(document: object, tmp_path: Path) -> None:
    row = first(tmp_path, invented.page(document))
    assert (row["posting_id"], row["employer"], row["place"], row["country"]) == (
        "JP-1",
        "Invented Co",
        "Leeds, England, GB",
        "GB",
    )
    assert row["text"] == f"<p>{invented.TEXT}</p>\n\nQualifications:\nPMP preferred."
    assert (row["pay_low"], row["pay_high"], row["pay_currency"], row["pay_period"]) == (
        "60000",
        "70000",
        "GBP",
        "YEAR",
    )


@pytest.mark.parametrize(("before", "after"), [("<!--", "-->"), ("//<![CDATA[\n", "\n//]]>"), ("\n", ";\n")])
def test_schema_org_wrapped_documents(before: str, after: str, tmp_path: Path) -> None:
    assert first(tmp_path, invented.page(invented.JOB_POSTING, before=before, after=after))["posting_id"] == "JP-1"


def test_schema_org_document_with_raw_line_breaks(tmp_path: Path) -> None:
    broken = invented.page(invented.JOB_POSTING).replace("PMP preferred.", "PMP\npreferred.")
    assert "PMP\npreferred." in str(first(tmp_path, broken)["text"])


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        (
            {"baseSalary": {"currency": "USD", "value": {"value": 50, "unitText": "HOUR"}}},
            ("50", "50", "HOUR", "field"),
        ),
        ({"baseSalary": "90000", "salaryCurrency": "USD"}, ("90000", "90000", None, "field")),
        (
            {
                "baseSalary": None,
                "estimatedSalary": [{"currency": "USD", "minValue": 1, "maxValue": 2, "unitText": "YEAR"}],
            },
            ("1", "2", "YEAR", "platform_estimate"),
        ),
        ({"baseSalary": {}}, (None, None, None, None)),
    ],
)
def test_schema_org_pay(pay: dict[str, object], expected: tuple[str | None, ...], tmp_path: Path) -> None:
    row = first(tmp_path, {**invented.JOB_POSTING, **pay})
    assert tuple(row.get(name) for name in ("pay_low", "pay_high", "pay_period", "pay_origin")) == expected


def test_schema_org_remote_without_a_place(tmp_path: Path) -> None:
    document = {
        **invented.JOB_POSTING,
        "jobLocation": None,
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": {"@type": "Country", "name": "USA"},
    }
    row = first(tmp_path, document)
    assert (row["place"], row["country"], row["workplace"]) == ("Remote", "USA", "Remote")


def test_page_without_a_posting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no JobPosting in JSON-LD"):
        read_postings(invented.write(tmp_path, "page.html", "<html><body>Hello</body></html>"))


def test_jobspy_never_passes_a_board_s_guess_off_as_the_employer_s_word(tmp_path: Path) -> None:
    frame = read_postings(invented.write(tmp_path, "jobs.csv", invented.JOBSPY))
    assert frame["pay_origin"].tolist() == ["unknown", "field", "unknown"]
    assert frame["source"].tolist() == ["indeed", "zip_recruiter", "linkedin"]
    assert "emails" not in frame.columns
    assert frame["text"].iloc[0] == "Line one.\nLine two."
    assert frame["pay_period"].tolist() == ["yearly", "hourly", "yearly"]


def test_linkedin_times_and_single_figures(tmp_path: Path) -> None:
    frame = read_postings(invented.write(tmp_path, "postings.csv", invented.LINKEDIN))
    assert frame["posted_on"].tolist() == ["2024-04-12T01:52:31+00:00", "2024-04-16T18:47:05+00:00"]
    assert frame[["pay_low", "pay_high"]].to_numpy().tolist() == [["50000.0", "60000.0"], ["45.0", "45.0"]]


def test_nyc_csv_and_socrata_json_agree(tmp_path: Path) -> None:
    table = read_postings(invented.write(tmp_path, "jobs.csv", invented.NYC))
    raw = pd.read_csv(tmp_path / "jobs.csv", dtype="str")
    raw.columns = [name.lower().replace(" ", "_") for name in raw.columns]
    records = [{k: v for k, v in row.items() if pd.notna(v)} for row in raw.to_dict("records")]
    pd.testing.assert_frame_equal(read_postings(invented.write(tmp_path, "jobs.json", records)), table)
    assert table["text"].iloc[0] == (
        "Plans projects.\n\nMinimum qualifications:\nFour years.\n\nPreferred skills:\nPMP"
    )
    assert table["text"].isna().tolist() == [False, True]


def test_a_damaged_member_becomes_an_empty_row_not_a_missing_one(tmp_path: Path) -> None:
    jobs = [*invented.ASHBY["jobs"], None, {"id": "x"}]
    frame = read_postings(invented.write(tmp_path, "board.json", {"jobs": jobs}))
    assert len(frame) == 3
    assert frame["text"].isna().tolist() == [False, True, True]


def test_answers_stored_one_a_line(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(answer) for answer in (invented.GREENHOUSE, invented.GREENHOUSE))
    assert len(read_postings(invented.write(tmp_path, "pages.jsonl", lines))) == 4


@pytest.mark.parametrize(
    "folder", ["ashby", "greenhouse", "jobspy", "jsonld", "lever", "linkedin", "themuse", "usajobs"]
)
def test_real_recordings(folder: str, shared: Path) -> None:
    for path in sorted((shared / "data" / "formats" / folder).iterdir()):
        frame = read_postings(path)
        assert frame["text"].notna().all()
        assert frame["title"].notna().all()
        assert frame.loc[frame["pay_low"].notna(), "pay_origin"].notna().all()
        assert frame["source"].nunique() == 1
