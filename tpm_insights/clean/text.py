"""Posting text as found (HTML, markdown, broken encodings, glued words) to plain text, one statement a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tpm_insights.clean.markup import strip_markdown, strip_markup
from tpm_insights.clean.pairs import BLANK_AFTER_LINE, LINE_AFTER_BLANK, MARK_AFTER_LINE, TWO_BLANKS, look_at_pairs
from tpm_insights.clean.seams import part_statements
from tpm_insights.clean.signs import plain_signs
from tpm_insights.errors import DataError

_BLANKS = re.compile(r"  +")
_MARKS = frozenset("*#-o~=_")
# A line that begins with a mark, unless it is a bullet in its plain form.
_MARKED = re.compile(r"\n(?:[*#~=_]|o |-(?! [^*#\-~=_]))")


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
    text = strip_markdown(plain_signs(strip_markup(text)))
    if "\t" in text:
        text = text.replace("\t", " ")
    pairs = look_at_pairs(text)
    return _clean_lines(part_statements(text, pairs), pairs.flags)


def _clean_lines(text: str, flags: bytes) -> str:
    """Return text without repeated blanks and empty lines, and with one kind of bullet and no heading marks."""
    ragged = LINE_AFTER_BLANK in flags or BLANK_AFTER_LINE in flags or text[:1].isspace() or text[-1:].isspace()
    if ragged:
        text = "\n".join([line for line in map(str.strip, text.split("\n")) if line])
    if TWO_BLANKS in flags:
        text = _BLANKS.sub(" ", text)
    if (ragged or MARK_AFTER_LINE in flags or text[:1] in _MARKS) and _MARKED.search("\n" + text):
        lines = text.split("\n")
        for at, line in enumerate(lines):
            if line[0] in _MARKS and (line[:2] != "- " or line[2] in _MARKS):
                lines[at] = _without_mark(line)
        text = "\n".join(_with_bullets(lines))
    return text


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
    if line[-3:] in ("---", "===", "***") and line[:3] == line[-3:]:  # "---- Requirements ----"
        return bare.rstrip("*=- ")
    if line[0] == "_":
        return bare.rstrip("_")
    if line[0] == "o":
        return "- " + line[2:] if line[1:2] == " " else line
    return "- " + bare.rstrip("*") if line[0] in "*-" else line
