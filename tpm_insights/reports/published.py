"""What a folder of reports holds: the manifests of those that are published and of runs that failed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from html import escape
from pathlib import Path

from tpm_insights.reports.publish import manifest_in
from tpm_insights.reports.words import prose


def reports_in(folder: Path) -> tuple[list[dict[str, object]], dict[str, dict[str, object]]]:
    """Read the manifests of the reports in a folder.

    Parameters
    ----------
    folder : Path
        Holds one folder a report.

    Returns
    -------
    done : list of dict
        Of the published reports, in the order they are listed.
    failed : dict of str to dict
        Of the last runs that failed, by name of the report.
    """
    manifests = [(path, manifest_in(path)) for path in sorted(folder.iterdir()) if path.is_dir()]
    done = [m for path, m in manifests if m and m.get("status") == "done" and m["report"] == path.name]
    done.sort(key=lambda m: (int(str(m.get("order", 100))), str(m["report"])))
    failed = {str(m["report"]): m for path, m in manifests if m and path.name.endswith(".failed")}
    return done, failed


def day_of(manifest: Mapping[str, object]) -> str:
    """Return the day of a run.

    Parameters
    ----------
    manifest : mapping of str
        Of a report.

    Returns
    -------
    str
        In words.
    """
    return prose.day(dt.datetime.fromisoformat(str(manifest["started"])).date())


def why_failed(manifest: Mapping[str, object]) -> str:
    """Return why a run failed.

    Parameters
    ----------
    manifest : mapping of str
        Of a report.

    Returns
    -------
    str
        HTML.
    """
    return escape(prose.sentence(str(manifest.get("error", "no reason was kept"))))
