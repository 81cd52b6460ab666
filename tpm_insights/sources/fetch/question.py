"""Put a question to a job board into words that it understands, and into addresses without keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from tpm_insights.errors import UsageError
from tpm_insights.sources.fetch.boards import Board, boards

_SECRET_NAME = re.compile(r"key|token|secret|passw|auth|credential", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a board: the same question has the same addresses, page by page.

    Attributes
    ----------
    board : Board
        The board.
    name : str or None
        Which employer's board, or what is searched for.
    address : str
        Address without the query.
    query : tuple of (str, str)
        Query parameters without those of the page.
    own_query : bool
        Whether the caller gave parameters of their own.
    """

    board: Board
    name: str | None
    address: str
    query: tuple[tuple[str, str], ...]
    own_query: bool

    def url(self, asked: int = 0, postings: int = 0) -> str:
        """Return the address of a page.

        Parameters
        ----------
        asked : int
            Pages that came before it.
        postings : int
            Postings on those pages.

        Returns
        -------
        str
            The address with its query; never with a key.
        """
        query, paging = list(self.query), self.board.paging
        if paging is not None:
            if paging.size_in is not None:
                query.append((paging.size_in, str(paging.size)))
            query.append((paging.position, str(paging.first + (postings if paging.by == "postings" else asked))))
        return self.address + ("?" + urlencode(query, quote_via=quote, safe="$:") if query else "")


def ask(
    board: str, *, name: str | None = None, base_url: str | None = None, query: Mapping[str, str] | None = None
) -> Question:
    """Put a question to a board into words that it understands.

    Parameters
    ----------
    board : str
        One of `boards`.
    name : str, optional
        Which employer's board, or what to search for; what it stands for is in `Board.name_is`.
    base_url : str, optional
        Another scheme, host and path prefix than the board's own.
    query : mapping of str to str, optional
        Further query parameters, as the board calls them.

    Returns
    -------
    Question
        With the addresses to ask.

    Raises
    ------
    UsageError
        If the board is unknown, needs a name and has none, the base URL is not one, or a parameter is the fetch's own
        or looks like a key.

    Examples
    --------
    >>> ask("greenhouse", name="acme").url()
    'https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true'
    >>> ask("nyc", base_url="http://127.0.0.1:8000/").url(asked=1, postings=1000)
    'http://127.0.0.1:8000/resource/kpav-sd4t.json?$order=:id&$limit=1000&$offset=1000'
    """
    chosen = boards().get(board)
    if chosen is None:
        raise UsageError(f"no job board is called {board!r}; there are: {', '.join(sorted(boards()))}")
    name = (name or "").strip() or None
    if name is None and chosen.name_in is None:
        raise UsageError(f"{board}: name {chosen.name_is}")
    if name is not None and not name.strip("."):
        raise UsageError(f"{board}: {name!r} is no name; give {chosen.name_is}")
    own = {str(key): str(value) for key, value in (query or {}).items()}
    _check_query(chosen, own)
    searched = {chosen.name_in: name} if chosen.name_in is not None and name is not None else {}
    path = chosen.path.format(name=quote(name or "", safe=""))
    base = _checked_base(base_url) if base_url is not None else chosen.base_url
    return Question(chosen, name, base + path, tuple({**chosen.query, **searched, **own}.items()), bool(own))


def _check_query(board: Board, own: Mapping[str, str]) -> None:
    """Refuse parameters that carry a key or that the fetch sets itself."""
    paging = board.paging
    taken = {*board.query, board.name_in} | ({paging.position, paging.size_in} if paging is not None else set())
    for parameter in own:
        if _SECRET_NAME.search(parameter):
            raise UsageError(
                f"{board.name}: the query parameter {parameter!r} looks like a key; keys are read from the environment "
                f"only ({', '.join(key.variable for key in board.keys) or 'this board needs none'})"
            )
        if parameter in taken:
            raise UsageError(f"{board.name}: the parameter {parameter!r} is set by the fetch itself; leave it out")


def _checked_base(base_url: str) -> str:
    """Return a base URL without its last slash."""
    try:
        parts = urlsplit(base_url)
        plain = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
        plain = plain and (parts.port or 80) > 0
    except ValueError:
        plain = False
    if not plain:
        raise UsageError("the base URL must look like https://host or http://127.0.0.1:8000, without a query")
    if parts.username is not None or parts.password is not None:
        raise UsageError("the base URL must not hold a user name or password; keys are read from the environment only")
    return base_url.rstrip("/")
