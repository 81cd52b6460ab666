"""What the arguments of several commands have in common."""

from __future__ import annotations

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


def capitals(_context: click.Context, _option: click.Parameter, code: str | None) -> str | None:
    """Return a code in capitals, as a callback of an option.

    Parameters
    ----------
    _context : click.Context
        Not looked at.
    _option : click.Parameter
        Not looked at.
    code : str or None
        Of a country, a currency or a region.

    Returns
    -------
    str or None
        In capitals; None stays.
    """
    return None if code is None else code.strip().upper()


def check_scope(
    *, country: str, currency: str, region: str | None, first_year: int | None = None, last_year: int | None = None
) -> None:
    """Refuse codes and years that no data can be of, as a report does with its parameters.

    Parameters
    ----------
    country, currency : str
        ISO codes.
    region : str or None
        Code of a region of that country.
    first_year, last_year : int or None
        Calendar years.

    Raises
    ------
    UsageError
        If a code is malformed, the region is none of the country, or the first year is later than the last.

    Examples
    --------
    >>> check_scope(country="US", currency="USD", region="BY")
    Traceback (most recent call last):
    tpm_insights.errors.UsageError: the command: parameter region: 'BY' is no region of US; it takes one of AL, AK, ...
    """
    from tpm_insights.reports.parameters import Parameter, check_parameters

    codes = {"country": country, "currency": currency, "region": region}
    years = {"first_year": first_year, "last_year": last_year}
    declared = [Parameter(name, "str | None", None, "") for name in codes]
    declared += [Parameter(name, "int | None", None, "") for name in years]
    check_parameters(tuple(declared), {**codes, **years}, report="the command")


def file_error(error: OSError) -> UsageError:
    """Say in one line that a file or folder cannot be read or written: no such disk, no right to it, no room.

    Parameters
    ----------
    error : OSError
        Of the system.

    Returns
    -------
    UsageError
        To be shown in its place.

    Examples
    --------
    >>> print(file_error(PermissionError(13, "Permission denied", "facts.csv")))
    facts.csv: cannot be read or written (Permission denied); choose another place
    """
    where = error.filename or "a file"
    why = error.strerror or " ".join(str(error).split())[:200]
    return UsageError(f"{where}: cannot be read or written ({why}); choose another place")
