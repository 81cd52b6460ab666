"""Keys of job boards: read from the environment only, sent in headers only, struck out of every message."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from tpm_insights.errors import UsageError
from tpm_insights.sources.fetch.boards import Board


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys for one board; their values are not shown.

    Attributes
    ----------
    headers : mapping of str to str
        Header to value.
    variables : tuple of str
        Environment variables that they came from.
    """

    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    variables: tuple[str, ...] = ()

    def strike(self, text: str) -> str:
        """Strike the keys out of a message.

        Parameters
        ----------
        text : str
            A message that may quote what a server said.

        Returns
        -------
        str
            The message with ``***`` for every key.

        Examples
        --------
        >>> Keys({"X-App-Token": "abc/1"}).strike("sent abc/1 as abc%2F1")
        'sent *** as ***'
        """
        for value in self.headers.values():
            for form in (value, quote(value), quote(value, safe="")):
                text = text.replace(form, "***")
        return text


def keys_for(board: Board, address: str) -> Keys:
    """Read the keys of a board from the environment.

    Parameters
    ----------
    board : Board
        The board.
    address : str
        Where they will be sent.

    Returns
    -------
    Keys
        Without those that are not set and not needed.

    Raises
    ------
    UsageError
        If a needed variable is not set or holds what cannot be sent, or if keys would go over the network unencrypted.
    """
    headers = {}
    for key in board.keys:
        value = os.environ.get(key.variable, "").strip()
        if not value and key.needed:
            raise UsageError(f"{board.name}: the environment variable {key.variable} is not set; put your key into it")
        if not (value.isascii() and value.isprintable()):
            raise UsageError(f"{board.name}: {key.variable} holds characters that no key has; set it again")
        if value:
            headers[key.header] = value
    variables = tuple(key.variable for key in board.keys if key.header in headers)
    parts = urlsplit(address)
    if headers and parts.scheme != "https" and not _is_this_machine(parts.hostname or ""):
        raise UsageError(
            f"{board.name}: {parts.scheme}://{parts.netloc} would get {', '.join(variables)} unencrypted; use https"
        )
    return Keys(headers, variables)


def _is_this_machine(host: str) -> bool:
    """Tell addresses of this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
