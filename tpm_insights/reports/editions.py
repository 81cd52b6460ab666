"""Which reports a batch makes: each once, or once for every value that editions are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from tpm_insights.errors import UsageError, examples_of
from tpm_insights.project import ProjectPaths
from tpm_insights.reports.listing import declared_in
from tpm_insights.reports.parameter_values import ParameterValue
from tpm_insights.reports.parameters import Parameter, check_parameters

FOLDER = re.compile(r"\w+=[\w.+-]+(,\w+=[\w.+-]+)*")
"""Name of the folder of an edition: ``region=CA`` or ``region=CA,role=technical_project``."""


class Edition(NamedTuple):
    """One report to make.

    Attributes
    ----------
    report : str
        Name of the notebook, without suffix.
    chosen : dict of str
        The values that make it an edition; empty for the report itself.
    values : dict of str
        Every parameter, checked.
    """

    report: str
    chosen: dict[str, ParameterValue]
    values: dict[str, ParameterValue]

    @property
    def folder(self) -> str:
        """Folder that the folder of the report is put in; empty for the report itself."""
        return ",".join(f"{name}={value}" for name, value in self.chosen.items())

    @property
    def words(self) -> str:
        """How it is named to a user."""
        return f"{self.report} ({self.folder.replace(',', ', ')})" if self.chosen else self.report


def plan(
    names: Sequence[str],
    given: Mapping[str, object],
    for_each: Mapping[str, Sequence[object]],
    project: ProjectPaths,
) -> list[Edition]:
    """Give each report the parameters it declares, all checked before the first one runs.

    Parameters
    ----------
    names : sequence of str
        Names of reports.
    given : mapping of str to object
        Values by name; each goes to the reports that declare it.
    for_each : mapping of str to sequence
        Values by name; a report has one edition for each value, for several names one for each combination of those it
        declares. A report that declares none of the names is made once.
    project : ProjectPaths
        The project.

    Returns
    -------
    list of Edition
        Report by report, values in the order given.

    Raises
    ------
    UsageError
        If there is no such report, no report declares a parameter, a value does not fit, or a parameter is both given
        and one that editions are made for.
    """
    declared = {name: declared_in(project, name) for name in names}
    _check_names(declared, given, for_each)
    editions = []
    for name, parameters in declared.items():
        own = {p.name for p in parameters}
        fixed = {key: value for key, value in given.items() if key in own}
        axes = [[(key, value) for value in values] for key, values in for_each.items() if key in own]
        for combination in product(*axes):
            values = check_parameters(parameters, {**fixed, **dict(combination)}, report=name)
            chosen = {key: values[key] for key, _ in combination}
            editions.append(Edition(name, chosen, values))
    return _each_once(editions)


def _check_names(
    declared: Mapping[str, tuple[Parameter, ...]], given: Mapping[str, object], for_each: Mapping[str, Sequence[object]]
) -> None:
    """Refuse parameters that nobody declares, that are given twice, or that have no value."""
    known = {p.name: p for parameters in declared.values() for p in parameters}
    both = [name for name in for_each if name in given]
    if both:
        raise UsageError(f"parameter {both[0]}: given as one value and for each of several; give it once")
    empty = [name for name, values in for_each.items() if not values]
    if empty:
        raise UsageError(f"parameter {empty[0]}: editions are asked for, but no value is given")
    first = {name: values[0] for name, values in for_each.items()}
    unknown = {name: value for name, value in {**given, **first}.items() if name not in known}
    check_parameters(tuple(known.values()), unknown or {}, report=", ".join(declared))


def _each_once(editions: list[Edition]) -> list[Edition]:
    """Leave out editions that are asked for twice, and refuse values that cannot name a folder."""
    unfit = [one.folder for one in editions if one.folder and not FOLDER.fullmatch(one.folder)]
    if unfit:
        raise UsageError(
            f"{len(unfit)} editions have values that cannot name a folder ({examples_of(unfit)}); use single values of "
            "letters, digits, dots and dashes"
        )
    return list({(one.report, one.folder): one for one in editions}.values())
