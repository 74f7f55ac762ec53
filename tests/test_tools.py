"""What the pages in docs/tools/ say to paste is run as a program at the door, and prints what they show."""

import asyncio
import os
import subprocess
import sys
import time

import pytest
from conftest import ROOT
from pages import block

REFUSED = "Neo.ClientError.Statement.AccessMode"
#: Python's warnings are errors but for py2neo, which is at its last release and uses what Python has since deprecated.
TOOLS = {"networkx": "error", "pandas": "error", "polars": "error", "py2neo": "ignore"}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_reads_is_refused_its_write_and_closes(door, seeded, tool):
    page = f"tools/{tool}.md"
    environment = {**os.environ, "TRADEGRAPH_BOLT": door.uri, "TRADEGRAPH_READER_PASSWORD": door.auth[1]}
    done = subprocess.run(
        [sys.executable, "-W", TOOLS[tool], "-c", block(page, "python")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == block(page, "text")
    assert done.stdout.splitlines()[-1] == REFUSED
    until = time.monotonic() + 5
    while door.visits:
        assert time.monotonic() < until, f"{tool} left a connection open"
        time.sleep(0.02)


async def test_curl_reads_and_is_refused_its_write(address, seeded):
    done = await asyncio.to_thread(
        subprocess.run,
        ["sh", "-e", "-c", block("tools/curl.md", "sh run")],
        env={**os.environ, "TRADEGRAPH_HTTP": address}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == block("tools/curl.md", "text")
