"""Two published runs compared: what changed, by how much, and what it is laid to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from tpm_insights.cli import main
from tpm_insights.errors import DataError, UsageError
from tpm_insights.project import sha256_of
from tpm_insights.reports.comparison.compare import RunComparison, compare_runs

BANDS = pd.DataFrame(
    {
        "level": ["entry", "mid", "senior"],
        "kind": ["Posted range"] * 3,
        "median": [90_000.0, 120_000.0, None],
        "conf_low": [80_000.0, 110_000.0, None],
        "n": [12, 40, 6],
        "refused": ["", "", "6 records, 10 needed"],
    }
)
ABOUT = {
    "report": "pay",
    "status": "done",
    "title": "Pay",
    "started": "2026-11-01T10:00:00+00:00",
    "parameters": {"currency": "USD", "region": None, "certifications": ["PMP"]},
    "inputs": [{"name": "facts.parquet", "sha256": "a" * 64, "rows": 58}],
    "items": [{"kind": "table", "name": "bands", "title": "Median pay", "rows": 3}],
    "key_figures": [{"value": "$120,000", "label": "median, mid level", "note": "n = 40"}],
    "source": "c" * 64,
    "notebook": "d" * 64,
    "tables": {"facts": "e" * 64},
    "code": {"version": "0.1.0", "commit": "0123456789abcdef"},
    "python": "3.11.7",
    "packages": {"pandas": "3.1.0"},
}
Publish = Callable[..., Path]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Return a function that publishes a run of a report with given tables and other entries in its manifest."""

    def make(name: str, bands: pd.DataFrame = BANDS, /, **manifest: object) -> Path:
        folder = tmp_path / name
        (folder / "tables").mkdir(parents=True)
        tables = {"bands": bands, **manifest.pop("more", {})}
        for table, frame in tables.items():
            frame.to_csv(folder / "tables" / f"{table}.csv", index=False)
        outputs = [
            {"path": f"tables/{table}.csv", "sha256": sha256_of(folder / "tables" / f"{table}.csv")} for table in tables
        ]
        (folder / "manifest.json").write_text(json.dumps(ABOUT | {"outputs": outputs} | manifest))
        return folder

    return make


