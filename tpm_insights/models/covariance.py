"""How standard errors are asked for, checked and named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tpm_insights.errors import ModelError, UsageError
from tpm_insights.models.clusters import MOST_WAYS
from tpm_insights.models.formula_text import column_names

Covariance = Literal["iid", "HC0", "HC1", "HC2", "HC3"] | Mapping[str, str | Sequence[str]]
"""``{"CRV1": "employer_id"}`` clusters by employer, ``{"CRV1": "employer_id + region"}`` two ways, up to three."""

SmallSample = Literal["usual", "each_way", "all_effects", "no_effects", "none"]
"""What the errors are multiplied by in small samples; see `SMALL_SAMPLE`."""

SMALL_SAMPLE: dict[str, str] = {
    "usual": "absorbed effects count unless they lie within clusters; several ways: the least number of clusters",
    "each_way": "several ways: G / (G - 1) of each way for itself",
    "all_effects": "all absorbed effects count",
    "no_effects": "no absorbed effect counts",
    "none": "no small-sample factor",
}
UNCLUSTERED: tuple[str, ...] = ("iid", "HC0", "HC1", "HC2", "HC3")
CLUSTERED: tuple[str, ...] = ("CRV1", "CRV3")
FEW_CLUSTERS = 30


@dataclass(frozen=True, slots=True)
class Errors:
    """How standard errors are made.

    Attributes
    ----------
    kind : str
        ``iid``, ``HC0`` to ``HC3``, ``CRV1`` or ``CRV3``.
    clusters : tuple of str
        Columns to cluster by.
    n_clusters : int or None
        Number of clusters, the least one for several ways; None before they are counted or where there are none.
    small_sample : str
        One of `SMALL_SAMPLE`.
    """

    kind: str
    clusters: tuple[str, ...] = ()
    n_clusters: int | None = None
    small_sample: SmallSample = "usual"

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns of a frame that the clusters are made of; ``a^b`` is made of two."""
        return tuple(dict.fromkeys(part for name in self.clusters for part in name.split("^")))

    @property
    def label(self) -> str:
        """The kind with the cluster columns, as `glance` shows it."""
        named = f"{self.kind}: {' + '.join(self.clusters)}" if self.clusters else self.kind
        return named if self.small_sample == "usual" else f"{named} ({SMALL_SAMPLE[self.small_sample]})"

    @property
    def notes(self) -> tuple[str, ...]:
        """A warning where there are few clusters."""
        if self.n_clusters is None or self.n_clusters >= FEW_CLUSTERS:
            return ()
        return (
            f"only {self.n_clusters} clusters: clustered intervals tend to be too narrow below about {FEW_CLUSTERS}",
        )

    def counted(self, codes: Sequence[np.ndarray]) -> Errors:
        """Count the clusters.

        Parameters
        ----------
        codes : sequence of ndarray of int
            Clusters of the complete rows, numbered from 0, one array a column.

        Returns
        -------
        Errors
            With ``n_clusters`` filled in.

        Raises
        ------
        ModelError
            If a cluster column has one value only.
        """
        counts = {name: int(way.max()) + 1 for name, way in zip(self.clusters, codes, strict=True)}
        for name, count in counts.items():
            if count < 2:
                raise ModelError(
                    f"cluster column {name!r} has one value in all {len(codes[0]):,} complete rows; clustered errors "
                    "need at least 2, and some 30 to be trusted"
                )
        return replace(self, n_clusters=min(counts.values(), default=None))


def read_covariance(covariance: Covariance, *, absorbs: bool = False, small_sample: SmallSample = "usual") -> Errors:
    """Check how errors are asked for.

    Parameters
    ----------
    covariance : str or mapping
        One of ``iid, HC0, HC1, HC2, HC3``, or a mapping from ``CRV1`` to one to three columns, or from
        ``CRV3`` to one.
    absorbs : bool, default False
        True if effects are absorbed, for which HC2 and HC3 are not defined.
    small_sample : str, default "usual"
        One of `SMALL_SAMPLE`.

    Returns
    -------
    Errors
        The kind and the columns.

    Raises
    ------
    UsageError
        If it is not one of the known kinds.

    Examples
    --------
    >>> read_covariance({"CRV1": "employer_id + region"}).label
    'CRV1: employer_id + region'
    """
    if small_sample not in SMALL_SAMPLE:
        raise UsageError(f"small_sample {small_sample!r} is not known; use one of {', '.join(SMALL_SAMPLE)}")
    if isinstance(covariance, str) and covariance in UNCLUSTERED:
        if absorbs and covariance in ("HC2", "HC3"):
            raise UsageError(
                f"{covariance} errors are not defined with absorbed effects; use 'HC1', a cluster, or C(column)"
            )
        return Errors(covariance, small_sample=small_sample)
    if isinstance(covariance, Mapping) and len(covariance) == 1:
        kind, columns = next(iter(covariance.items()))
        names = _names(columns)
        if kind in CLUSTERED and 1 <= len(names) <= (MOST_WAYS if kind == "CRV1" else 1):
            return Errors(kind, names, small_sample=small_sample)
    raise UsageError(
        f"covariance {covariance!r} is not known; use one of {', '.join(UNCLUSTERED)} or a mapping such as "
        "{'CRV1': 'employer_id'} or {'CRV1': 'employer_id + region'}, of three columns at most"
    )


def _names(columns: object) -> tuple[str, ...]:
    """Return the columns to cluster by, each once; none if they are not named by text."""
    if isinstance(columns, str):
        return column_names(columns)
    listed = list(columns) if isinstance(columns, Iterable) else []
    return tuple(dict.fromkeys(listed)) if all(isinstance(name, str) and name for name in listed) else ()
