"""The words of the calculator page, from ``calculator.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

PAGE = "estimate.html"
"""Name of the page among the reports."""


@cache
def calculator_words() -> dict[str, Any]:
    """Return the words of the page.

    Returns
    -------
    dict of str
        ``kinds`` of pay, ``fields`` of the form, ``values`` of closed lists, and the sentences of the ``page``.

    Examples
    --------
    >>> calculator_words()["fields"]["years"]
    'Years of experience'
    """
    return tomllib.loads(files("tpm_insights.reports").joinpath("calculator.toml").read_text(encoding="utf-8"))
