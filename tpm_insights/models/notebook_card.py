"""Show a result in a notebook as plain HTML that needs no style sheet or script."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd

CHANCES = ("p_value", "p_adjusted")


def html_card(title: str, lines: Sequence[str], table: pd.DataFrame, rows: int = 40) -> str:
    """Write a titled table as plain HTML that needs no style sheet or script.

    Parameters
    ----------
    title : str
        Caption.
    lines : sequence of str
        Facts above the table, one a line.
    table : DataFrame
        The table; numbers are rounded to four significant digits, from a thousand on to whole ones. A column of
        reasons for refusals is left out where none was refused.
    rows : int, default 40
        Most rows to show.

    Returns
    -------
    str
        HTML with everything escaped.

    Examples
    --------
    >>> "<caption" in html_card("pay", ["n = 3"], pd.DataFrame({"a": [1.23456]}))
    True
    """
    if "refused" in table.columns and (table["refused"] == "").all():
        table = table.drop(columns="refused")
    sides = [_side(table[c]) for c in table.columns]
    names = zip(table.columns, sides, strict=True)
    head = "".join(f'<th scope="col" style="{side}">{html.escape(str(c))}</th>' for c, side in names)
    chances = [str(c) in CHANCES for c in table.columns]
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{side}">{html.escape(_chance(v) if chance else _cell(v))}</td>'
            for v, side, chance in zip(row, sides, chances, strict=True)
        )
        + "</tr>"
        for row in table.head(rows).itertuples(index=False)
    )
    more = f"<p>{len(table) - rows:,} more rows in tidy()</p>" if len(table) > rows else ""
    facts = "".join(f"<div>{html.escape(line)}</div>" for line in lines if line)
    return (
        f'<div class="tpm-result"><table><caption style="text-align:left"><strong>{html.escape(title)}</strong>'
        f'<div style="width:max-content;max-width:60em">{facts}</div></caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{more}</div>"
    )


def _side(column: pd.Series) -> str:
    """Return the style of a column: numbers to the right, with room between them."""
    numeric = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
    return f"text-align:{'right' if numeric else 'left'};padding:0 0.6em"


def _chance(value: object) -> str:
    """Write a p-value for a reader."""
    if isinstance(value, float) and 0 <= value < 0.0001:
        return "< 0.0001"
    return f"{value:.4f}" if isinstance(value, float) and not np.isnan(value) else _cell(value)


def _cell(value: object) -> str:
    """Write one cell for a reader."""
    if isinstance(value, float):
        if np.isnan(value):
            return "–"
        return f"{value:,.0f}" if 999.95 <= abs(value) < 1e15 else f"{value:.4g}"
    if value is pd.NA or value is None or value is pd.NaT:
        return "–"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:,}" if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else str(value)
