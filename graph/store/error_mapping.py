"""What went wrong at Neo4j or on the way to it, as one of our errors with one plain sentence."""

import re
from collections.abc import Sequence

from neo4j.exceptions import AuthError, BrokenRecordError, Neo4jError

from graph.errors import (
    CypherFailed,
    CypherRefused,
    CypherSyntax,
    CypherTimeout,
    DatabaseRefused,
    DatabaseUnavailable,
    TradegraphError,
)
from graph.store.json_values import UNREADABLE_VALUE

_SYNTAX = ("SyntaxError", "SemanticError")
_REFUSED = ("AccessMode", "Forbidden", "ProcedureNotFound")
_PROCEDURE = re.compile(r"Failed to invoke procedure `([\w.]+)`")


def to_tradegraph_error(error: Exception, uri: str, database: str, *, local: bool) -> TradegraphError:
    """The error to raise for one of the driver's, of the server's, or of the network's."""
    if isinstance(error, AuthError):
        return DatabaseRefused(
            "Neo4j does not take the service's name and password: whoever runs the service can mend that.",
            operator_hint=f"At {uri}: check TRADEGRAPH_NEO4J_USER and TRADEGRAPH_NEO4J_PASSWORD.",
        )
    if isinstance(error, BrokenRecordError):
        return CypherFailed(UNREADABLE_VALUE)
    if isinstance(error, RecursionError):
        return CypherFailed("A value of the answer is nested too deep: return its parts.")
    if isinstance(error, Neo4jError):
        return _map_server_error(error, database)
    if local:
        return DatabaseUnavailable(
            "The local Neo4j cannot be reached: try again in a few seconds; if it does not run any more, "
            "tradegraph db start starts it.",
            operator_hint=f"It was at {uri}.",
        )
    return DatabaseUnavailable(
        "Neo4j cannot be reached: try again in a few seconds.",
        operator_hint=f"At {uri}: see that it runs and that TRADEGRAPH_NEO4J_URI names it.",
    )


def _map_server_error(error: Neo4jError, database: str) -> TradegraphError:
    code = error.code or ""
    short, said = code.rpartition(".")[2], _first_line(error.message or "")
    if short == "AccessMode":
        return CypherRefused("The database refused this query: it writes, and only reading is allowed here.")
    if short in _REFUSED:
        return CypherRefused(f"The database refused this query: {said}")
    if short in _SYNTAX:
        return CypherSyntax(f"Neo4j cannot read this query: {said}")
    if "TransactionTimedOut" in short or short == "Terminated" or short == "TransactionTerminated":
        return CypherTimeout("The query ran past its time limit and was ended: ask for less, or add a LIMIT.")
    if short == "DatabaseNotFound":
        return DatabaseUnavailable(f"There is no database {database!r} at this Neo4j: check TRADEGRAPH_NEO4J_DATABASE.")
    if ".TransientError." in code and "MemoryPool" not in short and "OutOfMemory" not in short:
        return DatabaseUnavailable(f"Neo4j cannot answer just now: {said} Try again in a moment.")
    if short == "ProcedureCallFailed" and (called := _PROCEDURE.match(said)):
        return CypherFailed(f"The procedure {called[1]} cannot be run with these arguments: see what it takes.")
    return CypherFailed(f"The query failed: {said}")


def _first_line(message: str) -> str:
    lines: Sequence[str] = [line for line in message.splitlines() if line.strip()]
    said = lines[0].strip() if lines else "no reason was given"
    return said if said.endswith(".") else f"{said}."
