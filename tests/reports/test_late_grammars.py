"""Grammars are compiled when an address is checked, and not before; the checks are the same."""

from __future__ import annotations

import subprocess
import sys

CHECKS = """
import sys
{first}
import jsonschema
print("rfc3987_syntax" in sys.modules, end=" ")
checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
for value in ("http://exämple.org/ü", "http://[", "no address"):
    for name in ("iri", "iri-reference"):
        print(int(checker.conforms(value, name)), end=" ")
from rfc3987_syntax import is_valid_syntax_iri
print(is_valid_syntax_iri("http://example.org"), "rfc3987_syntax" in sys.modules)
"""


def told(first: str) -> list[str]:
    """What a new process prints."""
    done = subprocess.run(
        [sys.executable, "-c", CHECKS.format(first=first)], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_addresses_are_checked_as_without_it_but_grammars_come_late() -> None:
    put_off = "from tpm_insights.reports.late_grammars import put_off_grammars as late; late(); late()"
    plain, late = told(""), told(put_off)
    assert (plain[0], late[0]) == ("True", "False")
    assert plain[1:] == late[1:]
    assert {"0", "1"} <= set(late[1:-2])
    assert late[-2:] == ["True", "True"]


def test_reports_are_run_and_rendered_without_the_grammars() -> None:
    code = (
        "import sys; from tpm_insights.reports.render import prepare_pages; prepare_pages(); "
        "import papermill, tpm_insights.reports.kernels.notebook_engine; "
        "print('jsonschema' in sys.modules, 'rfc3987_syntax' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
