"""Tables of postings in any packing give the same rows; wrong files give one plain line."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.errors import DataError, UsageError
from tpm_insights.sources import list_sources, read_mapping, read_postings
from tpm_insights.sources.content import open_contents
from tpm_insights.sources.posting_table import read_posting_table
from tpm_insights.sources.tabular import delimiter_of, read_delimited

ROWS = [
    {
        "id": "1",
        "title": "IT Project Manager",
        "description": 'A text, with "quotes"\nand lines.',
        "salary_min": "90000",
    },
    {"id": "2", "title": "Scrum Master", "description": "Café; another text.", "salary_min": "much"},
]


def packed(folder: Path) -> list[Path]:
    frame = pd.DataFrame(ROWS)
    lines = "\n".join(json.dumps(row) for row in ROWS)
    frame.to_csv(folder / "a.csv", index=False)
    frame.to_csv(folder / "b.csv", index=False, sep=";")
    frame.to_csv(folder / "c.txt", index=False, sep="\t", encoding="utf-8-sig")
    frame.to_csv(folder / "d.csv", index=False, encoding="utf-16")
    frame.to_csv(folder / "e.csv.gz", index=False)
    (folder / "f.jsonl").write_text(lines, encoding="utf-8")
    (folder / "g.json").write_text(json.dumps(ROWS), encoding="utf-8")
    (folder / "h.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    frame.to_parquet(folder / "i.parquet")
    frame.to_excel(folder / "j.xlsx", index=False)
    with zipfile.ZipFile(folder / "k.zip", "w") as archive:
        archive.write(folder / "a.csv", "inner/a.csv")
        archive.writestr("__MACOSX/inner/._a.csv", "x")
    (folder / "l").write_text(lines.replace("\n", "\r\n"), encoding="utf-8")
    return sorted(folder.iterdir())


def test_every_packing_gives_the_same_postings(tmp_path: Path) -> None:
    frames = {path.name: read_postings(path) for path in packed(tmp_path)}
    expected = frames.pop("a.csv")
    assert len(frames) == 11
    assert expected["text"].tolist() == [row["description"] for row in ROWS]
    assert expected["pay_low"].tolist() == ["90000", "much"]
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, expected, obj=name)


def test_identifiers_and_unknown_columns_are_passed_through(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,gid,description,my note\n7,g7,Text,x\n", encoding="utf-8")
    row = read_postings(path).iloc[0]
    assert (row["posting_id"], row["id"], row["gid"], row["my note"]) == ("7", "7", "g7", "x")


@pytest.mark.parametrize(
    ("kind", "text_kind", "expected"),
    [
        ("employer_provided", "full", "field"),
        ("glassdoor_estimate", "full", "platform_estimate"),
        ("adzuna_normalized_midpoint", "full", "platform_midpoint"),
        ("unknown (Glassdoor)", "full", "unknown"),
        ("a word nobody has seen", "full", "unknown"),
        ("", "full", "field"),
        ("", "excerpt", "unknown"),
    ],
)
def test_origin_of_pay(kind: str, text_kind: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        f"text,salary_max,salary_kind,text_kind\nA,9,{kind},{text_kind}\nB,,{kind},{text_kind}\n", encoding="utf-8"
    )
    frame = read_postings(path)
    assert frame["pay_origin"].iloc[0] == expected
    assert pd.isna(frame["pay_origin"].iloc[1]), "no pay, no origin"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", r"a\.csv: the file is empty"),
        ("a.csv", b"\n \n", r"a\.csv: the file is empty"),
        ("a.csv", b"title,text\n", r"a header \('title', 'text'\) but no rows"),
        ("a.csv", b"title,years\nPM,5\n", r"not in any shape of postings.*columns title, years.*text or description"),
        ("a.csv", b"title,text\nPM,a\nPM,a,b\n", r"not a well-formed table: Expected 2 fields in line 3, saw 3"),
        ("a.csv", b"title,text\nPM,a,b\nPM,c,d\n", r"Expected 2 fields in line 2, saw 3|more cells than the header"),
        ("a.csv", b'title,text\nPM,"open\n', r"not a well-formed table"),
        ("a.csv", b"title,text\nPM,caf\xe9\n", r"not UTF-8: byte 0xe9 in line 2"),
        ("a.parquet", b"title,text\nPM,a\n", r"named \.parquet but the content is not a Parquet file"),
        ("a.parquet", b"PAR1 and then nothing", r"a damaged Parquet file"),
        ("a.xlsx", b"title,text\nPM,a\n", r"named \.xlsx but the content is not an Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 20, r"an old Excel file"),
        ("a.csv.gz", gzip.compress(b"title,text\nPM,a\n" * 50)[:-12], r"cut off or damaged"),
        ("a.zip", b"PK\x03\x04 and then nothing", r"cannot be opened"),
        ("a.jsonl", b'{"text": "a"}\n{"text": \n{"text": "b"}\nx\n', r"2 of 4 lines are not JSON \(lines 2, 4\)"),
        ("a.jsonl", b'{"text": "a"\n{"text": "b"}\n', r"1 of 2 lines are not JSON \(line 1\)"),
        ("a.json", b'[{"text": "a"},', r"broken JSON in line 1, column 16"),
        ("a.json", b"[]", r"the JSON holds no postings: it is empty; fetch"),
        ("a.json", b'[{"text": "a"}, 5]', r"1 of 2 records are no objects \(number 2\)"),
    ],
)
def test_wrong_files_give_one_plain_line(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        read_postings(path)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_missing_file_folder_and_unknown_source_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        read_postings(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="is a folder"):
        read_postings(tmp_path)
    path = tmp_path / "a.csv"
    path.write_text("text\nx\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no source of postings is called 'monster'; there are: ashby"):
        read_postings(path, source="monster")
    with pytest.raises(UsageError, match="no source of postings is called 'oews'"):
        read_postings(path, source="oews")
    with pytest.raises(DataError, match="does not look like lever"):
        read_postings(path, source="lever")


def test_zip_of_several_files_is_refused_by_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "text\nx\n")
        archive.writestr("b.csv", "text\nx\n")
    with pytest.raises(
        DataError, match=r"holds 2 files that could be postings \('a.csv', 'b.csv'\); unpack it and name one"
    ):
        read_postings(tmp_path / "two.zip")


def test_mapping_gives_strange_columns_their_names(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ad,firm,text\nThe posting.,Invented Co,a note\n", encoding="utf-8")
    settings = tmp_path / "mapping.toml"
    settings.write_text('[columns]\ntext = "ad"\nemployer = "firm"\n', encoding="utf-8")
    row = read_postings(path, mapping=read_mapping(settings)).iloc[0]
    assert (row["text"], row["employer"], row["text (published)"]) == ("The posting.", "Invented Co", "a note")
    with pytest.raises(UsageError, match="names absent columns: advert; has ad, firm, text"):
        read_postings(path, mapping={"text": "advert"})
    settings.write_text("text = 'ad'\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not a mapping"):
        read_mapping(settings)


def test_carriage_return_inside_a_cell_does_not_break_the_row() -> None:
    frame = read_delimited("group,value\n2 years\r or less,64048\n", Path("a.csv"))
    assert frame.to_dict("records") == [{"group": "2 years  or less", "value": "64048"}]


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1) for _ in range(2)]),
        min_size=1,
        max_size=5,
    )
)
def test_csv_of_any_text_comes_back_unchanged(rows: list[tuple[str, str]]) -> None:
    text = pd.DataFrame(rows, columns=["title", "text"]).to_csv(index=False)
    assert read_delimited(text, Path("a.csv")).to_numpy().tolist() == [list(row) for row in rows]


def test_names_of_sources_are_unique_and_described() -> None:
    listed = list_sources()
    assert len({(one.kind, one.name) for one in listed}) == len(listed)
    assert all(one.description and one.table for one in listed)
    assert {"greenhouse", "lever", "ashby", "themuse", "usajobs", "schema_org", "jobspy", "nyc", "table"} <= {
        one.name for one in listed if one.kind == "postings"
    }


def test_content_is_recognised_by_one_specific_source_only(tmp_path: Path) -> None:
    from tpm_insights.sources.registry import sources

    from .test_boards import SHAPES, invented

    for name, shape in SHAPES.items():
        content = open_contents(invented.write(tmp_path, "file", shape))[0]
        claims = [one.name for one in sources() if one.breadth == "specific" and one.recognizes(content)]
        assert claims == [name]


def test_a_blank_pay_field_was_stated_by_nobody() -> None:
    ads = pd.DataFrame({"text": ["a", "b", "c"], "salary_min": [" ", "9", None]})
    assert read_posting_table(ads)["pay_origin"].fillna("nobody").tolist() == ["nobody", "field", "nobody"]


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [
        ("Pay, gross, a year, all in\tTitle\tCity", "\t"),
        ("a;b,c;d", ";"),
        ('"a,b,c",d;e;f', ";"),
        ("a|b|c", "|"),
        ("a", ","),
    ],
)
def test_what_parts_the_names_of_a_header(header: str, delimiter: str) -> None:
    assert delimiter_of(header) == delimiter


def test_what_a_system_adds_to_an_archive_is_passed_over(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("ads.csv", pd.DataFrame(ROWS).to_csv(index=False))
        archive.writestr("__MACOSX/ads.csv", "not,a\ntable")
        archive.writestr("folder/.hidden.csv", "not,a\ntable")
        archive.writestr("~$ads.csv", "lock")
    assert read_postings(tmp_path / "a.zip")["posting_id"].tolist() == ["1", "2"]
