"""Benchmarks and scripts take part in no other test: what they import must at least be there."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*ROOT.glob("benchmarks/*.py"), *ROOT.glob("scripts/*.py")])


def imports_of_the_package(path):
    """Yield module and name of everything a file imports from this package, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tpm_insights":
            yield from ((node.module, one.name) for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.name, None) for one in node.names if one.name.split(".")[0] == "tpm_insights")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_a_benchmark_imports_is_there(path):
    for module, name in imports_of_the_package(path):
        found = importlib.import_module(module)
        assert name is None or hasattr(found, name) or f"{module}.{name}" in sys.modules, f"{module} has no {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_benchmark_tells_how_it_is_run(path):
    assert f"{path.parent.name}/{path.name}" in ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
