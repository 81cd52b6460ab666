"""Ashby job-board API: ``{"jobs": [{"jobUrl", "descriptionHtml", "compensation", ...}], "apiVersion"}``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import Json, as_list, as_text, board_of, joined, pick, posting_frame, records_of
from tpm_insights.sources.pay_spans import PaySpan, pay_fields
from tpm_insights.sources.registry import Source


def _is_job(item: dict[str, Any]) -> bool:
    """Tell a job: it has an address under ``jobUrl`` and a description in markup or plain."""
    return "jobUrl" in item and "title" in item and ("descriptionHtml" in item or "descriptionPlain" in item)


def _posting(job: dict[str, Any]) -> dict[str, Any]:
    """Return one posting; the employer is the name of its board, the answer names none."""
    places = [job.get("location"), *(pick(part, "location") for part in as_list(job.get("secondaryLocations")))]
    return {
        "posting_id": as_text(job.get("id")),
        "title": as_text(job.get("title")),
        "employer": board_of(job.get("jobUrl")),
        "place": joined(places, "; "),
        "country": as_text(pick(job, "address", "postalAddress", "addressCountry")),
        "posted_on": as_text(job.get("publishedAt")) or as_text(job.get("updatedAt")),
        "text": as_text(job.get("descriptionHtml")) or as_text(job.get("descriptionPlain")),
        **pay_fields(_salaries(job.get("compensation"))),
        "department": as_text(job.get("department")),
        "workplace": as_text(job.get("workplaceType")) or ("Remote" if job.get("isRemote") is True else None),
        "url": as_text(job.get("jobUrl")),
    }


def _salaries(compensation: Json) -> list[PaySpan]:
    """Return the salary components of all tiers, without equity and bonus; the interval "1 YEAR" is a YEAR."""
    tiers = as_list(pick(compensation, "compensationTiers"))
    parts = [part for tier in tiers for part in as_list(pick(tier, "components"))]
    parts = parts or as_list(pick(compensation, "summaryComponents"))
    return [
        PaySpan(
            pick(part, "minValue"),
            pick(part, "maxValue"),
            pick(part, "currencyCode"),
            str(pick(part, "interval") or "").removeprefix("1 ") or None,
        )
        for part in parts
        if pick(part, "compensationType") == "Salary"
    ]


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    return posting_frame([_posting(job) for job in records_of(content.value, "jobs", _is_job)])


SOURCE = Source(
    name="ashby",
    description="Ashby job-board API: JSON with jobs, fetched with includeCompensation=true",
    recognizes=lambda content: bool(records_of(content.value, "jobs", _is_job)),
    postings=_read,
)
