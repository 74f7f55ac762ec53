"""Standard input and output as the way to one agent."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio
from mcp.server import MCPServer
from mcp.server.stdio import stdio_server


async def serve_stdio(server: MCPServer[Any]) -> None:
    """Answers on standard input and output until the input ends, or the task is cancelled."""
    stdin = cast("anyio.AsyncFile[str]", _read_stdin_lines())  # only its lines are asked for
    inner = server._lowlevel_server  # what runs on streams of one's own has no public name
    async with stdio_server(stdin) as (received, to_send):
        await inner.run(received, to_send, inner.create_initialization_options())


async def _read_stdin_lines() -> AsyncIterator[str]:
    """The lines as they come, without their ends.

    The library reads in a thread that has to come back before anything can end, so Ctrl-C would wait for a line that is
    never written. This one is left behind where it waits.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[bytes]()

    def read() -> None:
        # A descriptor of its own: at its end the interpreter wants the lock of sys.stdin, which a reader holds.
        with os.fdopen(os.dup(0), "rb") as source:
            for line in source:
                asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()
        asyncio.run_coroutine_threadsafe(lines.put(b""), loop).result()

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while line := await lines.get():
        yield line.decode("utf-8", errors="replace")
