"""Let every model take a facts table as well as a frame."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tpm_insights.ledger import REMOVING
from tpm_insights.models.frame import MARKS, PayNeeded, pay_frame
from tpm_insights.models.results import Dropped

AS_POSTED: frozenset[str] = frozenset({"pay_low", "pay_high"})
"""Annual pay in an analysis frame, pay as posted (an hour, a month) in a facts table: never taken from the latter."""


def for_model(
    frame: pd.DataFrame, needed: Sequence[str], *, pay_needed: PayNeeded = "both_ends"
) -> tuple[pd.DataFrame, tuple[Dropped, ...]]:
    """Take a facts table through `pay_frame` if a model asks for columns only that has; leave other frames alone.

    Parameters
    ----------
    frame : DataFrame
        Any frame.
    needed : sequence of str
        Columns a model needs.
    pay_needed : {"both_ends", "one_end", "none"}, default "both_ends"
        See `pay_frame`.

    Returns
    -------
    frame : DataFrame
        The frame to fit on.
    dropped : tuple of Dropped
        Rows set aside on the way.
    """
    if not isinstance(frame, pd.DataFrame) or not set(MARKS) <= set(frame.columns):
        return frame, ()
    if set(needed) <= set(frame.columns) and not set(needed) & AS_POSTED:
        return frame, ()
    made, ledger = pay_frame(frame, pay_needed=pay_needed)
    return made, tuple(Dropped(e.reason, e.rows) for e in ledger.entries if e.action in REMOVING)
