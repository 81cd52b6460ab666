"""A project made of tiny notebooks, each named after its case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tpm_insights.project import ProjectPaths

CASES = Path(__file__).resolve().parents[1] / "notebooks"


@pytest.fixture
def cases() -> Path:
    """The folder of tiny notebooks."""
    return CASES


@pytest.fixture
def project(tmp_path: Path) -> ProjectPaths:
    """A project whose reports are the tiny notebooks."""
    paths = ProjectPaths(tmp_path / "project")
    paths.raw.mkdir(parents=True)
    shutil.copytree(CASES, paths.notebooks)
    return paths
