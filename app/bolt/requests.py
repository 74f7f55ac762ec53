"""Requests of clients, validated and written again, and the answers that the proxy gives itself.

A message is read strictly: the number of its fields, their types, and nothing left over. RUN and BEGIN are written
again: Neo4j takes odd markers, trailing bytes and a key twice, and the two readers must not differ in what they see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from app.bolt.current_user import READER_PARAMETER, rewrite_for_reader
from app.bolt.protocol.chunking import MAX_MESSAGE, TruncatedMessage
from app.bolt.protocol.handshake import Version
from app.bolt.protocol.packstream import (
    NULL,
    LimitExceeded,
    ProtocolError,
    Value,
    find_end,
    is_string,
    pack,
    pack_raw_map,
    read_map,
    summarize,
    unpack_integer,
    unpack_string,
)
from app.bolt.pull_windows import FIRST_WINDOW, Pull
from graph.cypher_files import read_cypher
from graph.errors import CypherRefused, CypherTooCostly, CypherUnparsable, InvalidParameter, TradegraphError
from graph.guard import ROUTING_QUERIES, check_query


class RequestKind(IntEnum):
    """The signatures of requests."""

    HELLO = 0x01
    GOODBYE = 0x02
    RESET = 0x0F
    RUN = 0x10
    BEGIN = 0x11
    COMMIT = 0x12
    ROLLBACK = 0x13
    DISCARD = 0x2F
    PULL = 0x3F
    TELEMETRY = 0x54
    ROUTE = 0x66
    LOGON = 0x6A
    LOGOFF = 0x6B


SUCCESS, IGNORED, FAILURE = 0x70, 0x7E, 0x7F
IGNORED_MESSAGE = bytes((0xB0, IGNORED))

_FIELD_COUNTS = {
    **dict.fromkeys(RequestKind, 0),
    **dict.fromkeys(
        (
            RequestKind.HELLO,
            RequestKind.BEGIN,
            RequestKind.DISCARD,
            RequestKind.PULL,
            RequestKind.TELEMETRY,
            RequestKind.LOGON,
        ),
        1,
    ),
    **dict.fromkeys((RequestKind.RUN, RequestKind.ROUTE), 3),
}
_SIGNATURES = frozenset(RequestKind)

#: What a client may say of its transaction besides what the door decides.
_FORWARDED_SETTINGS = (
    "bookmarks",
    "tx_metadata",
    "notifications_minimum_severity",
    "notifications_disabled_categories",
    "notifications_disabled_classifications",
)
_SYSTEM = "system"
_ROUTING_TTL_S = 300
_LONGEST_ADDRESS = 300

INVALID_REQUEST_CODE = "Neo.ClientError.Request.Invalid"
#: The first that fits; each is what Neo4j itself says in that case.
_CODES: tuple[tuple[type[TradegraphError], str], ...] = (
    (CypherUnparsable, "Neo.ClientError.Statement.SyntaxError"),
    (CypherTooCostly, "Neo.ClientError.Statement.ArgumentError"),
    (CypherRefused, "Neo.ClientError.Statement.AccessMode"),
    (InvalidParameter, INVALID_REQUEST_CODE),
)


class Failure(NamedTuple):
    """An answer that refuses: Neo4j's code for the case, and our sentence."""

    code: str
    sentence: str

    def encode(self, version: Version) -> bytes:
        """The message, in the shape of this version of Bolt."""
        if not version.has_gql_status:
            return b"\xb1\x7f" + pack({"code": self.code, "message": self.sentence})
        client = ".ClientError." in self.code
        return b"\xb1\x7f" + pack(
            {
                "neo4j_code": self.code,
                "message": self.sentence,
                "gql_status": "50N42",
                "description": "error: general processing exception - unexpected error",
                "diagnostic_record": {
                    "OPERATION": "",
                    "OPERATION_CODE": "0",
                    "CURRENT_SCHEMA": "/",
                    "_classification": "CLIENT_ERROR" if client else "TRANSIENT_ERROR",
                },
            }
        )


