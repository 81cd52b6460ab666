"""Everything one posting says, read in one pass and kept with the words that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tpm_insights.errors import UsageError
from tpm_insights.extract.certifications import Certification, read_certifications
from tpm_insights.extract.document import read_document
from tpm_insights.extract.education import read_education
from tpm_insights.extract.highlight import show_highlighted
from tpm_insights.extract.pay import read_pay
from tpm_insights.extract.role import read_role
from tpm_insights.extract.skills import read_skills
from tpm_insights.extract.work_mode import read_work_mode
from tpm_insights.extract.years import read_years

Spans = tuple[tuple[int, int], ...]
_PROOFS = (
    "pay",
    "years",
    "education",
    "certifications",
    "hard_skills",
    "soft_skills",
    "responsibilities",
    "role",
    "work_mode",
)
_PROVED_BY = {
    "role_family": "role",
    "seniority": "role",
    "study_fields": "education",
    "pay_low": "pay",
    "pay_high": "pay",
    "pay_currency": "pay",
    "pay_period": "pay",
    "pay_kind": "pay",
    "pay_range_count": "pay",
    "years_min": "years",
    "years_max": "years",
    "years_preferred_min": "years",
    "education_level": "education",
    "education_status": "education",
}


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """What one posting states. None, or an empty tuple, means that it does not say.

    Attributes
    ----------
    text : str
        The posting as plain text; all spans are offsets in it.
    title, place : str
        As given.
    role_family, seniority : str or None
        See `tpm_insights.vocabulary.ROLE_FAMILIES` and ``SENIORITIES``.
    pay_low, pay_high : float or None
        As posted, `pay_currency` a `pay_period`. Never low above high, never negative.
    pay_currency, pay_period, pay_kind : str or None
        ISO code; hour, day, week, month or year; base, total or unspecified.
    pay_range_count : int
        Distinct figures or ranges of pay.
    years_min, years_max, years_preferred_min : float or None
        Years of experience asked for, 0 to 40.
    education_level, education_status : str or None
        Lowest degree accepted, and how it is asked for.
    study_fields : tuple of str
        Fields of study, keys of ``vocabulary.STUDY_FIELDS``.
    certifications : tuple of Certification
        Each with ``id`` and ``status``.
    hard_skills, soft_skills, responsibilities : tuple of str
        Keys of the closed lists in `tpm_insights.vocabulary`.
    work_mode : str or None
        remote, hybrid or onsite.

    Examples
    --------
    >>> facts = read_posting("Needs 5+ years in delivery. Salary: $90K - $120K.", title="Senior IT Project Manager")
    >>> facts.role_family, facts.seniority, facts.years_min, facts.pay_low, facts.pay_high
    ('technical_project_manager', 'senior', 5.0, 90000.0, 120000.0)
    >>> facts.evidence("pay")
    ('$90K - $120K',)
    """

    text: str
    title: str = ""
    place: str = ""
    role_family: str | None = None
    seniority: str | None = None
    pay_low: float | None = None
    pay_high: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None
    pay_kind: str | None = None
    pay_range_count: int = 0
    years_min: float | None = None
    years_max: float | None = None
    years_preferred_min: float | None = None
    education_level: str | None = None
    education_status: str | None = None
    study_fields: tuple[str, ...] = ()
    certifications: tuple[Certification, ...] = ()
    hard_skills: tuple[str, ...] = ()
    soft_skills: tuple[str, ...] = ()
    responsibilities: tuple[str, ...] = ()
    work_mode: str | None = None
    _spans: tuple[Spans, ...] = field(default=((),) * len(_PROOFS), repr=False, compare=False)

    def spans(self, field: str) -> Spans:
        """Return where in `text` the words stand that prove a field.

        Parameters
        ----------
        field : str
            Name of a field, or pay, years, education, role for the fields that are read together.

        Returns
        -------
        tuple of (int, int)
            Start and end, in the order of the text; empty where the field is empty or proved by the title or place.

        Raises
        ------
        UsageError
            If there is no such field.
        """
        name = _PROVED_BY.get(field, field)
        if name not in _PROOFS:
            raise UsageError(f"no field {field!r}; use one of {', '.join((*_PROOFS, *_PROVED_BY))}")
        return tuple(sorted(set(self._spans[_PROOFS.index(name)])))

    def evidence(self, field: str) -> tuple[str, ...]:
        """Return the words that prove a field.

        Parameters
        ----------
        field : str
            See `spans`.

        Returns
        -------
        tuple of str
            Pieces of `text`.

        Raises
        ------
        UsageError
            If there is no such field.
        """
        return tuple(self.text[start:end] for start, end in self.spans(field))

    def _repr_html_(self) -> str:
        """Return the facts and the text with its proofs marked, for notebooks."""
        return show_highlighted(self.text, self._summary(), {name: self.spans(name) for name in _PROOFS})

    def _summary(self) -> dict[str, str]:
        """Return one line of words for each kind of fact."""
        ends = [f"{end:,.10g}" for end in (self.pay_low, self.pay_high) if end is not None]
        if self.pay_low is None and ends:
            ends.insert(0, "up to")
        elif self.pay_high is None and ends:
            ends.append("and up")
        money = (
            " - ".join(dict.fromkeys(ends))
            if self.pay_low is not None and self.pay_high is not None
            else " ".join(ends)
        )
        years = [] if self.years_min is None else [f"{self.years_min:g}"]
        years += [] if self.years_max is None else [f"to {self.years_max:g}"]
        years += ["required"] if years else []
        years += [] if self.years_preferred_min is None else [f"{self.years_preferred_min:g} preferred"]
        pay = f"{self.pay_currency or ''} {money} a {self.pay_period} ({self.pay_kind})" if money else ""
        return {
            "pay": pay.strip(),
            "years": " ".join(years),
            "education": " ".join(filter(None, (self.education_level, self.education_status, *self.study_fields))),
            "certifications": ", ".join(f"{one.id} {one.status}" for one in self.certifications),
            "hard_skills": ", ".join(self.hard_skills),
            "soft_skills": ", ".join(self.soft_skills),
            "responsibilities": ", ".join(self.responsibilities),
            "role": " ".join(filter(None, (self.role_family, self.seniority))),
            "work_mode": self.work_mode or "",
        }


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
    document = read_document(text, title, place)
    pay = read_pay(document)
    years = read_years(document)
    education = read_education(document)
    certifications = read_certifications(document)
    skills = read_skills(document)
    work_mode = read_work_mode(document)
    role = read_role(document)
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
