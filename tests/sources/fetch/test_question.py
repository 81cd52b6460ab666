"""Questions that are refused before anything is asked."""

from __future__ import annotations

import pytest

from tpm_insights.errors import UsageError
from tpm_insights.sources.fetch.boards import boards
from tpm_insights.sources.fetch.keys import Keys, keys_for
from tpm_insights.sources.fetch.pages import Page, is_last, read_page
from tpm_insights.sources.fetch.question import ask
from tpm_insights.sources.fetch.stored import folder_name


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"board": "monster"}, "no job board is called 'monster'; there are: ashby, greenhouse, lever, nyc"),
        ({"board": "lever"}, "lever: name the site in the address"),
        ({"board": "lever", "name": " "}, "lever: name the site"),
        ({"board": "lever", "name": ".."}, "'..' is no name"),
        ({"board": "nyc", "base_url": "data.example.org"}, "base URL must look like"),
        ({"board": "nyc", "base_url": "ftp://data.example.org"}, "base URL must look like"),
        ({"board": "nyc", "base_url": "http://127.0.0.1:99999"}, "base URL must look like"),
        ({"board": "nyc", "base_url": "http://[::1"}, "base URL must look like"),
        ({"board": "nyc", "base_url": "https://h?x=1"}, "without a query"),
        ({"board": "nyc", "base_url": "https://me:hush@h"}, "user name or password"),
        ({"board": "nyc", "query": {"$$app_token": "hush"}}, "looks like a key; .* (SOCRATA_APP_TOKEN)"),
        ({"board": "themuse", "query": {"api_key": "hush"}}, "this board needs none"),
        ({"board": "nyc", "query": {"$offset": "5"}}, "set by the fetch itself"),
        ({"board": "greenhouse", "name": "acme", "query": {"content": "false"}}, "set by the fetch itself"),
    ],
)
def test_wrong_questions(wrong, says) -> None:
    with pytest.raises(UsageError) as caught:
        ask(**wrong)
    for part in says.split(".*"):
        assert part.strip() in str(caught.value)
    assert "hush" not in str(caught.value)


def test_names_are_quoted_in_addresses() -> None:
    assert (
        ask("ashby", name="Acme & Söhne/1").url().startswith("https://api.ashbyhq.com/posting-api/job-board/Acme%20%26")
    )
    assert "/1" not in ask("ashby", name="Acme/1").url()
    assert "category=Project%20Management&page=0" in ask("themuse", name="Project Management").url()


def test_folders_of_different_questions_differ() -> None:
    questions = [
        ask("nyc"),
        ask("nyc", name="all"),
        ask("nyc", name="All"),
        ask("nyc", name="crane"),
        ask("nyc", name="Crane"),
        ask("nyc", name="crane "),
        ask("nyc", name="crane", query={"$where": "level='M1'"}),
        ask("nyc", name="crane+2"),
        ask("nyc", name="日本"),
        ask("nyc", name="x" * 300),
    ]
    names = [folder_name(question) for question in questions]
    assert len(set(names)) == len(questions) - 1, "only the one with a blank at its end is the same"
    for name in names:
        assert name.isascii()
        assert not set(name) & set("/\\+*?:. ")
        assert len(name) < 80


@pytest.mark.parametrize("value", ["a\nb", "kéy", "a\x00b"])
def test_keys_that_cannot_be_sent(value, monkeypatch) -> None:
    board = boards()["nyc"]
    if "\x00" not in value:  # which no environment can hold
        monkeypatch.setenv("SOCRATA_APP_TOKEN", value)
        with pytest.raises(UsageError, match="SOCRATA_APP_TOKEN holds characters") as caught:
            keys_for(board, "https://data.example.org")
        assert value not in str(caught.value)


def test_keys_go_encrypted_or_nowhere(monkeypatch) -> None:
    monkeypatch.setenv("SOCRATA_APP_TOKEN", "hush")
    board = boards()["nyc"]
    with pytest.raises(
        UsageError, match=r"http://data\.example\.org would get SOCRATA_APP_TOKEN unencrypted"
    ) as caught:
        keys_for(board, "http://data.example.org")
    assert "hush" not in str(caught.value)
    for address in ("https://data.example.org", "http://127.0.0.1:80", "http://localhost", "http://[::1]:80"):
        keys = keys_for(board, address)
        assert keys.headers == {"X-App-Token": "hush"}
        assert "hush" not in repr(keys)
    assert keys_for(boards()["lever"], "http://data.example.org") == Keys()


@pytest.mark.parametrize("value", [None, [], {}, {"jobs": {}}, {"jobs": None}, {"jobs": ["x"]}, "jobs", 7])
def test_answers_without_postings_where_they_belong(value) -> None:
    assert read_page(boards()["greenhouse"], value) is None


def test_counts_that_are_none() -> None:
    muse = boards()["themuse"]
    for count in (None, True, -1, 2.5, "many", [], "1" * 20):
        assert read_page(muse, {"results": [{}], "page_count": count, "total": count}) == Page(1)


def test_the_last_page() -> None:
    muse = boards()["themuse"]
    assert is_last(muse, Page(20), asked=1, filled=1, postings=20)
    assert not is_last(muse, Page(20, total=30), asked=1, filled=1, postings=20)
    assert is_last(muse, Page(10, total=30), asked=2, filled=2, postings=30)
    assert is_last(muse, Page(0, total=0, pages=0), asked=1, filled=0, postings=0)
    assert is_last(muse, Page(0, total=90, pages=5), asked=2, filled=0, postings=0), "does not go on for ever"
    assert is_last(muse, Page(0, total=90, pages=5), asked=4, filled=3, postings=60), "the board has shrunk"
