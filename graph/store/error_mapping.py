"""Mapping from errors of the driver, the server and the network to our own."""

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
    """Convert an error of the driver, the server or the network to one of ours.

    ``local``: the Neo4j is the one that tradegraph runs.
    """
    if isinstance(error, AuthError):
        return DatabaseRefused(
            "Neo4j rejected the service's user name and password: ask the operator to correct them.",
            operator_hint=f"At {uri}: check TRADEGRAPH_NEO4J_USER and TRADEGRAPH_NEO4J_PASSWORD.",
        )
    if isinstance(error, BrokenRecordError):
        return CypherFailed(UNREADABLE_VALUE)
    if isinstance(error, RecursionError):
        return CypherFailed("A value of the result is nested too deeply: return its parts.")
    if isinstance(error, Neo4jError):
        return _map_server_error(error, database)
    if local:
        return DatabaseUnavailable(
            "The local Neo4j cannot be reached: retry in a few seconds. If it has stopped, start it with "
            "tradegraph db start.",
            operator_hint=f"It was at {uri}.",
        )
    return DatabaseUnavailable(
        "Neo4j cannot be reached: retry in a few seconds.",
        operator_hint=f"At {uri}: check that it is running and that TRADEGRAPH_NEO4J_URI is correct.",
    )


def _map_server_error(error: Neo4jError, database: str) -> TradegraphError:
    code = error.code or ""
    short, said = code.rpartition(".")[2], _first_line(error.message or "")
    if short == "AccessMode":
        return CypherRefused("The database refused this query: it writes, and only read queries are allowed.")
    if short in _REFUSED:
        return CypherRefused(f"The database refused this query: {said}")
    if short in _SYNTAX:
        return CypherSyntax(f"Neo4j cannot read this query: {said}")
    if "TransactionTimedOut" in short or short == "Terminated" or short == "TransactionTerminated":
        return CypherTimeout("The query exceeded its time limit and was stopped: ask for less, or add a LIMIT.")
    if short == "DatabaseNotFound":
        return DatabaseUnavailable(f"This Neo4j has no database {database!r}: check TRADEGRAPH_NEO4J_DATABASE.")
    if ".TransientError." in code and "MemoryPool" not in short and "OutOfMemory" not in short:
        return DatabaseUnavailable(f"Neo4j is temporarily unavailable: {said} Retry in a moment.")
    if short == "ProcedureCallFailed" and (called := _PROCEDURE.match(said)):
        return CypherFailed(f"The procedure {called[1]} cannot be run with these arguments: check its signature.")
    return CypherFailed(f"The query failed: {said}")


def _first_line(message: str) -> str:
    lines: Sequence[str] = [line for line in message.splitlines() if line.strip()]
    said = lines[0].strip() if lines else "no reason given"
    return said if said.endswith(".") else f"{said}."
