"""Programs of docs/tools, run by tests."""

import os
import subprocess
import sys
import time

from docs_pages import block, cells
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

REFUSED = "Neo.ClientError.Statement.AccessMode"


def run(tool, door, folder, *options, more="", **environment):
    """Run the code of a tool's page in a folder. Check its output, and that it closes its connections."""
    environment |= {"TRADEGRAPH_BOLT": door.uri, "TRADEGRAPH_READER_PASSWORD": door.auth[1]}
    done = subprocess.run(
        [sys.executable, *options, "-c", block(f"tools/{tool}.md", "python") + more],
        cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == block(f"tools/{tool}.md", "text")
    assert done.stdout.splitlines()[-1] == REFUSED
    until_gone(door)


def until_gone(door):
    until = time.monotonic() + 20
    while door.visits:
        assert time.monotonic() < until, "a connection was left open"
        time.sleep(0.02)


async def executed(door, folder, monkeypatch, *more, page="tools/notebook.md"):
    """Run the cells of a notebook page and some more, and return them. Jupyter stores its files in the folder."""
    places = ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    settings = {place: str(folder / place.lower()) for place in places} | {"JUPYTER_PLATFORM_DIRS": "1"}
    settings |= {"TRADEGRAPH_BOLT": door.uri, "TRADEGRAPH_READER_PASSWORD": door.auth[1]}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    codes = [code for code, _ in cells(page)]
    notebook = new_notebook(cells=[new_code_cell(code) for code in (*codes, *more)])
    await NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(folder)}}).async_execute()
    return notebook.cells
