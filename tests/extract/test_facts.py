import json

import pandas as pd
import pytest

from tpm_insights import vocabulary as v
from tpm_insights.errors import DataError, UsageError
from tpm_insights.extract.facts import extract_facts, facts_to_records
from tpm_insights.tables import DTYPES, FACTS


@pytest.fixture
def postings():
    return pd.DataFrame(
        {
            "gid": ["a", "b", "c", "d", "e"],
            "title": ["Senior IT Project Manager", "Scrum Master", "Scrum Master", "Project Manager", None],
            "company": ["Acme Inc", "Bolt", "BOLT", None, None],
            "location": ["Austin, TX", "Leeds, England", "Leeds, England", "Remote", None],
            "description": [
                "PMP certification required. 5+ years of experience. Base salary $120,000 - $140,000.",
                "Agile delivery with Jira.",
                "Agile  delivery with JIRA.",
                "",
                None,
            ],
            "salary_min": [1.0, 50_000.0, 50_000.0, 80_000.0, None],
            "salary_max": [2.0, 60_000.0, 60_000.0, 90_000.0, None],
            "salary_currency": ["USD", "GBP", "GBP", "USD", None],
            "salary_period": ["YEAR", "YEAR", "YEAR", "YEAR", None],
            "salary_kind": ["employer_provided", "glassdoor_estimate", "glassdoor_estimate", None, None],
            "posted_at": ["2025-05-04", "May 4, 2025", "May 4, 2025", None, None],
        }
    )


def test_facts_have_the_declared_columns_and_types_and_the_ledger_balances(postings):
    facts, ledger = extract_facts(postings)
    assert list(facts.columns) == [*FACTS.names, "gid"]
    assert {c.name: str(facts[c.name].dtype) for c in FACTS.columns} == {c.name: DTYPES[c.kind] for c in FACTS.columns}
    FACTS.check(facts, where="test")
    ledger.check(len(facts))
    assert ledger.table == "facts"
    assert facts["gid"].tolist() == ["a", "b", "d"]
    assert facts["copies"].tolist() == [1, 2, 1]


def test_pay_comes_from_the_text_first_then_the_field_and_says_so(postings):
    facts, _ = extract_facts(postings)
    assert facts["pay_origin"].tolist() == ["text", "platform_estimate", "field"]
    assert facts["pay_low"].tolist() == [120_000, 50_000, 80_000]
    assert facts["pay_kind"].tolist() == ["base", "unspecified", "unspecified"]
    assert facts["annual_high"].tolist() == [140_000, 60_000, 90_000]
    assert facts["pay_range_count"].tolist() == [1, 1, 1]


def test_without_merging_every_row_stays_and_copies_are_numbered(postings):
    facts, ledger = extract_facts(postings, merge_copies=False)
    assert facts["gid"].tolist() == ["a", "b", "c", "d"]
    assert facts["copy_number"].tolist() == [1, 1, 2, 1]
    ledger.check(len(facts))


def test_columns_the_text_decides(postings):
    facts, _ = extract_facts(postings)
    first = facts.iloc[0]
    assert (first["cert_pmp"], first["years_min"], first["role_family"]) == (
        "required",
        5.0,
        "technical_project_manager",
    )
    assert facts["hard_jira"].tolist() == [False, True, False]
    assert (first["country"], first["region"], str(first["posted_on"].date())) == ("US", "TX", "2025-05-04")
    assert pd.isna(facts.loc[2, "employer_id"])


def test_rows_are_read_by_themselves(postings):
    whole, _ = extract_facts(postings, merge_copies=False)
    parts = [extract_facts(postings.iloc[[row]], merge_copies=False)[0] for row in range(4)]
    pieces = pd.concat(parts, ignore_index=True)
    count = ["copies", "copy_number"]
    pd.testing.assert_frame_equal(whole.drop(columns=count), pieces.drop(columns=count))


def test_absurd_pay_in_a_text_is_left_out_with_a_line_and_the_field_is_taken():
    postings = pd.DataFrame(
        {
            "text": ["Salary: $2,000,000 per year."],
            "pay_low": [90_000.0],
            "pay_period": ["year"],
            "pay_currency": ["USD"],
        }
    )
    facts, ledger = extract_facts(postings)
    assert facts["pay_low"].tolist() == [90_000.0]
    assert facts["pay_origin"].tolist() == ["field"]
    assert any("absurd" in entry.reason for entry in ledger.entries)


def test_records_are_what_json_lines_need(postings):
    facts, _ = extract_facts(postings)
    records = [json.loads(json.dumps(record)) for record in facts_to_records(facts)]
    first = records[0]
    assert first["certifications"] == [{"id": "PMP", "status": "required"}]
    assert records[1]["hard_skills"] == ["agile_scrum", "jira"]
    assert first["posted_on"] == "2025-05-04"
    assert first["gid"] == "a"
    assert records[2]["years_min"] is None
    assert not any(
        name.startswith(("cert_", "hard_", "soft_", "duty_", "study_"))
        and name not in {"hard_skills", "soft_skills", "study_fields"}
        for name in first
    )
    assert set(FACTS.names) - set(first) == {
        *(v.certification_column(one) for one in v.CERTIFICATIONS),
        *(f"hard_{key}" for key in v.HARD_SKILLS),
        *(f"soft_{key}" for key in v.SOFT_SKILLS),
        *(f"duty_{key}" for key in v.RESPONSIBILITIES),
        *(f"study_{key}" for key in v.STUDY_FIELDS),
    }


def test_an_empty_frame_gives_empty_facts():
    facts, ledger = extract_facts(pd.DataFrame({"text": []}))
    assert len(facts) == 0
    assert list(facts.columns) == FACTS.names
    assert (ledger.rows_in, ledger.rows_out, ledger.entries) == (0, 0, [])
    assert list(facts_to_records(facts)) == []


def test_errors_say_what_is_missing():
    with pytest.raises(DataError, match="no column of texts"):
        extract_facts(pd.DataFrame({"words": ["x"]}))
    with pytest.raises(UsageError, match="salt"):
        extract_facts(pd.DataFrame({"text": ["x"]}), salt="")


def test_a_second_column_of_texts_does_not_enter_the_facts():
    facts, _ = extract_facts(pd.DataFrame({"text": ["PMP required."], "description": ["secret words"], "id": [7]}))
    assert "description" not in facts.columns
    assert facts["id"].tolist() == [7]
