"""Salary records of each source: the rules one by one, and the account that always balances."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpm_insights.clean.closed_answers import meaning_of
from tpm_insights.clean.salaries import clean_salaries
from tpm_insights.clean.salary_steps import Account, middle_of, set_absurd_pay_aside
from tpm_insights.clean.zip_codes import states_of_zip_codes
from tpm_insights.errors import DataError, UsageError
from tpm_insights.ledger import Ledger
from tpm_insights.sources import read_salaries
from tpm_insights.sources.isecjobs import COLUMNS as ISECJOBS
from tpm_insights.sources.lca import COLUMNS as LCA
from tpm_insights.tables import SALARIES


def actions(ledger: Ledger) -> dict[str, int]:
    return {entry.reason: entry.rows for entry in ledger.entries}


def isecjobs(*rows: tuple[object, ...], year: int = 2024) -> pd.DataFrame:
    """Rows of (title, pay) and optionally level, type and currency."""
    out = []
    for number, row in enumerate(rows, start=1):
        title, pay, level, kind, currency = (*row, *("SE", "FT", "USD")[len(row) - 2 :])
        values = (year, level, kind, title, pay, currency, pay, "US", 0, "US", "M")
        out.append({"source": "isecjobs", "row": str(number), **dict(zip(ISECJOBS, map(str, values), strict=True))})
    return pd.DataFrame(out, dtype="str")


def lca(**columns: object) -> pd.DataFrame:
    """One or more filings; what is not given is missing."""
    rows = max(len(value) if isinstance(value, list) else 1 for value in columns.values())
    filled = {name: columns.get(name) for name in LCA}
    frame = pd.DataFrame({name: value if isinstance(value, list) else [value] * rows for name, value in filled.items()})
    return pd.DataFrame({"source": "lca", "row": [str(i + 1) for i in range(rows)]}).join(frame.astype("str"))


def test_one_absurd_end_is_enough() -> None:
    pay = pd.DataFrame({"base_low": [90_000, 90_000, 60, None], "base_high": [120_000, 5e7, 60_000, None]})
    pay = pay.assign(
        title="PM", currency="USD", base_annual=[1e5, 1e5, 3e4, None], total_annual=[None, None, None, 9e4]
    )
    ledger = Ledger.open("salaries", pay)
    kept = set_absurd_pay_aside(pay, Account("s", ledger))
    assert kept.index.tolist() == [0, 3]
    assert [(entry.action, entry.rows) for entry in ledger.entries] == [("set_aside", 2)]


class TestAggregator:
    def test_adjacent_rows_with_the_higher_pay_first_are_one_range(self) -> None:
        frame, ledger = clean_salaries(isecjobs(("Project Manager", 125_000), ("Project Manager", 80_000)))
        row = frame.iloc[0]
        assert (len(frame), row["base_low"], row["base_high"], row["base_annual"]) == (1, 80_000, 125_000, 100_000)
        assert (row["pay_kind"], row["role_family"], row["seniority"]) == ("aggregator", "project_manager", "senior")
        assert actions(ledger) == {"low end of a posted range, put together with its high end": 1}

    def test_four_rows_are_two_ranges(self) -> None:
        rows = isecjobs(("PM", 120_000), ("PM", 90_000), ("PM", 150_000), ("PM", 100_000))
        frame, _ = clean_salaries(rows)
        assert frame[["base_low", "base_high"]].to_numpy().tolist() == [[90_000, 120_000], [100_000, 150_000]]

    @pytest.mark.parametrize("pays", [(90_000, 120_000), (120_000, 90_000, 100_000), (120_000, 90_000, 80_000, 95_000)])
    def test_what_does_not_pair_off_for_sure_is_set_aside(self, pays: tuple[int, ...]) -> None:
        frame, ledger = clean_salaries(isecjobs(*[("PM", pay) for pay in pays]))
        assert len(frame) == 0
        assert actions(ledger) == {"adjacent rows that do not pair off into ranges for sure": len(pays)}

    def test_before_ranges_were_collected_each_row_is_one_person(self) -> None:
        frame, _ = clean_salaries(isecjobs(("PM", 125_000), ("PM", 80_000), year=2021))
        assert frame["base_annual"].tolist() == [125_000, 80_000]
        assert frame["base_low"].isna().all()

    def test_equal_ranges_are_merged_and_counted(self) -> None:
        rows = isecjobs(("PM", 120_000), ("PM", 90_000), ("QA", 1_000_00), ("PM", 120_000), ("PM", 90_000))
        frame, ledger = clean_salaries(rows)
        assert frame[["title", "copies"]].to_numpy().tolist() == [["PM", 2], ["QA", 1]]
        assert actions(ledger)["exact duplicate, equal in every published column"] == 1

    def test_part_time_and_absurd_pay_are_set_aside(self) -> None:
        frame, ledger = clean_salaries(isecjobs(("PM", 90_000, "SE", "PT"), ("QA", 12), ("Dev", 70_000, "EN", "FT")))
        assert frame["seniority"].tolist() == ["entry"]
        assert ledger.rows_removed == 2

    def test_pay_that_is_no_number_ends_as_a_line(self) -> None:
        frame, ledger = clean_salaries(isecjobs(("PM", "plenty"), ("QA", 90_000)))
        assert len(frame) == 1
        assert actions(ledger) == {"pay is not a number": 1}

    @settings(deadline=None, max_examples=20)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["PM", "QA"]), st.sampled_from([50_000, 60_000, 70_000]), st.sampled_from(["EN", "SE"])
            ),
            min_size=1,
            max_size=30,
        ),
        st.sampled_from([2021, 2022, 2025]),
    )
    def test_every_published_row_is_in_a_record_or_in_the_account(
        self, rows: list[tuple[str, int, str]], year: int
    ) -> None:
        frame, ledger = clean_salaries(isecjobs(*rows, year=year))
        ledger.check(len(frame))
        aside = sum(entry.rows for entry in ledger.entries if entry.action == "set_aside")
        ends = frame["base_low"].notna().astype("int64") + 1
        assert int((frame["copies"].astype("int64") * ends).sum()) == len(rows) - aside


class TestFiledWages:
    def test_both_columns_of_a_wage_make_a_range(self) -> None:
        rows = lca(title="PM", employer=["A", "B"], state="TX", year="2020", wage_unit="Year", wage_low="81000",
                   wage_high=["100000", None])  # fmt: skip
        frame, _ = clean_salaries(rows)
        ends = frame[["base_low", "base_high", "base_annual"]].astype("object")
        assert ends.where(ends.notna(), None).to_numpy().tolist() == [[81_000, 100_000, 90_000], [None, None, 81_000]]

    def test_units_become_years(self) -> None:
        rows = lca(
            title="IT PROJECT MANAGER",
            employer="Acme",
            state="TX",
            year="2020",
            wage_low=["50", "1,000", "2000", "7000", "90000.00", "65000 - 85000", "65000 - "],
            wage_unit=["Hour", "Week", "Bi-Weekly", "Month", "Year", "Year", "yr"],
        )
        frame, _ = clean_salaries(rows)
        assert frame["base_annual"].tolist() == [104_000, 52_000, 52_000, 84_000, 90_000, 74_330.34, 65_000]
        assert frame["base_high"].dropna().tolist() == [85_000]
        assert set(frame["role_family"]) == {"technical_project_manager"}

    def test_remark_of_a_selection_is_read(self) -> None:
        rows = lca(
            title="Information Technology Project Managers (SOC title; job title not in file)",
            employer="Acme",
            place=["ZIP 55416", "ZIP 2451", "ZIP 10003"],
            wage_low="100000.0",
            year="2020.0",
            note=[
                "SOC=15-1199.09; prevailing=95266.0/Year; H-1B; Certified",
                "SOC=15-1199.09; prevailing=95266.0/Year; H-1B; Certified - Withdrawn",
                "SOC=15-1199.09; prevailing=95266.0/Year; H-1B; Denied",
            ],
        )
        frame, ledger = clean_salaries(rows)
        assert frame["region"].tolist() == ["MN", "MA"]
        assert frame["year"].tolist() == [2020, 2020]
        assert set(frame["role_family"]) == {"technical_project_manager"}
        assert actions(ledger) == {"case denied or withdrawn before it was certified": 1}

    def test_annual_amount_filed_as_hourly_is_set_aside(self) -> None:
        rows = lca(title="PM", employer="Acme", state="TX", year="2020", wage_low="93900", wage_unit="Hour")
        frame, ledger = clean_salaries(rows)
        assert len(frame) == 0
        assert actions(ledger) == {"absurd pay: outside the bounds of annual pay in its currency": 1}

    def test_copies_are_told_by_case_number_where_there_is_one(self) -> None:
        same = {"title": "PM", "employer": "Acme", "state": "TX", "year": "2020", "wage_low": "90000"}
        frame, ledger = clean_salaries(lca(**same, case_number=["I-1", "I-2", "I-2"]))
        assert (len(frame), actions(ledger)) == (2, {"same case number": 1})
        frame, ledger = clean_salaries(lca(**same, place=["Austin", "Austin"]))
        assert frame["copies"].tolist() == [2]

    def test_employers_are_hashed_with_the_salt(self) -> None:
        rows = lca(
            title="PM", employer=["Acme Inc.", "ACME", "Other"], state="TX", year="2020", wage_low=["9e4", "8e4", "7e4"]
        )
        one, _ = clean_salaries(rows, salt="a")
        two, _ = clean_salaries(rows, salt="b")
        assert one["employer_id"].nunique() == 2
        assert one["employer_id"].iloc[0] == one["employer_id"].iloc[1]
        assert not set(one["employer_id"]) & set(two["employer_id"])

    def test_levels_and_part_time(self) -> None:
        rows = lca(
            title=["A", "B", "C", "D"],
            employer="Acme",
            state="TX",
            year="2020",
            wage_low="90000",
            wage_level=["I", "Level II", "4", "N/A"],
            full_time=["Y", "Y", "Y", "N"],
        )
        frame, ledger = clean_salaries(rows)
        assert frame["wage_level"].tolist() == ["I", "II", "IV"]
        assert actions(ledger) == {"part-time position": 1}


def nyc(**columns: object) -> pd.DataFrame:
    base: dict[str, object] = {
        "job_id": ["1"],
        "posting_type": "External",
        "agency": "PARKS",
        "business_title": "Project Manager",
        "salary_range_from": "80000",
        "salary_range_to": "125000",
        "salary_frequency": "Annual",
        "posting_date": "2019-01-24T00:00:00.000",
        "full_time_part_time_indicator": "F",
    }
    frame = pd.DataFrame({**base, **columns}).astype("str")
    return frame.assign(source="nyc", row=[str(i + 1) for i in range(len(frame))])


class TestPostedRanges:
    def test_hourly_and_daily_ranges_become_years(self) -> None:
        rows = nyc(
            job_id=["1", "2"],
            salary_range_from=["40", "300"],
            salary_range_to=["50", "400"],
            salary_frequency=["Hourly", "Daily"],
        )
        frame, _ = clean_salaries(rows)
        assert frame[["base_low", "base_high"]].to_numpy().tolist() == [[83_200, 104_000], [78_000, 104_000]]
        assert set(frame["pay_kind"]) == {"posted_range"}

    def test_zero_swapped_and_part_time(self) -> None:
        rows = nyc(
            job_id=["1", "2", "3"],
            salary_range_from=["0", "90000", "1"],
            salary_range_to=["70000", "80000", "2"],
            full_time_part_time_indicator=["F", "F", "P"],
        )
        frame, ledger = clean_salaries(rows)
        assert frame["base_low"].fillna(-1).tolist() == [-1, 80_000]
        assert frame["base_annual"].tolist() == [70_000, 84_852.81]
        assert actions(ledger) == {
            "part-time job": 1,
            "range that begins at zero: low end set to missing": 1,
            "swapped ends of the range swapped back": 1,
        }

    def test_same_id_with_other_pay_is_another_job(self) -> None:
        frame, ledger = clean_salaries(nyc(job_id=["1", "1", "1"], salary_range_to=["125000", "125000", "126000"]))
        assert (len(frame), ledger.rows_removed) == (2, 1)


class TestSelfReports:
    def test_brent_ozar(self, tmp_path: Path) -> None:
        path = tmp_path / "survey.csv"
        path.write_text(
            "Survey Year,SalaryUSD,Country,EmploymentStatus,JobTitle,YearsWithThisTypeOfJob,Education,Certifications,Gender\n"  # noqa: E501
            '2018,"100,000",United States,Full time employee,DBA,5,Bachelors (4 years),"Yes, and they\'re currently valid",x\n'  # noqa: E501
            '2018,60000,Atlantis,Full time employee,Architect,2018,None (no degree completed),"No, I never have",x\n'
            '2018,90000,Canada,Part time,DBA,5,Masters,"Yes, but they expired",x\n'
            '2018,70,Canada,Full time employee,DBA,5,Masters,"Yes, but they expired",x\n',
            encoding="utf-8",
        )
        published = read_salaries(path)
        assert "Gender" not in published.columns
        frame, ledger = clean_salaries(published)
        first = frame.iloc[0]
        assert (first["base_annual"], first["years_low"], first["years_high"], first["country"]) == (
            100_000,
            5,
            5,
            "US",
        )
        assert (first["education_level"], first["certification_status"]) == ("bachelor", "current")
        assert frame.iloc[1][["country", "years_low"]].isna().all()
        assert (ledger.rows_in, ledger.rows_out) == (4, 2)
        assert actions(ledger)["country not known, set to missing"] == 1

    def test_levels_fyi(self, tmp_path: Path) -> None:
        head = "timestamp,company,level,title,totalyearlycompensation,location,yearsofexperience,yearsatcompany,basesalary,stockgrantvalue,bonus,gender,otherdetails,Education\n"  # noqa: E501
        path = tmp_path / "levels.csv"
        path.write_text(
            head
            + '6/7/2017 11:33:27,Acme,L3,Technical Program Manager,200000,"Redwood City, CA",1.5,1,150000,1,1,NA,a remark,PhD\n'  # noqa: E501
            + '6/7/2018 11:33:27,Acme,L3,Technical Program Manager,200000,"Bangalore, KA, India",2,1,0,1,1,NA,NA,NA\n'
            + '6/7/2018 11:33:27,Acme,L3,Technical Program Manager,200000,"Bangalore, KA, India",2,1,0,1,1,NA,NA,NA\n',
            encoding="utf-8",
        )
        frame, ledger = clean_salaries(read_salaries(path))
        assert frame["pay_kind"].tolist() == ["self_report_base", "self_report_total"]
        assert frame["country"].tolist() == ["US", "IN"]
        assert frame["region"].iloc[0] == "CA"
        assert frame["copies"].tolist() == [1, 2]
        assert (frame["year"].tolist(), frame["education_level"].iloc[0]) == ([2017, 2018], "doctorate")
        assert actions(ledger)["base pay of zero: only the total is known"] == 2

    def test_ask_a_manager_of_2021(self, tmp_path: Path) -> None:
        path = tmp_path / "form.csv"
        pd.DataFrame(
            [
                ["4/27/2021 11:02:10", "25-34", "Computing or Tech", "Senior Project Manager", "", "$90,000", "10000", "USD", "", "", "us", "Ohio", "Akron", "8 - 10 years", "5-7 years", "College degree", "x", "y"],  # noqa: E501
                ["4/27/2021 11:02:11", "25-34", "Law", "Lawyer", "", "80000", "", "AUD/NZD", "", "", "New Zealand", "", "", "41 years or more", "1 year or less", "PhD", "x", "y"],  # noqa: E501
                ["4/27/2021 11:02:12", "25-34", "Law", "Clerk", "", "plenty", "", "USD", "", "", "USA", "", "", "1 year or less", "1 year or less", "High School", "x", "y"],  # noqa: E501
                ["4/27/2021 11:02:13", "25-34", "Law", "Clerk", "", "70000", "", "Other", "bananas", "", "USA", "", "", "2 - 4 years", "1 year or less", "High School", "x", "y"],  # noqa: E501
                ["4/27/2021 11:02:13", "25-34", "Law", "Clerk", "", "700000", "", "Other", "NOK", "", "", "Texas", "", "2 - 4 years", "1 year or less", "High School", "x", "y"],  # noqa: E501
            ],
            columns=[
                "Timestamp", "How old are you?", "What industry do you work in?", "Job title",
                "If your job title needs additional context, please clarify here:",
                "What is your annual salary? (You'll indicate the currency in a later question.)",
                "How much additional monetary compensation do you get, if any (for example, bonuses)?",
                "Please indicate the currency", 'If "Other," please indicate the currency here: ',
                "If your income needs additional context, please provide it here:", "What country do you work in?",
                "If you're in the U.S., what state do you work in?", "What city do you work in?",
                "How many years of professional work experience do you have overall?",
                "How many years of professional work experience do you have in your field?",
                "What is your highest level of education completed?", "What is your gender?", "What is your race?",
            ],
        ).to_csv(path, index=False)  # fmt: skip
        published = read_salaries(path)
        assert not {"How old are you?", "What is your gender?", "What is your race?"} & set(published.columns)
        frame, ledger = clean_salaries(published)
        assert frame["currency"].tolist() == ["USD", "NZD", "NOK"]
        assert frame["country"].tolist() == ["US", "NZ", "US"]
        assert frame["region"].iloc[[0, 2]].tolist() == ["OH", "TX"]
        assert frame["years_low"].tolist() == [8, 41, 2]
        assert frame["years_high"].fillna(-1).tolist() == [10, -1, 4]
        assert frame["total_annual"].tolist() == [100_000, 80_000, 700_000]
        assert frame["education_level"].tolist() == ["bachelor", "doctorate", "high_school"]
        assert (ledger.rows_in, ledger.rows_out) == (5, 3)

    def test_ask_a_manager_of_2019_asks_for_the_place_in_one_line(self, tmp_path: Path) -> None:
        path = tmp_path / "form.json"
        path.write_text(
            '[{"Timestamp": "4/24/2019 11:43:21", "How old are you?": "35-44", "What industry do you work in?": "Law",'
            '"Job title": "Program Manager", "What is your annual salary?": "$87,000.00", "Please indicate the currency": "USD",'  # noqa: E501
            '"Where are you located? (City/state/country)": "Nashville, TN",'
            '"How many years of post-college professional work experience do you have?": "21 - 30 years",'
            '"If your job title needs additional context, please clarify here:": "a remark"}]',
            encoding="utf-8",
        )
        frame, _ = clean_salaries(read_salaries(path))
        row = frame.iloc[0]
        assert (row["country"], row["region"], row["years_low"], row["years_high"]) == ("US", "TN", 21, 30)
        assert (row["base_annual"], row["role_family"], row["year"]) == (87_000, "program_manager", 2019)

    def test_ask_a_manager_under_short_headings(self, tmp_path: Path) -> None:
        path = tmp_path / "form.csv"
        pd.DataFrame(
            [["4/27/2021", "35-44", "Law", "PM", "x", "50000", "0", "USD", "", "x", "UK", "", "Leeds", "5-7 years", "5-7 years", "PhD"]],  # noqa: E501
            columns=[
                "Timestamp", "Age", "Industry", "Job title", "Additional context on job title", "Annual salary",
                "Other monetary comp", "Currency", "Currency - other", "Additional context on income", "Country", "State",  # noqa: E501
                "City", "Overall years of professional experience", "Years of experience in field",
                "Highest level of education completed",
            ],
        ).to_csv(path, index=False)  # fmt: skip
        row = clean_salaries(read_salaries(path))[0].iloc[0]
        assert (row["base_annual"], row["country"], row["years_high"]) == (50_000, "GB", 7)

    def test_stack_overflow(self, tmp_path: Path) -> None:
        path = tmp_path / "survey.csv"
        path.write_text(
            "ResponseId,Employment,Country,EdLevel,YearsCodePro,DevType,Currency,CompTotal,CompFreq,ConvertedCompYearly,Age\n"
            '1,Employed full-time,Germany,"Master’s degree (M.A., M.S., M.Eng., MBA, etc.)",7,Engineering manager,EUR European Euro,5000,Monthly,70000,x\n'  # noqa: E501
            "2,Employed full-time,Germany,,Less than 1 year,Data scientist,,,,90000,x\n"
            "3,Student,Germany,,1,Student,EUR European Euro,5000,Monthly,70000,x\n",
            encoding="utf-8",
        )
        frame, ledger = clean_salaries(read_salaries(path))
        assert frame[["currency", "total_annual"]].to_numpy().tolist() == [["EUR", 60_000], ["USD", 90_000]]
        assert frame["years_low"].tolist() == [7, 0]
        assert frame["education_level"].iloc[0] == "master"
        assert actions(ledger)["not employed full time"] == 1


class TestAnyTable:
    def test_declared_columns_by_a_mapping(self, tmp_path: Path) -> None:
        path = tmp_path / "own.csv"
        path.write_text(
            "role,gross,currency,pay_kind,year,firm\nIT Project Manager,90000,usd,self_report_base,2024,Acme\n",
            encoding="utf-8",
        )
        published = read_salaries(path, mapping={"title": "role", "base_annual": "gross", "employer": "firm"})
        row = clean_salaries(published)[0].iloc[0]
        assert (row["base_annual"], row["currency"], row["role_family"]) == (90_000, "USD", "technical_project_manager")
        assert isinstance(row["employer_id"], str)

    def test_a_kind_of_pay_must_be_said(self, tmp_path: Path) -> None:
        path = tmp_path / "own.csv"
        path.write_text("title,base_annual,currency,year\nPM,90000,USD,2024\n", encoding="utf-8")
        with pytest.raises(DataError, match="no column pay_kind"):
            clean_salaries(read_salaries(path))
        path.write_text("title,base_annual,currency,year,pay_kind\nPM,90000,USD,2024,gross\n", encoding="utf-8")
        frame, ledger = clean_salaries(read_salaries(path))
        assert (len(frame), ledger.rows_removed) == (0, 1)


def test_rows_of_several_sources_in_one_frame_keep_one_account() -> None:
    rows = pd.concat([isecjobs(("PM", 90_000)), nyc()], ignore_index=True)
    frame, ledger = clean_salaries(rows)
    assert frame["source"].tolist() == ["isecjobs", "nyc"]
    assert ledger.rows_in == 2
    ledger.check(len(frame))


def test_other_figures_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match="'oews' is not a source of salary records"):
        clean_salaries(pd.DataFrame({"source": ["oews"]}))


def test_no_rows_give_the_empty_table() -> None:
    frame, ledger = clean_salaries(pd.DataFrame({"source": pd.Series(dtype="str")}))
    assert list(frame.columns) == SALARIES.names
    ledger.check(0)


def test_small_steps() -> None:
    assert meaning_of(pd.Series(["X", None]), {"a": ["x"]}).fillna("").tolist() == ["a", ""]
    assert middle_of(pd.Series([None, 100.0]), pd.Series([None, None], dtype="float64")).fillna(-1).tolist() == [
        -1,
        100,
    ]
    assert states_of_zip_codes(pd.Series(["00601", "06390", "99950", "96601"])).fillna("").tolist() == [
        "PR",
        "CT",
        "AK",
        "",
    ]


def test_published_medians_of_the_self_reports(shared: Path) -> None:
    folder = shared / "data" / "salaries"
    levels, ledger = clean_salaries(read_salaries(folder / "levels_fyi_2021.zip"))
    ledger.check(len(levels))
    tpm = levels[(levels["role_family"] == "technical_program_manager") & (levels["country"] == "US")]
    assert tpm.loc[tpm["years_low"] <= 2, "base_annual"].median() == pytest.approx(115_000, rel=0.02)
    assert tpm.loc[tpm["years_low"] >= 21, "base_annual"].median() == pytest.approx(191_000, rel=0.02)
