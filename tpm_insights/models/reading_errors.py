"""Correct premia for the errors of the reader that found the certifications in the texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.pay_model import PayModel
from tpm_insights.models.reading_rates import ReadingErrors
from tpm_insights.models.results import Result
from tpm_insights.models.tidy import Floats


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class CorrectedPremia(Result):
    """Premia corrected for reading errors. See `Result` for the attributes every result has.

    Attributes
    ----------
    uncorrected : ndarray of shape (n_terms,)
        The estimates of the model.
    uncorrected_error : ndarray of shape (n_terms,)
        Their standard errors.
    corrected_terms : tuple of str
        Terms whose reading errors were given.
    """

    uncorrected: Floats
    uncorrected_error: Floats
    corrected_terms: tuple[str, ...]

    hidden_terms: ClassVar[tuple[str, ...]] = ()

    def tidy(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row a term, corrected.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high, uncorrected,
            uncorrected_error``. Errors and intervals include the chance in the error rates.
        """
        return super().tidy(level).assign(uncorrected=self.uncorrected, uncorrected_error=self.uncorrected_error)

    def effects(self, level: float = 0.95) -> pd.DataFrame:
        """Return the corrected associations with pay in percent, ``100 (exp(b) - 1)``.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            The columns of `tidy`, all in percent of pay.

        Raises
        ------
        UsageError
            If the outcome was not in logs.
        """
        table = super().effects(level)
        percent = 100 * np.expm1(self.uncorrected)
        return table.assign(uncorrected=percent, uncorrected_error=(100 + percent) * self.uncorrected_error)


def adjust_for_reading_errors(model: PayModel, errors: Mapping[str, ReadingErrors | Sequence[int]]) -> CorrectedPremia:
    """Correct the estimates of a model for measured reading errors.

    Parameters
    ----------
    model : PayModel
        A least-squares fit in which the terms are columns of 0 and 1, as read from texts.
    errors : mapping of str to ReadingErrors
        For each such term, how often the reader was right and wrong; or the four counts in that order: true positives,
        false positives, false negatives, true negatives.

    Returns
    -------
    CorrectedPremia
        All terms but the intercept: those read with error, and the others, which take up part of what is misread.

    Raises
    ------
    UsageError
        If a term is not in the model.
    ModelError
        If a term is not a column of 0 and 1, or the errors are as large as what is left of it beside the others.

    Notes
    -----
    A reading error that depends on nothing but the truth turns the coefficients ``b`` into ``V^-1 (V - N) D^-1 b``:
    ``V`` is the covariance of the columns as read, ``D`` holds recall minus false alarms, and ``N`` the variance that
    wrong readings add, ``p r (1 - r) + (1 - p) f (1 - f)`` for a true share p. This is undone. Aigner, D. J. (1973),
    Regression with a binary independent variable subject to errors of observation, Journal of Econometrics 1(1), 49-60,
    here for several columns; for labels made by machines see Battaglia, Christensen, Hansen and Sacher (2024), arXiv
    2402.15585. Errors by the delta method over the estimates and the error rates.

    Examples
    --------
    >>> from tpm_insights.models.regression import fit_pay_model
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.random(20_000) < 0.3
    >>> read = np.where(truth, rng.random(20_000) < 0.80, rng.random(20_000) < 0.05).astype(int)
    >>> frame = pd.DataFrame({"pay": np.exp(11 + 0.10 * truth + rng.normal(0, 0.2, 20_000)), "pmp": read})
    >>> model = fit_pay_model(frame, "log(pay) ~ pmp")
    >>> found = adjust_for_reading_errors(model, {"pmp": ReadingErrors(160, 25, 40, 475)})
    >>> found.tidy()[["estimate", "uncorrected"]].round(2).values.tolist()
    [[0.09, 0.07]]
    """
    if not isinstance(model, PayModel):
        raise UsageError(f"adjust_for_reading_errors() takes a model of fit_pay_model, got {type(model).__name__}")
    if not isinstance(errors, Mapping) or not errors:
        raise UsageError("adjust_for_reading_errors() needs the errors of at least one term: {'pmp': (45, 5, 10, 440)}")
    known = {term: _counts(term, found) for term, found in errors.items()}
    terms = [t for t in model.terms if t != "Intercept"]
    missing = [t for t in known if t not in terms]
    if missing:
        raise UsageError(f"no term {examples_of(missing)} in {model.formula!r}; it has {examples_of(terms, 12)}")
    places = [model.terms.index(t) for t in terms]
    covariance, shares = _as_read(model, places)
    for term in known:
        _refuse_unless_zero_one(model, term)
    read_at = [terms.index(t) for t in known]
    rates = np.array([(e.recall, e.false_alarm) for e in known.values()])
    given = model.estimate[places]
    estimate = _undo(given, rates, covariance, shares, read_at, tuple(known))
    jacobian = _jacobian(given, rates, covariance, shares, read_at, tuple(known))
    spread = np.zeros((len(given) + rates.size,) * 2)
    spread[: len(given), : len(given)] = model.vcov[np.ix_(places, places)]
    spread[len(given) :, len(given) :] = np.diag([v for e in known.values() for v in e.variances])
    return CorrectedPremia(
        method="least squares, corrected for reading errors",
        formula=model.formula,
        outcome=model.outcome,
        log_outcome=model.log_outcome,
        terms=tuple(terms),
        estimate=estimate,
        vcov=jacobian @ spread @ jacobian.T,
        df=model.df,
        n=model.n,
        dropped=model.dropped,
        covariance=f"{model.covariance}, and the chance in the error rates",
        n_clusters=model.n_clusters,
        notes=(
            *model.notes,
            "right if reading errors depend on nothing but the truth: not on pay, nor on the other terms",
            *(f"{t}: recall {e.recall:.3f}, false alarms {e.false_alarm:.4f}" for t, e in known.items()),
        ),
        uncorrected=given,
        uncorrected_error=model.std_error[places],
        corrected_terms=tuple(known),
    )


