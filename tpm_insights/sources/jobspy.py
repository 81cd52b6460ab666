"""JobSpy output, CSV or JSON: one row a posting found on Indeed, LinkedIn, Glassdoor, ZipRecruiter and others."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.posting_table import read_posting_table
from tpm_insights.sources.registry import Source
from tpm_insights.sources.tabular import frame_of_records, plain_name

_COLUMNS = frozenset({"site", "job_url", "title", "description", "interval", "min_amount", "max_amount"})
_ESTIMATING_SITES = ("indeed", "glassdoor")
_LEFT_OUT = ("emails", "company_description", "company_logo")
"""Contacts, and texts that are not the posting's."""
_NOTHING = ("nan", "NaN", "None", "NaT", "<NA>", "null")


def _recognizes(content: Content) -> bool:
    """Its columns, in a table or in records."""
    if content.form == "table":
        return content.columns >= _COLUMNS
    records = content.value if isinstance(content.value, list) else []
    return bool(records) and isinstance(records[0], dict) and {plain_name(name) for name in records[0]} >= _COLUMNS


def _read(content: Content) -> pd.DataFrame:
    """Read the postings.

    JobSpy puts a board's own estimate into the same field where Indeed or Glassdoor give no pay of the employer, and
    with ``salary_source`` "description" its own reading of the text: the origin of these figures is unknown.
    """
    frame = frame_of_records(content.value, content.path) if content.table is None else content.table
    frame = frame.rename(columns={name: plain_name(name) for name in frame.columns})
    frame = frame.drop(columns=[name for name in _LEFT_OUT if name in frame.columns])
    words = [name for name in frame.columns if pd.api.types.is_string_dtype(frame[name].dtype)]
    frame = frame.assign(**{name: frame[name].where(~frame[name].isin(_NOTHING)) for name in words})
    done = read_posting_table(frame.drop(columns=[name for name in ("salary_source",) if name in frame.columns]))
    unsure = frame["site"].astype("str").str.lower().isin(_ESTIMATING_SITES)
    if "salary_source" in frame.columns:
        unsure |= frame["salary_source"].astype("str").str.lower() == "description"
    done["pay_origin"] = done["pay_origin"].mask(unsure & done["pay_origin"].notna(), "unknown")
    return done


SOURCE = Source(
    name="jobspy",
    description="JobSpy output, CSV or JSON",
    recognizes=_recognizes,
    postings=_read,
)
