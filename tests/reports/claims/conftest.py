"""The claims of the article, checked once on invented tables."""

from __future__ import annotations

import pytest

from tpm_insights.processed import Tables
from tpm_insights.reports.claims.check import ClaimCheck, check_claims
from tpm_insights.reports.claims.read import read_claims


@pytest.fixture(scope="session")
def article(tables: Tables) -> ClaimCheck:
    """Verdicts on the article's claims, under the widest definition."""
    return check_claims(tables, read_claims(), role="all_project_program")
