"""What the pages in docs/tools/ say to paste is run as a program at the door, and prints what they show."""

import asyncio
import json
import os
import subprocess
import sys
import time

import pytest
from conftest import ROOT
from docs_pages import block, cells
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

REFUSED = "Neo.ClientError.Statement.AccessMode"
#: Python's warnings are errors but for py2neo, which is at its last release and uses what Python has since deprecated.
TOOLS = {"neo4j-viz": "error", "networkx": "error", "pandas": "error", "polars": "error", "py2neo": "ignore"}
#: What a picture is in text.
PICTURE = "<IPython.core.display.HTML object>"


def run(tool, door, folder, *options, more="", **environment):
    """Runs the code of a tool's page in a folder, and holds it to the page: what it prints, and a clean end."""
    environment |= {"TRADEGRAPH_BOLT": door.uri, "TRADEGRAPH_READER_PASSWORD": door.auth[1]}
    done = subprocess.run(
        [sys.executable, *options, "-c", block(f"tools/{tool}.md", "python") + more],
        cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == block(f"tools/{tool}.md", "text")
    assert done.stdout.splitlines()[-1] == REFUSED
    until_gone(door)


def until_gone(door):
    until = time.monotonic() + 5
    while door.visits:
        assert time.monotonic() < until, "a connection was left open"
        time.sleep(0.02)


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_reads_is_refused_its_write_and_closes(door, seeded, tmp_path, tool):
    run(tool, door, tmp_path, "-W", TOOLS[tool])


def test_neomodel_reads_is_refused_its_write_and_closes(door, seeded, tmp_path):
    # It wants an older driver than ours: it gets a folder of its own, and none of what is installed here (-S).
    own = tmp_path / "packages"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--require-hashes", "-r", ROOT / "tests" / "system" / "clients" / "neomodel.lock", "--target", own],
        check=True, timeout=300,
    )  # fmt: skip
    its_own = f"\nassert neo4j.__file__.startswith({str(own)!r})\n"
    run("neomodel", door, tmp_path, "-S", "-W", "error", more=its_own, PYTHONPATH=str(own))


async def executed(door, folder, monkeypatch, *more):
    """The cells of the page's notebook, and more after them, once run; what Jupyter keeps goes into the folder."""
    places = ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    settings = {place: str(folder / place.lower()) for place in places} | {"JUPYTER_PLATFORM_DIRS": "1"}
    settings |= {"TRADEGRAPH_BOLT": door.uri, "TRADEGRAPH_READER_PASSWORD": door.auth[1]}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    codes = [code for code, _ in cells("tools/notebook.md")]
    notebook = new_notebook(cells=[new_code_cell(code) for code in (*codes, *more)])
    await NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).async_execute()
    return notebook.cells


async def test_a_notebook_reads_is_refused_its_write_and_closes(door, seeded, tmp_path, monkeypatch):
    ran = await executed(door, tmp_path, monkeypatch)
    for cell, (_, shown) in zip(ran, cells("tools/notebook.md"), strict=True):
        assert all(output.get("name") != "stderr" for output in cell.outputs)
        texts = [output.text if "text" in output else output.data["text/plain"] for output in cell.outputs]
        assert "".join(text.rstrip() + "\n" for text in texts if text != PICTURE) == shown
    await asyncio.to_thread(until_gone, door)


async def test_curl_reads_and_is_refused_its_write(address, seeded):
    done = await asyncio.to_thread(
        subprocess.run,
        ["sh", "-e", "-c", block("tools/curl.md", "sh run")],
        env={**os.environ, "TRADEGRAPH_HTTP": address}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    # The order in which Neo4j gives the properties of a node is its own.
    assert list(map(read, done.stdout.splitlines())) == list(map(read, block("tools/curl.md", "text").splitlines()))


def read(line):
    return json.loads(line) if line.startswith("{") else line
