"""Session of one command on a connected runtime."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.cli.console import log_line, run_async
from app.runtime.runtime import Runtime, open_runtime
from app.settings import read_settings

Result = TypeVar("Result")


def run_on_runtime(work: Callable[[Runtime], Awaitable[Result]]) -> Result:
    """Connect to Neo4j with the settings of the environment, run ``work``, and return its result."""

    async def run() -> Result:
        async with open_runtime(read_settings(), log_line) as runtime:
            return await work(runtime)

    return run_async(run())
