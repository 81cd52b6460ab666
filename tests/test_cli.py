"""Every path of the command line that can go wrong ends in one line and its exit code, and spoils nothing."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tpm_insights.cli import main
from tpm_insights.errors import DataError, UsageError
from tpm_insights.project import check_place, replace_when_whole
from tpm_insights.tables import FACTS

POSTINGS = [
    {
        "id": "a1",
        "title": "Senior IT Project Manager",
        "company": "Invented Bridge Works",
        "location": "Austin, TX",
        "posted_on": "2025-03-04",
        "description": "Salary: $110-130k. Requires 5+ years of project management experience. PMP required; "
        "CSM preferred. Bachelor's degree or equivalent experience. Agile and Jira. Strong communication skills.",
    },
    {
        "id": "a2",
        "title": "Scrum Master",
        "company": "Invented Mills",
        "location": "Remote",
        "posted_on": "2025-04-05",
        "description": "Invented posting. Lead two teams. CSM preferred. 2 years of experience needed.",
    },
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    path = tmp_path / "postings.csv"
    pd.DataFrame(POSTINGS).to_csv(path, index=False)
    return path


def failed(result: Result, code: int, *words: str) -> None:
    assert result.exit_code == code, (result.output, result.exception)
    lines = [line for line in result.stderr.splitlines() if line]
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    for word in words:
        assert word in lines[-1], lines


@pytest.mark.parametrize("name", ["facts.csv", "facts.csv.gz", "facts.jsonl", "facts.jsonl.gz", "facts.parquet"])
def test_extract_writes_every_column_in_every_format(postings: Path, tmp_path: Path, name: str) -> None:
    result = run("extract", postings, tmp_path / name)
    assert result.exit_code == 0, result.output
    assert "2 postings in, 2 out" in result.output
    path = tmp_path / name
    if ".jsonl" in name:
        data = path.read_bytes()
        text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
        rows = [json.loads(line) for line in text.splitlines()]
        assert rows[0]["id"] == "a1"
        assert rows[0]["certifications"] == [{"id": "PMP", "status": "required"}, {"id": "CSM", "status": "preferred"}]
        assert rows[0]["hard_skills"] == ["agile_scrum", "jira"]
        assert rows[0]["soft_skills"] == ["communication"]
        assert (rows[0]["pay_low"], rows[0]["pay_high"], rows[0]["pay_period"]) == (110_000, 130_000, "year")
        assert rows[1]["pay_low"] is None
    else:
        frame = pd.read_parquet(path) if name.endswith("parquet") else pd.read_csv(path)
        assert list(frame.columns[: len(FACTS.names)]) == FACTS.names
        assert frame["id"].tolist() == ["a1", "a2"]
        assert frame["cert_pmp"].tolist()[0] == "required"
        assert frame["employer_id"].notna().all()
        assert "description" not in frame
        assert not frame.astype("str").apply(lambda c: c.str.contains("Invented")).any().any()


def test_extract_gives_the_same_bytes_twice(postings: Path, tmp_path: Path) -> None:
    for name in ("one.jsonl.gz", "two.jsonl.gz"):
        assert run("extract", postings, tmp_path / name).exit_code == 0
    assert (tmp_path / "one.jsonl.gz").read_bytes() == (tmp_path / "two.jsonl.gz").read_bytes()


def test_salt_changes_the_hash(postings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("extract", postings, tmp_path / "one.csv")
    monkeypatch.setenv("TPM_INSIGHTS_SALT", "other")
    run("extract", postings, tmp_path / "two.csv")
    one, two = (pd.read_csv(tmp_path / name)["employer_id"] for name in ("one.csv", "two.csv"))
    assert not set(one) & set(two)


def test_copies_are_counted_and_merged_only_when_asked(tmp_path: Path) -> None:
    pd.DataFrame([POSTINGS[0], POSTINGS[1], POSTINGS[0] | {"id": "a3"}]).to_csv(tmp_path / "p.csv", index=False)
    assert "3 postings in, 3 out" in run("extract", tmp_path / "p.csv", tmp_path / "all.csv").output
    assert pd.read_csv(tmp_path / "all.csv")["copies"].tolist() == [2, 1, 2]
    result = run(
        "extract", tmp_path / "p.csv", tmp_path / "first.csv", "--merge-copies", "--ledger", tmp_path / "ledger.csv"
    )
    assert "3 postings in, 2 out" in result.output
    assert pd.read_csv(tmp_path / "first.csv")["id"].tolist() == ["a1", "a2"]
    lines = pd.read_csv(tmp_path / "ledger.csv")
    assert lines.loc[lines["action"] == "merged", "rows"].sum() == 1


def test_ids_are_hashed_when_asked(tmp_path: Path) -> None:
    rows = [{"posting_id": "invented-bridge-works-1"} | POSTINGS[0], {"posting_id": "2"} | POSTINGS[1]]
    pd.DataFrame(rows).drop(columns="id").to_csv(tmp_path / "p.csv", index=False)
    assert run("extract", tmp_path / "p.csv", tmp_path / "o.csv", "--hash-ids").exit_code == 0
    ids = pd.read_csv(tmp_path / "o.csv", dtype="str")["posting_id"]
    assert ids.str.fullmatch("[0-9a-f]{16}").all()
    assert ids.nunique() == 2


def test_fetch_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    failed(run("fetch", "monsterboard", "--board", "x", "--out", tmp_path), 2, "monsterboard", "greenhouse")
    assert run("fetch", "greenhouse", "--board", "x", "--out", tmp_path, "-q", "nonsense").exit_code == 2


def test_only_roles_keeps_them_and_a_sample_of_the_others(tmp_path: Path) -> None:
    others = [
        POSTINGS[0] | {"id": f"s{i}", "title": "Software Engineer", "description": f"Write code, part {i}."}
        for i in range(5)
    ]
    pd.DataFrame([*POSTINGS, *others]).to_csv(tmp_path / "p.csv", index=False)
    result = run("extract", tmp_path / "p.csv", tmp_path / "o.csv", "--only-roles", "project", "--sample-others", 2)
    assert "7 postings in, 4 out" in result.output
    roles = pd.read_csv(tmp_path / "o.csv")["role_family"].tolist()
    assert roles.count("software_engineer") == 2


def test_text_where_a_number_belongs_is_a_ledger_line(tmp_path: Path) -> None:
    rows = [
        POSTINGS[1] | {"salary_min": "lots", "salary_max": "90000", "salary_period": "year", "salary_currency": "USD"}
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "p.csv", index=False)
    result = run("extract", tmp_path / "p.csv", tmp_path / "o.csv")
    assert result.exit_code == 0
    assert "lots" in result.output
    assert "not a number" in result.output


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("absent.csv", None, 2, ["absent.csv"]),
        ("empty.csv", b"", 3, ["empty.csv", "empty"]),
        ("header.csv", b"title,description\n", 3, ["header.csv", "no rows"]),
        ("nocolumn.csv", b"title,wage\nx,1\n", 3, ["nocolumn.csv", "description", "wage"]),
        ("text.parquet", b"this is not parquet", 3, ["text.parquet", "Parquet"]),
        ("broken.jsonl", b'{"text": "a"}\n{"text": \n', 3, ["broken.jsonl", "line 2"]),
        ("latin.csv", "description\ncaf\xe9 manager\n".encode("latin-1"), 3, ["latin.csv", "UTF-8"]),
        ("broken.csv.gz", b"not gzip at all", 3, ["broken.csv.gz"]),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", 3, ["picture.png"]),
    ],
)
def test_bad_input_is_one_line_and_leaves_the_output(
    tmp_path: Path, name: str, content: bytes | None, code: int, words: list[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    output = tmp_path / "facts.csv"
    output.write_text("the good one of yesterday")
    failed(run("extract", tmp_path / name, output), code, *words)
    assert output.read_text() == "the good one of yesterday"
    assert {p.name for p in tmp_path.iterdir()} <= {name, "facts.csv"}


def test_a_folder_gives_a_folder_with_the_same_facts(postings: Path, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for name in ("one", "two"):
        (tmp_path / "many" / f"{name}.csv").write_bytes(postings.read_bytes())
    result = run("extract", tmp_path / "many", tmp_path / "facts")
    assert result.exit_code == 0, result.output
    facts = pd.read_parquet(sorted((tmp_path / "facts").glob("*.parquet")))
    assert facts["copy_number"].tolist() == [1, 1, 2, 2]
    assert facts["cert_pmp"].tolist()[0] == "required"
    assert run("extract", tmp_path / "many", tmp_path / "other.csv").exit_code == 2


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = run("extract", tmp_path / "empty", tmp_path / "out")
    assert result.exit_code in (2, 3)
    assert "empty" in result.stderr
    assert not (tmp_path / "out").exists()


def test_bad_output_names_and_options(postings: Path, tmp_path: Path) -> None:
    failed(run("extract", postings, tmp_path / "o.docx"), 2, "o.docx", ".parquet")
    failed(run("extract", postings, postings), 2, "would take the place of")
    failed(run("extract", postings, tmp_path / "o.csv", "--only-roles", "pilot"), 2, "'pilot'")
    assert run("extract", postings, tmp_path / "o.csv", "--sample-others", -1).exit_code == 2
    assert run("extract").exit_code == 2
    assert run("no-such-command").exit_code == 2


def test_a_place_that_cannot_be_written_is_one_line(postings: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    failed(run("extract", postings, tmp_path / "file" / "o.csv"), 2, "cannot be written", "choose another place")
    failed(run("extract", postings, tmp_path / "file" / "o", "--engine", "local"), 2, "cannot be read or written")


def test_report_arguments() -> None:
    assert run("report").exit_code == 2
    assert run("report", "pay_by_experience", "--all").exit_code == 2
    assert run("report", "pay_by_experience", "-p", "country").exit_code == 2
    failed(run("report", "pay_by_age"), 2, "pay_by_age", "pay_by_experience")
    failed(run("report", "pay_by_experience", "-p", "contry=US"), 2, "contry", "country")
    failed(run("report", "pay_by_experience", "-p", "minimum_cell=ten"), 2, "minimum_cell", "ten")


def test_commands_outside_a_project_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPM_INSIGHTS_PROJECT", str(tmp_path))
    failed(run("prepare"), 2, "no project found")


def test_list_names_reports_parameters_and_help() -> None:
    result = run("list")
    assert result.exit_code == 0
    for word in ("data_quality", "pay_by_experience", "certification_premium", "country", "minimum_cell", "int"):
        assert word in result.output


def test_sources_lists_formats() -> None:
    result = run("sources")
    assert result.exit_code == 0
    assert "postings" in result.output
    assert "salaries" in result.output


def test_estimate_refuses_an_unknown_certification() -> None:
    failed(run("estimate", "--certification", "XYZ"), 2, "'XYZ'", "PMP")


def test_estimate_refuses_own_records_on_a_page(tmp_path: Path) -> None:
    both = run("estimate", "--page", str(tmp_path / "a.html"), "--own-records", str(tmp_path / "own.csv"))
    assert both.exit_code == 2
    assert "--own-records" in both.output


def test_help_of_every_command() -> None:
    for name in main.commands:
        assert run(name, "--help").exit_code == 0


@pytest.mark.parametrize("folder", [False, True])
def test_a_ledger_takes_the_place_of_nothing(postings: Path, tmp_path: Path, folder: bool) -> None:
    before = postings.read_bytes()
    options = ["--engine", "local"] if folder else []
    output = tmp_path / ("facts" if folder else "facts.csv")
    failed(run("extract", postings, output, *options, "--ledger", postings), 2, "would take the place of postings.csv")
    failed(run("extract", postings, output, *options, "--ledger", output), 2, "would take the place of")
    failed(run("extract", postings, output, *options, "--ledger", tmp_path), 2, "is a folder; name a file in it")
    assert postings.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["postings.csv"]


def test_a_ledger_lies_in_no_folder_of_postings(postings: Path, tmp_path: Path) -> None:
    many = tmp_path / "many"
    many.mkdir()
    (many / "ads.csv").write_bytes(postings.read_bytes())
    failed(run("extract", many, tmp_path / "facts", "--ledger", many / "ledger.csv"), 2, "lies in", "many")
    assert [path.name for path in many.iterdir()] == ["ads.csv"]
    assert not (tmp_path / "facts").exists()


def test_a_mapping_that_cannot_be_read_is_one_line(postings: Path, tmp_path: Path) -> None:
    failed(run("extract", postings, tmp_path / "o.csv", "--mapping", tmp_path), 2, "cannot be read or written")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["claims", "--region", "Texas"], ["'TEXAS'", "such as TX"]),
        (["claims", "--region", "BY"], ["'BY' is no region of US"]),
        (["claims", "--country", "USA"], ["country: 'USA'"]),
        (["claims", "--first-year", "2024", "--last-year", "2020"], ["2024 is later than last_year, 2020"]),
        (["claims", "here.toml", "--out", "here.toml"], ["would take the place of here.toml"]),
        (["claims", "--out", "."], ["is a folder"]),
        (["claims", "--out", os.devnull], ["is no file"]),
        (["compare", "old", "new", "--out", "new/changes.csv"], ["lies in", "new"]),
        (["estimate", "--region", "Texas"], ["'TEXAS'", "such as TX"]),
        (["estimate", "--currency", "dollars"], ["currency: 'DOLLARS'"]),
        (["estimate", "--page", "."], ["is a folder"]),
    ],
)
def test_what_no_data_can_be_of_or_written_to_is_refused_before_the_work(
    arguments: list[str], words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tpm_insights.processed.load_tables", lambda *_: pytest.fail("the work has begun"))
    failed(run(*arguments), 2, *words)
    assert not list(tmp_path.iterdir())


def test_an_error_of_several_lines_is_told_on_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise DataError("first\nsecond")

    monkeypatch.setattr("tpm_insights.processed.load_tables", broken)
    failed(run("ledger"), 3, "tpm-insights: first second")


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="Invalid argument"), replace_when_whole(pipe):
        pytest.fail("the block has begun")
    assert pipe.is_fifo()
    with pytest.raises(UsageError, match="is no file"):
        check_place(pipe)


def test_a_file_that_fails_half_way_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("the good one of yesterday")

    def half() -> None:
        with replace_when_whole(path) as part:
            part.write_text("half")
            raise KeyError(part)

    with pytest.raises(KeyError):
        half()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("facts.csv", "the good one of yesterday")]
