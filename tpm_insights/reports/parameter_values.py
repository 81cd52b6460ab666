"""What a parameter may hold: its types, and for the names we know the values that make sense."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tpm_insights.clean.regions import region_names
from tpm_insights.errors import examples_of
from tpm_insights.reports.words.prose import years
from tpm_insights.vocabulary import CERTIFICATIONS, ROLE_DEFINITIONS, ROLE_FAMILIES

ParameterValue = str | int | float | bool | list[str] | None
TYPES: dict[str, str] = {
    "str": "text, such as US",
    "int": "a whole number, such as 10",
    "float": "a number, such as 0.5",
    "bool": "true or false",
    "date": "a date in ISO form, such as 2025-05-01",
    "list[str]": "a comma list, such as PMP,CSM",
}
"""Types a parameter may be declared with, in the words of an error message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The values that make sense for a parameter of this name, in any report.

    Attributes
    ----------
    choices : tuple of str
        Closed list; empty for any.
    pattern : str
        Regular expression that a text must match as a whole; empty for any.
    pattern_words : str
        The pattern in words.
    minimum, maximum : float, optional
        Closed bounds of a number.
    """

    choices: tuple[str, ...] = ()
    pattern: str = ""
    pattern_words: str = ""
    minimum: float | None = None
    maximum: float | None = None

    def words(self) -> str:
        """Return the accepted values in words.

        Returns
        -------
        str
            Empty where anything of the right type will do.

        Examples
        --------
        >>> Rule(minimum=1).words(), Rule(minimum=2000, maximum=2100).words(), Rule(choices=("a", "b")).words()
        ('1 or more', '2000 to 2100', 'one of a, b')
        """
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f"{self.minimum:g} or more"
        return self.pattern_words


RULES: dict[str, Rule] = {
    "country": Rule(pattern="[A-Z]{2}", pattern_words="two capital letters, such as US"),
    "region": Rule(pattern="[A-Z]{2,3}", pattern_words="the code of a state or region, such as TX"),
    "currency": Rule(pattern="[A-Z]{3}", pattern_words="three capital letters, such as USD"),
    "role": Rule(choices=tuple(ROLE_DEFINITIONS)),
    "first_year": Rule(minimum=2000, maximum=2100),
    "last_year": Rule(minimum=2000, maximum=2100),
    "minimum_cell": Rule(minimum=1, maximum=1_000_000),
    "certifications": Rule(choices=CERTIFICATIONS),
    "origin": Rule(choices=tuple(ROLE_FAMILIES)),
}
"""Rules by parameter name; one name means the same in every report."""


def rule_of(name: str) -> Rule:
    """Return the rule for a parameter name.

    Parameters
    ----------
    name : str
        Name of a parameter.

    Returns
    -------
    Rule
        One that accepts everything where the name is not known.
    """
    return RULES.get(name, Rule())


def coerce(value: object, type_name: str, rule: Rule) -> ParameterValue:
    """Return a value in a declared type, if it fits the rule.

    Parameters
    ----------
    value : object
        Text, or a value of the type already.
    type_name : str
        A key of `TYPES`, followed by ``| None`` where nothing may be given.
    rule : Rule
        What makes sense.

    Returns
    -------
    str, int, float, bool, list of str or None
        A date comes back as ISO text.

    Raises
    ------
    ValueError
        Saying what was given and what is accepted.

    Examples
    --------
    >>> coerce("20", "int", Rule()), coerce("PMP, CSM", "list[str]", Rule()), coerce("no", "bool", Rule())
    (20, ['PMP', 'CSM'], False)
    >>> coerce("", "int | None", Rule()), coerce("2025-05-01", "date", Rule())
    (None, '2025-05-01')
    >>> coerce(0, "int", Rule(minimum=1))
    Traceback (most recent call last):
        ...
    ValueError: 0 is out of range; it takes 1 or more
    """
    kind = type_name.removesuffix(" | None")
    if kind != type_name and (value is None or (isinstance(value, str) and value.strip().lower() in ("", "none"))):
        return None
    done = _READERS[kind](value)
    if done is None:
        raise ValueError(f"{examples_of([value])} is not {TYPES[kind]}")
    for item in done if isinstance(done, list) else [done]:
        if not _fits(item, rule):
            raise ValueError(f"{examples_of([item])} is out of range; it takes {rule.words()}")
    return done


_NAMES = {"minimum_cell": "records needed for a figure", "origin": "coming from", "claims_file": "claims of"}
"""Parameters whose names do not speak for themselves, in words."""


def parameter_words(parameters: Mapping[str, ParameterValue]) -> list[str]:
    """Say in words what a report was asked for.

    Parameters
    ----------
    parameters : mapping of str
        Checked values, by name.

    Returns
    -------
    list of str
        One piece a parameter; the two ends of a span of years are one piece, and what was left out is none.

    Examples
    --------
    >>> parameter_words({"country": "US", "role": "technical_project", "first_year": 2020, "last_year": 2025,
    ...                  "minimum_cell": 10, "as_of": None})
    ['country: US', 'jobs counted: technical project manager', 'years: 2020–2025', 'records needed for a figure: 10']
    >>> parameter_words({"country": "US", "region": "TX"})
    ['country: US', 'region: Texas']
    >>> parameter_words({"origin": ["software_engineer"]})
    ['coming from: software engineer']
    """
    shown = dict(parameters)
    if isinstance(shown.get("region"), str):
        region = str(shown["region"])
        shown["region"] = region_names(str(shown.get("country", ""))).get(region, region)
    first, last = shown.get("first_year"), shown.get("last_year")
    if isinstance(first, int) and isinstance(last, int):
        shown = {"years" if k == "first_year" else k: v for k, v in shown.items() if k != "last_year"}
        shown["years"] = years(first, last)
    words = {name: _in_words(value) for name, value in shown.items() if value is not None}
    if "role" in words and shown["role"] in ROLE_DEFINITIONS:
        jobs = [ROLE_FAMILIES[family] for family in ROLE_DEFINITIONS[str(shown["role"])]]
        words = {"jobs counted" if name == "role" else name: value for name, value in words.items()}
        words["jobs counted"] = ", ".join(jobs)
    return [f"{_NAMES.get(name, name.replace('_', ' '))}: {value}" for name, value in words.items()]


def _in_words(value: ParameterValue) -> str:
    """Write one value for a reader."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(ROLE_FAMILIES.get(item, item) for item in value)
    return str(value).replace("_", " ")


def _fits(item: object, rule: Rule) -> bool:
    """Say whether one value obeys a rule."""
    if isinstance(item, int | float) and not isinstance(item, bool):
        return (rule.minimum is None or item >= rule.minimum) and (rule.maximum is None or item <= rule.maximum)
    if isinstance(item, str):
        known = not rule.choices or item in rule.choices
        return known and (not rule.pattern or re.fullmatch(rule.pattern, item) is not None)
    return True


def _text(value: object) -> str | None:
    """Read a text; an empty one is none."""
    return value.strip() or None if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    """Read a whole number."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,18}\s*", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    """Read a finite number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _truth(value: object) -> bool | None:
    """Read true or false."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    return words.get(value.strip().lower()) if isinstance(value, str) else value if isinstance(value, bool) else None


def _day(value: object) -> str | None:
    """Read a date, and write it in ISO form."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    try:
        return dt.date.fromisoformat(value.strip()).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None


def _list(value: object) -> list[str] | None:
    """Read a comma list or a list of texts, each once."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        return None
    return list(dict.fromkeys(item.strip() for item in items if item.strip())) or None


_READERS = {"str": _text, "int": _whole, "float": _number, "bool": _truth, "date": _day, "list[str]": _list}
