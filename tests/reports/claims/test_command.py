"""The command on claims: its table fits the width, its exit code tells a failed requirement from a bad file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from tpm_insights.cli import main
from tpm_insights.cli.claims import table_lines
from tpm_insights.project import ProjectPaths
from tpm_insights.reports.claims.check import ClaimCheck
from tpm_insights.vocabulary import ROLE_DEFINITIONS

HEAD = 'title = "An invented article"\ncountry = "US"\ncurrency = "USD"\n'
CLAIM = (
    '[[claims]]\nid = "{id}"\ntopic = "Skills"\nsentence = "S."\nkind = "share_at_least"\nasks_for = ["{asks_for}"]\n'
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, make_project: Callable[[Path], ProjectPaths]) -> ProjectPaths:
    """A project of invented tables."""
    return make_project(tmp_path_factory.mktemp("claims"))


@pytest.fixture
def run(project: ProjectPaths, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return a function that runs the command in the project."""
    monkeypatch.setenv("TPM_INSIGHTS_PROJECT", str(project.root))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["claims", *map(str, arguments)])

    return run


def written(folder: Path, *claims: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(HEAD + "".join(claims))
    return path


@pytest.mark.parametrize("width", [40, 80, 120, 300])
def test_the_table_fits_the_width(article: ClaimCheck, width: int) -> None:
    lines = table_lines(article, width)
    assert max(map(len, lines)) <= min(max(width, 60), 140)
    assert lines[0] == "A career article on the technical project manager"
    assert "Hard skills" in lines
    assert any(line.endswith("of 4") for line in lines)
    assert [line[0] for line in lines if line[:2] in ("✓ ", "≈ ", "✗ ", "? ")].count("?") == article.counts()[
        "not_testable"
    ]
    assert "The same claims under other kinds of pay" in lines
    totals = next(line for line in lines if " supported, " in line)
    assert f"{article.counts()['supported']} supported, {article.counts()['partly']} partly" in totals
    for verdict in ("✓ supported", "≈ partly", "✗ contradicted", "? not testable"):
        assert any(line.startswith(verdict) for line in lines)


def test_a_failed_requirement_exits_with_1(run: Callable[..., Result], tmp_path: Path) -> None:
    asked = CLAIM.format(id="nobody_asks", asks_for="CISM")
    fine = run(written(tmp_path, asked))
    assert fine.exit_code == 0
    assert "1 contradicted" in fine.output
    failed = run(written(tmp_path, asked + "required = true\n"))
    assert failed.exit_code == 1
    assert failed.stderr == "tpm-insights: required claims failed: nobody_asks\n"
    assert "(required)" in failed.output
    thin = run(written(tmp_path, asked + "required = true\nat_least = 0.0\n"), "--region", "WY")
    assert thin.exit_code == 1
    held = run(written(tmp_path, asked + "required = true\nat_least = 0.0\n"))
    assert held.exit_code == 0


def test_a_bad_file_exits_with_2_and_one_line(run: Callable[..., Result], tmp_path: Path) -> None:
    bad = run(written(tmp_path, CLAIM.format(id="x", asks_for="hard_jria")))
    assert bad.exit_code == 2
    assert bad.stderr.count("\n") == 1
    assert "mine.toml: claim 'x': key 'asks_for'" in bad.stderr
    assert "did you mean 'hard_jira'" in bad.stderr
    assert run(tmp_path / "absent.toml").exit_code == 2
    assert run("--role", "boss").exit_code == 2


def test_the_csv_has_every_number(run: Callable[..., Result], tmp_path: Path) -> None:
    result = run("--out", tmp_path / "claims.csv", "--role", "all_project_program", "--minimum-cell", 12)
    assert result.exit_code == 0
    table = pd.read_csv(tmp_path / "claims.csv")
    assert len(table) == 50
    assert sum(line.split()[-1].isdecimal() for line in result.output.splitlines() if " of " in line) >= 20
    assert set(ROLE_DEFINITIONS) <= set(table.columns)
    row = table.set_index("claim").loc["mid_pay"]
    assert row["conf_low"] < row["estimate"] < row["conf_high"]
    assert row["pay_kind"] == "Posted range"
    assert "Filed wage: invented filings" in row["other_pay_kinds"]
    assert {"n", "employers", "dates", "source", "why", "definition"} <= set(table.columns)
