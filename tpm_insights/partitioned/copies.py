"""Count the copies of every posting over the whole input, from the keys that the first pass left."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tpm_insights.project import replace_when_whole

_AT_ONCE = 4_000_000
"""Keys that are compared at once: about 300 MB."""


def keys_file(work: Path, number: int) -> Path:
    """Name the file of the copy keys of a chunk.

    Parameters
    ----------
    work : Path
        Folder of the first pass.
    number : int
        Of the chunk.

    Returns
    -------
    Path
        A NumPy file of uint64, two a posting; zeros where there is no text.
    """
    return work / f"keys-{number:05}.npy"


def number_copies(work: Path, rows: Sequence[int], *, at_once: int = _AT_ONCE) -> Path:
    """Count the copies of every posting over the whole input.

    Keys are compared in groups by their first digits, so memory does not grow with the input.

    Parameters
    ----------
    work : Path
        Folder with the keys of every chunk.
    rows : sequence of int
        Postings of each chunk.
    at_once : int, default 4,000,000
        About how many keys to compare at once.

    Returns
    -------
    Path
        A NumPy file of int32, one row a posting in the order of the input: copies, and number of the copy from 1.
    """
    total = int(sum(rows))
    groups = -(-total // at_once)
    target = work / "copies.npy"
    with replace_when_whole(target) as part:
        counted = np.lib.format.open_memmap(part, mode="w+", dtype=np.int32, shape=(total, 2))
        for group in range(groups):
            keys, places = _keys_of_group(work, rows, group, groups)
            counted[places] = _counts(keys)
        counted.flush()
        del counted
    return target


def _keys_of_group(work: Path, rows: Sequence[int], group: int, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the keys that fall into a group, with their places in the input."""
    keys: list[np.ndarray] = []
    places: list[np.ndarray] = []
    begin = 0
    for number, count in enumerate(rows):
        found = np.load(keys_file(work, number))
        chosen = np.flatnonzero(found[:, 0] % np.uint64(groups) == group)
        keys.append(found[chosen])
        places.append(chosen + begin)
        begin += count
    return np.concatenate(keys), np.concatenate(places)


def _counts(keys: np.ndarray) -> np.ndarray:
    """Return copies and number of the copy of each key, in the order given; a key of zeros is nobody's copy."""
    counts = np.ones((len(keys), 2), dtype=np.int32)
    order = np.lexsort((keys[:, 1], keys[:, 0]))  # stable: equal keys stay in the order of the input
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)]) if len(keys) else np.array([], int)
    sizes = np.diff(np.r_[starts, len(keys)])
    counts[order, 0] = np.repeat(sizes, sizes)
    counts[order, 1] = np.arange(len(keys)) - np.repeat(starts, sizes) + 1
    counts[~keys.any(axis=1)] = 1
    return counts
