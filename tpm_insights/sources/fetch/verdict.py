"""Whether an answer that is of no use is worth another try, and how long the server wants to be left alone."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

# RFC 9110 (sections 15.5, 15.6), RFC 6585 (429) and RFC 8470 (425): these may pass, the others will not
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class Again(Exception):  # noqa: N818 - not an error of its own: a reason to ask again
    """An answer of no use that may be better next time.

    Parameters
    ----------
    reason : str
        What was wrong.
    advice : str, optional
        What to do if it stays so.
    wait : float, optional
        Seconds that the server asks to wait.
    """

    def __init__(self, reason: str, advice: str | None = None, wait: float | None = None) -> None:
        super().__init__(reason)
        self.advice, self.wait = advice, wait


class GiveUp(Exception):  # noqa: N818 - likewise
    """An answer of no use that will not be better next time.

    Parameters
    ----------
    reason : str
        What was wrong.
    advice : str
        What to do.
    """

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.advice = advice


def asked_wait(value: str | None, now: datetime) -> float | None:
    """Read the header ``Retry-After``: seconds, or a date.

    Parameters
    ----------
    value : str or None
        The header.
    now : datetime
        With time zone.

    Returns
    -------
    float or None
        Seconds from now, at least 0; None if there is no such header or it is neither.

    Examples
    --------
    >>> noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    >>> asked_wait("90", noon), asked_wait("Fri, 01 May 2026 12:00:30 GMT", noon)
    (90.0, 30.0)
    >>> asked_wait("Fri, 01 May 2026 11:00:00 GMT", noon), asked_wait("soon", noon), asked_wait(None, noon)
    (0.0, None, None)
    """
    text = (value or "").strip()
    try:
        if text.isdecimal():
            return float(text)
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def refuse_status(response: httpx.Response, board: str, variables: tuple[str, ...], max_wait: float) -> Again | GiveUp:
    """Judge an answer whose status is neither 200 nor an expected 304.

    Parameters
    ----------
    response : httpx.Response
        The head of the answer.
    board : str
        Name of the board.
    variables : tuple of str
        Environment variables whose values were sent.
    max_wait : float
        Longest wait in seconds that is worth it.

    Returns
    -------
    Again or GiveUp
        To be raised.
    """
    status, headers, now = response.status_code, response.headers, datetime.now(UTC)
    reason = f"HTTP {status} {response.reason_phrase}".strip()
    wait = asked_wait(headers.get("Retry-After"), now)
    # The Muse answers 403, not 429, to those who ask too often, and says so in these headers
    too_often = status == 403 and headers.get("X-RateLimit-Remaining", "").strip() == "0"
    if too_often and wait is None:
        wait = asked_wait(headers.get("X-RateLimit-Reset"), now)
    if status in _PASSING or too_often:
        if wait is not None and wait > max_wait:
            return GiveUp(f"{reason}, and the server asks to wait {wait:,.0f} s", _after(now, wait))
        return Again(reason, wait=wait)
    if status in (401, 403) and variables:
        return GiveUp(reason, f"check {' and '.join(variables)}")
    if status in (404, 410):
        return GiveUp(reason, f"check the name: {board} has no such board")
    return GiveUp(reason, "check the name, the query and the base URL; the board does not answer this question")


def _after(now: datetime, wait: float) -> str:
    """Say when to come back, to the minute."""
    if not math.isfinite(wait) or wait > 366 * 86400:
        return "it cannot be asked now"
    return f"run the same command again after {now + timedelta(seconds=wait + 59):%Y-%m-%d %H:%M} UTC"
