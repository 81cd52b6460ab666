"""What an answer says about itself, and whether it is the last page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tpm_insights.sources.fetch.boards import Board
from tpm_insights.sources.nested import Json, pick


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer says about itself.

    Attributes
    ----------
    postings : int
        How many it holds.
    total : int or None
        How many postings there are in all pages, if it says so.
    pages : int or None
        How many pages there are, if it says so.
    """

    postings: int
    total: int | None = None
    pages: int | None = None


def read_page(board: Board, value: Json) -> Page | None:
    """Read what an answer says about itself.

    Parameters
    ----------
    board : Board
        Who answered.
    value : object
        The parsed JSON.

    Returns
    -------
    Page or None
        None if there is no list of postings where this board has it.

    Examples
    --------
    >>> from tpm_insights.sources.fetch.boards import boards
    >>> read_page(boards()["greenhouse"], {"jobs": [{}, {}], "meta": {"total": 2}})
    Page(postings=2, total=2, pages=None)
    >>> read_page(boards()["greenhouse"], {"status": "closed for repairs"}) is None
    True
    """
    postings = pick(value, *board.postings_at)
    if not isinstance(postings, list) or (postings and not any(isinstance(posting, dict) for posting in postings)):
        return None
    pages_at = board.paging.pages_at if board.paging is not None else ()
    total, pages = (_number(pick(value, *place)) if place else None for place in (board.total_at, pages_at))
    return Page(len(postings), total, pages)


def _number(value: Json) -> int | None:
    """Return a count, which USAJOBS gives as text; None if it is none."""
    return int(str(value)) if re.fullmatch(r"[0-9]{1,9}", str(value)) else None


def is_last(board: Board, page: Page, *, asked: int, filled: int, postings: int) -> bool:
    """Tell whether a page is the last one.

    Parameters
    ----------
    board : Board
        Who answered.
    page : Page
        The page that came last.
    asked : int
        Pages so far, this one included.
    filled : int
        Those with postings.
    postings : int
        Postings on them.

    Returns
    -------
    bool
        True if there is nothing more to ask.

    Examples
    --------
    >>> from tpm_insights.sources.fetch.boards import boards
    >>> is_last(boards()["lever"], Page(100), asked=1, filled=1, postings=100)
    False
    >>> is_last(boards()["usajobs"], Page(7, 507, 2), asked=2, filled=2, postings=507)
    True
    """
    paging = board.paging
    if paging is None:
        return True
    if paging.by == "postings":
        return page.postings != paging.size  # more than asked for: the server gives everything at once
    if page.postings == 0:
        # a board that counts its pages from one leaves page 0 empty, but says that there are pages
        return asked > 1 or not page.pages or page.total == 0
    if page.pages is not None:
        return filled >= page.pages
    return page.total is None or postings >= page.total
