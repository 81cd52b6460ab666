"""The job boards that can be fetched, as declared in ``boards.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How a board is asked for its further pages; see ``boards.toml``."""

    by: Literal["postings", "pages"]
    position: str
    first: int
    size_in: str | None = None
    size: int | None = None
    pages_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A header whose value comes from an environment variable."""

    header: str
    variable: str
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What to ask of one job board.

    Attributes
    ----------
    name : str
        Name of the source, as `tpm_insights.sources.read_postings` knows it.
    base_url : str
        Scheme and host.
    path : str
        Path of the list of postings.
    name_is : str
        What the name of a board stands for, in words.
    postings_at : tuple of str
        Where the list of postings stands in an answer.
    name_in : str, optional
        Query parameter for the name; without it the name is part of the path.
    total_at : tuple of str
        Where an answer says how many postings there are in all.
    query : mapping of str to str
        Fixed query parameters.
    paging : Paging, optional
        How further pages are asked for; None if one answer holds all.
    keys : tuple of Key
        Headers with keys.
    """

    name: str
    base_url: str
    path: str
    name_is: str
    postings_at: tuple[str, ...]
    name_in: str | None = None
    total_at: tuple[str, ...] = ()
    query: Mapping[str, str] = field(default_factory=dict)
    paging: Paging | None = None
    keys: tuple[Key, ...] = ()


@cache
def boards() -> Mapping[str, Board]:
    """Return every board by name.

    Returns
    -------
    mapping of str to Board
        As declared in ``boards.toml``.

    Examples
    --------
    >>> sorted(boards())
    ['ashby', 'greenhouse', 'lever', 'nyc', 'themuse', 'usajobs']
    """
    declared = tomllib.loads((files(__package__) / "boards.toml").read_text(encoding="utf-8"))
    return {name: _board(name, item) for name, item in declared.items()}


def _board(name: str, item: dict[str, Any]) -> Board:
    """Build one board from its declaration."""
    paging = item.pop("paging", None)
    if paging is not None:
        paging = Paging(**{**paging, "pages_at": tuple(paging.get("pages_at", ()))})
    postings_at, total_at = (tuple(item.pop(place, ())) for place in ("postings_at", "total_at"))
    keys = tuple(Key(**key) for key in item.pop("keys", ()))
    return Board(name=name, paging=paging, keys=keys, postings_at=postings_at, total_at=total_at, **item)


def list_boards() -> list[tuple[str, str]]:
    """Return the boards that can be fetched.

    Returns
    -------
    list of (str, str)
        Name of the board and what the name given to it stands for.

    Examples
    --------
    >>> dict(list_boards())["lever"]
    'the site in the address of its page: acme of jobs.lever.co/acme'
    """
    return [(board.name, board.name_is) for board in boards().values()]
