"""E-mail addresses and telephone numbers leave by no way: not in facts, ledgers, messages or work in progress."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.clean.postings import clean_postings
from tpm_insights.clean.salaries import clean_salaries
from tpm_insights.cli import main
from tpm_insights.errors import DataError, examples_of
from tpm_insights.ledger import Ledger
from tpm_insights.personal_data import mask_column, mask_personal_data
from tpm_insights.sources import read_postings, read_salaries

MAILS = [
    "jo.doe+x@mail.example.org",
    "jo%40example.org",
    "jo&#64;example.org",
    "jo [at] example [dot] org",
    "jo(at)example.org",
    "JO.O'DOE@EXAMPLE.ORG",
    "josé@exämple.org",
]
PHONES = [
    "555-010-0199",
    "(555) 010-0199",
    "(555)010-0199",
    "1-800-555-0199",
    "+1 (555) 010-0199 ext. 12",
    "555.010.0199",
    "555 010 0199",
    "555\u2011010\u20110199",
    "+15550100199",
    "+44 20 7946 0958",
    "+44 (0)20 7946 0958",
    "020 7946 0958",
    "07700 900123",
    "+49 30 1234567",
    "0170/1234567",
    "01 23 45 67 89",
    "tel:5550100199",
    "Call us at 555-0199",
    'phone": "5550100199',
]
KEPT = [
    "$120,000 - $150,000",
    "120 000 - 150 000",
    "EUR 55.000 - 65.000",
    "2019-2024",
    "01/02/2024 10:30",
    "2024-01-02T10:30:00+00:00",
    "401(k)",
    "24/7/365",
    "100-1000 people",
    "1714521600000",
    "id 5550100199",
    "92130-1234",
    "SOC 15-1299.09, 13-1082.00",
    "192.168.100.200",
    "1,234,567.89",
    "C++ 2011 2014 2017",
    "a team @ Acme (at home)",
]


@pytest.mark.parametrize("word", [*MAILS, *PHONES])
def test_contacts_are_masked_amid_text(word: str) -> None:
    masked = mask_personal_data(f"Pay $90,000. Write: {word}, now.")
    assert re.fullmatch(
        r"Pay \$90,000\. Write: (?:tel:|Call us at |phone\": \")?\[(?:e-mail|telephone)\], now\.", masked
    )


@pytest.mark.parametrize("word", KEPT)
def test_pay_dates_and_identifiers_stay(word: str) -> None:
    assert mask_personal_data(f"Here: {word} each.") == f"Here: {word} each."


@given(st.text(st.sampled_from("5550+1-. ()@ax\n/:Tel"), max_size=80))
def test_a_masked_text_stays_as_it_is(text: str) -> None:
    once = mask_personal_data(text)
    assert mask_personal_data(once) == once


@pytest.mark.parametrize("piece", ["a", "a.", "1 ", "+1", "5 (", "phone ", "@", "a@", "call me at ", "0170/"])
def test_no_text_takes_long(piece: str) -> None:
    began = time.process_time()
    mask_personal_data(piece * (200_000 // len(piece)) + "@ 555-010-0199")
    assert time.process_time() - began < 2


def test_columns_named_for_contacts_are_masked_whatever_they_hold() -> None:
    assert mask_column(pd.Series([5550100199, 7]), "contact_phone").tolist() == ["[telephone]", "7"]
    assert mask_column(pd.Series(["jo at example org 5550100199"]), "e_mail").tolist() == ["[e-mail]"]
    assert mask_column(pd.Series([5550100199]), "job_id").tolist() == [5550100199]
    assert mask_column(pd.Series([True]), "has_phone").tolist() == [True]


POSTINGS = [
    {
        "id": f"jo{i}@example.org" if i == 3 else f"n{i}",
        "title": "IT Project Manager, ask 555-010-0199",
        "company": "Acme, jo@example.org",
        "location": "Austin, TX, call (555) 010-0199",
        "posted_on": "mail jo@example.org",
        "salary_min": "ask jo@example.org",
        "salary_max": "phone 555 010 0199",
        "salary_period": "by arrangement, +1 555 010 0199",
        "description": f"You plan {i}. PMP required. Salary: $110,000. Mail jo@example.org or call +44 20 7946 0958.",
        "contact": {"name": "Jo", "email": "jo@example.org", "phone": 5550100199},
        "phone": 5550100199,
        "remark": "jo [at] example [dot] org, Tel. 5550199",
    }
    for i in range(6)
]
PLANTED = re.compile(r"jo\d?\W{0,3}(?:@|at)\W{0,3}example|010\D{0,3}0199|5550199|7946", re.IGNORECASE)


def written(folder: Path) -> str:
    """Everything that lies in files below a folder, as text."""
    out = []
    for path in folder.rglob("*"):
        if path.suffix == ".parquet":
            out.append(pd.read_parquet(path).to_csv())
        elif path.is_file() and path.suffix != ".npy":
            out.append(path.read_text(encoding="utf-8"))
    return "\n".join(out)


@pytest.mark.parametrize(
    ("form", "to"),
    [
        ("csv", "facts.csv"),
        ("jsonl", "facts.jsonl"),
        ("json", "facts.parquet"),
        ("csv", "folder"),
        ("jsonl", "folder"),
        ("parquet", "folder"),
    ],
)
def test_planted_contacts_reach_no_output(form: str, to: str, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    lines = [json.dumps(row) for row in POSTINGS]
    flat = pd.DataFrame([row | {"contact": json.dumps(row["contact"])} for row in POSTINGS])
    if form == "csv":
        flat.to_csv(source / "ads.csv", index=False)
    elif form == "parquet":
        flat.to_parquet(source / "ads.parquet")
    else:
        (source / f"ads.{form}").write_text(json.dumps(POSTINGS) if form == "json" else "\n".join(lines))
    out = tmp_path / "out"
    where = [str(source), str(out)] if to == "folder" else [str(next(source.iterdir())), str(out / to)]
    result = CliRunner().invoke(main, ["extract", *where, "--ledger", str(out.with_name("l") / "ledger.csv")])
    assert result.exit_code == 0, result.output
    text = written(out) + written(out.with_name("l")) + result.output
    assert "PMP" in text or "cert_pmp" in text
    assert not PLANTED.search(text), PLANTED.search(text)
    assert "e-mail addresses or telephone numbers masked" in result.output


def test_a_stopped_run_leaves_no_contacts_in_its_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pd.DataFrame(POSTINGS).to_csv(tmp_path / "ads.csv", index=False)
    monkeypatch.setattr("tpm_insights.partitioned.run.complete", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        CliRunner().invoke(
            main,
            ["extract", str(tmp_path / "ads.csv"), str(tmp_path / "out"), "--engine", "local"],
            catch_exceptions=False,
        )
    assert len(list((tmp_path / "out.unfinished").rglob("*.parquet"))) == 2
    assert not PLANTED.search(written(tmp_path / "out.unfinished"))


def test_cleaned_postings_hold_no_contacts_and_the_account_says_so(tmp_path: Path) -> None:
    (tmp_path / "ads.json").write_text(json.dumps(POSTINGS))
    postings, ledger = clean_postings(read_postings(tmp_path / "ads.json"))
    assert not PLANTED.search(postings.to_csv())
    masked = [entry for entry in ledger.entries if "masked" in entry.reason]
    assert [(entry.action, entry.rows) for entry in masked] == [("repaired", 6)]
    assert postings["text"].str.contains("Salary: $110,000", regex=False).all()


def test_titles_of_salary_records_hold_no_contacts(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(
        "title,base_annual,currency,year,pay_kind\nPM (jo@example.org 555-010-0199),90000,USD,2024,self_report_base\n"
    )
    salaries, ledger = clean_salaries(read_salaries(tmp_path / "own.csv"))
    assert salaries["title"].tolist() == ["PM ([e-mail] [telephone])"]
    assert not PLANTED.search(salaries.to_csv() + ledger.to_frame().to_csv())


def test_messages_and_accounts_show_no_contacts(tmp_path: Path) -> None:
    assert examples_of(["jo@example.org", "555-010-0199"]) == "'[e-mail]', '[telephone]'"
    ledger = Ledger("t", 1, 1)
    ledger.record(source="s", step="s", action="noted", reason="odd", rows=1, examples=["ask jo@example.org"])
    assert ledger.totals() == [("noted", "odd", 1, "ask [e-mail]")]
    (tmp_path / "headless.csv").write_text("PM,jo@example.org,555-010-0199\nPM,a,b\n")
    for mapping in (None, {"text": "ad"}):
        with pytest.raises(Exception, match="headless") as caught:
            read_postings(tmp_path / "headless.csv", mapping=mapping)
        assert not PLANTED.search(str(caught.value).replace("_", " "))
    (tmp_path / "empty.csv").write_text("jo@example.org,555-010-0199\n")
    with pytest.raises(DataError, match="no rows") as caught:
        read_postings(tmp_path / "empty.csv")
    assert not PLANTED.search(str(caught.value))
