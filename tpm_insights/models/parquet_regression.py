"""Fit pay by least squares on Parquet files larger than memory: exact, with robust and clustered errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.absorbed import AbsorbedEffect
from tpm_insights.models.blocks import BlockFit, fit_blocks
from tpm_insights.models.collinear import makes_constant, redundant_in_gram
from tpm_insights.models.covariance import Covariance, Errors, read_covariance
from tpm_insights.models.formula import PayFormula, read_formula
from tpm_insights.models.formula_dialects import PARTS
from tpm_insights.models.grid import fit_grid
from tpm_insights.models.parquet_cells import add_up, fits_in_cells
from tpm_insights.models.parquet_rows import (
    ParquetRows,
    example_of,
    grid_blocks,
    open_rows,
    row_blocks,
    shared_design,
    size_of,
    terms_of,
)
from tpm_insights.models.parquet_source import NotWholeError
from tpm_insights.models.pay_model import NO_CONSTANT, QUANTILE_GRID, PayModel
from tpm_insights.models.recipe import Recipe, recipe_of
from tpm_insights.models.results import Dropped, require_rows
from tpm_insights.models.tidy import Floats

MOST_COMBINATIONS = 1 << 20
CALLS = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
ROW_BY_ROW = frozenset({"C", "I", "exp", "exp10", "exp2", "log", "log10", "log2", "np.clip", "np.where"})
METHODS_ROW_BY_ROW = frozenset({"clip", "isin"})


def fit_pay_model_on_parquet(
    path: Path | str,
    formula: str,
    *,
    covariance: Covariance = "HC1",
    absorb: str | Iterable[str] | None = None,
) -> PayModel:
    """Fit a least-squares model of pay on Parquet files that need not fit in memory.

    Parameters
    ----------
    path : Path or str
        A Parquet file, or a folder of them.
    formula : str
        As in `fit_pay_model`, with ``pay`` or ``log(pay)`` on the left; splines and polynomials that need all rows at
        once cannot be used.
    covariance : {"iid", "HC0", "HC1"} or mapping, default "HC1"
        Errors: equal, robust, or clustered by one column as in ``{"CRV1": "employer_id"}``.
    absorb : str, optional
        One column whose fixed effects are absorbed.

    Returns
    -------
    PayModel
        The same as `fit_pay_model` on all rows, to rounding, except that quantiles of the residuals are not kept, that
        rows alone in their level of an absorbed column count as rows, and that absorbed levels within clusters are only
        recognized where both are the same column.

    Raises
    ------
    UsageError
        If the file, a column or an option does not exist.
    DataError
        If it is not Parquet.
    ModelError
        As in `fit_pay_model`.

    Notes
    -----
    Where the columns of the formula take few values together, rows are first added up to cells that differ in nothing
    but the outcome: rows, sums and squares of a cell are all that least squares and its robust errors need (Wong, J.,
    Forsell, E., Lewis, R., Mao, T. and Wardrop, M. 2021, arXiv 2102.11297). Otherwise the files are read twice.

    Examples
    --------
    >>> import tempfile
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"years": rng.integers(0, 15, 2000), "pmp": rng.integers(0, 2, 2000)})
    >>> frame["pay"] = 70_000 * np.exp(0.04 * frame["years"] + 0.10 * frame["pmp"] + rng.normal(0, 0.2, 2000))
    >>> place = Path(tempfile.mkdtemp()) / "pay.parquet"
    >>> frame.to_parquet(place)
    >>> fit_pay_model_on_parquet(place, "log(pay) ~ years + pmp").effects()["estimate"].round(1).tolist()
    [4.3, 10.5]
    """
    parsed = read_formula(formula, absorb=absorb)
    errors = _checked(parsed, read_covariance(covariance, absorbs=bool(parsed.absorb)))
    files = open_rows(path, parsed, errors)
    while True:
        try:
            fit = _fit(files, parsed)
        except NotWholeError as wrong:
            files.keys[wrong.name] = None
        else:
            return _freeze(fit, files, parsed, errors)


def _fit(files: ParquetRows, parsed: PayFormula) -> BlockFit:
    """Fit, and refuse collinear terms."""

    def check(gram: Floats, n: int) -> None:
        """Refuse too few rows and collinear terms."""
        terms = terms_of(files)
        require_rows(n, len(terms), parsed.full_text, _dropped(files))
        lost = redundant_in_gram(gram, terms)
        if lost:
            within = f" within {files.absorb}" if files.absorb else ""
            raise ModelError(
                f"{parsed.full_text!r}: collinear{within}: {examples_of(lost)}, the same in every row or a combination "
                "of the terms before; leave them out"
            )

    groups, clusters = size_of(files, files.absorb), size_of(files, files.cluster)
    if not fits_in_cells(files.keys):
        return fit_blocks(lambda: row_blocks(files, parsed), groups, clusters, check)
    keys = [key for key in files.keys.values() if key is not None]
    outer = [key for key in keys if key.name in (files.absorb, files.cluster)]
    inner = [key for key in keys if key not in outer]
    grid = add_up(files.data, files.outcome, outer, inner, log=files.log)
    files.missing = grid.missing
    shared = not {key.name for key in outer} & set(files.right) and grid.sums.shape[2] <= MOST_COMBINATIONS
    if not shared:
        return fit_blocks(lambda: grid_blocks(files, parsed, grid), groups, clusters, check)
    return fit_grid(
        shared_design(files, parsed, grid),
        grid.sums,
        group=grid.codes(files.absorb) if files.absorb else None,
        cluster=grid.codes(files.cluster) if files.cluster else None,
        groups=groups,
        clusters=clusters,
        check=check,
    )


def _checked(parsed: PayFormula, errors: Errors) -> Errors:
    """Refuse what cannot be done on files."""
    late = [name for name in CALLS.findall(PARTS.sub("", parsed.right)) if not _row_by_row(name)]
    if late:
        raise UsageError(
            f"{late[0]}() needs all rows at once, which files do not give; use I(x**2), C(x) or functions of single "
            f"rows in {parsed.text!r}"
        )
    if parsed.outcome != parsed.columns[0]:
        raise UsageError(f"the left side {parsed.left!r} must be a column or its log")
    if len(parsed.absorb) > 1:
        raise UsageError(f"one column can be absorbed on files, not {len(parsed.absorb)}; use C(column) for the others")
    if errors.kind not in ("iid", "HC0", "HC1", "CRV1") or len(errors.clusters) > 1:
        raise UsageError(
            f"{errors.label} errors cannot be had on files; use 'iid', 'HC0', 'HC1' or one column to cluster by, as in "
            "{'CRV1': 'employer_id'}"
        )
    return errors


def _row_by_row(name: str) -> bool:
    """Return whether a function looks at each row by itself, so that it is the same on parts of a file."""
    module, _, last = name.rpartition(".")
    if name in ROW_BY_ROW or module == "contr" or name == "Treatment":
        return True
    return isinstance(getattr(np, last, None), np.ufunc) if module == "np" else last in METHODS_ROW_BY_ROW


def _freeze(fit: BlockFit, files: ParquetRows, parsed: PayFormula, errors: Errors) -> PayModel:
    """Put together the result."""
    terms = terms_of(files)
    there = np.flatnonzero(fit.group_rows)
    levels = len(there)
    k = len(terms)
    vcov, clusters, df = _vcov(fit, files, errors, k, levels)
    df_residual = fit.n - k - levels
    errors = Errors(errors.kind, errors.clusters, clusters)
    sample = (
        pd.DataFrame({n: example_of(files.keys[n]) for n in files.right}) if files.right else pd.DataFrame(index=[0])
    )
    recipe: Recipe = recipe_of(files.spec, sample, terms)
    key = files.keys[files.absorb] if files.absorb else None
    absorbed = (AbsorbedEffect(key.name, tuple(key.values(there).tolist()), fit.effects[there]),) if key else ()
    constant = bool(files.absorb) or makes_constant(fit.gram, fit.means, float(fit.n))
    return PayModel(
        method="least squares",
        formula=parsed.full_text,
        outcome=parsed.outcome,
        log_outcome=parsed.log_outcome,
        terms=terms,
        estimate=fit.estimate,
        vcov=vcov,
        df=df,
        n=fit.n,
        dropped=_dropped(files),
        covariance=errors.label,
        n_clusters=clusters,
        notes=(*errors.notes, *(() if constant else (NO_CONSTANT,))),
        r2=1 - fit.residual_squares / (fit.total_squares if constant else fit.raw_squares),
        r2_within=1 - fit.residual_squares / fit.within_squares if files.absorb else float("nan"),
        sigma=float(np.sqrt(fit.residual_squares / max(df_residual, 1))),
        df_residual=df_residual,
        smearing=fit.smearing if parsed.log_outcome else 1.0,
        residual_quantiles=np.full(len(QUANTILE_GRID), np.nan),
        gram=fit.gram,
        means=fit.means,
        recipe=recipe,
        absorbed=absorbed,
    )


def _dropped(files: ParquetRows) -> tuple[Dropped, ...]:
    """Return the rows left out."""
    return (Dropped("a value missing", files.missing),) if files.missing else ()


def _vcov(fit: BlockFit, files: ParquetRows, errors: Errors, k: int, levels: int) -> tuple[Floats, int | None, float]:
    """Return the covariance of the estimates, the number of clusters, and the degrees of freedom."""
    bread: Floats = np.linalg.inv(fit.gram).astype(float)
    n = fit.n
    if errors.kind == "iid":
        return fit.residual_squares / (n - k - levels) * bread, None, float(n - k - levels)
    if errors.kind != "CRV1":
        factor = n / (n - k - levels) if errors.kind == "HC1" else 1.0
        return factor * bread @ fit.meat @ bread, None, float(n - k - levels)
    used = np.abs(fit.cluster_scores).sum(axis=1) > 0
    clusters = int(used.sum())
    if clusters < 2:
        raise ModelError(
            f"cluster column {files.cluster!r} has one value in all {n:,} complete rows; at least 2 are needed"
        )
    # absorbed effects that lie within clusters do not count, but for one
    counted = 1 if levels and files.absorb == files.cluster else levels
    factor = clusters / (clusters - 1) * (n - 1) / (n - k - counted)
    return factor * bread @ (fit.cluster_scores.T @ fit.cluster_scores) @ bread, clusters, float(clusters - 1)
