"""Read a model formula: which columns it needs, how each is used, and whether the outcome is in logs."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formulaic import Formula
from formulaic.errors import FormulaicError
from formulaic.parser.types import Factor

from tpm_insights.errors import UsageError
from tpm_insights.models.formula_dialects import without_backticks
from tpm_insights.models.formula_text import ADVICE, column_names, plain_formula

CATEGORICAL_CALLS: frozenset[str] = frozenset({"C"})
LOGS: tuple[str, ...] = ("log", "np.log")
MODULES: frozenset[str] = frozenset({"np", "contr"})
METHODS_OF_LABELS: frozenset[str] = frozenset({"isin", "str"})
CONSTANT = "Intercept"


@dataclass(frozen=True, slots=True)
class PayFormula:
    """A formula taken apart.

    Attributes
    ----------
    text : str
        The formula without absorbed effects.
    outcome : str
        The outcome column, or the expression inside ``log()``.
    log_outcome : bool
        True if the left side is the natural log of the outcome.
    columns : tuple of str
        Columns of the frame that the formula needs, outcome first, then in order of use.
    bare : frozenset of str
        Columns that stand in the formula by themselves.
    numeric : frozenset of str
        Columns used inside a function of numbers, for example ``I(years**2)``.
    categorical : frozenset of str
        Columns used inside ``C()``.
    logged : frozenset of str
        Columns whose log is taken directly.
    absorb : tuple of str
        Columns whose fixed effects are absorbed.
    """

    text: str
    outcome: str
    log_outcome: bool
    columns: tuple[str, ...]
    bare: frozenset[str]
    numeric: frozenset[str]
    categorical: frozenset[str]
    logged: frozenset[str]
    absorb: tuple[str, ...]

    @property
    def full_text(self) -> str:
        """The formula with absorbed effects after a bar."""
        return f"{self.text} | {' + '.join(self.absorb)}" if self.absorb else self.text

    @property
    def right(self) -> str:
        """The right side, without absorbed effects."""
        return self.text.partition("~")[2].strip()

    @property
    def left(self) -> str:
        """The left side as written."""
        return self.text.partition("~")[0].strip()


def read_formula(formula: str, *, absorb: str | Iterable[str] | None = None) -> PayFormula:
    """Take a formula apart.

    Parameters
    ----------
    formula : str
        Wilkinson notation, for example ``"log(pay) ~ years + I(years**2) + pmp + C(region)"``; columns after a bar
        (``"... | region"``) are absorbed.
    absorb : str or iterable of str, optional
        Further columns to absorb.

    Returns
    -------
    PayFormula
        The parts.

    Raises
    ------
    UsageError
        If the text is not a formula with one outcome.

    Examples
    --------
    >>> read = read_formula("log(pay) ~ years + I(years**2) + C(region)", absorb="employer_id")
    >>> read.outcome, read.log_outcome, read.columns, read.full_text
    ('pay', True, ('pay', 'years', 'region'), 'log(pay) ~ years + I(years**2) + C(region) | employer_id')
    """
    text, bar = plain_formula(formula)
    absorbed = tuple(dict.fromkeys([*bar, *_named(absorb)]))
    left, right = _sides(text)
    uses: dict[str, set[str]] = {"bare": set(), "numeric": set(), "categorical": set(), "logged": set()}
    explained: dict[str, None] = {}
    explaining: dict[str, None] = {}
    for factor in [left, *right]:
        order = explained if factor is left else explaining
        if factor.eval_method is Factor.EvalMethod.LOOKUP:
            uses["bare"].add(str(factor.expr))
            order.setdefault(str(factor.expr))
        else:
            _collect(str(factor.expr), uses, order)
    outcome, log_outcome = _outcome(left)
    _refuse_names(text, outcome, tuple(explained), tuple(explaining), absorbed)
    return PayFormula(
        text=text,
        outcome=outcome,
        log_outcome=log_outcome,
        columns=tuple({**explained, **explaining}),
        bare=frozenset(uses["bare"]),
        numeric=frozenset(uses["numeric"]),
        categorical=frozenset(uses["categorical"]),
        logged=frozenset(uses["logged"]),
        absorb=absorbed,
    )


def _named(absorb: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the columns to absorb that were named beside the formula; text may join several by ``+``."""
    if isinstance(absorb, str):
        return column_names(absorb)
    listed = list(absorb) if isinstance(absorb, Iterable) else [] if absorb is None else [absorb]
    if not all(isinstance(name, str) for name in listed):
        raise UsageError(f"absorb takes names of columns, such as 'employer_id' or ['region', 'year'], got {absorb!r}")
    return tuple(listed)


