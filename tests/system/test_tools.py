"""Programs of docs/tools/, run through the Bolt proxy: they print what their page shows."""

import asyncio
import json
import os
import subprocess
import sys

import pytest
from docs_pages import block, cells
from docs_programs import executed, run, until_gone
from project import ROOT

#: Python's warnings are errors, except for py2neo, whose last release uses deprecated parts of Python.
TOOLS = {"neo4j-viz": "error", "networkx": "error", "pandas": "error", "polars": "error", "py2neo": "ignore"}
#: The text form of a picture.
PICTURE = "<IPython.core.display.HTML object>"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_reads_is_refused_its_write_and_closes(door, seeded, tmp_path, tool):
    run(tool, door, tmp_path, "-W", TOOLS[tool])


def test_neomodel_reads_is_refused_its_write_and_closes(door, seeded, tmp_path):
    # neomodel needs an older driver than ours, so it runs with a separate folder of packages and without ours (-S).
    own = tmp_path / "packages"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--require-hashes", "-r", ROOT / "tests" / "system" / "clients" / "neomodel.lock", "--target", own],
        check=True, timeout=300,
    )  # fmt: skip
    its_own = f"\nassert neo4j.__file__.startswith({str(own)!r})\n"
    run("neomodel", door, tmp_path, "-S", "-W", "error", more=its_own, PYTHONPATH=str(own))


async def test_a_notebook_reads_is_refused_its_write_and_closes(door, seeded, tmp_path, monkeypatch):
    await check_cells(door, tmp_path, monkeypatch, "tools/notebook.md")


async def test_a_notebook_asks_one_query_for_six_days_and_draws_the_answers(door, seeded, tmp_path, monkeypatch):
    ran = await check_cells(door, tmp_path, monkeypatch, "tools/notebook-days.md")
    drawn = ran[1].outputs[0].data["text/html"]
    assert drawn.count("<text ") == 6
    assert drawn.count("<rect ") == drawn.count("<title>") > 12


async def check_cells(door, folder, monkeypatch, page):
    """Run the cells of a notebook page and compare their output with the page. Return the cells."""
    ran = await executed(door, folder, monkeypatch, page=page)
    for cell, (_, shown) in zip(ran, cells(page), strict=True):
        assert all(output.get("name") != "stderr" for output in cell.outputs)
        texts = [output.text if "text" in output else output.data["text/plain"] for output in cell.outputs]
        assert "".join(text.rstrip() + "\n" for text in texts if text != PICTURE) == shown
    await asyncio.to_thread(until_gone, door)
    return ran


async def test_curl_reads_and_is_refused_its_write(address, seeded):
    done = await asyncio.to_thread(
        subprocess.run,
        ["sh", "-e", "-c", block("tools/curl.md", "sh run")],
        env={**os.environ, "TRADEGRAPH_HTTP": address}, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    # The order in which Neo4j returns the properties of a node is not defined.
    assert list(map(read, done.stdout.splitlines())) == list(map(read, block("tools/curl.md", "text").splitlines()))


def read(line):
    return json.loads(line) if line.startswith("{") else line
