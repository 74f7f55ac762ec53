"""Entry point of the commands. Exit codes: 0 done, 1 invalid data or query, 2 wrong usage, 3 no database."""

import asyncio
import errno
import importlib
import logging
import sys
from importlib.metadata import version
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

from app.cli.console import debug_enabled, print_error
from app.runtime.process_setup import set_up_process
from graph.errors import TradegraphError


class CommandSource(NamedTuple):
    """Module and function of a command, and its line in the list of commands."""

    module: str
    function: str
    summary: str


#: Each is imported when it is called: the list needs none of them, and `serve` starts Java before other imports.
COMMANDS = {
    "serve": CommandSource("serve", "serve", "Start the service: Neo4j, HTTP and Bolt."),
    "load": CommandSource("load", "load", "Load records."),
    "check": CommandSource("load", "check", "Check files for errors without loading them."),
    "import": CommandSource("import_lists", "import_list", "Turn a public list into records, or load it."),
    "search": CommandSource("look_up", "search", "Find entities by name."),
    "status": CommandSource("look_up", "status", "Show the status of a measure on a day, and who says so."),
    "query": CommandSource("query", "query", "Run a library query, or list them."),
    "cypher": CommandSource("query", "cypher", "Run read-only Cypher."),
    "picture": CommandSource("query", "picture", "Write a picture of a subgraph as an offline HTML file."),
    "export": CommandSource("export", "export", "Write the graph, or a part of it, to a file."),
    "verify": CommandSource("verify", "verify", "Re-run a saved answer and report differences."),
    "mcp": CommandSource("mcp", "mcp", "Run the MCP server for agents, on stdin and stdout or over HTTP."),
    "db": CommandSource("db", "app", "Run the local Neo4j; back up and restore the ledger."),
}


class LazyCommandGroup(TyperGroup):
    """Group of commands that imports each one when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the names do not depend on it
        """Return the names, in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return the command of that name, or None."""
        source = COMMANDS.get(cmd_name)
        if source is None:
            return None
        found = getattr(importlib.import_module(f"app.cli.commands.{source.module}"), source.function)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, source.summary) for name, source in COMMANDS.items()])


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tradegraph {version('tradegraph')}")
        raise typer.Exit


app = typer.Typer(
    name="tradegraph",
    help="A knowledge graph of actors and trade measures: who announced what, when it was valid, and who said so.",
    cls=LazyCommandGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def options(
    debug: bool = typer.Option(False, "--debug", help="Show where in the code an error occurred."),
    _version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
    ),
) -> None:
    """Set up logging for all commands."""
    debug_enabled.set(debug)
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if not debug:
        # The error that follows says the same in plain English.
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)


def main() -> None:
    """Run the command line as a process of its own, and exit."""
    set_up_process()
    run()


def run() -> None:
    """Run the command line and exit."""
    try:
        app()
    except TradegraphError as error:
        if debug_enabled.get():
            raise
        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except asyncio.CancelledError:
        sys.exit(143)  # SIGTERM before the service was up
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the output has closed it
        sys.exit(0)
    except Exception as error:
        if debug_enabled.get():
            raise
        print_error(_internal_error(error))
        sys.exit(1)


def _internal_error(error: Exception) -> TradegraphError:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return TradegraphError(f"The disk is full: {error.strerror}.")
    said = " ".join(f"{type(error).__name__} {error}".split())
    return TradegraphError(
        f"Internal error ({said:.200}). Run it again with tradegraph --debug to see where, and please report it."
    )


if __name__ == "__main__":
    main()
