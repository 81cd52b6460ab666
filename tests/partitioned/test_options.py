"""A folder takes the options of a file and gives the same facts and the same account."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tpm_insights.cli import main

TITLES = ["IT Project Manager", "Scrum Master", "Software Engineer", "Baker", "Data Analyst", "Product Manager"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    """Forty invented postings with copies, pay that cannot be meant, and contacts."""
    rng = np.random.default_rng(3)
    rows = [
        {
            "job_id": f"acme-{i}",
            "job_url": f"https://example.org/acme/{i}",
            "title": TITLES[int(rng.integers(len(TITLES)))],
            "company": f"Acme {i % 3}",
            "description": f"You plan release {i}. Salary: $2,000,000 per year. Ask jo{i}@example.org."
            if i % 4 == 0
            else f"You plan release {i}. {i % 9 + 1}+ years of experience.",
            "salary_min": "5" if i % 5 == 0 else "90000",
            "salary_period": "year",
            "salary_currency": "USD",
            "phone": 5_550_100_000 + i,
            "remark": f"call 555-010-01{i:02}" if i % 6 == 0 else "",
        }
        for i in range(30)
    ]
    rows += [row | {"job_id": f"again-{i}"} for i, row in enumerate(rows[:10])]
    path = tmp_path / "ads.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def account(path: Path) -> pd.DataFrame:
    lines = pd.read_csv(path, keep_default_na=False).drop(columns="examples")
    return lines.sort_values(list(lines.columns)).reset_index(drop=True)


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("csv", ["--merge-copies"]),
        ("parquet", ["--hash-ids"]),
        ("csv", ["--only-roles", "project", "--source", "table"]),
        ("parquet", ["--only-roles", "scrum_master,product_manager", "--sample-others", 2]),
        ("csv", ["--only-roles", "project", "--sample-others", 3, "--seed", 1, "--merge-copies", "--hash-ids"]),
    ],
    ids=str,
)
def test_a_folder_gives_what_a_file_gives(postings: Path, tmp_path: Path, form: str, options: list[object]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    frame = pd.read_csv(postings)
    if form == "csv":
        frame.to_csv(folder / "ads.csv", index=False)
    else:
        frame.to_parquet(folder / "ads.parquet", row_group_size=14)
    file = next(folder.iterdir())
    one = run("extract", file, tmp_path / "one.parquet", "--ledger", tmp_path / "one.csv", *options)
    many = run("extract", folder, tmp_path / "many", "--ledger", tmp_path / "many.csv", "--chunk-rows", 14, *options)
    assert (one.exit_code, many.exit_code) == (0, 0), one.output + many.output
    expected, found = pd.read_parquet(tmp_path / "one.parquet"), pd.read_parquet(tmp_path / "many")
    assert len(list((tmp_path / "many").glob("*.parquet"))) == 3
    pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))
    pd.testing.assert_frame_equal(account(tmp_path / "many.csv"), account(tmp_path / "one.csv"))
    assert one.output.splitlines()[-1].split(":")[0] == many.output.splitlines()[-1].split(":")[0]
    if "--hash-ids" in options:
        assert not expected.astype("str").apply(lambda c: c.str.contains("acme|again", case=False)).any().any()


def test_the_draw_is_that_of_its_seed(postings: Path, tmp_path: Path) -> None:
    drawn = []
    for seed in (0, 0, 1, 2, 3):
        out = tmp_path / f"out-{len(drawn)}"
        options = ["--only-roles", "project", "--sample-others", 1, "--seed", seed]
        assert run("extract", postings, out, "--engine", "local", *options).exit_code == 0
        drawn.append(tuple(pd.read_parquet(out)["job_id"]))
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 1
    assert len({len(one) for one in drawn}) == 1


def test_the_account_of_copies_counts_each_repair_once(postings: Path, tmp_path: Path) -> None:
    run("extract", postings, tmp_path / "out", "--engine", "local", "--merge-copies", "--ledger", tmp_path / "l.csv")
    lines = account(tmp_path / "l.csv").set_index(["step", "action"])["rows"]
    facts = pd.read_parquet(tmp_path / "out")
    assert len(facts) == 30
    assert lines["merge copies", "merged"].sum() == 10
    # 8 of 30 texts state absurd pay; copies that were merged are not read
    assert lines["read pay", "repaired"].sum() == 8
    # fields are cleaned before copies are merged: 6 of 30 and 2 of the 10 copies
    assert lines["clean pay field", "repaired"].sum() == 8


def test_a_mapping_names_strange_columns_in_files_and_folders(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    frame = pd.DataFrame({"ad": ["PMP required.", "You plan it."], "firm": "Acme", "text": "a remark"})
    frame.to_csv(folder / "a.csv", index=False)
    frame.to_parquet(folder / "b.parquet")
    (folder / "c.jsonl").write_text('{"ad": "PMP required."}\n{"ad": "You plan it.", "firm": "Acme"}\n')
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\ntext = "ad"\nemployer = "firm"\n')
    files = sorted(folder.iterdir())
    assert run("extract", *files, tmp_path / "one.csv", "--mapping", mapping).exit_code == 0
    done = run("extract", folder, tmp_path / "many", "--mapping", mapping, "--chunk-rows", 1)
    assert done.exit_code == 0, done.output
    one, many = pd.read_csv(tmp_path / "one.csv"), pd.read_parquet(tmp_path / "many")
    assert many["cert_pmp"].fillna("").tolist() == ["required", ""] * 3
    assert many["employer_id"].tolist()[1:] == one["employer_id"].tolist()[1:]
    assert one["cert_pmp"].fillna("").tolist() == ["required", ""] * 3
    mapping.write_text('[columns]\ntekst = "ad"\n')
    refused = run("extract", files[0], tmp_path / "two.csv", "--mapping", mapping)
    assert (refused.exit_code, "not declared: tekst; use posting_id" in refused.stderr) == (2, True)
    absent = run("extract", files[0], tmp_path / "two.csv", "--mapping", tmp_path / "none.toml")
    assert (absent.exit_code, "none.toml" in absent.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ads.csv", "out.csv", "--sample-others", 2], "name the roles"),
        (["ads.csv", "out.csv", "--workers", 2], "are for folders of parts"),
        (["ads.csv", "out.csv", "--chunk-rows", 2], "are for folders of parts"),
        (["ads.csv", "ads.csv", "out", "--engine", "local"], "one INPUT"),
        (["ads.csv", "out.csv", "--engine", "local"], "a name without .csv"),
        (["ads.csv", "out", "--engine", "local", "--only-roles", "pilot"], "'pilot'"),
        (["ads.csv", "out", "--engine", "local", "--workers", 2], "engine dask"),
        (["ads.csv", "out.csv", "--seed", -1], "--seed"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    postings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("extract", *arguments)
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ads.csv"]
