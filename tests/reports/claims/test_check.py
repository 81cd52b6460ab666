"""Planted pay, shares and premiums lead to the verdicts they must lead to, under each definition and kind of pay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.claims.check import ClaimCheck, check_claims
from tpm_insights.reports.claims.finding import EVIDENCE_COLUMNS
from tpm_insights.reports.claims.pay_evidence import SURVEY
from tpm_insights.reports.claims.read import Claim, ClaimFile, read_claims
from tpm_insights.reports.parameters import read_parameters
from tpm_insights.reports.studies.asked import Asked, postings_with_pay
from tpm_insights.reports.studies.premium_ladder import HELD_ALIKE, MAIN_RUNG, premium_ladder
from tpm_insights.reports.studies.yardsticks import POSTED
from tpm_insights.vocabulary import ROLE_DEFINITIONS

ROLE = "all_project_program"


def claims(*given: dict) -> ClaimFile:
    made = [Claim(**({"topic": "T", "sentence": "S", "label": one["id"]} | one)) for one in given]
    return ClaimFile("mine.toml", "An invented article", "US", "USD", tuple(made), "0" * 64)


def check(tables: Tables, *given: dict, **asked: object) -> ClaimCheck:
    return check_claims(tables, claims(*given), **({"role": ROLE} | asked))


def pay(name: str, low: float, high: float, **more: object) -> dict:
    kind = "pay_band_at_level" if "level" in more else "pay_median_in_range"
    return {"id": name, "kind": kind, "low": low, "high": high} | more


def skill(name: str, feature: str, **more: object) -> dict:
    return {"id": name, "kind": "share_at_least", "asks_for": (feature,)} | more


@pytest.fixture(scope="module")
def planted(tables: Tables) -> Tables:
    """Nine in ten ask for communication, one in ten for Jira, four in ten for the cloud; seniors ask for a master's."""
    rng = np.random.default_rng(3)
    facts, rows = tables.facts, len(tables.facts)
    senior = (facts["years_min"] >= 8).to_numpy(dtype=bool, na_value=False)
    master = rng.random(rows) < np.where(senior, 0.6, 0.05)
    facts = facts.assign(
        soft_communication=pd.array(rng.random(rows) < 0.9, dtype="boolean"),
        hard_jira=pd.array(rng.random(rows) < 0.1, dtype="boolean"),
        hard_cloud=pd.array(rng.random(rows) < 0.4, dtype="boolean"),
        education_level=pd.Series(np.where(master, "master", "bachelor"), dtype="str"),
        education_status=pd.Series(np.where(rng.random(rows) < 0.7, "required", "or_equivalent"), dtype="str"),
        seniority=pd.Series(np.where(senior, "senior", "mid"), dtype="str"),
    )
    return replace(tables, facts=facts)


def test_shares_above_between_and_below(planted: Tables) -> None:
    found = check(
        planted,
        skill("most", "soft_communication", partly_from=0.25),
        skill("some", "hard_cloud", partly_from=0.25),
        skill("few", "hard_jira", partly_from=0.25),
        skill("some_strictly", "hard_cloud"),
        {"id": "either", "kind": "share_at_least", "asks_for": ("hard_jira", "soft_communication")},
        skill("years", "years"),
    )
    verdicts = found.headline["verdict"].to_dict()
    assert verdicts == {
        "most": "supported", "some": "partly", "few": "contradicted", "some_strictly": "contradicted",
        "either": "supported", "years": "supported",
    }  # fmt: skip
    rows = found.tidy().set_index("claim")
    assert rows.loc["either", "estimate"] > rows.loc["most", "estimate"]
    assert rows.loc["some", "why"].endswith("the whole interval lies where the claim is met in part")
    facts = planted.facts
    wanted = (facts["text_kind"] == "full") & (facts["country"] == "US")
    wanted &= facts["role_family"].isin(ROLE_DEFINITIONS[ROLE])
    assert rows.loc["few", "n"] == wanted.sum()
    assert rows.loc["few", "estimate"] == pytest.approx(facts.loc[wanted, "hard_jira"].mean())
    assert rows.loc["few", "conf_low"] < rows.loc["few", "estimate"] < rows.loc["few", "conf_high"]
    assert rows.loc["few", "dates"] == "2023–2025"
    assert "invented" in rows.loc["few", "source"]


