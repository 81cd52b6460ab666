"""Fetch the postings of one board: page by page, going on where an earlier fetch stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tpm_insights.errors import FetchError
from tpm_insights.sources.fetch.boards import Board
from tpm_insights.sources.fetch.client import Client
from tpm_insights.sources.fetch.keys import keys_for
from tpm_insights.sources.fetch.limits import Limits
from tpm_insights.sources.fetch.pages import is_last, read_page
from tpm_insights.sources.fetch.question import Question, ask
from tpm_insights.sources.fetch.store import Stage, open_stage
from tpm_insights.sources.fetch.stored import Stored, StoredPage, find_stored, folder_name
from tpm_insights.sources.nested import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """What is in place after a fetch.

    Attributes
    ----------
    board : str
        Name of the board.
    folder : Path
        Where the answers are, with ``SHA256SUMS`` and ``MANIFEST``.
    files : tuple of Path
        Answers that hold postings, as `tpm_insights.sources.read_postings` reads them.
    pages : int
        Answers in all, those without postings included.
    postings : int
        Postings in all files.
    announced : int or None
        How many postings the board says that there are; None if it does not say.
    bytes : int
        Size of all answers.
    sha256s : tuple of str
        SHA-256 of each of `files`.
    resumed : int
        Answers that were whole from an earlier, unfinished fetch and were not asked for again.
    not_modified : bool
        True if the board has not changed since it was last fetched. On the same date nothing new is put in place then.
    """

    board: str
    folder: Path
    files: tuple[Path, ...]
    pages: int
    postings: int
    announced: int | None
    bytes: int
    sha256s: tuple[str, ...]
    resumed: int
    not_modified: bool


def fetch(
    board: str,
    *,
    out: Path,
    name: str | None = None,
    base_url: str | None = None,
    on: date | None = None,
    query: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    echo: Callable[[str], None] | None = None,
) -> FetchResult:
    """Fetch the postings of a board and keep the answers unchanged, all of them or none.

    The answers are put under ``out/<board>/<date>/<name>/`` when all are whole. A fetch that failed or was killed
    leaves its whole pages in a hidden folder, where the same fetch on the same date takes them up. What an earlier
    fetch has brought is asked for on condition that it has changed.

    Parameters
    ----------
    board : str
        ``greenhouse``, ``lever``, ``ashby``, ``themuse``, ``usajobs`` or ``nyc``.
    out : Path
        Folder for raw data, as ``data/raw``.
    name : str, optional
        Whose board, or what to search for; `list_boards` says which.
    base_url : str, optional
        Ask this server in place of the board's own.
    on : date, optional
        Date of the folder; today in UTC by default.
    query : mapping of str to str, optional
        Further parameters, as the board calls them.
    limits : Limits, optional
        Tries, waits and sizes.
    echo : callable, optional
        Given one line a page and a wait.

    Returns
    -------
    FetchResult
        What is in place now.

    Raises
    ------
    UsageError
        If the board is unknown or needs a name, a key is missing in the environment, or another process is at it.
    FetchError
        If the board did not give what was asked for.
    DataError
        If the files of an earlier fetch are no longer as they were fetched.
    """
    limits = limits or Limits()
    question = ask(board, name=name, base_url=base_url, query=query)
    keys = keys_for(question.board, question.address)
    day = (on or datetime.now(UTC).date()).isoformat()
    folder = folder_name(question)
    try:
        earlier = find_stored(out / board, folder, question.url(), date.fromisoformat(day))
        if earlier is not None:
            earlier.check()
        with open_stage(out / board / day, folder, question) as stage, Client(board, limits, keys, echo) as client:
            resumed = len(stage.pages)
            _collect(question, stage, client, earlier, limits, echo)
            not_modified = earlier is not None and _same(stage.pages, earlier.pages)
            if not_modified and earlier is not None and earlier.folder.parent == stage.folder.parent:
                stage.discard()
                stored = earlier
            else:
                stored = stage.publish(folder)
    except OSError as error:
        what = f"cannot write below {out / board}: {error}"
        raise FetchError(f"{board}: {what}; make room or name another folder") from None
    return _result(question.board, stored, resumed, not_modified=not_modified)


def _same(these: tuple[StoredPage, ...], those: tuple[StoredPage, ...]) -> bool:
    """Tell whether two fetches brought the same bytes."""
    return [page.sha256 for page in these] == [page.sha256 for page in those]


def _collect(
    question: Question,
    stage: Stage,
    client: Client,
    earlier: Stored | None,
    limits: Limits,
    echo: Callable[[str], None] | None,
) -> None:
    """Ask for page after page until the last one is here."""
    board = question.board
    while True:
        pages = stage.pages
        postings = sum(page.postings for page in pages)
        filled = sum(page.postings > 0 for page in pages)
        if pages and is_last(board, pages[-1].says, asked=len(pages), filled=filled, postings=postings):
            return
        _check_count(board, pages, limits)
        url = question.url(len(pages), postings)
        _receive(board, url, stage, client, earlier)
        if echo is not None:
            done = stage.pages[-1]
            of = f" of {done.pages}" if done.pages else ""
            echo(f"{board.name}: page {len(stage.pages)}{of}, {done.postings} postings")


def _check_count(board: Board, pages: tuple[StoredPage, ...], limits: Limits) -> None:
    """Refuse a board that has too many pages, as soon as that is known."""
    many = max(len(pages) + 1, (pages[-1].pages or 0) if pages else 0)
    if many > limits.max_pages:
        raise FetchError(
            f"{board.name}: {pages[0].url} has {many:,} pages or more, over the limit of {limits.max_pages:,}; "
            "narrow the question with a name or query, or raise the limit of pages"
        )


def _receive(board: Board, url: str, stage: Stage, client: Client, earlier: Stored | None) -> None:
    """Ask for one page, or take it from an earlier fetch if it has not changed since."""
    known = next((page for page in earlier.pages if page.url == url), None) if earlier is not None else None
    with stage.receive() as part:
        answer = client.get(
            url,
            part,
            accept=lambda value: _complaint(board, value),
            etag=known.etag if known is not None else None,
            last_modified=known.last_modified if known is not None else None,
        )
        if answer.not_modified and known is not None and earlier is not None:
            shutil.copyfile(earlier.folder / known.file, part)
            page = known
        else:
            says = read_page(board, answer.value)
            if says is None:  # accept has made sure of it
                raise FetchError(f"{board.name}: GET {url}: {_complaint(board, answer.value)}")
            page = StoredPage(
                file="",
                url=url,
                sha256=answer.sha256,
                size=answer.size,
                postings=says.postings,
                total=says.total,
                pages=says.pages,
                etag=answer.etag,
                last_modified=answer.last_modified,
                fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        if stage.pages and page.postings and page.sha256 == stage.pages[-1].sha256:
            raise FetchError(
                f"{board.name}: GET {url} gave the same answer as the page before; the server takes no notice of "
                "pages: check the base URL"
            )
    stage.keep(page)


def _complaint(board: Board, value: Json) -> str | None:
    """Say what is wrong with an answer, if it is not a list of postings."""
    if read_page(board, value) is not None:
        return None
    where = f"under {'.'.join(board.postings_at)}" if board.postings_at else "as the whole answer"
    return f"the answer is JSON, but not of {board.name}: there is no list of postings {where}"


def _result(board: Board, stored: Stored, resumed: int, *, not_modified: bool) -> FetchResult:
    """Sum up what is in place."""
    with_postings = [page for page in stored.pages if page.postings]
    return FetchResult(
        board=board.name,
        folder=stored.folder,
        files=tuple(stored.folder / page.file for page in with_postings),
        pages=len(stored.pages),
        postings=sum(page.postings for page in with_postings),
        announced=stored.pages[0].total,
        bytes=sum(page.size for page in stored.pages),
        sha256s=tuple(page.sha256 for page in with_postings),
        resumed=resumed,
        not_modified=not_modified,
    )