def encode_success(metadata: Mapping[str, Value]) -> bytes:
    """A SUCCESS."""
    return b"\xb1\x70" + pack(metadata)


@dataclass(frozen=True)
class Request:
    """A message of a client: what Neo4j is sent for it, or what the door answers itself.

    ``fields`` are those of HELLO and LOGON, and the bytes of their values. ``pull`` is one that goes on in windows
    and not as the message.
    """

    kind: RequestKind
    message: bytes = b""
    answer: bytes | Failure | None = None
    fields: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pull: Pull | None = None


class Parameters(Mapping[str, int | float | str | range | None]):
    """The parameters of a query, as far as the guard has to see them: numbers, texts, and how long lists are."""

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
    """Read requests. ``database`` is the graph's, ``timeout_ms`` the longest that a transaction may take, ``address``
    where clients are sent that do not say by which address they came, and ``reader`` the name of the account."""

    database: str
    timeout_ms: int
    address: str
    reader: str

    def parse(self, message: bytes) -> Request:
        """The request that this message is. Raises Malformed for what is none."""
        kind = _parse_kind(message)
        try:
            return self._parse(kind, message)
        except LimitExceeded as error:
            if kind not in (RequestKind.RUN, RequestKind.BEGIN):
                raise
            return Request(
                kind, answer=Failure(INVALID_REQUEST_CODE, f"The query was not sent, because {error}: send less.")
            )

    def _parse(self, kind: RequestKind, message: bytes) -> Request:
        if isinstance(message, TruncatedMessage):
            raise LimitExceeded(f"its message with the parameters has more than {MAX_MESSAGE >> 20} MiB")
        if kind is RequestKind.RUN:
            return self._parse_run(message)
        if kind is RequestKind.ROUTE:
            return self._answer_route(message)
        if kind is RequestKind.PULL:
            return _parse_pull(message)
        if kind in (RequestKind.HELLO, RequestKind.LOGON, RequestKind.BEGIN):
            extra, end = read_map(message, 2)
            _require_end(message, end)
            if kind is not RequestKind.BEGIN:
                return Request(kind, fields=extra)
            refusal = self._check_settings(extra)
            return Request(kind, b"\xb1\x11" + self._rewrite_settings(extra), refusal)
        _require_end(message, find_end(message, 2) if _FIELD_COUNTS[kind] else 2)
        if kind in (RequestKind.LOGOFF, RequestKind.TELEMETRY):
            return Request(kind, answer=encode_success({}))
        return Request(kind, message)

    def _parse_run(self, message: bytes) -> Request:
        after_query = find_end(message, 2)
        query = unpack_string(message[2:after_query])
        parameters, after_parameters = read_map(message, after_query)
        extra, end = read_map(message, after_parameters)
        _require_end(message, end)
        asked = self._check_settings(extra) or self._check_query(
            query, parameters, message[after_query:after_parameters], extra
        )
        if isinstance(asked, Failure):
            return Request(RequestKind.RUN, answer=asked)
        return Request(RequestKind.RUN, b"\xb3\x10" + asked + self._rewrite_settings(extra))

    def _check_query(
        self, query: str, parameters: Mapping[str, bytes], given: bytes, extra: Mapping[str, bytes]
    ) -> bytes | Failure:
        """Return the query and its parameters to send, packed, or why they are refused."""
        if query in ROUTING_QUERIES:
            context = parameters.get("context", NULL)
            servers = self._list_servers({} if context == NULL else read_map(context, 0)[0])
            return pack(read_cypher("server/routes")) + pack({"ttl": _ROUTING_TTL_S, "servers": servers})
        try:
            passed = check_query(query, Parameters(parameters), tools=True)
        except (CypherRefused, InvalidParameter) as error:
            return failure_from_error(error)
        if (_unpack_optional_string(extra.get("db", NULL)) or "").lower() == _SYSTEM and not passed.about_server:
            return Failure(
                "Neo.ClientError.Database.DatabaseNotFound",
                f"The database {_SYSTEM} only answers SHOW and questions about the server: ask {self.database}.",
            )
        if about_reader := rewrite_for_reader(passed.text):
            return pack(about_reader) + pack_raw_map({**parameters, READER_PARAMETER: pack(self.reader)})
        return pack(passed.text) + given

    def _check_settings(self, extra: Mapping[str, bytes]) -> Failure | None:
        """Return why a transaction with these settings is refused, or None."""
        if extra.get("imp_user", NULL) != NULL:
            return Failure(INVALID_REQUEST_CODE, "Impersonation is not supported: remove the impersonated user.")
        name = _unpack_optional_string(extra.get("db", NULL))
        if not name or name.lower() in (self.database.lower(), _SYSTEM):
            return None
        return Failure(
            "Neo.ClientError.Database.DatabaseNotFound",
            f"The database {name[:80]} was not found: ask {self.database}.",
        )

    def _rewrite_settings(self, extra: Mapping[str, bytes]) -> bytes:
        """What a transaction is begun with: reading, on the graph's database, and no longer than the limit."""
        asked = extra.get("tx_timeout", NULL)
        timeout = unpack_integer(asked) if asked != NULL else 0
        kept = {key: extra[key] for key in _FORWARDED_SETTINGS if key in extra}
        return pack_raw_map(
            kept
            | {
                "mode": pack("r"),
                "db": pack(self.database),
                "tx_timeout": pack(timeout if 0 < timeout < self.timeout_ms else self.timeout_ms),
            }
        )

    def _answer_route(self, message: bytes) -> Request:
        """ROUTE is answered here: whoever asks is to come back to this door, by the address they came by."""
        context, bookmarks = read_map(message, 2)
        position = find_end(message, bookmarks)
        if message[position : position + 1] == NULL or is_string(
            message, position
        ):  # the database by itself, up to 4.3
            end = find_end(message, position)
            asked = {"db": message[position:end]}
        else:
            asked, end = read_map(message, position)
        _require_end(message, end)
        if refusal := self._check_settings(asked):
            return Request(RequestKind.ROUTE, answer=refusal)
        servers = self._list_servers(context)
        # The database under the name that was asked for, as the driver looks it up again by that.
        database = _unpack_optional_string(asked.get("db", NULL)) or self.database
        return Request(
            RequestKind.ROUTE,
            answer=encode_success({"rt": {"ttl": _ROUTING_TTL_S, "db": database, "servers": servers}}),
        )

    def _list_servers(self, context: Mapping[str, bytes]) -> Value:
        """This door in every role."""
        named = _unpack_optional_string(context.get("address", NULL))
        address = named if named and len(named) <= _LONGEST_ADDRESS else self.address
        return [{"addresses": [address], "role": role} for role in ("WRITE", "READ", "ROUTE")]


