"""The commands, and how every one of them ends: 0 done, 1 data or query at fault, 2 wrong usage, 3 no database."""

import asyncio
import logging
import sys

import typer

from app.cli import asking, database, loading, serving
from app.cli.console import complain, shown_debug
from graph.errors import TradegraphError

app = typer.Typer(
    name="tradegraph",
    help="A knowledge graph of actors and trade measures: who announced what, when it held, and who said so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serving.serve)
app.command()(loading.load)
app.command()(loading.check)
app.command()(asking.query)
app.command()(asking.cypher)
app.command()(asking.picture)
app.add_typer(database.app, name="db")


@app.callback()
def options(debug: bool = typer.Option(False, "--debug", help="Show where in the code an error comes from.")) -> None:
    """A knowledge graph of actors and trade measures: who announced what, when it held, and who said so."""
    shown_debug.set(debug)
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if not debug:
        # The driver says in its own words what is said in plain ones by the error that follows.
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)


def main() -> None:
    """Runs the command line and ends the process."""
    try:
        app()
    except TradegraphError as error:
        if shown_debug.get():
            raise
        complain(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except asyncio.CancelledError:
        sys.exit(143)  # SIGTERM, before there was a service to end
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has what it wanted
        sys.exit(0)


if __name__ == "__main__":
    main()