def test_what_a_level_asks_for_has_two_parts(planted: Tables) -> None:
    degree = {"id": "degree", "kind": "education_at_level", "education": "master", "level": "senior", "at_least": 0.4}
    found = check(
        planted,
        degree | {"partly_from": 0.4},
        degree | {"id": "mid", "level": "mid", "at_least": 0.5, "partly_from": 0.5},
        {"id": "pmp", "kind": "certification_at_level", "certifications": ("PMP",), "level": "senior", "at_least": 0.9},
        {"id": "more", "kind": "more_asked_at_level", "asks_for": ("PMP",), "level": "senior"},
        {"id": "less", "kind": "more_asked_at_level", "asks_for": ("PMP",), "level": "entry"},
        {"id": "none", "kind": "more_asked_at_level", "asks_for": ("CISM",), "level": "entry"},
    )
    verdicts = found.headline["verdict"].to_dict()
    assert verdicts == {
        "degree": "supported", "mid": "contradicted", "pmp": "partly", "more": "supported", "less": "contradicted",
        "none": "not_testable",
    }  # fmt: skip
    parts = found.evidence[(found.evidence["claim"] == "degree") & (found.evidence["definition"] == ROLE)]
    assert parts["unit"].tolist() == ["share", "odds"]
    assert parts["outcome"].tolist() == ["holds", "holds"]
    assert parts["estimate"].iloc[1] > 5


def test_a_degree_may_be_asked_for_strictly(planted: Tables) -> None:
    degree = {"kind": "education_at_level", "education": "bachelor", "at_least": 0.8, "partly_from": 0.8}
    found = check(
        planted,
        degree | {"id": "strictly", "statuses": ("required",)},
        degree | {"id": "either", "statuses": ("required", "or_equivalent")},
        degree | {"id": "doctorate", "education": "doctorate"},
    )
    assert found.headline["verdict"].tolist() == ["contradicted", "supported", "contradicted"]
    rows = found.tidy().set_index("claim")
    assert rows.loc["strictly", "estimate"] == pytest.approx(0.7, abs=0.06)
    assert rows.loc["either", "estimate"] == 1.0


def test_years_are_those_of_titles_that_name_the_level(planted: Tables) -> None:
    senior = {"kind": "years_at_level", "level": "senior", "high": 15, "open_end": True}
    found = check(
        planted,
        senior | {"id": "eight", "low": 8},
        senior | {"id": "twenty", "low": 20, "high": 30},
        {"id": "mid", "kind": "years_at_level", "level": "mid", "low": 3, "high": 7},
        {"id": "entry", "kind": "years_at_level", "level": "entry", "low": 0, "high": 2},
    )
    assert found.headline["verdict"].tolist() == ["supported", "contradicted", "supported", "not_testable"]
    assert "no records" in found.headline.loc["entry", "why"]


def test_pay_is_judged_under_each_kind_of_pay(planted: Tables) -> None:
    found = check(
        planted,
        pay("wide", 60_000, 160_000),
        pay("high", 150_000, 200_000),
        pay("tight", 1, 96_000, level="mid"),
        pay("open", 80_000, 90_000, level="senior", open_end=True),
    )
    assert found.headline["verdict"].to_dict() == {
        "wide": "supported", "high": "contradicted", "tight": "partly", "open": "supported",
    }  # fmt: skip
    kinds = found.under_pay_kinds().set_index(["claim", "pay_kind"])["verdict"]
    assert kinds["high", POSTED] == "contradicted"
    assert kinds["wide", "Posted range: invented city"] == "not_testable"
    assert (
        "Filed wage: invented filings: contradicted" in found.tidy().set_index("claim").loc["high", "other_pay_kinds"]
    )
    counts = found.evidence[found.evidence["definition"] == ROLE].set_index(["claim", "pay_kind"])
    assert (
        counts.loc[("wide", "Filed wage: invented filings"), "n"]
        == (planted.salaries["pay_kind"] == "filed_wage").sum()
    )


