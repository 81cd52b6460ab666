"""Profiles: answered within what was observed, refused with the reason outside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tpm_insights.errors import DataError, ModelError, UsageError
from tpm_insights.models.estimator_fit import FittedPay, fit_pay_estimator
from tpm_insights.models.estimator_own import own_frame, read_own
from tpm_insights.models.estimator_records import pay_records
from tpm_insights.models.estimator_result import Profile
from tpm_insights.tables import FACTS, SALARIES


def invented_facts(rows: int = 900) -> pd.DataFrame:
    """Facts in which PMP is never asked for under three years, and few postings are in Wyoming."""
    rng = np.random.default_rng(5)
    years = rng.integers(0, 13, rows).astype(float)
    pmp = (years >= 3) & (rng.random(rows) < 0.4)
    role = rng.choice(["technical_project_manager", "project_manager", "software_engineer"], rows, p=[0.5, 0.2, 0.3])
    pay = 70_000 * np.exp(0.05 * years + 0.1 * pmp + rng.normal(0, 0.15, rows)).round(4)
    facts = FACTS.invent(rows, rng).assign(
        text_kind="full", country="US", pay_currency="USD", pay_origin="field", pay_period="year", pay_kind="base",
        source=rng.choice(["board_a", "board_b"], rows), employer_id=[f"e{i % 90:015d}" for i in range(rows)],
        role_family=role, region=rng.choice(["TX", "CA", "WY"], rows, p=[0.5, 0.495, 0.005]), years_min=years,
        annual_low=pay * 0.9, annual_high=pay * 1.1, copy_number=1, education_level=None, seniority=None,
    )  # fmt: skip
    return facts.assign(cert_pmp=pd.Series(np.where(pmp, "required", None), dtype="str"))


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return invented_facts()


@pytest.fixture(scope="module")
def fitted(facts: pd.DataFrame) -> FittedPay:
    return fit_pay_estimator(facts)


def test_answers_with_counts_dates_and_neighbors(fitted: FittedPay) -> None:
    found = fitted.estimate(Profile(years=5, certifications=("pmp",), region="tx"))
    assert found.refused == ""
    assert list(found.percentiles) == sorted(found.percentiles)
    assert found.p50 == pytest.approx(70_000 * np.exp(0.35), rel=0.1)
    assert found.n >= 30
    assert found.employers >= 5
    assert set(found.neighbors["certification"]) == {"", "PMP"}
    assert "TX" in set(found.neighbors["region"])
    assert found.neighbors.loc[found.neighbors["n"] < 10, "p50"].isna().all()
    assert found.tidy()["quantile"].tolist() == [0.1, 0.25, 0.5, 0.75, 0.9]
    assert "modelled" in repr(found)
    assert "<table>" in found._repr_html_()


def test_pay_does_not_fall_with_years(fitted: FittedPay) -> None:
    found = np.array([fitted.estimate(Profile(years=y)).percentiles for y in range(13)])
    assert (np.diff(found, axis=0) >= -1e-6).all()


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        (Profile(years=1, certifications=("PMP",)), "PMP at entry level is in 0 comparable records, 10 needed"),
        (Profile(years=30), "30 years lie outside the 0 to 12 seen"),
        (Profile(role="business_analyst", years=5), "too few comparable records .* 0 records, 10 needed"),
        (Profile(role="other", years=5), "'other' is no role"),
        (Profile(wage_level="II"), "do not state a wage level"),
    ],
)
def test_refuses_outside_its_support(fitted: FittedPay, profile: Profile, reason: str) -> None:
    found = fitted.estimate(profile)
    assert pd.Series([found.refused]).str.contains(reason).all()
    assert np.isnan(found.percentiles).all()
    assert found.tidy()["refused"].ne("").all()
    assert repr(found).startswith("no estimate for")


def test_rare_regions_share_an_effect_and_say_so(fitted: FittedPay) -> None:
    found = fitted.estimate(Profile(years=5, region="WY"))
    assert not found.refused
    assert any("WY" in note for note in found.notes)


def test_a_thin_role_is_widened_and_says_so(facts: pd.DataFrame) -> None:
    few = facts[(facts["role_family"] != "project_manager") | (np.arange(len(facts)) % 30 == 0)]
    found = fit_pay_estimator(few).estimate(Profile(role="project_manager", years=5))
    assert not found.refused
    assert "all project and program roles" in found.comparable
    assert any("widened" in note for note in found.notes)


def test_one_employer_must_not_make_a_cell(facts: pd.DataFrame) -> None:
    found = fit_pay_estimator(facts.assign(employer_id="e" * 16)).estimate(Profile(years=5))
    assert "1 employer, 5 needed" in found.refused


def test_holds_no_records(fitted: FittedPay, facts: pd.DataFrame) -> None:
    tables = [x for x in (fitted.support.cells, *vars(fitted).values()) if isinstance(x, pd.DataFrame)]
    assert all("employer_id" not in t.columns and "posting_id" not in t.columns for t in tables)
    published = fitted.support.cells.dropna(subset=["p50"])
    assert (published["n"] >= 10).all()
    assert (published["employers"] >= 5).all()


def test_trend_is_taken_from_years_and_named() -> None:
    rng = np.random.default_rng(6)
    year = np.repeat([2020, 2021, 2022, 2023], 150)
    salaries = SALARIES.invent(600, rng).assign(
        pay_kind="self_report_base", country="US", currency="USD", role_family="software_engineer", year=year,
        years_low=rng.integers(0, 15, 600).astype(float), employer_id=None, source="one_survey",
        base_annual=100_000 * np.exp(0.04 * (year - 2020) + rng.normal(0, 0.1, 600)),
    )  # fmt: skip
    fitted = fit_pay_estimator(salaries, "self_report_base")
    found = fitted.estimate(Profile(role="software_engineer", years=5))
    assert fitted.trend == pytest.approx(0.04, abs=0.01)
    assert found.p50 == pytest.approx(100_000 * np.exp(0.12), rel=0.05)
    assert "at the pay of 2023" in found.notes
    assert np.isnan(found.employers)


@pytest.fixture(scope="module")
def wide(facts: pd.DataFrame) -> FittedPay:
    return fit_pay_estimator(facts, holds_for="new_source")


def test_new_sources_need_two(facts: pd.DataFrame, wide: FittedPay) -> None:
    assert wide.holds_for == "new_source"
    with pytest.raises(UsageError, match="needs two sources"):
        fit_pay_estimator(facts.assign(source="board_a"), holds_for="new_source")


def own_salaries(facts: pd.DataFrame, times: float, count: int = 40) -> pd.DataFrame:
    """Records like those of the facts, of a source that pays more."""
    some = facts.iloc[:count]
    pay = times * np.sqrt(some["annual_low"].astype(float) * some["annual_high"].astype(float))
    return pd.DataFrame({"role_family": some["role_family"], "pay": pay, "years": some["years_min"].astype(float)})


def test_own_records_move_the_estimate_to_their_source(facts: pd.DataFrame, wide: FittedPay) -> None:
    own = wide.recalibrate(own_salaries(facts, 1.5))
    profile = Profile(years=5)
    before, after = wide.estimate(profile), own.estimate(profile)
    assert after.p50 / before.p50 == pytest.approx(1.5, rel=0.1)
    assert "calibrated to 40 records of your own" in after.notes
    assert after.n == before.n
    assert own.glance()["own_records"].item() == 40
    assert wide.own == 0


def test_own_records_are_read_and_checked(
    facts: pd.DataFrame, fitted: FittedPay, wide: FittedPay, tmp_path: Path
) -> None:
    good = own_salaries(facts, 1.0)
    good.to_csv(tmp_path / "own.csv", index=False)
    pd.testing.assert_frame_equal(
        own_frame(read_own(tmp_path / "own.csv"), wide.columns, wide.labels),
        own_frame(good, wide.columns, wide.labels),
        check_exact=False,
    )
    wrong = {
        "holds_for='new_source'": (fitted, good),
        "20 records and was given 5": (wide, good.head(5)),
        "no column 'pay'": (wide, good.drop(columns="pay")),
        "role_family of 1 own records is not known: 'wizard'": (
            wide,
            good.replace({"role_family": {good.iloc[0, 0]: "wizard"}}).iloc[:1],
        ),
        "pay of 40 own records is missing or not positive": (wide, good.assign(pay=-1.0)),
        "years of 40 own records is no number: 'ten'": (wide, good.assign(years="ten")),
        "work_mode of 40 own records is not known: 'home'": (wide, good.assign(work_mode="home")),
    }
    for words, (model, frame) in wrong.items():
        with pytest.raises(UsageError, match=words):
            model.recalibrate(frame)
    with pytest.raises(UsageError, match="own records cannot be read"):
        read_own(tmp_path / "absent.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(DataError, match=r"empty\.csv: own records are no CSV file"):
        read_own(tmp_path / "empty.csv")


def test_bad_requests(facts: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="cannot be estimated"):
        pay_records(facts, "employer_survey")
    with pytest.raises(ModelError, match="no records"):
        fit_pay_estimator(facts, country="FR")
    with pytest.raises(ModelError, match="90 needed"):
        fit_pay_estimator(facts.head(60))
    with pytest.raises(UsageError, match="holds_for"):
        fit_pay_estimator(facts, holds_for="everyone")
    with pytest.raises(UsageError, match="certification"):
        Profile(certifications=("PMQ",))
    with pytest.raises(UsageError, match="role"):
        Profile(role="wizard")
    with pytest.raises(UsageError, match="between 0 and 60"):
        Profile(years=-1)


def test_many_profiles_are_answered_as_each_alone(fitted: FittedPay, wide: FittedPay) -> None:
    rng = np.random.default_rng(8)
    profiles = [Profile(years=float(years), region=str(rng.choice(["TX", "CA"]))) for years in range(0, 12, 2)]
    profiles += [Profile(years=40), Profile(role="other"), Profile(), Profile(years=5, certifications=("PMP",))]
    for one in (fitted, wide):
        alone = [one.estimate(profile) for profile in profiles]
        together = one.estimates(profiles)
        assert [repr(x) for x in together] == [repr(x) for x in alone]
        assert np.array_equal([x.percentiles for x in together], [x.percentiles for x in alone], equal_nan=True)
        assert [not x.refused for x in together] == [not np.isnan(x.p50) for x in together]
        assert len({bool(x.refused) for x in together}) == 2
    assert fitted.estimates([]) == []


def test_a_region_that_the_country_has_not_is_refused(fitted: FittedPay) -> None:
    with pytest.raises(UsageError, match=r"TEXAS.*no region of US; use one of AL, AK"):
        fitted.estimates([Profile(years=5, region="TX"), Profile(years=5, region="Texas")])
