"""The errors this package raises on purpose: one root, a few leaves, each with its exit code.

Every message says on one line what was wrong, where, how many, up to three examples, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable

from tpm_insights.personal_data import mask_personal_data


class TpmInsightsError(Exception):
    """Root of all errors raised on purpose by this package.

    Attributes
    ----------
    exit_code : int
        What the command line returns when the error reaches it.
    """

    exit_code = 1


class UsageError(TpmInsightsError):
    """The request cannot be carried out as written: an unknown name, a missing file, a wrong parameter."""

    exit_code = 2


class DataError(TpmInsightsError):
    """A file or frame does not match what its declaration says."""

    exit_code = 3


class ModelError(TpmInsightsError):
    """A model cannot be fitted to these data; the message names the columns at fault."""

    exit_code = 3


class ReportError(TpmInsightsError):
    """A report started and did not finish."""

    exit_code = 1


class FetchError(TpmInsightsError):
    """A job board could not be fetched; nothing half-fetched was put where a later step would read it."""

    exit_code = 1


def examples_of(values: Iterable[object], limit: int = 3) -> str:
    """Quote the first few distinct values for an error message.

    Parameters
    ----------
    values : iterable of object
        Offending values, in the order found.
    limit : int, default 3
        How many distinct values to show.

    Returns
    -------
    str
        The values, quoted, without e-mail addresses and telephone numbers, shortened to 40 characters each and joined
        by commas.

    Examples
    --------
    >>> examples_of(["a", "a", "b", 3, 4])
    "'a', 'b', 3"
    >>> examples_of([])
    'none'
    """
    shown: list[str] = []
    for value in values:
        text = mask_personal_data(repr(value.item() if hasattr(value, "item") else value))
        text = text if len(text) <= 40 else f"{text[:36]}...{text[-1]}"
        if text not in shown:
            shown.append(text)
        if len(shown) == limit:
            break
    return ", ".join(shown) or "none"
