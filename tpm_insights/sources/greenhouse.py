"""Greenhouse job-board API: ``{"jobs": [{"absolute_url", "internal_job_id", "content", ...}]}``."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import as_list, as_text, board_of, joined, pick, posting_frame, records_of
from tpm_insights.sources.pay_spans import PaySpan, pay_fields
from tpm_insights.sources.registry import Source


def _is_job(item: dict[str, Any]) -> bool:
    """Tell a job: it has an address on the board and the id of the job behind the posting."""
    return "absolute_url" in item and "title" in item and ("internal_job_id" in item or "requisition_id" in item)


def _posting(job: dict[str, Any]) -> dict[str, Any]:
    """Return one posting. The API escapes the markup of ``content`` once; that is undone."""
    content = job.get("content")
    address = job.get("absolute_url")
    hosted = isinstance(address, str) and "greenhouse.io/" in address
    return {
        "posting_id": as_text(job.get("id")),
        "title": as_text(job.get("title")),
        "employer": as_text(job.get("company_name")) or (board_of(address) if hosted else None),
        "place": as_text(pick(job, "location", "name")),
        "posted_on": as_text(job.get("first_published")) or as_text(job.get("updated_at")),
        "text": html.unescape(content) if isinstance(content, str) and content.strip() else None,
        **pay_fields(_ranges(job)),
        "department": joined((pick(part, "name") for part in as_list(job.get("departments"))), "; "),
        "url": as_text(address),
    }


def _ranges(job: dict[str, Any]) -> list[PaySpan]:
    """Return the pay ranges, given in hundredths; the period is said in their title, if at all."""
    out = []
    for part in as_list(job.get("pay_input_ranges")):
        ends = [pick(part, "min_cents"), pick(part, "max_cents")]
        low, high = (end / 100 if isinstance(end, int | float) else None for end in ends)
        title = str(pick(part, "title") or "").lower()
        period = next((word for word in ("hour", "year", "annual", "month", "week", "day") if word in title), None)
        out.append(PaySpan(low, high, pick(part, "currency_type"), period))
    return out


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    return posting_frame([_posting(job) for job in records_of(content.value, "jobs", _is_job)])


SOURCE = Source(
    name="greenhouse",
    description="Greenhouse job-board API: JSON with jobs, fetched with content=true",
    recognizes=lambda content: bool(records_of(content.value, "jobs", _is_job)),
    postings=_read,
)
