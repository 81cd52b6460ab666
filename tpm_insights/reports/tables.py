"""From a frame of numbers to a table a person reads: words for columns, formatted cells, refusals in place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pandas as pd

from tpm_insights.errors import DataError, examples_of
from tpm_insights.reports.refused_cells import join_cells, reasons_in_place, refusal_words
from tpm_insights.reports.words import prose

REFUSED = "refused"
"""Column that says why a cell is not shown; empty or missing where it is."""
NOT_SHOWN = "not shown"
"""What stands in the cells of a refused row."""


class ColumnWords(NamedTuple):
    """How a column is shown.

    Attributes
    ----------
    label : str
        Heading.
    format : str
        One of ``text, source, count, number, money, amount, share, difference, p_value, times, points, day``.
    """

    label: str
    format: str


@cache
def column_words() -> dict[str, ColumnWords]:
    """Return how every known column is shown, by its name.

    Returns
    -------
    dict of str to ColumnWords
        From ``labels.toml``.

    Examples
    --------
    >>> column_words()["n"]
    ColumnWords(label='Records', format='count')
    """
    return {name: ColumnWords(**words) for name, words in _file()["columns"].items()}


@cache
def _file() -> dict[str, dict[str, Any]]:
    """Read the file of labels."""
    return tomllib.loads(files("tpm_insights.reports").joinpath("labels.toml").read_text(encoding="utf-8"))


def source_words(source: str) -> str:
    """Name a source for a reader.

    Parameters
    ----------
    source : str
        As in the tables.

    Returns
    -------
    str
        The name itself for sources without words.

    Examples
    --------
    >>> source_words("nyc"), source_words("my_own_file")
    ('City of New York', 'my own file')
    """
    return str(_file()["sources"].get(source, source.replace("_", " ")))


def value_words(value: object, kind: str = "text") -> str:
    """Write a cell of words.

    Parameters
    ----------
    value : object
        As in the tables; not missing.
    kind : {"text", "source"}
        Format of its column.

    Returns
    -------
    str
        Its words in ``labels.toml``, or itself.

    Examples
    --------
    >>> value_words("senior"), value_words("nyc", "source")
    ('Senior, 8+ years', 'City of New York')
    """
    return source_words(str(value)) if kind == "source" else str(_file()["values"].get(str(value), str(value)))


def _formats(currency: str) -> dict[str, Callable[[object], str]]:
    """Return the function that writes a cell, by format."""
    plain: dict[str, Callable[..., str]] = {
        "text": lambda value: prose.MISSING if pd.isna(value) else value_words(value) or prose.MISSING,
        "source": lambda value: prose.MISSING if pd.isna(value) else value_words(value, "source"),
        "count": prose.number,
        "number": lambda value: prose.number(value, digits=1),
        "money": lambda value: prose.money(value, currency),
        "amount": lambda value: prose.money(value, currency, nearest=1),
        "share": prose.share,
        "difference": prose.difference,
        "p_value": prose.p_value,
        "times": prose.times,
        "points": prose.points,
        "day": lambda value: prose.MISSING if pd.isna(value) else prose.day(value),
    }
    return dict(plain)


def number_words(value: float, kind: str, currency: str = "USD") -> str:
    """Write a number as a column of its kind shows it.

    Parameters
    ----------
    value : float
        As in the tables.
    kind : str
        Format of its column; see `ColumnWords`.
    currency : str, default "USD"
        ISO 4217 code of an amount of money.

    Returns
    -------
    str
        The number in words.

    Examples
    --------
    >>> number_words(0.336, "share"), number_words(104_930.0, "money")
    ('34%', '$104,900')
    """
    return _formats(currency)[kind](value)


def readable(frame: pd.DataFrame, *, currency: str = "USD") -> pd.DataFrame:
    """Write every cell of a frame as a reader sees it, missing figures of refused rows as not shown.

    Parameters
    ----------
    frame : DataFrame
        Columns of ``labels.toml``; a column ``refused`` says why the numbers of a row are not shown.
    currency : str, default "USD"
        ISO 4217 code of every amount of money.

    Returns
    -------
    DataFrame
        Text cells under readable headings. Columns with the same heading are the ends of an interval and become one;
        the column of refusals is left out where there is none.

    Raises
    ------
    DataError
        If a column has no words.

    Examples
    --------
    >>> bands = pd.DataFrame({"level": ["mid", "senior"], "n": [120, 4], "median": [104_930.0, None],
    ...                       "refused": ["", "4 records, 10 are needed"]})
    >>> readable(bands).to_dict("records")[1]
    {'Level': 'Senior, 8+ years', 'Records': '4', 'Median': 'not shown', 'Why not shown': '4 records, 10 are needed'}
    """
    words = column_words()
    unknown = [name for name in frame.columns if name not in words]
    if unknown:
        raise DataError(
            f"report table: {len(unknown)} columns have no words for a reader ({examples_of(unknown)}); "
            "add them to tpm_insights/reports/labels.toml"
        )
    refused = _refusals(frame)
    formats = _formats(currency)
    out: dict[str, pd.Series] = {}
    for name in frame.columns:
        label, kind = words[name]
        if name == REFUSED:
            if refused.any():
                out[label] = frame[name].map(first_reason).where(refused, "")
            continue
        cells = frame[name].map(formats[kind]).astype("str")
        if kind in ("money", "number", "share", "difference", "times", "p_value"):
            cells = cells.mask(refused & frame[name].isna(), NOT_SHOWN)
        if label in out:  # the other end of an interval
            between = (
                " to " if kind in ("difference", "times", "points") else "–"
            )  # a dash beside a minus sign is misread
            open_end = frame[name].isna() & ~out[label].isin([prose.MISSING, NOT_SHOWN])
            same = (out[label] == cells) & cells.isin([prose.MISSING, NOT_SHOWN])
            cells = (out[label] + between + cells).mask(same, cells)
            cells = cells.mask(open_end, out[label] + " or more")
        out[label] = cells
    return pd.DataFrame(out, index=frame.index)


def first_reason(refusal: object) -> str:
    """Write the first reason of a refusal; the others are in the file.

    Parameters
    ----------
    refusal : str or missing
        Reasons, joined by semicolons.

    Returns
    -------
    str
        One reason; empty where there is none.

    Examples
    --------
    >>> first_reason("1 records, 10 needed; 1 employers, 5 needed"), first_reason("1 postings ask for it, 10 needed")
    ('1 record, 10 needed', '1 posting asks for it, 10 needed')
    """
    return refusal_words(refusal.split(";")[0]) if isinstance(refusal, str) else ""


def _refusals(frame: pd.DataFrame) -> pd.Series:
    """Mark the rows that were refused."""
    if REFUSED not in frame.columns:
        return pd.Series(data=False, index=frame.index)
    return frame[REFUSED].notna() & (frame[REFUSED].astype("str").str.strip() != "")


def table_html(frame: pd.DataFrame, *, currency: str = "USD", group: str | None = None) -> str:
    """Return a frame as an HTML table with headings that screen readers follow.

    Parameters
    ----------
    frame : DataFrame
        As for `readable`; the first column not used for grouping names the rows.
    currency : str, default "USD"
        ISO 4217 code of every amount of money.
    group : str, optional
        Column whose values become headings within the table.

    Returns
    -------
    str
        A ``<table>`` without styles of its own; a refused row says why in place of the figures that are not shown.

    Examples
    --------
    >>> print(table_html(pd.DataFrame({"level": ["mid"], "median": [104_930.0]})).count("<th scope"))
    1
    """
    from great_tables import GT

    words = column_words()
    shown = reasons_in_place(readable(frame, currency=currency), mark=NOT_SHOWN, reasons=words[REFUSED].label)
    heading = words[group].label if group else None
    stub = next(label for label in shown.columns if label != heading)
    left = {words[name].label for name in frame.columns if words[name].format in ("text", "source")}
    body = [label for label in shown.columns if label not in (stub, heading)]
    if heading:
        shown = shown.assign(**{heading: shown[heading].str[:1].str.upper() + shown[heading].str[1:]})
    with pd.option_context("mode.string_storage", "python"):  # it sets its cells one by one, each time a copy in Arrow
        table = GT(shown.reset_index(drop=True), rowname_col=stub, groupname_col=heading).tab_stubhead(stub)
        table = table.cols_align("right", columns=[label for label in body if label not in left])
        table = table.cols_align("left", columns=[label for label in body if label in left])
        return join_cells(_bare(table.as_raw_html()))


def _bare(html: str) -> str:
    """Keep the table alone: no styles, and no ids, which would repeat from table to table (scopes say the same)."""
    html = html[html.index("<table") : html.rindex("</table>") + len("</table>")]
    return re.sub(r'\s(?:id|headers|data-quarto-[a-z-]+)="[^"]*"', "", html)
