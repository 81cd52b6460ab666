"""Ask a server for one JSON answer: politely, patiently, and trusting nothing that it says."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import tpm_insights
from tpm_insights.errors import FetchError
from tpm_insights.sources.fetch.keys import Keys
from tpm_insights.sources.fetch.limits import Limits
from tpm_insights.sources.fetch.verdict import Again, GiveUp, refuse_status
from tpm_insights.sources.nested import Json

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

_LATER = "run the same command again later; pages that are whole are not asked for again"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the bytes are in the file that was named.

    Attributes
    ----------
    not_modified : bool
        True if the server says that nothing has changed; nothing was written then.
    sha256 : str
        SHA-256 of the bytes.
    size : int
        Number of bytes, unpacked.
    etag, last_modified : str or None
        What to send back next time to be told that nothing has changed.
    value : object
        The parsed JSON.
    """

    not_modified: bool
    sha256: str = ""
    size: int = 0
    etag: str | None = None
    last_modified: str | None = None
    value: Json = None


class Client:
    """A connection to one server, to be used in a ``with`` statement.

    Parameters
    ----------
    board : str
        Named in errors.
    limits : Limits
        Tries, waits, sizes.
    keys : Keys
        Sent to the host that is asked, never to one it redirects to.
    echo : callable, optional
        Given one line before each wait for a further try.
    """

    def __init__(self, board: str, limits: Limits, keys: Keys, echo: Callable[[str], None] | None = None) -> None:
        import httpx

        self._board, self._limits, self._keys, self._echo = board, limits, keys, echo
        self._last = float("-inf")
        self._http = httpx.Client(timeout=limits.timeout, headers={"Accept": "application/json"})
        self._http.headers["User-Agent"] = f"tpm-insights/{tpm_insights.__version__}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(
        self,
        url: str,
        into: Path,
        *,
        accept: Callable[[Json], str | None],
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Answer:
        """Ask for one page until it comes whole or the tries are used up.

        Parameters
        ----------
        url : str
            Address, without keys.
        into : Path
            File for the bytes, as they come after unpacking; what is in it after an error is not whole.
        accept : callable
            Parsed JSON in; None if it is what was asked for, otherwise what is wrong with it.
        etag, last_modified : str, optional
            Of the answer to the same question that is already here.

        Returns
        -------
        Answer
            What came.

        Raises
        ------
        FetchError
            If no whole answer came; the message has the address, the number of tries, the reason and what to do.
        """
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt

        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value is not None}
        retrying = Retrying(
            stop=stop_after_attempt(self._limits.tries),
            wait=self._wait,
            retry=retry_if_exception_type(Again),
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            answer: Answer = retrying(self._try, url, into, accept, headers)
        except (Again, GiveUp) as failure:
            reason, advice = str(failure), getattr(failure, "advice", None) or _LATER
        else:
            return answer
        # raised here, not above: what httpx raised holds the headers
        tries = retrying.statistics["attempt_number"]
        count = "1 try" if tries == 1 else f"{tries} tries"
        raise FetchError(self._keys.strike(f"{self._board}: GET {url} failed after {count}: {reason}; {advice}"))

    def _wait(self, state: RetryCallState) -> float:
        """Return the seconds before the next try: never fewer than the server asks for."""
        from tenacity import wait_exponential, wait_random

        backoff = self._limits.backoff
        own = wait_exponential(multiplier=backoff, max=self._limits.max_wait)(state) + wait_random(0, backoff)(state)
        failure = state.outcome.exception() if state.outcome is not None else None
        return max(own, getattr(failure, "wait", None) or 0.0)

    def _tell(self, state: RetryCallState) -> None:
        """Say why there is a wait."""
        if self._echo is not None and state.outcome is not None and state.next_action is not None:
            tried = f"try {state.attempt_number} of {self._limits.tries}"
            wait = f"next in {state.next_action.sleep:.1f} s"
            self._echo(self._keys.strike(f"{self._board}: {state.outcome.exception()} ({tried}, {wait})"))

    def _try(self, url: str, into: Path, accept: Callable[[Json], str | None], headers: dict[str, str]) -> Answer:
        """Ask once."""
        ends = time.monotonic() + self._limits.deadline
        with self._opened(url, headers) as response:
            if response.status_code == 304 and headers:
                return Answer(not_modified=True)
            if response.status_code != 200:
                raise refuse_status(response, self._board, self._keys.variables, self._limits.max_wait)
            sha256, size = self._receive(response, into, ends)
            etag, last_modified = (_plain(response.headers.get(name)) for name in ("ETag", "Last-Modified"))
        return Answer(False, sha256, size, etag, last_modified, _parsed(into, accept))

    @contextmanager
    def _opened(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Give the answer's head; turn whatever goes wrong on the wire into a reason to try again."""
        import httpx

        try:
            response = self._follow(httpx.URL(url), headers)
            with closing(response):
                yield response
        except httpx.TimeoutException:
            reason = f"nothing came for {self._limits.timeout:g} s"
        except httpx.InvalidURL as error:
            raise GiveUp(f"not an address that can be asked ({error})", "check the base URL") from None
        except httpx.RequestError as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        else:
            return
        raise Again(reason)

    def _follow(self, start: httpx.URL, headers: dict[str, str]) -> httpx.Response:
        """Send the request, and again where it is redirected to; keys stay with the host they are for."""
        here = start
        for _ in range(self._limits.redirects + 1):
            time.sleep(max(0.0, self._last + self._limits.interval - time.monotonic()))
            self._last = time.monotonic()
            same_host = (here.scheme, here.host, here.port) == (start.scheme, start.host, start.port)
            keys = self._keys.headers if same_host else {}
            response = self._http.send(self._http.build_request("GET", here, headers={**headers, **keys}), stream=True)
            if not response.has_redirect_location:
                return response
            response.close()
            target = here.join(response.headers["Location"])
            if target.scheme not in ("https", start.scheme):
                raise GiveUp(f"redirected from {here.scheme} to {target.scheme}://{target.host}", "check the base URL")
            if self._keys.strike(str(target)) != str(target):  # which others would write into their logs
                raise GiveUp("redirected to an address with a key in it", "check the base URL")
            here = target
        where = f"{here.scheme}://{here.host}{here.path}"
        raise GiveUp(
            f"redirected more than {self._limits.redirects} times, last to {where}", "check the name and the base URL"
        )

    def _receive(self, response: httpx.Response, into: Path, ends: float) -> tuple[str, int]:
        """Write the body to a file, chunk by chunk; return its SHA-256 and size."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind and not (kind in ("application/json", "text/json") or kind.endswith("+json")):
            raise Again(f"the answer is {kind}, not JSON", "look at the address in a browser")
        limit, size, digest = self._limits.max_bytes, 0, hashlib.sha256()
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise _too_large(f"{int(announced):,}", limit)
        with into.open("wb") as stream:
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > limit:
                    raise _too_large(f"more than {limit:,}", limit)
                if time.monotonic() > ends:
                    raise Again(f"the answer was not whole after {self._limits.deadline:g} s")
                digest.update(chunk)
                stream.write(chunk)
        return digest.hexdigest(), size


def _plain(value: str | None) -> str | None:
    """Return a header that can be sent back; None if it cannot."""
    return value if value is not None and value.isascii() else None


def _too_large(size: str, limit: int) -> GiveUp:
    """Return the refusal of an answer that is too large."""
    return GiveUp(f"the answer has {size} bytes, over the limit of {limit:,}", "narrow the question or raise the limit")


def _parsed(path: Path, accept: Callable[[Json], str | None]) -> Json:
    """Return the JSON in a file, once it is whole and what was asked for."""
    try:
        value = json.loads(path.read_bytes())
    except RecursionError:
        raise Again("the answer is JSON nested too deeply") from None
    except ValueError as error:  # broken or cut-off JSON, or not UTF-8
        raise Again(f"the answer is broken or cut off: {error}") from None
    wrong = accept(value)
    if wrong is not None:
        raise Again(wrong)
    return value
