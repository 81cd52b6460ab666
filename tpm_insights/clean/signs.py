"""Broken encodings, dashes, quotes, blanks and bullets of every kind to one plain form."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

_LOST = re.compile(r"(?<=[a-z])[?\ufffd](?=s\b)")
_STRAY = re.compile("Â(?![a-zà-ÿ])")
_ASCII = bytes(range(128))


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
    if "?s" in text or "\ufffds" in text:
        text = _LOST.sub("'", text)
    if text.isascii():
        return text
    mojibake, signs = _lists()
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # lone surrogates
        text = text.encode("utf-8", "replace").decode()
        encoded = text.encode()
    if "â" in text or "Â" in text or "Ã" in text or "ï" in text:
        for broken, whole in mojibake.items():
            text = text.replace(broken, whole)
        text = _STRAY.sub("", text)
        encoded = text.encode()
    foreign = set(encoded.translate(None, _ASCII).decode())
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
