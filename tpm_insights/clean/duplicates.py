"""Postings seen more than once, word for word: counted, and merged where that is asked for."""

from __future__ import annotations

from hashlib import blake2b

import pandas as pd

from tpm_insights.ledger import Ledger

# Every ASCII sign that is no letter, digit or underscore, as a blank.
_SIGNS_AS_BLANKS = bytes(i if i > 127 or chr(i).isalnum() or chr(i) == "_" else 32 for i in range(256))


def copy_keys(texts: pd.Series, titles: pd.Series, employers: pd.Series) -> pd.Series:
    """Return a key that is the same for exact copies: same words of text, title and employer.

    Parameters
    ----------
    texts, titles, employers : Series of str
        Aligned columns; missing counts as empty.

    Returns
    -------
    Series of str
        A hash; missing where there is no text, because rows without a text are never copies.

    Examples
    --------
    >>> none = pd.Series([None, None])
    >>> copy_keys(pd.Series(["Lead the  team.", "lead THE team"]), none, none).nunique()
    1
    """
    keys: list[str | None] = []
    parts = (texts.astype("str").fillna(""), titles.astype("str").fillna(""), employers.astype("str").fillna(""))
    for text, title, employer in zip(*parts, strict=True):
        words, *named = (_words(part) for part in (text, title, employer))
        keys.append(blake2b(b"\n".join((words, *named)), digest_size=16).hexdigest() if words else None)
    return pd.Series(keys, index=texts.index, dtype="str")


def _words(text: str) -> bytes:
    """Return the words of a text in lower case, one blank between them."""
    return b" ".join(text.lower().encode("utf-8", "replace").translate(_SIGNS_AS_BLANKS).split())


def count_copies(frame: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """Say of each row how often it was seen, and which of its kind it is.

    Parameters
    ----------
    frame : DataFrame
        Any rows.
    keys : Series of str
        From `copy_keys`, aligned with `frame`.

    Returns
    -------
    DataFrame
        The same rows with ``copies`` and ``copy_number`` (Int64), which is 1 for the first of each.

    Examples
    --------
    >>> counted = count_copies(pd.DataFrame({"source": ["a", "a", "b"]}), pd.Series(["k", "k", None]))
    >>> counted[["copies", "copy_number"]].to_numpy().tolist()
    [[2, 1], [2, 2], [1, 1]]
    """
    counts = keys.map(keys.value_counts()).fillna(1).astype("Int64")
    number = keys.groupby(keys.to_numpy(), dropna=False).cumcount() + 1
    return frame.assign(copies=counts, copy_number=number.where(keys.notna(), 1).astype("Int64"))


def merge_copies(counted: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Keep the first of exact copies.

    Parameters
    ----------
    counted : DataFrame
        From `count_copies`, with a column ``source``; ``posting_id`` is shown in the ledger where there is one.
    ledger : Ledger
        Gets one "merged" line a source.

    Returns
    -------
    DataFrame
        The rows whose ``copy_number`` is 1.

    Examples
    --------
    >>> frame = count_copies(pd.DataFrame({"source": ["a", "a", "b"]}), pd.Series(["k", "k", "m"]))
    >>> ledger = Ledger.open("facts", frame)
    >>> merge_copies(frame, ledger)["copies"].tolist()
    [2, 1]
    >>> ledger.rows_out
    2
    """
    again = counted["copy_number"] > 1
    kept = counted
    for source in counted.loc[again, "source"].unique():
        kept = ledger.take(
            kept,
            again.loc[kept.index] & (kept["source"] == source),
            source=str(source),
            step="merge copies",
            action="merged",
            reason="same text, title and employer as an earlier row; counted in copies",
            examples=kept["posting_id"] if "posting_id" in kept.columns else None,
        )
    return kept
