"""Every error a user can meet.

Each carries one plain sentence (what happened, where, what to do), the HTTP status and the exit code it is answered
with, and, where several things are at fault at once, the list of them::

    TradegraphError
    ├── RecordsRefused          records that do not hold: nothing was loaded      422  exit 1
    ├── InvalidParameter            a parameter of a question is not allowed          422  exit 1
    │   └── InvalidOption         an option of a command that is not used so        422  exit 2
    ├── NotFound                no entity, fact or query of that name             404  exit 1
    ├── Merged                  an entity that goes by another id now             308  exit 1
    ├── CypherRefused           ad-hoc Cypher that does more than read            403  exit 1
    │   └── CypherTooCostly     one that reads, and would cost too much           422  exit 1
    ├── CypherSyntax            ad-hoc Cypher that Neo4j cannot read              400  exit 1
    │   └── CypherUnparsable        one with a slip that the guard meets first        400  exit 1
    ├── CypherFailed            ad-hoc Cypher that failed while it ran            422  exit 1
    ├── CypherTimeout           ad-hoc Cypher that ran past its limit             504  exit 1
    ├── NotJson                 a request's body that is not JSON                 400  exit 1
    ├── Unauthorized              a key that is missing or wrong                    401  exit 1
    ├── TooLarge                a request's body past its limit                   413  exit 1
    ├── Busy                    more questions at once than allowed               503  exit 3
    ├── InvalidSetting              a setting that does not hold                      500  exit 2
    └── DatabaseUnavailable     Neo4j cannot be reached                           503  exit 3
        ├── DatabaseRefused     Neo4j does not take this name and password        503  exit 3
        └── EngineFailed        the local Neo4j could not be started              503  exit 3
            ├── DirectoryInUse  another process runs on the data directory        503  exit 3
            ├── Neo4jDownloadFailed     Neo4j's jars cannot be fetched                    503  exit 3
            └── PortTaken       its port was taken meanwhile                      503  exit 3
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing at fault: ``where`` names the file and line, or the parameter; ``message`` what is wrong there."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class TradegraphError(Exception):
    """The root. ``sentence`` is shown to the user as it is; ``problems`` lists each thing at fault.

    ``slug`` names the class in the ``type`` of a problem+json response. ``operator_hint`` is one more sentence, with
    addresses and settings, for the operator: it appears in the log and in commands, never over HTTP or to an agent.
    """

    slug = "tradegraph-error"
    title = "Something went wrong"
    status = 500
    exit_code = 1
    operator_hint = ""

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.message = sentence
        self.problems = tuple(problems)

    @property
    def operator_message(self) -> str:
        """What happened, with what only whoever runs the service is told."""
        return f"{self.message} {self.operator_hint}".strip()


class RecordsRefused(TradegraphError):
    """Records that break the vocabulary or point at nothing; nothing of the batch was loaded."""

    slug = "records-refused"
    title = "The records were refused"
    status = 422


class InvalidParameter(TradegraphError):
    """A parameter that is missing, unknown or out of range."""

    slug = "bad-parameter"
    title = "A parameter is not allowed"
    status = 422


class InvalidOption(InvalidParameter):
    """An option of a command with a value that it does not take, whatever the graph holds."""

    slug = "wrong-option"
    title = "An option is not used so"
    exit_code = 2


class NotFound(TradegraphError):
    """There is no such entity, fact or query."""

    slug = "not-found"
    title = "Not found"
    status = 404


class Merged(TradegraphError):
    """An id whose entity was merged into another, and goes by that one's id now."""

    slug = "merged"
    title = "Merged into another entity"
    status = 308

    def __init__(self, entity_id: str, into: str) -> None:
        super().__init__(f"{entity_id} was merged into {into}: ask for that.")
        self.entity_id, self.into = entity_id, into


class CypherRefused(TradegraphError):
    """A query that writes, loads files or calls what is not allowed.

    ``unlisted``: it calls a procedure that is on no list, which to whoever asks is one that is not there.
    """

    slug = "cypher-refused"
    title = "This query is not read-only"
    status = 403

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), *, unlisted: bool = False) -> None:
        super().__init__(sentence, problems)
        self.unlisted = unlisted


class CypherSyntax(TradegraphError):
    """A query that Neo4j cannot parse or compile."""

    slug = "cypher-syntax"
    title = "This is not valid Cypher"
    status = 400


class CypherTooCostly(CypherRefused):
    """A query that reads, and would take the memory of the whole server, or its time before any limit counts."""

    slug = "cypher-too-costly"
    title = "This query would cost too much"
    status = 422


class CypherUnparsable(CypherSyntax, CypherRefused):
    """A query with a slip in it: the guard cannot read on, and nothing says that it was meant to do more than read."""

    slug = "cypher-unread"
    status = 400


class CypherFailed(TradegraphError):
    """A query that Neo4j began and could not finish: a missing parameter, a type error, a memory limit."""

    slug = "cypher-failed"
    title = "The query failed"
    status = 422


class CypherTimeout(TradegraphError):
    """A query that ran longer than its limit and was ended."""

    slug = "cypher-timeout"
    title = "The query took too long"
    status = 504


class NotJson(TradegraphError):
    """A request whose body cannot be read as JSON."""

    slug = "not-json"
    title = "Not valid JSON"
    status = 400


class Unauthorized(TradegraphError):
    """A request to write without the key for it."""

    slug = "key-refused"
    title = "A key is needed"
    status = 401


class TooLarge(TradegraphError):
    """A request that carries more than is taken."""

    slug = "too-large"
    title = "Content too large"
    status = 413


class Busy(TradegraphError):
    """More work at once than this service takes; worth trying again in a moment."""

    slug = "busy"
    title = "Busy"
    status = 503
    exit_code = 3


class InvalidSetting(TradegraphError):
    """A setting from the environment, ``.env`` or the command line that cannot be used."""

    slug = "bad-setting"
    title = "A setting does not hold"
    exit_code = 2


class DatabaseUnavailable(TradegraphError):
    """Neo4j does not answer."""

    slug = "database-unavailable"
    title = "The database cannot be reached"
    status = 503
    exit_code = 3

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), *, operator_hint: str = "") -> None:
        super().__init__(sentence, problems)
        self.operator_hint = operator_hint


class DatabaseRefused(DatabaseUnavailable):
    """Neo4j answers, but does not take the name and password."""

    slug = "database-refused"
    title = "The database refused the log-on"


class EngineFailed(DatabaseUnavailable):
    """The local Neo4j did not start."""

    slug = "engine-failed"
    title = "The local Neo4j could not be started"


class DirectoryInUse(EngineFailed):
    """Another process already runs a Neo4j on this data directory; ``kind`` is what it says that it is, if it does."""

    slug = "directory-in-use"
    title = "The data directory is in use"

    def __init__(self, sentence: str, problems: Sequence[Problem] = (), *, kind: str | None = None) -> None:
        super().__init__(sentence, problems)
        self.kind = kind


class Neo4jDownloadFailed(EngineFailed):
    """The jars of Neo4j are not here and cannot be fetched, or are not the ones in the lock."""

    slug = "jars-missing"
    title = "Neo4j's files cannot be had"


class PortTaken(EngineFailed):
    """Something else took the port that was free a moment before."""

    slug = "port-taken"
    title = "The port is in use"
