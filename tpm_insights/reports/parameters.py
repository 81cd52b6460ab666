"""The parameters of a report: read from its notebook without a kernel, and checked before anything runs.

A report notebook has one code cell tagged ``parameters`` in which every line is an annotated assignment of a plain
value, with its help as a trailing comment::

    country: str = "US"  # country of the postings, as two capital letters
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tpm_insights.clean.regions import region_names
from tpm_insights.errors import UsageError, examples_of
from tpm_insights.reports.parameter_values import TYPES, ParameterValue, coerce, rule_of


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter of a report.

    Attributes
    ----------
    name : str
        Name of the variable in the notebook.
    type_name : str
        One of ``str, int, float, bool, date, list[str]``, followed by ``| None`` where it may be left out.
    default : str, int, float, bool, list of str or None
        The value in the notebook.
    help : str
        The trailing comment.
    """

    name: str
    type_name: str
    default: ParameterValue
    help: str

    def read(self, value: object, *, report: str = "report") -> ParameterValue:
        """Return a value in the type of this parameter, or refuse it.

        Parameters
        ----------
        value : object
            As typed on a command line, in a scheduler's form or in a notebook.
        report : str
            Named in the error message.

        Returns
        -------
        str, int, float, bool, list of str or None
            A date comes back in ISO form, so that every value can be written as JSON.

        Raises
        ------
        UsageError
            If the value has the wrong type or is out of range.

        Examples
        --------
        >>> Parameter("minimum_cell", "int", 10, "").read("20")
        20
        >>> Parameter("minimum_cell", "int", 10, "").read("ten", report="pay")
        Traceback (most recent call last):
            ...
        tpm_insights.errors.UsageError: pay: parameter minimum_cell: 'ten' is not a whole number, such as 10
        """
        try:
            return coerce(value, self.type_name, rule_of(self.name))
        except ValueError as fault:
            raise UsageError(f"{report}: parameter {self.name}: {fault}") from None

    @property
    def allowed(self) -> str:
        """The values that are accepted, in words; empty where only the type is asked for."""
        return rule_of(self.name).words()


def read_parameters(notebook: Path) -> tuple[Parameter, ...]:
    """Read the declared parameters of a notebook, without running it.

    Parameters
    ----------
    notebook : Path
        A notebook file.

    Returns
    -------
    tuple of Parameter
        In the order they stand in the cell.

    Raises
    ------
    UsageError
        If the file is missing or no notebook, has no cell or several cells tagged ``parameters``, or a line of it
        is not an annotated assignment of a plain value that fits.
    """
    source = _tagged_source(notebook)
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    declared = [_parameter(node, comments, notebook) for node in _statements(source, notebook)]
    for parameter in declared:
        parameter.read(parameter.default, report=f"{notebook.name}, default")
    return tuple(declared)


def _tagged_source(notebook: Path) -> str:
    """Return the text of the one cell tagged ``parameters``."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = [c for c in cells if c["cell_type"] == "code" and "parameters" in c["metadata"].get("tags", [])]
    except FileNotFoundError:
        raise UsageError(
            f"no notebook {notebook.name} in {notebook.parent}; `tpm-insights list` shows the reports"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as fault:
        raise UsageError(f"{notebook.name}: not a notebook ({type(fault).__name__}: {fault})") from None
    if len(tagged) != 1:
        raise UsageError(
            f"{notebook.name}: {len(tagged)} code cells are tagged `parameters`; a report has exactly one, "
            'with lines such as `country: str = "US"  # help`'
        )
    source = tagged[0]["source"]
    return source if isinstance(source, str) else "".join(source)


def _statements(source: str, notebook: Path) -> list[ast.stmt]:
    """Return the statements of a cell."""
    try:
        return ast.parse(source).body
    except SyntaxError as fault:
        raise UsageError(f"{notebook.name}: cell `parameters`, line {fault.lineno}: {fault.msg}") from None


def _parameter(node: ast.stmt, comments: Mapping[int, str], notebook: Path) -> Parameter:
    """Turn one annotated assignment into a declaration."""
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
        raise UsageError(
            f"{notebook.name}: cell `parameters`, line {node.lineno}: {ast.unparse(node)!r} is not of the form "
            "`name: type = value  # help`"
        )
    type_name = _type_name(node.annotation)
    if type_name.removesuffix(" | None") not in TYPES:
        raise UsageError(
            f"{notebook.name}: parameter {node.target.id}: type {type_name!r} is not known; use one of "
            f"{', '.join(TYPES)}, with `| None` if it may be left out"
        )
    try:
        default = ast.literal_eval(node.value)
    except ValueError:
        raise UsageError(
            f"{notebook.name}: parameter {node.target.id}: {ast.unparse(node.value)!r} is not a plain value"
        ) from None
    return Parameter(node.target.id, type_name, default, comments.get(node.end_lineno or node.lineno, ""))


def _type_name(annotation: ast.expr) -> str:
    """Return an annotation as written, `Optional[X]` as `X | None` and a quoted one without its quotes."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _type_name(ast.parse(annotation.value, mode="eval").body)
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) in ("Optional", "typing.Optional"):
        return f"{ast.unparse(annotation.slice)} | None"
    return ast.unparse(annotation)


