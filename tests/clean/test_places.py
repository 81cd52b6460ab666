import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.clean.places import read_country, read_place, read_places


@pytest.mark.parametrize(
    ("place", "country", "expected"),
    [
        ("Indianapolis, IN", "", ("US", "IN", False)),
        ("Bangalore, Karnataka, IND", "", ("IN", "KA", False)),
        ("Chennai, IN", "IN", ("IN", "TN", False)),
        ("Wilmington, DE", "", ("US", "DE", False)),
        ("Berlin, DE", "DE", ("DE", None, False)),
        ("Portland, OR", "US", ("US", "OR", False)),
        ("Toronto, Ontario", "US", ("CA", "ON", False)),
        ("Ontario, CA", "", ("US", "CA", False)),
        ("London, ON", "", ("CA", "ON", False)),
        ("London", "", ("GB", "ENG", False)),
        ("Epsom, Surrey", "GB", ("GB", "ENG", False)),
        ("Minneapolis MN", "", ("US", "MN", False)),
        ("US-NC-Charlotte", "", ("US", "NC", False)),
        ("Multi Location | Dallas, TX | Plano, TX", "", ("US", "TX", False)),
        ("SF / NY", "", ("US", None, False)),
        ("Remote or Hybrid in Orlando, Florida", "", ("US", "FL", True)),
        ("Remote – US", "", ("US", None, True)),
        ("Washington, DC", "", ("US", "DC", False)),
        ("Lebanon", "US", ("US", None, False)),
        ("Lebanon, NH", "", ("US", "NH", False)),
        ("Georgia", "", (None, None, False)),
        ("Atlanta, Georgia", "", ("US", "GA", False)),
        ("Tbilisi, Georgia", "GE", ("GE", None, False)),
        ("Perth", "AU", ("AU", "WA", False)),
        ("Montreal HQ", "", ("CA", "QC", False)),
        ("Multiple Locations", "", (None, None, False)),
        ("", "Germany", ("DE", None, False)),
    ],
)
def test_places_as_employers_write_them(place, country, expected):
    facts = read_place(place, country)
    assert (facts.country, facts.region, facts.remote) == expected


def test_unknown_country_is_not_guessed():
    assert read_country("European Union") is None
    assert read_country("XX") is None


@given(st.text(max_size=80), st.text(max_size=10))
def test_any_text_is_read_without_error(place, country):
    facts = read_place(place, country)
    assert facts.region is None or facts.country is not None


def test_missing_places_stay_missing_and_index_is_kept():
    frame = read_places(pd.Series([None, "Leeds, England"], index=[7, 3]), pd.Series(["US", None], index=[7, 3]))
    assert frame.index.tolist() == [7, 3]
    assert frame["country"].tolist() == ["US", "GB"]
