"""USAJOBS search API: ``{"SearchResult": {"SearchResultItems": [{"MatchedObjectDescriptor": {...}}]}}``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import Json, as_list, as_text, joined, pick, posting_frame
from tpm_insights.sources.pay_spans import PaySpan, pay_fields
from tpm_insights.sources.registry import Source

_SECTIONS = {
    "JobSummary": "Summary",
    "MajorDuties": "Duties",
    "KeyRequirements": "Requirements",
    "Requirements": "Requirements",
    "QualificationSummary": "Qualifications",
    "Education": "Education",
    "OtherInformation": "Other information",
}


def _items(value: Json) -> list[dict[str, Any]]:
    """Return the found postings of one or more answers, or of a bare list of them."""
    out: list[dict[str, Any]] = []
    for part in as_list(value):
        inner = pick(part, "SearchResult", "SearchResultItems")
        out += [item for item in (as_list(inner) or [part]) if isinstance(pick(item, "MatchedObjectDescriptor"), dict)]
    return out


def _posting(item: dict[str, Any]) -> dict[str, Any]:
    """Return one posting; the text is its sections, each under a heading."""
    job = item["MatchedObjectDescriptor"]
    details = pick(job, "UserArea", "Details")
    sections = []
    for key, heading in _SECTIONS.items():
        body = joined(as_list(pick(details, key)) or as_list(job.get(key)), "\n")
        sections += [f"{heading}:\n{body}"] if body else []
    if not sections:
        sections = [pick(part, "Content") for part in as_list(job.get("PositionFormattedDescription"))]
    places = as_list(job.get("PositionLocation"))
    return {
        "posting_id": as_text(item.get("MatchedObjectId")) or as_text(job.get("PositionID")),
        "title": as_text(job.get("PositionTitle")),
        "employer": as_text(job.get("OrganizationName")) or as_text(job.get("DepartmentName")),
        "place": joined((pick(part, "LocationName") for part in places), "; ")
        or as_text(job.get("PositionLocationDisplay")),
        "country": as_text(pick(places, 0, "CountryCode")),
        "posted_on": as_text(job.get("PublicationStartDate")) or as_text(job.get("PositionStartDate")),
        "text": joined(sections),
        **pay_fields(
            PaySpan(pick(pay, "MinimumRange"), pick(pay, "MaximumRange"), "USD", _period(pay))
            for pay in as_list(job.get("PositionRemuneration"))
        ),
        "department": as_text(job.get("DepartmentName")),
        "url": as_text(job.get("PositionURI")),
    }


def _period(pay: Json) -> str | None:
    """Return the period in words where they are given, else its code; PW is piece work, not a week."""
    code = as_text(pick(pay, "RateIntervalCode"))
    return as_text(pick(pay, "Description")) or ("Piece Work" if code == "PW" else code)


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    return posting_frame([_posting(item) for item in _items(content.value)])


SOURCE = Source(
    name="usajobs",
    description="USAJOBS search API of the US government: JSON with SearchResult",
    recognizes=lambda content: bool(_items(content.value)),
    postings=_read,
)
