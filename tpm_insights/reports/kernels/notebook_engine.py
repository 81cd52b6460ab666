"""Run the cells of a notebook in a kernel of this very interpreter, with its own folder and environment."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from tpm_insights.reports.kernels.channels import PromptClient
from tpm_insights.reports.kernels.provisioner import ReportProvisioner

if TYPE_CHECKING:
    from tpm_insights.reports.kernels.client import KernelServerHandle


class ThisInterpreter(KernelSpecManager):
    """Answers every kernel's name with the interpreter that runs this process.

    A notebook saved with another environment's kernel then runs here all the same, and a kernel of the same name that
    is installed elsewhere on the machine is never taken by mistake.
    """

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return how to start a kernel.

        Parameters
        ----------
        kernel_name : str
            Any name.

        Returns
        -------
        KernelSpec
            IPython of this interpreter.
        """
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, name=kernel_name, display_name="Python 3", language="python")


class NotebookEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's engine, told where the kernel works, which environment it sees and how it is started."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,  # noqa: ANN401 - papermill's type is private
        kernel_name: str,
        *,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        folder: str = "",
        environment: Mapping[str, str] | None = None,
        server: KernelServerHandle | None = None,
        **_ignored: object,
    ) -> None:
        """Run the cells of a notebook one after another.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            Keeps the notebook.
        kernel_name : str
            Name for the log; the interpreter is always this one.
        start_timeout : int
            Seconds the kernel may take to start.
        execution_timeout : int, optional
            Seconds a cell may take.
        folder : str
            Working folder of the kernel.
        environment : mapping of str to str, optional
            Added to the environment of this process.
        server : KernelServerHandle, optional
            Forks the kernel from a process with the imports done; without one, a new process is started.
        **_ignored
            What papermill passes to every engine.
        """
        # papermill would write the whole notebook before and after each cell; it also does so when the run has ended
        output, nb_man.output_path = nb_man.output_path, None
        try:
            with tempfile.TemporaryDirectory(prefix="tpm-") as scratch:
                manager = _manager(kernel_name, Path(scratch), server)
                client = PapermillNotebookClient(
                    nb_man,
                    km=manager,
                    kernel_name=kernel_name,
                    timeout=execution_timeout,
                    startup_timeout=start_timeout,
                    shutdown_kernel="immediate",
                )
                # no start-up files of the user: a report does not depend on who runs it
                seen = {**os.environ, "IPYTHONDIR": scratch, **(environment or {})}
                client.execute(cwd=folder or str(Path.cwd()), env=seen, cleanup_kc=True)
        finally:
            nb_man.output_path = output


def _manager(kernel_name: str, scratch: Path, server: KernelServerHandle | None) -> AsyncKernelManager:
    """Return what starts a kernel and connects to it."""
    manager = AsyncKernelManager(
        kernel_name=kernel_name,
        kernel_spec_manager=ThisInterpreter(),
        client_factory=PromptClient,
        connection_file=str(scratch / "k.json"),
        # sockets in the folder above, open to this user alone; where there are none, local ports
        transport="ipc" if os.name == "posix" else "tcp",
    )
    manager.provisioner = ReportProvisioner(parent=manager, kernel_spec=manager.kernel_spec)
    manager.provisioner.server = server
    return manager
