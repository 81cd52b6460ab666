"""An employer's name to a keyed hash, so that postings of one employer can be told without its name."""

from __future__ import annotations

import os
import re
from hashlib import blake2b

import pandas as pd

from tpm_insights.errors import UsageError
from tpm_insights.personal_data import mask_emails
from tpm_insights.sources.posting_table import column_for
from tpm_insights.sources.tabular import plain_name

DEFAULT_SALT = "tpm_insights"
"""Salt of the hashes where none is given: it hides names from a glance, not from a search."""
_FORMS = re.compile(
    r"(?:\s|^)(?:inc|incorporated|llc|l l c|ltd|limited|corp|corporation|co|company|plc|llp|lp|pllc|pc|gmbh|ag|sa|sas"
    r"|nv|bv|ab|pty|pvt|private|srl|spa|oy|as|kg|se)$"
)
_RATING = re.compile(r"\s*\n.*|\s+\d\.\d\s*(?:★|stars?)?$", re.DOTALL)
_ADDRESS = re.compile(r"(?:^|_)(?:url|uri|link|href)(?:_direct)?$")
_SIGNS = re.compile(r"[^\w&+]+|_")


def salt_asked_for() -> str:
    """Return the salt that the environment variable ``TPM_INSIGHTS_SALT`` names.

    Returns
    -------
    str
        `DEFAULT_SALT` where it names none.
    """
    return os.environ.get("TPM_INSIGHTS_SALT", DEFAULT_SALT)


def normalize_employer(name: str) -> str:
    r"""Return an employer's name without case, punctuation, legal form and a rating behind it.

    Parameters
    ----------
    name : str
        As published.

    Returns
    -------
    str
        Empty if nothing is left.

    Examples
    --------
    >>> [normalize_employer(n) for n in ("The Acme Corp., Inc.", "ACME corp", "Acme\n3.9", " - ")]
    ['acme', 'acme', 'acme', '']
    """
    short = _RATING.sub("", name[:300].strip())
    words = " ".join(_SIGNS.sub(" ", short.casefold().replace("'", "").replace("’", "")).split())
    while True:
        bare = _FORMS.sub("", words).strip()
        if bare in {words, ""}:
            break
        words = bare
    return words.removeprefix("the ")


def hash_employers(names: pd.Series, salt: str) -> pd.Series:
    """Return a keyed BLAKE2b hash of each employer.

    The hash keeps employers apart without saying who they are, as long as the salt is secret: whoever knows the salt
    can hash a list of names and compare.

    Parameters
    ----------
    names : Series of str
        As published; missing is allowed.
    salt : str
        Any text; the same salt gives the same hashes.

    Returns
    -------
    Series of str
        16 hexadecimal digits; missing where there is no name.

    Raises
    ------
    UsageError
        If the salt is empty.

    Examples
    --------
    >>> hash_employers(pd.Series(["Acme Inc", "ACME", None]), "s").tolist()
    ['fdb030c3d8a9bda4', 'fdb030c3d8a9bda4', nan]
    """
    key = _key(salt)
    known: dict[str, str | None] = {}
    for name in names.dropna().unique():
        plain = normalize_employer(str(name))
        known[name] = _hash(plain, key) if plain else None
    return names.map(known).astype("str")


def hash_identifiers(values: pd.Series, salt: str) -> pd.Series:
    """Return a keyed BLAKE2b hash of each identifier, letter by letter as it stands.

    Parameters
    ----------
    values : Series of str
        Identifiers of postings, some of which hold the employer's name; missing is allowed.
    salt : str
        Any text; the same salt gives the same hashes.

    Returns
    -------
    Series of str
        16 hexadecimal digits; missing where there is no identifier.

    Raises
    ------
    UsageError
        If the salt is empty.

    Examples
    --------
    >>> hash_identifiers(pd.Series(["row-1", "row-2", None]), "s").tolist()
    ['22414634fdffba9e', '8562a17c49f43293', nan]
    """
    key = _key(salt)
    return values.map(lambda value: _hash(str(value), key), na_action="ignore").astype("str")


def hide_identifiers(postings: pd.DataFrame, salt: str) -> pd.DataFrame:
    """Return postings whose identifiers and web addresses, which often name the employer, are hashes.

    Parameters
    ----------
    postings : DataFrame
        From `tpm_insights.sources.read_postings`.
    salt : str
        For `hash_identifiers`.

    Returns
    -------
    DataFrame
        The same columns; ``posting_id``, the published column it was taken from, and columns called ``url``,
        ``job_url`` and the like are hashed.

    Examples
    --------
    >>> ads = pd.DataFrame({"posting_id": ["acme-1"], "job_url": ["https://example.org/acme"], "note": ["n"]})
    >>> hide_identifiers(ads, "s").iloc[0].str.len().tolist()
    [16, 16, 1]
    """
    identifier = column_for(postings.columns.drop("posting_id", errors="ignore"), "posting_id")
    named = ("posting_id", identifier)
    told = [name for name in postings.columns if name in named or _ADDRESS.search(plain_name(name))]
    words = {name: postings[name].map(lambda cell: mask_emails(str(cell)), na_action="ignore") for name in told}
    return postings.assign(**{name: hash_identifiers(values, salt) for name, values in words.items()})


def _key(salt: str) -> bytes:
    """Return the salt as a key of BLAKE2b."""
    if not salt:
        raise UsageError("hashes need a salt; pass any text that is kept secret, the same one each time")
    key = salt.encode()
    return key if len(key) <= 64 else blake2b(key, digest_size=64).digest()


def _hash(text: str, key: bytes) -> str:
    """Return 16 hexadecimal digits."""
    return blake2b(text.encode("utf-8", "replace"), key=key, digest_size=8).hexdigest()
