import pandas as pd
import pytest

from tpm_insights.clean.postings import COLUMNS, clean_postings
from tpm_insights.errors import DataError


def test_usual_names_are_found_types_are_declared_and_others_pass_through():
    raw = pd.DataFrame(
        {
            "Job Title": ["Project Manager"],
            "Job Description": ["<p>Lead it.</p>"],
            "Company": ["Acme"],
            "Location": ["Remote - Leeds, England"],
            "Date Posted": ["2 May 2024"],
            "salary_min": [50_000.0],
            "salary_kind": ["glassdoor_estimate"],
            "salary_period": ["YEAR"],
            "gid": ["g1"],
        },
        index=[9],
    )
    postings, ledger = clean_postings(raw)
    row = postings.iloc[0]
    assert list(postings.columns) == [*COLUMNS, "gid"]
    assert (row["country"], row["region"], bool(row["remote"])) == ("GB", "ENG", True)
    assert row["text"] == "<p>Lead it.</p>"
    assert (row["pay_low"], row["pay_currency"], row["pay_origin"]) == (50_000, "GBP", "platform_estimate")
    assert str(postings["posted_on"].dtype) == "datetime64[us]"
    assert postings.index.tolist() == [0]
    assert [entry.reason for entry in ledger.entries] == ["currency not stated, taken as the country's"]


def test_rows_without_anything_are_set_aside_and_others_kept():
    raw = pd.DataFrame(
        {
            "posting_id": ["1", "2", "3", "4"],
            "text": ["Lead it.", "  ", None, None],
            "title": [None, None, "Analyst", None],
            "pay_low": [None, None, None, 90_000],
            "pay_period": ["year"] * 4,
            "source": ["a", "b", "b", "b"],
        }
    )
    postings, ledger = clean_postings(raw)
    assert postings["posting_id"].tolist() == ["1", "3", "4"]
    assert [(e.source, e.action, e.rows, e.examples) for e in ledger.entries if e.action == "set_aside"] == [
        ("b", "set_aside", 1, ("2",))
    ]


def test_missing_text_column_is_an_error_that_names_what_is_there():
    with pytest.raises(DataError, match=r"no column of texts.*'name'"):
        clean_postings(pd.DataFrame({"name": ["x"], "pay": [1]}))


def test_an_empty_frame_gives_an_empty_frame():
    postings, ledger = clean_postings(pd.DataFrame({"text": []}))
    assert len(postings) == 0
    assert list(postings.columns) == list(COLUMNS)
    ledger.check(0)


def test_ambiguous_dates_are_missing_with_a_line_in_the_ledger():
    raw = pd.DataFrame({"text": ["a", "b"], "posted_on": ["03/04/2025", "2025-04-03"]})
    postings, ledger = clean_postings(raw)
    assert postings["posted_on"].isna().tolist() == [True, False]
    assert ledger.entries[0].examples == ("03/04/2025",)
