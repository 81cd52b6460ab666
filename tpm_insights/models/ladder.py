"""Compare pay with and without a certification, raw and then among postings that are more and more alike."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import DisclosureRule, checked_rule
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula_dialects import in_formula
from tpm_insights.models.frame import certification_name
from tpm_insights.models.ladder_rungs import Question, climb, climb_bands, left_out, refuse_all
from tpm_insights.models.ladder_steps import Steps, complete_sample, read_steps, same_in_every_row
from tpm_insights.models.ladder_table import LADDER_COLUMNS, PremiumLadder
from tpm_insights.models.multiple_tests import Correction, adjust_p_values
from tpm_insights.models.shares import zero_one
from tpm_insights.models.support import EMPLOYER, certification_id, check_support, experience_bands, own_employer

EDGES: tuple[float, ...] = (*(low for low, _ in v.LEVELS.values()), max(high for _, high in v.LEVELS.values()))


def premium_ladder(
    frame: pd.DataFrame,
    certification: str | Sequence[str],
    *,
    steps: Steps | None = None,
    outcome: str = "pay",
    log: bool = True,
    experience: str | None = "years_min",
    edges: Sequence[float] = EDGES,
    employer: str | None = "employer_id",
    together: Sequence[tuple[str, str]] = (),
    overlap: int = 5,
    rule: DisclosureRule | None = None,
    correction: Correction = "holm",
    level: float = 0.95,
) -> PremiumLadder:
    """Compare pay with and without certifications, step by step.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a posting. A facts table is taken through `pay_frame` first, with its defaults.
    certification : str or sequence of str
        Ids (``"PMP"``) or columns of 0 and 1 (``"pmp"``). Each is estimated beside the others.
    steps : mapping of str to str, or sequence of str, optional
        Names and terms, each added to those before; what stands after a bar is absorbed: ``{"raw": "", "+ years":
        "years", "+ employer": "| firm"}``. By default `DEFAULT_STEPS`, without columns that the frame lacks.
    outcome : str, default "pay"
        Column of pay, in currency units a year.
    log : bool, default True
        Take its log.
    experience : str or None, default "years_min"
        Column of years in which postings with and without must overlap; None, or a frame without ``years_min``, for no
        such check.
    edges : sequence of float
        Bands of experience, in years.
    employer : str or None, default "employer_id"
        Column by which errors cluster; rows without one count as an employer each. None, or a frame without
        ``employer_id``: robust errors.
    together : sequence of pairs of str
        Certifications to look at when both are asked for: the row compares both with neither.
    overlap : int, default 5
        Least postings of either kind in a band of experience that takes part.
    rule : DisclosureRule, optional
        Least postings and employers that ask for it.
    correction : {"holm", "bonferroni", "fdr_bh", "fdr_by"}, default "holm"
        For the number of rows on a step.
    level : float, default 0.95
        Confidence level.

    Returns
    -------
    PremiumLadder
        Every rung with n, estimate and interval, or the reason why there is none.

    Raises
    ------
    UsageError
        If a column or an option does not exist.
    ModelError
        If no row is complete.

    Notes
    -----
    All steps use the rows that are complete in the numbers of every step; labels that are missing are a level of their
    own, and labels of fewer than five rows are joined. Bands of experience without enough postings of both kinds are
    left out for that certification. Rungs are associations: a step can take away too much (title and employer are
    partly what a certification leads to) as well as too little (ability is not seen; see the robustness values).

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> years = rng.integers(0, 15, 1500)
    >>> pmp = (rng.random(1500) < np.where(years < 3, 0.0, 0.05 * years)).astype(int)
    >>> pay = 70_000 * np.exp(0.05 * years + 0.05 * pmp + rng.normal(0, 0.2, 1500))
    >>> frame = pd.DataFrame({"pay": pay, "pmp": pmp, "years_min": years, "employer_id": rng.integers(0, 80, 1500)})
    >>> ladder = premium_ladder(frame, "PMP", steps={"raw": "", "+ years": "years_min"})
    >>> ladder.effects()[["step", "estimate", "n"]].round(0).values.tolist()
    [['raw', 18.0, 1214], ['+ years', 7.0, 1214]]
    >>> ladder.support[["band", "n_with", "compared"]].values.tolist()
    [['0 to <3', 0, False], ['3 to <8', 139, True], ['8 to <61', 417, True]]
    """
    names, pairs = _asked(certification, together)
    asked = list(dict.fromkeys([*names, *(c for pair in pairs for c in pair)]))
    require_columns(frame, [])
    if EMPLOYER in frame.columns:
        raise UsageError(f"column {EMPLOYER!r} has a name that premium_ladder uses itself; rename it")
    columns = [c if c in frame.columns else certification_name(c) for c in asked]
    frame, set_aside = for_model(frame, [outcome, *columns])
    require_columns(frame, [outcome, *columns])
    if not pd.api.types.is_numeric_dtype(frame[outcome].dtype):
        shown = examples_of(frame[outcome].dropna().head(50))
        raise ModelError(f"column {outcome!r} holds {frame[outcome].dtype} ({shown}), and pay must be numbers")
    for column in columns:
        zero_one(frame[column], column)
    named, notes = read_steps(frame, steps)
    usual = {experience: "years_min", employer: "employer_id"}
    require_columns(frame, [name for name, word in usual.items() if name not in (None, word)])
    experience = experience if experience in frame.columns else None
    sample, dropped, joined = complete_sample(frame, [outcome, *columns, *([experience] if experience else [])], named)
    sample = sample.assign(**{EMPLOYER: own_employer(sample, employer)})
    bands = experience_bands(sample, experience, edges)
    notes = (*notes, *same_in_every_row(sample, named))
    outside = int(bands.isna().sum())
    if outside:
        notes = (
            *notes,
            f"{experience} outside {edges[0]:g} to {edges[-1]:g} in {outside:,} rows, which are not compared",
        )
    question = Question(
        f"log({in_formula(outcome)})" if log else in_formula(outcome),
        tuple(columns),
        level,
        employer is not None and employer in sample.columns,
        checked_rule(rule),
    )
    support = [check_support(sample, c, bands, edges=edges, overlap=overlap, rule=question.rule) for c in columns]
    rows: list[dict[str, object]] = []
    by_band: list[dict[str, object]] = []
    chosen: dict[tuple[str, ...], pd.DataFrame] = {}
    for name, found in zip(names, support, strict=False):
        column = columns[asked.index(name)]
        compared = tuple(found.loc[found["compared"], "band"])
        inside = chosen.setdefault(compared, sample[bands.isin(compared)].reset_index(drop=True))
        rows += refuse_all(sample, question, column, named) or climb(inside, question, (column,), named, compared)
        by_band += climb_bands(sample, bands, found, question, column, named)
    for pair in pairs:
        both = tuple(columns[asked.index(c)] for c in pair)
        rows += climb(sample, question, both, named, "all rows")
    rungs = _corrected(pd.DataFrame(rows, columns=list(LADDER_COLUMNS)), correction)
    return PremiumLadder(
        outcome=outcome,
        log_outcome=log,
        certifications=tuple([certification_id(c) for c in names] + [" and ".join(pair) for pair in pairs]),
        rungs=rungs,
        bands=pd.DataFrame(by_band, columns=[*LADDER_COLUMNS, "band"]),
        support=pd.concat(support, ignore_index=True),
        n=len(sample),
        dropped=(*set_aside, *dropped),
        covariance=f"CRV1: {employer}" if question.clustered else "HC1",
        correction=correction,
        steps=tuple(named),
        notes=(*notes, *joined, *left_out(question)),
    )


def _asked(
    certification: str | Sequence[str], together: Sequence[tuple[str, str]]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the certifications, and the pairs of them."""
    names = [certification] if isinstance(certification, str) else list(certification or ())
    if not names or not all(isinstance(name, str) and name for name in names):
        raise UsageError(f"premium_ladder needs at least one certification, for example 'PMP', got {certification!r}")
    pairs = [tuple(pair) for pair in together if not isinstance(pair, str)]
    wrong = [pair for pair in pairs if len(set(pair)) != 2]
    if wrong or len(pairs) < len(together):
        raise UsageError(f"together={together!r}: list pairs of certifications, for example [('PMP', 'CSM')]")
    return names, [(first, second) for first, second in pairs]


def _corrected(rungs: pd.DataFrame, correction: Correction) -> pd.DataFrame:
    """Correct p-values for the number of rows on each step."""
    words = ("term", "certification", "step", "n", "n_with", "refused")
    out = rungs.astype(dict.fromkeys([c for c in LADDER_COLUMNS if c not in words], "float64"))
    for step in out["step"].unique():
        here = out["step"] == step
        out.loc[here, "p_adjusted"] = adjust_p_values(out.loc[here, "p_value"], correction)
    return out
