"""What one group of records names more often than another, as log-odds ratios among alike records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.cells import known_columns
from tpm_insights.models.complete import require_columns
from tpm_insights.models.disclosure_rule import DisclosureRule, checked_rule, count_cell
from tpm_insights.models.multiple_tests import adjust_p_values
from tpm_insights.models.odds_ratios import common_log_odds
from tpm_insights.models.results import Dropped, Result
from tpm_insights.models.shares import zero_one
from tpm_insights.models.tidy import Floats
from tpm_insights.models.two_groups import two_groups


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LogOdds(Result):
    """Log-odds ratios of the first group against the second. See `Result` for the attributes every result has.

    Attributes
    ----------
    group : str
        Column of the groups.
    first, second : str
        The groups; positive log-odds ratios mean that the first one names a thing more often.
    n_first, n_second : int
        Records of each, in strata that hold both.
    strata : str
        Columns in which compared records are alike; empty for none.
    prior : float
        Records that name the thing (or do not, if most do) that were added to each group as if there were no
        difference.
    shares : ndarray of shape (n_terms, 2)
        Share of all records of each group that name the thing, whatever the stratum.
    refused : tuple of str
        Of each term: why there is no estimate; empty where there is one.
    """

    group: str
    first: str
    second: str
    n_first: int
    n_second: int
    strata: str
    prior: float
    shares: Floats
    refused: tuple[str, ...]

    def tidy(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row a term.

        Parameters
        ----------
        level : float, default 0.95
            Confidence level.

        Returns
        -------
        DataFrame
            Columns ``term, estimate, std_error, statistic, p_value, conf_low, conf_high``, then ``p_adjusted`` (Holm),
            ``share_first, share_second, refused``. Estimates are natural logs of odds ratios.
        """
        table = super().tidy(level)
        return table.assign(
            p_adjusted=adjust_p_values(table["p_value"]),
            share_first=self.shares[:, 0],
            share_second=self.shares[:, 1],
            refused=list(self.refused),
        )

    def _facts(self) -> dict[str, object]:
        """Return the cells of `glance`."""
        return super()._facts() | {
            "group": self.group,
            "first": self.first,
            "second": self.second,
            "n_first": self.n_first,
            "n_second": self.n_second,
            "strata": self.strata,
            "prior": self.prior,
        }


