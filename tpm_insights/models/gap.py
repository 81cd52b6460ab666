"""Split a gap in pay between two groups into what their characteristics explain and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError, examples_of
from tpm_insights.models.absorbed import with_combined
from tpm_insights.models.clusters import cluster_codes
from tpm_insights.models.collinear import explain_collinear, redundant_terms
from tpm_insights.models.complete import complete_rows
from tpm_insights.models.covariance import Covariance, read_covariance
from tpm_insights.models.design import build_design
from tpm_insights.models.facts_or_frame import for_model
from tpm_insights.models.formula import PayFormula, read_formula
from tpm_insights.models.gap_parts import gap_parts, gap_vcov
from tpm_insights.models.gap_terms import gap_terms
from tpm_insights.models.results import Result, require_rows
from tpm_insights.models.tidy import Floats

REFERENCES: tuple[str, ...] = ("pooled", "neumark", "cotton", "reimers", "first", "second")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class GapDecomposition(Result):
    """A gap between two groups, split. See `Result` for the attributes every result has.

    Attributes
    ----------
    group : str
        Column of the groups.
    first, second : str
        The groups; the gap is the mean of the first minus the mean of the second.
    n_first, n_second : int
        Rows of each.
    mean_first, mean_second : float
        Means of the left side.
    reference : str
        Whose coefficients price the characteristics.
    components, variables : tuple of str
        Of each row: part of the gap, and formula term (empty for a total).
    """

    group: str
    first: str
    second: str
    n_first: int
    n_second: int
    mean_first: float
    mean_second: float
    reference: str
    components: tuple[str, ...]
    variables: tuple[str, ...]

    hidden_terms: ClassVar[tuple[str, ...]] = ()

    def tidy(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row a part of the gap: totals first, then all parts by formula term.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high, component, variable``. The
            components are ``gap``, ``explained`` and ``unexplained`` (two-fold, they add up to the gap, in total and
            summed over variables), and ``endowments``, ``coefficients`` and ``interaction`` (three-fold, from the
            second group's point of view, likewise).
        """
        return super().tidy(level).assign(component=list(self.components), variable=list(self.variables))

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        totals = dict(zip(self.terms[:3], self.estimate[:3], strict=True))
        return super()._facts() | {
            "group": self.group,
            "first": self.first,
            "second": self.second,
            "n_first": self.n_first,
            "n_second": self.n_second,
            "mean_first": self.mean_first,
            "mean_second": self.mean_second,
            "reference": self.reference,
            **{name: float(value) for name, value in totals.items()},
        }

    def _table(self) -> pd.DataFrame:
        """Return the table shown in a notebook: all but the three-fold parts by term, which `tidy` has."""
        pairs = zip(self.components, self.variables, strict=True)
        shown = [variable == "" or component in ("explained", "unexplained") for component, variable in pairs]
        return super()._table()[shown]


