"""Find where postings with and without a certification can be compared at all, and say why not elsewhere."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.models.cells import band_labels
from tpm_insights.models.disclosure_rule import DisclosureRule, count_cell

EVERYTHING = "all"
EMPLOYER = "employer_of_row"
"""Column that says of every row whose it is."""
SUPPORT_COLUMNS: tuple[str, ...] = (
    "certification", "band", "n_with", "n_without", "employers_with", "employers_without", "compared", "refused",
)  # fmt: skip


@cache
def eligibility() -> dict[str, dict[str, object]]:
    """Return the years of experience that certifying bodies ask for.

    Returns
    -------
    dict
        Certification to ``years``, ``rule``, ``source`` and ``seen_at``, the page in which the rule was checked.

    Examples
    --------
    >>> eligibility()["PMP"]["years"]
    3
    """
    text = files("tpm_insights.models").joinpath("eligibility.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def certification_id(name: str) -> str:
    """Return the id of a certification for an id or a column of an analysis frame; other names stay as they are.

    Parameters
    ----------
    name : str
        For example ``"PMP"`` or ``"pmp"``.

    Returns
    -------
    str
        The id.

    Examples
    --------
    >>> certification_id("pmp"), certification_id("Six Sigma"), certification_id("remote")
    ('PMP', 'Six Sigma', 'remote')
    """
    by_column = {v.certification_column(c).removeprefix("cert_"): c for c in v.CERTIFICATIONS}
    return by_column.get(name, name)


def experience_bands(frame: pd.DataFrame, experience: str | None, edges: Sequence[float]) -> pd.Series:
    """Return the band of experience of each row.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    experience : str or None
        Column of years; None for one band.
    edges : sequence of float
        Lower ends of the bands, and the end of the last.

    Returns
    -------
    Series of category
        The bands.
    """
    if experience is None:
        return pd.Series(pd.Categorical([EVERYTHING] * len(frame)), index=frame.index)
    return band_labels(frame[experience], edges)


def check_support(
    frame: pd.DataFrame,
    column: str,
    bands: pd.Series,
    *,
    employer: str = EMPLOYER,
    edges: Sequence[float],
    overlap: int,
    rule: DisclosureRule,
) -> pd.DataFrame:
    """Count postings with and without a certification in every band of experience.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    column : str
        Column of 0 and 1.
    bands : Series of category
        Band of each row.
    employer : str
        Column of employers, none missing.
    edges : sequence of float
        Ends of the bands.
    overlap : int
        Least postings of either kind in a band that takes part in a comparison over all bands.
    rule : DisclosureRule
        Least postings and employers of either kind for a comparison within the band.

    Returns
    -------
    DataFrame
        One row a band, columns `SUPPORT_COLUMNS`. ``compared`` says that the band takes part; ``refused`` says why
        there is no estimate for the band by itself.
    """
    name = certification_id(column)
    rows = []
    asked = frame[column].to_numpy(dtype=float) == 1
    employers = frame[employer]
    for i, band in enumerate(bands.cat.categories):
        inside = (bands == band).to_numpy()
        counts = [count_cell(employers[inside & kind], int((inside & kind).sum())) for kind in (asked, ~asked)]
        reasons = [
            f"postings {word} it: {why}"
            for word, cell in zip(("with", "without"), counts, strict=True)
            if (why := rule.refusal(cell))
        ]
        known = eligibility().get(name)
        if known is not None and band != EVERYTHING and edges[i + 1] <= float(str(known["years"])):
            reasons.append(f"{name} asks for {known['rule']} first ({known['source']})")
        with_it, without = counts
        rows.append(
            (name, str(band), with_it.n, without.n, with_it.employers, without.employers,
             min(with_it.n, without.n) >= overlap, "; ".join(reasons))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SUPPORT_COLUMNS))


def own_employer(frame: pd.DataFrame, employer: str | None) -> pd.Series:
    """Return the employer of each row; a row without one counts as an employer of its own.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    employer : str or None
        Column of employers; None or absent: every row for itself.

    Returns
    -------
    Series of str
        One label a row.

    Examples
    --------
    >>> own_employer(pd.DataFrame({"employer_id": ["a", None, "a"]}), "employer_id").tolist()
    ['a', 'row 1', 'a']
    """
    alone = pd.Series([f"row {i}" for i in range(len(frame))], index=frame.index, dtype="str")
    if employer is None or employer not in frame.columns:
        return alone
    return frame[employer].astype("str").where(frame[employer].notna(), alone)


def employers_with_both(asked: np.ndarray, employers: pd.Series) -> int:
    """Count employers that have postings of both kinds.

    Parameters
    ----------
    asked : ndarray of bool
        Which postings ask for the certification.
    employers : Series
        Employer of each.

    Returns
    -------
    int
        Employers.

    Examples
    --------
    >>> employers_with_both(np.array([True, False, True]), pd.Series(["a", "a", "b"]))
    1
    """
    shares = pd.Series(asked.astype(float), index=employers.index).groupby(employers).mean()
    return int(((shares > 0) & (shares < 1)).sum())
