from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.clean.dates import order_of, read_day, read_days


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2021-11-19T09:28:40.9630", date(2021, 11, 19)),
        ("2020-04-28 12:49:00 Z", date(2020, 4, 28)),
        ("2012", date(2012, 1, 1)),
        ("2012.0", date(2012, 1, 1)),
        ("2023-11", date(2023, 11, 1)),
        ("January  6, 2023", date(2023, 1, 6)),
        ("June 14, 2022 at 9:00 am EDT", date(2022, 6, 14)),
        ("Sept. 3rd, 2024", date(2024, 9, 3)),
        ("3rd of June 2024", date(2024, 6, 3)),
        ("3-Jun-24", date(2024, 6, 3)),
        ("May 2024", date(2024, 5, 1)),
        ("01/23/2019to01/29/2019", date(2019, 1, 23)),
        ("23.01.2019", date(2019, 1, 23)),
        ("04/04/2025", date(2025, 4, 4)),
        ("20240502", date(2024, 5, 2)),
        ("20240502T091500Z", date(2024, 5, 2)),
        ("02052024", None),
        ("20052024", None),
        ("1723190400", date(2024, 8, 9)),
        ("1723190400000", date(2024, 8, 9)),
        ("03/04/2025", None),
        ("2025-02-30", None),
        ("1-26-18", date(2018, 1, 26)),
        ("0001-01-01", None),
        ("3 days ago", None),
        ("see text", None),
        ("", None),
    ],
)
def test_forms_of_dates(published, expected):
    assert read_day(published) == expected


def test_ambiguous_dates_are_read_only_where_the_source_proves_its_order():
    published = pd.Series(["03/04/2025", "03/25/2025", "03/04/2025", "25/03/2025", "03/04/2025"])
    sources = pd.Series(["us", "us", "uk", "uk", "alone"])
    found = read_days(published, sources)
    assert found["day"].dropna().dt.strftime("%m-%d").tolist() == ["03-04", "03-25", "04-03", "03-25"]
    assert found["refused"].tolist() == [False, False, False, False, True]


def test_the_twelfth_is_no_proof_of_an_order():
    assert order_of(pd.Series(["12/05/2025", "05/12/2025"])) is None
    assert order_of(pd.Series(["12/05/2025", "13/05/2025"])) == "day"


def test_a_source_that_contradicts_itself_proves_nothing():
    assert order_of(pd.Series(["25/03/2025", "03/25/2025"])) is None


@given(st.text(alphabet="0123456789/-. janfebTZ:,", max_size=40))
def test_any_text_is_read_without_error(published):
    day = read_day(published)
    assert day is None or 1990 <= day.year <= 2100
