"""How patient and how careful a fetch is: tries, waits, sizes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from tpm_insights.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient and how careful a fetch is.

    Attributes
    ----------
    tries : int
        How often one page is asked for before giving up.
    timeout : float
        Seconds to wait for a connection, and for the next byte of an answer.
    deadline : float
        Seconds one answer may take in all, so that a server that drips is left.
    backoff : float
        Seconds before the second try; doubled for each further one, plus a random part of up to as much.
    max_wait : float
        Longest wait in seconds. A server that asks for a longer one (``Retry-After``) is not asked again.
    interval : float
        Seconds between the beginnings of two requests.
    max_bytes : int
        Size of one unpacked answer above which it is refused.
    max_pages : int
        Pages above which a fetch is refused.
    redirects : int
        How many redirects are followed for one page.

    Examples
    --------
    >>> Limits(tries=3).tries
    3
    >>> Limits(tries=0)
    Traceback (most recent call last):
    tpm_insights.errors.UsageError: limits: tries is 0; it must be at least 1
    """

    tries: int = 5
    timeout: float = 30.0
    deadline: float = 300.0
    backoff: float = 1.0
    max_wait: float = 120.0
    interval: float = 1.0
    max_bytes: int = 64 * 1024 * 1024
    max_pages: int = 200
    redirects: int = 5

    def __post_init__(self) -> None:
        least = {"tries": 1, "max_bytes": 1, "max_pages": 1, "timeout": 0.001, "deadline": 0.001}
        for item in fields(self):
            value, bound = getattr(self, item.name), least.get(item.name, 0)
            if not value >= bound:  # also refuses NaN
                raise UsageError(f"limits: {item.name} is {value}; it must be at least {bound}")
