"""Entry point of the commands. Exit codes: 0 done, 1 invalid data or query, 2 wrong usage, 3 no database."""

import asyncio
import errno
import importlib
import logging
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from app.cli.console import debug_enabled, print_error
from graph.errors import TradegraphError

#: The function of each command. Each is imported when it is called: `serve` starts Java before other imports.
COMMANDS = {
    "serve": "app.cli.commands.serve:serve",
    "load": "app.cli.commands.load:load",
    "check": "app.cli.commands.load:check",
    "query": "app.cli.commands.query:query",
    "cypher": "app.cli.commands.query:cypher",
    "picture": "app.cli.commands.query:picture",
    "export": "app.cli.commands.export:export",
    "verify": "app.cli.commands.export:verify",
    "mcp": "app.cli.commands.mcp:mcp",
    "db": "app.cli.commands.db:app",
}


class LazyCommandGroup(TyperGroup):
    """Group of commands that imports each one when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the names do not depend on it
        """Return the names, in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """Return the command of that name, or None."""
        module, _, name = COMMANDS.get(cmd_name, "").partition(":")
        if not module:
            return None
        found = getattr(importlib.import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)


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
def options(debug: bool = typer.Option(False, "--debug", help="Show where in the code an error occurred.")) -> None:
    """Set up logging for all commands."""
    debug_enabled.set(debug)
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if not debug:
        # The error that follows says the same in plain English.
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)


def main() -> None:
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
