"""Proxy configuration: account, Neo4j, limits."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.bolt.policy import RequestParser
from app.bolt.protocol.messages import Failure
from app.bolt.upstream import Target


@dataclass(frozen=True)
class Account:
    """The only account of the proxy."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class BoltLimits:
    """Limits of the proxy. Times are in seconds."""

    timeout_s: float = 10  # for a transaction
    log_on_s: float = 10  # from the connection to the log-on
    idle_s: float = 3600  # without a byte from the client
    max_connections: int = 200
    max_unauthenticated: int = 32  # connections before their log-on
    max_transactions: int = 32  # at the same time; Neo4j allows 50, shared with the service

    @property
    def timeout_failure(self) -> Failure:
        """Failure for a transaction past its time limit."""
        return Failure(
            "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration",
            f"The query exceeded its limit of {self.timeout_s:g} s and was stopped: ask for less data.",
        )


@dataclass(frozen=True)
class ProxyContext:
    """Shared context of all connections.

    ``agent`` is Neo4j's name with its version, ``is_full`` returns whether all transactions are in use.
    """

    target: Target
    reader: Account
    limits: BoltLimits
    parser: RequestParser
    agent: str
    is_full: Callable[[], bool]
