import gzip
import json

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import DataError, UsageError
from tpm_insights.extract.facts import extract_facts
from tpm_insights.partitioned.run import extract_folder
from tpm_insights.partitioned.whole import COMPLETE, read_ledger, whole_parts
from tpm_insights.sources import read_postings
from tpm_insights.tables import FACTS

LINES = [
    "You plan the work of a team of nine.", "PMP certification required.", "5+ years of experience in software.",
    "Bachelor's degree in Computer Science.", "Pay: $60 to $70 per hour.", "This role is hybrid.", "You know Jira.",
    "The salary range is $120,000 - $150,000 per year.", "Strong communication skills.",
]  # fmt: skip


def postings(rows, seed=0):
    """Invented postings with copies, dates that only others of their source explain, and rows to set aside."""
    rng = np.random.default_rng(seed)
    texts = ["\n".join(rng.choice(LINES, 4)) for _ in range(rows)]
    for at in range(rows // 2, rows, 5):
        texts[at] = texts[at - rows // 2]
    frame = pd.DataFrame(
        {
            "job_id": [f"j{i}" for i in range(rows)],
            "source": rng.choice(["north", "south", "west"], rows),
            "title": rng.choice(["IT Project Manager", "Scrum Master", "Baker"], rows),
            "company": rng.choice(["Acme Inc", "Bolt"], rows),
            "text": texts,
            "location": rng.choice(["Austin, TX", "London, UK", ""], rows),
            "date": [f"{a}/{b}/2025" for a, b in rng.integers(1, 13, (rows, 2))],
            "note": [None if i % 3 else f"n{i}" for i in range(rows)],
        }
    ).set_axis(range(rows))
    frame.loc[frame.index[-1], ["source", "date"]] = ["south", "31/1/2025"]
    frame.loc[frame.index[0], ["source", "date"]] = ["west", "1/31/2025"]
    frame.loc[frame.index[-2], ["source", "date"]] = ["west", "31/1/2025"]
    frame.loc[frame.index[-3], ["source", "date"]] = ["west", "31/31/2025"]
    frame.loc[frame.index[3], ["text", "title"]] = ["", ""]
    return frame


def lines_of(ledger):
    frame = ledger.to_frame().drop(columns="examples")
    return frame.sort_values(list(frame.columns)).reset_index(drop=True)


def same_as_in_memory(source_file, output, *, merge_copies=False):
    """Hold the parts against the facts of all rows together."""
    expected, ledger = extract_facts(read_postings(source_file), merge_copies=merge_copies)
    found = pd.read_parquet(output)
    pd.testing.assert_frame_equal(found[FACTS.names], expected[FACTS.names])
    extra = [name for name in expected.columns if name not in FACTS.names]
    assert list(found.columns) == [*FACTS.names, *extra]
    pd.testing.assert_frame_equal(lines_of(read_ledger(output)), lines_of(ledger))
    return found


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def ads(tmp_path):
    file = tmp_path / "ads.csv"
    postings(30).to_csv(file, index=False)
    return file


@pytest.mark.parametrize("merge_copies", [False, True])
def test_chunks_give_the_facts_of_all_rows_together(tmp_path, ads, merge_copies):
    ledger = extract_folder(ads, tmp_path / "out", chunk_rows=8, merge_copies=merge_copies)
    found = same_as_in_memory(ads, tmp_path / "out", merge_copies=merge_copies)
    assert ledger.rows_in == 30
    assert ledger.rows_out == len(found)
    assert found["copies"].max() > 1
    assert len(whole_parts(tmp_path / "out")) == 4
    assert not (tmp_path / "out.unfinished").exists()


def test_dates_are_judged_by_all_rows_of_their_source(tmp_path, ads):
    extract_folder(ads, tmp_path / "out", chunk_rows=8)
    found = pd.read_parquet(tmp_path / "out").groupby("source")["posted_on"]
    assert found.count()["south"] == found.size()["south"]  # the last row proves that days come first
    assert found.count()["west"] < found.size()["west"]  # rows contradict each other
    assert found.count()["north"] < found.size()["north"]  # nothing proves anything


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "jsonl", "jsonl.gz", "json", "parquet", "groups too big", "tab"])
def test_every_form_gives_the_same_facts(tmp_path, ads, kind):
    frame = pd.read_csv(ads, dtype="str")
    file = tmp_path / f"in.{kind.split()[0]}"
    if kind.startswith("csv"):
        frame.to_csv(file, index=False)
    elif kind == "tab":
        frame.to_csv(file, index=False, sep="\t", lineterminator="\r\n")
    elif kind.startswith("json"):
        records = [{k: v for k, v in r.items() if isinstance(v, str)} for r in frame.to_dict("records")]
        text = json.dumps(records) if kind == "json" else "\n".join(json.dumps(r) for r in records)
        file.write_bytes(gzip.compress(text.encode()) if kind.endswith("gz") else text.encode())
    else:
        frame.to_parquet(file, row_group_size=3 if kind == "parquet" else 50)
    extract_folder(file, tmp_path / "out", chunk_rows=16)
    same_as_in_memory(file, tmp_path / "out")


