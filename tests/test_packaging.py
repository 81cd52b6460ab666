"""The files that install the package agree with each other, and the lock serves any index."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import tpm_insights

CONDA_NAMES = {"matplotlib-base": "matplotlib", "jupyter_client": "jupyter-client"}


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def locked(root: Path) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;]+)", (root / "requirements.lock").read_text(), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def test_environment_yml_has_the_same_requirements(root: Path, project: dict) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"][0] == "conda-forge"
    *conda, pip = environment["dependencies"]
    lines = [line for line in conda if line != "pip"] + [line for line in pip["pip"] if not line.startswith("--")]
    stated = {}
    for line in lines:
        requirement = Requirement(line)
        stated[CONDA_NAMES.get(requirement.name, requirement.name)] = requirement.specifier
    assert stated.pop("python") == Requirement(f"python{project['requires-python']}").specifier
    assert stated == {r.name: r.specifier for r in map(Requirement, project["dependencies"])}
    # conda hands these lines to pip as a requirements file, which knows few options
    assert [line for line in pip["pip"] if line.startswith("-")] == ["--editable ."]


def test_lock_satisfies_every_requirement_with_hashes(
    root: Path, project: dict, locked: dict[str, list[Version]]
) -> None:
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    for requirement in map(Requirement, wanted):
        versions = locked[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement
    text = (root / "requirements.lock").read_text()
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_lock_names_no_index(root: Path) -> None:
    text = (root / "requirements.lock").read_text()
    assert "://" not in text
    assert "index" + "-url" not in text


def test_version_is_stated_once(project: dict, root: Path) -> None:
    assert project["version"] == tpm_insights.__version__
    assert f"## {project['version']}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_make_target_is_listed_by_help(root: Path) -> None:
    command = ["make", "--no-print-directory", "help"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    phony = re.search(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert set(phony.group(1).split()) == {line.split()[1] for line in done.stdout.splitlines()}


def test_first_screen_of_the_readme_has_both_commands(root: Path) -> None:
    first = "\n".join((root / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    assert "make report" in first
    assert "make test" in first
