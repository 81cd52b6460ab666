"""Read which two groups of a column are to be compared."""

from __future__ import annotations

from collections.abc import Sequence

from tpm_insights.errors import UsageError


def two_groups(compare: object, group: str) -> tuple[object, object]:
    """Return the two groups asked for; refuse what does not name two.

    Parameters
    ----------
    compare : pair
        The groups.
    group : str
        Their column, for the message.

    Returns
    -------
    tuple
        First and second group.

    Raises
    ------
    UsageError
        If it is not a pair of different groups.

    Examples
    --------
    >>> two_groups(["tpm", "dev"], "job")
    ('tpm', 'dev')
    """
    pair = list(compare) if isinstance(compare, Sequence) and not isinstance(compare, str) else []
    if len(pair) != 2 or pair[0] == pair[1]:
        raise UsageError(f"compare={compare!r}: name two groups of column {group!r}")
    return pair[0], pair[1]
