"""Make the files of data/raw from the files that their publishers put out; see data/README.md.

Run it from the checkout with the folder of the originals:

    .venv/bin/python scripts/build_raw_data.py FOLDER

The folder holds, under their original names: oews_may2025_selected_soc.csv, bea_rpp_state_2008_2023.csv,
cpi_u_annual.csv, lca_selected.csv.gz, isecjobs_2025.csv.gz, nyc_jobs_2019.csv.gz, brent_ozar_2019.xlsx,
brent_ozar_2025.xlsx, published_figures.csv, levels_fyi_2021.zip, ask_a_manager_2021.xlsx and onet/ with the text files
of an O*NET release. The same originals give the same bytes. Rows of levels.fyi and Ask A Manager are read to count and
summarise; only cells of ten and more leave.
"""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pandas as pd

from tpm_insights.clean.salaries import clean_salaries
from tpm_insights.clean.self_report_cells import self_report_cells
from tpm_insights.project import replace_when_whole, sha256_of
from tpm_insights.sources import read_salaries
from tpm_insights.sources.onet import read_onet_folder
from tpm_insights.vocabulary import PROJECT_FAMILY

OUT = Path(__file__).resolve().parents[1] / "data" / "raw"
AS_PUBLISHED = ("bea_rpp_state_2008_2023.csv", "cpi_u_annual.csv", "published_figures.csv")
ROLES = (
    *PROJECT_FAMILY,
    "product_manager",
    "engineering_manager",
    "software_engineer",
    "systems_engineer",
    "business_analyst",
    "data_professional",
)
TECH = "Computing or Tech"


def write(name: str, data: bytes) -> None:
    """Put a file in place, packed if its name ends in .gz, with no time stamp in it."""
    with replace_when_whole(OUT / name) as part:
        if name.endswith(".gz"):
            packed = io.BytesIO()
            with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=9, mtime=0) as stream:
                stream.write(data)
            data = packed.getvalue()
        part.write_bytes(data)


def write_table(name: str, frame: pd.DataFrame) -> None:
    """Write a table as CSV."""
    write(name, frame.to_csv(index=False, lineterminator="\n").encode())


def brent_ozar(folder: Path) -> pd.DataFrame:
    """Rows of the workbook of 2019, which has certifications and education, and the later years of that of 2025."""
    early = read_salaries(folder / "brent_ozar_2019.xlsx")
    late = read_salaries(folder / "brent_ozar_2025.xlsx")
    late = late[~late["survey_year"].isin(early["survey_year"].unique())]
    return pd.concat([early, late], ignore_index=True).drop(columns="source")


def self_reports(folder: Path) -> pd.DataFrame:
    """Cells of ten and more self-reports from the United States."""
    parts = []
    levels = read_salaries(folder / "levels_fyi_2021.zip")
    manager = read_salaries(folder / "ask_a_manager_2021.xlsx")
    for publisher, rows, industry in (
        ("levels.fyi", levels, None),
        ("Ask A Manager", manager, None),
        ("Ask A Manager", manager[manager["industry"] == TECH], TECH),
    ):
        records, ledger = clean_salaries(rows)
        ledger.check(len(records))
        local = records[(records["country"] == "US") & (records["currency"] == "USD")]
        parts.append(self_report_cells(local, publisher=publisher, roles=ROLES, industry=industry))
    return pd.concat(parts, ignore_index=True)


def invented_parquet() -> None:
    """Write the invented postings of the JSON Lines file as Parquet too, under other titles."""
    folder = OUT / "invented_postings"
    lines = (folder / "postings.jsonl").read_text(encoding="utf-8").splitlines()
    frame = pd.DataFrame([json.loads(line) for line in lines])
    frame["posting_id"] = frame["posting_id"].str.replace("jsonl", "parquet")
    with replace_when_whole(folder / "postings.parquet") as part:
        frame.to_parquet(part, compression="zstd", index=False)


def main(folder: Path) -> None:
    """Build every file and print its size and sha256."""
    for name in AS_PUBLISHED:
        write(name, (folder / name).read_bytes())
    write("oews_may2025_selected_soc.csv.gz", (folder / "oews_may2025_selected_soc.csv").read_bytes())
    for name in ("lca_selected.csv.gz", "isecjobs_2025.csv.gz"):
        write(name, gzip.decompress((folder / name).read_bytes()))
    write_table("nyc_jobs_2019.csv.gz", read_salaries(folder / "nyc_jobs_2019.csv.gz").drop(columns=["source", "row"]))
    write_table("brent_ozar_2017_2025.csv.gz", brent_ozar(folder))
    write_table("onet_facts.csv.gz", read_onet_folder(folder / "onet"))
    write_table("self_report_aggregates.csv", self_reports(folder))
    invented_parquet()
    for path in sorted(path for path in OUT.rglob("*") if path.is_file()):
        print(f"{sha256_of(path)}  {path.stat().st_size:>8}  {path.relative_to(OUT).as_posix()}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build_raw_data.py FOLDER_OF_ORIGINALS")
    main(Path(sys.argv[1]))
