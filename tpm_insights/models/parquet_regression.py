"""Fit pay by least squares on Parquet files larger than memory: exact, with robust and clustered errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as ds
from formulaic import Formula, ModelSpec
from formulaic.errors import FormulaicError

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.absorbed import AbsorbedEffect
from tpm_insights.models.blocks import Block, BlockFit, fit_blocks
from tpm_insights.models.collinear import redundant_in_gram
from tpm_insights.models.covariance import Covariance, Errors, read_covariance
from tpm_insights.models.formula import PayFormula, read_formula
from tpm_insights.models.grid import fit_grid
from tpm_insights.models.parquet_cells import Grid, add_up, checked_left, fits_in_cells
from tpm_insights.models.parquet_keys import Key, find_keys
from tpm_insights.models.parquet_source import NotWholeError, open_parquet, read_batches
from tpm_insights.models.pay_model import QUANTILE_GRID, PayModel
from tpm_insights.models.quiet import quiet_libraries
from tpm_insights.models.recipe import Recipe, recipe_of
from tpm_insights.models.results import Dropped, require_rows
from tpm_insights.models.tidy import Floats

NEED_ALL_ROWS: tuple[str, ...] = ("bs(", "cs(", "cr(", "cc(", "poly(", "scale(", "center(", "standardize(", "lag(")
CELLS_AT_ONCE = 1 << 17
MOST_COMBINATIONS = 1 << 20


@dataclass(slots=True, eq=False)
class _Files:
    """The files, and how their columns are read."""

    data: ds.Dataset
    outcome: str
    log: bool
    right: list[str]
    absorb: str | None
    cluster: str | None
    keys: dict[str, Key | None]
    spec: ModelSpec | None = None
    missing: int = 0


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
    files = _open(path, parsed, errors)
    while True:
        try:
            fit = _fit(files, parsed)
        except NotWholeError as wrong:
            files.keys[wrong.name] = None
        else:
            return _freeze(fit, files, parsed, errors)


def _fit(files: _Files, parsed: PayFormula) -> BlockFit:
    """Fit, and refuse collinear terms."""

    def check(gram: Floats, n: int) -> None:
        """Refuse too few rows and collinear terms."""
        terms = _terms(files)
        require_rows(n, len(terms), parsed.full_text, _dropped(files))
        lost = redundant_in_gram(gram, terms)
        if lost:
            within = f" within {files.absorb}" if files.absorb else ""
            raise ModelError(
                f"{parsed.full_text!r}: collinear{within}: {examples_of(lost)}, the same in every row or a combination "
                "of the terms before; leave them out"
            )

    groups, clusters = _size(files, files.absorb), _size(files, files.cluster)
    if not fits_in_cells(files.keys):
        return fit_blocks(lambda: _row_blocks(files, parsed), groups, clusters, check)
    keys = [key for key in files.keys.values() if key is not None]
    outer = [key for key in keys if key.name in (files.absorb, files.cluster)]
    inner = [key for key in keys if key not in outer]
    grid = add_up(files.data, files.outcome, outer, inner, log=files.log)
    files.missing = grid.missing
    shared = not {key.name for key in outer} & set(files.right) and grid.sums.shape[2] <= MOST_COMBINATIONS
    if not shared:
        return fit_blocks(lambda: _grid_blocks(files, parsed, grid), groups, clusters, check)
    return fit_grid(
        _shared_design(files, parsed, grid),
        grid.sums,
        group=grid.codes(files.absorb) if files.absorb else None,
        cluster=grid.codes(files.cluster) if files.cluster else None,
        groups=groups,
        clusters=clusters,
        check=check,
    )


def _checked(parsed: PayFormula, errors: Errors) -> Errors:
    """Refuse what cannot be done on files."""
    late = [name for name in NEED_ALL_ROWS if name in parsed.right]
    if late:
        raise UsageError(
            f"{late[0]}...) needs all rows at once, which files do not give; use I(x**2) or C(x) in {parsed.text!r}"
        )
    if parsed.outcome != parsed.columns[0]:
        raise UsageError(f"the left side {parsed.left!r} must be a column or its log")
    if len(parsed.absorb) > 1:
        raise UsageError(f"one column can be absorbed on files, not {len(parsed.absorb)}; use C(column) for the others")
    if errors.kind not in ("iid", "HC0", "HC1", "CRV1") or len(errors.clusters) > 1:
        raise UsageError(f"{errors.label} errors cannot be had on files; use 'iid', 'HC0', 'HC1' or one cluster column")
    return errors


def _open(path: Path | str, parsed: PayFormula, errors: Errors) -> _Files:
    """Open the files and find the codes of their columns."""
    right = [c for c in parsed.columns if c != parsed.outcome]
    absorb = parsed.absorb[0] if parsed.absorb else None
    cluster = errors.clusters[0] if errors.clusters else None
    # absorbed levels and clusters first: their cells then lie together, and adding them up is quick
    others = list(dict.fromkeys([*[c for c in (absorb, cluster) if c], *right]))
    data = open_parquet(path, [parsed.outcome, *others])
    keys = find_keys(data, others)
    for name in (absorb, cluster):
        if name and keys[name] is None:
            raise ModelError(
                f"column {name!r} has too many values, or numbers that are not whole, to absorb or cluster by"
            )
    return _Files(data, parsed.outcome, parsed.log_outcome, right, absorb, cluster, keys)


def _size(files: _Files, name: str | None) -> int:
    """Return the number of codes of a column."""
    key = files.keys[name] if name else None
    return key.size if key else 0


def _recipe(files: _Files, parsed: PayFormula, frame: pd.DataFrame) -> ModelSpec:
    """Return how the right side is made, found once on one row with every level."""
    if files.spec is None:
        try:
            with quiet_libraries():
                files.spec = Formula(parsed.right).get_model_matrix(frame.head(1), na_action="ignore").model_spec
        except FormulaicError as error:
            raise ModelError(f"cannot compute {parsed.right!r}: {' '.join(str(error).split())[-200:]}") from error
    return files.spec


def _design(files: _Files, parsed: PayFormula, frame: pd.DataFrame) -> Floats:
    """Return the right side of a frame, the same columns for each."""
    spec = _recipe(files, parsed, frame)
    with quiet_libraries():
        design = np.asarray(spec.get_model_matrix(frame, na_action="ignore", output="numpy"), dtype=float)
    return _finite(design, parsed)


def _finite(design: Floats, parsed: PayFormula) -> Floats:
    """Refuse a right side that is not finite."""
    if not np.isfinite(design).all():
        raise ModelError(
            f"{parsed.text!r}: a term is not a finite number in some rows; a log of zero is the usual cause"
        )
    return design


def _without_intercept(files: _Files, design: Floats) -> Floats:
    """Leave out the intercept where effects are absorbed."""
    names = list(files.spec.column_names) if files.spec is not None else []
    if files.absorb and "Intercept" in names:
        return np.delete(design, names.index("Intercept"), axis=1)
    return design


def _shared_design(files: _Files, parsed: PayFormula, grid: Grid) -> Floats:
    """Return the right side of the columns of a grid; zero where a column has no rows."""
    there = np.flatnonzero(grid.sums[0].sum(axis=0))
    made = _without_intercept(files, _design(files, parsed, grid.frame(0, there)))
    out = np.zeros((grid.sums.shape[2], made.shape[1]))
    out[there] = made
    return out


def _grid_blocks(files: _Files, parsed: PayFormula, grid: Grid) -> Iterator[Block]:
    """Return the cells of a grid that have rows, some at a time."""
    groups = grid.codes(files.absorb) if files.absorb else None
    clusters = grid.codes(files.cluster) if files.cluster else None
    for row in range(grid.sums.shape[1]):
        there = np.flatnonzero(grid.sums[0, row])
        for start in range(0, len(there), CELLS_AT_ONCE):
            part = there[start : start + CELLS_AT_ONCE]
            count, total, square, level = grid.sums[:, row, part]
            yield Block(
                _without_intercept(files, _design(files, parsed, grid.frame(row, part))),
                count,
                total,
                square,
                level,
                None if groups is None else np.full(len(part), groups[row]),
                None if clusters is None else np.full(len(part), clusters[row]),
            )


def _row_blocks(files: _Files, parsed: PayFormula) -> Iterator[Block]:
    """Return the rows, a batch at a time."""
    files.missing = 0
    for y, columns, complete in read_batches(files.data, files.outcome, files.keys):
        files.missing += int((~complete).sum())
        if not complete.any():
            continue
        there = y[complete]
        left = checked_left(there, files.outcome, log=files.log)
        inside = {name: values[complete] for name, values in columns.items()}
        made = {n: k.values(inside[n]) if (k := files.keys[n]) else pd.Series(inside[n]) for n in files.right}
        yield Block(
            _without_intercept(files, _design(files, parsed, pd.DataFrame(made))),
            np.ones(len(there)),
            left,
            left * left,
            there,
            inside[files.absorb] if files.absorb else None,
            inside[files.cluster] if files.cluster else None,
        )


def _freeze(fit: BlockFit, files: _Files, parsed: PayFormula, errors: Errors) -> PayModel:
    """Put together the result."""
    terms = _terms(files)
    there = np.flatnonzero(fit.group_rows)
    levels = len(there)
    k = len(terms)
    vcov, clusters, df = _vcov(fit, files, errors, k, levels)
    df_residual = fit.n - k - levels
    errors = Errors(errors.kind, errors.clusters, clusters)
    sample = pd.DataFrame({n: _example(files.keys[n]) for n in files.right}) if files.right else pd.DataFrame(index=[0])
    recipe: Recipe = recipe_of(files.spec, sample, terms)
    key = files.keys[files.absorb] if files.absorb else None
    absorbed = (AbsorbedEffect(key.name, tuple(key.values(there).tolist()), fit.effects[there]),) if key else ()
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
        notes=errors.notes,
        r2=1 - fit.residual_squares / fit.total_squares,
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


def _dropped(files: _Files) -> tuple[Dropped, ...]:
    """Return the rows left out."""
    return (Dropped("a value missing", files.missing),) if files.missing else ()


def _terms(files: _Files) -> tuple[str, ...]:
    """Return the names of the terms."""
    if files.spec is None:
        raise ModelError(f"no row of {files.outcome!r} is complete; {files.missing:,} rows lack a value")
    names = [str(name) for name in files.spec.column_names]
    return tuple(n for n in names if not (files.absorb and n == "Intercept"))


def _example(key: Key | None) -> pd.Series:
    """Return a column with every level, or one number."""
    if key is None:
        return pd.Series([0.0])
    return key.values(np.zeros(1, dtype=int))


def _vcov(fit: BlockFit, files: _Files, errors: Errors, k: int, levels: int) -> tuple[Floats, int | None, float]:
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