def test_a_folder_of_unlike_files_gives_parts_of_one_shape(tmp_path):
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    postings(9).assign(level=1).to_parquet(folder / "a.parquet")
    postings(9, 1).assign(level="high", floor=2).to_parquet(folder / "b.parquet")
    postings(9, 2).assign(floor=[None, *range(8)]).to_parquet(folder / "more" / "c.parquet")
    postings(9, 3).to_json(folder / "d.jsonl", orient="records", lines=True)
    (folder / "_notes.txt").write_text("no data")
    ledger = extract_folder(folder, tmp_path / "out", chunk_rows=5)
    assert ledger.rows_in == 36
    assert {path.suffix for path in whole_parts(tmp_path / "out")} == {".parquet"}
    found = pd.read_parquet(tmp_path / "out")
    assert found["level"].dropna().unique().tolist() == ["1", "high"]
    assert found["floor"].dtype == "float64"
    assert found["job_id"].notna().all()


def test_what_a_fetch_has_put_in_place_is_read_as_it_is(tmp_path):
    folder = tmp_path / "lever" / "2026-05-04" / "acme"
    folder.mkdir(parents=True)
    for number in (1, 2):
        job = {"id": f"j{number}", "text": "IT PM", "categories": {}, "hostedUrl": "https://jobs.lever.co/acme/j"}
        (folder / f"000{number}.json").write_text(json.dumps([job | {"descriptionPlain": f"PMP required, {number}."}]))
    (folder / "0003.empty").write_text("[]")
    (folder / "MANIFEST").write_text("{}")
    (folder / "SHA256SUMS").write_text("x  0001.json\n")
    assert extract_folder(tmp_path / "lever", tmp_path / "out").rows_out == 2
    assert pd.read_parquet(tmp_path / "out")["cert_pmp"].tolist() == ["required", "required"]


def test_a_finished_run_is_not_done_again_and_never_overwritten(tmp_path, ads):
    out = tmp_path / "out"
    first = extract_folder(ads, out, chunk_rows=11)
    stamps = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert extract_folder(ads, out, chunk_rows=11) == first
    assert stamps == {path: path.stat().st_mtime_ns for path in out.iterdir()}
    with pytest.raises(UsageError, match="made with other options"):
        extract_folder(ads, out, chunk_rows=12)
    ads.write_text(ads.read_text() + "j99,north,PM,Acme,Plan it.,,,\n")
    with pytest.raises(UsageError, match="made with other inputs"):
        extract_folder(ads, out, chunk_rows=11)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="no finished extraction"):
        extract_folder(ads, tmp_path / "taken")