def test_a_premium_is_a_direction(planted: Tables) -> None:
    premium = {"kind": "difference_in_pay"}
    found = check(
        planted,
        premium | {"id": "pmp", "certifications": ("PMP",)},
        premium | {"id": "csm", "certifications": ("CSM",)},
        premium | {"id": "any", "certifications": ("PMP", "CSM", "CAPM")},
        premium | {"id": "caused", "certifications": ("PMP",), "untestable": "what it brings about"},
    )
    assert found.headline["verdict"].to_dict() == {
        "pmp": "supported", "csm": "not_testable", "any": "partly", "caused": "partly",
    }  # fmt: skip
    both = {"kind": "certification_valued", "certifications": ("PMP",), "asks_for": ("PMP",)}
    valued = check(planted, both | {"id": "paid", "at_least": 0.05}, both | {"id": "not_asked", "at_least": 0.9,
                   "partly_from": 0.9})  # fmt: skip
    assert valued.headline["verdict"].tolist() == ["supported", "partly"]
    assert valued.headline["why"].iloc[1].count(":") == 2
    assert "from a clear no to a clear yes" in found.headline.loc["csm", "why"]
    assert "needed" in found.headline.loc["any", "why"]
    row = found.tidy().set_index("claim").loc["pmp"]
    assert row["unit"] == "difference"
    assert row["conf_low"] < 5.1 < row["conf_high"], "a premium of 5 log points was planted"


def test_a_survey_of_holders_is_another_kind_of_pay(planted: Tables) -> None:
    """Postings say that pay is higher, the survey that it is lower: the count takes postings, the table shows both."""
    told = [("PMP certified", 90_000.0, "USD"), ("without PMP", 100_000.0, "USD")]
    figures = pd.DataFrame(told, columns=["group", "value", "unit"]).assign(
        publisher="Institute", edition="1st", year=pd.Series([2024, 2024], dtype="Int64"), measure="median", n=50.0,
        country="United States",
    )  # fmt: skip
    premium = {"id": "pmp", "kind": "difference_in_pay", "certifications": ("PMP",)}
    surveyed = replace(planted, published_figures=figures)
    found = check(surveyed, premium)
    assert found.headline["verdict"].to_dict() == {"pmp": "supported"}
    kinds = found.under_pay_kinds().set_index("pay_kind")["verdict"].to_dict()
    assert kinds == {POSTED: "supported", f"{SURVEY}: Institute": "contradicted"}
    row = found.evidence[found.evidence["pay_kind"].str.startswith(SURVEY)].iloc[0]
    assert row["estimate"] == pytest.approx(-10.0)
    assert set(check(surveyed, premium, region="TX").under_pay_kinds()["pay_kind"]) == {POSTED}


def test_claims_and_the_report_on_certifications_hold_the_same_alike(planted: Tables) -> None:
    frame = postings_with_pay(planted.facts, Asked("US", "USD", ROLE, None, None, 10))
    asked = Asked("US", "USD", ROLE, None, None, 10)
    quoted = premium_ladder(frame, HELD_ALIKE, asked).set_index(["certification", "rung"]).loc[("PMP", MAIN_RUNG)]
    row = check(planted, {"id": "pmp", "kind": "difference_in_pay", "certifications": ("PMP",)}).tidy().iloc[0]
    assert row["estimate"] == pytest.approx(quoted["difference"])
    notebooks = Path(__file__).resolve().parents[3] / "notebooks" / "reports"
    declared = {p.name: p for p in read_parameters(notebooks / "certification_premium.ipynb")}
    assert tuple(declared["certifications"].default) == HELD_ALIKE


def test_levels_are_compared_within_a_collection(planted: Tables) -> None:
    """One collection has seniors and cloud, the other neither: within each of them there is no difference."""
    board = (planted.facts["source"] == "invented board").to_numpy()
    rng = np.random.default_rng(5)
    facts = planted.facts.assign(
        years_min=np.where(rng.random(len(board)) < np.where(board, 0.8, 0.2), 9.0, 1.0),
        hard_cloud=pd.array(rng.random(len(board)) < np.where(board, 0.8, 0.2), dtype="boolean"),
    )
    more = {"id": "cloud", "kind": "more_asked_at_level", "asks_for": ("hard_cloud",), "level": "senior"}
    found = check(replace(planted, facts=facts), more)
    assert found.headline["verdict"].to_dict() == {"cloud": "not_testable"}
    alone = facts.assign(source="one")
    assert check(replace(planted, facts=alone), more).headline["verdict"].to_dict() == {"cloud": "supported"}


