"""Formats of salary records as their columns, words and packing vary between years and copies."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tpm_insights.clean.figures import clean_figures
from tpm_insights.clean.salaries import clean_salaries
from tpm_insights.errors import DataError
from tpm_insights.sources import read_salaries

AAM_2019 = [
    "Timestamp", "How old are you?", "What industry do you work in?", "Job title", "What is your annual salary?",
    "Please indicate the currency", "Where are you located? (City/state/country)",
    "How many years of post-college professional work experience do you have?",
    "If your job title needs additional context, please clarify here:",
    'If "Other," please indicate the currency here:',
]  # fmt: skip
AAM_2021 = [
    "Timestamp", "How old are you?", "What industry do you work in?", "Job title",
    "If your job title needs additional context, please clarify here:",
    "What is your annual salary? (You'll indicate the currency in a later question. If you are part-time, annualize.)",
    "How much additional monetary compensation do you get, if any (for example, bonuses, or overtime)?",
    "Please indicate the currency", 'If "Other," please indicate the currency here: ',
    "If your income needs additional context, please provide it here:", "What country do you work in?",
    "If you're in the U.S., what state do you work in?", "What city do you work in?",
    "How many years of professional work experience do you have overall?",
    "How many years of professional work experience do you have in your field?",
    "What is your highest level of education completed?", "What is your gender?",
    "What is your race? (Choose all that apply.)",
]  # fmt: skip
AAM_2023 = [
    "Timestamp", "How old are you?", "Industry", "Functional area of job", "Job title",
    "Job title - additional context", "Annual salary (gross)", "Additional monetary compensation", "Currency",
    "Currency - other", "Income - additional context", "Country", "State", "City", "Are you remote or on-site?",
    "Years of experience, overall", "Years of experience in field", "Highest level of education completed",
    "Gender", "Race",
]  # fmt: skip
ANSWERS = {
    "2019": (AAM_2019, ["4/24/2019 11:43:21", "35-44", "Tech", "IT Project Manager", "$87,000", "USD", "Nashville, TN", "8 - 10 years", "a remark", ""]),  # noqa: E501
    "2021": (AAM_2021, ["4/27/2021 11:02:10", "35-44", "Tech", "IT Project Manager", "", "87,000", "", "USD", "", "", "USA", "Tennessee", "Nashville", "8 - 10 years", "5-7 years", "Master's degree", "x", "y"]),  # noqa: E501
    "2023": (AAM_2023, ["4/11/2023 11:02:00", "35-44", "Tech", "Project management", "IT Project Manager", "a remark", "87000", "0", "USD", "", "", "United States", "Tennessee", "Nashville", "Hybrid", "8 - 10 years", "5-7 years", "Master's degree", "x", "y"]),  # noqa: E501
}  # fmt: skip


def cleaned(path: Path) -> pd.DataFrame:
    """The records of a file; the account balances."""
    records, ledger = clean_salaries(read_salaries(path))
    ledger.check(len(records))
    return records


class TestAskAManager:
    @pytest.mark.parametrize("year", ANSWERS)
    @pytest.mark.parametrize(
        "how", ["csv", "tab", "crlf and mark", "other order", "more columns", "xlsx", "title row", "gz", "zip"]
    )
    def test_every_edition_in_every_guise(self, tmp_path: Path, year: str, how: str) -> None:
        asked, answers = ANSWERS[year]
        frame = pd.DataFrame([answers, answers], columns=asked)
        path = tmp_path / "answers"
        if how == "other order":
            frame = frame[frame.columns[::-1]]
        if how == "more columns":
            frame = frame.assign(**{"Do you like your job?": "yes, and: a lot", "Unnamed: 30": None})
        if how in ("xlsx", "title row"):
            with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
                frame.to_excel(
                    book, sheet_name="Form Responses 1", startrow=2 if how == "title row" else 0, index=False
                )
                if how == "title row":
                    book.sheets["Form Responses 1"].cell(1, 1, "Salary survey, open to all")
            path = tmp_path / "a.xlsx"
        elif how == "zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("survey.csv", frame.to_csv(index=False))
                archive.writestr("README.txt", "About the survey.")
        elif how == "gz":
            frame.to_csv(path, index=False, compression="gzip")
        else:
            options: dict[str, Any] = {
                "tab": {"sep": "\t"},
                "crlf and mark": {"lineterminator": "\r\n", "encoding": "utf-8-sig"},
            }.get(how, {})
            frame.to_csv(path, index=False, **options)
        published = read_salaries(path)
        assert published["source"].unique().tolist() == ["ask_a_manager"]
        assert not {"remark", "age", "gender"} & set(published.columns)
        row = cleaned(path).iloc[0]
        assert (row["year"], row["base_annual"], row["currency"], row["country"], row["region"]) == (
            int(year), 87_000, "USD", "US", "TN",
        )  # fmt: skip
        assert (row["role_family"], row["years_low"], row["years_high"]) == ("technical_project_manager", 8, 10)
        assert row["title"] == "IT Project Manager"


LEVELS = {
    "timestamp": "6/7/2017 11:33:27", "company": "Acme", "level": "L5", "title": "Technical Program Manager",
    "totalyearlycompensation": "210", "location": "Austin, TX", "yearsofexperience": "5", "yearsatcompany": "3",
    "tag": "", "basesalary": "150", "stockgrantvalue": "40", "bonus": "20", "gender": "",
    "otherdetails": "a remark", "cityid": "1", "dmaid": "2", "rowNumber": "1",
}  # fmt: skip


class TestLevelsFyi:
    def test_the_site_s_own_json_is_in_thousands(self, tmp_path: Path) -> None:
        records = [LEVELS | {"basesalary": str(base)} for base in (150, 160, 155_000, 0)]
        (tmp_path / "salaryData.json").write_text(json.dumps(records))
        frame = cleaned(tmp_path / "salaryData.json")
        assert frame["base_annual"].tolist()[:2] == [150_000, 160_000]
        assert frame["total_annual"].tolist() == [210_000] * 4
        assert frame["pay_kind"].tolist() == [
            "self_report_base",
            "self_report_base",
            "self_report_base",
            "self_report_total",
        ]

    def test_copies_in_dollars_as_csv_lines_and_numbers(self, tmp_path: Path) -> None:
        record = LEVELS | {"basesalary": 150_000.0, "totalyearlycompensation": 210_000}
        (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(record | {"rowNumber": i}) for i in range(2)))
        pd.DataFrame([record]).drop(columns=["tag", "rowNumber"]).assign(Race="x", Education="PhD").to_csv(
            tmp_path / "b.csv", index=False
        )
        for name in ("a.jsonl", "b.csv"):
            row = cleaned(tmp_path / name).iloc[0]
            assert (row["base_annual"], row["total_annual"], row["region"]) == (150_000, 210_000, "TX")


STACK = {
    2017: ({"Respondent": "3", "Professional": "x", "Country": "United Kingdom", "EmploymentStatus": "Employed full-time", "FormalEducation": "Bachelor's degree", "YearsProgram": "9", "YearsCodedJob": "5 to 6 years", "DeveloperType": "Web developer; Data scientist", "Salary": "113750.0", "ExpectedSalary": "", "Currency": "British pounds sterling (£)"}, (113_750, "USD")),  # noqa: E501
    2018: ({"Respondent": "3", "Country": "Germany", "Employment": "Employed full-time", "FormalEducation": "Bachelor’s degree (BA, BS, B.Eng., etc.)", "DevType": "Engineering manager;Back-end developer", "YearsCoding": "9-11 years", "YearsCodingProf": "6-8 years", "Currency": "Euros (€)", "Salary": "5000", "SalaryType": "Monthly", "ConvertedSalary": "73000", "CurrencySymbol": "EUR"}, (60_000, "EUR")),  # noqa: E501
    2019: ({"Respondent": "3", "Country": "Germany", "Employment": "Employed full-time", "EdLevel": "x", "DevType": "Engineering manager", "YearsCode": "9", "YearsCodePro": "7", "CurrencySymbol": "EUR", "CurrencyDesc": "European Euro", "CompTotal": "60000.0", "CompFreq": "Yearly", "ConvertedComp": "68000.0"}, (60_000, "EUR")),  # noqa: E501
    2020: ({"Respondent": "3", "CompFreq": "Monthly", "CompTotal": "5000", "ConvertedComp": "68000", "Country": "Germany", "CurrencyDesc": "European Euro", "CurrencySymbol": "EUR", "DevType": "Engineering manager", "EdLevel": "x", "Employment": "Employed full-time", "YearsCodePro": "7"}, (60_000, "EUR")),  # noqa: E501
    2021: ({"ResponseId": "3", "Employment": "Employed full-time", "Country": "Germany", "EdLevel": "x", "YearsCodePro": "7", "DevType": "Engineering manager", "Currency": "EUR European Euro", "CompTotal": "5000", "CompFreq": "Monthly", "ConvertedCompYearly": "68000"}, (60_000, "EUR")),  # noqa: E501
    2022: ({"ResponseId": "3", "Employment": "Employed, full-time", "Country": "Germany", "EdLevel": "x", "YearsCodePro": "7", "DevType": "Engineering manager", "Currency": "EUR\tEuropean Euro", "CompTotal": "5000", "CompFreq": "Monthly", "ConvertedCompYearly": "68000", "WorkExp": "8"}, (60_000, "EUR")),  # noqa: E501
    2023: ({"ResponseId": "3", "Employment": "Employed, full-time;Independent contractor, freelancer, or self-employed", "Country": "Germany", "EdLevel": "x", "YearsCodePro": "7", "DevType": "Project manager", "Currency": "EUR\tEuropean Euro", "CompTotal": "60000", "ConvertedCompYearly": "68000", "WorkExp": "8.0"}, (60_000, "EUR")),  # noqa: E501
    2025: ({"ResponseId": "3", "Employment": "Employed", "Country": "Germany", "EdLevel": "x", "WorkExp": "8", "YearsCode": "9", "DevType": "Project manager", "Currency": "EUR European Euro", "CompTotal": "60000", "ConvertedCompYearly": "68000"}, (60_000, "EUR")),  # noqa: E501
}  # fmt: skip


class TestStackOverflow:
    @pytest.mark.parametrize("year", STACK)
    def test_the_columns_of_every_year(self, tmp_path: Path, year: int) -> None:
        answer, (pay, currency) = STACK[year]
        student = (
            answer | dict.fromkeys(("Employment", "EmploymentStatus"), "Student, full-time") if year > 2021 else answer
        )
        student = {name: student[name] for name in answer}
        path = tmp_path / "survey_results_public.csv"
        pd.DataFrame([answer]).to_csv(path, index=False)
        row = cleaned(path).iloc[0]
        assert (row["total_annual"], row["currency"], row["country"]) == (
            pay,
            currency,
            answer["Country"].replace("Germany", "DE").replace("United Kingdom", "GB"),
        )
        assert row["years_low"] == (5 if year == 2017 else 6 if year == 2018 else 8 if year > 2021 else 7)

    def test_students_and_part_time_are_set_aside(self, tmp_path: Path) -> None:
        for year, words in (
            (2023, ["Student, full-time", "Employed, part-time", "Not employed, but looking for work"]),
            (2025, ["Student", "Independent contractor, freelancer, or self-employed", "Retired"]),
            (2021, ["Student, full-time", "Employed part-time"]),
        ):
            answer, _ = STACK[year]
            path = tmp_path / "survey.csv"
            pd.DataFrame([answer, *(answer | {"Employment": word} for word in words)]).to_csv(path, index=False)
            assert len(cleaned(path)) == 1

    def test_the_archive_with_its_schema(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "survey.zip", "w") as archive:
            archive.writestr("survey_results_public.csv", pd.DataFrame([STACK[2020][0]]).to_csv(index=False))
            archive.writestr("survey_results_schema.csv", "Column,QuestionText\nRespondent,A number\n")
            archive.writestr("README_2020.txt", "Read me.")
            archive.writestr("so_survey_2020.pdf", b"%PDF-1.4")
        assert len(cleaned(tmp_path / "survey.zip")) == 1


LCA = {
    "FY2013": {"LCA_CASE_NUMBER": "I-1", "STATUS": "CERTIFIED", "LCA_CASE_SUBMIT": "2012-10-01", "DECISION_DATE": "2013-03-01", "VISA_CLASS": "H-1B", "LCA_CASE_EMPLOYER_NAME": "ACME", "LCA_CASE_SOC_CODE": "15-1199", "LCA_CASE_JOB_TITLE": "IT PROJECT MANAGER", "LCA_CASE_WAGE_RATE_FROM": "90000", "LCA_CASE_WAGE_RATE_TO": "", "LCA_CASE_WAGE_RATE_UNIT": "Year", "FULL_TIME_POS": "Y", "LCA_CASE_WORKLOC1_CITY": "AUSTIN", "LCA_CASE_WORKLOC1_STATE": "TX"},  # noqa: E501
    "FY2015": {"CASE_NUMBER": "I-1", "CASE_STATUS": "CERTIFIED", "DECISION_DATE": "2013-03-01", "VISA_CLASS": "H-1B", "EMPLOYER_NAME": "ACME", "JOB_TITLE": "IT PROJECT MANAGER", "SOC_CODE": "15-1199", "FULL_TIME_POSITION": "Y", "PREVAILING_WAGE": "1", "PW_UNIT_OF_PAY": "Hour", "WAGE_RATE_OF_PAY": "90000 -", "WAGE_UNIT_OF_PAY": "Year", "WORKSITE_CITY": "AUSTIN", "WORKSITE_STATE": "TX"},  # noqa: E501
    "FY2016": {"CASE_NUMBER": "I-1", "CASE_STATUS": "CERTIFIED-WITHDRAWN", "DECISION_DATE": "2013-03-01", "EMPLOYER_NAME": "ACME", "JOB_TITLE": "IT PROJECT MANAGER", "SOC_CODE": "15-1199", "FULL_TIME_POSITION": "Y", "PREVAILING_WAGE": "1", "PW_WAGE_LEVEL": "Level II", "WAGE_RATE_OF_PAY_FROM": "90000", "WAGE_RATE_OF_PAY_TO": "0", "WAGE_UNIT_OF_PAY": "Year", "WORKSITE_CITY": "AUSTIN", "WORKSITE_STATE": "TX", "WORKSITE_POSTAL_CODE": "78701"},  # noqa: E501
    "FY2019": {"CASE_NUMBER": "I-1", "CASE_STATUS": "CERTIFIED", "DECISION_DATE": "3/1/2013", "EMPLOYER_NAME": "ACME", "JOB_TITLE": "IT PROJECT MANAGER", "SOC_CODE": "15-1199", "FULL_TIME_POSITION": "Y", "WORKSITE_CITY_1": "AUSTIN", "WORKSITE_STATE_1": "TX", "WORKSITE_POSTAL_CODE_1": "78701", "WAGE_RATE_OF_PAY_FROM_1": "$90,000.00", "WAGE_RATE_OF_PAY_TO_1": "", "WAGE_UNIT_OF_PAY_1": "Year", "PREVAILING_WAGE_1": "1", "PW_WAGE_LEVEL_1": "II", "WORKSITE_CITY_2": "RENO", "WORKSITE_STATE_2": "NV", "WAGE_RATE_OF_PAY_FROM_2": "5"},  # noqa: E501
    "FY2025": {"CASE_NUMBER": "I-1", "CASE_STATUS": "Certified - Withdrawn", "RECEIVED_DATE": "2012-10-01", "DECISION_DATE": "41334", "ORIGINAL_CERT_DATE": "", "VISA_CLASS": "H-1B", "JOB_TITLE": "IT PROJECT MANAGER", "SOC_CODE": "15-1299.09", "SOC_TITLE": "x", "FULL_TIME_POSITION": "Y", "EMPLOYER_NAME": "ACME", "EMPLOYER_STATE": "CA", "WORKSITE_CITY": "AUSTIN", "WORKSITE_STATE": "TX", "WAGE_RATE_OF_PAY_FROM": "90000.0", "WAGE_RATE_OF_PAY_TO": "", "WAGE_UNIT_OF_PAY": "Year", "PREVAILING_WAGE": "1", "PW_UNIT_OF_PAY": "Year", "PW_WAGE_LEVEL": "II"},  # noqa: E501
}  # fmt: skip


class TestFiledWages:
    @pytest.mark.parametrize("year", LCA)
    @pytest.mark.parametrize("how", ["csv", "xlsx", "small letters"])
    def test_the_columns_of_every_year(self, tmp_path: Path, year: str, how: str) -> None:
        frame = pd.DataFrame([LCA[year]])
        if how == "small letters":
            frame.columns = [name.lower() for name in frame.columns]
        path = tmp_path / ("a.xlsx" if how == "xlsx" else "a.csv")
        frame.to_excel(path, index=False) if how == "xlsx" else frame.to_csv(path, index=False)
        row = cleaned(path).iloc[0]
        assert (row["source"], row["base_annual"], row["year"], row["region"]) == ("lca", 90_000, 2013, "TX")
        assert row["role_family"] == "technical_project_manager"
        assert pd.isna(row["base_low"])

    def test_dates_and_numbers_as_a_workbook_holds_them(self, tmp_path: Path) -> None:
        row = LCA["FY2025"] | {"DECISION_DATE": pd.Timestamp("2013-03-01"), "WAGE_RATE_OF_PAY_FROM": 90_000.0}
        pd.DataFrame([row]).to_excel(tmp_path / "a.xlsx", index=False)
        assert cleaned(tmp_path / "a.xlsx")[["year", "base_annual"]].to_numpy().tolist() == [[2013, 90_000]]


AGGREGATOR = [
    "work_year", "experience_level", "employment_type", "job_title", "salary", "salary_currency", "salary_in_usd",
    "employee_residence", "remote_ratio", "company_location", "company_size",
]  # fmt: skip


class TestAggregator:
    def test_a_copy_with_row_numbers_still_pairs_its_ranges(self, tmp_path: Path) -> None:
        row = ["2024", "SE", "FT", "Project Manager", "150000", "USD", "150000", "US", "0", "US", "M"]
        other = [*row[:4], "100000", "USD", "100000", *row[7:]]
        frame = pd.DataFrame([row, other], columns=AGGREGATOR)
        frame.to_csv(tmp_path / "plain.csv", index=False)
        frame.to_csv(tmp_path / "numbered.csv")
        frame.to_json(tmp_path / "records.json", orient="records")
        for name in ("plain.csv", "numbered.csv", "records.json"):
            records = cleaned(tmp_path / name)
            assert records[["base_low", "base_high"]].to_numpy().tolist() == [[100_000, 150_000]]


class TestBrentOzar:
    def test_the_first_edition_has_no_column_for_its_year(self, tmp_path: Path) -> None:
        row = {
            "Timestamp": "1/5/2017 9:06:08",
            "SalaryUSD": "100000",
            "Country": "United States",
            "PostalCode": "x",
            "PrimaryDatabase": "x",
            "YearsWithThisDatabase": "5",
            "EmploymentStatus": "Full time employee",
            "JobTitle": "DBA",
            "ManageStaff": "No",
            "YearsWithThisTypeOfJob": "5",
            "Education": "Masters",
            "Certifications": "No, I never have",
        }
        with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
            pd.DataFrame([row]).to_excel(book, sheet_name="Salary Survey", startrow=3, index=False)
            book.sheets["Salary Survey"].cell(1, 1, "Data Professional Salary Survey")
            pd.DataFrame([["Public domain."], ["No rights."]]).to_excel(
                book, sheet_name="License", header=False, index=False
            )
        record = cleaned(tmp_path / "a.xlsx").iloc[0]
        assert (record["year"], record["base_annual"], record["certification_status"]) == (2017, 100_000, "never")

    def test_later_editions_with_spaces_in_their_headers(self, tmp_path: Path) -> None:
        row = {
            "Survey Year": "2025",
            "Timestamp": "x",
            "Salary USD": "$120,000",
            "Country": "Canada",
            "Employment Status": "Full time employee",
            "Job Title": "Architect",
            "Years With This Type Of Job": "12",
        }
        pd.DataFrame([row]).to_csv(tmp_path / "a.csv", index=False, sep=";")
        record = cleaned(tmp_path / "a.csv").iloc[0]
        assert (record["year"], record["base_annual"], record["country"]) == (2025, 120_000, "CA")


OEWS = {
    "AREA": "99", "AREA_TITLE": "U.S.", "AREA_TYPE": "1", "PRIM_STATE": "US", "NAICS": "000000",
    "I_GROUP": "cross-industry", "OWN_CODE": "1235", "OCC_CODE": "13-1082", "OCC_TITLE": "Project Managers",
    "O_GROUP": "detailed", "TOT_EMP": "1,000", "A_MEAN": "1", "A_PCT10": "60000", "A_PCT25": "*",
    "A_MEDIAN": "100000", "A_PCT75": "130,000", "A_PCT90": "#",
}  # fmt: skip


class TestOews:
    def percentiles(self, path: Path) -> pd.DataFrame:
        table, frame, ledger = clean_figures(read_salaries(path))
        assert table == "percentiles"
        ledger.check(len(frame))
        return frame

    def test_all_areas_and_industries_with_the_year_in_the_name_of_the_sheet(self, tmp_path: Path) -> None:
        rows = [
            OEWS,
            OEWS | {"AREA": "48", "AREA_TITLE": "Texas", "AREA_TYPE": "2", "PRIM_STATE": "TX", "TOT_EMP": "**"},
            OEWS | {"AREA": "12420", "AREA_TITLE": "Austin, TX", "AREA_TYPE": "4", "PRIM_STATE": "TX"},
            OEWS | {"AREA": "72", "AREA_TITLE": "Puerto Rico", "AREA_TYPE": "3", "PRIM_STATE": "PR"},
            OEWS | {"NAICS": "541500", "I_GROUP": "4-digit"},
        ]
        with pd.ExcelWriter(tmp_path / "all_data.xlsx") as book:
            pd.DataFrame(rows).to_excel(book, sheet_name="All May 2024 data", index=False)
            fields = [["Field", "Description"], ["area", "code of the area"], ["occ_code", "code"]]
            pd.DataFrame(fields).to_excel(book, sheet_name="Field Descriptions", header=False, index=False)
        frame = self.percentiles(tmp_path / "all_data.xlsx")
        assert frame["year"].unique().tolist() == [2024]
        assert frame["region"].fillna("").tolist() == [""] * 5 + ["TX"] * 5
        assert frame["annual_wage"].fillna(0).tolist() == [60_000, 0, 100_000, 130_000, 0] * 2
        assert frame["note"].fillna("").tolist() == ["", "withheld", "", "", "above ceiling"] * 2

    @pytest.mark.parametrize(
        ("name", "columns", "expected"),
        [
            ("national_M2018_dl.csv", {"OCC_GROUP": "detailed"}, (2018, "")),
            ("state_M2018_dl.csv", {"AREA": "48", "ST": "TX", "STATE": "Texas", "OCC_GROUP": "detailed"}, (2018, "TX")),
            (
                "state_M2023_dl.csv",
                {"AREA": "48", "AREA_TITLE": "Texas", "AREA_TYPE": "2", "PRIM_STATE": "TX"},
                (2023, "TX"),
            ),
            ("MSA_M2018_dl.csv", {"PRIM_STATE": "TX", "AREA": "12420", "AREA_NAME": "Austin, TX"}, None),
        ],
    )
    def test_older_files_name_their_areas_otherwise(
        self, tmp_path: Path, name: str, columns: dict[str, str], expected: tuple[int, str] | None
    ) -> None:
        wages = {
            key: OEWS[key]
            for key in ("OCC_CODE", "OCC_TITLE", "TOT_EMP", "A_PCT10", "A_PCT25", "A_MEDIAN", "A_PCT75", "A_PCT90")
        }
        pd.DataFrame([columns | wages]).to_csv(tmp_path / name, index=False)
        frame = self.percentiles(tmp_path / name)
        found = sorted(set(zip(frame["year"], frame["region"].fillna(""), strict=True)))
        assert found == ([expected] if expected else [])

    def test_no_year_anywhere_is_said(self, tmp_path: Path) -> None:
        pd.DataFrame([OEWS]).to_csv(tmp_path / "wages.csv", index=False)
        with pytest.raises(
            DataError, match="1 of 1 rows have no year, nor has the name of the sheet or file; add a column"
        ):
            clean_figures(read_salaries(tmp_path / "wages.csv"))


class TestNewYork:
    def test_absent_columns(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text(
            "Job ID,Business Title,Salary Range From,Salary Range To,Salary Frequency\n"
            "1,Project Manager,80000,125000,Annual\n"
        )
        row = cleaned(tmp_path / "a.csv").iloc[0]
        assert (row["base_annual"], row["region"]) == (100_000, "NY")
        assert pd.isna(row["year"])
        assert pd.isna(row["employer_id"])


class TestFiles:
    @pytest.mark.parametrize("name", ["lca", "oews", "levels_fyi", "salary_table", "nyc"])
    def test_a_wrong_source_is_refused(self, tmp_path: Path, name: str) -> None:
        asked, answers = ANSWERS["2023"]
        pd.DataFrame([answers], columns=asked).to_csv(tmp_path / "a.csv", index=False)
        with pytest.raises(DataError, match=f"does not look like {name}"):
            read_salaries(tmp_path / "a.csv", source=name)

    def test_a_header_alone(self, tmp_path: Path) -> None:
        for head in (AAM_2023, list(LCA["FY2025"]), AGGREGATOR):
            pd.DataFrame(columns=head).to_csv(tmp_path / "a.csv", index=False)
            with pytest.raises(DataError, match="but no rows"):
                read_salaries(tmp_path / "a.csv")
            pd.DataFrame(columns=head).to_excel(tmp_path / "a.xlsx", index=False)
            with pytest.raises(DataError, match="no sheet holds a header"):
                read_salaries(tmp_path / "a.xlsx")

    def test_two_quarters_in_one_archive_are_read_together(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "year.zip", "w") as archive:
            for quarter in "12":
                case = LCA["FY2025"] | {"CASE_NUMBER": f"I-{quarter}"}
                archive.writestr(f"LCA_Q{quarter}.csv", pd.DataFrame([case]).to_csv(index=False))
        published = read_salaries(tmp_path / "year.zip")
        assert published["row"].tolist() == ["1", "2"]
        assert len(cleaned(tmp_path / "year.zip")) == 2
