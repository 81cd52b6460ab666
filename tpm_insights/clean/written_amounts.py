"""Amounts written as text to numbers; what could be two different amounts is refused."""

from __future__ import annotations

import pandas as pd

_SIGNS = r"[$£€\s]"
# 90,000 and 1,234,567.50; 12,00,000 as in India
_GROUPS_BY_COMMA = r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"
# 90.000,00 and 1.234.567 and 45000,00: a comma before two digits is a decimal sign only where no group can be meant
_DECIMAL_COMMA = r"[+-]?(?:(?:\d{1,3}(?:\.\d{3})+|\d{4,}),\d{1,2}|\d{1,3}(?:\.\d{3}){2,})"
# 90.000 is ninety thousand or ninety
_TWO_READINGS = r"[+-]?\d{1,3}\.\d{3}"


def read_amounts(values: pd.Series) -> pd.Series:
    """Return amounts written with currency signs, groups of digits and blanks.

    Groups may be parted by commas, or by dots before a decimal comma. An amount with two readings, such as 90.000
    (ninety thousand in much of Europe, ninety in the United States) or 90,00, is missing.

    Parameters
    ----------
    values : Series of str
        As published; missing is allowed.

    Returns
    -------
    Series of float
        Missing where a cell is not one number.

    Examples
    --------
    >>> read_amounts(pd.Series(["$87,000.00", "55000", "90.000,00 €", "12,00,000", "45.50"])).tolist()
    [87000.0, 55000.0, 90000.0, 1200000.0, 45.5]
    >>> read_amounts(pd.Series(["90.000", "90,00", "1,2345", "90k", "", None])).tolist()
    [nan, nan, nan, nan, nan, nan]
    """
    bare = values.astype("str").str.replace(_SIGNS, "", regex=True)
    commas = bare.str.contains(",", regex=False, na=False)
    dots = bare.str.contains(".", regex=False, na=False)
    by_comma = commas & bare.str.fullmatch(_GROUPS_BY_COMMA, na=False)
    decimal_comma = (commas | dots) & bare.str.fullmatch(_DECIMAL_COMMA, na=False)
    unsure = dots & bare.str.fullmatch(_TWO_READINGS, na=False)
    plain = bare.mask(by_comma, bare.str.replace(",", "", regex=False))
    turned = bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    plain = plain.mask(decimal_comma, turned).mask(unsure)
    return pd.to_numeric(plain, errors="coerce").astype("float64")
