"""Posting text as found (HTML, markdown, broken encodings, glued words) to plain text, one statement a line."""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np

from tpm_insights.errors import DataError

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]|!--|!DOCTYPE)")
_TAG_NAME = re.compile(r"/?([a-zA-Z][\w:.@-]*)")
_HARD = ("<!", "<script", "<style", "<title", "<textarea", "<noscript", "<?")
_ENTITY = re.compile(r"&#?\w{1,31};")
_ESCAPE = re.compile(r"\\([-\\`*_{}\[\]()#+.!|~$&<>/:'\"])")
_LITERAL = re.compile(r"\\(?:u([0-9a-fA-F]{4})|n|[rt](?![a-z]{2}))")
_LOST = re.compile(r"(?<=[a-z])[?\ufffd](?=s\b)")
_STRAY = re.compile("Â(?![a-zà-ÿ])")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((?:https?:|mailto:|/)[^()\s]{0,500}\)")
_COMMENT = re.compile(r"<!--[^>]{0,5000}-->|<![a-zA-Z][^<>]{0,500}>")
_MANY_TAGS = 2_000
_ASCII = bytes(range(128))

# Bits of a character: 1 what a capital may follow (lower case, digit, closing sign), 2 what a digit may follow
# (letter), 4 a capital, 8 a digit. A seam is where a bit of one character, shifted by two, meets the next one's.
_BITS = bytes(
    3 if chr(i).islower() else 6 if chr(i).isupper() else 9 if 48 <= i <= 57 else 1 if chr(i) in ").!?%:;," else 0
    for i in range(128)
).ljust(256, b"\0")
_CAPITALS = b"\6\6\3"  # as in "MASalary"
_BLANKS = re.compile(r"  +")
_MARKS = frozenset("*#-o~=_")
_WORD_AT = re.compile(r"[A-Za-z]{1,20}(?:-time)?")
_SENTENCE_AT = re.compile(r"(?:[a-z]{3}|.[a-z]\)|[a-z]\d{1,2}|..\))[.!?](?!Net|Js|Com|Io|Org|Ai)(?:[A-Z][a-z]|[AI] )")
_YEARS_AT = re.compile(r"\d{1,2}(?: ?- ?\d{1,2})?\+? ?(?:years?|yrs?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """What is known about found text."""

    mojibake: dict[str, str]
    signs: dict[str, str]
    marks: dict[str, str]
    heads: frozenset[str]
    before_numbers: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    """Return the lists of ``lexicon/text.toml``."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/text.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    marks = {form: "" for name in read["tags"]["inline"] for form in (name, "/" + name)}
    marks |= {form: "\n" for name in read["tags"]["block"] for form in (name, "/" + name, name + "/")}
    marks |= {"td": " ", "th": " ", "li": "\n- "}
    return _Lexicon(
        mojibake=read["mojibake"],
        signs={sign: plain for plain, group in read["signs"].items() for sign in group},
        marks=marks,
        heads=frozenset(read["glued"]["heads"]),
        before_numbers=frozenset(read["glued"]["before_numbers"]),
    )


def to_plain(text: str) -> str:
    r"""Return posting text without markup, one paragraph, bullet or heading a line.

    HTML and entities (also when escaped twice), markdown, dashes, quotes, spaces and bullets of every kind, the usual
    signs of a broken encoding, and words glued to a number or a heading are put in one plain form. Time is linear
    in the length of the text.

    Parameters
    ----------
    text : str
        Text as found.

    Returns
    -------
    str
        Lines without leading, trailing or repeated blanks; no empty lines; bullets as ``"- "``.

    Raises
    ------
    DataError
        If `text` is not a string.

    Examples
    --------
    >>> print(to_plain("<p>Pay:&nbsp;<b>$90</b>k – $95k</p><ul><li>PMP&reg;</li><li>5+ years’ experience</li></ul>"))
    Pay: $90k - $95k
    - PMP
    - 5+ years' experience
    >>> print(to_plain("Boston, MASalary: $90KLocation: Boston. Requirements3+ years"))
    Boston, MA
    Salary: $90K
    Location: Boston. Requirements
    3+ years
    >>> to_plain("Weâ€™re paying Â£50,000 \\- Â£60,000")
    "We're paying £50,000 - £60,000"
    """
    if not isinstance(text, str):
        raise DataError(f"a posting text must be a string, not {type(text).__name__}; pass the description as text")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    text = _without_markup(text)
    if "?s" in text or "\ufffds" in text:
        text = _LOST.sub("'", text)
    if not text.isascii():
        text = _plain_signs(text)
    text = _without_markdown(text)
    text = _without_blanks(text)
    return _unglue(text)


def _without_markup(text: str) -> str:
    """Return text without tags and entities; text escaped twice is unescaped twice."""
    if "\\" in text:
        text = _LITERAL.sub(_literal, text)
    for _ in range(2):
        if "<" in text and _TAG.search(text):
            text = _strip_tags(text)
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "<" in text and _TAG.search(text):
        text = _strip_tags(text)
    return text


def _literal(match: re.Match[str]) -> str:
    """Return the sign that an escape of a program stands for."""
    if match[1] is None:
        return " " if match[0] == "\\t" else "\n"
    return chr(int(match[1], 16))


def _strip_tags(text: str) -> str:
    """Return the text of HTML; a line is begun before a block, never between inline tags."""
    lowered = text.lower()
    if any(sign in lowered for sign in _HARD):
        text = _without_scripts(text)
    first, *parts = text.split("<")
    kept, marks = [first], _lexicon().marks
    for part in parts:
        tag, _, rest = part.partition(">")
        mark = marks.get(tag.partition(" ")[0])
        if mark is None:
            mark, rest = _rare_tag(part, tag, rest)
        kept.append(mark)
        kept.append(rest)
    return "".join(kept)


def _rare_tag(part: str, tag: str, rest: str) -> tuple[str, str]:
    """Return what an uncommon tag stands for and the text after it; a "<" that opens no tag stays."""
    name = _TAG_NAME.match(tag)
    if name is None or len(tag) == len(part):
        return "<", part
    key = name.group().lower()
    return _lexicon().marks.get(key, ""), rest


def _without_scripts(text: str) -> str:
    """Return HTML without comments, scripts and styles, as a parser sees it."""
    from selectolax.lexbor import LexborHTMLParser

    if text.count("<") > _MANY_TAGS:  # elements left open make an HTML parser quadratic
        return text
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "noscript", "title"])
    return _COMMENT.sub("", tree.html or "")


