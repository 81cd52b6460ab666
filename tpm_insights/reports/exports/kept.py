"""What a report has shown, kept until its exports are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from tpm_insights.reports.blocks import KeyFigure


class KeptTable(NamedTuple):
    """A table of a report.

    Attributes
    ----------
    name : str
        Name of its files.
    title : str
        Heading.
    frame : DataFrame
        Numbers, not words; columns of ``labels.toml``.
    note : str
        What stands beneath it.
    """

    name: str
    title: str
    frame: pd.DataFrame
    note: str = ""


class KeptReport(NamedTuple):
    """A finished report.

    Attributes
    ----------
    name, title : str
        Name of its notebook, and its heading.
    day : date
        When it was made.
    asked : sequence of str
        Parameters in words.
    answer : str
        The answer, in one paragraph.
    key_figures : sequence of KeyFigure
        Numbers that stand for it.
    tables : sequence of KeptTable
        Every table, also those behind figures.
    figures : sequence of str
        Names of the figures that were drawn.
    methods : sequence of str
        How the numbers were made.
    inputs : sequence of mapping
        What it was made from: ``name, sha256, rows``.
    currency : str
        ISO 4217 code of every amount of money.
    basis : str
        What the key figures rest on: records, dates, sources and kind of pay.
    """

    name: str
    title: str
    day: dt.date
    asked: Sequence[str]
    answer: str
    key_figures: Sequence[KeyFigure]
    tables: Sequence[KeptTable]
    figures: Sequence[str]
    methods: Sequence[str]
    inputs: Sequence[Mapping[str, object]]
    currency: str
    basis: str = ""