def decompose_gap(
    frame: pd.DataFrame,
    formula: str,
    group: str,
    *,
    compare: tuple[object, object] | None = None,
    reference: str | float = "pooled",
    normalize: bool = True,
    covariance: Covariance = "HC1",
    weights: str | None = None,
) -> GapDecomposition:
    """Decompose a gap in mean pay between two groups (Oaxaca-Blinder).

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record. A facts table is taken through `pay_frame` first, with its defaults.
    formula : str
        As in `fit_pay_model`, without the group and without absorbed effects.
    group : str
        Column of the groups.
    compare : pair, optional
        The two groups, first minus second. By default the column must have two, and the one with the higher mean is
        the first.
    reference : str or float, default "pooled"
        Coefficients that price the characteristics: of all rows with a term for the group (``pooled``) or without
        (``neumark``), the average of both groups by rows (``cotton``) or half and half (``reimers``), those of the
        ``first`` or ``second`` group, or of a group by name, or a weight between 0 and 1 on the first group's.
    normalize : bool, default True
        Take the coefficients of labels as deviations from their mean, so that the part of a label does not depend on
        which level is the reference.
    covariance : {"iid", "HC0", "HC1"} or mapping, default "HC1"
        Errors: equal within each group, robust, or clustered as in ``{"CRV1": "employer_id"}``.
    weights : str, optional
        Column of weights, for means and regressions; rows of weight zero are dropped.

    Returns
    -------
    GapDecomposition
        Totals and parts by formula term, with errors that also count the chance in the characteristics.

    Raises
    ------
    UsageError
        If a column, group or option does not exist.
    ModelError
        If the model cannot be estimated in one of the groups, for example because a label exists in the other only.

    Notes
    -----
    Oaxaca (1973), International Economic Review 14(3), 693-709; Blinder (1973), Journal of Human Resources 8(4),
    436-455; reference choices as in Jann (2008), Stata Journal 8(4), 453-479; normalization of labels: Yun (2005),
    Economic Inquiry 43(4), 766-772. Errors by influence functions of all means and coefficients together; ``iid`` ones
    are those of Jann (2008, section 2.2): variances of least squares in each group, of the means, and none between. The
    unexplained part holds everything that was not measured; it is not discrimination by itself.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> role = rng.choice(["engineer", "manager"], 2000)
    >>> years = rng.integers(0, 10, 2000) + 3 * (role == "manager")
    >>> pay = np.exp(11 + 0.05 * years + 0.10 * (role == "manager") + rng.normal(0, 0.2, 2000))
    >>> found = decompose_gap(pd.DataFrame({"pay": pay, "years": years, "role": role}), "log(pay) ~ years", "role")
    >>> found.glance()[["first", "gap", "explained", "unexplained"]].round(2).values.tolist()
    [['manager', 0.26, 0.15, 0.12]]
    """
    parsed = read_formula(formula)
    if parsed.absorb or group in parsed.columns:
        raise UsageError(f"{formula!r}: leave absorbed effects and the group {group!r} itself out of the formula")
    errors = read_covariance(covariance)
    if errors.kind not in ("iid", "HC0", "HC1", "CRV1"):
        raise UsageError(
            f"covariance {covariance!r} is not known for a gap; use 'iid', 'HC0', 'HC1' or {{'CRV1': 'employer_id'}}"
        )
    frame, set_aside = for_model(frame, [*parsed.columns, group, *errors.parts])
    frame = with_combined(frame, errors.clusters)
    rows = complete_rows(frame, parsed, groups=[group, *errors.clusters], weights=weights)
    chosen = _groups(rows.frame[group], group, compare)
    used = rows.frame[rows.frame[group].isin(chosen)].reset_index(drop=True)
    codes = cluster_codes(used, errors.clusters)
    errors = errors.counted(codes)
    outcome, design, recipe = build_design(used, parsed)
    inside = (used[group] == chosen[0]).to_numpy()
    weight = np.ones(len(outcome)) if weights is None else used[weights].to_numpy(dtype=float)
    means = [float(np.average(outcome[mask], weights=weight[mask])) for mask in (inside, ~inside)]
    if compare is None and means[0] < means[1]:
        chosen, inside, means = (chosen[1], chosen[0]), ~inside, means[::-1]
    for label, mask in ((chosen[0], inside), (chosen[1], ~inside)):
        require_rows(int(mask.sum()), design.shape[1], f"{parsed.text} where {group} is {label!r}", rows.dropped)
        _refuse_collinear_within(design[mask], recipe.terms, parsed, group, label)
    terms = gap_terms(recipe, normalize=normalize)
    parts, influence = gap_parts(
        outcome,
        design,
        inside,
        terms,
        _weight(reference, chosen, float(weight[inside].sum() / weight.sum())),
        weight,
        equal=errors.kind == "iid",
    )
    vcov, mended = gap_vcov(influence, codes, small_sample=errors.kind == "HC1")
    return GapDecomposition(
        method="Oaxaca-Blinder decomposition",
        formula=parsed.full_text,
        outcome=parsed.outcome,
        log_outcome=parsed.log_outcome,
        terms=tuple(f"{c}: {v}" if v else c for c, v in parts),
        estimate=np.array(list(parts.values())),
        vcov=vcov,
        df=np.inf if errors.n_clusters is None else float(errors.n_clusters - 1),
        n=len(outcome),
        dropped=(*set_aside, *rows.dropped),
        covariance=errors.label,
        n_clusters=errors.n_clusters,
        notes=(
            f"{group}: {chosen[0]} minus {chosen[1]}, characteristics priced by {reference}",
            *errors.notes,
            *mended,
            *_left_out(len(rows.frame) - len(used), group),
        ),
        group=group,
        first=str(chosen[0]),
        second=str(chosen[1]),
        n_first=int(inside.sum()),
        n_second=int((~inside).sum()),
        mean_first=means[0],
        mean_second=means[1],
        reference=str(reference),
        components=tuple(c for c, _ in parts),
        variables=tuple(v for _, v in parts),
    )


def _groups(labels: pd.Series, group: str, compare: tuple[object, object] | None) -> tuple[object, object]:
    """Return the two groups."""
    found = sorted(labels.unique().tolist(), key=str)
    if compare is None:
        if len(found) != 2:
            raise UsageError(
                f"column {group!r} has {len(found)} groups ({examples_of(found, 6)}); name two: compare=(first, second)"
            )
        return found[0], found[1]
    if isinstance(compare, str) or not isinstance(compare, Sequence):
        raise UsageError(
            f"compare={compare!r}: name two groups of column {group!r} as a pair ({examples_of(found, 6)})"
        )
    missing = [g for g in compare if g not in found]
    if missing or len(set(compare)) != 2 or len(compare) != 2:
        raise UsageError(
            f"compare={compare!r}: {examples_of(missing or compare)} not two groups of column {group!r} with complete "
            f"rows ({examples_of(found, 6)})"
        )
    return compare


def _left_out(rows: int, group: str) -> tuple[str, ...]:
    """Say how many rows of other groups there were."""
    return (f"{rows:,} rows of other groups of {group} left out",) if rows else ()


def _refuse_collinear_within(
    design: Floats, terms: tuple[str, ...], formula: PayFormula, group: str, label: object
) -> None:
    """Refuse a group in which a term does not vary."""
    lost = redundant_terms(design, terms)
    if lost:
        raise ModelError(
            f"{formula.text!r} cannot be estimated where {group} is {label!r}: "
            f"{explain_collinear(design, terms, lost)}; leave out the term, or the rows that only one group has"
        )


def _weight(reference: str | float, chosen: tuple[object, object], share: float) -> float | str:
    """Return the weight of the first group's coefficients, or which pooled regression prices."""
    if isinstance(reference, (int, float)) and not isinstance(reference, bool):
        if not 0 <= reference <= 1:
            raise UsageError(f"reference weight must lie between 0 and 1, got {reference}")
        if reference in chosen and reference != 1 - chosen.index(reference):
            raise UsageError(
                f"reference {reference!r} is a weight and also the name of a group; say 'first' or 'second'"
            )
        return float(reference)
    weights = {"first": 1.0, "second": 0.0, "reimers": 0.5, "cotton": share}
    if reference in weights:
        return weights[reference]
    if reference in ("pooled", "neumark"):
        return reference
    if reference in [str(g) for g in chosen]:
        return 1.0 - [str(g) for g in chosen].index(reference)
    raise UsageError(
        f"reference {reference!r} is not known; use one of {', '.join(REFERENCES)}, one of the groups "
        f"({examples_of(chosen)}), or a weight between 0 and 1"
    )
