"""The form of the calculator: one labelled control for everything that a profile may state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from tpm_insights import vocabulary as v
from tpm_insights.clean.regions import region_names
from tpm_insights.models.estimator_records import WAGE_LEVELS
from tpm_insights.reports.calculator.wording import calculator_words

FREQUENT = 10
"""Records of one role and level from which a certification stands in the form without being unfolded."""


def form_fields(tables: Mapping[str, Any]) -> str:
    """Return the labelled controls of the form, certifications left out.

    Parameters
    ----------
    tables : mapping of str
        What the page computes with.

    Returns
    -------
    str
        HTML.
    """
    kinds = {
        one["kind"]: calculator_words()["kinds"].get(one["kind"], {}).get("name", one["kind"])
        for one in tables["kinds"]
    }
    regions = sorted({cell[3] for one in tables["kinds"] for cell in one["cells"]} - {""})
    names = region_names(tables["country"])
    where = {code: f"{names[code]} ({code})" if code in names else code for code in regions}
    values = tables["values"]
    choices: dict[str, Mapping[str, str]] = {
        "education": {one: values.get(one, one) for one in v.EDUCATION_LEVELS},
        "region": dict(sorted(where.items(), key=lambda item: item[1])),
        "work_mode": {one: values.get(one, one) for one in v.WORK_MODES},
        "seniority": {one: values.get(one, one) for one in v.SENIORITIES},
    }
    return "".join(
        [
            _select("pay_kind", kinds, hint_below=True),
            _select("role", tables["roles"]),
            _labelled(
                "years",
                '<input type="number" id="years" name="years" min="0" max="60" step="any" value="5" '
                'inputmode="decimal">',
            ),
            _select("wage_level", {one: f"Level {one}" for one in WAGE_LEVELS}, none="not stated"),
            *(_select(name, labels, none="not stated") for name, labels in choices.items()),
        ]
    )


def _labelled(name: str, control: str, *, hint_below: bool = False) -> str:
    """Return a control with its label and its hint."""
    label = escape(calculator_words()["fields"][name])
    if hint_below:
        return f'<div><label for="{name}">{label}</label>{control}<p class="tpm-hint" id="{name}-hint"></p></div>'
    return f'<div><label for="{name}">{label}{_hint(name)}</label>{control}</div>'


def _select(name: str, choices: Mapping[str, str], *, none: str = "", hint_below: bool = False) -> str:
    """Return a list to choose from; `none` stands for nothing stated."""
    options = [f'<option value="">{escape(none)}</option>'] if none else []
    options += [f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in choices.items()]
    described = f' aria-describedby="{name}-hint"' if hint_below else ""
    control = f'<select id="{name}" name="{name}"{described}>{"".join(options)}</select>'
    return _labelled(name, control, hint_below=hint_below)


def certification_boxes(tables: Mapping[str, Any]) -> str:
    """Return a box for each certification, those in too few records folded away.

    Parameters
    ----------
    tables : mapping of str
        What the page computes with.

    Returns
    -------
    str
        HTML.
    """
    most: dict[str, int] = {}
    for kind in tables["kinds"]:
        for levels in kind["held"].values():
            for named in levels.values():
                for name, n in named.items():
                    most[name] = max(n, most.get(name, 0))
    often = [name for name in v.CERTIFICATIONS if most.get(name, 0) >= FREQUENT]
    rare = [name for name in v.CERTIFICATIONS if name not in often]
    legend = f"{escape(calculator_words()['fields']['certifications'])}{_hint('certifications')}"
    folded = f"<summary>Certifications in fewer than {FREQUENT} comparable records</summary>{_boxes(rare)}"
    return f"<fieldset><legend>{legend}</legend>{_boxes(often)}<details>{folded}</details></fieldset>"


def _hint(name: str) -> str:
    """Return the place for a word about a control."""
    return f'<span class="tpm-hint" id="{name}-hint"></span>'


def _boxes(names: Sequence[str]) -> str:
    """Return a box for each name."""
    boxes = []
    for name in names:
        at = v.certification_column(name)
        box = f'<input type="checkbox" id="{at}" name="certification" value="{escape(name)}">'
        boxes.append(f'<p>{box}<label for="{at}">{escape(name)}</label></p>')
    return f'<div class="tpm-boxes">{"".join(boxes)}</div>'
