"""Say how strong something unseen would have to be to explain an association away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.confounding import adjusted_estimate, benchmark_bounds, partial_r2, robustness_value
from tpm_insights.models.pay_model import PayModel
from tpm_insights.models.sensitivity_result import Sensitivity
from tpm_insights.models.tidy import TIDY_COLUMNS, Floats, tidy_table


def sensitivity(
    model: PayModel,
    term: str,
    benchmarks: str | Sequence[str] | Mapping[str, Sequence[str]] = (),
    *,
    times: float | Sequence[float] = (1, 2, 3),
    q: float = 1.0,
    alpha: float = 0.05,
) -> Sensitivity:
    """Say how strong an unseen confounder would have to be to explain an estimate away.

    Parameters
    ----------
    model : PayModel
        A least-squares fit.
    term : str
        The term in question.
    benchmarks : str, sequence of str, or mapping
        Terms to compare a confounder with; ``"C(region)"`` stands for all its levels, a mapping names groups of terms.
    times : float or sequence of float, default (1, 2, 3)
        How many times as strong as a benchmark.
    q : float, default 1
        Share of the estimate to explain away.
    alpha : float, default 0.05
        Level of the interval.

    Returns
    -------
    Sensitivity
        Robustness values, and the estimate as it would be.

    Raises
    ------
    UsageError
        If a term is not in the model.

    Notes
    -----
    Cinelli, C. and Hazlett, C. (2020), Making sense of sensitivity: extending omitted variable bias, Journal of the
    Royal Statistical Society B 82(1), 39-67. The confounder is taken to work against the estimate. The method is built
    on classical errors, whatever errors the model has.

    Examples
    --------
    >>> from tpm_insights.models.regression import fit_pay_model
    >>> rng = np.random.default_rng(0)
    >>> years = rng.normal(8, 3, 500)
    >>> pmp = (years + rng.normal(0, 3, 500) > 8).astype(int)
    >>> pay = np.exp(11 + 0.03 * years + 0.10 * pmp + rng.normal(0, 0.2, 500))
    >>> model = fit_pay_model(pd.DataFrame({"pay": pay, "years": years, "pmp": pmp}), "log(pay) ~ years + pmp")
    >>> found = sensitivity(model, "pmp", "years")
    >>> found.glance()[["r2yd_x", "robustness_value", "robustness_value_alpha"]].round(2).values.tolist()
    [[0.03, 0.16, 0.08]]
    """
    if not isinstance(model, PayModel):
        raise UsageError(f"sensitivity() takes a model of fit_pay_model, got {type(model).__name__}")
    strengths_asked = _times(times)
    position = _position(model, term)
    estimate, df = float(model.estimate[position]), float(model.df_residual)
    error = float(model.sigma * np.sqrt(np.linalg.inv(model.gram)[position, position]))
    statistic = estimate / error
    rows = []
    for name, group in _groups(model, term, benchmarks).items():
        strengths = _benchmark(model, position, [_position(model, t) for t in group])
        rows += [_bound(term, estimate, error, df, name, n, strengths, alpha) for n in strengths_asked]
    bounds = pd.concat(rows, ignore_index=True) if rows else _empty()
    notes = () if model.covariance == "iid" else (f"classical errors here; the model itself has {model.covariance}",)
    if (bounds["r2yz_dx"] >= 1).any():
        notes = (*notes, f"a confounder that strong would explain all that is left of {model.outcome}: taken as 1")
    return Sensitivity(
        term=term,
        formula=model.formula,
        outcome=model.outcome,
        log_outcome=model.log_outcome,
        estimate=estimate,
        std_error=error,
        statistic=statistic,
        df=df,
        n=model.n,
        r2yd_x=partial_r2(statistic, df),
        robustness_value=robustness_value(statistic, df, q=q),
        robustness_value_alpha=robustness_value(statistic, df, q=q, alpha=alpha),
        q=q,
        alpha=alpha,
        bounds=bounds,
        notes=notes,
    )


def _times(times: float | Sequence[float]) -> tuple[float, ...]:
    """Return how many times as strong a confounder is taken to be."""
    listed = [times] if isinstance(times, (int, float)) else list(times)
    if not listed or not all(isinstance(n, (int, float)) and n > 0 for n in listed):
        raise UsageError(f"times must be positive numbers, for example (1, 2, 3), got {times!r}")
    return tuple(float(n) for n in listed)


def _position(model: PayModel, term: str) -> int:
    """Return where a term stands."""
    if term not in model.terms:
        raise UsageError(f"no term {term!r} in {model.formula!r}; it has {examples_of(model.terms, 12)}")
    return model.terms.index(term)


def _groups(
    model: PayModel, term: str, benchmarks: str | Sequence[str] | Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the terms of each benchmark."""
    named = {"": [benchmarks]} if isinstance(benchmarks, str) else benchmarks
    if not isinstance(named, (Mapping, Sequence)) or not all(named.values() if isinstance(named, Mapping) else named):
        raise UsageError(f"benchmarks must name terms of the model, or groups of them, got {benchmarks!r}")
    wanted = named.items() if isinstance(named, Mapping) else [(b, [b]) for b in named]
    groups: dict[str, list[str]] = {}
    for name, terms in wanted:
        found = [
            t
            for one in ([terms] if isinstance(terms, str) else terms)
            for t in ([one] if one in model.terms else _levels(model, one))
        ]
        if term in found:
            raise UsageError(f"benchmark {name or benchmarks!r} holds the term {term!r} itself")
        groups[name or str(benchmarks)] = found
    return groups


