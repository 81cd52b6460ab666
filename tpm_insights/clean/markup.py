"""HTML, entities, escapes and markdown to text with a line for every block; nothing is read from it yet."""

from __future__ import annotations

import html
import re
import tomllib
from functools import cache
from importlib import resources

_TAG = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]|!--|!DOCTYPE)")
_TAG_NAME = re.compile(r"/?([a-zA-Z][\w:.@-]*)")
_SIMPLE_TAG = re.compile(r"<(/?[a-zA-Z][\w:.@-]*/?)(?:\s[^<>]*)?>")
_HARD = re.compile(r"<(?:[!?]|script|style|title|textarea|noscript)", re.IGNORECASE)
_ENTITY = re.compile(r"(&#?\w{1,31};)")
_ENTITIES = {"&amp;": "&", "&nbsp;": "\xa0", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&rsquo;": "’"}
_ESCAPE = re.compile(r"\\([-\\`*_{}\[\]()#+.!|~$&<>/:'\"])")
_LITERAL = re.compile(r"\\(?:u([0-9a-fA-F]{4})|n|[rt](?![a-z]{2}))")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\((?:https?:|mailto:|/)[^()\s]{0,500}\)")
_COMMENT = re.compile(r"<!--[^>]{0,5000}-->|<![a-zA-Z][^<>]{0,500}>")
_MANY_TAGS = 2_000


@cache
def _marks() -> dict[str, str]:
    """Return what stands for each element: a line break, a bullet, a blank, or nothing."""
    raw = resources.files("tpm_insights.clean").joinpath("lexicon/markup.toml").read_text(encoding="utf-8")
    read = tomllib.loads(raw)
    marks = {form: "" for name in read["inline"] for form in (name, "/" + name)}
    marks |= {form: "\n" for name in read["block"] for form in (name, "/" + name, name + "/")}
    return marks | {"td": " ", "th": " ", "li": "\n- "}


def strip_markup(text: str) -> str:
    r"""Return text without tags and entities.

    Simple HTML is read in one pass; comments, scripts and styles are taken out by a parser first. Text that was escaped
    twice is unescaped twice, and so are escapes that a program left ("\n", "\u2013").

    Parameters
    ----------
    text : str
        Text as found.

    Returns
    -------
    str
        A line is begun before each block and list item (``"- "``), never between inline tags.

    Examples
    --------
    >>> strip_markup("<p>R&amp;D <b>te</b>am</p><li>PMP</li>")
    '\nR&D team\n\n- PMP\n'
    """
    if "{" in text and "{% comment" in text:
        text = _without_template_comments(text)
    if "\\" in text:
        text = _LITERAL.sub(_literal, text)
    for _ in range(2):
        if "<" in text and _TAG.search(text):
            text = _strip_tags(text)
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _unescape(text)
    if "<" in text and _TAG.search(text):
        text = _strip_tags(text)
    return text


def _without_template_comments(text: str) -> str:
    """Return text without what a template (Liquid, Django, Twig) marks as a comment: advice to the writer."""
    kept, at = [], 0
    while (start := text.find("{% comment", at)) >= 0:
        end = text.find("{% endcomment", start)
        close = text.find("%}", end) if end >= 0 else -1
        if close < 0:
            break
        kept.append(text[at:start])
        at = close + 2
    return "".join([*kept, text[at:]])


def _literal(match: re.Match[str]) -> str:
    """Return the sign that an escape of a program stands for."""
    if match[1] is None:
        return " " if match[0] == "\\t" else "\n"
    return chr(int(match[1], 16))


def _unescape(text: str) -> str:
    """Return text with its entities replaced, each once."""
    pieces = _ENTITY.split(text)
    for at, piece in enumerate(pieces):
        if "&" in piece:
            pieces[at] = _ENTITIES.get(piece) or html.unescape(piece)
    return "".join(pieces)


def _strip_tags(text: str) -> str:
    """Return the text of HTML; a line is begun before a block, never between inline tags."""
    if _HARD.search(text):
        text = _without_scripts(text)
    marks = _marks()
    pieces = _SIMPLE_TAG.split(text)
    pieces[1::2] = [marks[tag] if tag in marks else marks.get(tag.lower(), "") for tag in pieces[1::2]]
    stripped = "".join(pieces)
    return _strip_odd_tags(stripped) if "<" in stripped else stripped


def _strip_odd_tags(text: str) -> str:
    """Return text without tags that hold a "<" or have odd names; a "<" that opens no tag stays."""
    first, *parts = text.split("<")
    kept, marks = [first], _marks()
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
    return _marks().get(key, ""), rest


def _without_scripts(text: str) -> str:
    """Return HTML without comments, scripts and styles, as a parser sees it."""
    from selectolax.lexbor import LexborHTMLParser

    if text.count("<") > _MANY_TAGS:  # elements left open make an HTML parser quadratic
        return text
    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "noscript", "title"])
    return _COMMENT.sub("", tree.html or "")


def strip_markdown(text: str) -> str:
    r"""Return text without the escapes, emphasis and links of markdown.

    Parameters
    ----------
    text : str
        Text without HTML.

    Returns
    -------
    str
        Marks of headings and bullets at the beginning of lines are left.

    Examples
    --------
    >>> strip_markdown("**$90 \\- $95** [apply](https://example.org)")
    '$90 - $95 apply'
    """
    if "\\" in text:
        text = "".join(_ESCAPE.split(text))  # the sign after each escape is kept, as a group of the pattern
    if "*" in text:
        text = text.replace("**", "")
    if "_" in text:
        text = text.replace("__", "")
    if "[" in text and "](" in text:
        text = "".join(_LINK.split(text))
    return text
