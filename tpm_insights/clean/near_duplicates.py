"""Texts that share most of their five-word sequences: listed in pairs, never merged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from importlib import import_module
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from tpm_insights.clean.text import to_plain
from tpm_insights.errors import UsageError

_WORDS = re.compile(r"\w+")
_LENGTH = 5
_PERMUTATIONS = 128
_SURE = 0.995
_ALL_PAIRS = 1_000
_BLOCK = 4_096
_MIX = np.uint64(0x9E3779B97F4A7C15)


def list_near_duplicates(texts: pd.Series, threshold: float = 0.8) -> pd.DataFrame:
    """List pairs of texts that share most of their five-word sequences; nothing is merged.

    The similarity is Jaccard's index of the sets of five-word sequences, after markup is taken off (`to_plain`). Up to
    1,000 different texts every pair is compared. Beyond that, pairs are found by MinHash (Broder 1997; 128
    permutations, by the library rensa) in bands chosen so that a pair at the threshold is found with a probability of
    0.995 or more; then the index of each pair found is computed exactly, so no pair below the threshold is listed.
    Time grows with the number of texts and of pairs that are alike.

    Parameters
    ----------
    texts : Series of str
        Texts with labels that do not repeat; missing ones and those of fewer than five words are in no pair.
    threshold : float, default 0.8
        Smallest index to list, above 0 and at most 1. Below about 0.3 shared boilerplate is listed too.

    Returns
    -------
    DataFrame
        Columns ``first, second`` (labels of `texts`) and ``similarity`` (0 to 1), best first.

    Raises
    ------
    UsageError
        If the threshold is not between 0 and 1, or there are many texts and rensa is not installed.

    Examples
    --------
    >>> work = "plan the work of the team and report on it each"
    >>> ads = pd.Series([work + " week", work + " month", "write the code of the app and test it daily"])
    >>> list_near_duplicates(ads, threshold=0.5)[["first", "second"]].to_numpy().tolist()
    [[0, 1]]
    """
    if not 0 < threshold <= 1:
        raise UsageError(f"threshold={threshold}: must be above 0 and at most 1")
    kept = texts.dropna().astype("str")
    sets, members = _different_sets(kept)
    codes = _all_pairs(len(sets)) if len(sets) <= _ALL_PAIRS else _likely_pairs(sets, threshold)
    left, right, index = _alike(sets, codes, threshold)
    rows = [(a, b, 1.0) for same in members for a, b in combinations(same, 2)]
    for one, other, value in zip(left.tolist(), right.tolist(), index.tolist(), strict=True):
        rows += [(min(a, b), max(a, b), value) for a, b in product(members[one], members[other])]
    pairs = pd.DataFrame(rows, columns=["first", "second", "similarity"]).astype({"similarity": "float64"})
    pairs = pairs.sort_values(["similarity", "first", "second"], ascending=[False, True, True], ignore_index=True)
    labels = kept.index.to_numpy()
    named = {name: labels[pairs[name].to_numpy(dtype="int64")] for name in ("first", "second")}
    return pairs.assign(**named)


def _different_sets(kept: pd.Series) -> tuple[list[np.ndarray], list[list[int]]]:
    """Return each different set of hashed sequences once, sorted, and the positions of the texts that have it."""
    numbers: dict[str, int] = {}
    sets: list[np.ndarray] = []
    members: list[list[int]] = []
    place: dict[bytes, int] = {}
    for position, text in enumerate(kept):
        words = _WORDS.findall(to_plain(text).lower())
        if len(words) < _LENGTH:
            continue
        known = np.array([numbers.setdefault(word, len(numbers) + 1) for word in words], dtype=np.uint64)
        found = np.unique(_hashed(known))
        key = blake2b(found.tobytes(), digest_size=16).digest()
        at = place.setdefault(key, len(sets))
        if at == len(sets):
            sets.append(found)
            members.append([])
        members[at].append(position)
    return sets, members


def _hashed(words: np.ndarray) -> np.ndarray:
    """Return a 31-bit hash of each sequence of five words."""
    size = len(words) - _LENGTH + 1
    mixed = np.zeros(size, dtype=np.uint64)
    for at in range(_LENGTH):  # numbers wrap around at 64 bits, as a hash may
        mixed = (mixed + words[at : at + size]) * _MIX
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(33)).astype(np.int32)


def _all_pairs(number: int) -> np.ndarray:
    """Return every pair of so many sets, as first * number + second."""
    first, second = np.triu_indices(number, 1)
    return np.asarray(first * number + second)


def _likely_pairs(sets: list[np.ndarray], threshold: float) -> np.ndarray:
    """Return the pairs that agree in a band of their MinHash signatures, as first * number + second."""
    number = len(sets)
    signatures = _signatures(sets)
    width = _band_width(threshold)
    found: list[np.ndarray] = []
    for begin in range(0, _PERMUTATIONS - width + 1, width):
        band = np.ascontiguousarray(signatures[:, begin : begin + width])
        keys = band.view(np.dtype((np.void, band.itemsize * width))).ravel()
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.r_[True, keys[order][1:] != keys[order][:-1], True])
        for low, high in zip(starts[:-1][np.diff(starts) > 1], starts[1:][np.diff(starts) > 1], strict=True):
            same = np.sort(order[low:high])
            one, other = np.triu_indices(len(same), 1)
            found.append(same[one] * number + same[other])
        if len(found) > 1:
            found = [np.unique(np.concatenate(found))]
    return found[0] if found else np.array([], dtype=np.int64)


def _band_width(threshold: float) -> int:
    """Return the widest band with which a pair at the threshold is found almost surely."""
    sure = [
        width
        for width in range(1, 33)
        if 1 - (1 - threshold**width) ** (_PERMUTATIONS // width) >= _SURE
    ]  # fmt: skip
    return max(sure, default=1)


def _signatures(sets: list[np.ndarray]) -> np.ndarray:
    """Return the MinHash signature of each set, one row a set."""
    sketch = _rensa().RMinHash.digest_matrix_from_flat_token_hashes
    blocks: list[np.ndarray] = []
    for begin in range(0, len(sets), _BLOCK):
        some = sets[begin : begin + _BLOCK]
        ends = np.cumsum([0, *map(len, some)]).tolist()
        flat = np.concatenate(some).astype(np.uint64)
        blocks.append(np.array(sketch(flat, ends, _PERMUTATIONS, 1).to_rows(), dtype=np.uint32))
    return np.concatenate(blocks)


def _rensa() -> Any:  # noqa: ANN401 - an optional library without types
    """Return the library, or say how to get it."""
    try:
        return import_module("rensa")
    except ImportError:
        raise UsageError(
            f"near duplicates among more than {_ALL_PAIRS:,} texts need rensa: "
            "run `make setup`, or pip install '.[dedup]' in the checkout"
        ) from None


def _alike(sets: list[np.ndarray], codes: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the pairs that reach the threshold, with their index."""
    number = max(len(sets), 1)
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    kept: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for left, right, shared in _shared(sets, codes, number):
        index = shared / (sizes[left] + sizes[right] - shared)
        good = index >= threshold
        kept.append((left[good], right[good], index[good]))
    if not kept:
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64), np.array([])
    left, right, index = (np.concatenate(part) for part in zip(*kept, strict=True))
    return left, right, index


def _shared(
    sets: list[np.ndarray], codes: np.ndarray, number: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give pairs block by block with the number of sequences that both sets hold."""
    from scipy import sparse

    if not len(codes):
        return
    ends = np.cumsum([0, *map(len, sets)])
    columns = np.concatenate(sets)
    rows = sparse.csr_matrix((np.ones(len(columns), dtype=np.int8), columns, ends), shape=(number, 2**31 - 1))
    for begin in range(0, len(codes), _BLOCK):
        left, right = np.divmod(codes[begin : begin + _BLOCK], number)
        yield left, right, np.diff(rows[left].multiply(rows[right]).tocsr().indptr).astype(np.int64)
