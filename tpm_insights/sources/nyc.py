"""City of New York job postings (open data), CSV or Socrata JSON: read as postings or as posted salary ranges."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import pick
from tpm_insights.sources.registry import Source
from tpm_insights.sources.tabular import frame_of_records, plain_name

_COLUMNS = frozenset({"job_id", "business_title", "salary_range_from", "salary_range_to"})
_TEXTS = {
    "job_description": "",
    "minimum_qual_requirements": "Minimum qualifications:\n",
    "preferred_skills": "Preferred skills:\n",
    "additional_information": "Additional information:\n",
}
_KEPT = (
    "job_id", "posting_type", "agency", "business_title", "civil_service_title", "title_code_no", "level",
    "job_category", "full_time_part_time_indicator", "salary_range_from", "salary_range_to", "salary_frequency",
    "posting_date", "process_date",
)  # fmt: skip


def _frame(content: Content) -> pd.DataFrame | None:
    """Return the rows with plain column names; None if they are not of this source."""
    frame = content.table if content.table is not None else _download(content)
    if frame is None and isinstance(content.value, list) and content.value and isinstance(content.value[0], dict):
        heads = {plain_name(name) for record in content.value[:20] if isinstance(record, dict) for name in record}
        frame = frame_of_records(content.value, content.path) if heads >= _COLUMNS else None
    if frame is None:
        return None
    frame = frame.rename(columns={name: plain_name(name) for name in frame.columns})
    return frame if set(frame.columns) >= _COLUMNS else None


def _download(content: Content) -> pd.DataFrame | None:
    """Return the rows of a JSON file downloaded whole: lists of cells, their names apart."""
    columns, cells = pick(content.value, "meta", "view", "columns"), pick(content.value, "data")
    if not (isinstance(columns, list) and isinstance(cells, list) and cells):
        return None
    names = [str(pick(column, "fieldName")) for column in columns]
    return frame_of_records([dict(zip(names, row, strict=False)) for row in cells], content.path)


def _postings(content: Content) -> pd.DataFrame:
    """Read the postings; the text is the parts of the posting, each under a heading."""
    frame = pd.DataFrame(_frame(content))
    parts = []
    for name, heading in _TEXTS.items():
        if name in frame.columns:
            body = frame[name].where(frame[name].astype("str").str.strip() != "")
            parts.append((heading + body.astype("str")).where(body.notna(), ""))
    text = pd.concat(parts, axis=1).agg("\n\n".join, axis=1).str.strip() if parts else ""
    done = pd.DataFrame(
        {
            "posting_id": frame["job_id"],
            "title": frame["business_title"],
            "employer": frame.get("agency"),
            "place": _places(frame),
            "country": "US",
            "posted_on": frame.get("posting_date"),
            "text": pd.Series(text, index=frame.index, dtype="str"),
            "text_kind": "full",
            "pay_low": frame["salary_range_from"],
            "pay_high": frame["salary_range_to"],
            "pay_currency": "USD",
            "pay_period": frame.get("salary_frequency"),
            "pay_origin": "field",
        }
    )
    done["text"] = done["text"].where(done["text"] != "")
    kept = [name for name in ("posting_type", "civil_service_title", "level", "job_category") if name in frame.columns]
    return pd.concat([done, frame[kept]], axis=1)


def _places(frame: pd.DataFrame) -> pd.Series:
    """Return the places; the city leaves its own name out."""
    absent = pd.Series(pd.NA, index=frame.index, dtype="str")
    return (frame.get("work_location", absent) + ", New York, NY").fillna("New York, NY")


def _salaries(content: Content) -> pd.DataFrame:
    """Read the posted ranges: closed labels, dates and figures, no texts; an absent column is missing throughout."""
    frame = pd.DataFrame(_frame(content))
    absent = [name for name in _KEPT if name not in frame.columns]
    frame = frame.assign(**{name: pd.Series(pd.NA, index=frame.index, dtype="str") for name in absent})
    return frame[[*_KEPT, *(name for name in ("row",) if name in frame.columns)]]


SOURCE = Source(
    name="nyc",
    description="City of New York job postings (NYC Open Data), CSV or Socrata JSON",
    recognizes=lambda content: _frame(content) is not None,
    postings=_postings,
    salaries=_salaries,
)
