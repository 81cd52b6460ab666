"""How well postings are read: scores against a hand-labelled set, from ``reading_scores.toml``."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

COLUMNS = ("label_read", "precision", "recall", "recall_low", "recall_high", "n_labels")
"""Columns of the scores, one row a field."""


@dataclass(frozen=True, eq=False)
class ReadingAccuracy:
    """How well postings are read.

    Attributes
    ----------
    scores : DataFrame
        Columns `COLUMNS`: of the values read, the share that is right, and of the values stated, the share that is
        read, with Wilson's 95% interval; the worst read field first.
    postings, collections : int
        Postings labelled by hand, and collections they were drawn from.
    measured : date
        Day of the measurement.
    """

    scores: pd.DataFrame
    postings: int
    collections: int
    measured: dt.date


@cache
def reading_accuracy() -> ReadingAccuracy:
    """Return how well postings are read, as last measured.

    Returns
    -------
    ReadingAccuracy
        The labelled postings themselves are kept apart from the repository, so that this is told, not computed.

    Examples
    --------
    >>> bool(reading_accuracy().scores["recall"].between(0, 1).all())
    True
    """
    told = tomllib.loads(files("tpm_insights.reports").joinpath("reading_scores.toml").read_text(encoding="utf-8"))
    rows = [
        (field, one["precision"], one["recall"], one["low"], one["high"], one["n"])
        for field, one in told["fields"].items()
    ]
    scores = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("recall", kind="stable").reset_index(drop=True)
    return ReadingAccuracy(scores, told["postings"], told["collections"], told["measured"])