def fit_log_odds(
    frame: pd.DataFrame,
    columns: str | Sequence[str],
    group: str,
    *,
    compare: tuple[object, object],
    strata: str | Sequence[str] = (),
    prior: float = 0.5,
    rule: DisclosureRule | None = None,
    employer: str | None = "employer_id",
) -> LogOdds:
    """Compare how often two groups of records name things, among records alike in some labels.

    Parameters
    ----------
    frame : DataFrame
        Any frame, one row a record.
    columns : str or sequence of str
        Columns of 0 and 1, or false and true: the things named.
    group : str
        Column of the groups.
    compare : pair
        The two groups, first against second.
    strata : str or sequence of str, optional
        Columns of labels, such as the source of a posting; only records with the same labels are compared. A stratum
        that holds one group alone tells nothing and is left out.
    prior : float, default 0.5
        "No difference", added to each group: so many records of the rarer answer, and of the other answer as many as go
        with them in all records, spread over strata as all records are. They keep a thing that one group never names
        from an infinite ratio; 0 adds none.
    rule : DisclosureRule, optional
        How many records, of how many employers, each group needs; and how many records must name a thing.
    employer : str or None, default "employer_id"
        Column by which records cluster; a record without one is a cluster of its own. None, or absent: records are
        independent.

    Returns
    -------
    LogOdds
        A term a column; terms that may not be published are there without estimate, with the reason.

    Raises
    ------
    UsageError
        If a column or option does not exist.
    ModelError
        If a column holds anything but 0 and 1.

    Notes
    -----
    The common odds ratio over strata of Mantel and Haenszel (1959), Journal of the National Cancer Institute 22,
    719-748, with the variance of Robins, Breslow and Greenland (1986), Biometrics 42, 311-323. The prior is the
    informative one of Monroe, Colaresi and Quinn (2008), Fightin' words, Political Analysis 16(4), 372-403, for records
    in place of words, as strong as the half record of Haldane and Anscombe. Clustered records: the variance of the sums
    of influence by cluster, where it is the larger one, and Student's t with one degree of freedom less than there are
    clusters.

    Examples
    --------
    >>> named = [1] * 30 + [0] * 20 + [1] * 10 + [0] * 40
    >>> frame = pd.DataFrame({"pmp": named, "job": ["tpm"] * 50 + ["dev"] * 50})
    >>> found = fit_log_odds(frame, "pmp", "job", compare=("tpm", "dev"), prior=0).tidy()
    >>> found[["term", "estimate", "std_error"]].round(3).values.tolist()  # log(30 * 40 / (20 * 10))
    [['pmp', 1.792, 0.456]]
    """
    names = [columns] if isinstance(columns, str) else list(columns or ())
    labels = [strata] if isinstance(strata, str) else list(strata)
    if not names or not isinstance(prior, (int, float)) or not 0 <= prior < np.inf:
        raise UsageError(f"log-odds need a column of 0 and 1 and a prior of 0 or more, got {names!r} and {prior!r}")
    compare = two_groups(compare, group)
    require_columns(frame, [*names, group, *labels])
    employer, _, notes = known_columns(frame, employer, None)
    rule = checked_rule(rule)
    compared = frame[frame[group].isin(compare)].reset_index(drop=True)
    hits = np.column_stack([_complete(compared[name], name) for name in names])
    sides = (compared[group] == compare[1]).to_numpy().astype("int64")
    shares = np.column_stack([_share(hits[sides == side]) for side in (0, 1)])
    codes, shared = _strata(compared, labels, sides)
    used, hits, sides, codes = compared[shared], hits[shared], sides[shared], pd.factorize(codes[shared])[0]
    clusters = _clusters(used[employer]) if employer and len(used) else None
    estimate, vcov = np.full(len(names), np.nan), np.full((len(names), len(names)), np.nan)
    refused = [_thin(used, sides, compare, employer, rule)] * len(names)
    if not refused[0]:
        estimate, vcov = common_log_odds(hits, sides, codes, prior=prior, clusters=clusters)
        refused = [
            _unnamed(int(n), len(used), rule, value) for n, value in zip(hits.sum(axis=0), estimate, strict=True)
        ]
        hidden = np.array([bool(reason) for reason in refused])
        estimate[hidden] = vcov[hidden, :] = vcov[:, hidden] = np.nan
    alone = len(compared) - len(used)
    return LogOdds(
        method="log-odds ratios",
        formula=f"{', '.join(names)} by {group}" + (f" within {' and '.join(labels)}" if labels else ""),
        outcome=", ".join(names),
        log_outcome=False,
        terms=tuple(names),
        estimate=estimate,
        vcov=vcov,
        df=float(clusters.max()) if clusters is not None else np.inf,
        n=len(used),
        dropped=(Dropped(f"{' and '.join(labels) or group} of one group only", alone),) if alone else (),
        covariance=f"linearized, clustered by {employer}" if employer else "Robins-Breslow-Greenland",
        n_clusters=int(clusters.max()) + 1 if clusters is not None else None,
        notes=notes,
        group=group,
        first=str(compare[0]),
        second=str(compare[1]),
        n_first=int((sides == 0).sum()),
        n_second=int((sides == 1).sum()),
        strata=" and ".join(labels),
        prior=float(prior),
        shares=shares,
        refused=tuple(refused),
    )


def _complete(values: pd.Series, name: str) -> Floats:
    """Return a column of 0 and 1; refuse one with gaps, which would count as not named."""
    hits = zero_one(values, name)
    if gaps := int(np.isnan(hits).sum()):
        raise ModelError(f"column {name!r} is missing in {gaps:,} of {len(hits):,} rows; leave those rows out first")
    return hits


def _share(hits: Floats) -> Floats:
    """Return the share of records that name each thing."""
    return hits.mean(axis=0) if len(hits) else np.full(hits.shape[1], np.nan)


def _strata(frame: pd.DataFrame, labels: list[str], sides: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the stratum of each record, and whether it holds both groups."""
    codes = np.zeros(len(frame), dtype="int64")
    for label in labels:
        values = pd.factorize(frame[label], use_na_sentinel=False)[0]
        codes = np.unique(codes * (int(values.max(initial=0)) + 1) + values, return_inverse=True)[1]
    found = np.zeros((int(codes.max(initial=-1)) + 1, 2), dtype=bool)
    found[codes, sides] = True
    return codes, np.asarray(found.all(axis=1))[codes]


def _clusters(employers: pd.Series) -> np.ndarray:
    """Return the number of each record's cluster; a record without an employer is one of its own."""
    alone = "\0" + pd.Series(np.arange(len(employers)), index=employers.index).astype("str")
    return pd.factorize(employers.astype("str").where(employers.notna(), alone))[0]


def _thin(
    used: pd.DataFrame, sides: np.ndarray, compare: tuple[object, object], employer: str | None, rule: DisclosureRule
) -> str:
    """Say why the groups may not be compared at all."""
    for side, label in enumerate(compare):
        inside = sides == side
        why = rule.refusal(count_cell(used.loc[inside, employer] if employer else None, int(inside.sum())))
        if why:
            return f"{label}: {why}"
    return ""


def _unnamed(named: int, n: int, rule: DisclosureRule, estimate: float) -> str:
    """Say why one thing cannot be compared."""
    fewest = min(named, n - named)
    if fewest < rule.min_records:
        return f"{'named' if fewest == named else 'not named'} in {fewest} records, {rule.min_records} needed"
    return "" if np.isfinite(estimate) else "one group names it always or never: no finite ratio without a prior"