def _parse_pull(message: bytes) -> Request:
    fields, end = read_map(message, 2)
    _require_end(message, end)
    number = unpack_integer(fields["n"]) if "n" in fields else 0
    if number != -1 and number <= FIRST_WINDOW:
        return Request(RequestKind.PULL, message)
    return Request(RequestKind.PULL, message, pull=Pull(number, fields))


def failure_from_error(error: TradegraphError) -> Failure:
    """A refusal of the guard as Neo4j would have said it."""
    if isinstance(error, CypherRefused) and error.unlisted:
        return Failure("Neo.ClientError.Procedure.ProcedureNotFound", error.message)
    return Failure(next(code for kind, code in _CODES if isinstance(error, kind)), error.message)


def _parse_kind(message: bytes) -> RequestKind:
    if len(message) < 2 or message[1] not in _SIGNATURES or message[0] != 0xB0 + _FIELD_COUNTS[RequestKind(message[1])]:
        raise ProtocolError(f"{message[:2].hex(' ')} begins no request")
    return RequestKind(message[1])


def _require_end(message: bytes, end: int) -> None:
    if end != len(message):
        raise ProtocolError("a message has more in it than its fields")


def _unpack_optional_string(packed: bytes) -> str | None:
    return None if packed == NULL else unpack_string(packed)
