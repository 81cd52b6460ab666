"""What a fetch leaves on the disk, whatever the board does."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

from tpm_insights.errors import DataError, FetchError, UsageError
from tpm_insights.sources import read_postings
from tpm_insights.sources.fetch import Limits, fetch, list_boards

DAY = date(2026, 5, 4)


def visible(folder: Path) -> list[Path]:
    """Every file that a later step would find, hidden folders included."""
    return sorted(path for path in folder.rglob("*") if path.suffix in {".json", ".jsonl", ".csv"})


def paged(kind, make, size, total, reply):
    """An answer for each page of a board that holds so many postings."""
    pages = -(-total // size)

    def answer(request, _number):
        query = request.query
        if kind == "lever":
            skip, limit = int(query["skip"]), int(query["limit"])
            return reply(make(max(0, min(limit, total - skip)), skip + 1))
        if kind == "nyc":
            skip, limit = int(query["$offset"]), int(query["$limit"])
            return reply(make(max(0, min(limit, total - skip)), skip + 1))
        page = int(query["page"] if kind == "themuse" else query["Page"])
        before = (page if kind == "themuse" else page - 1) * size
        return reply(make(page, max(0, min(size, total - before)), pages, total))

    return answer


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Keys in the environment."""
    values = {
        "USAJOBS_API_KEY": "k3y+with/odd=signs",
        "USAJOBS_EMAIL": "someone@example.org",
        "SOCRATA_APP_TOKEN": "t0ken-of-the-city",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def test_every_board_has_a_reader_of_its_name() -> None:
    from tpm_insights.sources import list_sources

    assert {name for name, _ in list_boards()} <= {source.name for source in list_sources()}


@pytest.mark.parametrize("board", ["greenhouse", "ashby"])
def test_a_board_in_one_answer(board, server, quick, reply, answers, tmp_path) -> None:
    value = answers[board]()
    server.script(reply(value))
    result = fetch(board, name="acme", out=tmp_path, base_url=server.url, on=DAY, limits=quick)
    assert result.folder == tmp_path / board / "2026-05-04" / "acme"
    assert [file.name for file in result.files] == ["0001.json"]
    assert result.files[0].read_bytes() == json.dumps(value).encode(), "kept unchanged"
    assert result.sha256s == (hashlib.sha256(result.files[0].read_bytes()).hexdigest(),)
    assert (result.pages, result.postings, result.resumed, result.not_modified) == (1, 2, 0, False)
    assert result.bytes == len(result.files[0].read_bytes())
    assert result.announced == (2 if board == "greenhouse" else None)
    frame = read_postings(result.files[0])
    assert frame["source"].unique().tolist() == [board]
    assert frame["employer"].tolist() == ["acme", "acme"]
    assert frame["text"].str.contains("timber cranes").all()


def test_the_addresses_asked(server, quick, reply, answers, tmp_path, keys) -> None:
    wanted = {
        "greenhouse": ("/v1/boards/acme/jobs", {"content": "true"}, answers["greenhouse"]()),
        "lever": ("/v0/postings/acme", {"mode": "json", "limit": "100", "skip": "0"}, answers["lever"](2)),
        "ashby": ("/posting-api/job-board/acme", {"includeCompensation": "true"}, answers["ashby"]()),
        "themuse": ("/api/public/jobs", {"category": "acme", "page": "0"}, answers["themuse"](0, 2, 1, 2)),
        "usajobs": (
            "/api/Search",
            {"Keyword": "acme", "Fields": "Full", "ResultsPerPage": "500", "Page": "1"},
            answers["usajobs"](1, 2, 1, 2),
        ),
        "nyc": (
            "/resource/kpav-sd4t.json",
            {"$q": "acme", "$order": ":id", "$limit": "1000", "$offset": "0"},
            answers["nyc"](2),
        ),
    }
    assert set(wanted) == {name for name, _ in list_boards()}
    for board, (path, query, value) in wanted.items():
        server.script(reply(value))
        result = fetch(board, name="acme", out=tmp_path, base_url=server.url, limits=quick)
        asked = server.requests[-1]
        assert (asked.path, asked.query) == (path, query)
        assert asked.headers["Accept"] == "application/json"
        frame = read_postings(result.files[0])
        assert frame["source"].unique().tolist() == [board]
        assert len(frame) == result.postings == 2
    assert len(server.requests) == len(wanted)


@pytest.mark.parametrize(
    ("board", "size", "total", "pages"),
    [
        ("lever", 100, 250, 3),
        ("lever", 100, 200, 3),  # the last answer is an empty list
        ("lever", 100, 99, 1),
        ("nyc", 1000, 1001, 2),
        ("themuse", 20, 45, 3),
        ("usajobs", 500, 501, 2),
    ],
)
def test_all_pages_of_a_board(board, size, total, pages, server, quick, reply, answers, tmp_path, keys) -> None:
    server.answer = paged(board, answers[board], size, total, reply)
    result = fetch(board, name="acme", out=tmp_path, base_url=server.url, on=DAY, limits=quick)
    assert (result.pages, result.postings, len(server.requests)) == (pages, total, pages)
    read = [read_postings(file) for file in result.files]
    ids = [posting for frame in read for posting in frame["posting_id"]]
    assert len(ids) == len(set(ids)) == total
    if board in ("themuse", "usajobs"):
        assert result.announced == total
    if total % size == 0:
        assert (result.folder / f"{pages:04d}.empty").read_bytes() == b"[]"


def test_a_board_that_counts_its_pages_from_one(server, quick, reply, answers, tmp_path) -> None:
    def answer(request, _number):
        page = int(request.query["page"])
        return reply(answers["themuse"](page, 20 if page > 0 else 0, 2, 40))

    server.answer = answer
    result = fetch("themuse", out=tmp_path, base_url=server.url, limits=quick)
    assert [request.query["page"] for request in server.requests] == ["0", "1", "2"]
    assert (result.postings, len(result.files), result.folder.name) == (40, 2, "all")


def test_a_board_that_gives_everything_at_once(server, quick, reply, answers, tmp_path) -> None:
    server.script(reply(answers["lever"](130)))
    assert fetch("lever", name="acme", out=tmp_path, base_url=server.url, limits=quick).postings == 130
    assert len(server.requests) == 1


def test_a_board_that_takes_no_notice_of_pages(server, quick, reply, answers, tmp_path) -> None:
    server.script(reply(answers["lever"](100)))
    with pytest.raises(FetchError, match="same answer as the page before"):
        fetch("lever", name="acme", out=tmp_path, base_url=server.url, limits=quick)
    assert visible(tmp_path) == []


def test_a_board_with_too_many_pages(server, quick, reply, answers, tmp_path) -> None:
    server.script(reply(answers["themuse"](0, 20, 2314, 46280)))
    with pytest.raises(FetchError, match="2,314 pages or more, over the limit of 200; narrow"):
        fetch("themuse", out=tmp_path, base_url=server.url, limits=quick)
    assert len(server.requests) == 1


def test_an_empty_board_leaves_no_file_to_read(server, quick, reply, tmp_path) -> None:
    server.script(reply({"jobs": [], "meta": {"total": 0}}))
    result = fetch("greenhouse", name="acme", out=tmp_path, base_url=server.url, on=DAY, limits=quick)
    assert (result.files, result.postings, result.pages) == ((), 0, 1)
    assert visible(tmp_path) == []
    assert json.loads((result.folder / "0001.empty").read_text()) == {"jobs": [], "meta": {"total": 0}}


def test_the_checksum_file_is_one_that_sha256sum_reads(server, quick, reply, answers, tmp_path) -> None:
    server.answer = paged("lever", answers["lever"], 100, 150, reply)
    result = fetch("lever", name="acme", out=tmp_path, base_url=server.url, limits=quick)
    lines = [line.split("  ") for line in (result.folder / "SHA256SUMS").read_text().splitlines()]
    assert lines == [[sha256, file.name] for sha256, file in zip(result.sha256s, result.files, strict=True)]
    assert sorted(path.name for path in result.folder.iterdir()) == ["0001.json", "0002.json", "MANIFEST", "SHA256SUMS"]


def test_another_fetch_on_the_same_day_keeps_both(server, quick, reply, answers, tmp_path) -> None:
    server.script(reply(answers["greenhouse"](2)), reply(answers["greenhouse"](2)), reply(answers["greenhouse"](3)))
    first, again, changed = (
        fetch("greenhouse", name="acme", out=tmp_path, base_url=server.url, on=DAY, limits=quick) for _ in range(3)
    )
    assert (first.not_modified, again.not_modified, changed.not_modified) == (False, True, False)
    assert again.folder == first.folder
    assert (first.folder.name, changed.folder.name) == ("acme", "acme+2")
    assert (len(read_postings(first.files[0])), len(read_postings(changed.files[0]))) == (2, 3)


def test_conditional_requests(server, quick, reply, answers, tmp_path) -> None:
    value = answers["greenhouse"]()
    stamp = {"ETag": 'W/"abc"', "Last-Modified": "Mon, 04 May 2026 08:00:00 GMT"}
    server.script(reply(value, headers=stamp), reply(status=304))
    ask = {"name": "acme", "out": tmp_path, "base_url": server.url, "limits": quick}
    first = fetch("greenhouse", on=DAY, **ask)
    same_day = fetch("greenhouse", on=DAY, **ask)
    assert "If-None-Match" not in server.requests[0].headers
    sent = server.requests[1].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == (stamp["ETag"], stamp["Last-Modified"])
    assert same_day.not_modified
    assert (same_day.folder, same_day.files, same_day.sha256s) == (first.folder, first.files, first.sha256s)
    next_day = fetch("greenhouse", on=date(2026, 5, 5), **ask)
    assert next_day.not_modified
    assert next_day.folder == tmp_path / "greenhouse" / "2026-05-05" / "acme"
    assert next_day.files[0].read_bytes() == first.files[0].read_bytes()
    later = fetch("greenhouse", on=date(2026, 5, 6), **ask)
    assert (server.requests[-1].headers["If-None-Match"], later.not_modified) == (stamp["ETag"], True)
    assert len(visible(tmp_path)) == 3
    other = fetch("greenhouse", on=DAY, **{**ask, "name": "acme"})
    assert other.folder == first.folder


def test_only_the_changed_page_is_sent_again(server, quick, reply, answers, tmp_path) -> None:
    changed = False

    def answer(request, _number):
        skip = int(request.query["skip"])
        if skip == 0 and request.headers.get("If-None-Match") == '"one"':
            return reply(status=304)
        if skip == 0:
            return reply(answers["lever"](100), headers={"ETag": '"one"'})
        return reply(answers["lever"](8 if changed else 7, 101))

    server.answer = answer
    ask = {"name": "acme", "out": tmp_path, "base_url": server.url, "on": DAY, "limits": quick}
    first = fetch("lever", **ask)
    changed = True
    second = fetch("lever", **ask)
    assert (first.postings, second.postings, second.not_modified) == (107, 108, False)
    assert second.folder.name == "acme+2"
    assert [file.read_bytes() == old.read_bytes() for file, old in zip(second.files, first.files, strict=True)] == [
        True,
        False,
    ]


def test_a_304_that_was_not_asked_for_is_refused(server, quick, reply, tmp_path) -> None:
    server.script(reply(status=304))
    with pytest.raises(FetchError, match="HTTP 304"):
        fetch("greenhouse", name="acme", out=tmp_path, base_url=server.url, limits=quick)


def test_a_damaged_earlier_fetch_is_named(server, quick, reply, answers, tmp_path) -> None:
    server.script(reply(answers["greenhouse"]()))
    ask = {"name": "acme", "out": tmp_path, "base_url": server.url, "on": DAY, "limits": quick}
    first = fetch("greenhouse", **ask)
    first.files[0].write_bytes(first.files[0].read_bytes()[:-1] + b" ")
    with pytest.raises(DataError, match=r"1 of 1 files are not as they were fetched \('0001.json'\)"):
        fetch("greenhouse", **ask)


def test_a_failed_fetch_goes_on_where_it_stopped(server, quick, reply, answers, tmp_path) -> None:
    whole = paged("lever", answers["lever"], 100, 250, reply)
    server.answer = lambda request, number: (
        reply(status=500) if request.query["skip"] == "200" else whole(request, number)
    )
    ask = {"name": "acme", "out": tmp_path, "base_url": server.url, "on": DAY, "limits": quick}
    with pytest.raises(FetchError, match="skip=200 failed after 3 tries: HTTP 500"):
        fetch("lever", **ask)
    assert visible(tmp_path) == []
    server.requests.clear()
    server.answer = whole
    result = fetch("lever", **ask)
    assert (result.resumed, result.pages, result.postings) == (2, 3, 250)
    assert [request.query["skip"] for request in server.requests] == ["200"]
    assert [path.name for path in (tmp_path / "lever" / "2026-05-04").iterdir()] == ["acme"]


def test_pages_left_by_another_question_or_changed_on_disk_are_not_used(
    server, quick, reply, answers, tmp_path
) -> None:
    whole = paged("lever", answers["lever"], 100, 250, reply)
    server.answer = lambda request, number: (
        reply(status=404) if request.query["skip"] == "200" else whole(request, number)
    )
    ask = {"name": "acme", "out": tmp_path, "on": DAY, "limits": quick}
    with pytest.raises(FetchError):
        fetch("lever", base_url=server.url, **ask)
    [stage] = tmp_path.glob("lever/2026-05-04/.fetching-*")
    assert sorted(path.name for path in stage.iterdir()) == ["0001.part", "0002.part", "MANIFEST"]
    (stage / "0002.part").write_bytes(b"[]")
    (stage / ".part-left-by-a-kill.part").write_bytes(b"[")
    server.answer = whole
    server.requests.clear()
    with_prefix = fetch("lever", base_url=f"{server.url}/other", **{**ask, "on": date(2026, 5, 5)})
    assert (with_prefix.resumed, server.requests[0].path) == (0, "/other/v0/postings/acme")
    assert fetch("lever", base_url=server.url, **ask).resumed == 1


def test_two_at_once_on_the_same_board(server, quick, reply, answers, tmp_path) -> None:
    ask = {"name": "acme", "out": tmp_path, "base_url": server.url, "on": DAY, "limits": quick}
    refused = []

    def answer(_request, _number):
        with pytest.raises(UsageError, match="another process is fetching acme now") as caught:
            fetch("greenhouse", **ask)
        refused.append(str(caught.value))
        return reply(answers["greenhouse"]())

    server.answer = answer
    assert fetch("greenhouse", **{**ask, "limits": Limits(tries=1, interval=0)}).postings == 2
    assert len(refused) == 1
    assert len(server.requests) == 1


def test_keys_are_sent_and_never_written(server, quick, reply, answers, tmp_path, keys, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    key, email = keys["USAJOBS_API_KEY"], keys["USAJOBS_EMAIL"]
    heard: list[str] = []
    server.script(reply(status=503), reply(answers["usajobs"](1, 2, 1, 2)))
    ask = {"name": "project manager", "out": tmp_path, "base_url": server.url, "limits": quick, "echo": heard.append}
    fetch("usajobs", **ask)
    sent = server.requests[-1].headers
    assert (sent["Authorization-Key"], sent["User-Agent"]) == (key, email)
    caplog.set_level(logging.INFO)  # below it, httpcore notes every header that a server sends
    server.script(reply(status=302, headers={"Location": f"/again?k={quote(key)}&mail={email}"}))
    with pytest.raises(FetchError, match="after 1 try: redirected to an address with a key in it") as caught:
        fetch("usajobs", **{**ask, "name": "other"})
    server.script(reply(status=403))
    with pytest.raises(FetchError, match="check USAJOBS_API_KEY and USAJOBS_EMAIL") as refused:
        fetch("usajobs", **{**ask, "name": "third"})
    for error in (caught.value, refused.value):
        assert error.__context__ is None
        assert error.__cause__ is None
    written = "".join(f"{path} {path.read_text()}" for path in tmp_path.rglob("*") if path.is_file())
    said = "\n".join([caplog.text, *heard, str(caught.value), str(refused.value)])
    assert "HTTP 503" in said
    assert "project manager" in written
    for secret in (key, email, quote(key), quote(key, safe="")):
        assert secret not in written
        assert secret not in said


def test_keys_are_not_sent_to_another_host(server, quick, reply, answers, tmp_path, keys) -> None:
    elsewhere = f"http://localhost:{server.port}/elsewhere"
    server.script(reply(status=307, headers={"Location": elsewhere}), reply(answers["usajobs"](1, 2, 1, 2)))
    assert fetch("usajobs", out=tmp_path, base_url=server.url, limits=quick).postings == 2
    first, second = server.requests
    assert first.headers["Authorization-Key"] == keys["USAJOBS_API_KEY"]
    assert "Authorization-Key" not in second.headers
    assert second.headers["User-Agent"].startswith("tpm-insights/")


def test_missing_keys_are_named(server, quick, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("USAJOBS_API_KEY", raising=False)
    with pytest.raises(UsageError, match="environment variable USAJOBS_API_KEY is not set"):
        fetch("usajobs", out=tmp_path, base_url=server.url, limits=quick)
    assert server.requests == []
    assert list(tmp_path.iterdir()) == []


def test_the_token_of_the_city_is_optional(server, quick, reply, answers, tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("SOCRATA_APP_TOKEN", raising=False)
    server.script(reply(answers["nyc"](2)))
    assert fetch("nyc", out=tmp_path, base_url=server.url, limits=quick).postings == 2
    monkeypatch.setenv("SOCRATA_APP_TOKEN", " t0ken\n")
    fetch("nyc", name="crane", out=tmp_path, base_url=server.url, limits=quick)
    assert "X-App-Token" not in server.requests[0].headers
    assert server.requests[1].headers["X-App-Token"] == "t0ken"


def test_a_disk_that_cannot_be_written(server, quick, reply, answers, tmp_path) -> None:
    server.script(reply(answers["greenhouse"]()))
    (tmp_path / "greenhouse").write_text("a file where a folder should be")
    with pytest.raises(FetchError, match="cannot write below"):
        fetch("greenhouse", name="acme", out=tmp_path, base_url=server.url, limits=quick)


def test_a_failed_fetch_of_nothing_leaves_nothing(server, quick, tmp_path) -> None:
    with pytest.raises(FetchError, match=r"HTTP 404 Not Found; check the name: greenhouse has no such board"):
        fetch("greenhouse", name="acmee", out=tmp_path, base_url=server.url, limits=quick)
    assert list(tmp_path.iterdir()) == []


def test_importing_the_sources_does_not_import_the_client() -> None:
    script = "import sys, tpm_insights.sources as s; s.list_sources(); print({'httpx', 'tenacity'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