def _levels(model: PayModel, factor: str) -> list[str]:
    """Return the terms of all levels of a factor."""
    found = [t for t in model.terms if t.startswith(f"{factor}[") and ":" not in t]
    if not found:
        _position(model, factor)
    return found


def _benchmark(model: PayModel, position: int, group: list[int]) -> tuple[float, float]:
    """Return how much of the residual variance of the term, and of the outcome, a group of terms explains."""
    gram, df = model.gram, float(model.df_residual)
    inverse = np.linalg.inv(gram)
    chosen = np.array(group)
    on_outcome = _explained(model.estimate[chosen], inverse[np.ix_(chosen, chosen)], model.sigma**2 * df)
    rest = np.array([i for i in range(len(model.terms)) if i != position])
    inverse_rest = np.linalg.inv(gram[np.ix_(rest, rest)])
    slopes = inverse_rest @ gram[rest, position]
    left_over = float(gram[position, position] - gram[rest, position] @ slopes)
    inside = np.searchsorted(rest, chosen)
    return _explained(slopes[inside], inverse_rest[np.ix_(inside, inside)], left_over), on_outcome


def _explained(slopes: Floats, inverse: Floats, left_over: float) -> float:
    """Return the share of a residual sum of squares that terms take away."""
    taken = float(slopes @ np.linalg.solve(inverse, slopes))
    return taken / (taken + left_over)


def _bound(
    term: str,
    estimate: float,
    error: float,
    df: float,
    name: str,
    times: float,
    strengths: tuple[float, float],
    alpha: float,
) -> pd.DataFrame:
    """Return one row: the estimate with a confounder so many times as strong as a benchmark."""
    try:
        r2dz_x, r2yz_dx = benchmark_bounds(*strengths, times)
        changed, changed_error = adjusted_estimate(estimate, error, df, r2dz_x=r2dz_x, r2yz_dx=r2yz_dx)
    except ModelError:
        r2dz_x = r2yz_dx = changed = changed_error = float("nan")
    row = tidy_table([f"{term} with {times:g}x {name}"], [changed], [changed_error], df=df - 1, level=1 - alpha)
    return row.assign(benchmark=name, times=float(times), r2dz_x=r2dz_x, r2yz_dx=r2yz_dx)


def _empty() -> pd.DataFrame:
    """Return a table of bounds without rows."""
    kinds = {"term": "str", "benchmark": "str"}
    names = (*TIDY_COLUMNS[:7], "benchmark", "times", "r2dz_x", "r2yz_dx")
    return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, "float64")) for name in names})
