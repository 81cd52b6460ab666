"""How the kernel of a notebook is started: forked where there is a process to fork from, else as a new process."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from tpm_insights.reports.kernels.client import ServerGoneError
from tpm_insights.reports.kernels.server import Request

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

    from tpm_insights.reports.kernels.client import KernelServerHandle

_running: set[ReportProvisioner] = set()
_lock = threading.Lock()


class ReportProvisioner(LocalProvisioner):
    """Starts a kernel, by a fork where it has been given a server, and knows how to kill it from another thread."""

    server: KernelServerHandle | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ANN401 - as declared by jupyter_client
        """Start the kernel.

        Parameters
        ----------
        cmd : list of str
            Interpreter, ``-m``, launcher and its arguments.
        **kwargs
            ``cwd`` and ``env``.

        Returns
        -------
        KernelConnectionInfo
            Where it listens.
        """
        if not self._forked(cmd, kwargs):
            await super().launch_kernel(cmd, **kwargs)
        with _lock:
            _running.add(self)
        return self.connection_info

    def _forked(self, cmd: list[str], kwargs: dict[str, Any]) -> bool:
        """Fork the kernel; false where that is not possible and a new process has to do."""
        if self.server is None:
            return False
        try:
            kernel = self.server.start(Request(cmd, str(kwargs.get("cwd") or "."), dict(kwargs["env"])))
        except ServerGoneError as error:
            self.log.warning("no kernel can be forked (%s); starting a new process", error)
            return False
        self.process = kernel  # type: ignore[assignment]
        self.pid = self.pgid = kernel.pid
        self.cwd = kwargs.get("cwd")
        return True

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and look for its end more often than is done elsewhere.

        Parameters
        ----------
        restart : bool, default False
            As of jupyter_client.
        """
        await super().kill(restart=restart)
        end = time.monotonic() + 1.0
        while await self.poll() is None and time.monotonic() < end:
            await asyncio.sleep(0.002)

    async def cleanup(self, restart: bool = False) -> None:
        """Forget the kernel.

        Parameters
        ----------
        restart : bool, default False
            As of jupyter_client.
        """
        with _lock:
            _running.discard(self)
        await super().cleanup(restart=restart)


def kill_running() -> None:
    """Kill every kernel of this process, so that whoever waits for one sees it die."""
    with _lock:
        running = list(_running)
    for one in running:
        if one.process is not None:
            with suppress(OSError):
                one.process.kill()