def changes(found: RunComparison) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return old and new words and size, by row and column."""
    return {
        (row["row"], row["column"]): (row["old_words"], row["new_words"], row["change"])
        for row in found.numbers.to_dict("records")
    }


def test_a_run_is_the_same_as_itself(publish: Publish) -> None:
    found = compare_runs(publish("old"), publish("new"))
    assert found.is_same
    assert found.compared == 7
    assert found.why == "nothing that was written down"
    assert found.causes.empty
    assert found.key_figures.empty


def test_a_changed_number_tells_its_size_and_the_records_behind_it(publish: Publish) -> None:
    revised = BANDS.assign(median=[90_000.0, 123_000.0, None], n=[12, 44, 6])
    found = compare_runs(publish("old"), publish("new", revised))
    row = "Mid, 3–7 years, Posted range"
    assert changes(found) == {
        (row.removesuffix(", Posted range"), "Median"): ("$120,000", "$123,000", "+2.5%"),
        (row.removesuffix(", Posted range"), "Records"): ("40", "44", "+4"),
    }
    assert found.numbers[["n_old", "n_new"]].drop_duplicates().to_numpy().tolist() == [[40, 44]]


def test_a_cell_that_is_refused_or_shown_now_is_told_with_the_reason(publish: Publish) -> None:
    more = BANDS.assign(median=[None, 120_000.0, 150_000.0], refused=["one employer has 60 % of the records", "", ""])
    found = compare_runs(publish("old"), publish("new", more))
    events = dict(zip(found.numbers["row"], found.numbers["event"], strict=True))
    assert events == {"Entry, 0–2 years": "no longer shown", "Senior, 8+ years": "shown now"}
    words = changes(found)
    assert words[("Entry, 0–2 years", "Median")][1] == "not shown: one employer has 60% of the records"
    assert words[("Senior, 8+ years", "Median")][0] == "not shown: 6 records, 10 needed"


def test_rows_and_tables_that_come_and_go(publish: Publish) -> None:
    extra = pd.DataFrame({"certification": ["PMP"], "share": [0.3]})
    found = compare_runs(publish("old"), publish("new", BANDS.iloc[:2], more={"demand": extra}))
    told = set(zip(found.numbers["table"], found.numbers["row"], found.numbers["event"], strict=True))
    assert told == {("bands", "Senior, 8+ years", "gone"), ("demand", "the whole table", "added")}
    assert found.glance().iloc[0][["added", "gone", "changed"]].tolist() == [1, 1, 0]


def test_a_change_behind_the_last_digit_is_kept_but_not_seen(publish: Publish) -> None:
    finer = BANDS.assign(median=[90_000.0, 120_004.0, None], conf_low=[80_000.0 * (1 + 1e-13), 110_000.0, None])
    found = compare_runs(publish("old"), publish("new", finer))
    assert found.numbers["seen"].tolist() == [False], "and the other is the same but for the last bit"
    assert not found.is_same


def test_a_verdict_counts_as_a_number(publish: Publish) -> None:
    before = pd.DataFrame({"topic": ["Pay"], "claim": ["all levels"], "verdict": ["partly"], "why": ["crosses"]})
    after = before.assign(verdict="supported", why="inside")
    found = compare_runs(publish("old", before), publish("new", after))
    assert list(changes(found).values()) == [("≈ partly", "✓ supported", "")]


@pytest.mark.parametrize(
    ("manifest", "why", "what"),
    [
        ({"parameters": ABOUT["parameters"] | {"region": "TX"}}, "parameters", "region"),
        ({"inputs": [{"name": "facts.parquet", "sha256": "b" * 64, "rows": 58}]}, "revised data", "facts.parquet"),
        ({"inputs": [{"name": "facts.parquet", "sha256": "b" * 64, "rows": 60}]}, "new data", "facts.parquet"),
        ({"inputs": [*ABOUT["inputs"], {"name": "more.csv", "sha256": "b", "rows": 1}]}, "new data", "more.csv"),
        ({"source": "f" * 64}, "code", "the library"),
        ({"source": None}, "code", "the library"),
        ({"notebook": "f" * 64}, "code", "the notebook"),
        ({"tables": {"facts": "f" * 64}}, "code", "how files become tables"),
        ({"packages": {"pandas": "3.2.0"}}, "packages", "pandas"),
        ({"python": "3.12.1"}, "packages", "python"),
    ],
)
def test_a_change_is_laid_to_what_differs(publish: Publish, manifest: dict[str, object], why: str, what: str) -> None:
    found = compare_runs(publish("old"), publish("new", BANDS.assign(n=[13, 40, 6]), **manifest))
    assert found.why == why
    assert found.causes["what"].tolist() == [what]
    assert found.tidy()["why"].tolist() == [why]


def test_of_several_causes_none_is_chosen(publish: Publish) -> None:
    other = {"source": "f" * 64, "inputs": [{"name": "facts.parquet", "sha256": "b" * 64, "rows": 60}]}
    found = compare_runs(publish("old"), publish("new", BANDS.assign(n=[13, 40, 6]), tables={}, **other))
    assert found.why == "new data or code"


def test_what_cannot_be_compared_is_refused(publish: Publish, tmp_path: Path) -> None:
    good = publish("good")
    for name, manifest, said in (
        ("other", {"report": "other"}, "two runs of one"),
        ("bad", {"status": "failed"}, "failed"),
    ):
        with pytest.raises(UsageError, match=said):
            compare_runs(good, publish(name, **manifest))
    with pytest.raises(UsageError, match="no manifest"):
        compare_runs(good, tmp_path)
    touched = publish("touched")
    (touched / "tables" / "bands.csv").write_text("level\nmid\n")
    with pytest.raises(DataError, match=r"1 of 1 tables .*bands\.csv"):
        compare_runs(good, touched / "manifest.json")


def test_the_command_prints_the_answer_first_and_keeps_to_its_exit_codes(publish: Publish, tmp_path: Path) -> None:
    key = [{"value": "$123,000", "label": "median, mid level", "note": "n = 40"}]
    old = publish("old")
    new = publish("new", BANDS.assign(median=[90_000.0, 123_000.0, None]), source="f" * 64, key_figures=key)
    csv = tmp_path / "changes.csv"
    done = CliRunner().invoke(main, ["compare", str(old), str(new), "--out", str(csv)])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0] == "Pay: two runs"
    assert "1 of 7 numbers read otherwise. Why: code." in done.output
    assert "$120,000 (n = 40)" in done.output
    assert max(len(line) for line in lines if str(tmp_path) not in line) <= 100
    assert pd.read_csv(csv)[["table", "old", "new", "why"]].to_numpy().tolist() == [["bands", 120_000, 123_000, "code"]]
    assert CliRunner().invoke(main, ["compare", str(old), str(new), "--expect-same"]).exit_code == 1
    assert CliRunner().invoke(main, ["compare", str(old), str(old), "--expect-same"]).exit_code == 0
    assert CliRunner().invoke(main, ["compare", str(old), str(tmp_path)]).exit_code == 2
    (new / "tables" / "bands.csv").unlink()
    assert CliRunner().invoke(main, ["compare", str(old), str(new)]).exit_code == 3


@pytest.mark.slow
def test_every_report_can_be_compared_with_itself(rendered: Path) -> None:
    folders = sorted(path.parent for path in rendered.glob("*/manifest.json"))
    assert len(folders) >= 6
    for folder in folders:
        found = compare_runs(folder, folder)
        assert found.is_same
        assert found.compared > 10
