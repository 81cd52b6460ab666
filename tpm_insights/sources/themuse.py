"""The Muse API: ``{"results": [{"contents", "name", "company": {"name"}, "refs": {"landing_page"}, ...}]}``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import as_list, as_text, joined, pick, posting_frame, records_of
from tpm_insights.sources.registry import Source


def _is_job(item: dict[str, Any]) -> bool:
    """Tell a job: it has its text under ``contents``, its title under ``name`` and its address under ``refs``."""
    return "contents" in item and "name" in item and isinstance(item.get("refs"), dict)


def _posting(job: dict[str, Any]) -> dict[str, Any]:
    """Return one posting; the API gives no pay."""
    return {
        "posting_id": as_text(job.get("id")),
        "title": as_text(job.get("name")),
        "employer": as_text(pick(job, "company", "name")),
        "place": joined((pick(part, "name") for part in as_list(job.get("locations"))), "; "),
        "posted_on": as_text(job.get("publication_date")),
        "text": as_text(job.get("contents")),
        "level": joined((pick(part, "name") for part in as_list(job.get("levels"))), "; "),
        "category": joined((pick(part, "name") for part in as_list(job.get("categories"))), "; "),
        "url": as_text(pick(job, "refs", "landing_page")),
    }


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    return posting_frame([_posting(job) for job in records_of(content.value, "results", _is_job)])


SOURCE = Source(
    name="themuse",
    description="The Muse public API: JSON pages with results, or a list of their jobs",
    recognizes=lambda content: bool(records_of(content.value, "results", _is_job)),
    postings=_read,
)
