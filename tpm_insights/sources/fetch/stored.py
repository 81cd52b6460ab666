"""Answers that are in place: their manifest, their checksums, and how to find those of an earlier fetch."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tpm_insights.errors import DataError, examples_of
from tpm_insights.project import sha256_of
from tpm_insights.sources.fetch.pages import Page
from tpm_insights.sources.fetch.question import Question

MANIFEST, CHECKSUMS = "MANIFEST", "SHA256SUMS"  # not named .json: whoever reads all JSON files must not meet them
EMPTY = ".empty"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """One answer that is kept.

    Attributes
    ----------
    file : str
        ``0001.json`` and so on; ``0001.empty`` if there is no posting in it to be read.
    url : str
        The address that was asked, without keys.
    sha256 : str
        SHA-256 of the bytes.
    size : int
        Number of bytes.
    postings : int
        How many postings it holds.
    total, pages : int or None
        How many postings and pages there are in all, if it says so.
    etag, last_modified : str or None
        What to send to be told that nothing has changed.
    fetched_at : str
        When, in UTC.
    """

    file: str
    url: str
    sha256: str
    size: int
    postings: int
    total: int | None
    pages: int | None
    etag: str | None
    last_modified: str | None
    fetched_at: str

    @property
    def says(self) -> Page:
        """What the answer says about itself."""
        return Page(self.postings, self.total, self.pages)


@dataclass(frozen=True, slots=True)
class Stored:
    """The answers to one question, all whole.

    Attributes
    ----------
    folder : Path
        Where they are.
    pages : tuple of StoredPage
        In the order of the board.
    """

    folder: Path
    pages: tuple[StoredPage, ...]

    def check(self) -> None:
        """Make sure that the files are as they were fetched.

        Raises
        ------
        DataError
            If a file is missing or has other bytes.
        """
        wrong = [page.file for page in self.pages if not is_whole(self.folder / page.file, page)]
        if wrong:
            raise DataError(
                f"{self.folder}: {len(wrong)} of {len(self.pages)} files are not as they were fetched "
                f"({examples_of(wrong)}); move the folder away, or put the files back, then fetch again"
            )


def is_whole(path: Path, page: StoredPage) -> bool:
    """Tell whether a file holds the bytes of a page.

    Parameters
    ----------
    path : Path
        The file.
    page : StoredPage
        What it should hold.

    Returns
    -------
    bool
        False if it is missing or has other bytes.
    """
    return path.is_file() and path.stat().st_size == page.size and sha256_of(path) == page.sha256


def folder_name(question: Question) -> str:
    """Return a name for the folder of the answers that is safe on any disk.

    Parameters
    ----------
    question : Question
        What is asked.

    Returns
    -------
    str
        The name of the board as it is if it is plain; otherwise with part of a digest that keeps names apart.

    Examples
    --------
    >>> from tpm_insights.sources.fetch.question import ask
    >>> folder_name(ask("lever", name="acme")), folder_name(ask("nyc"))
    ('acme', 'all')
    >>> folder_name(ask("ashby", name="../Acme & Sons"))
    'acme-sons-4217b111'
    """
    name = question.name or ""
    plain = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip(".-_")[:60] or "all"
    plainly = not name or (plain == name and plain != "all")
    if plainly and not question.own_query:
        return plain
    digest = hashlib.sha256(f"{name}?{sorted(question.query)}".encode()).hexdigest()
    return f"{plain}-{digest[:8]}"


def find_stored(source_folder: Path, name: str, first_url: str, until: date) -> Stored | None:
    """Find the newest answers to a question.

    Parameters
    ----------
    source_folder : Path
        Holds one folder a date.
    name : str
        As `folder_name` gives it.
    first_url : str
        Address of the first page.
    until : date
        The newest date to look at.

    Returns
    -------
    Stored or None
        None if the question has not been answered.
    """
    days = [day.name for day in source_folder.glob("????-??-??") if day.is_dir() and day.name <= until.isoformat()]
    for day in sorted(days, reverse=True):
        versions = [folder for folder in (source_folder / day).glob(f"{name}*") if _version(folder, name)]
        for folder in sorted(versions, key=lambda one: _version(one, name), reverse=True):
            pages = read_manifest(folder, first_url)
            if pages:
                return Stored(folder, pages)
    return None


def _version(folder: Path, name: str) -> int:
    """Return 1 for the first folder of a name, 2 for the one called name+2, 0 for other folders."""
    found = re.fullmatch(rf"{re.escape(name)}(?:\+([1-9]\d*))?", folder.name)
    return int(found[1] or 1) if found else 0


def read_manifest(folder: Path, first_url: str) -> tuple[StoredPage, ...]:
    """Return the pages that a manifest lists.

    Parameters
    ----------
    folder : Path
        Holds the manifest.
    first_url : str
        Address of the first page.

    Returns
    -------
    tuple of StoredPage
        Empty if there is no manifest, or it is of another question.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        pages = tuple(StoredPage(**page) for page in manifest["pages"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return pages if manifest.get("format") == FORMAT and pages and pages[0].url == first_url else ()
