"""Killing a fetch at any moment loses no page that was whole and leaves nothing half."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tpm_insights.sources.fetch import fetch

# one process that has everything imported, and forks a fetch to be killed for each line it is given:
# "signal" kills it by SIGKILL when the next line comes, "before N" ends it without any clean-up just before its Nth
# touch of the disk
DRIVER = """
import os, signal, sys
from datetime import date
from pathlib import Path
import httpx, tenacity
from tpm_insights.sources.fetch import Limits, fetch

httpx.Client().close()  # the first one is slow, and would be in each child

def die_before(number, out):
    touched = 0
    def hook(event, arguments):
        nonlocal touched
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") and out in str(arguments[0]):
            touched += 1
            if touched == number:
                os._exit(9)
    sys.addaudithook(hook)

for line in sys.stdin:
    how, number, url, out = line.rstrip("\\n").split("\\t")
    child = os.fork()
    if child == 0:
        try:
            if how == "before":
                die_before(int(number), out)
            fetch("lever", name="acme", out=Path(out), base_url=url, on=date(2026, 5, 4), limits=Limits(interval=0))
            os._exit(0)
        finally:
            os._exit(1)
    if how == "signal":
        sys.stdin.readline()
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    print("killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory) -> Iterator[subprocess.Popen[str]]:
    """The process that is told whom to kill."""
    local = {"NO_PROXY": "127.0.0.1", "SSL_CERT_FILE": "", "SSL_CERT_DIR": str(tmp_path_factory.mktemp("certificates"))}
    command = [sys.executable, "-c", DRIVER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env={**os.environ, **local}, **pipes) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def kill(server, driver, tmp_path) -> Callable[..., str]:
    """Start a fetch and kill it; tells how it ended."""

    def run(how: str, number: int = 0, requests: int = 0, wait: float = 0.0) -> str:
        reached = len(server.requests) + requests
        driver.stdin.write(f"{how}\t{number}\t{server.url}\t{tmp_path}\n")
        driver.stdin.flush()
        if how == "signal":
            patience = time.monotonic() + 5
            while len(server.requests) < reached and time.monotonic() < patience:
                time.sleep(0.001)
            time.sleep(wait)
            driver.stdin.write("now\n")
            driver.stdin.flush()
        return driver.stdout.readline().strip()

    return run


def serve(server, reply, make, pages: int, delay: float = 0.0) -> list[str]:
    """Let the server give so many pages; return their checksums."""
    bodies = [json.dumps(make(100 if n + 1 < pages else 40, 100 * n + 1)).encode() for n in range(pages)]
    server.answer = lambda request, _number: reply(body=bodies[int(request.query["skip"]) // 100], before=delay)
    return [hashlib.sha256(body).hexdigest() for body in bodies]


def in_place(out: Path, whole: list[str]) -> bool:
    """Check that whatever can be read is whole; tell whether the fetch is in place."""
    place = out / "lever" / "2026-05-04" / "acme"
    readable = list(out.rglob("*.json"))
    for path in readable:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == whole[int(path.stem) - 1], f"{path} is not whole"
    if not place.exists():
        for path in readable:  # killed while the folder was made ready: nothing is missing any more
            assert len(json.loads((path.parent / "MANIFEST").read_text())["pages"]) == len(whole)
            assert path.parent.name == ".fetching-acme"
        return False
    pages = [f"{number:04d}.json" for number in range(1, len(whole) + 1)]
    assert sorted(path.name for path in place.iterdir()) == [*pages, "MANIFEST", "SHA256SUMS"], "too little or too much"
    assert [line.split()[0] for line in (place / "SHA256SUMS").read_text().splitlines()] == whole
    return True


def test_kills_at_random_moments(server, reply, answers, tmp_path, rng, kill) -> None:
    pages = 5
    whole = serve(server, reply, answers["lever"], pages, delay=0.004)
    kills = done = 0
    while kills < 20:
        listed = list(tmp_path.glob("lever/*/.fetching-acme/MANIFEST"))
        left = pages - (len(json.loads(listed[0].read_text())["pages"]) if listed else 0)
        requests = int(rng.integers(min(1, left), left, endpoint=True))
        kills += kill("signal", requests=requests, wait=float(rng.uniform(0, 0.05))) == "killed"
        if in_place(tmp_path, whole):  # begin anew, so that the kills hit every part of a fetch
            done += 1
            (tmp_path / "lever").rename(tmp_path.parent / f"done-{done}")
    assert kill("before") == "0"
    assert in_place(tmp_path, whole)
    assert len(server.requests) <= (done + 1) * pages + kills, "a page that was whole was asked for again"
    assert [path.name for path in (tmp_path / "lever" / "2026-05-04").iterdir()] == ["acme"]


def test_kills_before_every_touch_of_the_disk(server, reply, answers, tmp_path, kill, quick) -> None:
    pages = 2
    whole = serve(server, reply, answers["lever"], pages)
    for touch in range(1, 200):
        server.requests.clear()
        ended = kill("before", touch)
        if ended == "0":
            break
        assert ended == "9"
        there = in_place(tmp_path, whole)
        result = fetch("lever", name="acme", out=tmp_path, base_url=server.url, on=date(2026, 5, 4), limits=quick)
        assert result.not_modified == there
        assert in_place(tmp_path, whole)
        assert len(server.requests) <= pages + 1 + there * pages, f"asked again after touch {touch}"
        assert [path.name for path in result.folder.parent.iterdir()] == ["acme"]
        (tmp_path / "lever").rename(tmp_path.parent / f"touch-{touch}")
    assert 30 < touch < 199
