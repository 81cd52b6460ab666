"""Estimate one rung of a premium ladder, or say why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError
from tpm_insights.models.disclosure_rule import DisclosureRule, count_cell
from tpm_insights.models.formula import read_formula
from tpm_insights.models.formula_dialects import in_formula
from tpm_insights.models.ladder_steps import absorbed_columns
from tpm_insights.models.pay_model import PayModel
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.sensitivity import sensitivity
from tpm_insights.models.support import EMPLOYER, certification_id, employers_with_both
from tpm_insights.models.tidy import tidy_table

ASKING = "postings that ask for it"
"""How a refusal begins that counts the postings asking for a certification."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared, and how.

    Attributes
    ----------
    left : str
        Left side of the formula.
    columns : tuple of str
        All certifications asked about; each is estimated beside the others.
    level : float
        Confidence level.
    clustered : bool
        True if errors cluster by employer.
    rule : DisclosureRule
        Least postings and employers that ask for a certification.
    fits : dict
        Regressions made so far: those of other certifications on the same rows are the same.
    """

    left: str
    columns: tuple[str, ...]
    level: float
    clustered: bool
    rule: DisclosureRule
    fits: dict[tuple[object, ...], PayModel] = field(default_factory=dict, compare=False, repr=False)


def climb(
    sample: pd.DataFrame, question: Question, columns: tuple[str, ...], steps: Mapping[str, str], which: object
) -> list[dict[str, object]]:
    """Return one row a step for a certification, or for two asked for together.

    Parameters
    ----------
    sample : DataFrame
        Rows that take part.
    question : Question
        What is compared.
    columns : tuple of str
        The certification, or two.
    steps : mapping of str to str
        Names and terms.
    which : hashable
        Names the rows, so that regressions on the same ones are made once.

    Returns
    -------
    list of dict
        Rows of a ladder table.
    """
    rows = []
    terms: list[str] = []
    absorbed: tuple[str, ...] = ()
    for step, added in steps.items():
        before = (tuple(terms), absorbed)
        terms += [t for t in [added.partition("|")[0].strip()] if t]
        absorbed = (*absorbed, *absorbed_columns(added))
        rows.append(_rung(sample, question, columns, (tuple(terms), absorbed), before, which) | {"step": step})
    return rows


def refuse_all(
    sample: pd.DataFrame, question: Question, column: str, steps: Mapping[str, str]
) -> list[dict[str, object]]:
    """Return the rows of a certification that too few postings ask for, all refused; none if enough do.

    Parameters
    ----------
    sample : DataFrame
        All rows.
    question : Question
        What is compared.
    column : str
        The certification.
    steps : mapping of str to str
        Names and terms.

    Returns
    -------
    list of dict
        Rows of a ladder table.
    """
    asked = _all_asked(sample, (column,))
    cell = count_cell(sample.loc[asked, EMPLOYER], int(asked.sum()))
    why = question.rule.refusal(cell)
    row = {"term": column, "certification": certification_id(column), "n": len(sample), "n_with": cell.n}
    row |= {"employers": float(sample.loc[asked, EMPLOYER].nunique()), "refused": f"{ASKING}: {why}"}
    return [row | {"step": step} for step in steps] if why else []


def _rung(
    sample: pd.DataFrame,
    question: Question,
    columns: tuple[str, ...],
    now: tuple[tuple[str, ...], tuple[str, ...]],
    before: tuple[tuple[str, ...], tuple[str, ...]],
    which: object,
) -> dict[str, object]:
    """Return one row: the estimate on a step, or why there is none."""
    asked = _all_asked(sample, columns)
    rows, absorbed = sample, now[1]
    employers: float = sample.loc[asked, EMPLOYER].nunique()
    why = question.rule.refusal(count_cell(sample.loc[asked, EMPLOYER], int(asked.sum())))
    refused = f"{ASKING}, with others of like experience beside them: {why}" if why else ""
    if absorbed and not refused:
        rows = sample.dropna(subset=list(absorbed))
        sizes = rows.groupby(list(absorbed))[EMPLOYER].transform("size")
        rows = rows[sizes > 1].reset_index(drop=True)
        asked = _all_asked(rows, columns)
        employers = employers_with_both(asked, rows[absorbed[-1]].astype("str"))
        if employers < question.rule.min_employers:
            word = "employer has" if employers == 1 else "employers have"
            refused = f"{employers} {word} postings of both kinds, {question.rule.min_employers} needed"
    row: dict[str, object] = {
        "term": " and ".join(columns),
        "certification": " and ".join(certification_id(c) for c in columns),
        "n": len(rows),
        "n_with": int(asked.sum()),
        "employers": float(employers),
        "refused": refused,
    }
    if refused:
        return row
    try:
        found = _estimate(rows, question, columns, now, (which, absorbed))
    except ModelError as error:
        return row | {"refused": str(error)}
    if before != now:
        try:
            row["estimate_before"] = _estimate(rows, question, columns, before, (which, absorbed))["estimate"]
        except ModelError:
            row["estimate_before"] = np.nan
    return row | found


def _all_asked(rows: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """Return which rows ask for all of the certifications."""
    return np.asarray(rows[list(columns)].to_numpy(dtype=float).all(axis=1))


def _estimate(
    rows: pd.DataFrame,
    question: Question,
    columns: tuple[str, ...],
    model: tuple[tuple[str, ...], tuple[str, ...]],
    which: tuple[object, ...],
) -> dict[str, object]:
    """Return the estimate of one model."""
    fit = _fitted(rows, question, columns, model, which)
    lost = [c for c in columns if c not in fit.terms or any(repr(c) in note for note in fit.notes)]
    if lost:
        raise ModelError(f"{' and '.join(lost)} cannot be told from the other terms; {'; '.join(fit.notes)}")
    weights = np.array([float(t in (*columns, ":".join(columns))) for t in fit.terms])
    error = float(np.sqrt(weights @ fit.vcov @ weights))
    table = tidy_table(columns[:1], [float(weights @ fit.estimate)], [error], df=fit.df, level=question.level)
    found: dict[str, object] = {str(k): value for k, value in table.iloc[0].to_dict().items() if k != "term"}
    if len(columns) == 1:
        strength = sensitivity(fit, columns[0], alpha=1 - question.level)
        found["robustness_value"] = strength.robustness_value
        found["robustness_value_alpha"] = strength.robustness_value_alpha
    return found


def _fitted(
    rows: pd.DataFrame,
    question: Question,
    columns: tuple[str, ...],
    model: tuple[tuple[str, ...], tuple[str, ...]],
    which: tuple[object, ...],
) -> PayModel:
    """Return a regression of pay on all certifications; controls the same in all rows, or collinear, are left out."""
    # certifications stand last, so that one that cannot be told from the controls is left out, not the controls
    varying = (c for c in question.columns if c in columns or rows[c].min() < rows[c].max())
    right = [*_varying(rows, model[0]), *map(in_formula, varying)]
    right += [":".join(map(in_formula, columns))] if len(columns) == 2 else []
    key = (*which, tuple(right), model[1])
    if key not in question.fits:
        question.fits[key] = fit_pay_model(
            rows,
            f"{question.left} ~ {' + '.join(right)}",
            covariance={"CRV1": EMPLOYER} if question.clustered else "HC1",
            absorb=model[1] or None,
            collinear="drop",
        )
    return question.fits[key]


def left_out(question: Question) -> tuple[str, ...]:
    """Say which controls were left out of some regression because they are combinations of others.

    Parameters
    ----------
    question : Question
        After its rungs were climbed.

    Returns
    -------
    tuple of str
        One sentence a kind of combination; at most three.
    """
    notes = [note for fit in question.fits.values() for note in fit.notes if note.startswith("left out as collinear")]
    return tuple(dict.fromkeys(notes))[:3]


def climb_bands(
    sample: pd.DataFrame,
    bands: pd.Series,
    support: pd.DataFrame,
    question: Question,
    column: str,
    steps: Mapping[str, str],
) -> list[dict[str, object]]:
    """Return one row a band of experience, on the last step that absorbs nothing.

    Parameters
    ----------
    sample : DataFrame
        Rows that take part.
    bands : Series of category
        Band of each.
    support : DataFrame
        Of `check_support`.
    question : Question
        What is compared.
    column : str
        The certification.
    steps : mapping of str to str
        Names and terms.

    Returns
    -------
    list of dict
        Rows of a ladder table with ``band``.
    """
    plain = {name: terms for name, terms in steps.items() if "|" not in terms}
    if not plain or len(support) < 2:
        return []
    step = list(plain)[-1]
    terms = tuple(t for t in plain.values() if t)
    rows = []
    for band in support.itertuples():
        inside = sample[(bands == band.band).to_numpy()].reset_index(drop=True)
        row: dict[str, object] = {
            "term": column,
            "n": len(inside),
            "n_with": band.n_with,
            "employers": band.employers_with,
        }
        row |= {"certification": certification_id(column), "refused": band.refused}
        if not band.refused:
            row = _rung(inside, question, (column,), (terms, ()), ((), ()), ("band", str(band.band)))
        rows.append(row | {"step": step, "band": band.band})
    return rows


def _varying(rows: pd.DataFrame, terms: Sequence[str]) -> tuple[str, ...]:
    """Return the terms whose columns take more than one value in some rows."""
    kept = []
    for part in terms:
        for term in part.split(" + "):
            columns = read_formula(f"y ~ {term}").columns[1:]
            if all(rows[c].nunique() > (2 if term.startswith("I(") else 1) for c in columns):
                kept.append(term)
    return tuple(kept)
