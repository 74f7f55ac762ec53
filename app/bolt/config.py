"""Proxy configuration: account, Neo4j, limits."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.bolt.policy import RequestParser
from app.bolt.protocol.messages import Failure
from app.bolt.protocol.packstream import unpack_string
from app.bolt.upstream import Target
from graph.asof import ClockTexts, QueryClocks, split_user_name
from graph.errors import InvalidParameter

_UNAUTHORIZED = Failure(
    "Neo.ClientError.Security.Unauthorized",
    "Invalid user name or password: use the ones that `tradegraph db status --json` shows.",
)


@dataclass(frozen=True)
class Account:
    """The only account of the proxy."""

    name: str
    password: str = field(repr=False)

    def check(self, fields: Mapping[str, bytes]) -> tuple[ClockTexts, Failure | None]:
        """Return the clocks in the user name of a log-on, and the failure, if any.

        Names and passwords are compared in constant time.
        """
        scheme, given, password = (
            unpack_string(fields[key]) if key in fields else "" for key in ("scheme", "principal", "credentials")
        )
        name, clocks = split_user_name(given)
        right_name = hmac.compare_digest(name.encode(), self.name.encode())
        right_password = hmac.compare_digest(password.encode(), self.password.encode())
        if not (scheme == "basic" and right_name and right_password):
            return clocks, _UNAUTHORIZED
        try:
            QueryClocks.parse(datetime.now(UTC), *clocks)
        except InvalidParameter as error:
            how = f"{self.name}+2025-12-15 or {self.name}+2025-12-15@2025-11-01"
            return clocks, Failure(_UNAUTHORIZED.code, f"{error.message} Write the user name as {how}.")
        return clocks, None


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
