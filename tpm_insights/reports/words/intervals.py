"""Intervals of shares and of differences in pay, as every report writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tpm_insights.reports.words import prose


def share_interval(row: pd.Series | Mapping[Any, Any]) -> str:
    """Write the interval of a share.

    Parameters
    ----------
    row : Series or mapping
        With ``conf_low_share`` and ``conf_high_share``.

    Returns
    -------
    str
        Both ends.

    Examples
    --------
    >>> share_interval({"conf_low_share": 0.072, "conf_high_share": 0.31})
    '7.2% to 31%'
    """
    return f"{prose.share(row['conf_low_share'])} to {prose.share(row['conf_high_share'])}"


def percent_interval(row: pd.Series | Mapping[Any, Any]) -> str:
    """Write the interval of a difference in pay.

    Parameters
    ----------
    row : Series or mapping
        With ``conf_low_percent`` and ``conf_high_percent``, in percent.

    Returns
    -------
    str
        Both ends.

    Examples
    --------
    >>> percent_interval({"conf_low_percent": -3.0, "conf_high_percent": 10.5})
    '−3.0% to +10.5%'
    """
    return f"{prose.difference(row['conf_low_percent'])} to {prose.difference(row['conf_high_percent'])}"
