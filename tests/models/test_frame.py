"""From the facts table to an analysis frame: what is kept, what is set aside, and why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tpm_insights import vocabulary as v
from tpm_insights.errors import UsageError
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.frame import CERTIFICATION_NAMES, level_of, pay_frame
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.tables import FACTS


def facts_of(**columns: list) -> pd.DataFrame:
    """Return a facts table with usable pay, changed column by column."""
    rows = len(next(iter(columns.values())))
    base = {
        "posting_id": [f"p{i}" for i in range(rows)],
        "source": "demo",
        "text_kind": "full",
        "role_family": "technical_project_manager",
        "country": "US",
        "pay_currency": "USD",
        "pay_origin": "text",
        "annual_low": 90_000.0,
        "annual_high": 160_000.0,
        "years_min": 5.0,
        "copies": 1,
    }
    frame = pd.DataFrame({**base, **columns})
    empty = FACTS.empty()
    made = {n: frame[n] if n in frame else pd.Series([None] * rows, dtype=object) for n in FACTS.names}
    return pd.DataFrame({name: values.astype(empty[name].dtype) for name, values in made.items()})


def test_pay_is_the_geometric_middle():
    frame, _ = pay_frame(facts_of(annual_low=[90_000.0], annual_high=[160_000.0]))
    assert frame.loc[0, "pay"] == pytest.approx(120_000)
    assert frame.loc[0, ["pay_low", "pay_high"]].tolist() == [90_000, 160_000]


def test_every_row_set_aside_is_named():
    facts = facts_of(
        text_kind=["full", "excerpt", "full", "full", "full", "full", "full", "full", "full"],
        role_family=["technical_project_manager", "pmo", "software_engineer", None, "pmo", "pmo", "pmo", "pmo", "pmo"],
        country=["US", "US", "US", "US", "GB", None, "US", "US", "US"],
        pay_currency=["USD", "USD", "USD", "USD", "GBP", "USD", "CAD", "USD", "USD"],
        pay_origin=["text", "text", "text", "text", "text", "text", "text", "platform_estimate", "field"],
        annual_high=[1e5, 1e5, 1e5, 1e5, 1e5, 1e5, 1e5, 1e5, np.nan],
    )
    frame, ledger = pay_frame(facts)
    ledger.check(len(frame))
    assert len(frame) == 1
    assert {entry.reason for entry in ledger.entries} == {
        "text_kind is not full",
        "role_family is not one of the 7 asked for",
        "role_family not known",
        "country is not US",
        "country not known",
        "pay_currency is not USD",
        "pay_origin is not text or field",
        "only one end of the pay range stated",
    }


@pytest.mark.parametrize(("needed", "rows", "with_pay"), [("both_ends", 1, 1), ("one_end", 2, 1), ("none", 4, 1)])
def test_which_pay_is_needed(needed, rows, with_pay):
    facts = facts_of(
        annual_low=[90_000, 90_000, np.nan, 90_000],
        annual_high=[100_000, np.nan, np.nan, 100_000],
        pay_origin=["text", "text", None, "platform_estimate"],
    )
    frame, ledger = pay_frame(facts, pay_needed=needed)
    ledger.check(len(frame))
    assert len(frame) == rows
    assert int(frame["pay"].notna().sum()) == with_pay
    if needed == "none":
        assert frame["pay_low"].notna().sum() == 2
        assert any(e.action == "repaired" and "pay_origin" in e.reason for e in ledger.entries)


def test_certifications_are_zero_and_one_whatever_the_status():
    facts = facts_of(
        cert_pmp=["required", "preferred", "mentioned", None], cert_six_sigma=[None, None, None, "preferred"]
    )
    frame, _ = pay_frame(facts)
    assert frame["pmp"].tolist() == [1, 1, 1, 0]
    assert frame["six_sigma"].tolist() == [0, 0, 0, 1]
    assert set(CERTIFICATION_NAMES) <= set(frame.columns)
    assert set(CERTIFICATION_NAMES.values()) == set(v.CERTIFICATIONS)


def test_levels_follow_the_vocabulary():
    years = pd.Series([0, 2.9, 3, 7.5, 8, 40, None], index=list("abcdefg"))
    assert level_of(years).tolist()[:6] == ["entry", "entry", "mid", "mid", "senior", "senior"]
    assert level_of(years).index.tolist() == list("abcdefg")
    assert level_of(years).isna().tolist()[-1]


def test_labels_not_stated_are_a_level_of_their_own():
    frame, _ = pay_frame(
        facts_of(education_level=["bachelor", None], work_mode=["remote", None], seniority=[None, "lead"])
    )
    assert frame["education_level"].tolist() == ["bachelor", "not_stated"]
    assert frame["work_mode"].cat.categories[0] == "not_stated"


def test_roles_by_definition_family_or_all():
    facts = facts_of(role_family=["technical_project_manager", "software_engineer", "pmo"])
    assert len(pay_frame(facts, roles="technical_project")[0]) == 1
    assert len(pay_frame(facts, roles=["software_engineer", "pmo"])[0]) == 2
    assert len(pay_frame(facts, roles=None)[0]) == 3
    with pytest.raises(UsageError, match="'wizard' not known"):
        pay_frame(facts, roles="wizard")


def test_options_and_columns_are_checked():
    with pytest.raises(UsageError, match="pay_needed"):
        pay_frame(facts_of(country=["US"]), pay_needed="some")
    with pytest.raises(UsageError, match="no column 'annual_low'"):
        pay_frame(pd.DataFrame({"pay": [1]}))


def test_facts_go_through_the_defaults_only_if_a_model_needs_it(rng):
    facts = FACTS.invent(2_000, rng).assign(country="US", pay_currency="USD", text_kind="full", pay_origin="text")
    model = fit_pay_model(facts, "log(pay) ~ years_min + pmp", covariance={"CRV1": "employer_id"})
    frame, ledger = pay_frame(facts)
    same = fit_pay_model(frame, "log(pay) ~ years_min + pmp", covariance={"CRV1": "employer_id"})
    assert model.tidy().equals(same.tidy())
    assert model.n + model.n_dropped == len(facts)
    assert model.n_dropped == ledger.rows_removed + same.n_dropped
    untouched, dropped = for_model(facts, ["annual_low"])
    assert untouched is facts
    assert dropped == ()


def test_duplicated_index_of_facts(rng):
    facts = FACTS.invent(500, rng).assign(country="US", pay_currency="USD", text_kind="full", pay_origin="text")
    plain, _ = pay_frame(facts)
    doubled, ledger = pay_frame(facts.set_index(np.zeros(len(facts))))
    ledger.check(len(doubled))
    pd.testing.assert_frame_equal(plain, doubled)
