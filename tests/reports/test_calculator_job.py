"""The calculator is written beside the reports as it is written alone, and its refusals and errors come through."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tpm_insights.errors import ReportError, UsageError
from tpm_insights.project import ProjectPaths
from tpm_insights.reports import calculator_job
from tpm_insights.reports.calculator_job import calculator_line
from tpm_insights.reports.kernels.client import KernelServerHandle, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="processes are forked on Linux and its like only")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelServerHandle]:
    with KernelServerHandle(tmp_path_factory.mktemp("server"), os.environ) as handle:
        yield handle


def test_an_error_of_its_process_is_that_of_this_one(tmp_path: Path, server: KernelServerHandle) -> None:
    project = ProjectPaths(tmp_path / "project")
    project.processed.mkdir(parents=True)
    for given in (None, server):
        with pytest.raises(UsageError, match="run `tpm-insights prepare` first"):
            calculator_line(tmp_path / "estimate.html", project, {}, given)


def test_a_refusal_removes_the_page(
    tmp_path: Path, server: KernelServerHandle, make_project: Callable[..., ProjectPaths]
) -> None:
    project, page = make_project(tmp_path), tmp_path / "estimate.html"
    said = []
    for given in (None, server):
        page.write_text("an old one")
        said.append(calculator_line(page, project, {"country": "XK", "region": "CA"}, given))
        assert not page.exists()
    assert said[0] == said[1]
    assert re.match("no calculator: no kind of pay can be estimated in XK, USD", said[0])


def test_a_process_that_dies_is_an_error(
    tmp_path: Path, server: KernelServerHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calculator_job, "__name__", "tpm_insights.no_such_module")
    with pytest.raises(ReportError, match="ended with code 1"):
        calculator_line(tmp_path / "estimate.html", ProjectPaths(tmp_path), {}, server)
