"""Correct a premium for the errors of the reader that found the certification."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.covariance import Covariance
from tpm_insights.models.frame import CERTIFICATION_NAMES
from tpm_insights.models.pay_model import PayModel
from tpm_insights.models.regression import fit_pay_model
from tpm_insights.models.results import Result
from tpm_insights.models.tidy import Floats

DRAWS = 2_000
MOST_IMPOSSIBLE = 0.01


@dataclass(frozen=True, slots=True)
class ReadingErrors:
    """How a reader did on texts labelled by hand.

    Attributes
    ----------
    true_positives, false_negatives : int
        Texts that do name the certification: found, and missed.
    true_negatives, false_positives : int
        Texts that do not: passed over, and found all the same.

    Examples
    --------
    >>> errors = ReadingErrors(true_positives=45, false_negatives=5, true_negatives=190, false_positives=10)
    >>> round(errors.sensitivity, 2), round(errors.specificity, 2)
    (0.9, 0.95)
    """

    true_positives: int
    false_negatives: int
    true_negatives: int
    false_positives: int

    def __post_init__(self) -> None:
        counts = (self.true_positives, self.false_negatives, self.true_negatives, self.false_positives)
        if min(counts) < 0:
            raise UsageError(f"{self}: counts must not be negative")
        if self.true_positives + self.false_negatives < 1 or self.true_negatives + self.false_positives < 1:
            raise UsageError(f"{self}: needs texts with and without the certification")

    @classmethod
    def from_labels(cls, truth: Sequence[bool] | pd.Series, read: Sequence[bool] | pd.Series) -> ReadingErrors:
        """Count errors from labels.

        Parameters
        ----------
        truth, read : sequence of bool
            What is in each text, and what the reader said.

        Returns
        -------
        ReadingErrors
            Counts.

        Raises
        ------
        UsageError
            If the two differ in length.

        Examples
        --------
        >>> ReadingErrors.from_labels([True, True, False], [True, False, False]).false_negatives
        1
        """
        is_there, found = np.asarray(truth, dtype=bool), np.asarray(read, dtype=bool)
        if is_there.shape != found.shape:
            raise UsageError(f"{len(is_there)} labels and {len(found)} readings; there must be one of each a text")
        return cls(
            true_positives=int((is_there & found).sum()),
            false_negatives=int((is_there & ~found).sum()),
            true_negatives=int((~is_there & ~found).sum()),
            false_positives=int((~is_there & found).sum()),
        )

    @property
    def sensitivity(self) -> float:
        """Share found of the texts that name it."""
        return self.true_positives / (self.true_positives + self.false_negatives)

    @property
    def specificity(self) -> float:
        """Share passed over of the texts that do not name it."""
        return self.true_negatives / (self.true_negatives + self.false_positives)

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw rates that the labels are compatible with.

        Parameters
        ----------
        n : int
            How many.
        rng : numpy.random.Generator
            Source of randomness.

        Returns
        -------
        sensitivity, specificity : ndarray of shape (n,)
            From Beta distributions with half a count added to each cell (Jeffreys).
        """
        found = rng.beta(self.true_positives + 0.5, self.false_negatives + 0.5, n)
        passed = rng.beta(self.true_negatives + 0.5, self.false_positives + 0.5, n)
        return found, passed


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class AdjustedModel(Result):
    """A fit corrected for reading errors. See `Result` for the attributes every result has.

    Attributes
    ----------
    certification : str
        Term that was read with errors.
    as_read, as_read_error : float
        Its estimate and standard error without the correction.
    sensitivity, specificity : float
        Rates the estimates are corrected by.
    share_read, share_true : float
        Share of the records with the certification, as read and as corrected.
    from_rates : float
        Share of the variance of the corrected premium that comes from the uncertainty of the rates.
    """

    certification: str
    as_read: float
    as_read_error: float
    sensitivity: float
    specificity: float
    share_read: float
    share_true: float
    from_rates: float

    @property
    def attenuation(self) -> float:
        """What the errors leave of the premium: as read over corrected."""
        return self.as_read / float(self.estimate[self.terms.index(self.certification)])

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        own = {
            "certification": self.certification,
            "as_read": self.as_read,
            "as_read_error": self.as_read_error,
            "sensitivity": self.sensitivity,
            "specificity": self.specificity,
            "share_read": self.share_read,
            "share_true": self.share_true,
            "attenuation": self.attenuation,
            "from_rates": self.from_rates,
        }
        return super()._facts() | own


