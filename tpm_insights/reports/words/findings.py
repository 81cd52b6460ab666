"""Findings and verdicts of a check of claims in words, for tables, figures and the command line."""

from __future__ import annotations

from collections.abc import Mapping

from tpm_insights.reports.claims.verdict import SYMBOLS, Verdict
from tpm_insights.reports.words import prose

VERDICT_WORDS: dict[Verdict, str] = {
    "supported": "supported",
    "partly": "partly",
    "contradicted": "contradicted",
    "not_testable": "not testable",
}
VERDICT_SENTENCES: dict[Verdict, str] = VERDICT_WORDS | {"partly": "supported in part"}
"""Verdicts within a sentence."""


def verdict_words(verdict: Verdict) -> str:
    """Write a verdict with its sign.

    Parameters
    ----------
    verdict : {"supported", "partly", "contradicted", "not_testable"}
        The verdict.

    Returns
    -------
    str
        Sign and word.

    Examples
    --------
    >>> verdict_words("supported"), verdict_words("not_testable")
    ('✓ supported', '? not testable')
    """
    return f"{SYMBOLS[verdict]} {VERDICT_WORDS[verdict]}"


def value_words(value: float | None, unit: str, currency: str) -> str:
    r"""Write one value of a finding.

    Parameters
    ----------
    value : float or None
        Missing gives a dash.
    unit : {"money", "share", "years", "odds", "difference"}
        What it is.
    currency : str
        ISO 4217 code of money.

    Returns
    -------
    str
        The value.

    Examples
    --------
    >>> value_words(0.336, "share", "USD"), value_words(5.0, "years", "USD"), value_words(1.84, "odds", "USD")
    ('34%', '5 years', '×\xa01.8')
    >>> value_words(float("nan"), "years", "USD")
    '–'
    """
    if unit == "money":
        return prose.money(value, currency)
    if unit == "share":
        return prose.share(value)
    if unit == "difference":
        return prose.difference(value)
    if value is None or value != value:  # noqa: PLR0124 - what is missing differs from itself
        return prose.MISSING
    if unit == "years":
        whole = value is not None and float(value).is_integer()
        return f"{prose.number(value, digits=0 if whole else 1)} {'year' if value == 1 else 'years'}"
    return prose.times(value)


def finding_words(row: Mapping[str, object], currency: str) -> str:
    """Write an estimate with its interval.

    Parameters
    ----------
    row : mapping
        With ``unit, estimate, conf_low, conf_high``.
    currency : str
        ISO 4217 code of money.

    Returns
    -------
    str
        A dash where there is no estimate; without brackets where there is no interval.

    Examples
    --------
    >>> finding_words({"unit": "share", "estimate": 0.34, "conf_low": 0.25, "conf_high": 0.43}, "USD")
    '34% (25% to 43%)'
    >>> finding_words({"unit": "money", "estimate": 102_320.0, "conf_low": None, "conf_high": None}, "USD")
    '$102,300'
    """
    unit, ends = str(row["unit"]), [row["conf_low"], row["conf_high"]]
    said = value_words(row["estimate"], unit, currency)  # type: ignore[arg-type]
    if any(end is None or end != end for end in ends):  # noqa: PLR0124 - what is missing differs from itself
        return said
    low, high = (value_words(end, unit, currency) for end in ends)  # type: ignore[arg-type]
    return f"{said} ({low.removesuffix(' years')} to {high})"
