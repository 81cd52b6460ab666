"""E-mail addresses and telephone numbers are taken out of whatever is written: the one rule for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

EMAIL_MARK = "[e-mail]"
PHONE_MARK = "[telephone]"

# the name before the sign is of bounded length and possessive, so that no text takes more than linear time
_NAME = r"(?<!\w)\w[\w.+'’-]{0,80}+"
_EMAIL = re.compile(
    rf"{_NAME}(?:@|%40|&#64;|&#x40;|&commat;)(?:[\w-]++\.)*+[\w-]++|"
    rf"{_NAME}\s?[\[({{]\s?at\s?[\])}}]\s?[\w.-]++(?:\s?[\[({{]\s?dot\s?[\])}}]\s?[\w-]++)*+",
    re.IGNORECASE,
)
_GAP = r"[ \xa0.\u2010-\u2013-]"
_PHONE = re.compile(
    # 555-123-4567, (555) 123-4567, +1 555.123.4567, with an extension
    rf"(?<![\w$£€/=+-])(?:\+?1{_GAP}{{0,2}})?(?:\(\d{{3}}\){_GAP}{{0,2}}|\d{{3}}{_GAP})\d{{3}}{_GAP}\d{{4}}(?!\d)"
    r"(?:,?\s?(?:x|ext\.?|extension)\s?\d{1,6})?|"
    # +44 20 7946 0958, +49 (0)30 1234567
    r"(?<![\w+])\+(?:[ \xa0().\u2010-\u2013/-]{0,2}\d){8,15}(?!\d)|"
    # 020 7946 0958, 07700 900123, 0170/1234567
    rf"(?<![\w$£€/=.,+-])\(?0\d{{2,4}}\)?(?:{_GAP}|/)\d{{3,4}}{_GAP}?\d{{3,4}}(?!\d)|"
    # 01 23 45 67 89
    rf"(?<![\w$£€/=.,+-])0\d(?:{_GAP}\d\d){{4}}(?!\d)",
    re.IGNORECASE,
)
# "Call us at 5550142", "phone": 5551234567
_NAMED = re.compile(
    r"(?<![a-z])(?P<word>(?:tele)?phone|tel|mobile|cell|fax|call|whatsapp|sms)(?![a-z])"
    r"(?P<between>[\s\"':.#=()-]{0,4}(?:(?:us|me|hr|at|on|is|no|number)(?![a-z])[\s\"':.#=()-]{0,4}){0,3})"
    r"\+?\d(?:[ \xa0().\u2010-\u2013-]{0,2}\d){6,14}(?!\d)",
    re.IGNORECASE,
)
# small letters and round brackets, so that a few words tell what need not be searched
_BRACKETS = {"[": "(", "{": "(", "]": ")", "}": ")"}
_PLAIN = bytes(ord(_BRACKETS.get(chr(i), chr(i).lower())) if i < 128 else 63 for i in range(256))
_SIGN_WORDS = (b"@", b"(at", b"( at", b"%40", b"&#64;", b"&#x40;", b"&commat;")
# a digit as 0, what may stand between digits of a number as a blank, anything else as x: quick to search
_SHAPES = bytes(48 if chr(i).isdigit() else 32 if chr(i) in " ?().+/-\xa0" else 120 for i in range(256))
_SEVEN_DIGITS = re.compile(rb"0(?: {0,3}0){6}")
_AROUND = 60
_COLUMN = re.compile(
    r"(?:^|_)(?:(?P<mail>e_?mails?)|phones?|telephones?|tel|mobile|cell|fax|whatsapp)"
    r"(?:_(?:address|addresses|number|numbers|no|\d))?$"
)


def mask_emails(text: str) -> str:
    """Return a text without e-mail addresses.

    Parameters
    ----------
    text : str
        Any text, markup and all.

    Returns
    -------
    str
        Each address replaced by `EMAIL_MARK`.

    Examples
    --------
    >>> mask_emails("Write to jo.doe@example.org, or jo (at) example (dot) org.")
    'Write to [e-mail], or [e-mail].'
    """
    plain = text.encode("latin-1", "replace").translate(_PLAIN)
    return _EMAIL.sub(EMAIL_MARK, text) if any(word in plain for word in _SIGN_WORDS) else text


def mask_personal_data(text: str) -> str:
    """Return a text without e-mail addresses and telephone numbers.

    Seven digits and more are a telephone number if they are grouped like one, or named as one; amounts of money, years
    and identifiers of digits alone stay.

    Parameters
    ----------
    text : str
        Any text, markup and all.

    Returns
    -------
    str
        Each address replaced by `EMAIL_MARK`, each number by `PHONE_MARK`; a text that is masked already stays.

    Examples
    --------
    >>> mask_personal_data("Call (555) 010-0199 x12 or +44 20 7946 0000; pay 120,000-150,000; id 5550100199.")
    'Call [telephone] or [telephone]; pay 120,000-150,000; id 5550100199.'
    """
    text = mask_emails(text)
    pieces, done = [], 0
    for begin, end in _near_numbers(text):
        numbers = _PHONE.sub(PHONE_MARK, text[begin:end])
        pieces += [text[done:begin], _NAMED.sub(rf"\g<word>\g<between>{PHONE_MARK}", numbers)]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _near_numbers(text: str) -> list[tuple[int, int]]:
    """Return where a text has seven digits close to each other, with the words around them."""
    shape = text.encode("latin-1", "replace").translate(_SHAPES)
    spans: list[tuple[int, int]] = []
    for match in _SEVEN_DIGITS.finditer(shape):
        begin, end = max(0, match.start() - _AROUND), match.end() + _AROUND
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def mask_column(values: pd.Series, name: str) -> pd.Series:
    """Return a column without e-mail addresses and telephone numbers.

    Parameters
    ----------
    values : Series
        Text is masked; numbers are taken for telephone numbers only if the column is called so.
    name : str
        Name of the column in snake_case: one such as ``contact_phone`` is masked whatever its digits look like.

    Returns
    -------
    Series
        With the same index; the type stays unless numbers are masked.

    Examples
    --------
    >>> import pandas as pd
    >>> mask_column(pd.Series([5550100199, 0]), "phone").tolist()
    ['[telephone]', '0']
    """
    named = _COLUMN.search(name)
    dtype = str(values.dtype)
    if dtype.startswith(("bool", "datetime")) or (named is None and dtype not in ("str", "string", "object")):
        return values
    if named is None:
        masked: pd.Series = values.map(lambda cell: mask_personal_data(cell) if isinstance(cell, str) else cell)
        return masked.astype(values.dtype)
    mark = EMAIL_MARK if named["mail"] else PHONE_MARK
    words = values.astype("str")
    told = words.str.contains(r"@|(?:\d\D{0,3}){7}", regex=True, na=False)
    return words.where(~told, mark) if told.any() else values
