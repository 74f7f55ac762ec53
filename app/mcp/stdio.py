"""MCP over standard input and output, for one agent."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio
from mcp.server import MCPServer
from mcp.server.stdio import stdio_server


async def serve_stdio(server: MCPServer[Any]) -> None:
    """Serve on standard input and output until the input ends or the task is cancelled."""
    stdin = cast("anyio.AsyncFile[str]", _read_stdin_lines())  # the library only iterates over its lines
    inner = server._lowlevel_server  # the library has no public name for running on given streams
    async with stdio_server(stdin) as (received, to_send):
        await inner.run(received, to_send, inner.create_initialization_options())


async def _read_stdin_lines() -> AsyncIterator[str]:
    """Yield the lines as they arrive.

    The library reads in a thread that must return before the process can end, so Ctrl-C would wait for the next line.
    This daemon thread is abandoned instead.
    """
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[bytes]()

    def read() -> None:
        # A second descriptor: at exit the interpreter needs the lock of sys.stdin, which a blocked reader holds.
        with os.fdopen(os.dup(0), "rb") as source:
            for line in source:
                asyncio.run_coroutine_threadsafe(lines.put(line), loop).result()
        asyncio.run_coroutine_threadsafe(lines.put(b""), loop).result()

    threading.Thread(target=read, name="stdin", daemon=True).start()
    while line := await lines.get():
        yield line.decode("utf-8", errors="replace")
