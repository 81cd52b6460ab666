"""All readers over postings: one of them, or many in blocks, each reader over a whole block before the next."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tpm_insights.extract.certifications import Certification, read_certifications
from tpm_insights.extract.document import Document, read_documents
from tpm_insights.extract.education import Education, read_education
from tpm_insights.extract.pay import Pay, read_pay
from tpm_insights.extract.posting import PostingFacts
from tpm_insights.extract.role import Role, read_role
from tpm_insights.extract.skills import Skills, read_skills
from tpm_insights.extract.work_mode import WorkMode, read_work_mode
from tpm_insights.extract.years import Years, read_years

# Blocks of 32 to 128 take the same time, a fifth less than single postings; larger ones would only hold more memory.
# Very long texts are bounded by their characters.
_BLOCK_POSTINGS = 64
_BLOCK_CHARACTERS = 1_000_000


def read_posting(text: str, title: str = "", place: str = "") -> PostingFacts:
    """Read what a posting says.

    Parameters
    ----------
    text : str
        Description as found: HTML, markdown or plain.
    title : str, default ""
        Title as published; role and seniority are judged from it first.
    place : str, default ""
        Place as published; it tells which dollar is meant, and whether the work is remote.

    Returns
    -------
    PostingFacts
        Frozen; in JupyterLab it shows the text with the proofs marked.

    Raises
    ------
    DataError
        If `text` is not a string.

    Examples
    --------
    >>> facts = read_posting("<h3>Requirements</h3><li>PMP required, PRINCE2 certificate a plus</li>")
    >>> [(one.id, one.status) for one in facts.certifications]
    [('PMP', 'required'), ('PRINCE2', 'preferred')]
    """
    return _read_block([(text, title, place)])[0]


def read_posting_texts(rows: Iterable[tuple[str, str, str]]) -> Iterator[PostingFacts]:
    """Read many postings; the facts are those of `read_posting`, in less time.

    Parameters
    ----------
    rows : iterable of (str, str, str)
        Text, title and place of each posting.

    Yields
    ------
    PostingFacts
        One a row, in the order of the rows. Some dozen rows are held at a time.

    Raises
    ------
    DataError
        If a text is not a string.

    Examples
    --------
    >>> rows = [("PMP required", "Program Manager", ""), ("Pay: $60 per hour", "Scrum Master", "Austin, TX")]
    >>> [(facts.role_family, facts.pay_low) for facts in read_posting_texts(rows)]
    [('program_manager', None), ('scrum_master', 60.0)]
    """
    block: list[tuple[str, str, str]] = []
    characters = 0
    for row in rows:
        block.append(row)
        characters += len(row[0]) if isinstance(row[0], str) else 0  # what is no text is refused by the reading
        if len(block) == _BLOCK_POSTINGS or characters >= _BLOCK_CHARACTERS:
            yield from _read_block(block)
            block, characters = [], 0
    if block:
        yield from _read_block(block)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from looking through the thousands of hits of a block: they hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_collector_at_rest()
def _read_block(rows: list[tuple[str, str, str]]) -> list[PostingFacts]:
    """Return the facts of some postings, read one kind of fact after the other."""
    documents = read_documents(rows)
    return [
        _put_together(*one)
        for one in zip(
            documents,
            [read_pay(document) for document in documents],
            [read_years(document) for document in documents],
            [read_education(document) for document in documents],
            [read_certifications(document) for document in documents],
            [read_skills(document) for document in documents],
            [read_work_mode(document) for document in documents],
            [read_role(document) for document in documents],
            strict=True,
        )
    ]


def _put_together(
    document: Document,
    pay: Pay | None,
    years: Years,
    education: Education,
    certifications: tuple[Certification, ...],
    skills: Skills,
    work_mode: WorkMode | None,
    role: Role,
) -> PostingFacts:
    """Return what the readers found in a document, with its proofs in the order of `PROOFS`."""
    where = skills.spans.__getitem__
    return PostingFacts(
        text=document.text,
        title=document.title,
        place=document.place,
        role_family=role.role_family,
        seniority=role.seniority,
        pay_low=pay.low if pay else None,
        pay_high=pay.high if pay else None,
        pay_currency=pay.currency if pay else None,
        pay_period=pay.period if pay else None,
        pay_kind=pay.kind if pay else None,
        pay_range_count=pay.range_count if pay else 0,
        years_min=years.minimum,
        years_max=years.maximum,
        years_preferred_min=years.preferred_minimum,
        education_level=education.level,
        education_status=education.status,
        study_fields=education.fields,
        certifications=certifications,
        hard_skills=skills.hard,
        soft_skills=skills.soft,
        responsibilities=skills.responsibilities,
        work_mode=work_mode.mode if work_mode else None,
        _spans=(
            pay.spans if pay else (),
            years.spans,
            education.spans,
            tuple([one.span for one in certifications]),
            tuple(map(where, skills.hard)),
            tuple(map(where, skills.soft)),
            tuple(map(where, skills.responsibilities)),
            tuple(role.spans.values()),
            (work_mode.span,) if work_mode and work_mode.span else (),
        ),
    )
