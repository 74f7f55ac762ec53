"""Policy of the proxy: allowed requests are rewritten for Neo4j, others refused.

RUN and BEGIN are always rewritten. Neo4j accepts unusual markers, trailing bytes and duplicate keys; a rewritten
message means the same to both parsers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple

from app.bolt.current_user import READER_PARAMETER, rewrite_for_reader
from app.bolt.protocol.chunking import MAX_MESSAGE, TruncatedMessage
from app.bolt.protocol.clocks import pack_clocks, read_clocks
from app.bolt.protocol.messages import (
    Failure,
    RequestKind,
    RunMessage,
    check_fields,
    encode_success,
    read_fields,
    read_kind,
    read_route,
    read_run,
    unpack_optional_string,
)
from app.bolt.protocol.packstream import (
    NULL,
    LimitExceeded,
    Value,
    pack,
    pack_raw_map,
    read_map,
    summarize,
    unpack_integer,
)
from app.bolt.pull_windows import FIRST_WINDOW, Pull
from graph.asof import ClockTexts, QueryClocks, rewrite_checked
from graph.asof.explain import explain
from graph.cypher_files import read_cypher
from graph.errors import (
    CypherRefused,
    CypherTooCostly,
    CypherUndatable,
    CypherUnparsable,
    InvalidParameter,
    TradegraphError,
)
from graph.guard import ROUTING_QUERIES, CheckedQuery, check_query

#: Settings of a transaction that the client may choose.
_FORWARDED_SETTINGS = (
    "bookmarks",
    "tx_metadata",
    "notifications_minimum_severity",
    "notifications_disabled_categories",
    "notifications_disabled_classifications",
)
_SYSTEM = "system"
_ROUTING_TTL_S = 300
_MAX_ADDRESS_LENGTH = 300

INVALID_REQUEST_CODE = "Neo.ClientError.Request.Invalid"
_DATABASE_NOT_FOUND_CODE = "Neo.ClientError.Database.DatabaseNotFound"
#: Neo4j's own code for each error; the first match counts.
_CODES: tuple[tuple[type[TradegraphError], str], ...] = (
    (CypherUnparsable, "Neo.ClientError.Statement.SyntaxError"),
    (CypherUndatable, "Neo.ClientError.Statement.ArgumentError"),
    (CypherTooCostly, "Neo.ClientError.Statement.ArgumentError"),
    (CypherRefused, "Neo.ClientError.Statement.AccessMode"),
    (InvalidParameter, INVALID_REQUEST_CODE),
)


@dataclass(frozen=True)
class Request:
    """Request of a client: the message for Neo4j, or the proxy's own ``answer``.

    ``fields`` are the packed fields of HELLO and LOGON. ``pull`` replaces the message if it is sent in windows.
    ``clocks`` are those of a transaction that begins. ``explained`` is the EXPLAIN of a query with clocks, which Neo4j
    answers first; ``shifted``: it is longer than the client's query by EXPLAIN at its start.
    """

    kind: RequestKind
    message: bytes = b""
    answer: bytes | Failure | None = None
    fields: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pull: Pull | None = None
    clocks: ClockTexts | None = None
    explained: bytes = b""
    shifted: bool = False


class ClientState(NamedTuple):
    """State of a client that its next query depends on.

    ``clocks`` are those of its transaction or of its user name. ``utc``: instants have the form of Bolt 5.
    """

    clocks: ClockTexts = ClockTexts()
    utc: bool = True


class Parameters(Mapping[str, int | float | str | range | None]):
    """Parameters of a query for the guard: numbers, strings and lengths of lists."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed

    def __getitem__(self, name: str) -> int | float | str | range | None:
        return summarize(self._packed[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


@dataclass(frozen=True)
class RequestParser:
    """Parser of requests that applies the policy.

    ``database`` is the graph's database, ``timeout_ms`` the time limit of a transaction, ``address`` the proxy's own
    address for clients that do not send the one they used, and ``reader`` the name of the account.
    """

    database: str
    timeout_ms: int
    address: str
    reader: str

    def parse(self, message: bytes, state: ClientState = ClientState()) -> Request:  # noqa: B008 - immutable
        """Return the request in a message. Raises ProtocolError for an invalid message."""
        kind = read_kind(message)
        try:
            return self._parse(kind, message, state)
        except LimitExceeded as error:
            if kind not in (RequestKind.RUN, RequestKind.BEGIN):
                raise
            return Request(
                kind, answer=Failure(INVALID_REQUEST_CODE, f"The query was refused, because {error}: send less data.")
            )

    def _parse(self, kind: RequestKind, message: bytes, state: ClientState) -> Request:
        if isinstance(message, TruncatedMessage):
            raise LimitExceeded(f"its message with the parameters has more than {MAX_MESSAGE >> 20} MiB")
        if kind is RequestKind.RUN:
            return self._parse_run(read_run(message), state)
        if kind is RequestKind.ROUTE:
            return self._answer_route(message)
        if kind is RequestKind.PULL:
            return _parse_pull(message)
        if kind in (RequestKind.HELLO, RequestKind.LOGON):
            return Request(kind, fields=read_fields(message))
        if kind is RequestKind.BEGIN:
            return self._parse_begin(read_fields(message))
        check_fields(kind, message)
        if kind in (RequestKind.LOGOFF, RequestKind.TELEMETRY):
            return Request(kind, answer=encode_success({}))
        return Request(kind, message)

    def _parse_begin(self, extra: Mapping[str, bytes]) -> Request:
        try:
            clocks = read_clocks(extra)
        except InvalidParameter as error:
            return Request(RequestKind.BEGIN, answer=failure_from_error(error))
        refusal = self._check_settings(extra)
        return Request(RequestKind.BEGIN, b"\xb1\x11" + self._rewrite_settings(extra), refusal, clocks=clocks)

    def _parse_run(self, run: RunMessage, state: ClientState) -> Request:
        checked = self._check_settings(run.extra) or self._check_query(run)
        if isinstance(checked, Failure):
            return Request(RequestKind.RUN, answer=checked)
        settings = self._rewrite_settings(run.extra)
        if isinstance(checked, bytes):
            return Request(RequestKind.RUN, b"\xb3\x10" + checked + settings)
        try:
            clocks = QueryClocks.parse(datetime.now(UTC), *(read_clocks(run.extra) or state.clocks))
        except InvalidParameter as error:
            return Request(RequestKind.RUN, answer=failure_from_error(error))
        if clocks is None:
            query = (
                self._replace_current_user(checked.text, run.parameters) or pack(checked.text) + run.packed_parameters
            )
            return Request(RequestKind.RUN, b"\xb3\x10" + query + settings)
        explained = explain(checked.text)
        trial = Request(
            RequestKind.RUN,
            explained=b"\xb3\x10" + pack(explained.text) + run.packed_parameters + settings,
            shifted=explained.shifted,
        )
        try:
            text = rewrite_checked(checked.text, clocks)
        except CypherRefused as error:
            return replace(trial, answer=failure_from_error(error))
        parameters = {**run.parameters, **pack_clocks(clocks, utc=state.utc)}
        query = self._replace_current_user(text, parameters) or pack(text) + pack_raw_map(parameters)
        return replace(trial, message=b"\xb3\x10" + query + settings)

    def _replace_current_user(self, text: str, parameters: Mapping[str, bytes]) -> bytes | None:
        """Return a query about the current user as packed bytes; None for other queries."""
        if rewritten := rewrite_for_reader(text):
            return pack(rewritten) + pack_raw_map({**parameters, READER_PARAMETER: pack(self.reader)})
        return None

    def _check_query(self, run: RunMessage) -> CheckedQuery | bytes | Failure:
        """Return the query, or a refusal. A query about the server is returned as packed bytes for Neo4j."""
        if run.query in ROUTING_QUERIES:
            context = run.parameters.get("context", NULL)
            servers = self._list_servers({} if context == NULL else read_map(context, 0)[0])
            return pack(read_cypher("server/routes")) + pack({"ttl": _ROUTING_TTL_S, "servers": servers})
        try:
            checked = check_query(run.query, Parameters(run.parameters), tools=True)
        except (CypherRefused, InvalidParameter) as error:
            return failure_from_error(error)
        if (unpack_optional_string(run.extra.get("db", NULL)) or "").lower() == _SYSTEM and not checked.about_server:
            return Failure(
                _DATABASE_NOT_FOUND_CODE,
                f"The database {_SYSTEM} only accepts SHOW and queries about the server: use {self.database}.",
            )
        if not checked.about_server:
            return checked
        query = self._replace_current_user(checked.text, run.parameters)
        return query or pack(checked.text) + run.packed_parameters

    def _check_settings(self, extra: Mapping[str, bytes]) -> Failure | None:
        """Return the refusal of a transaction with invalid settings, or None."""
        if extra.get("imp_user", NULL) != NULL:
            return Failure(INVALID_REQUEST_CODE, "Impersonation is not supported: remove the impersonated user.")
        name = unpack_optional_string(extra.get("db", NULL))
        if not name or name.lower() in (self.database.lower(), _SYSTEM):
            return None
        return Failure(_DATABASE_NOT_FOUND_CODE, f"The database {name[:80]} was not found: use {self.database}.")

    def _rewrite_settings(self, extra: Mapping[str, bytes]) -> bytes:
        """Return settings of a transaction that reads the graph's database within the time limit."""
        requested = extra.get("tx_timeout", NULL)
        timeout = unpack_integer(requested) if requested != NULL else 0
        forwarded = {key: extra[key] for key in _FORWARDED_SETTINGS if key in extra}
        return pack_raw_map(
            forwarded
            | {
                "mode": pack("r"),
                "db": pack(self.database),
                "tx_timeout": pack(timeout if 0 < timeout < self.timeout_ms else self.timeout_ms),
            }
        )

    def _answer_route(self, message: bytes) -> Request:
        """Answer a ROUTE with this proxy, by the address that the client used."""
        route = read_route(message)
        if refusal := self._check_settings(route.extra):
            return Request(RequestKind.ROUTE, answer=refusal)
        servers = self._list_servers(route.context)
        # The driver looks the table up by the name that it sent.
        database = unpack_optional_string(route.extra.get("db", NULL)) or self.database
        return Request(
            RequestKind.ROUTE,
            answer=encode_success({"rt": {"ttl": _ROUTING_TTL_S, "db": database, "servers": servers}}),
        )

    def _list_servers(self, context: Mapping[str, bytes]) -> Value:
        """Return a routing table with this proxy in every role."""
        named = unpack_optional_string(context.get("address", NULL))
        address = named if named and len(named) <= _MAX_ADDRESS_LENGTH else self.address
        return [{"addresses": [address], "role": role} for role in ("WRITE", "READ", "ROUTE")]


def _parse_pull(message: bytes) -> Request:
    fields = read_fields(message)
    number = unpack_integer(fields["n"]) if "n" in fields else 0
    if number != -1 and number <= FIRST_WINDOW:
        return Request(RequestKind.PULL, message)
    return Request(RequestKind.PULL, message, pull=Pull(number, fields))


def failure_from_error(error: TradegraphError) -> Failure:
    """Return a refusal of the guard with Neo4j's own code for it."""
    if isinstance(error, CypherRefused) and error.unlisted:
        return Failure("Neo.ClientError.Procedure.ProcedureNotFound", error.message)
    return Failure(next(code for kind, code in _CODES if isinstance(error, kind)), error.message)
