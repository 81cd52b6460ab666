"""Everything one posting says, kept with the words that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tpm_insights.errors import UsageError
from tpm_insights.extract.certifications import Certification
from tpm_insights.extract.highlight import show_highlighted

Spans = tuple[tuple[int, int], ...]
"""Starts and ends in a text."""

PROOFS = (
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
"""What is proved by words of its own, in the order of a posting's spans."""

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
    >>> from tpm_insights.extract.reading import read_posting
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
    _spans: tuple[Spans, ...] = field(default=((),) * len(PROOFS), repr=False, compare=False)

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
        if name not in PROOFS:
            raise UsageError(f"no field {field!r}; use one of {', '.join((*PROOFS, *_PROVED_BY))}")
        return tuple(sorted(set(self._spans[PROOFS.index(name)])))

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
        return show_highlighted(self.text, self._summary(), {name: self.spans(name) for name in PROOFS})

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
