"""Lever postings API: ``[{"text", "categories", "descriptionPlain", "lists", "hostedUrl", ...}]``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import (
    Json,
    as_list,
    as_text,
    board_of,
    joined,
    moment,
    pick,
    posting_frame,
    records_of,
)
from tpm_insights.sources.pay_spans import PaySpan, pay_fields
from tpm_insights.sources.registry import Source


def _is_posting(item: dict[str, Any]) -> bool:
    """Tell a posting: it has its title under ``text`` and its team and place under ``categories``."""
    return isinstance(item.get("text"), str) and isinstance(item.get("categories"), dict) and "hostedUrl" in item


def _posting(item: dict[str, Any]) -> dict[str, Any]:
    """Return one posting; the text is description, titled lists and closing part, in the order of the page."""
    lists = [
        f"<h3>{pick(part, 'text') or ''}</h3><ul>{pick(part, 'content') or ''}</ul>"
        for part in as_list(item.get("lists"))
    ]
    pay = item.get("salaryRange")
    places = as_list(pick(item, "categories", "allLocations")) or [pick(item, "categories", "location")]
    return {
        "posting_id": as_text(item.get("id")),
        "title": as_text(item.get("text")),
        "employer": board_of(item.get("hostedUrl")),
        "place": joined(places, "; "),
        "country": as_text(item.get("country")),
        "posted_on": moment(item.get("createdAt")),
        "text": joined(
            [
                item.get("description") or item.get("descriptionPlain"),
                *lists,
                item.get("additional") or item.get("additionalPlain"),
                item.get("salaryDescription") or item.get("salaryDescriptionPlain"),
            ]
        ),
        **pay_fields([PaySpan(pick(pay, "min"), pick(pay, "max"), pick(pay, "currency"), _period(pay))]),
        "department": as_text(pick(item, "categories", "department")) or as_text(pick(item, "categories", "team")),
        "workplace": as_text(item.get("workplaceType")),
        "url": as_text(item.get("hostedUrl")),
    }


def _period(pay: Json) -> str | None:
    """Return the period of pay; the interval is "per-year-salary", "per-hour-wage" or the like."""
    interval = as_text(pick(pay, "interval")) or ""
    return interval.removeprefix("per-").removesuffix("-salary").removesuffix("-wage") or None


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    return posting_frame([_posting(item) for item in records_of(content.value, "postings", _is_posting)])


SOURCE = Source(
    name="lever",
    description="Lever postings API: JSON list of postings (mode=json)",
    recognizes=lambda content: bool(records_of(content.value, "postings", _is_posting)),
    postings=_read,
)
