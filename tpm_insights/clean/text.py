"""Text as found (HTML, markdown, broken encodings, glued words) to plain text, a paragraph, bullet or heading a line."""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

from tpm_insights.errors import DataError

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]|!--|!DOCTYPE)")
_BLOCK = re.compile(
    r"<(?=/?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|section|article|header|footer|hr|dt|dd|dl|blockquote|pre|tbody|thead)\b)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\n<li\b[^<>]{0,400}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_ENTITY = re.compile(r"&#?\w{1,31};")
_ESCAPE = re.compile(r"\\([-\\`*_{}\[\]()#+.!|~$&<>/:'\"])")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((?:https?:|mailto:|/)[^()\s]{0,500}\)")
_BULLET = re.compile(r"(?m)^(?:[*·]|o(?= {2,}|\t)|- ?[-*·])[ \t]*(?=\S)|^-(?=[A-Za-z])")
_RULE = re.compile(r"(?m)^[-=_*#~. ]{3,}$")
_HASHES = re.compile(r"(?m)^#{1,6} *| *#{2,6}$")
_SPACES = re.compile(r"[ \t]{2,}|\t")
_BLANK_LINES = re.compile(r"\n{2,}")
_MANY_TAGS = 20_000
_ASCII = bytes(range(128))

# One class a character: lower case a, upper case A, digit 0, closing sign ")", anything else a blank.
_CLASSES = bytes(
    ord("a") if chr(i).islower() and i < 128
    else ord("A") if chr(i).isupper() and i < 128
    else ord("0") if 48 <= i <= 57
    else ord(")") if chr(i) in ").!?%:;,"
    else ord(" ")
    for i in range(256)
)  # fmt: skip
_SEAMS = ((b"aA", 1), (b"AAa", 1), (b"0A", 1), (b")A", 1), (b"a0", 1), (b"A0", 1))
_WORD_AT = re.compile(r"[A-Za-z]+(?:-time)?")
_YEARS_AT = re.compile(r"\d{1,2}(?: ?- ?\d{1,2})?\+? ?(?:years?|yrs?)\b", re.IGNORECASE)


@cache
def _lexicon() -> tuple[dict[str, str], dict[str, str], frozenset[str], frozenset[str]]:
    """Return mojibake, one replacement a sign, and the words that may be glued."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/text.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    signs = {sign: plain for plain, group in read["signs"].items() for sign in group}
    glued = read["glued"]
    return read["mojibake"], signs, frozenset(glued["heads"]), frozenset(glued["before_numbers"])


def to_plain(text: str) -> str:
    """Return posting text without markup, one paragraph, bullet or heading a line.

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
    >>> to_plain("Weâ€™re paying Â£50,000 \\\\- Â£60,000")
    "We're paying £50,000 - £60,000"
    """
    if not isinstance(text, str):
        raise DataError(f"a posting text must be a string, not {type(text).__name__}; pass the description as text")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    text = _without_markup(text)
    if not text.isascii():
        text = _plain_signs(text)
    text = _without_markdown(text)
    text = "\n".join([line.strip(" \t\x00") for line in text.split("\n")]) if "\n" in text else text.strip(" \t\x00")
    if "  " in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    text = _unglue(text)
    if "\n\n" in text:
        text = _BLANK_LINES.sub("\n", text)
    return text.strip("\n")


def _without_markup(text: str) -> str:
    """Return text without tags and entities; text escaped twice is unescaped twice."""
    for _ in range(2):
        if "<" in text and _TAG.search(text):
            text = _strip_tags(text)
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    if "<" in text and _TAG.search(text):
        text = _strip_tags(text)
    return text


def _strip_tags(text: str) -> str:
    """Return the text of HTML; a line is begun before a block, never between inline tags."""
    text = _BLOCK.sub("\n<", text)
    text = _ITEM.sub("\n- ", text)
    if text.count("<") > _MANY_TAGS:  # formatting elements left open make an HTML parser quadratic
        return html.unescape(_ANY_TAG.sub("", text))
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    if tree.root is None:
        return _ANY_TAG.sub("", text)
    lowered = text.lower()
    if "<script" in lowered or "<style" in lowered:
        tree.strip_tags(["script", "style", "noscript"])
    return str(tree.root.text())


def _plain_signs(text: str) -> str:
    """Return text with broken encodings, dashes, quotes, blanks and bullets in one form."""
    mojibake, signs, _, _ = _lexicon()
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # lone surrogates
        text = text.encode("utf-8", "replace").decode()
        encoded = text.encode()
    if "â" in text or "Â" in text or "Ã" in text or "ï" in text:
        for broken, whole in mojibake.items():
            text = text.replace(broken, whole)
        encoded = text.encode()
    foreign = set(encoded.translate(None, _ASCII).decode())
    changes = {sign: plain for sign in foreign if (plain := _plain_sign(sign, signs)) != sign}
    if len(changes) > 40:
        return text.translate(str.maketrans(changes))
    for sign, plain in changes.items():
        text = text.replace(sign, plain)
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
    if "**" in text:
        text = text.replace("**", "")
    if "__" in text:
        text = text.replace("__", "")
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "\n#" in text or text.startswith("#") or "##" in text:
        text = _HASHES.sub("", text)
    if "*" in text or "·" in text or "\n-" in text or "\no" in text:
        text = _BULLET.sub("- ", text)
    if "---" in text or "===" in text or "***" in text:
        text = _RULE.sub("", text)
    return text


def _unglue(text: str) -> str:
    """Return text with a line begun where two statements are glued together and the seam is sure."""
    classes = text.encode("ascii", "replace").translate(_CLASSES)
    cuts: set[int] = set()
    for seam, shift in _SEAMS:
        at = classes.find(seam)
        while at >= 0:
            if _sure_seam(text, at + shift, seam):
                cuts.add(at + shift)
            at = classes.find(seam, at + 1)
    if not cuts:
        return text
    ends = [*sorted(cuts), len(text)]
    return text[: ends[0]] + "".join(["\n" + text[a:b] for a, b in zip(ends, ends[1:], strict=False)])


def _sure_seam(text: str, at: int, seam: bytes) -> bool:
    """Tell if a new statement begins at an offset where the kind of character changes."""
    _, _, heads, before_numbers = _lexicon()
    if seam.endswith(b"0"):
        start = at
        while start > 0 and at - start < 24 and text[start - 1].isalpha():
            start -= 1
        word = text[start:at].lower()
        return word in before_numbers or (len(word) > 4 and _YEARS_AT.match(text, at) is not None)
    head = _WORD_AT.match(text, at)
    if head is None or head.group() not in heads:
        return False
    if seam == b")A":
        return text[at - 1] not in ":," or head.end() < len(text)
    return True
