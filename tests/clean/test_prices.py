"""Price levels, percentiles, cited figures and O*NET facts become their declared tables, with a balanced account."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tpm_insights.clean.cited_figures import clean_published_figures
from tpm_insights.clean.figures import clean_figures
from tpm_insights.clean.percentiles import clean_percentiles
from tpm_insights.clean.prices import (
    clean_price_index,
    clean_price_parity,
    pay_at_national_prices,
    pay_in_prices_of,
)
from tpm_insights.clean.self_report_cells import BANDS, clean_self_reports, self_report_cells
from tpm_insights.errors import DataError, UsageError
from tpm_insights.sources import read_salaries
from tpm_insights.sources.onet import read_onet_folder
from tpm_insights.vocabulary import LEVELS


@pytest.fixture
def parity(tmp_path: Path) -> pd.DataFrame:
    path = tmp_path / "rpp.csv"
    path.write_text(
        "GeoFIPS,GeoName,2022,2023\n00000,United States,100.000,100.000\n01000,Alabama,88.007,89.970\n06000,California,,112.6\n"  # noqa: E501
        "99000,Far West,1,2\n",
        encoding="utf-8",
    )
    frame, ledger = clean_price_parity(read_salaries(path))
    assert (ledger.rows_in, ledger.rows_out) == (8, 3)
    assert sorted(entry.reason for entry in ledger.entries) == [
        "no figure",
        "not a state",
        "the nation, 100 by definition",
    ]
    return frame


@pytest.fixture
def index(tmp_path: Path) -> pd.DataFrame:
    path = tmp_path / "cpi.csv"
    path.write_text(
        'year,"official_annual_avg_nsa (a remark; another)",mean_of_monthly_sa,months,monthly_source\n'
        "2008,215.303,,,\n2020,,258.851,12.0,x\n2026,,330.145,5.0,x\n2027,,,,\n",
        encoding="utf-8",
    )
    frame, ledger = clean_price_index(read_salaries(path))
    assert frame["months"].tolist() == [12, 12, 5]
    assert {entry.reason: entry.rows for entry in ledger.entries} == {
        "no figure": 1,
        "mean of seasonally adjusted months, no official average": 2,
        "fewer than twelve months": 1,
    }
    return frame


def test_pay_at_national_prices_is_a_column_of_its_own(parity: pd.DataFrame) -> None:
    pay = pd.Series([89_970.0, 112_600.0, 50_000.0], name="base_annual")
    out = pay_at_national_prices(pay, pd.Series(["AL", "CA", "TX"]), parity)
    assert out.name == "base_annual_at_national_prices_2023"
    np.testing.assert_allclose(out, [100_000, 100_000, np.nan])
    assert pay_at_national_prices(pay[:1], pd.Series(["AL"]), parity, year=2022).iloc[0] == pytest.approx(
        89_970 / 0.88007
    )
    with pytest.raises(UsageError, match="no price parities for 1999"):
        pay_at_national_prices(pay, pd.Series(["AL"] * 3), parity, year=1999)
    with pytest.raises(DataError, match="a state stands twice"):
        pay_at_national_prices(pay, pd.Series(["AL"] * 3), pd.concat([parity, parity]))


def test_pay_in_prices_of_another_year(index: pd.DataFrame) -> None:
    pay = pd.Series([100_000.0, 100_000.0, 100_000.0], name="base_annual")
    out = pay_in_prices_of(pay, pd.Series([2008, 2026, 1990], dtype="Int64"), index, target=2020)
    assert out.name == "base_annual_in_prices_of_2020"
    np.testing.assert_allclose(out, [100_000 * 258.851 / 215.303, 100_000 * 258.851 / 330.145, np.nan])
    with pytest.raises(UsageError, match="no price index for 1990; there are 2008 to 2026"):
        pay_in_prices_of(pay, pd.Series([2008] * 3), index, target=1990)


def test_percentiles_of_the_selection(tmp_path: Path) -> None:
    path = tmp_path / "oews.csv"
    path.write_text(
        "soc,title,area_type,area,area_name,emp,med,avg,hmed,havg,p10,p25,p75,p90,j1k,lq,year\n"
        "13-1082,Project Management Specialists,national,US,United States,1066670.0,102320.0,1,1,1,61580.0,78440.0,133100.0,167970.0,,,2025\n"  # noqa: E501
        "13-1082,Project Management Specialists,state,AK,AK,530.0,,1,1,1,,,,,,,2025\n"
        "13-1082,Project Management Specialists,nonmetro,1000005,Sussex,130.0,1,1,1,1,1,1,1,1,,,2025\n",
        encoding="utf-8",
    )
    frame, ledger = clean_percentiles(read_salaries(path))
    assert frame.loc[frame["region"].isna(), ["percentile", "annual_wage"]].to_numpy().tolist() == [
        [10, 61_580],
        [25, 78_440],
        [50, 102_320],
        [75, 133_100],
        [90, 167_970],
    ]
    assert frame.loc[frame["region"] == "AK", "note"].tolist() == ["withheld"] * 5
    assert (ledger.rows_in, ledger.rows_out) == (15, 10)


def test_percentiles_of_the_bureau_s_own_file(tmp_path: Path) -> None:
    path = tmp_path / "state.xlsx"
    pd.DataFrame(
        {
            "AREA": ["99", "48"], "AREA_TITLE": ["U.S.", "Texas"], "AREA_TYPE": [1, 2], "PRIM_STATE": ["US", "TX"],
            "OCC_CODE": "11-3021", "OCC_TITLE": "Managers", "O_GROUP": "detailed", "TOT_EMP": ["1,000", "**"],
            "A_MEAN": 1, "A_PCT10": ["90,000", 80_000], "A_PCT25": 1, "A_MEDIAN": 2, "A_PCT75": ["*", 3], "A_PCT90": ["#", 4],  # noqa: E501
        }
    ).to_excel(path, index=False)  # fmt: skip
    published = read_salaries(path)
    with pytest.raises(
        DataError, match="2 of 2 rows have no year, nor has the name of the sheet or file; add a column year"
    ):
        clean_percentiles(published)
    frame, _ = clean_percentiles(published.assign(year="2024"))
    assert frame["region"].fillna("").tolist() == [""] * 5 + ["TX"] * 5
    assert frame["annual_wage"].iloc[0] == 90_000
    assert frame["note"].iloc[3:5].tolist() == ["withheld", "above ceiling"]
    assert frame["employment"].iloc[[0, 5]].fillna(-1).tolist() == [1000, -1]


def test_cited_figures(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(
        "publisher,title_edition,date,country,group,metric,value,unit,n,url,source_quality\n"
        "P,1st,2025-11,US,2 years\r or less,median,135000.0,USD,,https://example.org,primary\n"
        "P,1st,undated,US,all,median,many,USD,,https://example.org,primary\n",
        encoding="utf-8",
    )
    frame, ledger = clean_published_figures(read_salaries(path))
    assert frame[["group", "value", "year"]].to_numpy().tolist() == [["2 years or less", 135_000, 2025]]
    assert (ledger.rows_in, ledger.rows_out) == (2, 1)


def test_onet_folder_and_facts(tmp_path: Path) -> None:
    code, name = "O*NET-SOC Code", "Element Name"
    files = {
        "Occupation Data": f"{code}\tTitle\tDescription\n15-1299.09\tIT Project Managers\tA sentence.\n",
        "Education, Training, and Experience Categories": (
            f"Element ID\t{name}\tScale ID\tCategory\tCategory Description\n3.A.1\tRelated Work Experience\tRW\t1\tNone - really\n"  # noqa: E501
        ),
        "Education, Training, and Experience": (
            f"{code}\tElement ID\t{name}\tScale ID\tCategory\tData Value\tN\tStandard Error\tLower CI Bound\tUpper CI Bound\t"  # noqa: E501
            "Recommend Suppress\tDate\tDomain Source\n"
            "15-1299.09\t3.A.1\tRelated Work Experience\tRW\t1\t12.50\t26\t1.5\tn/a\tn/a\tY\t07/2016\tIncumbent\n"
            "15-1299.09\t3.B\tCertification\tIJ\tn/a\t3.62\t26\t1.5\tn/a\tn/a\tN\t07/2016\tIncumbent\n"
        ),
        "Job Zones": f"{code}\tJob Zone\tDate\tDomain Source\n15-1299.09\t4\t08/2019\tAnalyst\n",
        "Job Zone Reference": "Job Zone\tName\tSVP Range\n4\tJob Zone Four\t7 to 8\n",
        "Interests": f"{code}\tElement ID\t{name}\tScale ID\tData Value\tDate\n15-1299.09\t1\tSocial\tOI\t2.5\t11/2023\n",  # noqa: E501
        "Technology Skills": f"{code}\tExample\tHot Technology\tIn Demand\n15-1299.09\tJira\tY\tY\n15-1299.09\tQuill\tN\tN\n",  # noqa: E501
    }
    for title, text in files.items():
        (tmp_path / f"{title}.txt").write_text(text, encoding="utf-8")
    facts = read_onet_folder(tmp_path)
    assert not facts.apply(lambda column: column.str.contains("A sentence", na=False)).any(axis=None)
    facts.to_csv(tmp_path / "facts.csv", index=False)
    table, rows, ledger = clean_figures(read_salaries(tmp_path / "facts.csv"))
    assert table == "occupations"
    assert rows.set_index(["topic", "label"])["value"].to_dict() == {
        ("Related Work Experience", "none"): 12.5,
        ("Certification", "Certification"): 3.62,
        ("Job Zone", "Job Zone Four"): 4.0,
        ("Interest", "Social"): 2.5,
        ("Technology", "Jira"): 2.0,
        ("Technology", "Quill"): 0.0,
    }
    assert ledger.entries[-1].reason == "the publisher recommends not to use the figure"
    (tmp_path / "Interests.txt").unlink()
    with pytest.raises(UsageError, match=r"Interests.txt: no such file"):
        read_onet_folder(tmp_path)


def records(size: int, employers: int = 7) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "role_family": "pmo",
            "country": "US",
            "currency": "USD",
            "year": 2021,
            "years_low": 4.0,
            "employer_id": [f"e{i % employers}" for i in range(size)],
            "base_annual": np.arange(size) * 1000.0 + 50_000,
            "total_annual": np.nan,
        }
    )


@pytest.mark.parametrize(
    ("size", "given"),
    [(9, None), (10, {"p50"}), (19, {"p50"}), (20, {"p25", "p50", "p75"}), (30, {"p10", "p25", "p50", "p75", "p90"})],
)
def test_thin_cells_of_self_reports_are_refused(size: int, given: set[str] | None) -> None:
    cells = self_report_cells(records(size), publisher="P", roles=["pmo"])
    if given is None:
        assert cells.empty
        return
    assert len(cells) == 2, "one cell for all years, one for the band"
    points = cells.iloc[1][["p10", "p25", "p50", "p75", "p90"]].dropna()
    assert set(points.index) == given
    assert points["p50"] == records(size)["base_annual"].median()
    assert (cells["years_low"].iloc[1], cells["years_high"].iloc[1]) == (3, 4)


def test_self_reports_of_several_countries_are_not_pooled() -> None:
    mixed = pd.concat([records(20), records(20).assign(country="GB", currency="GBP")])
    with pytest.raises(DataError, match="2 countries or currencies cannot be pooled"):
        self_report_cells(mixed, publisher="P", roles=["pmo"])


def test_bands_nest_in_the_levels() -> None:
    edges = {edge for pair in LEVELS.values() for edge in pair}
    assert edges <= {edge for pair in BANDS for edge in pair}


def test_a_thin_cell_in_a_file_is_set_aside(tmp_path: Path) -> None:
    cells = self_report_cells(records(30), publisher="P", roles=["pmo"])
    cells.loc[0, "n"] = 9
    cells.to_csv(tmp_path / "cells.csv", index=False)
    frame, ledger = clean_self_reports(read_salaries(tmp_path / "cells.csv"))
    assert frame["n"].tolist() == [30]
    assert ledger.rows_removed == 1


def test_figures_of_two_sources_in_one_call_are_refused() -> None:
    with pytest.raises(UsageError, match="of 2 sources"):
        clean_figures(pd.DataFrame({"source": ["oews", "lca"]}))
