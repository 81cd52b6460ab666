"""The state of a US ZIP code, by its first three digits."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import pandas as pd


@cache
def _states() -> dict[str, str]:
    """Return three-digit prefix to state."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/zip_codes.toml").read_text(encoding="utf-8")
    out: dict[str, str] = {}
    for state, spans in tomllib.loads(raw)["prefixes"].items():
        for span in spans:
            low, _, high = span.partition("-")
            for number in range(int(low), int(high or low) + 1):
                out[f"{number:03d}"] = state
    return out


def states_of_zip_codes(codes: pd.Series) -> pd.Series:
    """Return the state of each ZIP code.

    Parameters
    ----------
    codes : Series of str
        Five digits or ZIP+4; leading zeros that a spreadsheet has taken off are put back, other text is no code.

    Returns
    -------
    Series of str
        Postal code of the state; missing where there is none.

    Examples
    --------
    >>> states_of_zip_codes(pd.Series(["55416", "2451", "10003-1234", "ZIP", None])).tolist()
    ['MN', 'MA', 'NY', nan, nan]
    """
    digits = codes.astype("str").str.extract(r"^\s*(\d{3,5})(?:-\d{4}|\.0)?\s*$")[0].str.zfill(5)
    return digits.str[:3].map(_states()).astype("str")
