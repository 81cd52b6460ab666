"""The calculator page is written once for the same tables and code, and the index links it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingRegressor

from tpm_insights.errors import ModelError
from tpm_insights.models.estimator_fit import fit_pay_estimator
from tpm_insights.processed import Tables
from tpm_insights.project import ProjectPaths
from tpm_insights.reports.calculator import write
from tpm_insights.reports.calculator.checks import known_answers, random_profile
from tpm_insights.reports.calculator.model_tables import model_tables, tree_tables
from tpm_insights.reports.calculator.page import KindFits
from tpm_insights.reports.calculator.wording import PAGE
from tpm_insights.reports.calculator.write import fit_kinds, mark_of, write_estimate_page
from tpm_insights.reports.index import write_index


@pytest.fixture(scope="module")
def filed(tables: Tables) -> KindFits:
    """One kind of pay."""
    return KindFits(fit_pay_estimator(tables, "filed_wage"), None)


@pytest.fixture
def made(tmp_path: Path, make_project, monkeypatch: pytest.MonkeyPatch, filed: KindFits) -> ProjectPaths:
    """A project in which a page is made of one kind of pay, to be quick."""
    monkeypatch.setattr(write, "fit_kinds", lambda *_, **__: {"filed_wage": filed})
    return make_project(tmp_path / "project")


def test_a_page_is_made_again_only_for_other_tables_or_another_request(made: ProjectPaths) -> None:
    page = made.root / PAGE
    assert write_estimate_page(page, made, index="index.html")
    first = page.read_bytes()
    assert not write_estimate_page(page, made, index="index.html")
    assert write_estimate_page(page, made)
    assert write_estimate_page(page, made, index="index.html")
    assert page.read_bytes() == first
    (made.processed / "facts.parquet").write_bytes(b"other")
    assert mark_of(made, index="index.html") not in first.decode()


def test_the_index_links_the_page_if_there_is_one(made: ProjectPaths) -> None:
    made.reports.mkdir()
    assert PAGE not in write_index(made.reports).read_text(encoding="utf-8")
    write_estimate_page(made.reports / PAGE, made, index="index.html")
    assert f'<a href="{PAGE}">' in write_index(made.reports).read_text(encoding="utf-8")


def test_every_control_has_a_label_and_every_list_its_words(made: ProjectPaths) -> None:
    write_estimate_page(made.root / PAGE, made)
    text = (made.root / PAGE).read_text(encoding="utf-8")
    controls = re.findall(r'<(?:select|input)[^>]* id="([^"]+)"', text)
    assert len(controls) > 20
    assert sorted(re.findall(r'<label for="([^"]+)"', text)) == sorted(controls)
    assert "California (CA)" in text or "not stated" in text
    shown = re.findall(r"<option[^>]*>([^<]+)</option>", text)
    assert not [words for words in shown if "_" in words]
    assert not re.search(r"@\w+@", text)


def test_known_answers_are_the_librarys(filed: KindFits) -> None:
    fitted = filed.new_employer
    checks = known_answers(fitted, many=6)
    assert checks == known_answers(fitted, many=6)
    assert {check[0] for check in checks} == {"filed_wage"}
    assert all(len(check[3]) == 5 for check in checks)
    json.dumps(checks, allow_nan=False)


def test_exported_trees_add_up_to_the_center(filed: KindFits, rng) -> None:
    fitted = filed.new_employer
    tables = json.loads(json.dumps(model_tables(fitted)))
    center = tables["center"]
    places = {name: place for place, name in enumerate(tables["features"])}

    def leaf(tree, row):
        while isinstance(tree, list):
            feature, split, missing, left, right = tree
            value = row[feature]
            if value is None or (isinstance(split, list) and value not in center["known"][str(feature)]):
                tree = left if missing else right
            else:
                tree = left if (value in split if isinstance(split, list) else value <= split) else right
        return tree

    rows = []
    for _ in range(40):
        row = [None] * len(places)
        profile = random_profile(fitted, rng)
        row[places["role"]] = float(rng.integers(len(tables["labels"]["role"]) + 1))
        row[places["wage_level"]] = float(rng.integers(1, 5)) if profile.wage_level else None
        row[places["region"]] = float(rng.integers(len(tables["labels"]["region"]) + 1)) if profile.region else None
        rows.append(row)
    expected = fitted.estimator.center_.predict(pd.DataFrame(rows, dtype=float).to_numpy())
    for row, sum_ in zip(rows, expected, strict=True):
        total = center["baseline"]
        for tree in center["trees"]:
            total += leaf(tree, row)
        assert total == sum_, "the same doubles, added in the same order"


def test_without_records_of_any_kind_there_is_no_page(tables: Tables) -> None:
    with pytest.raises(ModelError, match="no kind of pay can be estimated in FR, EUR: "):
        fit_kinds(tables, country="FR", currency="EUR")


def test_a_split_of_what_is_stated_from_what_is_not_fits_into_json() -> None:
    stated = np.repeat([np.nan, 1.0], 50)[:, None]
    center = HistGradientBoostingRegressor(max_iter=1, min_samples_leaf=5).fit(stated, np.repeat([0.0, 1.0], 50))
    (tree,) = tree_tables(center)["trees"]
    json.dumps(tree, allow_nan=False)
    assert tree[1] > 1.0  # whatever is stated lies below
