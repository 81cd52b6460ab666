"""Which role families to keep, with a seeded sample of the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tpm_insights import vocabulary as v
from tpm_insights.errors import UsageError, examples_of
from tpm_insights.ledger import Ledger

_KINDS = ["text_kind", "role_family"]


def role_families(names: str) -> tuple[str, ...]:
    """Return the role families that a user asks for.

    Parameters
    ----------
    names : str
        Comma list of role families, or "project" for the project, program and delivery families.

    Returns
    -------
    tuple of str
        Keys of `tpm_insights.vocabulary.ROLE_FAMILIES`.

    Raises
    ------
    UsageError
        If one is unknown.

    Examples
    --------
    >>> role_families("scrum_master, product_manager")
    ('scrum_master', 'product_manager')
    """
    if names == "project":
        return v.PROJECT_FAMILY
    asked = tuple(name.strip() for name in names.split(","))
    unknown = [name for name in asked if name not in v.ROLE_FAMILIES]
    if unknown:
        raise UsageError(
            f"--only-roles: {len(unknown)} unknown role families ({examples_of(unknown)}); "
            f"use 'project' or some of {', '.join(v.ROLE_FAMILIES)}"
        )
    return asked


def rows_to_keep(kinds: pd.DataFrame, families: tuple[str, ...], others: int, seed: int) -> np.ndarray:
    """Choose the rows of some role families and a sample of each other one, full texts and excerpts by themselves.

    Parameters
    ----------
    kinds : DataFrame
        Columns ``text_kind`` and ``role_family`` of all rows; index from 0.
    families : tuple of str
        Families of which every row is kept.
    others : int
        How many rows of each other family and kind of text to draw.
    seed : int
        Seed of the draw: the same rows and seed give the same sample.

    Returns
    -------
    ndarray of bool
        True for rows to keep, one a row.

    Examples
    --------
    >>> kinds = pd.DataFrame({"text_kind": "full", "role_family": ["scrum_master", "other", "other", "other"]})
    >>> rows_to_keep(kinds, ("scrum_master",), 2, 0).tolist()
    [True, False, True, True]
    """
    asked = kinds["role_family"].isin(families)
    if not others:
        return asked.to_numpy(dtype=bool)
    drawn = kinds.loc[~asked, _KINDS].groupby(_KINDS, dropna=False, observed=True).sample(frac=1.0, random_state=seed)
    drawn = drawn.groupby(_KINDS, dropna=False, observed=True).head(others)
    return np.asarray(asked | kinds.index.isin(drawn.index), dtype=bool)


def set_other_roles_aside(facts: pd.DataFrame, keep: np.ndarray, ledger: Ledger) -> pd.DataFrame:
    """Set the rows aside that are not to be kept.

    Parameters
    ----------
    facts : DataFrame
        Columns ``source`` and ``role_family``.
    keep : ndarray of bool
        From `rows_to_keep`, one a row of `facts`.
    ledger : Ledger
        Gets a line for each source.

    Returns
    -------
    DataFrame
        The rows that stay.
    """
    leave = pd.Series(~keep, index=facts.index)
    for source in facts.loc[leave, "source"].unique():
        facts = ledger.take(
            facts,
            leave.loc[facts.index] & (facts["source"] == source),
            source=source,
            step="keep roles",
            action="set_aside",
            reason="role family not asked for, or outside the sample of it",
            examples=facts["role_family"],
        )
    return facts
