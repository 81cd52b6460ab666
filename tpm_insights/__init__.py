"""Defensible numbers about the job of the technical project manager, from postings and salary records.

The public names below are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpm_insights.clean.postings import clean_postings
    from tpm_insights.clean.salaries import clean_salaries
    from tpm_insights.errors import DataError, ModelError, ReportError, TpmInsightsError, UsageError
    from tpm_insights.extract.facts import extract_facts
    from tpm_insights.extract.posting import PostingFacts
    from tpm_insights.extract.reading import read_posting
    from tpm_insights.ledger import Ledger
    from tpm_insights.models.bands import fit_pay_bands
    from tpm_insights.models.disclosure import disclosure
    from tpm_insights.models.double_ml import double_ml
    from tpm_insights.models.estimator import PayEstimator
    from tpm_insights.models.estimator_fit import fit_pay_estimator
    from tpm_insights.models.frame import pay_frame
    from tpm_insights.models.gap import decompose_gap
    from tpm_insights.models.ladder import premium_ladder
    from tpm_insights.models.log_odds import fit_log_odds
    from tpm_insights.models.quantiles import fit_pay_quantiles
    from tpm_insights.models.ranges import fit_pay_ranges
    from tpm_insights.models.reading_errors import adjust_for_reading_errors
    from tpm_insights.models.regression import fit_pay_model
    from tpm_insights.models.sensitivity import sensitivity
    from tpm_insights.models.share_differences import fit_share_differences
    from tpm_insights.models.shares import fit_shares
    from tpm_insights.pipeline import prepare
    from tpm_insights.processed import Tables, load_tables
    from tpm_insights.project import ProjectPaths, find_project
    from tpm_insights.reports.claims.check import check_claims
    from tpm_insights.reports.claims.read import read_claims
    from tpm_insights.reports.comparison.compare import compare_runs
    from tpm_insights.reports.listing import list_reports
    from tpm_insights.reports.opening import open_report
    from tpm_insights.reports.run import render_report
    from tpm_insights.sources import read_postings, read_salaries
    from tpm_insights.tables import TABLES

_HOMES: dict[str, str] = {
    "clean_postings": "clean.postings",
    "clean_salaries": "clean.salaries",
    "DataError": "errors",
    "ModelError": "errors",
    "ReportError": "errors",
    "TpmInsightsError": "errors",
    "UsageError": "errors",
    "extract_facts": "extract.facts",
    "PostingFacts": "extract.posting",
    "read_posting": "extract.reading",
    "Ledger": "ledger",
    "fit_pay_bands": "models.bands",
    "pay_frame": "models.frame",
    "fit_pay_model": "models.regression",
    "fit_shares": "models.shares",
    "fit_share_differences": "models.share_differences",
    "fit_log_odds": "models.log_odds",
    "premium_ladder": "models.ladder",
    "fit_pay_quantiles": "models.quantiles",
    "fit_pay_ranges": "models.ranges",
    "sensitivity": "models.sensitivity",
    "decompose_gap": "models.gap",
    "disclosure": "models.disclosure",
    "double_ml": "models.double_ml",
    "adjust_for_reading_errors": "models.reading_errors",
    "PayEstimator": "models.estimator",
    "fit_pay_estimator": "models.estimator_fit",
    "prepare": "pipeline",
    "Tables": "processed",
    "load_tables": "processed",
    "ProjectPaths": "project",
    "find_project": "project",
    "check_claims": "reports.claims.check",
    "read_claims": "reports.claims.read",
    "compare_runs": "reports.comparison.compare",
    "open_report": "reports.opening",
    "list_reports": "reports.listing",
    "render_report": "reports.run",
    "read_postings": "sources",
    "read_salaries": "sources",
    "TABLES": "tables",
}

__version__ = "0.1.0"
__all__ = [  # noqa: RUF022 - grouped as _HOMES is
    "clean_postings",
    "clean_salaries",
    "DataError",
    "ModelError",
    "ReportError",
    "TpmInsightsError",
    "UsageError",
    "extract_facts",
    "PostingFacts",
    "read_posting",
    "Ledger",
    "fit_pay_bands",
    "pay_frame",
    "fit_pay_model",
    "fit_shares",
    "fit_share_differences",
    "fit_log_odds",
    "premium_ladder",
    "fit_pay_quantiles",
    "fit_pay_ranges",
    "sensitivity",
    "decompose_gap",
    "disclosure",
    "double_ml",
    "adjust_for_reading_errors",
    "PayEstimator",
    "fit_pay_estimator",
    "prepare",
    "Tables",
    "load_tables",
    "ProjectPaths",
    "find_project",
    "check_claims",
    "read_claims",
    "compare_runs",
    "open_report",
    "list_reports",
    "render_report",
    "read_postings",
    "read_salaries",
    "TABLES",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