def adjust_for_reading_errors(
    model_or_frame: PayModel | pd.DataFrame,
    formula: str | None = None,
    *,
    certification: str,
    errors: ReadingErrors,
    covariance: Covariance = "HC1",
    seed: int = 0,
) -> AdjustedModel:
    """Correct a least-squares fit for a certification that was read with errors.

    Parameters
    ----------
    model_or_frame : PayModel or DataFrame
        A fit with the certification as a 0/1 term, nothing absorbed and no weights; or a frame to fit `formula` to.
    formula : str, optional
        As in `fit_pay_model`; with a frame only.
    certification : str
        The term, or the id of a certification: ``"pmp"`` or ``"PMP"``.
    errors : ReadingErrors
        How the reader did on texts labelled by hand, which must be such texts as these.
    covariance : {"iid", "HC0", "HC1", "HC2", "HC3"} or mapping, default "HC1"
        As in `fit_pay_model`; with a frame only.
    seed : int, default 0
        Seed of the draws of the rates.

    Returns
    -------
    AdjustedModel
        All terms corrected; errors include the uncertainty of the rates.

    Raises
    ------
    UsageError
        If the term is not in the fit, or something was absorbed or weighted.
    ModelError
        If the term is not 0/1, or the rates are compatible with a reader no better than chance, or with fewer
        positives than the false ones alone.

    Notes
    -----
    With sensitivity s and specificity c, ``(flag - (1 - c)) / (s + c - 1)`` is the truth plus an error of mean zero
    given the truth, whose variance is ``(p s (1 - s) + (1 - p) c (1 - c)) / (s + c - 1)^2`` at a true share p. Taken
    off the cross products of the design, it leaves those of the truth (Aigner, D. 1973, Journal of Econometrics 1,
    49-59; Bollinger, C. 1996, Journal of Econometrics 73, 387-399; Fuller, W. 1987, Measurement Error Models, section
    2.2). Rates are drawn from what the labels allow, and their part of the variance is added to that of the fit, as
    Battaglia, L., Christensen, T., Hansen, S. and Sacher, S. (2024), arXiv 2402.15585, ask for labels made by machine.
    Assumed: errors do not depend on pay or on the other terms once the truth is given. Checked by simulation in
    ``tests/models/test_reading_errors.py``: unbiased within two Monte Carlo errors, 95 % intervals cover 93 to 97 %.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.random(4000) < 0.3
    >>> flag = np.where(truth, rng.random(4000) < 0.8, rng.random(4000) < 0.1).astype(int)
    >>> frame = pd.DataFrame({"pay": np.exp(11 + 0.10 * truth + rng.normal(0, 0.2, 4000)), "pmp": flag})
    >>> found = adjust_for_reading_errors(frame, "log(pay) ~ pmp", certification="PMP",
    ...                                   errors=ReadingErrors(160, 40, 360, 40))
    >>> [round(x, 2) for x in (found.as_read, found.estimate[1])]
    [0.07, 0.1]
    """
    model = _fitted(model_or_frame, formula, covariance)
    term = _term(model, certification)
    place, start = model.terms.index(term), model.terms.index("Intercept")
    share_read = float(model.gram[place, start] / model.gram[start, start])
    if not np.isclose(model.gram[place, place], model.gram[place, start], rtol=1e-9, atol=1e-9):
        raise ModelError(f"{term!r} is not a column of 0 and 1; reading errors are those of a flag")
    exact = _corrected(model, place, start, np.array([errors.sensitivity]), np.array([errors.specificity]))
    if not len(exact.estimate):
        raise ModelError(
            f"{term!r}: {100 * share_read:.1f} % flagged cannot come of sensitivity {errors.sensitivity:.2f} and "
            f"specificity {errors.specificity:.2f}; label more texts"
        )
    drawn = _corrected(model, place, start, *errors.draw(DRAWS, np.random.default_rng(seed)))
    impossible = 1 - len(drawn.estimate) / DRAWS
    if impossible > MOST_IMPOSSIBLE:
        raise ModelError(
            f"{term!r}: {100 * impossible:.0f} % of the error rates that the labels allow leave no certification to "
            f"measure at {100 * share_read:.1f} % flagged; label more texts"
        )
    between = np.atleast_2d(np.cov(drawn.estimate, rowvar=False))
    vcov = drawn.vcov.mean(axis=0) + between
    return AdjustedModel(
        method="least squares, corrected for reading errors",
        formula=model.formula,
        outcome=model.outcome,
        log_outcome=model.log_outcome,
        terms=model.terms,
        estimate=exact.estimate[0],
        vcov=vcov,
        df=np.inf,
        n=model.n,
        dropped=model.dropped,
        covariance=f"{model.covariance}, plus the uncertainty of the error rates",
        n_clusters=model.n_clusters,
        notes=(*model.notes, "errors of the reader are taken not to depend on pay or the other terms"),
        certification=term,
        as_read=float(model.estimate[place]),
        as_read_error=float(model.std_error[place]),
        sensitivity=errors.sensitivity,
        specificity=errors.specificity,
        share_read=share_read,
        share_true=float(exact.share[0]),
        from_rates=float(between[place, place] / vcov[place, place]),
    )


