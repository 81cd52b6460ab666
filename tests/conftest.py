"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import settings

mpl.use("Agg")
# the same examples on every machine and no time limit an example: a slow machine must not fail a test
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("TPM_INSIGHTS_HYPOTHESIS", "steady"))
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True, scope="module")
def event_loops_end_here() -> Iterator[None]:
    """Collect the event loops that running notebooks leaves open.

    Their finalizers warn, which formats a traceback, which parses source. Python 3.11 cannot do that within another
    parse (a SystemError on recursion depth), where a later test would otherwise collect them.
    """
    yield
    if "nbclient" in sys.modules:
        gc.collect()


@pytest.fixture
def rng() -> np.random.Generator:
    """A seeded source of randomness."""
    return np.random.default_rng(20261122)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real postings and hand labels, which are kept apart from the repository."""
    folder = Path(os.environ.get("TPM_INSIGHTS_SHARED", ROOT.parent / "shared"))
    if not (folder / "gold").is_dir():
        pytest.skip(
            "the real postings and hand labels are not beside this checkout (TPM_INSIGHTS_SHARED names their folder)"
        )
    return folder
