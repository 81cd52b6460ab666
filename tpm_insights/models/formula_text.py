"""Rewrite a formula as its parser reads it, and refuse the spellings that would silently mean something else."""

from __future__ import annotations

import ast
import re

from tpm_insights.errors import UsageError
from tpm_insights.models.formula_dialects import PARTS, in_one_spelling, without_backticks

ADVICE = "write it like 'log(pay) ~ years + pmp + C(region)'"
POWER_OF_A_COLUMN = re.compile(r"(?<![\w.)`])([A-Za-z_]\w*)\s*\*\*\s*\d")
LABELS = re.compile(r"C\(\s*(\w+|`[^`]*`)\s*\)")
ALL_COLUMNS = re.compile(r"(?<![\w.`)])\.(?![\w.])")
UNREADABLE = ("|", "~")
"""Signs that a library which reads the formula again takes for parts of it, also within brackets and names."""


def plain_formula(formula: object) -> tuple[str, tuple[str, ...]]:
    """Rewrite a formula as its parser reads it.

    Parameters
    ----------
    formula : str
        As the user wrote it; columns after a bar are absorbed.

    Returns
    -------
    text : str
        Without the absorbed columns; in the spelling of `in_one_spelling`, arithmetic on the left side within ``I()``.
    absorb : tuple of str
        Columns after the bar; ``a^b`` stands for every combination of two columns.

    Raises
    ------
    UsageError
        If it is not text with two sides, takes the power of a column outside ``I()``, or means instruments or all
        columns.

    Examples
    --------
    >>> plain_formula("pay/12 ~ years + I(years^2) + sqrt(size) | firm + region^year")
    ('I(pay / 12) ~ years + I(years**2) + np.sqrt(size)', ('firm', 'region^year'))
    """
    if not isinstance(formula, str):
        raise UsageError(f"formula must be text such as 'log(pay) ~ years + pmp', got {type(formula).__name__}")
    spelled = " ".join(formula.split())
    bare = outside_brackets(spelled)
    bars = [i for i, sign in enumerate(bare) if sign == "|"]
    if len(bars) > 1:
        raise UsageError(f"{spelled!r} has {len(bars)} bars: instruments cannot be used; one bar, for absorbed columns")
    text, bar = (spelled[: bars[0]], spelled[bars[0] + 1 :]) if bars else (spelled, "")
    tilde = bare[: len(text)].find("~")
    left, right = (text[:tilde].strip(), text[tilde + 1 :].strip()) if tilde >= 0 else ("", "")
    if not left or not right:
        raise UsageError(f"the formula {spelled!r} needs an outcome, '~' and at least one term; {ADVICE}")
    left, right = in_one_spelling(left), in_one_spelling(right)
    _refuse_signs(left, right, spelled)
    found = POWER_OF_A_COLUMN.search(outside_brackets(right))
    if found:
        name = found.group(1)
        raise UsageError(
            f"{found.group(0)!r} in {spelled!r} would be {name!r} alone, because a power there means interactions; "
            f"write I({name}**2) for the square"
        )
    return f"{_left(left)} ~ {right}", column_names(in_one_spelling(bar) if "^" not in bar else bar)


def column_names(text: str) -> tuple[str, ...]:
    """Read columns joined by ``+``.

    Parameters
    ----------
    text : str
        As after the bar of a formula, or in the choice of clusters; 0 and 1 stand for no column.

    Returns
    -------
    tuple of str
        Names, without backticks.

    Examples
    --------
    >>> column_names("firm + C(region) + `size of team` + region ^ year")
    ('firm', 'region', 'size of team', 'region^year')
    """
    pieces = [LABELS.sub(r"\1", piece.strip()) for piece in _split(text, "+")]
    named = ["^".join(part.strip().strip("`") for part in _split(piece, "^")) for piece in pieces]
    return tuple(dict.fromkeys(name for name in named if name not in ("", "0", "1")))


def _split(text: str, sign: str) -> list[str]:
    """Split a text at a sign outside backticks and quotes."""
    bare = PARTS.sub(lambda found: " " * len(found.group(0)), text)
    ends = [*(i for i, letter in enumerate(bare) if letter == sign), len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _refuse_signs(left: str, right: str, formula: str) -> None:
    """Refuse what would be misread: all columns, "not" and "or" as signs, and names made of them."""
    if ALL_COLUMNS.search(PARTS.sub("", f"{left} {right}")):
        raise UsageError(f"'.' in {formula!r} does not stand for all columns; name those of the model; {ADVICE}")
    bare = outside_brackets(right)
    for sign in UNREADABLE:
        names = [part for part in PARTS.findall(f"{left} {right}") if part[0] == "`" and sign in part]
        if names:
            raise UsageError(f"the column {names[0].strip('`')!r} has {sign!r} in its name; rename it")
        if (sign in left or sign in right) and sign not in bare:
            words = "1 - flag" if sign == "~" else "np.logical_or(a, b)"
            raise UsageError(f"{sign!r} within brackets in {formula!r} cannot be read; write {words} instead")


def _left(text: str) -> str:
    """Put arithmetic on the left side within ``I()``."""
    plain, names = without_backticks(text)
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError:
        return text
    arithmetic = isinstance(tree, ast.BinOp) and not isinstance(tree.op, ast.Add)
    if not arithmetic and not isinstance(tree, ast.UnaryOp):
        return text
    written = ast.unparse(tree)
    for stand_in, name in names.items():
        written = written.replace(stand_in, f"`{name}`")
    return f"I({written})"


def outside_brackets(text: str) -> str:
    """Blank out everything inside brackets or backticks.

    Parameters
    ----------
    text : str
        One side of a formula.

    Returns
    -------
    str
        As long as the text.

    Examples
    --------
    >>> outside_brackets("years + I(years**2)")
    'years + I(        )'
    """
    depth, quoted, out = 0, False, []
    for sign in text:
        quoted ^= sign == "`"
        depth -= sign in ")]}"
        out.append(sign if depth == 0 and not quoted else " ")
        depth += sign in "([{"
    return "".join(out)