def _plain_signs(text: str) -> str:
    """Return text with broken encodings, dashes, quotes, blanks and bullets in one form."""
    lexicon = _lexicon()
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # lone surrogates
        text = text.encode("utf-8", "replace").decode()
        encoded = text.encode()
    if "â" in text or "Â" in text or "Ã" in text or "ï" in text:
        for broken, whole in lexicon.mojibake.items():
            text = text.replace(broken, whole)
        text = _STRAY.sub("", text)
        encoded = text.encode()
    foreign = set(encoded.translate(None, _ASCII).decode())
    changes: dict[str, str | int | None] = {
        sign: plain for sign in foreign if (plain := _plain_sign(sign, lexicon.signs)) != sign
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


def _without_markdown(text: str) -> str:
    """Return text without markdown's escapes, emphasis, links, rules and heading marks; bullets as a dash."""
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "*" in text:
        text = text.replace("**", "")
    if "_" in text:
        text = text.replace("__", "")
    if "[" in text and "](" in text:
        text = _LINK.sub(r"\1", text)
    return text


def _without_blanks(text: str) -> str:
    """Return text without repeated blanks and empty lines, and with one kind of bullet and no heading marks."""
    if "\t" in text:
        text = text.replace("\t", " ")
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    marked = [at for at, line in enumerate(lines) if line[0] in _MARKS and (line[:2] != "- " or line[2] in _MARKS)]
    if marked:
        for at in marked:
            lines[at] = _without_mark(lines[at])
        lines = list(_with_bullets(lines))
    return "\n".join(lines)


def _with_bullets(lines: list[str]) -> Iterator[str]:
    """Yield lines; a bullet that stands alone is put before the next line, empty lines are left out."""
    alone = False
    for line in lines:
        if line == "-":
            alone = True
        elif line:
            yield "- " + line if alone and line[:2] != "- " else line
            alone = False


def _without_mark(line: str) -> str:
    """Return a line with its heading mark or emphasis gone, its bullet as a dash, or empty if it is only a rule."""
    if line in ("-", "*"):
        return "-"
    bare = line.lstrip("*#-~=_ ")
    if not bare:
        return ""
    if line[0] == "#" and line[1] in "# ":
        return bare.rstrip("# ")
    if line[0] == "_":
        return bare.rstrip("_")
    if line[0] == "o":
        return "- " + line[2:] if line[1:2] == " " else line
    return "- " + bare.rstrip("*") if line[0] in "*-" else line


def _unglue(text: str) -> str:
    """Return text with a line begun where two statements are glued together and the seam is sure."""
    bits = text.encode("ascii", "replace").translate(_BITS)
    array = np.frombuffer(bits, np.uint8)
    seams: list[int] = np.flatnonzero((array[:-1] << 2) & array[1:]).tolist()
    cuts = {at + 1 for at in seams if _sure_seam(text, at + 1)}
    at = bits.find(_CAPITALS)
    while at >= 0:
        if _sure_seam(text, at + 1):
            cuts.add(at + 1)
        at = bits.find(_CAPITALS, at + 1)
    if not cuts:
        return text
    ends = [*sorted(cuts), len(text)]
    return text[: ends[0]] + "".join(["\n" + text[a:b] for a, b in pairwise(ends)])


def _sure_seam(text: str, at: int) -> bool:
    """Tell if a new statement begins at an offset where the kind of character changes."""
    lexicon = _lexicon()
    if text[at].isdigit():
        start = at
        while start > 0 and at - start < 24 and text[start - 1].isalpha():
            start -= 1
        word = text[start:at].lower()
        return word in lexicon.before_numbers or (len(word) > 4 and _YEARS_AT.match(text, at) is not None)
    head = _WORD_AT.match(text, at)
    if head is None:
        return False
    return head.group() in lexicon.heads or (text[at - 1] in ".!?" and _SENTENCE_AT.match(text, at - 4) is not None)
