"""Which numbers of two versions of a table differ: rows matched by what they are about, cells compared as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from tpm_insights.reports.claims.verdict import VERDICTS
from tpm_insights.reports.tables import REFUSED, column_words, first_reason, number_words, value_words
from tpm_insights.reports.words import prose

COLUMNS = (
    "table",
    "row",
    "column",
    "event",
    "old",
    "new",
    "old_words",
    "new_words",
    "change",
    "n_old",
    "n_new",
    "seen",
)
"""Columns of the table of changes."""
CHANGED, SHOWN, NOT_SHOWN, ADDED, GONE = "changed", "shown now", "no longer shown", "added", "gone"
CLOSE = 1e-9
"""Relative difference under which two numbers are the same: other processors add in another order."""
_TEXT = ("text", "source", "day")


def changed_numbers(
    old: pd.DataFrame, new: pd.DataFrame, table: str, currency: str = "USD"
) -> tuple[list[dict[str, object]], int]:
    """Compare two versions of a table, row by row.

    Parameters
    ----------
    old, new : DataFrame
        As published, every cell as text, missing ones empty.
    table : str
        Name of the table.
    currency : str, default "USD"
        ISO 4217 code of amounts of money.

    Returns
    -------
    rows : list of dict
        One a changed number or verdict, with keys `COLUMNS`; one a row that is new or gone.
    compared : int
        Numbers and verdicts that both versions have.

    Examples
    --------
    >>> old = pd.DataFrame({"level": ["mid", "senior"], "median": ["100000.0", "140000.0"], "n": ["12", "30"]})
    >>> new = pd.DataFrame({"level": ["mid", "senior"], "median": ["102000.0", "140000.0"], "n": ["13", "30"]})
    >>> rows, compared = changed_numbers(old, new, "pay")
    >>> [(row["column"], row["old_words"], row["new_words"], row["change"]) for row in rows], compared
    ([('Median', '$100,000', '$102,000', '+2.0%'), ('Records', '12', '13', '+1')], 4)
    """
    keys = _naming_columns(old, new)
    before, after = _by_key(old, keys), _by_key(new, keys)
    columns = [c for c in old.columns if c in new.columns and c not in keys and c != REFUSED]
    rows: list[dict[str, object]] = []
    compared = 0
    for key in dict.fromkeys([*before, *after]):
        name = _row_name(key, keys)
        if key not in before or key not in after:
            event = ADDED if key in after else GONE
            rows.append(
                _change(table, name, "", event, ("", ""), ("", ""), "", _counts(before.get(key), after.get(key)))
            )
            continue
        pairs = {c: (before[key][c], after[key][c]) for c in columns if _is_compared(c, before[key][c], after[key][c])}
        compared += len(pairs)
        rows += _changes_of(table, name, before[key], after[key], pairs, currency)
    return rows, compared


def _naming_columns(old: pd.DataFrame, new: pd.DataFrame) -> list[str]:
    """Return the leading columns of words that name every row once, as few of them as do."""
    both = [c for c in old.columns if c in new.columns]
    words = column_words()
    leading: list[str] = []
    for name in both:
        if name not in words or words[name].format not in _TEXT or name == REFUSED:
            break
        leading.append(name)
        if not any(frame.duplicated(leading).any() for frame in (old, new)):
            break
    return leading


def _by_key(frame: pd.DataFrame, keys: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    """Return rows by what they are about; rows that no words tell apart are numbered."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for record in frame.to_dict("records"):
        row = {str(name): str(value) for name, value in record.items()}
        key = tuple(row[name] for name in keys)
        at = 1
        while (*key, str(at)) in found:
            at += 1
        found[(*key, str(at))] = row
    return found


def _row_name(key: tuple[str, ...], keys: Sequence[str]) -> str:
    """Name a row as its table does."""
    formats = column_words()
    words = [value_words(v, formats[k].format) for k, v in zip(keys, key, strict=False) if v]
    return ", ".join(words + ([f"row {key[-1]}"] if key[-1] != "1" or not keys else []))


def _is_compared(column: str, old: str, new: str) -> bool:
    """Say whether a cell is a number or a verdict in either version."""
    known = column_words().get(column)
    if known is not None and known.format in _TEXT:
        return bool({old, new} & set(VERDICTS)) and {old, new} <= {*VERDICTS, ""}
    return bool(old or new) and all(not value or _number(value) is not None for value in (old, new))


def _changes_of(
    table: str,
    name: str,
    before: dict[str, str],
    after: dict[str, str],
    pairs: dict[str, tuple[str, str]],
    currency: str,
) -> Iterator[dict[str, object]]:
    """Yield the cells of a row that differ."""
    counts = _counts(before, after)
    for column, (old, new) in pairs.items():
        numbers = (_number(old), _number(new))
        if old == new or (None not in numbers and math.isclose(*numbers, rel_tol=CLOSE, abs_tol=1e-12)):  # type: ignore[arg-type]
            continue
        words = tuple(_words(column, value, row, currency) for value, row in ((old, before), (new, after)))
        event = CHANGED if old and new else SHOWN if new else NOT_SHOWN
        label = column_words()[column].label if column in column_words() else column.replace("_", " ")
        if column in column_words():
            label += {"conf_low": ", low end", "conf_high": ", high end"}.get(_end_of(column), "")
        size = _size(column, *numbers) if event == CHANGED else ""
        yield _change(table, name, label, event, (old, new), (words[0], words[1]), size, counts)


def _end_of(column: str) -> str:
    """Say which end of an interval a column is, if any."""
    if column.startswith(("conf_low", "conf_high")):
        return "conf_low" if column.startswith("conf_low") else "conf_high"
    return "conf_low" if column.endswith(("_low", "p25")) else "conf_high" if column.endswith(("_high", "p75")) else ""


def _words(column: str, value: str, row: dict[str, str], currency: str) -> str:
    """Write a cell as its table does; a cell that is not shown by the reason."""
    if not value:
        reason = first_reason(row.get(REFUSED, ""))
        return f"not shown: {reason}" if reason else "none"
    known, number = column_words().get(column), _number(value)
    if known is None:
        return prose.number(number, digits=2) if number is not None else value
    return value_words(value) if number is None else number_words(number, known.format, currency)


def _size(column: str, old: float | None, new: float | None) -> str:
    """Write by how much a number changed: shares in points, counts in whole ones, everything else in percent."""
    if old is None or new is None:
        return ""
    known = column_words().get(column)
    kind = known.format if known else "number"
    if kind in ("share", "difference", "points"):
        return prose.difference((new - old) * (100 if kind == "share" else 1)).replace("%", "\u00a0points")
    if kind == "count":
        return prose.difference(new - old, digits=0).removesuffix("%")
    return prose.difference(100 * (new / old - 1)) if old > 0 else ""


def _counts(before: dict[str, str] | None, after: dict[str, str] | None) -> tuple[float, float]:
    """Return on how many records a row rests, before and after."""
    said = [_number((row or {}).get("n", (row or {}).get("n_first", ""))) for row in (before, after)]
    return tuple(float("nan") if n is None else n for n in said)  # type: ignore[return-value]


def _number(text: str) -> float | None:
    """Read a number; None for words."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _change(
    table: str,
    row: str,
    column: str,
    event: str,
    values: tuple[str, str],
    words: tuple[str, str],
    size: str,
    counts: tuple[float, float],
) -> dict[str, object]:
    """Return a row of the table of changes."""
    seen = words[0] != words[1] or event in (ADDED, GONE)
    return dict(zip(COLUMNS, (table, row, column, event, *values, *words, size, *counts, seen), strict=True))
