"""Fit every kind of pay and write the calculator page, or leave a page alone that is made from the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from tpm_insights import __version__
from tpm_insights.errors import ModelError
from tpm_insights.project import ProjectPaths, find_project, replace_when_whole, sha256_of
from tpm_insights.reports.manifest import package_versions

if TYPE_CHECKING:
    from tpm_insights.processed import Tables
    from tpm_insights.reports.calculator.page import KindFits


def fit_kinds(tables: Tables, *, country: str = "US", currency: str = "USD") -> dict[str, KindFits]:
    """Fit every kind of pay that has enough records.

    Parameters
    ----------
    tables : Tables
        The processed tables.
    country, currency : str, default "US", "USD"
        ISO codes.

    Returns
    -------
    dict of str to KindFits
        By kind of pay; kinds without enough records are left out.

    Raises
    ------
    ModelError
        If no kind has enough records.
    """
    # none of this is needed to see that a page may stay as it is
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from tpm_insights.models.estimator_fit import fit_pay_estimator
    from tpm_insights.models.estimator_records import BASES, pay_records
    from tpm_insights.reports.calculator.page import KindFits

    fits: dict[str, KindFits] = {}
    reasons = []
    with threadpool_limits(1, user_api="openmp"):  # for so few records, starting threads costs more than it saves
        for kind in BASES:
            try:
                records = pay_records(tables, kind, country=country, currency=currency)
                fitted = fit_pay_estimator(records, kind)
            except ModelError as error:
                reasons.append(str(error))
                continue
            several = records.frame["source"].nunique() > 1
            wider = fit_pay_estimator(records, kind, holds_for="new_source") if several else None
            fits[kind] = KindFits(fitted, wider)
    if not fits:
        raise ModelError(f"no kind of pay can be estimated in {country}, {currency}: {reasons[0]}")
    return fits


def write_estimate_page(
    path: Path,
    project: ProjectPaths | None = None,
    *,
    country: str = "US",
    currency: str = "USD",
    index: str = "",
) -> bool:
    """Write the calculator page, unless it is there already, made from the same tables by the same code.

    Parameters
    ----------
    path : Path
        The HTML file.
    project : ProjectPaths, optional
        The project; by default the one that the current folder belongs to.
    country, currency : str, default "US", "USD"
        ISO codes.
    index : str
        Address of the page that lists the reports, as seen from the file; empty for none.

    Returns
    -------
    bool
        Whether it was written.

    Raises
    ------
    UsageError, DataError
        If there are no processed tables, or they are not whole or of other raw data.
    ModelError
        If no kind of pay has enough records.
    """
    from tpm_insights.processed import check_tables, load_tables

    project = project or find_project()
    check_tables(project)
    made_from = mark_of(project, country=country, currency=currency, index=index)
    if path.is_file() and f'content="{made_from}"' in path.read_text(encoding="utf-8")[:1000]:
        return False
    from tpm_insights.reports.calculator.page import page_html

    fits = fit_kinds(load_tables(project), country=country, currency=currency)
    day = dt.datetime.now(dt.UTC).date()
    colophon = f"Made by tpm_insights {__version__} on {day.isoformat()}."
    html = page_html(
        fits, country=country, currency=currency, day=day, made_from=made_from, colophon=colophon, index=index
    )
    with replace_when_whole(path) as part:
        part.write_text(html, encoding="utf-8")
    return True


def mark_of(project: ProjectPaths, **asked: str) -> str:
    """Return a mark of everything that a page depends on.

    Parameters
    ----------
    project : ProjectPaths
        Whose tables.
    **asked : str
        What was asked for.

    Returns
    -------
    str
        The same for the same tables, the same code of this package and the same request.
    """
    package = Path(__file__).resolve().parents[2]
    code = [path for folder in ("models", "reports") for path in (package / folder).rglob("*") if path.is_file()]
    code = [path for path in code if path.suffix in (".py", ".toml", ".js", ".css", ".html")]
    parts = [*sorted(code), *sorted(path for path in project.processed.iterdir() if path.is_file())]
    told = [f"{path.name} {sha256_of(path)}" for path in parts]
    told += [f"{name}={value}" for name, value in sorted([*asked.items(), *package_versions().items()])]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