def test_parts_of_other_code_or_damaged_ones_are_made_again(tmp_path, ads, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    whole, out = tmp_path / "whole", tmp_path / "out"
    extract_folder(ads, whole, chunk_rows=11)
    with monkeypatch.context() as patch:
        patch.setattr("tpm_insights.partitioned.run.complete", stop)
        with pytest.raises(KeyboardInterrupt):
            extract_folder(ads, out, chunk_rows=11)
    parts = sorted((tmp_path / "out.unfinished").glob("part-*.parquet"))
    assert len(parts) == 3
    kept = parts[1].stat().st_ino
    parts[0].write_bytes(parts[0].read_bytes()[:-9])
    parts[2].unlink()
    extract_folder(ads, out, chunk_rows=11)
    assert bytes_of(out) == bytes_of(whole)
    assert (out / parts[1].name).stat().st_ino == kept

    with monkeypatch.context() as patch:
        patch.setattr("tpm_insights.partitioned.run.complete", stop)
        with pytest.raises(KeyboardInterrupt):
            extract_folder(ads, tmp_path / "third", chunk_rows=11)
    left = tmp_path / "third.unfinished" / parts[0].name
    before = left.stat().st_ino
    mark = tmp_path / "third.unfinished" / "_made_of.json"
    mark.write_text(mark.read_text().replace('"code": "', '"code": "0'))
    (left.parent / ".part-cut").write_text("half")
    hold = left.open("rb")  # so that its number is not given to another file
    extract_folder(ads, tmp_path / "third", chunk_rows=11)
    hold.close()
    assert bytes_of(tmp_path / "third") == bytes_of(whole)
    assert (tmp_path / "third" / left.name).stat().st_ino != before


def test_a_folder_is_whole_only_with_every_part_as_written(tmp_path, ads):
    out = tmp_path / "out"
    extract_folder(ads, out, chunk_rows=11)
    part = out / "part-00001.parquet"
    data = part.read_bytes()
    part.write_bytes(data[:-1] + b"?")
    with pytest.raises(DataError, match="1 of 3 parts are missing or changed"):
        whole_parts(out)
    part.write_bytes(data)
    assert len(whole_parts(out)) == 3
    (out / COMPLETE).unlink()
    with pytest.raises(DataError, match="not whole"):
        whole_parts(out)


def test_the_salt_of_the_environment_is_used(tmp_path, ads, monkeypatch):
    monkeypatch.setenv("TPM_INSIGHTS_SALT", "one of our own")
    extract_folder(ads, tmp_path / "out")
    expected, _ = extract_facts(read_postings(ads), salt="one of our own", merge_copies=False)
    assert pd.read_parquet(tmp_path / "out")["employer_id"].equals(expected["employer_id"])
    assert "one of our own" not in (tmp_path / "out" / COMPLETE).read_text()


@pytest.mark.parametrize(
    ("text", "error", "match"),
    [
        ("title,text\nPM,\nPM,\n", DataError, "none of the 2 postings has a text"),
        ("title,text\n", DataError, "no rows"),
        ("title,text\nPM,Plan it.,more\n", DataError, "more cells than the header"),
        ("a,b\n1,2\n", DataError, "not in any shape"),
        ('{"text": "Plan it."}\n{"text": \n', DataError, "line 2 is not JSON"),
    ],
)
def test_broken_input_leaves_no_output(tmp_path, text, error, match):
    file = tmp_path / "in.txt"
    file.write_text(text)
    with pytest.raises(error, match=match):
        extract_folder(file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_wrong_requests_are_refused(tmp_path, ads):
    with pytest.raises(UsageError, match="no such file"):
        extract_folder(tmp_path / "none", tmp_path / "out")
    with pytest.raises(UsageError, match="1 or more"):
        extract_folder(ads, tmp_path / "out", chunk_rows=0)
    with pytest.raises(UsageError, match="lies in the input"):
        extract_folder(tmp_path, tmp_path / "out")
    with pytest.raises(UsageError, match="no engine"):
        extract_folder(ads, tmp_path / "out", engine="spark")
    with pytest.raises(UsageError, match="is for the engine dask"):
        extract_folder(ads, tmp_path / "out", workers=2)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no files"):
        extract_folder(tmp_path / "empty", tmp_path / "out")


def test_dask_gives_the_same_bytes(tmp_path, ads):
    reason = "Dask is not installed; it comes with the extra 'distributed'"
    distributed = pytest.importorskip("distributed", reason=reason)
    extract_folder(ads, tmp_path / "one", chunk_rows=10)
    with distributed.LocalCluster(2, threads_per_worker=1, processes=False, dashboard_address=":0") as cluster:
        address = cluster.scheduler_address
        ledger = extract_folder(ads, tmp_path / "two", chunk_rows=10, engine="dask", scheduler=address)
        ads.write_text("a,b\n1,2\n")
        with pytest.raises(DataError, match="not in any shape"):
            extract_folder(ads, tmp_path / "three", engine="dask", scheduler=address)
    assert ledger.rows_in == 30
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_without_dask_the_message_says_how_to_get_it(tmp_path, ads, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install '\.\[distributed\]'"):
        extract_folder(ads, tmp_path / "out", engine="dask")
