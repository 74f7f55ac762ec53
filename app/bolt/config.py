"""What a door is told: who may read, where Neo4j is, and how much anybody may use."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.bolt.requests import Failure, RequestParser
from app.bolt.upstream import Target


@dataclass(frozen=True)
class Account:
    """The one account of the door."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class BoltLimits:
    """The limits. Times are in seconds."""

    timeout_s: float = 10  # for a transaction
    log_on_s: float = 10  # from the connection to the log-on
    idle_s: float = 3600  # without a byte from the client
    visits: int = 200  # connections at once
    newcomers: int = 32  # of these, the ones that have not logged on
    at_once: int = 32  # transactions; Neo4j takes 50, and the service has its own

    @property
    def timeout_failure(self) -> Failure:
        """What a client is told whose transaction is past its time."""
        return Failure(
            "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
            f"The query exceeded its limit of {self.timeout_s:g} s and was stopped: ask for less.",
        )


@dataclass(frozen=True)
class ProxyContext:
    """What every visit needs to know. ``agent`` is how Neo4j calls itself, ``is_full`` whether all places are taken."""

    target: Target
    reader: Account
    limits: BoltLimits
    parser: RequestParser
    agent: str
    is_full: Callable[[], bool]
