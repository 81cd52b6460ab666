"""What the arguments of several commands have in common."""

from __future__ import annotations

from pathlib import Path

import click

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
