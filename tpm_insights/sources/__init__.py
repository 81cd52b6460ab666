"""Read what others published, exactly as published: one module a source, recognised by content."""

from tpm_insights.sources.reading import ListedSource, list_sources, read_mapping, read_postings, read_salaries

__all__ = ["ListedSource", "list_sources", "read_mapping", "read_postings", "read_salaries"]
