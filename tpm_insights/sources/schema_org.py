"""JobPosting of schema.org in JSON-LD, inside web pages or as JSON: what search engines read."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pandas as pd

from tpm_insights.errors import DataError
from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import Json, as_list, as_text, joined, pick, posting_frame
from tpm_insights.sources.pay_spans import PaySpan, pay_fields
from tpm_insights.sources.registry import Source

_TEXTS = {
    "description": "",
    "responsibilities": "Responsibilities:\n",
    "qualifications": "Qualifications:\n",
    "experienceRequirements": "Experience:\n",
    "educationRequirements": "Education:\n",
    "skills": "Skills:\n",
}

_WRAPPING = re.compile(r"^\s*(?:<!--|(?://\s*)?<!\[CDATA\[)|(?:-->|(?://\s*)?\]\]>)\s*$")


def _is_posting(item: Json) -> bool:
    """Tell a posting: its type is JobPosting, alone or among others, with or without the address of schema.org."""
    kinds = as_list(item.get("@type")) if isinstance(item, dict) else []
    return any(str(kind).rsplit("/", 1)[-1] == "JobPosting" for kind in kinds)


def _postings_in(value: Json) -> list[dict[str, Any]]:
    """Return the postings in a JSON-LD document: the object, the members of a list, a graph or an item list."""
    out: list[dict[str, Any]] = []
    for item in as_list(value):
        if _is_posting(item):
            out.append(item)
        elif isinstance(item, list):
            out += _postings_in(item)
        elif isinstance(item, dict):
            for key in ("@graph", "itemListElement", "mainEntity", "item"):
                out += _postings_in(item.get(key))
    return out


def _documents(page: str) -> list[Json]:
    """Return the JSON-LD documents of a page.

    One that cannot be parsed is passed over, unless it speaks of a posting: that one is an empty posting, which
    cleaning sets aside and counts.
    """
    from selectolax.lexbor import LexborHTMLParser

    out = []
    for node in LexborHTMLParser(page).css('script[type*="ld+json"]'):
        raw = _WRAPPING.sub("", node.text(deep=True))
        for text in (raw, html.unescape(raw)):
            try:
                out.append(json.loads(text.strip().rstrip(";"), strict=False))
            except (json.JSONDecodeError, RecursionError):
                continue
            break
        else:
            out += [{"@type": "JobPosting"}] if '"JobPosting"' in html.unescape(raw) else []
    return out


def _address(place: Json) -> str | None:
    """Return town, region and country of a place in words."""
    if isinstance(place, str):
        return place.strip() or None
    address = pick(place, "address")
    if not isinstance(address, dict):
        return as_text(address) or as_text(pick(place, "name"))
    parts = [as_text(address.get(key)) for key in ("addressLocality", "addressRegion")]
    return joined([*parts, _country(address)], ", ") or as_text(pick(place, "name"))


def _places(places: list[Json]) -> str | None:
    """Return all places; by their names where these tell apart what the addresses do not."""
    addresses = list(dict.fromkeys(filter(None, map(_address, places))))
    names = list(dict.fromkeys(filter(None, (as_text(pick(place, "name")) for place in places))))
    return joined(names if len(names) > len(addresses) else addresses, "; ")


def _country(address: Json) -> str | None:
    """Return the country of an address, given as text or as an object with one or more names."""
    country = pick(address, "addressCountry")
    name = as_list(pick(country, "name") if isinstance(country, dict) else country)
    return as_text(name[0]) if name else None


def _pay(job: dict[str, Any]) -> dict[str, str | None]:
    """Return the pay columns: base salary is the employer's word, an estimated salary is not."""
    for key, origin in (("baseSalary", "field"), ("estimatedSalary", "platform_estimate")):
        spans = []
        for amount in as_list(job.get(key)):
            value = pick(amount, "value") if isinstance(amount, dict) and "value" in amount else amount
            currency = pick(amount, "currency") or pick(value, "currency") or job.get("salaryCurrency")
            if isinstance(value, dict):
                single = pick(value, "value")
                low, high = pick(value, "minValue"), pick(value, "maxValue")
                if low is None and high is None:
                    low, high = single, single
                period = pick(value, "unitText") or pick(value, "unitCode") or pick(amount, "unitText")
            else:
                low, high, period = as_text(value), as_text(value), pick(amount, "unitText")
            spans.append(PaySpan(low, high, currency, period))
        fields = pay_fields(spans, origin)
        if fields["pay_origin"]:
            return fields
    return pay_fields([])


def _posting(job: dict[str, Any]) -> dict[str, Any]:
    """Return one posting."""
    places = as_list(job.get("jobLocation"))
    required = as_list(job.get("applicantLocationRequirements"))
    remote = "TELECOMMUTE" in str(job.get("jobLocationType") or "").upper()
    employer = as_list(job.get("hiringOrganization"))[:1]
    identifier = job.get("identifier")
    texts = []
    for key, heading in _TEXTS.items():
        body = joined(map(_words, as_list(job.get(key))), "\n")
        texts += [heading + body] if body else []
    country = next((name for name in (_country(pick(place, "address")) for place in places) if name), None)
    return {
        "posting_id": as_text(pick(identifier, "value")) or as_text(identifier) or as_text(job.get("@id")),
        "title": as_text(job.get("title")) or as_text(job.get("name")),
        "employer": next((as_text(part) or as_text(pick(part, "name")) for part in employer), None),
        "place": _places(places) or ("Remote" if remote else None),
        "country": country or next((as_text(pick(part, "name")) for part in required), None),
        "posted_on": as_text(job.get("datePosted")),
        "text": joined(texts),
        **_pay(job),
        "workplace": "Remote" if remote else None,
        "url": as_text(job.get("url")),
    }


def _words(part: Json) -> str | None:
    """Return what a part of a posting says, in words also where it is given as an object."""
    months = as_text(pick(part, "monthsOfExperience"))
    if months is not None:
        return f"{months} months of experience"
    return as_text(part) or as_text(pick(part, "name")) or as_text(pick(part, "credentialCategory"))


def _found(content: Content) -> list[dict[str, Any]]:
    """Return the postings of a page or document."""
    if content.form == "page":
        return [posting for document in _documents(content.text) for posting in _postings_in(document)]
    return _postings_in(content.value) if content.form == "json" else []


def _read(content: Content) -> pd.DataFrame:
    """Read the postings."""
    found = _found(content)
    if not found:
        raise DataError(f"{content.path}: the page holds no JobPosting in JSON-LD; save the page of the posting itself")
    if not any(len(job) > 1 for job in found):
        raise DataError(f"{content.path}: the JSON-LD of the posting is broken JSON; save the page again")
    return posting_frame([_posting(job) for job in found])


SOURCE = Source(
    name="schema_org",
    description="web page or JSON with schema.org JobPosting in JSON-LD",
    recognizes=lambda content: content.form == "page" or bool(_found(content)),
    postings=_read,
)
