"""Columns of labels as whole numbers, made once for everything that groups rows by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of a column.

    Attributes
    ----------
    codes : ndarray of int, shape (n,)
        Number of the label of each row, from 0.
    levels : Index
        The labels, in the order they first occur.
    """

    codes: np.ndarray
    levels: pd.Index

    @property
    def size(self) -> int:
        """How many labels there are."""
        return len(self.levels)

    def where(self, kept: np.ndarray) -> Labels:
        """Return the labels of some of the rows.

        Parameters
        ----------
        kept : ndarray of bool, shape (n,)
            The rows.

        Returns
        -------
        Labels
            Numbered anew, without those that do not occur.
        """
        codes, seen = pd.factorize(self.codes[kept])
        return Labels(codes, self.levels[seen])


def labels_in(frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, Labels]:
    """Give a number to each label of some columns.

    Parameters
    ----------
    frame : DataFrame
        Rows, no label missing.
    columns : iterable of str
        The columns.

    Returns
    -------
    dict of str to Labels
        One each.

    Examples
    --------
    >>> found = labels_in(pd.DataFrame({"firm": ["b", "a", "b"]}), ["firm"])["firm"]
    >>> found.codes.tolist(), found.levels.tolist(), found.where(np.array([False, True, True])).levels.tolist()
    ([0, 1, 0], ['b', 'a'], ['a', 'b'])
    """
    return {name: Labels(*pd.factorize(frame[name])) for name in dict.fromkeys(columns)}
