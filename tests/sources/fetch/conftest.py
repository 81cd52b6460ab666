"""A job board on this machine that misbehaves in any way it is told to."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tpm_insights.sources.fetch import Limits

TEXT = "Plans and runs projects for the depot. Five years of experience with timber cranes."


@dataclass
class Reply:
    """What the server does with one request."""

    value: object = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    before: float = 0.0
    drip: float = 0.0
    stream: int = 0
    reset: bool = False
    announce: int | None = None

    def bytes(self) -> bytes:
        return self.body if self.body is not None else json.dumps(self.value).encode()


@dataclass
class Request:
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        board: LocalBoard = self.server.board
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        request = Request(parts.path, query, dict(self.headers), time.monotonic())
        with board.lock:
            board.requests.append(request)
            number = len(board.requests)
        try:
            self._act(board.answer(request, number))
        except OSError:  # the client has gone
            self.close_connection = True

    def _act(self, reply: Reply) -> None:
        time.sleep(reply.before)
        if reply.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        body = reply.bytes()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        if reply.stream:
            self.send_header("Connection", "close")
        elif reply.status != 304:
            self.send_header("Content-Length", str(len(body) if reply.announce is None else reply.announce))
        self.end_headers()
        if reply.stream:
            chunk = b" " * 65536
            for _ in range(reply.stream // len(chunk)):
                self.wfile.write(chunk)
        elif reply.drip:
            for position in range(len(body)):
                self.wfile.write(body[position : position + 1])
                time.sleep(reply.drip)
        elif reply.status != 304:
            self.wfile.write(body)
        self.close_connection = bool(reply.stream) or reply.announce is not None

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    board: LocalBoard

    def handle_error(self, *_: object) -> None:
        """Say nothing: the client resets connections on purpose."""


class LocalBoard:
    """The server; `script` is played reply by reply, the last one again and again."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.lock = threading.Lock()
        self.answer: Callable[[Request, int], Reply] = lambda _request, _number: Reply(status=404)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.board = self
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def script(self, *replies: Reply) -> None:
        start = len(self.requests)
        self.answer = lambda _request, number: replies[min(number - start, len(replies)) - 1]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBoard]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    # nothing here is encrypted: an empty folder of certificates saves reading all of them for every client
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("no-certificates")))
    board = LocalBoard()
    yield board
    board.close()


@pytest.fixture
def quick() -> Limits:
    """Hardly any patience, so that tests are quick."""
    return Limits(tries=3, timeout=0.5, deadline=0.8, backoff=0.01, max_wait=2.0, interval=0.0)


def greenhouse(count: int = 2, first: int = 1) -> dict[str, object]:
    """An answer of a Greenhouse board with invented postings."""
    jobs = [
        {
            "id": number,
            "internal_job_id": 9000 + number,
            "title": f"Project Manager {number}",
            "absolute_url": f"https://boards.greenhouse.io/acme/jobs/{number}",
            "location": {"name": "Springfield"},
            "updated_at": "2026-05-01T10:00:00Z",
            "content": f"&lt;p&gt;{TEXT}&lt;/p&gt;",
        }
        for number in range(first, first + count)
    ]
    return {"jobs": jobs, "meta": {"total": count}}


def lever(count: int, first: int = 1) -> list[dict[str, object]]:
    """An answer of a Lever site with invented postings."""
    return [
        {
            "id": f"lever-{number}",
            "text": f"Project Manager {number}",
            "categories": {"location": "Springfield", "team": "Depot"},
            "hostedUrl": f"https://jobs.lever.co/acme/lever-{number}",
            "descriptionPlain": TEXT,
            "createdAt": 1_770_000_000_000,
        }
        for number in range(first, first + count)
    ]


def ashby(count: int = 2) -> dict[str, object]:
    """An answer of an Ashby board with invented postings."""
    jobs = [
        {"id": f"a{n}", "title": f"Project Manager {n}", "jobUrl": f"https://jobs.ashbyhq.com/acme/a{n}",
         "descriptionPlain": TEXT, "location": "Springfield", "publishedAt": "2026-05-01T10:00:00Z"}
        for n in range(count)
    ]  # fmt: skip
    return {"jobs": jobs, "apiVersion": "1"}


def themuse(page: int, count: int, pages: int, total: int) -> dict[str, object]:
    """A page of The Muse with invented postings."""
    results = [
        {"id": 100 * page + n, "name": f"Project Manager {page}-{n}", "contents": f"<p>{TEXT}</p>",
         "refs": {"landing_page": f"https://www.themuse.com/jobs/acme/{page}-{n}"}, "company": {"name": "Acme"},
         "locations": [{"name": "Springfield"}], "publication_date": "2026-05-01T10:00:00Z"}
        for n in range(count)
    ]  # fmt: skip
    return {"page": page, "page_count": pages, "items_per_page": 20, "total": total, "results": results}


def usajobs(page: int, count: int, pages: int, total: int) -> dict[str, object]:
    """A page of USAJOBS with invented postings."""
    items = [
        {
            "MatchedObjectId": f"{page}{n:03d}",
            "MatchedObjectDescriptor": {
                "PositionTitle": f"IT Project Manager {page}-{n}",
                "OrganizationName": "Bureau of Depots",
                "PositionLocation": [{"LocationName": "Springfield", "CountryCode": "United States"}],
                "PositionRemuneration": [{"MinimumRange": "90000", "MaximumRange": "120000", "RateIntervalCode": "PA"}],
                "QualificationSummary": TEXT,
                "PublicationStartDate": "2026-05-01",
            },
        }
        for n in range(count)
    ]
    found = {"SearchResultCount": count, "SearchResultCountAll": total, "SearchResultItems": items}
    return {"LanguageCode": "EN", "SearchResult": {**found, "UserArea": {"NumberOfPages": str(pages)}}}


def nyc(count: int, first: int = 1) -> list[dict[str, str]]:
    """A page of NYC Open Data with invented postings."""
    return [
        {
            "job_id": str(number),
            "agency": "DEPARTMENT OF DEPOTS",
            "business_title": f"Project Manager {number}",
            "salary_range_from": "90000",
            "salary_range_to": "120000",
            "salary_frequency": "Annual",
            "work_location": "1 Main St",
            "job_description": TEXT,
            "posting_date": "2026-05-01T00:00:00.000",
        }
        for number in range(first, first + count)
    ]


@pytest.fixture
def answers() -> dict[str, Callable[..., object]]:
    """Makers of invented answers, by board."""
    return {
        "greenhouse": greenhouse,
        "lever": lever,
        "ashby": ashby,
        "themuse": themuse,
        "usajobs": usajobs,
        "nyc": nyc,
    }


@pytest.fixture
def reply() -> type[Reply]:
    """What the server can be told to do."""
    return Reply
