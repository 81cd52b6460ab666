"""Estimate a premium with controls of unknown form: partially linear, by cross-fitted machine learning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import LassoCV, LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.complete import complete_rows
from tpm_insights.models.design import build_design, evaluate
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import read_formula
from tpm_insights.models.formula_dialects import in_formula
from tpm_insights.models.formula_text import column_names
from tpm_insights.models.results import Result, require_rows
from tpm_insights.models.threads import one_thread
from tpm_insights.models.tidy import Floats

LearnerName = Literal["boosting", "forest", "lasso", "linear"]
MANY_ROWS = 100_000
LEARNERS: tuple[str, ...] = ("boosting", "forest", "lasso", "linear")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class DoubleML(Result):
    """A partially linear estimate. See `Result` for the attributes every result has.

    Attributes
    ----------
    learner : str
        What predicted outcome and treatment from the controls.
    folds, repeats : int
        Folds of the cross-fitting, and how often it was repeated with other folds.
    seed : int
        Of the folds and the learner.
    r2_outcome, r2_treatment : float
        Out-of-fold share of variance that the controls predict.
    spread : float
        Standard deviation of the estimate over the repeats.
    """

    learner: str
    folds: int
    repeats: int
    seed: int
    r2_outcome: float
    r2_treatment: float
    spread: float

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        return super()._facts() | {
            "learner": self.learner,
            "folds": self.folds,
            "repeats": self.repeats,
            "seed": self.seed,
            "r2_outcome": self.r2_outcome,
            "r2_treatment": self.r2_treatment,
            "spread": self.spread,
        }


def double_ml(
    frame: pd.DataFrame,
    formula: str,
    treatment: str,
    *,
    learner: LearnerName | Any = "boosting",  # noqa: ANN401  (any scikit-learn regressor)
    folds: int | str = 5,
    repeats: int = 3,
    cluster: str | None = None,
    seed: int = 0,
) -> DoubleML:
    """Estimate the association of a treatment with pay, controls entering in any form.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, with its defaults.
    formula : str
        Outcome and controls, ``"log(pay) ~ years_min + C(region)"``; the treatment is left out.
    treatment : str
        Column of numbers, for example of 0 and 1.
    learner : {"boosting", "forest", "lasso", "linear"}, scikit-learn estimator or pair of these, default "boosting"
        What predicts outcome and treatment from the controls: one for both, or one each. For a treatment of 0 and 1 the
        second may be a classifier, whose probabilities are taken.
    folds : int or str, default 5
        Folds of the cross-fitting; 1 for none, which is right for learners that cannot overfit; or a column that names
        the fold of each row.
    repeats : int, default 3
        How often to repeat it with other folds; the median is taken.
    cluster : str, optional
        Column of clusters: they stay together in the folds, and errors cluster by them.
    seed : int, default 0
        Of folds and learner.

    Returns
    -------
    DoubleML
        One term, the treatment.

    Raises
    ------
    UsageError
        If a column or an option does not exist.
    ModelError
        If the controls predict the treatment wholly, or there are fewer rows or clusters than folds.

    Notes
    -----
    Partialling-out score and DML2 of Chernozhukov, V., Chetverikov, D., Demirer, M., Duflo, E., Hansen, C., Newey, W.
    and Robins, J. (2018), Double/debiased machine learning for treatment and structural parameters, Econometrics
    Journal 21(1), C1-C68; median over repeats as in their definition 3.3. Errors are robust, or clustered with
    ``G / (G - 1)``. How often intervals hold a planted premium: ``benchmarks/coverage.py --only learned``.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> years = rng.uniform(0, 15, 1000)
    >>> pmp = (rng.random(1000) < 1 / (1 + np.exp(4 - years / 2))).astype(int)
    >>> pay = np.exp(11 + np.sqrt(years) / 5 + 0.10 * pmp + rng.normal(0, 0.2, 1000))
    >>> model = double_ml(pd.DataFrame({"pay": pay, "years": years, "pmp": pmp}), "log(pay) ~ years", "pmp", repeats=1)
    >>> bool(model.tidy().loc[0, "conf_low"] < 0.10 < model.tidy().loc[0, "conf_high"])
    True
    """
    parsed = read_formula(formula)
    if parsed.absorb or treatment in parsed.columns:
        raise UsageError(f"{formula!r}: leave absorbed effects and the treatment {treatment!r} out of the formula")
    counts = [repeats, *([] if isinstance(folds, str) else [folds])]
    if not all(isinstance(n, (int, np.integer)) and n >= 1 for n in counts):
        raise UsageError(f"folds and repeats must be whole numbers of at least 1, got {folds!r} and {repeats!r}")
    if not isinstance(seed, (int, np.integer)) or seed < 0:
        raise UsageError(f"seed must be a whole number of at least 0, got {seed!r}")
    _check_cluster(frame, cluster)
    labels = [name for name in (cluster, folds) if isinstance(name, str)]
    frame, set_aside = for_model(frame, [*parsed.columns, treatment, *labels])
    whole = read_formula(f"{parsed.text} + {in_formula(treatment)}")
    rows = complete_rows(frame, whole, groups=labels)
    outcome, design, recipe = build_design(rows.frame, parsed)
    treated = evaluate(rows.frame, in_formula(treatment))
    codes = pd.factorize(rows.frame[cluster])[0] if cluster else None
    if isinstance(folds, str):
        parts = [_given_folds(rows.frame[folds], folds)]
    else:
        parts = [_folds(len(outcome), codes, folds, seed + r) for r in range(repeats if folds > 1 else 1)]
    number = int(parts[0].max()) + 1
    require_rows(len(outcome), max(design.shape[1], 2 * number), formula, rows.dropped)
    controls = design[:, [i for i, t in enumerate(recipe.terms) if t != "Intercept"]]
    if not controls.shape[1]:
        raise UsageError(f"{formula!r} has no controls; double_ml needs some, fit_pay_model does without")
    # on a busy machine the threads of boosting wait for each other; few rows need no second one
    with one_thread("openmp", where=len(outcome) < MANY_ROWS):
        found = [_one_repeat(outcome, treated, controls, p, learner, seed + r, codes) for r, p in enumerate(parts)]
    estimates, variances = np.array([f[0] for f in found]), np.array([f[1] for f in found])
    estimate = float(np.median(estimates))
    variance = float(np.median(variances + (estimates - estimate) ** 2))
    groups = None if codes is None else int(codes.max()) + 1
    return DoubleML(
        method="partially linear, cross-fitted",
        formula=f"{parsed.left} ~ {treatment} + g({parsed.right})",
        outcome=parsed.outcome,
        log_outcome=parsed.log_outcome,
        terms=(treatment,),
        estimate=np.array([estimate]),
        vcov=np.array([[variance]]),
        df=np.inf if groups is None else float(groups - 1),
        n=len(outcome),
        dropped=(*set_aside, *rows.dropped),
        covariance=f"CRV1: {cluster}" if cluster else "HC0",
        n_clusters=groups,
        notes=(),
        learner=", ".join(dict.fromkeys(_name(one) for one in (learner if isinstance(learner, tuple) else (learner,)))),
        folds=number,
        repeats=len(found),
        seed=seed,
        r2_outcome=float(np.median([f[2] for f in found])),
        r2_treatment=float(np.median([f[3] for f in found])),
        spread=float(estimates.std()),
    )


def _check_cluster(frame: pd.DataFrame, cluster: object) -> None:
    """Refuse clusters that are not the name of one column."""
    if cluster is None or (
        isinstance(cluster, str) and (cluster in getattr(frame, "columns", ()) or len(column_names(cluster)) < 2)
    ):
        return
    if isinstance(cluster, str) or (isinstance(cluster, Iterable) and all(isinstance(c, str) for c in cluster)):
        raise UsageError(
            f"double_ml clusters by one column, which also keeps its rows in one fold, got {cluster!r}; take the one "
            "with fewer and larger clusters, or cluster several ways in fit_pay_model"
        )
    raise UsageError(f"cluster must be the name of a column, got {cluster!r}")


def _given_folds(labels: pd.Series, name: str) -> np.ndarray:
    """Return the fold of each row from a column."""
    codes = pd.factorize(labels)[0]
    if codes.max() < 1:
        raise ModelError(f"column {name!r} puts all {len(codes):,} rows into one fold; cross-fitting needs at least 2")
    return np.asarray(codes)


def _folds(n: int, codes: np.ndarray | None, folds: int, seed: int) -> np.ndarray:
    """Return the fold of each row; clusters stay together."""
    units = n if codes is None else int(codes.max()) + 1
    if units < 2 * folds:
        raise ModelError(f"{units} rows or clusters are too few for {folds} folds; use fewer folds")
    order = np.random.default_rng(seed).permutation(units) % folds
    return order if codes is None else order[codes]


def _one_repeat(
    outcome: Floats,
    treated: Floats,
    controls: Floats,
    fold: np.ndarray,
    learner: LearnerName | Any,  # noqa: ANN401
    seed: int,
    codes: np.ndarray | None,
) -> tuple[float, float, float, float]:
    """Return estimate, variance, and how well the controls predict outcome and treatment."""
    learners = learner if isinstance(learner, tuple) else (learner, learner)
    if len(learners) != 2:
        raise UsageError(f"learner: one for both, or a pair for outcome and treatment, got {len(learners)}")
    residuals = []
    for target, one in zip((outcome, treated), learners, strict=True):
        predicted = np.empty(len(target))
        for k in range(int(fold.max()) + 1):
            test = fold == k
            train = ~test if fold.max() else test
            fitted = _fitted(_learner(one, seed), controls[train], target[train])
            classes = hasattr(fitted, "predict_proba")
            predicted[test] = fitted.predict_proba(controls[test])[:, 1] if classes else fitted.predict(controls[test])
        residuals.append(target - predicted)
    left, right = residuals
    strength = float((right**2).sum())
    if strength <= 1e-10 * float(((treated - treated.mean()) ** 2).sum()):
        raise ModelError("the controls predict the treatment wholly: nothing is left of it to compare")
    estimate = float((right * left).sum() / strength)
    scores = right * (left - estimate * right)
    factor = 1.0
    if codes is not None:
        scores = np.bincount(codes, scores).astype(float)
        factor = len(scores) / (len(scores) - 1)
    variance = factor * float((scores**2).sum()) / strength**2
    shares = [1 - float((r**2).sum() / ((t - t.mean()) ** 2).sum()) for r, t in ((left, outcome), (right, treated))]
    return estimate, variance, shares[0], shares[1]


def _fitted(learner: Any, controls: Floats, target: Floats) -> Any:  # noqa: ANN401
    """Return a fitted learner, or say why it cannot be."""
    try:
        return learner.fit(controls, target)
    except ValueError as error:
        why = " ".join(str(error).split())[:160]
        raise ModelError(
            f"{type(learner).__name__} cannot be fitted on {len(target):,} rows of a fold: {why}"
        ) from error


def _name(learner: LearnerName | Any) -> str:  # noqa: ANN401
    """Return the name of a learner."""
    return learner if isinstance(learner, str) else type(learner).__name__


def _learner(learner: LearnerName | Any, seed: int) -> Any:  # noqa: ANN401
    """Return a fresh regressor."""
    if not isinstance(learner, str):
        if not hasattr(learner, "fit") or not hasattr(learner, "predict"):
            raise UsageError(
                f"learner must be one of {', '.join(LEARNERS)} or a scikit-learn regressor, got {learner!r}"
            )
        return clone(learner)
    if learner == "boosting":
        return HistGradientBoostingRegressor(
            max_iter=100, learning_rate=0.08, max_leaf_nodes=12, min_samples_leaf=20, random_state=seed
        )
    if learner == "forest":
        return RandomForestRegressor(n_estimators=200, min_samples_leaf=5, random_state=seed)
    if learner == "lasso":
        return make_pipeline(StandardScaler(), LassoCV(cv=5, random_state=seed))
    if learner == "linear":
        return LinearRegression()
    raise UsageError(f"learner {learner!r} is not known; use one of {', '.join(LEARNERS)} or a scikit-learn regressor")
