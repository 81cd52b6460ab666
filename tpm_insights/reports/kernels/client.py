"""Start the process with the imports done, and ask it for kernels."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tpm_insights.reports.kernels.server import LENGTH, Request
from tpm_insights.reports.manifest import code_digest

START_SECONDS = 120.0
"""Seconds the imports may take."""


class ServerGoneError(Exception):
    """The process with the imports done has ended, or never came up."""


def can_fork() -> bool:
    """Say whether kernels can be forked on this system.

    Returns
    -------
    bool
        True on Linux and its like; False on Windows, and on macOS, whose own libraries do not survive a fork.
    """
    return sys.platform not in ("win32", "darwin") and hasattr(os, "fork") and hasattr(os, "waitid")


class KernelServerHandle:
    """The process with the imports done, as its client sees it; use it as a context.

    Parameters
    ----------
    folder : Path
        Working folder of the process.
    environment : mapping of str to str
        Its whole environment: libraries read some of it while they are imported.
    project : Path, optional
        Project whose processed tables are loaded in advance.

    Attributes
    ----------
    source : str
        Digest of this package before it was imported there.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str], project: Path | None = None) -> None:
        self._control, there = socket.socketpair()
        self._lock = threading.Lock()
        self._sending = threading.Lock()
        self.source = code_digest()
        self._ready = False
        command = [sys.executable, "-m", "tpm_insights.reports.kernels.server", str(there.fileno())]
        command += [str(project)] if project is not None else []
        try:
            self._process: subprocess.Popen[bytes] | None = subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.DEVNULL, cwd=folder, env=dict(environment), pass_fds=[there.fileno()],
                start_new_session=True,
            )  # fmt: skip
        except OSError:
            self._process = None  # the first request will say so
        there.close()

    def __enter__(self) -> Self:
        """Return the handle."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process and every kernel it has forked."""
        self.close()

    @property
    def pid(self) -> int | None:
        """Its process id; None where it could not be started."""
        return self._process.pid if self._process else None

    def start(self, request: Request, *, early: bool = False) -> ForkedKernel:
        """Fork a kernel.

        Parameters
        ----------
        request : Request
            Command, folder and environment.
        early : bool, default False
            Do not wait for the imports: fork as soon as the tables are loaded, for a process that needs no more.

        Returns
        -------
        ForkedKernel
            In place of a `subprocess.Popen`.

        Raises
        ------
        ServerGoneError
            If there is no process to fork from.
        OSError
            If the fork fails or the folder cannot be entered, as `subprocess.Popen` would.
        """
        here, there = socket.socketpair()
        payload = json.dumps(request._asdict()).encode()
        try:
            if not early:
                with self._lock:
                    self._wait_ready()
            with self._sending:
                socket.send_fds(self._control, [b"k"], [there.fileno()])
            there.close()
            here.sendall(LENGTH.pack(len(payload)) + payload)
            here.settimeout(START_SECONDS)
            answer = _line(here)
        except OSError as error:
            here.close()
            raise ServerGoneError(str(error)) from error
        finally:
            there.close()
        if "pid" not in answer:
            here.close()
            if "error" not in answer:
                raise ServerGoneError("no answer")
            number = int(str(answer["error"]))
            raise OSError(number, os.strerror(number), answer.get("folder"))
        return ForkedKernel(int(str(answer["pid"])), here)

    def _wait_ready(self) -> None:
        """Wait until the imports are done."""
        if self._ready:
            return
        self._control.settimeout(START_SECONDS)
        if "ready" not in _line(self._control):
            raise OSError("the imports were not done in time, or failed")
        self._ready = True

    def close(self) -> None:
        """End the process and every kernel it has forked; more than once does no harm."""
        self._control.close()
        if self._process is None:
            return
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:  # still in its imports
            self._process.kill()
            self._process.wait()


def _line(link: socket.socket) -> dict[str, object]:
    """Read one line; empty where the other side is gone."""
    text = b""
    while not text.endswith(b"\n"):
        part = link.recv(1)
        if not part:
            return {}
        text += part
    return dict(json.loads(text))


class ForkedKernel:
    """A kernel that another process has forked, with the methods of `subprocess.Popen` that are needed for one.

    Parameters
    ----------
    pid : int
        Its process id; nobody else gets it before `wait` has returned.
    link : socket
        Where its end is told; when that is closed, the kernel is killed with all it started.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, link: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._link = link

    def poll(self) -> int | None:
        """Return how the kernel ended.

        Returns
        -------
        int or None
            Exit code, negative for a signal; None while it runs.
        """
        return self._look(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and let go of the process id.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.

        Returns
        -------
        int
            Exit code, negative for a signal.

        Raises
        ------
        subprocess.TimeoutExpired
            If the kernel still runs after that.
        """
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0.0)
        self._link.close()
        return code

    def _look(self, seconds: float | None) -> int | None:
        """Read how it ended, if that is told in time."""
        if self.returncode is None:
            self._link.settimeout(seconds)
            try:
                told = _line(self._link)
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                told = {}
            self.returncode = int(str(told.get("code", -int(signal.SIGKILL))))  # with the server dies its kernel
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if the kernel still runs.

        Parameters
        ----------
        number : int
            As of `signal`.
        """
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)
