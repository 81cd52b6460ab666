"""What the arguments of several commands have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tpm_insights.errors import UsageError

PATH = click.Path(path_type=Path)


def key_values(pairs: tuple[str, ...], option: str) -> dict[str, str]:
    """Return KEY=VALUE options as a dictionary.

    Parameters
    ----------
    pairs : tuple of str
        As given on the command line.
    option : str
        Name of the option, for the message.

    Returns
    -------
    dict of str to str
        Values by key; of a key given twice the last.

    Raises
    ------
    click.BadParameter
        If one is not of that form.

    Examples
    --------
    >>> key_values(("country=US", "note=a=b"), "-p")
    {'country': 'US', 'note': 'a=b'}
    """
    done: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key:
            raise click.BadParameter(f"{pair!r} is not of the form KEY=VALUE", param_hint=f"'{option}'")
        done[key] = value
    return done


@contextmanager
def plain_file_errors() -> Iterator[None]:
    """Say in one line that a file or folder cannot be read or written: no such disk, no right to it, no room.

    Raises
    ------
    UsageError
        In place of an error of the system.

    Examples
    --------
    >>> with plain_file_errors():
    ...     raise PermissionError(13, "Permission denied", "facts.csv")
    Traceback (most recent call last):
    tpm_insights.errors.UsageError: facts.csv: cannot be read or written (Permission denied); choose another place
    """
    try:
        yield
    except OSError as error:
        where = error.filename or "a file"
        why = error.strerror or " ".join(str(error).split())[:200]
        raise UsageError(f"{where}: cannot be read or written ({why}); choose another place") from None
