"""Reasons for refusals: their words, and their place on a page, where the figures are that they stand for."""

from __future__ import annotations

import re

import pandas as pd

REASON, JOINED = "\ue000", "\ue001"
"""Stand before a reason, and in cells that are to become part of the cell before; no text of ours holds them."""
_CELLS = re.compile(
    rf'<td class="[^"]*">{REASON}(?P<words>[^<]*)</td>(?P<more>(?:\s*<td class="[^"]*">{JOINED}</td>)*)'
)


def refusal_words(refusal: object) -> str:
    """Write the reasons of a refusal for a reader.

    Parameters
    ----------
    refusal : str
        Reasons, joined by semicolons.

    Returns
    -------
    str
        The same, a single one of something in the singular.

    Examples
    --------
    >>> refusal_words("1 employers, 5 needed; one employer has 27 % of the records")
    '1 employer, 5 needed; one employer has 27% of the records'
    """
    reasons = re.sub(r"\b1 (record|employer|posting)s\b", r"1 \1", str(refusal)).replace(" %", "%")
    return reasons.replace("1 posting ask ", "1 posting asks ")


def reasons_in_place(shown: pd.DataFrame, *, mark: str, reasons: str) -> pd.DataFrame:
    r"""Write the reason of each refused row into its longest run of cells that are not shown.

    Parameters
    ----------
    shown : DataFrame
        Text cells, as `tpm_insights.reports.tables.readable` writes them.
    mark : str
        What stands in a cell that is not shown.
    reasons : str
        Heading of the column of reasons, which is left out; a table without it, or with a reason that finds no cell
        to stand in, stays as it is.

    Returns
    -------
    DataFrame
        The first cell of the run holds `REASON` and the reason, the others `JOINED`; `join_cells` makes them one cell.

    Examples
    --------
    >>> cells = pd.DataFrame({"Level": ["Mid"], "Median": ["not shown"], "Interval": ["not shown"], "Records": ["4"],
    ...                       "Why": ["4 records, 10 needed"]})
    >>> reasons_in_place(cells, mark="not shown", reasons="Why").iloc[0].tolist()[:2]
    ['Mid', '\ue000not shown (4 records, 10 needed)']
    """
    if reasons not in shown.columns:
        return shown
    body = shown.drop(columns=reasons)
    rows = body.to_numpy(dtype=object, copy=True)
    for row, reason in zip(rows, shown[reasons].astype("str"), strict=True):
        if not reason:
            continue
        start, length = _longest_run([cell == mark for cell in row])
        if not length:
            return shown
        row[start] = f"{REASON}{mark} ({reason})"
        row[start + 1 : start + length] = JOINED
    return pd.DataFrame(rows, columns=body.columns, index=body.index).astype("str")


def _longest_run(marked: list[bool]) -> tuple[int, int]:
    """Return where the first of the longest runs begins, and its length."""
    start = length = run = 0
    for place, is_marked in enumerate([*marked, False]):
        if is_marked:
            run += 1
            continue
        if run > length:
            start, length = place - run, run
        run = 0
    return start, length


def join_cells(html: str) -> str:
    """Make one cell of each cell with a reason and those that were marked to join it.

    Parameters
    ----------
    html : str
        A table whose cells hold plain text.

    Returns
    -------
    str
        The same table; cells with a reason are of the class ``tpm-refused-cell``.

    Examples
    --------
    >>> join_cells('<td class="a">\ue000why</td> <td class="a">\ue001</td><td class="a">4</td>')
    '<td class="tpm-refused-cell" colspan="2"><span>why</span></td><td class="a">4</td>'
    """

    def one_cell(found: re.Match[str]) -> str:
        span = 1 + found["more"].count(JOINED)
        return f'<td class="tpm-refused-cell" colspan="{span}"><span>{found["words"]}</span></td>'

    return _CELLS.sub(one_cell, html)
