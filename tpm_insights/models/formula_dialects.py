"""Spell what R, Stata, patsy and pyfixest write in formulas as the parser of formulas here reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tpm_insights.errors import UsageError

OF_NUMPY = re.compile(r"(?<![\w.])(sqrt|cbrt|log1p|log2|expm1|abs|floor|ceil|minimum|maximum)\s*\(")
OF_R: dict[str, str] = {"pmax": "np.maximum", "pmin": "np.minimum", "ifelse": "np.where"}
RENAMED = re.compile(rf"(?<![\w.])({'|'.join(OF_R)})\s*\(")
AS_LABELS = re.compile(r"(?<![\w.])(?:as\.)?factor\s*\(")
PARTS = re.compile(r"(`[^`]*`|\"[^\"]*\"|'[^']*')")
QUOTED_COLUMN = re.compile(r"(?<![\w.])Q\(\s*(?:\"([^\"`]*)\"|'([^'`]*)')\s*\)")
LABELS_OF_PYFIXEST = re.compile(r"(?<![\w.`])i\(\s*(\w+|`[^`]*`)\s*(?:,\s*(?:(ref)\s*=\s*)?([^()]*?)\s*)?\)")
CODING_OF_PATSY = re.compile(r"(?<=,)(\s*)(Sum|Helmert|Diff|Poly)(?=\s*[,)(])")


def in_one_spelling(text: str) -> str:
    """Rewrite one side of a formula.

    Parameters
    ----------
    text : str
        As the user wrote it.

    Returns
    -------
    str
        ``^`` as ``**``; ``factor()``, ``as.factor()`` and ``i()`` as ``C()``; ``Q("a b")`` as a name in backticks;
        functions of numpy with their module, those of R by their names in numpy; codings of patsy (``C(a, Sum)``) by
        their names here (``C(a, contr.sum)``). Names in backticks and text in quotes stay as they are.

    Raises
    ------
    UsageError
        If ``i(a, b)`` asks for an interaction.

    Examples
    --------
    >>> in_one_spelling("sqrt(size) + as.factor(year) + i(region, ref='TX') + (a + b)^2")
    "np.sqrt(size) + C(year) + C(region, contr.treatment('TX')) + (a + b)**2"
    >>> in_one_spelling('Q("size of team") + C(region, Sum) + pmax(years, 1)')
    '`size of team` + C(region, contr.sum) + np.maximum(years, 1)'
    """
    text = QUOTED_COLUMN.sub(lambda m: f"`{m.group(1) or m.group(2)}`", text)
    text = LABELS_OF_PYFIXEST.sub(_labels, text)
    return outside_quotes(text, _plain)


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """Change a text outside its quotes and backticks.

    Parameters
    ----------
    text : str
        Part of a formula.
    change : callable
        Changes a piece of it.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> outside_quotes("a + `a b` + 'a'", str.upper)
    "A + `a b` + 'a'"
    """
    pieces = PARTS.split(text)
    return "".join(piece if i % 2 else change(piece) for i, piece in enumerate(pieces))


def in_formula(name: str) -> str:
    """Return the name of a column as formulas have it.

    Parameters
    ----------
    name : str
        The column.

    Returns
    -------
    str
        In backticks, unless Python could use it as a name.

    Examples
    --------
    >>> in_formula("pay"), in_formula("pay usd")
    ('pay', '`pay usd`')
    """
    return name if name.isidentifier() else f"`{name}`"


def without_backticks(text: str) -> tuple[str, dict[str, str]]:
    """Put a Python name in the place of every name in backticks.

    Parameters
    ----------
    text : str
        Part of a formula.

    Returns
    -------
    text : str
        That Python can parse.
    names : dict of str to str
        What each such name stands for.

    Examples
    --------
    >>> without_backticks("log(`pay usd`)")
    ('log(QUOTED_0)', {'QUOTED_0': 'pay usd'})
    """
    names: dict[str, str] = {}
    pieces = PARTS.split(text)
    for i, piece in enumerate(pieces):
        if piece.startswith("`"):
            known = {name: stand_in for stand_in, name in names.items()}
            pieces[i] = known.get(piece[1:-1], f"QUOTED_{len(names)}")
            names[pieces[i]] = piece[1:-1]
    return "".join(pieces), names


def _plain(text: str) -> str:
    """Rewrite what holds no quotes."""
    text = OF_NUMPY.sub(r"np.\1(", text.replace("^", "**").replace("numpy.", "np."))
    text = RENAMED.sub(lambda m: f"{OF_R[m.group(1)]}(", text)
    text = CODING_OF_PATSY.sub(lambda m: f"{m.group(1)}contr.{m.group(2).lower()}", text)
    return AS_LABELS.sub("C(", text)


def _labels(found: re.Match[str]) -> str:
    """Write labels of pyfixest."""
    name, named, second = found.groups()
    if second and not named:
        raise UsageError(f"{found.group(0)!r} is an interaction; write C({name}):{second}, or C({name})*{second}")
    return f"C({name}, contr.treatment({second}))" if second else f"C({name})"
