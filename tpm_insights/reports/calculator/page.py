"""Make the calculator page: one file with the exported tables, the form and the script that answers it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any, NamedTuple

from tpm_insights import vocabulary as v
from tpm_insights.models.bands import QUANTILES
from tpm_insights.models.estimator_cells import BROAD
from tpm_insights.models.estimator_fit import FittedPay
from tpm_insights.models.estimator_support import ASKED, group_words
from tpm_insights.reports import blocks
from tpm_insights.reports.calculator.checks import known_answers
from tpm_insights.reports.calculator.form import certification_boxes, form_fields
from tpm_insights.reports.calculator.model_tables import calibration_tables, model_tables
from tpm_insights.reports.calculator.support_tables import ROLES, support_tables
from tpm_insights.reports.calculator.wording import calculator_words
from tpm_insights.reports.render import page_styles
from tpm_insights.reports.words import prose
from tpm_insights.reports.words.fixed_words import country_words


class KindFits(NamedTuple):
    """The fits of one kind of pay.

    Attributes
    ----------
    new_employer : FittedPay
        Calibrated to hold for employers that were not seen.
    new_source : FittedPay or None
        The same center calibrated to hold for sources that were not seen; None where there is one source only.
    """

    new_employer: FittedPay
    new_source: FittedPay | None


def page_title() -> str:
    """Return the heading of the page.

    Returns
    -------
    str
        As in ``calculator.toml``.

    Examples
    --------
    >>> page_title()
    'Pay of a profile: a calculator'
    """
    return str(calculator_words()["page"]["title"])


def page_tables(fits: Mapping[str, KindFits], *, country: str, currency: str) -> dict[str, Any]:
    """Return everything that the page computes with.

    Parameters
    ----------
    fits : mapping of str to KindFits
        By kind of pay.
    country, currency : str
        ISO codes.

    Returns
    -------
    dict of str
        For JSON.
    """
    return {
        "country": country,
        "currency": currency,
        "sign": prose.SIGNS.get(currency, f"{currency} "),
        "percentiles": [f"p{round(100 * q)}" for q in QUANTILES],
        "roles": {role: v.ROLE_FAMILIES[role] for role in ROLES},
        "broad": {"name": BROAD, "words": group_words(BROAD), "roles": list(v.ROLE_DEFINITIONS[BROAD])},
        "levels": [[low, name] for name, (low, _) in v.LEVELS.items()],
        "values": calculator_words()["values"],
        "asked": [[name, words] for name, (_, words) in ASKED.items()],
        "minRecords": next(iter(fits.values())).new_employer.support.rule.min_records,
        "kinds": [_kind_tables(fit) for fit in fits.values()],
        "checks": [check for fit in fits.values() for one in fit if one is not None for check in known_answers(one)],
    }


def _kind_tables(fits: KindFits) -> dict[str, Any]:
    """Return the tables of one kind of pay."""
    fitted, basis = fits.new_employer, fits.new_employer.support.basis
    every = {one.holds_for: one for one in fits if one is not None}
    model = model_tables(fitted) | calibration_tables(every)
    named = calculator_words()["kinds"].get(basis.kind, {})
    many = named.get("many", basis.kind.replace("_", " "))
    return {"kind": basis.kind, "many": many, "words": basis.words, "model": model} | support_tables(fitted)


def page_html(
    fits: Mapping[str, KindFits],
    *,
    country: str,
    currency: str,
    day: dt.date,
    made_from: str,
    colophon: str,
    index: str,
) -> str:
    """Return the page.

    Parameters
    ----------
    fits : mapping of str to KindFits
        By kind of pay, in the order of the form.
    country, currency : str
        ISO codes.
    day : date
        When it was made.
    made_from : str
        Mark of what it was made from; a page with the same mark need not be made again.
    colophon : str
        Sentence at the foot.
    index : str
        Address of the page that lists the reports; empty for a page by itself.

    Returns
    -------
    str
        A complete HTML document that calls on nothing elsewhere.
    """
    tables = page_tables(fits, country=country, currency=currency)
    words = calculator_words()["page"]
    lead = words["lead"].format(country=country_words(country).removeprefix("the "), currency=currency)
    parts = {
        "title": escape(page_title()),
        "css": page_styles() + _template("estimate.css"),
        "nav": f'<nav aria-label="Reports"><a href="{index}">All reports</a></nav>' if index else "",
        "byline": blocks.byline([prose.day(day), f"country: {country}", f"currency: {currency}"]),
        "lead": escape(lead),
        "currency": escape(currency),
        "fields": form_fields(tables),
        "certifications": certification_boxes(tables),
        "caveats": blocks.bullet_list(words["caveats"]),
        "colophon": escape(colophon),
        "made_from": escape(made_from),
        "tables": json.dumps(tables, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("</", "<\\/"),
        "script": _template("estimate.js") + _template("estimate_form.js"),
    }
    return re.sub(r"@(\w+)@", lambda hit: parts[hit[1]], _template("estimate.html"))


def _template(name: str) -> str:
    """Read a file of the template."""
    return files("tpm_insights.reports").joinpath("template", name).read_text(encoding="utf-8")
