"""How the client takes what servers do to it."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from tpm_insights.errors import FetchError
from tpm_insights.sources.fetch.client import Client
from tpm_insights.sources.fetch.keys import Keys
from tpm_insights.sources.fetch.limits import Limits

GOOD = {"jobs": []}


@pytest.fixture
def get(server, quick, tmp_path):
    """Ask the server for one answer."""

    def ask(limits: Limits = quick, echo=None, path="/list", accept=lambda value: None):
        with Client("greenhouse", limits, Keys(), echo) as client:
            return client.get(server.url + path, tmp_path / "answer", accept=accept)

    return ask


def test_500s_then_success(server, get, reply) -> None:
    heard: list[str] = []
    server.script(reply(status=500), reply(status=502), reply(GOOD))
    answer = get(echo=heard.append)
    assert (answer.value, answer.size, len(server.requests)) == (GOOD, 12, 3)
    assert len(heard) == 2
    assert "HTTP 500 Internal Server Error (try 1 of 3, next in 0.0 s)" in heard[0]


@pytest.mark.parametrize("status", [500, 503, 408])
def test_always_an_error_that_may_pass(status, server, get, reply) -> None:
    server.script(reply(status=status))
    with pytest.raises(FetchError) as caught:
        get()
    assert len(server.requests) == 3
    assert str(caught.value).startswith(f"greenhouse: GET {server.url}/list failed after 3 tries: HTTP {status}")
    assert "run the same command again later" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 204, 501])
def test_an_error_that_will_not_pass_is_not_tried_again(status, server, get, reply) -> None:
    server.script(reply(status=status))
    with pytest.raises(FetchError, match=f"failed after 1 try: HTTP {status}"):
        get()
    assert len(server.requests) == 1


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honored(form, server, get, reply) -> None:
    in_two_seconds = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    server.script(reply(status=429, headers={"Retry-After": "1" if form == "seconds" else in_two_seconds}), reply(GOOD))
    assert get().value == GOOD
    first, second = server.requests
    assert second.at - first.at >= 0.95


def test_a_server_that_wants_a_long_rest_is_left_alone(server, get, reply) -> None:
    server.script(reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(FetchError, match=r"asks to wait 3,600 s; run the same command again after 20\d\d-.* UTC"):
        get()
    assert len(server.requests) == 1


def test_a_403_for_asking_too_often_is_waited_for(server, get, reply) -> None:
    tired = reply(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"})
    server.script(tired, reply(GOOD))
    assert get().value == GOOD


def test_the_wait_grows_and_is_never_the_same(server, get, reply) -> None:
    server.script(reply(status=500))
    with pytest.raises(FetchError):
        get(Limits(tries=4, backoff=0.08, interval=0))
    times = [request.at for request in server.requests]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert all(gap >= least for gap, least in zip(gaps, (0.08, 0.16, 0.32), strict=True))
    assert len({round(gap / least, 3) for gap, least in zip(gaps, (0.08, 0.16, 0.32), strict=True)}) > 1


def test_the_polite_rate(server, quick, reply, tmp_path) -> None:
    server.script(reply(GOOD))
    with Client("greenhouse", Limits(interval=0.15), Keys()) as client:
        for _ in range(3):
            client.get(server.url, tmp_path / "answer", accept=lambda value: None)
    times = [request.at for request in server.requests]
    assert times[1] - times[0] >= 0.14
    assert times[2] - times[1] >= 0.14


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"body": b'{"jobs": [{"id": 1}, {"id"'}, "broken or cut off"),
        ({"body": b""}, "broken or cut off"),
        ({"body": b'{"jobs": "\xff\xfe"}'}, "broken or cut off"),
        ({"body": b"[" * 100_000}, "nested too deeply"),
        ({"body": b'{"jobs": []}', "announce": 500}, "RemoteProtocolError"),
        ({"body": b"<html>Down</html>", "headers": {"Content-Type": "text/html; charset=utf-8"}}, "is text/html, not"),
        ({"body": b"not gzip", "headers": {"Content-Encoding": "gzip"}}, "DecodingError"),
        ({"reset": True}, "reset"),
        ({"value": GOOD, "before": 0.7}, "nothing came for 0.5 s"),
        ({"value": GOOD, "drip": 0.1}, "not whole after 0.8 s"),
    ],
)
def test_a_passing_fault_is_tried_again(fault, says, server, get, quick, reply) -> None:
    heard: list[str] = []
    server.script(reply(**fault), reply(GOOD))
    assert get(echo=heard.append).value == GOOD
    assert len(server.requests) == 2
    assert says in heard[0]
    server.script(reply(**fault))
    with pytest.raises(FetchError, match="after 1 try: ") as caught:
        get(Limits(**{name: getattr(quick, name) for name in ("timeout", "deadline")}, tries=1, interval=0))
    assert says in str(caught.value)


def test_json_of_another_kind_is_refused(server, get, reply) -> None:
    server.script(reply({"status": "closed for repairs"}))
    with pytest.raises(FetchError, match="after 3 tries: no list"):
        get(accept=lambda value: None if "jobs" in value else "no list")


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.api+json; charset=utf-8", "text/json", ""])
def test_content_types_of_json(kind, server, get, reply) -> None:
    server.script(reply(GOOD, headers={"Content-Type": kind}))
    assert get().value == GOOD


def test_a_redirect_loop(server, get, reply) -> None:
    server.script(reply(status=302, headers={"Location": "/list"}))
    with pytest.raises(FetchError, match=r"after 1 try: redirected more than 5 times, last to http://127.0.0.1/list"):
        get()
    assert len(server.requests) == 6


def test_redirects_that_lead_somewhere(server, get, reply) -> None:
    server.script(*(reply(status=code, headers={"Location": f"/{code}"}) for code in (301, 307, 308)), reply(GOOD))
    assert get().value == GOOD
    assert server.requests[-1].path == "/308"


@pytest.mark.parametrize("target", ["ftp://127.0.0.1/list", "file:///etc/hostname", "http://[broken/"])
def test_redirects_that_are_not_followed(target, server, get, reply) -> None:
    server.script(reply(status=302, headers={"Location": target}))
    with pytest.raises(FetchError, match=r"after [13] tr"):
        get()


def test_nobody_is_there(server, get, reply) -> None:
    server.close()
    with pytest.raises(FetchError, match="after 3 tries: ConnectError"):
        get()


@pytest.mark.parametrize("form", ["streamed", "announced", "packed"])
def test_200_megabytes_are_refused_without_holding_them(form, server, get, reply, tmp_path) -> None:
    large = 200 * 1024 * 1024
    if form == "packed":
        server.script(reply(body=gzip.compress(bytes(large), 1), headers={"Content-Encoding": "gzip"}))
    else:
        server.script(reply(stream=large) if form == "streamed" else reply(GOOD, announce=large))
    limits = Limits(max_bytes=32 * 1024 * 1024, interval=0)
    says = "209,715,200" if form == "announced" else "more than 33,554,432"
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match=f"after 1 try: the answer has {says} bytes, over the limit of 33,554,432"):
            get(limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < (80 if form == "packed" else 8) * 1024 * 1024  # a packed chunk of 64 KiB holds up to 64 MiB
    assert len(server.requests) == 1
    assert not (tmp_path / "answer").exists() or (tmp_path / "answer").stat().st_size <= limits.max_bytes


def test_packed_answers_are_kept_unpacked(server, get, reply, tmp_path) -> None:
    body = json.dumps(GOOD).encode()
    server.script(reply(body=gzip.compress(body), headers={"Content-Encoding": "gzip"}))
    assert get().size == len(body)
    assert (tmp_path / "answer").read_bytes() == body
