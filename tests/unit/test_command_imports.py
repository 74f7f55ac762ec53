"""What each command imports, which is most of the time that a short command takes."""

import subprocess
import sys

import pytest
import typer
from project import ROOT

from app.cli.main import COMMANDS, app
from app.runtime.process_setup import UNUSED_PACKAGES

SCRIPT = """
import sys
from app.cli.main import main
try:
    main()
finally:
    print(*(name for name, module in sys.modules.items() if module), sep="\\n", file=sys.stderr)
"""
#: Packages of the HTTP service and of its pages.
SERVICE = {"fastapi", "starlette", "uvicorn", "websockets", "pyvis", "IPython", "jinja2", "networkx"}


def imported_by(*arguments: str) -> tuple[str, set[str]]:
    """Run a command in a process of its own. Return what it prints, and the modules that it has imported."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout, set(done.stderr.splitlines())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_list_of_commands_and_the_version_import_no_command(option):
    printed, modules = imported_by(option)
    ours = {name for name in modules if name.startswith(("app.", "graph."))}
    assert ours == {
        "app.cli", "app.cli.main", "app.cli.console", "app.runtime", "app.runtime.process_setup", "graph.errors"
    }  # fmt: skip
    assert not {"pydantic", "yaml", "psutil", "neo4j", "rich"} & modules
    assert ("serve" in printed) if option == "--help" else printed.startswith("tradegraph 0.")


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"verify"}))
def test_a_command_imports_nothing_of_the_service(name):
    _, modules = imported_by(name, "--help")
    assert not {*SERVICE, *UNUSED_PACKAGES} & modules
    if name == "serve":  # imports the driver while Java starts
        assert not {"neo4j", "rapidfuzz"} & modules


def test_the_list_of_commands_says_what_each_command_says_of_itself():
    group = typer.main.get_command(app)
    for name, source in COMMANDS.items():
        text = group.get_command(None, name).help
        assert text.startswith(source.summary)