def test_an_untestable_part_caps_the_verdict(planted: Tables) -> None:
    found = check(
        planted,
        skill("capped", "soft_communication", untestable="whether it is true"),
        skill("false", "hard_jira", untestable="whether it is true"),
        {"id": "mentor", "kind": "not_testable", "reason": "it leaves no trace; none"},
    )
    assert found.headline["verdict"].tolist() == ["partly", "contradicted", "not_testable"]
    assert found.headline.loc["mentor", "why"] == "not in the data: it leaves no trace; none"
    assert found.counts() == {"supported": 0, "partly": 1, "contradicted": 1, "not_testable": 1}
    assert repr(found).endswith("0 supported, 1 partly, 1 contradicted, 1 not testable")
    assert "mine.toml: 3 claims" in found._repr_html_()


def test_the_verdict_changes_with_the_definition(planted: Tables) -> None:
    product = planted.facts["role_family"] == "scrum_master"
    facts = planted.facts.assign(
        role_family=planted.facts["role_family"].mask(product, "technical_product_manager"),
        hard_jira=planted.facts["hard_jira"].mask(product, True),
    )
    found = check(replace(planted, facts=facts), skill("jira", "hard_jira", partly_from=0.25))
    row = found.under_definitions().loc["jira"]
    assert row["technical_product"] == "supported"
    assert row["technical_project"] == "contradicted"
    assert row[ROLE] == found.tidy().loc[0, "verdict"] == "contradicted"


def test_pay_of_another_currency_is_not_compared_but_skills_are(planted: Tables) -> None:
    found = check(planted, pay("wide", 1, 900_000), skill("talk", "soft_communication"), country="GB", currency="GBP",
                  minimum_cell=5)  # fmt: skip
    assert found.headline["verdict"].tolist() == ["not_testable", "supported"]
    assert "speaks of USD in US, not of GBP in GB" in found.headline.loc["wide", "why"]


def test_nothing_is_said_where_there_is_nothing(planted: Tables) -> None:
    found = check_claims(planted, read_claims(), role=ROLE, region="WY")
    assert set(found.headline["verdict"]) == {"not_testable"}
    strict = check_claims(planted, read_claims(), role=ROLE, minimum_cell=100_000)
    survey = strict.under_pay_kinds()
    assert set(strict.headline["verdict"]) == {"not_testable"}
    assert set(survey.loc[survey["pay_kind"].str.startswith("Employer survey"), "verdict"]) == {"supported"}


def test_required_claims_fail_when_contradicted_or_not_testable(planted: Tables) -> None:
    found = check(
        planted,
        skill("fine", "soft_communication", required=True),
        skill("part", "hard_cloud", partly_from=0.25, required=True),
        skill("wrong", "hard_jira", required=True),
        skill("wrong_but_optional", "hard_jira"),
        {"id": "mentor", "kind": "not_testable", "reason": "no trace", "required": True},
    )
    assert found.failed == ("wrong", "mentor")


def test_the_article_has_one_row_a_claim_in_its_order(article: ClaimCheck) -> None:
    file = article.file
    assert article.tidy()["claim"].tolist() == [claim.id for claim in file.claims]
    assert list(article.evidence.columns) == list(EVIDENCE_COLUMNS)
    assert set(article.evidence["definition"]) == set(ROLE_DEFINITIONS)
    assert sum(article.counts().values()) == len(file.claims)
    assert not article.tidy()["verdict"].isna().any()
    assert (article.evidence.loc[article.evidence["outcome"] == "unknown", "why"].str.len() > 3).all()


def test_the_same_data_give_the_same_evidence(planted: Tables) -> None:
    asked = [
        pay("wide", 60_000, 160_000, level="mid"),
        {"id": "pmp", "kind": "difference_in_pay", "certifications": ("PMP",)},
    ]
    one, two = (check(planted, *asked).evidence for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_a_claim_file_is_its_bytes(tmp_path: Path) -> None:
    text = 'title = "A"\ncountry = "US"\ncurrency = "USD"\n[[claims]]\nid = "m"\ntopic = "T"\nsentence = "S"\n'
    text += 'kind = "not_testable"\nreason = "none"\n'
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(text)
    one, two = (read_claims(tmp_path / name) for name in ("one.toml", "two.toml"))
    assert one.sha256 == two.sha256
