"""What report notebooks import, draw and show, done once so that forked kernels need not do it again.

Nothing here may start a thread that a kernel would miss after the fork, or draw on a random source: fits are left out,
because some fitting libraries keep a pool of threads. Arrow, jemalloc and OpenBLAS handle forks themselves.
"""

from __future__ import annotations

import importlib
import os
import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

SETTINGS = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
"""What libraries read once, when they are imported: the backend that a kernel asks matplotlib for, and that a kernel's
debugger, which nobody uses here, need not warn that it may miss a line."""
TABLES = ("pandas", "pandas.io.parquet", "pyarrow.parquet", "pyarrow.compute", "tpm_insights.processed")
"""Modules that tables are loaded with."""
MODULES: tuple[str, ...] = (
    "ipykernel_launcher", "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger",
    "IPython.core.historyapp", "IPython.display", "numpy.random", "matplotlib.pyplot",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "seaborn", "scipy.stats", "scipy.optimize",
    "great_tables", "pyfixest", "formulaic", "openpyxl", "tpm_insights.models.regression",
    "tpm_insights.reports.document",
)  # fmt: skip
"""Modules of a kernel and of report notebooks; every study and its words come on top."""


def load_first(project: Path | None) -> None:
    """Load the processed tables and import nothing else, for a process that needs no more.

    Parameters
    ----------
    project : Path, optional
        Root of a project; without processed tables there, nothing is loaded.
    """
    _import(TABLES)
    _load(project)


def warm_up(project: Path | None = None) -> None:
    """Import what notebooks use, draw a figure, lay out a table, and load the processed tables.

    Parameters
    ----------
    project : Path, optional
        Root of a project; without processed tables there, nothing is loaded.

    Notes
    -----
    What fails here is left to fail in the notebook that needs it, where the error says more.
    """
    ours = [name for name in SETTINGS if name not in os.environ]
    os.environ.update({name: SETTINGS[name] for name in ours})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a kernel shall warn as if it were the first to call
        _import(TABLES)
        loading = threading.Thread(target=_load, args=(project,))
        loading.start()  # reads and checks files while the other imports are done, and has ended before anything forks
        _import((*MODULES, *_studies()))
        for first_call in (_import_fits, _draw, _lay_out):
            with suppress(Exception):
                first_call()
        loading.join()
    for name in ours:
        del os.environ[name]


def _import(names: Sequence[str]) -> None:
    """Import modules, one after another."""
    for name in names:
        with suppress(Exception):
            importlib.import_module(name)


def _studies() -> list[str]:
    """Return the modules of this package that notebooks import."""
    reports = Path(__file__).parents[1]
    return [
        f"tpm_insights.reports.{folder}.{path.stem}"
        for folder in ("studies", "words", "charts", "exports", "claims")
        for path in sorted((reports / folder).glob("*.py"))
    ]


def _import_fits() -> None:
    """Import the parts of the fitting library that it loads on first use."""
    import pyfixest

    getattr(pyfixest, "feols")  # noqa: B009 - looking the name up is what imports them


def _draw() -> None:
    """Draw one figure with letters, for fonts and glyphs."""
    from tpm_insights.reports.charts.pictures import pictures_of
    from tpm_insights.reports.charts.style import PNG_DOTS, WIDE, drawing, new_figure

    with drawing(WIDE):
        figure, (axes,) = new_figure(WIDE, [1.0])
        axes.plot([0, 1], [0, 1], "o-")
        axes.set(title="0123456789", xlabel="$ abc", ylabel="%")
    pictures_of(figure, PNG_DOTS)


def _lay_out() -> None:
    """Lay out one table."""
    import pandas as pd

    from tpm_insights.reports.tables import table_html

    table_html(pd.DataFrame({"level": ["mid"], "n": [1]}), currency="USD")


def _load(project: Path | None) -> None:
    """Load the processed tables, if there are any."""
    if project is None:
        return
    with suppress(Exception):
        from tpm_insights.processed import load_in_advance
        from tpm_insights.project import ProjectPaths

        load_in_advance(ProjectPaths(project))
