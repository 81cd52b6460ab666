"""Parameters: read without a kernel, checked before anything runs, whoever set them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tpm_insights.errors import UsageError
from tpm_insights.reports.parameter_values import TYPES, Rule, coerce
from tpm_insights.reports.parameters import Parameter, check_parameters, parameters_in, read_parameters


def test_reads_names_types_defaults_and_help_in_order(cases: Path) -> None:
    assert read_parameters(cases / "complete.ipynb") == (
        Parameter("country", "str", "US", "country of the postings"),
        Parameter("minimum_cell", "int", 10, "fewest records a cell may rest on"),
    )


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("no_parameters", "0 code cells are tagged"),
        ("two_parameter_cells", "2 code cells are tagged"),
        ("not_annotated", "is not of the form"),
        ("computed_default", "'2000 + 25' is not a plain value"),
        ("absent", "no notebook absent.ipynb"),
    ],
)
def test_a_faulty_cell_is_named(cases: Path, case: str, says: str) -> None:
    with pytest.raises(UsageError, match=case) as caught:
        read_parameters(cases / f"{case}.ipynb")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.ipynb"
    path.write_text("not json")
    with pytest.raises(UsageError, match="not a notebook"):
        read_parameters(path)


DECLARED = (
    Parameter("country", "str", "US", ""),
    Parameter("region", "str | None", None, ""),
    Parameter("role", "str", "technical_delivery", ""),
    Parameter("first_year", "int", 2012, ""),
    Parameter("last_year", "int", 2025, ""),
    Parameter("minimum_cell", "int", 10, ""),
    Parameter("certifications", "list[str]", ["PMP"], ""),
    Parameter("as_of", "date | None", None, ""),
    Parameter("all_pages", "bool", False, ""),
    Parameter("level", "float", 0.95, ""),
)


def test_defaults_are_filled_in() -> None:
    assert check_parameters(DECLARED, {}, report="demo") == {p.name: p.default for p in DECLARED}


@pytest.mark.parametrize(
    ("given_values", "says"),
    [
        ({"min_cell": 5}, "no parameter 'min_cell', did you mean minimum_cell?"),
        ({"nothing_like_it": 5}, "no parameter 'nothing_like_it'; it has country, region"),
        ({"minimum_cell": "five"}, "parameter minimum_cell: 'five' is not a whole number"),
        ({"minimum_cell": True}, "parameter minimum_cell: True is not a whole number"),
        ({"minimum_cell": 2.5}, "parameter minimum_cell: 2.5 is not a whole number"),
        ({"minimum_cell": 0}, "parameter minimum_cell: 0 is out of range; it takes 1"),
        ({"country": "usa"}, "parameter country: 'usa' is out of range; it takes two capital letters"),
        ({"country": 5}, "parameter country: 5 is not text"),
        ({"region": "texas"}, "parameter region: 'texas' is out of range; it takes the code of a state or region"),
        ({"region": "TXX"}, "parameter region: 'TXX' is no region of US; it takes one of AL, AK"),
        ({"region": "ENG"}, "parameter region: 'ENG' is no region of US"),
        ({"country": "FR", "region": "TX"}, "parameter region: 'TX' is no region of FR; it takes none"),
        ({"role": "tpm"}, "parameter role: 'tpm' is out of range; it takes one of technical_project"),
        ({"first_year": 1066}, "parameter first_year: 1066 is out of range; it takes 2000 to 2100"),
        ({"first_year": 2026}, "parameter first_year: 2026 is later than last_year, 2025"),
        ({"certifications": "PMP,MBA"}, "parameter certifications: 'MBA' is out of range"),
        ({"as_of": "1 May 2025"}, "parameter as_of: '1 May 2025' is not a date in ISO form"),
        ({"all_pages": "maybe"}, "parameter all_pages: 'maybe' is not true or false"),
        ({"level": "nan"}, "parameter level: 'nan' is not a number"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(given_values: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_parameters(DECLARED, given_values, report="demo")
    assert str(caught.value).startswith("demo: ")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_text_is_read_in_every_type() -> None:
    given_values = {
        "country": "DE", "first_year": "2020", "minimum_cell": " 25 ", "certifications": "PMP, CSM,PMP",
        "as_of": "2025-05-01", "all_pages": "yes", "level": "0.9",
    }  # fmt: skip
    done = check_parameters(DECLARED, given_values, report="demo")
    assert [done[name] for name in given_values] == ["DE", 2020, 25, ["PMP", "CSM"], "2025-05-01", True, 0.9]
    assert coerce(dt.date(2025, 5, 1), "date", Rule()) == "2025-05-01"
    assert coerce("none", "date | None", Rule()) is None


@given(st.sampled_from(sorted(TYPES)), st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_a_value_is_either_refused_or_read_the_same_again(type_name: str, value: object) -> None:
    try:
        done = coerce(value, type_name, Rule())
    except ValueError:
        return
    assert coerce(done, type_name, Rule()) == done


def run_cells(sources: list[str]) -> dict[str, object]:
    """Run cells one after another, as a kernel does."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    for source in sources:
        exec(compile(source, "cell", "exec"), namespace)
    return namespace


CELL = 'country: str = "US"\nminimum_cell: int = 10'
TWO = DECLARED[0], DECLARED[5]


def test_pasted_assignments_are_checked_as_well() -> None:
    """A scheduler that pastes `key = value` as source gives texts, or code."""
    pasted = run_cells([CELL, 'country = "DE"\nminimum_cell = "25"'])
    assert parameters_in(pasted, TWO, report="demo") == {"country": "DE", "minimum_cell": 25}
    with pytest.raises(NameError):
        run_cells([CELL, "country = DE"])
    with pytest.raises(UsageError, match=r"parameter country: \['D', 'E'\] is not text"):
        parameters_in(run_cells([CELL, "country = list('DE')"]), TWO, report="demo")


def test_a_pasted_misspelt_name_is_refused() -> None:
    with pytest.raises(UsageError, match="no parameter 'minimum_cells', did you mean minimum_cell"):
        parameters_in(run_cells([CELL, "minimum_cells = 25"]), TWO, report="demo")


def test_names_of_a_user_at_work_do_not_disturb() -> None:
    namespace = run_cells([CELL, "x = 3\nframe = object()\nminimum = [1]\n_minimum_cell = 4"])
    assert parameters_in(namespace, TWO, report="demo") == {"country": "US", "minimum_cell": 10}


def test_an_unset_parameter_says_which_cell_to_run() -> None:
    with pytest.raises(UsageError, match="run the cell tagged `parameters` first"):
        parameters_in({}, TWO, report="demo")
