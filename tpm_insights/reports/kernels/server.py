"""The process with the imports done: it forks a fresh kernel for every request, and ends with whoever started it.

It has one thread of its own and a socket to its client. For every kernel the client sends one end of another socket
and a request; the child answers with its process id and becomes the kernel, the server tells over the same socket how
it ended. Where the client closes that socket, the kernel and all it started are killed; where the client is gone,
every kernel is. A request that comes before the imports are done is one that needs none of them: it gets its process as
soon as the tables are loaded. Run by `tpm_insights.reports.kernels.client`, never by hand.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import random
import runpy
import selectors
import signal
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

LENGTH = struct.Struct("!I")
"""What stands before a request: its length in bytes."""
LAUNCHER = "ipykernel_launcher"
"""Module that starts a kernel; any other module that is asked for is run as it is."""
COLLECT = (20_000, 20, 20)
"""When a kernel looks for garbage: less often than by default, since it does not live long."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


class Request(NamedTuple):
    """A kernel, or another process, that is asked for.

    Attributes
    ----------
    command : list of str
        Interpreter, ``-m``, name of the launcher or of a module to run, and its arguments.
    folder : str
        Working folder.
    environment : dict of str to str
        All of its environment.
    """

    command: list[str]
    folder: str
    environment: dict[str, str]


class KernelServer:
    """Forks kernels until its client is gone.

    Parameters
    ----------
    control : socket
        Where requests come from.
    """

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._selector = selectors.DefaultSelector()
        self._kernels: dict[socket.socket, int] = {}  # not yet reaped, so that no other process gets the same id
        self._ended: set[int] = set()
        self._woken, self._wake = os.pipe()
        for end in (self._woken, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for source in (control, self._woken):
            self._selector.register(source, selectors.EVENT_READ)

    def asked(self) -> bool:
        """Say whether a request waits, or the client is gone.

        Returns
        -------
        bool
            At once.
        """
        return any(key.fileobj is self._control for key, _ in self._selector.select(0))

    def fork_asked(self) -> Request | None:
        """Fork for the requests that wait, and for no other.

        Returns
        -------
        Request or None
            In a child what it has to become; None in the server.
        """
        while self.asked():
            asked = self._receive()
            if asked is None:
                return None  # `serve` will find the same
            if self._fork(*asked):
                return asked[1]
        return None

    def serve(self) -> Request | None:
        """Fork until the client is gone.

        Returns
        -------
        Request or None
            In a child the kernel it has to become; None in the server, at the end.
        """
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    asked = self._receive()
                    if asked is None:
                        self._end_all()
                        return None
                    if self._fork(*asked):
                        return asked[1]
                elif key.fileobj == self._woken:
                    self._tell_ends()
                elif isinstance(key.fileobj, socket.socket):
                    self._end(key.fileobj)

    def _receive(self) -> tuple[socket.socket, Request] | None:
        """Return the next request with the socket of its kernel; None where the client is gone."""
        try:
            _, ends, _, _ = socket.recv_fds(self._control, 1, 1)
        except OSError:
            ends = []
        if not ends:
            return None
        link = socket.socket(fileno=ends[0])
        try:
            (length,) = LENGTH.unpack(_all_of(link, LENGTH.size))
            return link, Request(**json.loads(_all_of(link, length)))
        except (OSError, EOFError):
            link.close()
            return self._receive()

    def _fork(self, link: socket.socket, request: Request) -> bool:
        """Fork; true in the child, once it has told that it is there."""
        try:
            child = os.fork()
        except OSError as error:
            _send(link, {"error": error.errno})
            link.close()
            return False
        if child:
            self._kernels[link] = child
            self._selector.register(link, selectors.EVENT_READ)
            return False
        self._forget_server()
        try:
            _settle(request)
        except OSError as error:
            _send(link, {"error": error.errno, "folder": request.folder})
            os._exit(1)
        _send(link, {"pid": os.getpid()})
        link.close()
        return True

    def _forget_server(self) -> None:
        """Let go of all that belongs to the server and not to one kernel."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for end in (self._woken, self._wake):
            os.close(end)
        self._selector.close()
        for other in (self._control, *self._kernels):
            other.close()
        self._kernels.clear()

    def _tell_ends(self) -> None:
        """Tell the client of every kernel that has ended how it did; it stays unreaped until the client lets go."""
        with suppress(BlockingIOError):
            while os.read(self._woken, 512):
                pass
        for link, pid in self._kernels.items():
            if pid in self._ended:
                continue
            ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended is not None:
                self._ended.add(pid)
                code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
                _send(link, {"code": code})

    def _end(self, link: socket.socket) -> None:
        """Kill a kernel with all it started, since its client has let go of it, and reap it."""
        pid = self._kernels.pop(link)
        self._ended.discard(pid)
        self._selector.unregister(link)
        link.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)  # where it had no group of its own yet
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)

    def _end_all(self) -> None:
        """Kill every kernel."""
        for link in list(self._kernels):
            self._end(link)


def _all_of(link: socket.socket, length: int) -> bytes:
    """Read so many bytes."""
    parts = []
    while length:
        part = link.recv(min(length, 1 << 16))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _send(link: socket.socket, message: dict[str, object]) -> None:
    """Send one line, if anybody still listens."""
    with suppress(OSError):
        link.sendall(json.dumps(message).encode() + b"\n")


def _settle(request: Request) -> None:
    """Give a child what a process started anew would have: group, folder, environment, randomness."""
    server = os.getppid()
    os.setsid()
    if sys.platform == "linux":  # elsewhere the kernel itself looks every second whether its parent is still there
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, int(signal.SIGKILL))
    if os.getppid() != server:
        os._exit(1)
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment, JPY_PARENT_PID=str(server))
    time.tzset()
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def become(command: list[str]) -> None:
    """Do in this process what a new interpreter would do with a command.

    Parameters
    ----------
    command : list of str
        As of a request.
    """
    gc.enable()
    gc.set_threshold(*COLLECT)
    if command[2] == LAUNCHER:
        become_kernel(command)
        return
    sys.argv = [command[2], *command[3:]]
    runpy.run_module(command[2], run_name="__main__")


def become_kernel(command: list[str]) -> None:
    """Run IPython's kernel in this process until it ends.

    Parameters
    ----------
    command : list of str
        As of a request; the launcher is run in this process in place of a new interpreter.
    """
    import ipykernel_launcher  # type: ignore[import-untyped]
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [str(ipykernel_launcher.__file__), *command[3:]]
    # the parent is named, since the environment was read when the module was imported
    IPKernelApp.launch_instance(parent_handle=os.getppid())


def main() -> NoReturn:
    """Do the imports, serve, and end; a child ends as its kernel does."""
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]  # as the launcher of a kernel does
    control = socket.socket(fileno=int(sys.argv[1]))
    from tpm_insights.reports.kernels.warm import load_first, warm_up

    project = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    server, request = KernelServer(control), None
    gc.disable()  # what imports leave behind is kept for good: looking it through would only cost time, here and there
    if server.asked():
        load_first(project)
        gc.freeze()
        request = server.fork_asked()
    if request is None:
        warm_up(project)
        gc.freeze()
        _send(control, {"ready": True})
        request = server.serve()
    if request is not None:
        become(request.command)
    sys.exit(0)


if __name__ == "__main__":
    main()
