"""Errors that a user can see.

Each has one plain message (what is wrong, where, what to do), the HTTP status and the exit code, and, if there are
several problems, a list of them::

    TradegraphError
    ├── RecordsRefused                records are invalid: nothing was loaded       422  exit 1
    ├── InvalidParameter              invalid parameter of a question               422  exit 1
    │   └── InvalidOption             invalid option of a command                   422  exit 2
    ├── NotFound                      no entity, fact or query of that name         404  exit 1
    ├── Merged                        the entity was merged into another one        308  exit 1
    ├── CypherRefused                 ad-hoc Cypher that does more than read        403  exit 1
    │   └── CypherTooCostly           ad-hoc Cypher that would cost too much        422  exit 1
    ├── CypherSyntax                  ad-hoc Cypher that Neo4j cannot parse         400  exit 1
    │   └── CypherUnparsable          ad-hoc Cypher that the guard cannot parse     400  exit 1
    ├── CypherFailed                  ad-hoc Cypher that failed while it ran        422  exit 1
    ├── CypherTimeout                 ad-hoc Cypher that exceeded its time limit    504  exit 1
    ├── NotJson                       request body that is not JSON                 400  exit 1
    ├── Unauthorized                  missing or wrong key                          401  exit 1
    ├── TooLarge                      request body over its limit                   413  exit 1
    ├── Busy                          more questions at once than allowed           503  exit 3
    ├── InvalidSetting                invalid setting                               500  exit 2
    └── DatabaseUnavailable           Neo4j cannot be reached                       503  exit 3
        ├── DatabaseRefused           Neo4j rejects this name and password          503  exit 3
        └── EngineFailed              the local Neo4j could not be started          503  exit 3
            ├── DirectoryInUse        another process runs on the data directory    503  exit 3
            ├── Neo4jDownloadFailed   Neo4j could not be downloaded                 503  exit 3
            └── PortTaken             another program took its port                 503  exit 3
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Single problem. ``where``: the file and line, or the parameter; ``message``: the problem there."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class TradegraphError(Exception):
    """Base class. ``sentence`` is the message for users; ``problems`` lists each problem.

    ``short_message`` is the message without advice that a page gives in its own way.

    ``slug`` identifies the class in the ``type`` of a problem+json response. ``operator_hint`` is an additional
    sentence, with addresses and settings, for the operator: it appears in the log and in commands, never over HTTP or
    to an agent.
    """

    slug = "tradegraph-error"
    title = "Error"
    status = 500
    exit_code = 1
    operator_hint = ""

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.message = self.short_message = sentence
        self.problems = tuple(problems)

    @property
    def operator_message(self) -> str:
        """Message with the hint that only the operator sees."""
        return f"{self.message} {self.operator_hint}".strip()


class RecordsRefused(TradegraphError):
    """Invalid records, or references to undefined ones; nothing of the batch was loaded."""

    slug = "records-refused"
    title = "Invalid records"
    status = 422


class InvalidParameter(TradegraphError):
    """Parameter that is missing, unknown or out of range."""

    slug = "bad-parameter"
    title = "Invalid parameter"
    status = 422


class InvalidOption(InvalidParameter):
    """Option of a command with a value that is never allowed."""

    slug = "wrong-option"
    title = "Invalid option"
    exit_code = 2


class NotFound(TradegraphError):
    """Unknown entity, fact or query."""

    slug = "not-found"
    title = "Not found"
    status = 404


class EntityNotFound(NotFound):
    """Id that no entity of these kinds has. ``similar``: ids and names that may be meant, the likeliest first."""

    def __init__(self, entity_id: str, kinds: Sequence[str], similar: Sequence[tuple[str, str]]) -> None:
        what = " or ".join(kind.lower() for kind in kinds)
        missing = f"There is no {what} {entity_id!r:.80}."
        ways = " or ".join(f"{one} ({name})" for one, name in similar)
        advice = f"Did you mean {ways}?" if similar else "Search for its id with GET /entities?q=NAME."
        super().__init__(f"{missing} {advice}")
        self.short_message = missing


class Merged(TradegraphError):
    """Id of an entity that was merged into another one."""

    slug = "merged"
    title = "Merged into another entity"
    status = 308

    def __init__(self, entity_id: str, into: str) -> None:
        super().__init__(f"{entity_id} was merged into {into}: ask for that.")
        self.entity_id, self.into = entity_id, into


class CypherRefused(TradegraphError):
    """Query that writes, loads files or calls procedures that are not allowed.

    ``unlisted``: it calls a procedure that is on no list, which is reported like one that does not exist.
    """

    slug = "cypher-refused"
    title = "Query is not read-only"
    status = 403

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), *, unlisted: bool = False) -> None:
        super().__init__(sentence, problems)
        self.unlisted = unlisted


class CypherSyntax(TradegraphError):
    """Query that Neo4j cannot parse or compile."""

    slug = "cypher-syntax"
    title = "Invalid Cypher"
    status = 400


class CypherTooCostly(CypherRefused):
    """Query that would use too much memory, or too much time before a limit applies."""

    slug = "cypher-too-costly"
    title = "Query is too costly"
    status = 422


class CypherUnparsable(CypherSyntax, CypherRefused):
    """Query with a syntax error that the guard finds before Neo4j does."""

    slug = "cypher-unread"
    status = 400


class CypherUndatable(CypherRefused):
    """Query that cannot be asked with the clocks ``as_of`` and ``known_at``."""

    slug = "cypher-undatable"
    title = "Query cannot be asked as of a day"
    status = 400


class RewriteFailed(TradegraphError):
    """Query that Neo4j accepts without clocks only: a mistake of ours."""

    slug = "rewrite-failed"
    title = "Query could not be rewritten"
    status = 500


class CypherFailed(TradegraphError):
    """Query that failed while it ran: a missing parameter, a type error, a memory limit."""

    slug = "cypher-failed"
    title = "Query failed"
    status = 422


class CypherTimeout(TradegraphError):
    """Query that was ended at its time limit."""

    slug = "cypher-timeout"
    title = "Query timed out"
    status = 504


class NotJson(TradegraphError):
    """Request body that is not JSON."""

    slug = "not-json"
    title = "Invalid JSON"
    status = 400


class Unauthorized(TradegraphError):
    """Request to write without a valid key."""

    slug = "key-refused"
    title = "Missing or wrong key"
    status = 401


class TooLarge(TradegraphError):
    """Request body over its limit."""

    slug = "too-large"
    title = "Content too large"
    status = 413


class Busy(TradegraphError):
    """Too many queries at once; retry in a moment."""

    slug = "busy"
    title = "Busy"
    status = 503
    exit_code = 3


class GraphChanged(TradegraphError):
    """Error: others wrote while a long answer was being read."""

    slug = "graph-changed"
    title = "Graph changed"
    status = 503
    exit_code = 3


class InvalidSetting(TradegraphError):
    """Invalid setting in the environment, in ``.env`` or on the command line."""

    slug = "bad-setting"
    title = "Invalid setting"
    exit_code = 2


class DatabaseUnavailable(TradegraphError):
    """Neo4j cannot be reached."""

    slug = "database-unavailable"
    title = "Database unavailable"
    status = 503
    exit_code = 3

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), *, operator_hint: str = "") -> None:
        super().__init__(sentence, problems)
        self.operator_hint = operator_hint


class DatabaseRefused(DatabaseUnavailable):
    """Neo4j rejects the name and password."""

    slug = "database-refused"
    title = "Database login failed"


class EngineFailed(DatabaseUnavailable):
    """The local Neo4j did not start."""

    slug = "engine-failed"
    title = "The local Neo4j could not be started"


class DirectoryInUse(EngineFailed):
    """Another process runs a Neo4j on this data directory; ``kind`` is its command, if known."""

    slug = "directory-in-use"
    title = "Data directory in use"

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), *, kind: str | None = None) -> None:
        super().__init__(sentence, problems)
        self.kind = kind


class Neo4jDownloadFailed(EngineFailed):
    """Neo4j's jars cannot be downloaded, or differ from the lock file."""

    slug = "jars-missing"
    title = "Neo4j could not be downloaded"


class PortTaken(EngineFailed):
    """Another program took the free port before Neo4j could use it."""

    slug = "port-taken"
    title = "Port in use"
