"""The laws of the house, kept by machine: data flow one way, imports are cheap, notebooks only show."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "tpm_insights"
LAYERS = ["foundation", "sources", "clean", "extract", "models", "reports", "pipeline", "partitioned", "cli"]
FOUNDATION = {"errors", "ledger", "vocabulary", "tables", "project", "processed", "personal_data", "folder_lock"}
MODULES = sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Names of this package's modules that a file imports anywhere, also inside functions."""
    known = {module_name(m) for m in MODULES}
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import in line {node.lineno}"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name in known}


def layer_of(module: str) -> int:
    first = module.split(".")[1]
    return LAYERS.index("foundation" if first in FOUNDATION else first)


@pytest.mark.parametrize("path", [m for m in MODULES if m.parent != PACKAGE or m.stem != "__init__"], ids=module_name)
def test_no_import_points_backwards(path: Path) -> None:
    here = module_name(path)
    if path.name == "__init__.py" and path.parent == PACKAGE:
        return
    for target in imports_of(path) - {"tpm_insights"}:
        assert layer_of(target) <= layer_of(here), f"{here} imports {target}"


def test_no_import_cycles() -> None:
    graph = {module_name(path): imports_of(path) - {module_name(path)} for path in MODULES}
    graph.pop("tpm_insights")
    for name, targets in graph.items():
        targets.discard("tpm_insights")
        parts = name.split(".")
        targets -= {".".join(parts[:depth]) for depth in range(1, len(parts))}
    tuple(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    "statement",
    [
        "import tpm_insights",
        "import tpm_insights.cli",
        "import tpm_insights.cli as c; c.main(['--help'], standalone_mode=False)",
    ],
)
def test_import_is_cheap(statement: str) -> None:
    heavy = [
        "pandas",
        "numpy",
        "sklearn",
        "seaborn",
        "matplotlib",
        "papermill",
        "scipy",
        "pyfixest",
        "statsmodels",
        "pyarrow",
    ]
    script = f"{statement}\nimport sys\nprint([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_library_code_has_no_assert_print_or_vague_name(path: Path) -> None:
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "base", "misc"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Assert), f"line {node.lineno}: input is checked by errors, not by assert"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}: the library does not print"


@pytest.mark.parametrize("path", sorted(PACKAGE.parent.glob("notebooks/**/*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_import_call_and_show(path: Path) -> None:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    banned = (ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.BinOp, ast.ListComp, ast.DictComp, ast.If, ast.Try)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        assert not cell.outputs, "committed with outputs"
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
                continue  # the type of a parameter, such as int | None
            assert not isinstance(node, banned), f"{type(node).__name__} in a notebook: it belongs to the library"


def test_nothing_names_a_workplace(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    bad = ["/wo" + "rk/", "hosted" + ".org", "--index" + "-url", "--extra-index" + "-url"]
    for name in listed.stdout.split("\n"):
        path = root / name
        if (
            name
            and path.is_file()
            and path.suffix in {".py", ".md", ".toml", ".txt", ".lock", ".yml", ".ipynb", ".cfg"}
        ):
            text = path.read_text(encoding="utf-8")
            found = [word for word in bad if word in text]
            assert not found, f"{name} has {found}"
