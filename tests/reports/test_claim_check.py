"""The report on claims: what it says is what was found, for the article's claims and for a file of one's own."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from tpm_insights.errors import UsageError
from tpm_insights.processed import Tables
from tpm_insights.reports.charts.style import SIZES
from tpm_insights.reports.claims.read import read_claims
from tpm_insights.reports.claims.verdict import VERDICTS
from tpm_insights.reports.studies.claim_check import ClaimReport, study_claim_check
from tpm_insights.reports.tables import readable
from tpm_insights.reports.words import claim_check as words
from tpm_insights.reports.words import claim_notes as notes
from tpm_insights.reports.words.findings import VERDICT_WORDS
from tpm_insights.reports.words.fixed_words import method_words

ASKED = {"country": "US", "currency": "USD", "role": "all_project_program"}
MINE = """title = "An invented article"
country = "US"
currency = "USD"
[[claims]]
id = "talk"
topic = "2 Skills & more"
sentence = "Talking is needed."
kind = "share_at_least"
asks_for = ["soft_communication"]
at_least = 0.1
required = true
"""


@pytest.fixture(scope="module")
def study(tables: Tables) -> ClaimReport:
    return study_claim_check(tables, **ASKED)


@pytest.fixture(scope="module")
def nowhere(tables: Tables) -> ClaimReport:
    return study_claim_check(tables, **(ASKED | {"region": "WY"}))


def frames(study: ClaimReport) -> list:
    found = [study.overview, study.pay_table, study.premiums, study.changes, study.untested, study.everything]
    return found + [one for topic in study.file.topics for one in (study.shares(topic), study.years(topic))]


def test_every_claim_is_counted_once(study: ClaimReport) -> None:
    columns = [f"n_{verdict}" for verdict in VERDICTS]
    assert study.overview[columns].to_numpy().sum() == len(study.file.claims)
    assert study.overview["topic"].tolist() == list(study.file.topics)
    assert study.overview[columns].sum().tolist() == list(study.check.counts().values())
    assert len(study.everything) == len(study.file.claims)


def test_every_frame_has_words_for_a_reader(study: ClaimReport, nowhere: ClaimReport) -> None:
    for one in (study, nowhere):
        for frame in frames(one):
            if len(frame):
                shown = readable(frame)
                text = " ".join(shown.astype("str").to_numpy().ravel())
                assert not re.search(r"\bnan\b|\bNone\b|not_testable|\d\.\d{3}", text), text


def test_verdicts_in_the_tables_are_those_of_the_check(study: ClaimReport) -> None:
    labels = {claim.label: claim.id for claim in study.file.claims if claim.topic == "Hard skills"}
    rows = study.shares("Hard skills")
    assert set(rows["claim"]) == set(labels)
    assert rows["verdict"].tolist() == [study.verdict(labels[label]) for label in rows["claim"]]
    assert "odds" not in rows
    levels = study.shares("What each level asks for")
    assert levels["odds"].notna().any()
    assert len(study.years("What each level asks for")) == 3


def test_only_claims_that_change_stand_in_the_table_of_changes(study: ClaimReport) -> None:
    wide = study.check.under_definitions()
    told = [len(set(row) - {"not_testable"}) for row in wide.to_numpy()]
    assert len(study.changes) == sum(verdicts > 1 for verdicts in told) > 0
    shown = study.changes.drop(columns=["topic", "claim"])
    assert all(len(set(row) - {"not_testable"}) > 1 for row in shown.to_numpy())
    same = len(study.file.claims) - len(study.changes)
    assert notes.changes_note(study).startswith(f"{same} further claim")


def test_the_answer_counts_and_names(study: ClaimReport) -> None:
    counts = study.check.counts()
    answer = words.answer(study)
    assert f"support {counts['supported']}, support {counts['partly']} in part" in answer
    assert f"contradict {counts['contradicted']}; {counts['not_testable']} cannot be tested" in answer
    assert "That pay is $95,000 to $140,000 is " in answer
    assert f"{len(study.changes)} verdicts depend on" in answer
    posted = study.pay[study.pay["kind"] == "Posted range"].iloc[0]
    assert f"n\xa0=\xa0{posted['n']:,.0f}" in answer
    values = [figure.value for figure in words.key_figures(study)]
    assert values == [f"{count} of {len(study.file.claims)}" for count in counts.values()]


def test_where_nothing_can_be_tested_the_answer_says_so(nowhere: ClaimReport) -> None:
    assert words.answer(nowhere).startswith("None of the 50 claims of a career article")
    assert "Wyoming" in words.answer(nowhere)
    assert "no full posting of such jobs" in notes.share_alt(nowhere, "Hard skills")
    for size in SIZES:
        assert nowhere.share_figure("Hard skills")(size) is None


def test_figures_draw_at_both_widths_and_their_words_hold_every_number(study: ClaimReport) -> None:
    for size in SIZES:
        pay = study.draw_pay(size)
        assert pay is not None
        assert pay.get_figwidth() == size.width
        titles = [axes.get_title(loc="left") for axes in pay.axes]
        assert titles[1] == r"Entry level: \$75,000 to \$95,000"
        assert study.share_figure("Soft skills")(size) is not None
    alt = notes.share_alt(study, "Soft skills")
    for row in study.shares("Soft skills").to_dict("records"):
        assert f"{row['claim']} {round(100 * row['share'])}% ({VERDICT_WORDS[row['verdict']]})" in alt
    assert "Posted range $" in notes.pay_alt(study)


def test_signs_are_explained_with_the_thresholds_of_the_file(study: ClaimReport) -> None:
    said = notes.share_note(study, "Hard skills")
    assert said.startswith("✓ supported, ≈ supported in part, ✗ contradicted and ? not testable.")
    assert "Supported in part: the interval reaches 25%" in said


def test_a_file_of_ones_own_is_an_input(tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("data/raw", "notebooks/reports"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "mine.toml").write_text(MINE)
    monkeypatch.setenv("TPM_INSIGHTS_PROJECT", str(tmp_path))
    for name in ("mine.toml", str(tmp_path / "mine.toml")):
        found = study_claim_check(tables, claims_file=name, **ASKED)
        assert found.inputs == ((name, read_claims(tmp_path / "mine.toml").sha256, 1),)
    answer = words.answer(found)
    assert answer.startswith("Of 1 claim of an invented article, postings and pay records of all project and program ")
    assert "jobs in the United States support 1, support 0 in part and contradict 0." in answer
    assert notes.pay_note(found) == "The file makes no claim about pay."
    assert notes.premium_note(found) == "The file makes no claim about pay with a certification."
    assert notes.untested_note(found) == "Every claim could be tested."
    assert notes.pay_alt(found) == "The file makes no claim about pay."
    assert found.draw_pay(SIZES[0]) is None
    with pytest.raises(UsageError, match="absent"):
        study_claim_check(tables, claims_file="absent.toml", **ASKED)


def test_words_hold_no_raw_numbers_or_names(study: ClaimReport) -> None:
    said = [words.answer(study), notes.pay_alt(study), notes.premium_note(study), notes.all_note(study)]
    said += [notes.share_alt(study, topic) for topic in study.asked_topics]
    said += [
        *method_words("claim_check", study.asked),
        *(part for figure in words.key_figures(study) for part in figure),
    ]
    for text in said:
        assert not re.search(r"\d\.\d{3}|\bnan\b|\bNone\b|[a-z]_[a-z]", text), text


def test_blocks_of_a_custom_topic_have_plain_names(tables: Tables, tmp_path: Path) -> None:
    from tpm_insights.reports.claims.show import show_topics

    class Shown:
        names: list[str] = []  # noqa: RUF012 - one test

        def figure(self, _draw: object, *, name: str, **_more: object) -> None:
            self.names.append(name)

        def table(self, _frame: object, *, name: str, **_more: object) -> None:
            self.names.append(name)

        def text(self, text: str) -> None:
            self.names.append(text)

    more = MINE.split("[[claims]]")[1].replace("talk", "pmp").replace("2 Skills & more", "Levels & years")
    more = more.replace("share_at_least", "more_asked_at_level").replace("soft_communication", "PMP")
    more = more.replace("at_least = 0.1", 'level = "senior"')
    (tmp_path / "mine.toml").write_text(f"{MINE}[[claims]]{more}")
    found = study_claim_check(tables, claims_file=str(tmp_path / "mine.toml"), **ASKED)
    show_topics(Shown(), found)  # type: ignore[arg-type]
    assert Shown.names == ["topic_0_figure", "topic_0", "levels_years"], "odds alone have no share to draw"
    assert found.verdict("pmp") == "supported"
    empty = dataclasses.replace(found, check=dataclasses.replace(found.check, file=dataclasses.replace(
        found.file, claims=())))  # fmt: skip
    show_topics(Shown(), empty)  # type: ignore[arg-type]
    assert Shown.names[-1] == "The file makes no claim about what postings ask for."