def _counts(term: str, found: object) -> ReadingErrors:
    """Return how often the reader of a term was right and wrong."""
    if isinstance(found, ReadingErrors):
        return found
    counts = list(found) if isinstance(found, Sequence) and not isinstance(found, str) else []
    if len(counts) != 4 or not all(isinstance(count, (int, float, np.integer)) for count in counts):
        raise UsageError(
            f"reading errors of {term!r}: give four counts (true positives, false positives, false negatives, true "
            f"negatives), got {found!r}"
        )
    return ReadingErrors(*counts)


def _as_read(model: PayModel, places: list[int]) -> tuple[Floats, Floats]:
    """Return the covariance of the columns as read, intercept or absorbed effects taken out, and their means."""
    gram = model.gram
    # absorbed effects also take a share of the wrong readings away
    weight = float(model.df_residual + len(model.terms))
    if "Intercept" in model.terms:
        start = model.terms.index("Intercept")
        weight = float(gram[start, start])
        gram = gram - np.outer(gram[:, start], gram[start]) / weight
    return np.asarray(gram[np.ix_(places, places)] / weight), np.asarray(model.means[places])


def _refuse_unless_zero_one(model: PayModel, term: str) -> None:
    """Refuse a term that is not a column of 0 and 1."""
    mean = float(model.means[model.terms.index(term)])
    place = model.terms.index(term)
    good = 0 <= mean <= 1
    if "Intercept" in model.terms and not model.absorbed:
        start = model.terms.index("Intercept")
        good = abs(float(model.gram[place, place] / model.gram[start, start]) - mean) <= 1e-9
    elif model.absorbed:  # within absorbed effects only a bound is known: a column of 0 and 1 cannot vary more
        good = good and float(model.gram[place, place]) <= mean * (1 - mean) * (model.n + 1e-6)
    if not good:
        raise ModelError(f"term {term!r} is not a column of 0 and 1, so recall and false alarms say nothing about it")


def _undo(
    given: Floats, rates: Floats, covariance: Floats, shares: Floats, read_at: list[int], names: tuple[str, ...]
) -> Floats:
    """Return the coefficients without reading errors."""
    added = np.zeros(len(given))
    scale = np.ones(len(given))
    for i, (recall, false_alarm), name in zip(read_at, rates, names, strict=True):
        scale[i] = recall - false_alarm
        if scale[i] <= 0:
            raise ModelError(f"{name!r}: the reader finds it no more often where it is than where it is not")
        true_share = float(np.clip((shares[i] - false_alarm) / scale[i], 0.0, 1.0))
        added[i] = true_share * recall * (1 - recall) + (1 - true_share) * false_alarm * (1 - false_alarm)
    clean = covariance - np.diag(added)
    if np.linalg.eigvalsh(clean).min() <= 1e-12 * np.abs(covariance).max():
        raise ModelError(
            f"the reading errors of {examples_of(names)} are as large as what is left of them beside the other terms: "
            "nothing to correct from; use fewer terms or a better reader"
        )
    return np.asarray(scale * np.linalg.solve(clean, covariance @ given))


def _jacobian(
    given: Floats, rates: Floats, covariance: Floats, shares: Floats, read_at: list[int], names: tuple[str, ...]
) -> Floats:
    """Return the derivatives of the corrected coefficients, by central differences for the rates."""
    k = len(given)
    columns = [_undo(np.eye(k)[i], rates, covariance, shares, read_at, names) for i in range(k)]
    step = 1e-5
    for i in range(rates.size):
        shift = np.zeros(rates.size)
        shift[i] = step
        up, down = (
            _undo(given, rates + sign * shift.reshape(rates.shape), covariance, shares, read_at, names)
            for sign in (1, -1)
        )
        columns.append((up - down) / (2 * step))
    return np.column_stack(columns)
