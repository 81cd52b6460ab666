"""Broken encodings, dashes, quotes, blanks and bullets of every kind to one plain form."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

import numpy as np

_LOST = re.compile(r"(?<=[a-z])[?\ufffd](?=s\b)")
_STRAY = re.compile("Â(?![a-zà-ÿ])")
_ASCII = bytes(range(128))
# Stand for what is not one sign in its plain form, and for a sign that is not in the table.
_LONGER = {"": b"\1", "\n- ": b"\2", "...": b"\3"}
_RARE = b"\4"


@cache
def _table() -> np.ndarray:
    """Return the plain form of the first 65,536 characters, where that is one sign of Latin-1 or in `_LONGER`."""
    table = np.full(1 << 16, _RARE[0], np.uint8)
    table[:128] = np.arange(128)
    table[[mark[0] for mark in (*_LONGER.values(), _RARE)]] = _RARE[0]
    signs = _lists()[1]
    for sign in (*map(chr, range(128, 256)), *(sign for sign in signs if ord(sign) >= 256)):
        plain = _plain_sign(sign, signs)
        if plain in _LONGER or (len(plain) == 1 and plain <= "\xff"):
            table[ord(sign)] = _LONGER[plain][0] if plain in _LONGER else ord(plain)
    return table


@cache
def _lists() -> tuple[dict[str, str], dict[str, str]]:
    """Return broken encodings with what they were, and signs with their plain form."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/signs.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    return read["mojibake"], {sign: plain for plain, group in read["signs"].items() for sign in group}


def plain_signs(text: str) -> str:
    r"""Return text with every sign in its plain form.

    Parameters
    ----------
    text : str
        Text without markup.

    Returns
    -------
    str
        Dashes are "-", quotes straight, blanks one kind; bullets begin a line with ``"- "``; ligatures and letters of
        other widths are plain letters; accents stay.

    Examples
    --------
    >>> plain_signs("Â£50 – 60k for ﬁve “years’” work • PMP®")
    '£50 - 60k for five "years\'" work \n-  PMP'
    """
    if ("?" in text and "?s" in text) or ("\ufffd" in text and "\ufffds" in text):
        text = _LOST.sub("'", text)
    if text.isascii():
        return text
    try:
        codes = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    except UnicodeEncodeError:  # lone surrogates
        text = text.encode("utf-8", "replace").decode()
        codes = np.frombuffer(text.encode("utf-16-le"), np.uint16)
    plain = _table().take(codes).tobytes()
    # the signs of a broken encoding begin with one of these letters
    if _RARE in plain or b"\xe2" in plain or b"\xc2" in plain or b"\xc3" in plain or b"\xef" in plain:
        return _plain_rare_signs(text)
    for longer, mark in _LONGER.items():
        if mark in plain:
            plain = plain.replace(mark, longer.encode())
    return plain.decode("latin-1")


def _plain_rare_signs(text: str) -> str:
    """Return text with every sign in its plain form; it has others than the table knows, or a broken encoding."""
    mojibake, signs = _lists()
    if "â" in text or "Â" in text or "Ã" in text or "ï" in text:
        for broken, whole in mojibake.items():
            text = text.replace(broken, whole)
        text = _STRAY.sub("", text)
    foreign = set(text.encode().translate(None, _ASCII).decode())
    changes: dict[str, str | int | None] = {
        sign: plain for sign in foreign if (plain := _plain_sign(sign, signs)) != sign
    }
    if len(changes) > 40:
        return text.translate(str.maketrans(changes))
    for sign, plain_sign in changes.items():
        text = text.replace(sign, str(plain_sign))
    return text


def _plain_sign(sign: str, signs: dict[str, str]) -> str:
    """Return the plain form of one character."""
    plain = signs.get(sign)
    if plain is not None:
        return plain
    normal = unicodedata.normalize("NFKC", sign)
    return normal if normal.isprintable() and len(normal) <= 4 else sign
