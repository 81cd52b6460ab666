"""Read a model formula: which columns it needs, how each is used, and whether the outcome is in logs."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from formulaic import Formula
from formulaic.errors import FormulaicError
from formulaic.parser.types import Factor

from tpm_insights.errors import UsageError
from tpm_insights.models.formula_text import ADVICE, plain_formula

CATEGORICAL_CALLS: frozenset[str] = frozenset({"C"})


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
    named = [absorb] if isinstance(absorb, str) else list(absorb or ())
    absorbed = tuple(dict.fromkeys([*bar, *named]))
    left, right = _sides(text)
    uses: dict[str, set[str]] = {"bare": set(), "numeric": set(), "categorical": set(), "logged": set()}
    order: dict[str, None] = {}
    for factor in [left, *right]:
        if factor.eval_method is Factor.EvalMethod.LOOKUP:
            uses["bare"].add(str(factor.expr))
            order.setdefault(str(factor.expr))
        else:
            _collect(str(factor.expr), uses, order)
    outcome, log_outcome = _outcome(left)
    return PayFormula(
        text=text,
        outcome=outcome,
        log_outcome=log_outcome,
        columns=tuple(order),
        bare=frozenset(uses["bare"]),
        numeric=frozenset(uses["numeric"]),
        categorical=frozenset(uses["categorical"]),
        logged=frozenset(uses["logged"]),
        absorb=absorbed,
    )


def _sides(text: str) -> tuple[Factor, list[Factor]]:
    """Return the outcome and the factors on the right."""
    try:
        parsed = Formula(text)
        left, right = list(parsed.lhs), list(parsed.rhs)
    except (FormulaicError, SyntaxError) as error:
        raise UsageError(f"cannot read the formula {text!r}: {str(error).splitlines()[0]}; {ADVICE}") from error
    outcomes = [factor for term in left for factor in term.factors]
    if len(outcomes) != 1:
        raise UsageError(f"formula {text!r} has {len(outcomes)} outcomes; put one on the left of '~'")
    factors = {str(f.expr): f for term in right for f in term.factors if str(f.expr) not in ("1", "0")}
    return outcomes[0], list(factors.values())


def _collect(expression: str, uses: dict[str, set[str]], order: dict[str, None]) -> None:
    """Note which columns an expression needs, and how it uses them."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise UsageError(f"cannot read {expression!r} in the formula: {error.msg}") from error
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    modules = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in called and id(node) not in modules
    ]
    kind = "categorical" if isinstance(tree, ast.Call) and ast.unparse(tree.func) in CATEGORICAL_CALLS else "numeric"
    uses[kind].update(names)
    order.update(dict.fromkeys(n for n in names if n not in order))
    for node in ast.walk(tree):
        is_log = isinstance(node, ast.Call) and ast.unparse(node.func) in ("log", "np.log")
        if is_log and isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
            uses["logged"].add(node.args[0].id)


def _outcome(left: Factor) -> tuple[str, bool]:
    """Return the outcome and whether its natural log is taken."""
    text = str(left.expr)
    if left.eval_method is Factor.EvalMethod.LOOKUP:
        return text, False
    tree = ast.parse(text, mode="eval").body
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) in ("log", "np.log") and len(tree.args) == 1:
        return ast.unparse(tree.args[0]), True
    return text, False
