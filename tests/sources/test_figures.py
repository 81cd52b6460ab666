"""Salary figures of every publisher are recognised by content, under stable names, without free text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tpm_insights.errors import DataError
from tpm_insights.sources import list_sources, read_salaries
from tpm_insights.sources.ask_a_manager import find_questions
from tpm_insights.sources.content import open_contents
from tpm_insights.sources.registry import sources

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
FILES = {
    "bea_rpp_state_2008_2023.csv": "bea_rpp",
    "brent_ozar_2017_2025.csv.gz": "brent_ozar",
    "cpi_u_annual.csv": "cpi_u",
    "isecjobs_2025.csv.gz": "isecjobs",
    "lca_selected.csv.gz": "lca",
    "nyc_jobs_2019.csv.gz": "nyc",
    "oews_may2025_selected_soc.csv.gz": "oews",
    "onet_facts.csv.gz": "onet",
    "published_figures.csv": "published_figures",
    "self_report_aggregates.csv": "self_reports",
}


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_claimed_by_its_source_alone(name: str) -> None:
    content = open_contents(RAW / name)[0]
    claims = [one.name for one in sources() if one.salaries and one.breadth == "specific" and one.recognizes(content)]
    assert claims == [FILES[name]]


def test_rows_are_numbered_as_in_the_file_and_carry_their_source() -> None:
    frame = read_salaries(RAW / "cpi_u_annual.csv")
    assert frame.columns[:2].tolist() == ["source", "row"]
    assert set(frame["source"]) == {"cpi_u"}
    assert frame["row"].tolist() == [str(i) for i in range(1, len(frame) + 1)]
    assert all(str(dtype) == "str" for dtype in frame.dtypes)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            "CASE_NUMBER,CASE_STATUS,DECISION_DATE,VISA_CLASS,JOB_TITLE,SOC_CODE,FULL_TIME_POSITION,EMPLOYER_NAME,WORKSITE_CITY,"  # noqa: ISC004
            "WORKSITE_STATE,WORKSITE_POSTAL_CODE,WAGE_RATE_OF_PAY_FROM,WAGE_RATE_OF_PAY_TO,WAGE_UNIT_OF_PAY,PREVAILING_WAGE,"
            "PW_UNIT_OF_PAY,PW_WAGE_LEVEL",
            {"case_number", "wage_high", "wage_unit", "wage_level", "state", "postal_code", "full_time"},
        ),
        (
            "CASE_NUMBER,CASE_STATUS,DECISION_DATE,VISA_CLASS,JOB_TITLE,EMPLOYER_NAME,WORKSITE_CITY_1,WORKSITE_STATE_1,"  # noqa: ISC004
            "WAGE_RATE_OF_PAY_FROM_1,WAGE_RATE_OF_PAY_TO_1,WAGE_UNIT_OF_PAY_1,PW_WAGE_LEVEL_1",
            {"wage_high", "wage_unit", "wage_level", "state"},
        ),
        (
            "LCA_CASE_NUMBER,STATUS,LCA_CASE_SUBMIT,VISA_CLASS,LCA_CASE_EMPLOYER_NAME,LCA_CASE_JOB_TITLE,LCA_CASE_WAGE_RATE_FROM,"  # noqa: ISC004
            "LCA_CASE_WAGE_RATE_TO,LCA_CASE_WAGE_RATE_UNIT,FULL_TIME_POS,LCA_CASE_WORKLOC1_CITY,LCA_CASE_WORKLOC1_STATE",
            {"case_number", "status", "wage_high", "wage_unit", "state"},
        ),
    ],
)
def test_disclosure_files_of_several_years(header: str, found: set[str], tmp_path: Path) -> None:
    names = header.split(",")
    path = tmp_path / "lca.csv"
    path.write_text(f"{header}\n{','.join(['x'] * len(names))}\n", encoding="utf-8")
    frame = read_salaries(path)
    assert frame["source"].iloc[0] == "lca"
    present = set(frame.columns[frame.notna().all()])
    assert present >= found | {"title", "employer", "wage_low"}


def test_questions_are_found_by_what_they_ask_in_any_order() -> None:
    asked = [
        "What is your race?",
        "How many years of professional work experience do you have in your field?",
        "How many years of professional work experience do you have overall?",
        'If "Other," please indicate the currency here:',
        "How much additional monetary compensation do you get?",
        "What is your annual salary? (You'll indicate the currency in a later question.)",
        "Please indicate the currency",
        "If your job title needs additional context, please clarify here:",
        "Job title",
        "Timestamp",
    ]
    found = find_questions(asked)
    assert found == {
        "reported_on": asked[9],
        "title": asked[8],
        "additional_pay": asked[4],
        "annual_pay": asked[5],
        "currency_other": asked[3],
        "currency": asked[6],
        "years_overall": asked[2],
        "years_in_field": asked[1],
    }


def test_workbook_with_a_preamble_and_a_licence_sheet(tmp_path: Path) -> None:
    path = tmp_path / "survey.xlsx"
    with pd.ExcelWriter(path) as book:
        preamble = pd.DataFrame([["A survey, for details visit", None, None], [None] * 3])
        table = pd.DataFrame([["year", "mean_of_monthly_sa", "months"], [2025, 321.5, 11.0]])
        pd.concat([preamble, table]).to_excel(book, sheet_name="Data", header=False, index=False)
        pd.DataFrame([["Anyone is free to copy."]]).to_excel(book, sheet_name="License", header=False, index=False)
    frame = read_salaries(path)
    assert frame[["year", "mean_of_monthly_sa", "months"]].to_numpy().tolist() == [["2025", "321.5", "11"]]


def test_unknown_figures_say_what_they_have(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("role,gross\nPM,5\n", encoding="utf-8")
    with pytest.raises(DataError, match="not in any shape of salaries known here; it has columns gross, role"):
        read_salaries(path)


def test_every_source_of_salaries_has_a_table() -> None:
    from tpm_insights.tables import TABLES

    assert {one.table for one in list_sources()} <= set(TABLES)


def test_real_originals(shared: Path) -> None:
    folder = shared / "data" / "salaries"
    expected = {"levels_fyi_2021.zip": ("levels_fyi", 62_642), "brent_ozar_2019.xlsx": ("brent_ozar", 6_893)}
    for name, (source, rows) in expected.items():
        frame = read_salaries(folder / name)
        assert (frame["source"].iloc[0], len(frame)) == (source, rows)
        assert not {"gender", "otherdetails", "PostalCode", "Gender", "Race"} & set(frame.columns)