def check_parameters(
    declared: tuple[Parameter, ...], given: Mapping[str, object], *, report: str
) -> dict[str, ParameterValue]:
    """Check the values asked for and fill in the defaults of the others.

    Parameters
    ----------
    declared : tuple of Parameter
        What the notebook declares.
    given : mapping of str to object
        Values by name, as text or in their type.
    report : str
        Named in error messages.

    Returns
    -------
    dict of str
        Every declared parameter, in the declared order and type.

    Raises
    ------
    UsageError
        If a name is not declared, a value has the wrong type or is out of range, ``first_year`` exceeds
        ``last_year``, or ``region`` is none of ``country``.

    Examples
    --------
    >>> declared = (Parameter("role", "str", "technical_project", ""), Parameter("minimum_cell", "int", 10, ""))
    >>> check_parameters(declared, {"minimum_cell": "25"}, report="pay")
    {'role': 'technical_project', 'minimum_cell': 25}
    >>> check_parameters(declared, {"min_cell": 25}, report="pay")
    Traceback (most recent call last):
        ...
    tpm_insights.errors.UsageError: pay: no parameter 'min_cell', did you mean minimum_cell?; it has role, minimum_cell
    """
    names = [parameter.name for parameter in declared]
    unknown = [name for name in given if name not in names]
    if unknown:
        close = difflib.get_close_matches(unknown[0], names, n=1)
        hint = f", did you mean {close[0]}?" if close else ""
        raise UsageError(f"{report}: no parameter {examples_of(unknown)}{hint}; it has {', '.join(names) or 'none'}")
    values = {p.name: p.read(given.get(p.name, p.default), report=report) for p in declared}
    first, last = values.get("first_year"), values.get("last_year")
    if isinstance(first, int) and isinstance(last, int) and first > last:
        raise UsageError(f"{report}: parameter first_year: {first} is later than last_year, {last}")
    _check_region(values, report=report)
    return values


def _check_region(values: Mapping[str, ParameterValue], *, report: str) -> None:
    """Refuse a region that the country has not."""
    country, region = values.get("country"), values.get("region")
    known = region_names(country) if isinstance(country, str) else {}
    if region is None or not isinstance(country, str) or region in known:
        return
    takes = f"one of {', '.join(known)}" if known else f"none, because places in {country} are not read to regions"
    raise UsageError(f"{report}: parameter region: {region!r} is no region of {country}; it takes {takes}")


def parameters_in(
    namespace: Mapping[str, object], declared: tuple[Parameter, ...], *, report: str
) -> dict[str, ParameterValue]:
    """Check the parameters of a running notebook, whoever set them and however.

    A scheduler may paste assignments as text: values arrive as strings, and a misspelt name becomes a new variable that
    nothing would read. So strings are accepted, and a plain variable whose name comes close to a declared one is
    refused.

    Parameters
    ----------
    namespace : mapping of str to object
        The notebook's ``globals()``.
    declared : tuple of Parameter
        What the notebook declares.
    report : str
        Named in error messages.

    Returns
    -------
    dict of str
        As `check_parameters`.

    Raises
    ------
    UsageError
        As `check_parameters`, or if the cell `parameters` has not run, or a name looks misspelt.

    Examples
    --------
    >>> declared = (Parameter("minimum_cell", "int", 10, ""),)
    >>> parameters_in({"minimum_cell": "25", "frame": object()}, declared, report="pay")
    {'minimum_cell': 25}
    >>> parameters_in({"minimum_cell": 10, "minimum_cel": 25}, declared, report="pay")
    Traceback (most recent call last):
        ...
    tpm_insights.errors.UsageError: pay: no parameter 'minimum_cel', did you mean minimum_cell?; it has minimum_cell
    """
    names = [parameter.name for parameter in declared]
    absent = [name for name in names if name not in namespace]
    if absent:
        raise UsageError(f"{report}: parameter {', '.join(absent)} is not set; run the cell tagged `parameters` first")
    misspelt = {
        name: value
        for name, value in namespace.items()
        if isinstance(value, str | int | float | list)
        and not name.startswith("_")
        and name not in names
        and difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    }
    return check_parameters(declared, {name: namespace[name] for name in names} | misspelt, report=report)