def _fitted(model_or_frame: PayModel | pd.DataFrame, formula: str | None, covariance: Covariance) -> PayModel:
    """Return the fit to correct."""
    if isinstance(model_or_frame, PayModel) == (formula is not None):
        raise UsageError("pass a fitted model by itself, or a frame with a formula")
    model = (
        model_or_frame
        if isinstance(model_or_frame, PayModel)
        else fit_pay_model(model_or_frame, str(formula), covariance=covariance)
    )
    if model.absorbed or model.weights or "Intercept" not in model.terms:
        raise UsageError(
            f"{model.formula!r}: reading errors are corrected in fits with an intercept, without absorbed effects and "
            "weights; use C(column) instead of absorbing"
        )
    return model


def _term(model: PayModel, certification: str) -> str:
    """Return the term of a certification."""
    names = {certification, *(name for name, known in CERTIFICATION_NAMES.items() if known == certification)}
    found = [t for t in model.terms if t in names]
    if not found:
        raise UsageError(f"{certification!r} is no term of {model.formula!r}; terms are {', '.join(model.terms)}")
    inside = [t for t in model.terms if ":" in t and found[0] in t.split(":")]
    if inside:
        raise UsageError(f"{inside[0]!r}: reading errors cannot be corrected in interactions; fit the groups apart")
    return found[0]


@dataclass(frozen=True, slots=True, eq=False)
class _Corrected:
    """Corrected estimates (m, k), their covariances (m, k, k) and the true shares (m,), where there are any."""

    estimate: Floats
    vcov: Floats
    share: Floats


def _corrected(model: PayModel, place: int, start: int, sensitivity: Floats, specificity: Floats) -> _Corrected:
    """Correct a fit by each pair of rates; pairs that leave nothing to measure are left out."""
    gram, n = model.gram, model.gram[start, start]
    better = sensitivity + specificity - 1
    usable = better > 1e-6
    better, sensitivity, specificity = better[usable], sensitivity[usable], specificity[usable]
    share = (gram[place, start] / n - (1 - specificity)) / better
    noise = (share * sensitivity * (1 - sensitivity) + (1 - share) * specificity * (1 - specificity)) / better**2
    to_truth = np.tile(np.eye(len(gram)), (len(better), 1, 1))
    to_truth[:, place, place], to_truth[:, start, place] = 1 / better, -(1 - specificity) / better
    mixed = np.swapaxes(to_truth, 1, 2) @ gram
    left = mixed @ to_truth
    left[:, place, place] -= n * noise
    others = np.arange(len(gram)) != place
    cross = left[:, place, others]
    rest = np.linalg.inv(gram[np.ix_(others, others)])
    sure = (left[:, place, place] - np.einsum("mi,ij,mj->m", cross, rest, cross) > 0) & (share > 0) & (share < 1)
    turn = np.linalg.solve(left[sure], mixed[sure])
    return _Corrected(turn @ model.estimate, turn @ model.vcov @ np.swapaxes(turn, 1, 2), share[sure])
