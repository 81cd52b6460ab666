"""Pay disclosure: shares, laws by day, and a known selection undone and bounded."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.disclosure import disclosure
from tpm_insights.models.pay_laws import law_in_force, pay_laws
from tpm_insights.models.selection import chance_to_state
from tpm_insights.models.tidy import TIDY_COLUMNS
from tpm_insights.tables import FACTS

FORMULA = "log(pay) ~ pmp + years_min"


def simulate(rows: int = 4_000, seed: int = 0) -> pd.DataFrame:
    """Return postings in which the premium differs by law, and a law decides much of who states pay."""
    rng = np.random.default_rng(seed)
    region = rng.choice(["CO", "TX", "FL"], rows)
    day = pd.Timestamp("2019-01-01") + pd.to_timedelta(rng.integers(0, 1_800, rows), unit="D")
    law = (region == "CO") & (day >= pd.Timestamp("2021-01-01"))
    years = rng.integers(0, 12, rows)
    pmp = rng.integers(0, 2, rows)
    premium = np.where(region == "CO", 0.20, 0.05)
    truth = np.exp(11 + 0.04 * years + premium * pmp + rng.normal(0, 0.2, rows))
    stated = rng.random(rows) < np.where(law, 0.95, np.where(region == "CO", 0.3, 0.15))
    return pd.DataFrame(
        {
            "pay": np.where(stated, truth, np.nan),
            "pay_if_stated": truth,
            "pmp": pmp,
            "years_min": years,
            "region": region,
            "posted_on": day,
            "employer_id": rng.integers(0, 200, rows).astype(str),
        }
    )


def test_shares_by_law_region_month_and_employer():
    frame = simulate()
    found = disclosure(frame)
    table = found.tidy()
    assert tuple(table.columns[:7]) == TIDY_COLUMNS
    assert set(table["dimension"]) == {"all", "law", "region", "month", "employer"}
    law = table[table["dimension"] == "law"].set_index("band")["estimate"]
    assert law["law in force"] == pytest.approx(0.95, abs=0.03)
    region = table[table["dimension"] == "region"].set_index("band")
    assert region.loc["TX", "estimate"] == pytest.approx(frame.query("region == 'TX'")["pay"].notna().mean())
    assert (table["conf_low"].dropna() <= table["estimate"].dropna()).all()
    habits = table[table["dimension"] == "employer"].set_index("band")["estimate"]
    shares = frame.groupby("employer_id")["pay"].apply(lambda v: v.notna().mean())
    assert habits["sometimes"] == pytest.approx(((shares > 0) & (shares < 1)).mean())
    assert habits.sum() == pytest.approx(1)
    glance = found.glance().iloc[0]
    assert glance["share_stated"] == pytest.approx(frame["pay"].notna().mean())
    months = table[table["dimension"] == "month"]
    assert months["band"].iloc[0] == "2019-01"


def test_one_end_of_a_range_is_stated_pay():
    frame = simulate(300).assign(pay=np.nan, pay_low=lambda d: np.where(d.index < 90, 1e5, np.nan), pay_high=np.nan)
    assert disclosure(frame).n_stated == 90


class TestLaws:
    """A law is in force from its day on, where it is known where and when."""

    def test_by_place_and_day(self):
        frame = pd.DataFrame(
            {
                "region": ["NY", "NY", "TX", None, "BC", "NY"],
                "country": ["US", "US", "US", "US", "CA", "CA"],
                "posted_on": pd.to_datetime(
                    ["2023-09-16", "2023-09-17", "2024-01-01", "2024-01-01", "2023-11-01", "2024-01-01"]
                ),
            }
        )
        found = law_in_force(frame)
        assert found.iloc[[0, 1, 2, 4, 5]].tolist() == [0, 1, 0, 1, 0]
        assert np.isnan(found.iloc[3])
        assert np.isnan(law_in_force(frame.assign(posted_on=pd.NaT))).all()

    def test_own_table(self):
        laws = pd.DataFrame({"country": ["US"], "region": ["TX"], "effective_on": [pd.Timestamp("2022-01-01")]})
        frame = pd.DataFrame({"region": ["TX", "CO"], "posted_on": pd.Timestamp("2023-01-01")})
        assert law_in_force(frame, laws=laws).tolist() == [1, 0]
        with pytest.raises(UsageError, match="needs the columns"):
            law_in_force(frame, laws=laws[["region"]])

    def test_the_table_is_sound(self):
        table = pay_laws()
        assert not table.duplicated(["country", "region"]).any()
        assert table["effective_on"].between("2020-01-01", "2028-01-01").all()
        assert table["seen_at"].str.startswith("https://").all()
        assert (table["employees"] >= 1).all()
        assert table["source"].str.len().min() > 10
        starts = table.set_index(["country", "region"])["effective_on"].astype("str")
        assert starts["US", "VA"] == "2026-07-01"
        assert starts["CA", "PE"] == "2022-06-01"


class TestPremium:
    """The premium of all postings, though not all state pay."""

    def test_known_selection_is_undone(self):
        frame = simulate(30_000)
        truth = disclosure(frame.assign(pay=frame["pay_if_stated"].where(frame.index > 0)), formula=FORMULA, term="pmp")
        wanted = truth.premium().set_index("approach").loc["stated pay only", "estimate"]
        found = disclosure(frame, formula=FORMULA, term="pmp").premium().set_index("approach")
        assert abs(found.loc["stated pay only", "estimate"] - wanted) > 0.02
        assert abs(found.loc["reweighted", "estimate"] - wanted) < 2.5 * found.loc["reweighted", "std_error"]
        assert "law_in_force" in found.loc["reweighted", "assumption"]

    def test_bounds_cover_the_truth_and_are_reached(self):
        frame = simulate(3_000)
        low, high = frame["pay_if_stated"].quantile([0.0, 1.0])
        found = (
            disclosure(frame, formula=FORMULA, term="pmp", pay_range=(low, high))
            .premium()
            .set_index("approach")["estimate"]
        )
        design = np.column_stack([np.ones(3_000), frame["pmp"], frame["years_min"]])

        def slope(pay):
            return np.linalg.lstsq(design, np.log(pay), rcond=None)[0][1]

        assert found["worst case low"] <= slope(frame["pay_if_stated"]) <= found["worst case high"]
        rng = np.random.default_rng(0)
        gone = frame["pay"].isna()
        for _ in range(50):
            tried = frame["pay"].where(~gone, np.exp(rng.uniform(np.log(low), np.log(high), 3_000)))
            assert found["worst case low"] <= slope(tried) <= found["worst case high"]
        pull = np.linalg.pinv(design)[1]
        assert slope(frame["pay"].where(~gone, np.where(pull > 0, high, low))) == pytest.approx(
            found["worst case high"]
        )

    def test_rows_and_columns(self):
        found = disclosure(simulate(), formula=FORMULA, term="pmp")
        table = found.premium()
        assert table["approach"].tolist() == ["stated pay only", "reweighted", "worst case low", "worst case high"]
        assert tuple(table.columns[:7]) == TIDY_COLUMNS
        assert list(disclosure(simulate()).premium().columns) == list(table.columns)
        assert found.effects()["estimate"].to_numpy() == pytest.approx(100 * np.expm1(table["estimate"]).to_numpy())
        assert "worst case low" in found._repr_html_()
        with pytest.raises(UsageError, match="log outcome"):
            disclosure(simulate()).effects()

    @pytest.mark.parametrize(
        ("options", "error", "message"),
        [
            ({"formula": FORMULA}, UsageError, "formula and term together"),
            ({"formula": FORMULA, "term": "capm"}, UsageError, "no term 'capm'"),
            ({"formula": FORMULA + " | region", "term": "pmp"}, UsageError, "cannot be absorbed"),
            ({"formula": FORMULA, "term": "pmp", "pay_range": (5, 2)}, UsageError, "two positive numbers that rise"),
        ],
    )
    def test_requests_that_cannot_be(self, options, error, message):
        with pytest.raises(error, match=message):
            disclosure(simulate(400), **options)

    def test_no_selection_to_look_at(self):
        with pytest.raises(ModelError, match="every posting states pay"):
            disclosure(simulate(400).assign(pay=1e5), formula=FORMULA, term="pmp")
        with pytest.raises(ModelError, match="no posting states pay"):
            disclosure(simulate(400).assign(pay=np.nan), formula=FORMULA, term="pmp")


def test_chances_agree_with_a_logit():
    import statsmodels.api as sm

    rng = np.random.default_rng(0)
    design = sm.add_constant(rng.normal(size=(3_000, 2)))
    stated = rng.random(3_000) < 1 / (1 + np.exp(-design @ [0.3, 1.0, -0.5]))
    theirs = sm.Logit(stated.astype(float), design).fit(disp=0).predict(design)
    assert chance_to_state(design, stated) == pytest.approx(theirs, abs=1e-4)


def test_without_place_and_day():
    found = disclosure(simulate(300).drop(columns=["region", "posted_on"]))
    assert set(found.tidy()["dimension"]) == {"all", "employer"}
    assert "are not looked at" in found.glance().loc[0, "notes"]


def test_a_facts_table_is_taken_as_it_is(rng):
    facts = FACTS.invent(4_000, rng).assign(country="US", text_kind="full", role_family="pmo")
    facts = facts.assign(pay_currency="USD", pay_origin="text")
    found = disclosure(facts)
    assert found.n == 4_000
    assert 0 < found.n_stated < 4_000
