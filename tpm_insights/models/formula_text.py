"""Rewrite a formula as its parser reads it, and refuse the spellings that would silently mean something else."""

from __future__ import annotations

import ast
import re

from tpm_insights.errors import UsageError

ADVICE = "write it like 'log(pay) ~ years + pmp + C(region)'"
OF_NUMPY = re.compile(r"(?<![\w.])(sqrt|cbrt|log1p|log2|expm1|abs|floor|ceil|minimum|maximum)\s*\(")
POWER_OF_A_COLUMN = re.compile(r"(?<![\w.)`])([A-Za-z_]\w*)\s*\*\*\s*\d")
LABELS = re.compile(r"C\(\s*(\w+)\s*\)")


def plain_formula(formula: object) -> tuple[str, tuple[str, ...]]:
    """Rewrite a formula as its parser reads it.

    Parameters
    ----------
    formula : str
        As the user wrote it; columns after a bar are absorbed.

    Returns
    -------
    text : str
        Without the absorbed columns; ``^`` as ``**``, ``sqrt()`` and the like as functions of numpy, arithmetic on the
        left side within ``I()``.
    absorb : tuple of str
        Columns after the bar; ``a^b`` stands for every combination of two columns.

    Raises
    ------
    UsageError
        If it is not text with two sides, or takes the power of a column outside ``I()``.

    Examples
    --------
    >>> plain_formula("pay/12 ~ years + I(years^2) + sqrt(size) | firm + region^year")
    ('I(pay / 12) ~ years + I(years**2) + np.sqrt(size)', ('firm', 'region^year'))
    """
    if not isinstance(formula, str):
        raise UsageError(f"formula must be text such as 'log(pay) ~ years + pmp', got {type(formula).__name__}")
    text, bar = _split_bar(" ".join(formula.split()))
    left, tilde, right = text.partition("~")
    if not tilde or not left.strip() or not right.strip():
        raise UsageError(f"the formula {text!r} needs an outcome, '~' and at least one term; {ADVICE}")
    right = _with_full_names(right.strip())
    found = POWER_OF_A_COLUMN.search(outside_brackets(right))
    if found:
        name = found.group(1)
        raise UsageError(
            f"{found.group(0)!r} in {text!r} would be {name!r} alone, because a power there means interactions; write "
            f"I({name}**2) for the square"
        )
    absorb = tuple(LABELS.sub(r"\1", part.strip()).replace(" ", "") for part in bar.split("+") if part.strip())
    return f"{_left(left.strip())} ~ {right}", absorb


def _split_bar(text: str) -> tuple[str, str]:
    """Split off what stands after a bar outside brackets."""
    depth = 0
    for i, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            return text[:i].strip(), text[i + 1 :].strip()
    return text, ""


def _with_full_names(text: str) -> str:
    """Write powers as ``**`` and name the functions of numpy."""
    return OF_NUMPY.sub(r"np.\1(", text.replace("^", "**"))


def _left(text: str) -> str:
    """Put arithmetic on the left side within ``I()``."""
    text = _with_full_names(text)
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return text
    arithmetic = isinstance(tree, ast.BinOp) and not isinstance(tree.op, ast.Add)
    return f"I({ast.unparse(tree)})" if arithmetic or isinstance(tree, ast.UnaryOp) else text


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
