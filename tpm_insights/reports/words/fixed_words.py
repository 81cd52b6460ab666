"""Sentences of the reports that do not depend on a result, and names of countries, from ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from tpm_insights.clean.regions import region_names
from tpm_insights.reports.studies.asked import Asked
from tpm_insights.reports.studies.basis import Basis
from tpm_insights.reports.tables import first_reason
from tpm_insights.reports.words import prose
from tpm_insights.vocabulary import ROLE_DEFINITIONS, ROLE_FAMILIES

NOT_SHOWN = "What rests on too few records is not shown, with the reason in its place."
"""Ends the sentences on method of every report."""
_WIDEN = "To see more, ask for {wider}a wider role definition or more years, or add postings of your own."


@cache
def _words() -> dict[str, Any]:
    """Read the file of words."""
    return tomllib.loads(files("tpm_insights.reports").joinpath("words.toml").read_text(encoding="utf-8"))


def country_words(code: str) -> str:
    """Name a country as it stands in a sentence.

    Parameters
    ----------
    code : str
        ISO code.

    Returns
    -------
    str
        The code itself for countries without a name here.

    Examples
    --------
    >>> country_words("US"), country_words("CH")
    ('the United States', 'CH')
    """
    return str(_words()["countries"].get(code, code))


def place_words(asked: Asked) -> str:
    """Name the place that was asked for, as it stands in a sentence.

    Parameters
    ----------
    asked : Asked
        What was asked for.

    Returns
    -------
    str
        The region where one was given, else the country.

    Examples
    --------
    >>> asked = Asked("US", "USD", "technical_project", None, None, 10, region="TX")
    >>> place_words(asked)
    'Texas'
    """
    if asked.region is None:
        return country_words(asked.country)
    name = region_names(asked.country).get(asked.region, asked.region)
    return str(_words()["regions"].get(name, name))


def widen_words(asked: Asked) -> str:
    """Say what a reader can do about a refusal.

    Parameters
    ----------
    asked : Asked
        What was asked for.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> widen_words(Asked("US", "USD", "technical_project", None, None, 10, region="VT"))[:45]
    'To see more, ask for the whole country, a wid'
    """
    return _WIDEN.format(wider="" if asked.region is None else "the whole country, ")


def role_words(asked: Asked) -> str:
    """Name the jobs that were asked for.

    Parameters
    ----------
    asked : Asked
        What was asked for.

    Returns
    -------
    str
        Role families, joined by commas.
    """
    return prose.listed([ROLE_FAMILIES[family] for family in asked.families])


def definition_words(definition: str) -> str:
    """Name a role definition.

    Parameters
    ----------
    definition : str
        A key of `tpm_insights.vocabulary.ROLE_DEFINITIONS`.

    Returns
    -------
    str
        The key in words.

    Examples
    --------
    >>> definition_words("technical_delivery")
    'technical delivery'
    """
    return str(_words()["definitions"].get(definition, definition.replace("_", " ")))


def definitions_note() -> str:
    """Say which jobs each definition of several counts.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> definitions_note()[:78]
    'Technical delivery: technical project manager, technical program manager, scru'
    """
    several = {name: families for name, families in ROLE_DEFINITIONS.items() if len(families) > 1}
    said = [
        f"{definition_words(name)}: {prose.listed([ROLE_FAMILIES[family] for family in families])}"
        for name, families in several.items()
    ]
    return prose.sentence("; ".join(said))


def method_words(report: str, asked: Asked) -> list[str]:
    """Return the sentences on method of a report.

    Parameters
    ----------
    report : str
        Name of the report.
    asked : Asked
        What was asked for.

    Returns
    -------
    list of str
        With what was asked for filled in.
    """
    fields = {
        "roles": role_words(asked),
        "country": place_words(asked),
        "currency": asked.currency,
        "minimum_cell": asked.minimum_cell,
        "min_employers": asked.rule.min_employers,
        "quartiles": asked.rule.min_records_quartiles,
    }
    sentences = list(_words()[report]["method"])
    if asked.region is not None:
        sentences.insert(1, _words()[report].get("region", _words()["region"]))
    return [*(str(sentence).format(**fields) for sentence in sentences), f"{NOT_SHOWN} {widen_words(asked)}"]


def fixed_sentence(report: str, name: str) -> str:
    """Return one sentence of a report.

    Parameters
    ----------
    report : str
        Name of the report.
    name : str
        Name of the sentence.

    Returns
    -------
    str
        The sentence.
    """
    return str(_words()[report][name])


def basis_words(basis: Basis, asked: Asked, *, with_pay: bool = False) -> str:
    """Say beneath the key figures what they rest on.

    Parameters
    ----------
    basis : Basis
        Postings, dates and collections.
    asked : Asked
        What was asked for.
    with_pay : bool, default False
        True where only postings count in which the employer states pay.

    Returns
    -------
    str
        One or two sentences; empty where there is no posting.
    """
    if not basis.n:
        return ""
    text = (
        f"From {prose.counted(basis.n, 'full posting')} from {place_words(asked)}"
        f"{' in which the employer states pay' if with_pay else ''}, {basis.dates}, collected from {basis.collections}."
    )
    return f"{text} Ranges beside an estimate are its 95% interval." + (" " + str(_words()["kind"]) if with_pay else "")


def refusals(frame: pd.DataFrame) -> str:
    """Say beneath a table why figures are missing from it.

    Parameters
    ----------
    frame : DataFrame
        With a column ``refused``.

    Returns
    -------
    str
        Empty where nothing was refused.
    """
    refused = int((frame["refused"].fillna("") != "").sum())
    rows = prose.counted(len(frame), "row")
    return f"In {refused:,} of {rows} figures are not shown, for the reason given there." if refused else ""


def first_refusal(frame: pd.DataFrame) -> str:
    """Say in the middle of a sentence why figures are missing from a frame.

    Parameters
    ----------
    frame : DataFrame
        With a column ``refused``.

    Returns
    -------
    str
        The first reason.
    """
    reasons = frame.loc[frame["refused"] != "", "refused"]
    return first_reason(reasons.iloc[0]) if len(reasons) else "no records"
