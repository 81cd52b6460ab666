"""Third pass, where some role families only are wanted: choose over all parts, and write the chosen rows."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from tpm_insights import vocabulary as v
from tpm_insights.clean.role_choice import rows_to_keep, set_other_roles_aside
from tpm_insights.partitioned.engines import Engine
from tpm_insights.partitioned.parts import Part, finished_part, put_part
from tpm_insights.project import replace_when_whole

_CATEGORIES = {"text_kind": v.TEXT_KINDS, "role_family": tuple(v.ROLE_FAMILIES)}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which roles were asked for.

    Attributes
    ----------
    families : tuple of str
        Families of which every row is kept.
    others : int
        Rows of each other family and kind of text.
    seed : int
        Seed of their draw.
    """

    families: tuple[str, ...]
    others: int
    seed: int


def choose(run: Engine, parts: Sequence[Part], choice: Choice, every: Path, folder: Path, work: Path) -> list[Part]:
    """Write the chosen rows of all parts.

    The sample is drawn over all rows at once, from two bytes a row, so that it is the one of `extract_files`.

    Parameters
    ----------
    run : Engine
        What runs a function over many parts.
    parts : sequence of Part
        Every part, in order.
    choice : Choice
        What was asked for.
    every : Path
        Where the parts are.
    folder : Path
        Where the chosen rows go.
    work : Path
        Where their records go.

    Returns
    -------
    list of Part
        As many as before; some may have no row.
    """
    columns = {
        name: pd.Categorical.from_codes(
            np.concatenate([_codes(every / part.name, name) for part in parts]), pd.Index(sorted(words))
        )
        for name, words in _CATEGORIES.items()
    }
    keep = rows_to_keep(pd.DataFrame(columns), choice.families, choice.others, choice.seed)
    with replace_when_whole(work / "keep.npy") as written, written.open("wb") as stream:
        np.save(stream, keep)
    begins = [0, *accumulate(part.rows_out for part in parts)]
    calls = [(part, begin, every, folder, work) for part, begin in zip(parts, begins, strict=False)]
    chosen: list[Part] = run(write_chosen, calls, "choosing")
    return chosen


def _codes(path: Path, name: str) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """Return a column of closed words as places in the sorted list of them; -1 where it is missing."""
    words = pq.read_table(path, columns=[name]).column(name).to_pandas()
    return np.asarray(pd.Categorical(words, categories=sorted(_CATEGORIES[name])).codes, dtype=np.int8)


def write_chosen(part: Part, begin: int, every: Path, folder: Path, work: Path) -> Part:
    """Write the chosen rows of one part, unless they are there already and whole.

    Parameters
    ----------
    part : Part
        The part.
    begin : int
        Facts before it.
    every, folder, work : Path
        See `choose`.

    Returns
    -------
    Part
        The chosen rows, with the account of the others.
    """
    target, record = folder / part.name, work / f"chosen-{part.name}.json"
    known = finished_part(target, record)
    if known is not None:
        return known
    facts = pd.read_parquet(every / part.name)
    keep = np.load(work / "keep.npy", mmap_mode="r")[begin : begin + len(facts)]
    ledger = deepcopy(part.ledger)
    facts = set_other_roles_aside(facts, np.asarray(keep), ledger)
    ledger.check(len(facts))
    return put_part(facts, ledger, target, record)
