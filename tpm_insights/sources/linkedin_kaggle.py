"""The LinkedIn collection of Kaggle (arshkon): ``postings.csv`` with times in milliseconds and pay by period."""

from __future__ import annotations

import pandas as pd

from tpm_insights.sources.content import Content
from tpm_insights.sources.nested import moment
from tpm_insights.sources.posting_table import read_posting_table
from tpm_insights.sources.registry import Source

_COLUMNS = frozenset({"job_id", "title", "description", "formatted_work_type", "listed_time", "pay_period"})


def _read(content: Content) -> pd.DataFrame:
    """Read the postings; a single figure in ``med_salary`` is both ends of the range. A second text is left out."""
    frame = pd.DataFrame(content.table)
    times = [name for name in ("original_listed_time", "listed_time", "closed_time", "expiry") if name in frame.columns]
    frame = frame.assign(**{name: frame[name].map(moment, na_action="ignore").astype("str") for name in times})
    if "med_salary" in frame.columns:
        single = frame["med_salary"].where(frame["min_salary"].isna() & frame["max_salary"].isna())
        frame = frame.assign(
            min_salary=frame["min_salary"].fillna(single), max_salary=frame["max_salary"].fillna(single)
        )
    if "company_name" not in frame.columns and "company_id" in frame.columns:  # the edition of 2023 has its number only
        frame = frame.assign(
            company_name=("LinkedIn company " + frame["company_id"]).where(frame["company_id"].notna())
        )
    done = read_posting_table(frame.drop(columns="skills_desc", errors="ignore"))
    listed = [done[name] for name in ("original_listed_time", "listed_time") if name in done.columns]
    posted = listed[0]
    for other in listed[1:]:
        posted = posted.fillna(other)
    return done.assign(source="linkedin_kaggle", posted_on=posted)


SOURCE = Source(
    name="linkedin_kaggle",
    description="LinkedIn collection of Kaggle (arshkon), postings.csv of 2024 or job_postings.csv of 2023",
    recognizes=lambda content: content.columns >= _COLUMNS,
    postings=_read,
)
