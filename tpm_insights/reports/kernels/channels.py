"""Talk to a kernel as soon as it listens: what a client waits for is told by the kernel, not by the clock."""

from __future__ import annotations

import time
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient

RECONNECT_MILLISECONDS = 5
"""Between two tries to connect to a kernel that does not listen yet."""


class PromptClient(AsyncKernelClient):
    """A client that is ready once the kernel has answered; its parent waits until nothing comes for a while."""

    def _context_default(self) -> zmq.asyncio.Context:
        """Return a context whose sockets try again at once."""
        self._created_context = True
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MILLISECONDS)
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and everything it publishes is heard.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most.

        Raises
        ------
        RuntimeError
            If the kernel dies or does not answer in time.
        """
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            asked = self.kernel_info()
            try:
                reply = await self.shell_channel.get_msg(timeout=1)
            except Empty:
                reply = None
            if reply and reply["msg_type"] == "kernel_info_reply" and await self._hears_the_end_of(asked):
                self._handle_kernel_info_reply(reply)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _hears_the_end_of(self, asked: str) -> bool:
        """Say whether the kernel is heard to have dealt with a request, after which it has nothing more to say."""
        while True:
            try:
                told: dict[str, Any] = await self.iopub_channel.get_msg(timeout=0.2)
            except Empty:
                return False
            done = told["msg_type"] == "status" and told["content"].get("execution_state") == "idle"
            if done and told["parent_header"].get("msg_id") == asked:
                return True
