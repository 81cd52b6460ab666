"""Read the steps of a premium ladder, and find the rows that can take part in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.complete import require_columns
from tpm_insights.models.formula import read_formula
from tpm_insights.models.formula_text import column_names
from tpm_insights.models.results import Dropped

NOT_KNOWN = "not known"
DEFAULT_STEPS: dict[str, str] = {
    "raw": "",
    "+ experience and education": "years_min + I(years_min**2) + C(education_level)",
    "+ title and place": "C(role_family) + C(seniority) + C(region)",
    "+ employer": "| employer_id",
}
"""Each step adds its terms to those before; terms after a bar are absorbed."""
Steps = Mapping[str, str] | Sequence[str]
RARE = 5
"""Labels of fewer rows are joined, because a few rows would decide them alone."""
OTHER = "other"


def read_steps(frame: pd.DataFrame, steps: Steps | None) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the steps by name, the default ones without what the frame lacks.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    steps : mapping of str to str, sequence of str, or None
        As asked for; None for `DEFAULT_STEPS`.

    Returns
    -------
    steps : dict of str to str
        Names and terms.
    notes : tuple of str
        What the default steps had to leave out.

    Raises
    ------
    UsageError
        If there are no steps, or they are not text.

    Examples
    --------
    >>> read_steps(pd.DataFrame({"years_min": [1, 2], "region": ["TX", "TX"]}), None)[0]
    {'raw': '', '+ experience and education': 'years_min + I(years_min**2)'}
    """
    if steps is not None:
        listed = [steps] if isinstance(steps, str) else steps
        named = dict(listed) if isinstance(listed, Mapping) else {s or "raw": s for s in listed}
        if not named or not all(isinstance(text, str) for pair in named.items() for text in pair):
            raise UsageError(
                f"at least one step must name terms, for example {{'raw': '', '+ years': 'years'}}, got {steps!r}"
            )
        return named, ()
    chosen: dict[str, str] = {}
    lacking: list[str] = []
    for name, terms in DEFAULT_STEPS.items():
        kept = []
        for term in terms.removeprefix("| ").split(" + "):
            columns = read_formula(f"y ~ {term or '1'}").columns[1:]
            short = [c for c in columns if c not in frame.columns or frame[c].nunique() < 2]
            lacking += short
            kept += [] if short or not term else [term]
        if kept or not terms:
            chosen[name] = ("| " if terms.startswith("|") else "") + " + ".join(kept)
    note = f"not compared on {', '.join(dict.fromkeys(lacking))}: absent, or the same in every row"
    return chosen, (note,) if lacking else ()


def complete_sample(
    frame: pd.DataFrame, numbers: Sequence[str], steps: Mapping[str, str]
) -> tuple[pd.DataFrame, tuple[Dropped, ...], tuple[str, ...]]:
    """Find the rows complete in every number of every step; missing labels become a level, rare ones are joined.

    Parameters
    ----------
    frame : DataFrame
        Rows.
    numbers : sequence of str
        Columns of numbers needed besides.
    steps : mapping of str to str
        Names and terms.

    Returns
    -------
    sample : DataFrame
        Complete rows, numbered from 0.
    dropped : tuple of Dropped
        The others, and why.
    notes : tuple of str
        Labels that were joined.

    Raises
    ------
    ModelError
        If no row is complete.
    """
    labels: dict[str, None] = {}
    needed = dict.fromkeys(numbers)
    for terms in steps.values():
        read = read_formula(f"y ~ {terms.partition('|')[0].strip() or '1'}")
        require_columns(frame, [*read.columns[1:], *absorbed_columns(terms)])
        for name in read.columns[1:]:
            numeric = pd.api.types.is_numeric_dtype(frame[name].dtype)
            (needed if numeric and name not in read.categorical else labels).setdefault(name)
    keep = np.ones(len(frame), dtype=bool)
    dropped = []
    for name in needed:
        gone = keep & frame[name].isna().to_numpy()
        if gone.any():
            dropped.append(Dropped(f"{name} missing", int(gone.sum())))
            keep &= ~gone
    if not keep.any():
        empty = [name for name in needed if frame[name].isna().all()]
        why = f"{', '.join(empty)} without any value" if empty and len(frame) else f"{len(frame):,} rows were given"
        raise ModelError(f"no row has all of {', '.join(needed)}: {why}")
    sample = frame[keep].reset_index(drop=True)
    joined = {name: _joined(sample[name]) for name in labels}
    counts = {name: int((joined[name] == OTHER).sum() - (sample[name].astype("str") == OTHER).sum()) for name in labels}
    rare = [f"{name} ({rows})" for name, rows in counts.items() if rows]
    notes = (f"labels of fewer than {RARE} rows joined as {OTHER!r}: {', '.join(rare)}",) if rare else ()
    return sample.assign(**joined), tuple(dropped), notes


def _joined(values: pd.Series) -> pd.Series:
    """Return labels as text, missing ones as a level of their own and rare ones joined."""
    words = values.astype(object).where(values.notna(), NOT_KNOWN).astype("str")
    return words.where(words.map(words.value_counts()) >= RARE, OTHER)


def same_in_every_row(sample: pd.DataFrame, steps: Mapping[str, str]) -> tuple[str, ...]:
    """Say which columns of the steps cannot be compared on, because they are the same in every row.

    Parameters
    ----------
    sample : DataFrame
        Complete rows.
    steps : mapping of str to str
        Names and terms.

    Returns
    -------
    tuple of str
        One sentence, or none.

    Examples
    --------
    >>> same_in_every_row(pd.DataFrame({"region": ["TX", "TX"]}), {"+ place": "C(region)"})
    ('not compared on region: the same in every row',)
    """
    plain = [terms.partition("|")[0].strip() for terms in steps.values()]
    used = dict.fromkeys(c for terms in plain if terms for c in read_formula(f"y ~ {terms}").columns[1:])
    same = [name for name in used if sample[name].nunique() < 2]
    return (f"not compared on {', '.join(same)}: the same in every row",) if same else ()


def absorbed_columns(terms: str) -> tuple[str, ...]:
    """Return the columns after the bar.

    Parameters
    ----------
    terms : str
        Terms of a step.

    Returns
    -------
    tuple of str
        Columns to absorb.

    Examples
    --------
    >>> absorbed_columns("years | firm + region")
    ('firm', 'region')
    """
    return column_names(terms.partition("|")[2])
