"""Fetch postings from job boards and keep their answers unchanged, whole or not at all."""

from tpm_insights.sources.fetch.boards import list_boards
from tpm_insights.sources.fetch.limits import Limits
from tpm_insights.sources.fetch.run import FetchResult, fetch

__all__ = ["FetchResult", "Limits", "fetch", "list_boards"]
