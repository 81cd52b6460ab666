"""A file of claims is read whole, or refused with file, claim, key and what to write instead."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tpm_insights.errors import UsageError
from tpm_insights.reports.claims.kinds import COMMON_KEYS, FEATURES, KINDS
from tpm_insights.reports.claims.read import read_claims
from tpm_insights.reports.studies.article import ARTICLE_BANDS
from tpm_insights.vocabulary import HARD_SKILLS, RESPONSIBILITIES, SOFT_SKILLS

HEAD = 'title = "An invented article"\ncountry = "US"\ncurrency = "USD"\n'
CLAIM = '[[claims]]\nid = "mid_pay"\ntopic = "Pay"\nsentence = "Pay is so and so."\n'
BAND = CLAIM + 'kind = "pay_band_at_level"\nlevel = "mid"\nlow = 95000\nhigh = 140000\n'
SKILL = CLAIM + 'kind = "share_at_least"\nasks_for = ["hard_jira"]\n'


def read(tmp_path: Path, text: str):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return read_claims(path)


def test_a_claim_is_read_with_its_defaults(tmp_path: Path) -> None:
    file = read(tmp_path, HEAD + SKILL + 'at_least = 0.6\nuntestable = "the rest"\n')
    (claim,) = file.claims
    assert (claim.asks_for, claim.at_least, claim.partly_from, claim.required) == (("hard_jira",), 0.6, 0.6, False)
    assert (claim.label, claim.untestable, claim.level) == ("mid pay", "the rest", "")
    assert (file.name, file.title, file.currency, len(file.sha256)) == ("mine.toml", "An invented article", "USD", 64)


def test_an_open_end_has_no_upper_end(tmp_path: Path) -> None:
    (claim,) = read(tmp_path, HEAD + BAND + "open_end = true\n").claims
    assert (claim.high, claim.upper) == (140_000, math.inf)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 3 4\n", ["mine.toml: not a TOML file", "line 1"]),
        (HEAD, ["no claims", "[[claims]]"]),
        (HEAD + "claims = 3\n", ["no claims"]),
        (HEAD.replace('"USD"', '"dollars"') + BAND, ["key 'currency' must stand at the top", 'currency = "USD"']),
        ("claim = 1\n" + HEAD + BAND, ["key 'claim' is not known", "did you mean 'claims'"]),
        (HEAD + CLAIM, ["claim 'mid_pay': key 'kind' is missing", "pay_band_at_level"]),
        (HEAD + CLAIM + 'kind = "pay_band"\n', ["'pay_band' is not known", "did you mean 'pay_band_at_level'"]),
        (HEAD + CLAIM + 'kind = "zzz"\n', ["'zzz' is not known", "not_testable"]),
        (HEAD + BAND + "lowest = 1\n", ["claim 'mid_pay': key 'lowest' is not known; did you mean 'low'?", "open_end"]),
        (HEAD + BAND.replace('level = "mid"\n', ""), ["claim 'mid_pay': key 'level' is missing"]),
        (HEAD + BAND.replace('"mid"', '"midd"'), ["key 'level': value 'midd'", "mean 'mid'", "entry, mid, senior"]),
        (HEAD + BAND.replace("95000", '"95k"'), ["key 'low': '95k' is not a number of 0 or more"]),
        (HEAD + BAND.replace("95000", "-1"), ["key 'low': -1 is not a number of 0 or more"]),
        (HEAD + BAND.replace("95000", "true"), ["key 'low': True is not a number"]),
        (HEAD + BAND.replace("95000", "nan"), ["key 'low': nan is not a number"]),
        (HEAD + BAND.replace("95000", "200000"), ["'low' (200000) is above 'high' (140000)"]),
        (HEAD + BAND + 'required = "yes"\n', ["key 'required': 'yes' is not true or false"]),
        (HEAD + SKILL.replace("hard_jira", "hard_jria"), ["key 'asks_for': value 'hard_jria'", "mean 'hard_jira'"]),
        (HEAD + SKILL.replace('["hard_jira"]', '"hard_jira"'), ["key 'asks_for'", 'not a list such as ["PMP", "CSM"]']),
        (HEAD + SKILL.replace('["hard_jira"]', "[]"), ["key 'asks_for': [] is not a list"]),
        (HEAD + SKILL + "at_least = 50\n", ["key 'at_least': 50 is not a number between 0 and 1"]),
        (HEAD + SKILL + "partly_from = 0.7\n", ["'partly_from' (0.7) is above 'at_least' (0.5)"]),
        (HEAD + BAND + BAND, ["claim 'mid_pay': key 'id' stands 2 times"]),
        (HEAD + BAND.replace('id = "mid_pay"\n', ""), ["claim number 1: key 'id' is missing"]),
        (HEAD + BAND.replace('"mid_pay"', '"Mid pay"'), ["claim 'Mid pay': key 'id' takes up to 60 small letters"]),
        (HEAD + BAND.replace("mid_pay", "m" * 61), ["key 'id' takes up to 60 small letters"]),
        (HEAD + BAND.replace("140000", "inf"), ["key 'high': inf is not a number of 0 or more", "open_end = true"]),
        (HEAD + BAND.replace("140000", "1" + "0" * 400), ["key 'high'", "is not a number of 0 or more"]),
        (HEAD + BAND.replace("95000", "2020-01-01"), ["key 'low'", "is not a number of 0 or more"]),
        (HEAD + BAND.replace('"mid_pay"', "3"), ["claim number 1: key 'id': 3 is not text"]),
        (HEAD + SKILL.replace('["hard_jira"]', '["hard_jira", 3]'), ["key 'asks_for': 3 is not text"]),
        (HEAD + '[claims]\nid = "x"\n', ["no claims", "[[claims]]"]),
        (HEAD + BAND + "low = 3\n", ["not a TOML file"]),
        ("", ["key 'title' must stand at the top"]),
        (HEAD + BAND.replace('"Pay is so and so."', '""'), ["key 'sentence': '' is not text"]),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_the_place(tmp_path: Path, text: str, words: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        read(tmp_path, text)
    message = str(refused.value)
    assert message.startswith("mine.toml: ")
    assert "\n" not in message
    for word in words:
        assert word in message
    assert refused.value.exit_code == 2


def test_a_mark_of_byte_order_is_no_fault(tmp_path: Path) -> None:
    assert len(read(tmp_path, "\ufeff" + HEAD + BAND).claims) == 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.toml: cannot be read"):
        read_claims(tmp_path / "absent.toml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_claims(tmp_path)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not a TOML file"):
        read_claims(tmp_path / "binary.toml")


def test_the_article_has_every_skill_duty_and_band() -> None:
    file = read_claims()
    single = {claim.asks_for[0] for claim in file.claims if len(claim.asks_for) == 1}
    named = {"hard": HARD_SKILLS, "soft": SOFT_SKILLS, "duty": RESPONSIBILITIES}
    assert {f"{group}_{one}" for group, ones in named.items() for one in ones} <= single
    assert {claim.kind for claim in file.claims} == set(KINDS) - {"more_asked_at_level"}
    assert all(len(claim.label) < 60 for claim in file.claims)
    bands = {claim.level: (claim.low, claim.high) for claim in file.claims if claim.kind == "pay_band_at_level"}
    assert {level: (band.low, band.high) for level, band in ARTICLE_BANDS.items()} == bands
    assert bands["mid"] == (95_000, 140_000)


def test_keys_of_a_kind_do_not_hide_the_common_ones() -> None:
    for keys in KINDS.values():
        assert not set(keys) & set(COMMON_KEYS)
    assert len(FEATURES) == len(set(FEATURES))
