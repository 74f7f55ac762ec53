"""Bolt messages: their signatures and fields, and the responses that the proxy writes.

Fields are read strictly: their number, their types, and no bytes after them.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from app.bolt.protocol.handshake import Version
from app.bolt.protocol.packstream import NULL, ProtocolError, Value, find_end, is_string, pack, read_map, unpack_string


class RequestKind(IntEnum):
    """Signatures of requests."""

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

_ONE_FIELD = (
    RequestKind.HELLO,
    RequestKind.BEGIN,
    RequestKind.DISCARD,
    RequestKind.PULL,
    RequestKind.TELEMETRY,
    RequestKind.LOGON,
)
_FIELD_COUNTS = {
    **dict.fromkeys(RequestKind, 0),
    **dict.fromkeys(_ONE_FIELD, 1),
    **dict.fromkeys((RequestKind.RUN, RequestKind.ROUTE), 3),
}
_SIGNATURES = frozenset(RequestKind)
_FIRST_FIELD = 2  # index; the marker and the signature come before it


class Failure(NamedTuple):
    """FAILURE response: a status code of Neo4j and a sentence for the user."""

    code: str
    sentence: str

    def encode(self, version: Version) -> bytes:
        """Return the message in the form of this version of Bolt."""
        if not version.has_gql_status:
            return _encode(FAILURE, {"code": self.code, "message": self.sentence})
        client = ".ClientError." in self.code
        return _encode(
            FAILURE,
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
            },
        )


class RunMessage(NamedTuple):
    """Fields of a RUN. ``packed_parameters`` are the bytes of all parameters, unchanged."""

    query: str
    parameters: Mapping[str, bytes]
    packed_parameters: bytes
    extra: Mapping[str, bytes]


class RouteMessage(NamedTuple):
    """Fields of a ROUTE."""

    context: Mapping[str, bytes]
    extra: Mapping[str, bytes]


def encode_success(metadata: Mapping[str, Value]) -> bytes:
    """Return a SUCCESS."""
    return _encode(SUCCESS, metadata)


def read_kind(message: bytes) -> RequestKind:
    """Return the kind of a request. Raises ProtocolError for an unknown kind or a wrong number of fields."""
    if len(message) < 2 or message[1] not in _SIGNATURES or message[0] != 0xB0 + _FIELD_COUNTS[RequestKind(message[1])]:
        raise ProtocolError(f"{message[:2].hex(' ')} does not begin a request")
    return RequestKind(message[1])


def read_fields(message: bytes) -> dict[str, bytes]:
    """Return the single field of a request, a map. Raises ProtocolError."""
    fields, end = read_map(message, _FIRST_FIELD)
    _require_end(message, end)
    return fields


def read_run(message: bytes) -> RunMessage:
    """Return the fields of a RUN. Raises ProtocolError."""
    query_end = find_end(message, _FIRST_FIELD)
    query = unpack_string(message[_FIRST_FIELD:query_end])
    parameters, parameters_end = read_map(message, query_end)
    extra, end = read_map(message, parameters_end)
    _require_end(message, end)
    return RunMessage(query, parameters, message[query_end:parameters_end], extra)


def read_route(message: bytes) -> RouteMessage:
    """Return the fields of a ROUTE. Raises ProtocolError."""
    context, context_end = read_map(message, _FIRST_FIELD)
    position = find_end(message, context_end)  # skips the bookmarks
    # Up to Bolt 4.3 the last field is only the name of the database.
    if message[position : position + 1] == NULL or is_string(message, position):
        end = find_end(message, position)
        extra = {"db": message[position:end]}
    else:
        extra, end = read_map(message, position)
    _require_end(message, end)
    return RouteMessage(context, extra)


def read_failure(message: bytes) -> Failure:
    """Return the code and the sentence of a FAILURE of Neo4j. Raises ProtocolError."""
    fields = read_fields(message)
    code = fields["neo4j_code"] if "neo4j_code" in fields else fields["code"]
    return Failure(unpack_string(code), unpack_string(fields["message"]))


def check_fields(kind: RequestKind, message: bytes) -> None:
    """Raise ProtocolError unless a request with at most one field ends after it."""
    _require_end(message, find_end(message, _FIRST_FIELD) if _FIELD_COUNTS[kind] else _FIRST_FIELD)


def unpack_optional_string(packed: bytes) -> str | None:
    """Return a string, or None for null. Raises ProtocolError for other values."""
    return None if packed == NULL else unpack_string(packed)


def _encode(signature: int, metadata: Mapping[str, Value]) -> bytes:
    return bytes((0xB1, signature)) + pack(metadata)


def _require_end(message: bytes, end: int) -> None:
    if end != len(message):
        raise ProtocolError("a message has bytes after its fields")
