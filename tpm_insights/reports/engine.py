"""The name under which papermill knows how reports are run, here and in other programs; loaded when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tpm_insights.reports.kernels.notebook_engine import NotebookEngine

ENGINE = "tpm_insights"
"""Name under which papermill knows the engine."""


class ReportEngine:
    """A fresh kernel of this very interpreter for each notebook; see `NotebookEngine`.

    Papermill asks for it while it is itself imported, so this class does not import papermill until it runs something.
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **asked: Any) -> Any:  # noqa: ANN401 - papermill's own
        """Run a notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        kernel_name : str
            Name for the log.
        **asked
            As of `NotebookEngine.execute_managed_notebook`, and what papermill passes to every engine.

        Returns
        -------
        NotebookNode
            With its outputs.
        """
        return _loaded().execute_notebook(nb, kernel_name, **asked)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:  # noqa: ANN401 - papermill's own
        """Return the name of the kernel that a notebook asks for.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        name : str, optional
            Asked for in its place.

        Returns
        -------
        str
            As papermill has it.
        """
        return str(_loaded().nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:  # noqa: ANN401 - papermill's own
        """Return the language of a notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        language : str, optional
            Asked for in its place.

        Returns
        -------
        str
            As papermill has it.
        """
        return str(_loaded().nb_language(nb, language))


def _loaded() -> type[NotebookEngine]:
    """Import the engine."""
    from tpm_insights.reports.kernels.notebook_engine import NotebookEngine

    return NotebookEngine


def register_engine() -> str:
    """Make the engine known to papermill.

    Returns
    -------
    str
        Its name.
    """
    from papermill.engines import papermill_engines

    papermill_engines.register(ENGINE, ReportEngine)
    return ENGINE