def _sides(text: str) -> tuple[Factor, list[Factor]]:
    """Return the outcome and the factors on the right."""
    try:
        parsed = Formula(text)
        left, right = list(parsed.lhs), list(parsed.rhs)
    except (FormulaicError, SyntaxError, TypeError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UsageError(f"cannot read the formula {text!r}: {why.rstrip('.')}; {_remedy(text, why)}") from error
    outcomes = [factor for term in left for factor in term.factors]
    if len(outcomes) != 1:
        raise UsageError(f"formula {text!r} has {len(outcomes)} outcomes; put one on the left of '~'")
    factors = {str(f.expr): f for term in right for f in term.factors if str(f.expr) not in ("1", "0")}
    return outcomes[0], list(factors.values())


def _refuse_names(text: str, outcome: str, left: Sequence[str], right: Sequence[str], absorbed: Sequence[str]) -> None:
    """Refuse a left side without a column, an outcome that explains itself, and a column named like the constant."""
    if not left or outcome in ("1", "0"):
        raise UsageError(f"the left side of {text!r} needs a column, for example log(pay)")
    if outcome in right:
        raise UsageError(f"{outcome!r} stands on both sides of {text!r}; leave it out of the right side")
    if CONSTANT in (*left, *right, *absorbed):
        raise UsageError(f"column {CONSTANT!r} is named like the constant of the model; rename it")
    if absorbed and not right:
        raise UsageError(f"{text!r} has nothing to estimate beside the absorbed effects; add a term")


def _remedy(text: str, why: str) -> str:
    """Say how to write what could not be read."""
    words = [name for name in without_backticks(text)[1].values() if keyword.iskeyword(name)]
    if words:
        return f"{words[0]!r} is a word of Python; rename that column"
    if any(sign in why for sign in ("'>'", "'<'", "'='", "'!'", "'&'")):
        return "put comparisons within I(), as in I(years > 5)"
    return f"{ADVICE}, names with blanks or dots in backticks"


def _parsed(expression: str) -> tuple[ast.expr, dict[str, str]]:
    """Return an expression as Python reads it, and the columns in backticks."""
    plain, quoted = without_backticks(expression)
    try:
        return ast.parse(plain, mode="eval").body, quoted
    except SyntaxError as error:
        raise UsageError(f"cannot read {expression!r} in the formula: {error.msg}; {ADVICE}") from error


def _collect(expression: str, uses: dict[str, set[str]], order: dict[str, None]) -> None:
    """Note which columns an expression needs, and how it uses them."""
    tree, quoted = _parsed(expression)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called and not _module(node)
    ]
    labels = _labels(tree)
    for node in found:
        name = quoted.get(node.id, node.id)
        if keyword.iskeyword(name):
            raise UsageError(
                f"column {name!r} is named like a word of Python, which {expression!r} cannot use; rename it"
            )
        uses["categorical" if id(node) in labels else "numeric"].add(name)
        order.setdefault(name)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in LOGS and len(call.args) == 1:
            inside = call.args[0]
            if isinstance(inside, ast.Name):
                uses["logged"].add(quoted.get(inside.id, inside.id))


def _module(node: ast.Name) -> bool:
    """Return whether a name is a module that formulas know, not a column."""
    return node.id in MODULES


def _labels(tree: ast.expr) -> set[int]:
    """Return the names used as labels: within ``C()``, compared with text, or asked by a method for labels."""
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) in CATEGORICAL_CALLS and tree.args:
        return {id(node) for node in ast.walk(tree.args[0]) if isinstance(node, ast.Name)}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in sides):
                found |= {id(side) for side in sides if isinstance(side, ast.Name)}
        if isinstance(node, ast.Attribute) and node.attr in METHODS_OF_LABELS and isinstance(node.value, ast.Name):
            found.add(id(node.value))
    return found


def _outcome(left: Factor) -> tuple[str, bool]:
    """Return the outcome and whether its natural log is taken."""
    text = str(left.expr)
    if left.eval_method is Factor.EvalMethod.LOOKUP:
        return text, False
    tree, quoted = _parsed(text)
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) in LOGS and len(tree.args) == 1:
        inside = ast.unparse(tree.args[0])
        return quoted.get(inside, inside), True
    return text, False
