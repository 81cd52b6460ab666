"""Collect answers aside, page by page, and put them in place as one folder when all of them are whole."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

from tpm_insights.folder_lock import folder_lock
from tpm_insights.project import replace_when_whole
from tpm_insights.sources.fetch.question import Question
from tpm_insights.sources.fetch.stored import (
    CHECKSUMS,
    EMPTY,
    FORMAT,
    MANIFEST,
    Stored,
    StoredPage,
    is_whole,
    read_manifest,
)


class Stage:
    """The answers of a fetch that is under way, in a hidden folder beside their later place.

    A page that is whole and listed is kept when the process is killed; the next fetch of the same question on the same
    date goes on after it. Pages are called ``0001.part`` here, so that nobody takes them for whole answers.

    Parameters
    ----------
    folder : Path
        The hidden folder.
    question : Question
        What is asked.
    """

    def __init__(self, folder: Path, question: Question) -> None:
        self.folder, self._question = folder, question
        self.pages: tuple[StoredPage, ...] = ()
        listed = read_manifest(folder, question.url())
        for page in listed:
            if (folder / page.file).exists():  # killed while the folder was made ready
                (folder / page.file).replace(self._part(page.file))
            if not is_whole(self._part(page.file), page):
                break
            self.pages += (page,)
        known = {MANIFEST, *(self._part(page.file).name for page in self.pages)}
        for path in folder.iterdir():
            if path.name not in known:
                path.unlink()

    def _part(self, file: str) -> Path:
        """Return where a page is kept while the fetch is under way."""
        return (self.folder / file).with_suffix(".part")

    @contextmanager
    def receive(self) -> Iterator[Path]:
        """Give a file for the next page, which is kept only if the block succeeds.

        Yields
        ------
        Path
            To write the answer to.
        """
        with replace_when_whole(self._part(f"{len(self.pages) + 1:04d}.json")) as part:
            yield part

    def keep(self, page: StoredPage) -> None:
        """List a page that has been received.

        Parameters
        ----------
        page : StoredPage
            With any file name; the right one is given here.
        """
        file = f"{len(self.pages) + 1:04d}.{'json' if page.postings else EMPTY[1:]}"
        self.pages += (replace(page, file=file),)
        self._write_manifest()

    def _write_manifest(self) -> None:
        """Write what was asked and what came."""
        manifest = {
            "format": FORMAT,
            "board": self._question.board.name,
            "name": self._question.name,
            "pages": [asdict(page) for page in self.pages],
        }
        with replace_when_whole(self.folder / MANIFEST) as part:
            part.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")

    def publish(self, name: str) -> Stored:
        """Put all answers in place as one folder.

        Parameters
        ----------
        name : str
            Name of the folder; if there is one, with other answers of the same day, ``+2`` and so on is added.

        Returns
        -------
        Stored
            What is in place now.
        """
        with replace_when_whole(self.folder / CHECKSUMS) as part:
            part.write_text("".join(f"{page.sha256}  {page.file}\n" for page in self.pages), encoding="utf-8")
        for page in self.pages:
            self._part(page.file).replace(self.folder / page.file)
        places = (self.folder.parent / (name if version == 1 else f"{name}+{version}") for version in count(1))
        place = next(path for path in places if not path.exists())
        self.folder.rename(place)
        return Stored(place, self.pages)

    def discard(self) -> None:
        """Remove the hidden folder."""
        shutil.rmtree(self.folder)


@contextmanager
def open_stage(day_folder: Path, name: str, question: Question) -> Iterator[Stage]:
    """Open the hidden folder of a question, for one process at a time.

    Parameters
    ----------
    day_folder : Path
        Folder of the source and date.
    name : str
        As `folder_name` gives it.
    question : Question
        What is asked.

    Yields
    ------
    Stage
        With the pages that an earlier fetch left whole.

    Raises
    ------
    UsageError
        If another process is fetching the same.
    """
    folder = day_folder / f".fetching-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    with folder_lock(folder, f"{day_folder}: another process is fetching {name} now; wait for it"):
        try:
            yield Stage(folder, question)
        finally:
            with suppress(OSError):  # each is removed only if there is nothing in it
                for path in (folder, day_folder, day_folder.parent):
                    if path.is_dir():
                        path.rmdir()
