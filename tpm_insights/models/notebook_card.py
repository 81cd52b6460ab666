"""Show a result in a notebook as plain HTML that needs no style sheet or script."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd


def html_card(title: str, lines: Sequence[str], table: pd.DataFrame, rows: int = 40) -> str:
    """Write a titled table as plain HTML that needs no style sheet or script.

    Parameters
    ----------
    title : str
        Caption.
    lines : sequence of str
        Facts above the table, one a line.
    table : DataFrame
        The table; numbers are rounded to four significant digits.
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
    head = "".join(f'<th scope="col">{html.escape(str(c))}</th>' for c in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(_cell(v))}</td>" for v in row) + "</tr>"
        for row in table.head(rows).itertuples(index=False)
    )
    more = f"<p>{len(table) - rows:,} more rows in tidy()</p>" if len(table) > rows else ""
    facts = "".join(f"<div>{html.escape(line)}</div>" for line in lines if line)
    return (
        f'<div class="tpm-result"><table><caption style="text-align:left"><strong>{html.escape(title)}</strong>{facts}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def _cell(value: object) -> str:
    """Write one cell for a reader."""
    if isinstance(value, float):
        if np.isnan(value):
            return "–"
        return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
    if value is pd.NA or value is None or value is pd.NaT:
        return "–"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return f"{value:,}" if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else str(value)
