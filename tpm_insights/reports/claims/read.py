"""Read a file of claims, and refuse what is not as it should be with the place and what to write instead."""

from __future__ import annotations

import difflib
import hashlib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

from tpm_insights.errors import UsageError, examples_of
from tpm_insights.reports.claims.kinds import COMMON_KEYS, KINDS, Key

SEED = "article.toml"
"""The claims of the career article these reports were made to check."""

LARGEST = 1e15
"""Largest number that a claim may name."""
FINITE = "a number of 0 or more, and a range without an upper end has open_end = true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim that can be tested; what its kind does not take is empty.

    Attributes
    ----------
    id : str
        Small letters, digits and underscores.
    topic : str
        Heading it stands under.
    sentence : str
        The claim in words.
    label : str
        Its name in a figure.
    kind : str
        A key of `tpm_insights.reports.claims.kinds.KINDS`.
    required : bool
        True where `tpm-insights claims` fails if it is contradicted or cannot be tested.
    untestable : str
        What of it no data here can speak to.
    level : str
        entry, mid, senior, or empty for all together.
    low, high : float
        Ends of the claimed range, in currency units a year or in years.
    open_end : bool
        True where the range has no upper end; `high` is then only where it is said to begin to be rare.
    asks_for, certifications, statuses : tuple of str
        What a posting asks for, any one of them; empty `statuses` stand for all.
    education : str
        Lowest degree that counts.
    at_least, partly_from : float
        Shares from which on the claim holds, and from which on it holds in part.
    reason : str
        Why it cannot be tested.
    """

    id: str
    topic: str
    sentence: str
    label: str
    kind: str
    required: bool = False
    untestable: str = ""
    level: str = ""
    low: float = math.nan
    high: float = math.nan
    open_end: bool = False
    asks_for: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    education: str = ""
    at_least: float = 0.5
    partly_from: float = 0.5
    reason: str = ""

    @property
    def upper(self) -> float:
        """Upper end of the claimed range; infinite where it is open."""
        return math.inf if self.open_end else self.high


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """The claims of one file.

    Attributes
    ----------
    name : str
        Name of the file.
    title : str
        What the claims are taken from.
    country, currency : str
        ISO codes of the pay that is spoken of.
    claims : tuple of Claim
        In the order of the file.
    sha256 : str
        Digest of the file.
    """

    name: str
    title: str
    country: str
    currency: str
    claims: tuple[Claim, ...]
    sha256: str

    @property
    def topics(self) -> tuple[str, ...]:
        """Topics, in the order of the file."""
        return tuple(dict.fromkeys(claim.topic for claim in self.claims))


def read_claims(path: Path | None = None) -> ClaimFile:
    """Read the claims of a file.

    Parameters
    ----------
    path : Path, optional
        A TOML file; the claims of the career article by default.

    Returns
    -------
    ClaimFile
        Checked claims.

    Raises
    ------
    UsageError
        If the file cannot be read, or a key of a claim is missing, not known or out of range. The message names the
        file, the claim and the key, and what is allowed.

    Examples
    --------
    >>> seed = read_claims()
    >>> seed.claims[0].kind, seed.claims[0].low, seed.currency
    ('pay_median_in_range', 95000.0, 'USD')
    """
    name = SEED if path is None else path.name
    raw = _bytes(path)
    try:
        content = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UsageError(f"{name}: not a TOML file: {fault}") from None
    head = {key: content.pop(key, None) for key in ("title", "country", "currency")}
    entries = content.pop("claims", None)
    if content:
        raise UsageError(f"{name}: {_unknown(next(iter(content)), ('title', 'country', 'currency', 'claims'))}")
    for key, pattern in {"title": r".+", "country": "[A-Z]{2}", "currency": "[A-Z]{3}"}.items():
        if not isinstance(head[key], str) or not re.fullmatch(pattern, str(head[key])):
            example = {"title": '"An article"', "country": '"US"', "currency": '"USD"'}[key]
            raise UsageError(f"{name}: key {key!r} must stand at the top, such as {key} = {example}")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise UsageError(f"{name}: no claims; each begins with a line [[claims]]")
    claims = [_claim(entry, f"{name}: claim {_named(entry, place)}") for place, entry in enumerate(entries, start=1)]
    _refuse_doubles(claims, name)
    return ClaimFile(name, str(head["title"]), str(head["country"]), str(head["currency"]), tuple(claims),
                     hashlib.sha256(raw).hexdigest())  # fmt: skip


def _bytes(path: Path | None) -> bytes:
    """Return the content of a file."""
    if path is None:
        return files("tpm_insights.reports.claims").joinpath(SEED).read_bytes()
    try:
        return path.read_bytes()
    except OSError as fault:
        raise UsageError(f"{path}: cannot be read ({fault.strerror}); give a TOML file of claims") from None


def _named(entry: Mapping[str, object], place: int) -> str:
    """Name a claim for a message, by its id or its place."""
    return repr(entry["id"]) if isinstance(entry.get("id"), str) else f"number {place}"


def _claim(entry: Mapping[str, object], where: str) -> Claim:
    """Check one claim."""
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        said = "key 'kind' is missing." if kind is None else f"kind {_unknown(str(kind), tuple(KINDS), word='value')}"
        raise UsageError(f"{where}: {said} A kind is one of {', '.join(KINDS)}")
    keys = COMMON_KEYS | KINDS[kind]
    for key in entry:
        if key not in keys:
            raise UsageError(f"{where}: {_unknown(key, tuple(keys))} A claim of kind {kind} takes {', '.join(keys)}")
    if missing := [key for key, declared in keys.items() if declared.needed and key not in entry]:
        raise UsageError(f"{where}: key {missing[0]!r} is missing; a claim of kind {kind} needs it")
    values = {key: _value(value, keys[key], f"{where}: key {key!r}") for key, value in entry.items()}
    values.setdefault("label", str(values["id"]).replace("_", " "))
    values.setdefault("partly_from", values.get("at_least", 0.5))
    claim = Claim(**values)  # type: ignore[arg-type]
    _refuse_nonsense(claim, where)
    return claim


def _value(value: object, key: Key, where: str) -> str | bool | float | tuple[str, ...]:
    """Return a value in the form of its key."""
    if key.form == "flag":
        if not isinstance(value, bool):
            _refuse(value, "true or false", where)
        return value
    if key.form in ("number", "share"):
        most = 1.0 if key.form == "share" else LARGEST
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            _refuse(value, "a number between 0 and 1" if key.form == "share" else FINITE, where)
        return float(value)
    if key.form == "words":
        if not isinstance(value, list) or not value:
            _refuse(value, 'a list such as ["PMP", "CSM"]', where)
        return tuple(dict.fromkeys(_word(item, key.allowed, where) for item in value))
    return _word(value, key.allowed, where)


def _word(value: object, allowed: tuple[str, ...], where: str) -> str:
    """Return a text, of the closed list where there is one."""
    if not isinstance(value, str) or not value.strip():
        _refuse(value, "text between quotation marks", where)
    if allowed and value not in allowed:
        raise UsageError(f"{where}: {_unknown(str(value), allowed, word='value')} Allowed: {', '.join(allowed)}")
    return str(value).strip()


def _refuse(value: object, wanted: str, where: str) -> NoReturn:
    """Refuse a value of the wrong type."""
    raise UsageError(f"{where}: {examples_of([value])} is not {wanted}")


def _unknown(given: str, known: tuple[str, ...], *, word: str = "key") -> str:
    """Say that a name is not known, and which one may have been meant."""
    near = difflib.get_close_matches(given, known, n=1)
    return f"{word} {given!r} is not known; " + (f"did you mean {near[0]!r}?" if near else "it is like none of ours.")


def _refuse_nonsense(claim: Claim, where: str) -> None:
    """Refuse values that do not go together."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", claim.id):
        raise UsageError(f"{where}: key 'id' takes up to 60 small letters, digits and underscores, such as median_pay")
    if claim.low > claim.high:
        raise UsageError(f"{where}: key 'low' ({claim.low:g}) is above 'high' ({claim.high:g}); swap them")
    if claim.partly_from > claim.at_least:
        raise UsageError(
            f"{where}: key 'partly_from' ({claim.partly_from:g}) is above 'at_least' ({claim.at_least:g}); swap them"
        )


def _refuse_doubles(claims: list[Claim], name: str) -> None:
    """Refuse two claims of the same id."""
    ids = [claim.id for claim in claims]
    if doubles := [one for one in dict.fromkeys(ids) if ids.count(one) > 1]:
        times = ids.count(doubles[0])
        raise UsageError(f"{name}: claim {doubles[0]!r}: key 'id' stands {times} times; each claim needs its own")
