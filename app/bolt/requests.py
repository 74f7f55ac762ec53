"""Requests of clients, validated and written again, and the answers that the proxy gives itself.

A message is read strictly: the number of its fields, their types, and nothing left over. RUN and BEGIN are written
again: Neo4j takes odd markers, trailing bytes and a key twice, and the two readers must not differ in what they see.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from app.bolt.current_user import PARAMETER, as_reader
from app.bolt.protocol.chunking import LONGEST, TooLong
from app.bolt.protocol.handshake import Version
from app.bolt.protocol.packstream import (
    NULL,
    Excessive,
    Malformed,
    Value,
    end_of,
    integer,
    is_text,
    pack,
    pack_raw_map,
    read_map,
    sketch,
    text,
)
from app.bolt.pull_windows import FIRST, Pull
from graph.cypher_files import cypher
from graph.errors import CypherRefused, CypherTooCostly, CypherUnparsable, InvalidParameter, TradegraphError
from graph.guard import ROUTES_ASKED, check_query


class Kind(IntEnum):
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
IGNORED_WHOLE = bytes((0xB0, IGNORED))

_FIELDS = {
    **dict.fromkeys(Kind, 0),
    **dict.fromkeys((Kind.HELLO, Kind.BEGIN, Kind.DISCARD, Kind.PULL, Kind.TELEMETRY, Kind.LOGON), 1),
    **dict.fromkeys((Kind.RUN, Kind.ROUTE), 3),
}
_SIGNATURES = frozenset(Kind)

#: What a client may say of its transaction besides what the door decides.
_PASSED_ON = (
    "bookmarks",
    "tx_metadata",
    "notifications_minimum_severity",
    "notifications_disabled_categories",
    "notifications_disabled_classifications",
)
_SYSTEM = "system"
_ROUTES_FOR_S = 300
_LONGEST_ADDRESS = 300

AS_REQUESTED = "Neo.ClientError.Request.Invalid"
#: The first that fits; each is what Neo4j itself says in that case.
_CODES: tuple[tuple[type[TradegraphError], str], ...] = (
    (CypherUnparsable, "Neo.ClientError.Statement.SyntaxError"),
    (CypherTooCostly, "Neo.ClientError.Statement.ArgumentError"),
    (CypherRefused, "Neo.ClientError.Statement.AccessMode"),
    (InvalidParameter, AS_REQUESTED),
)


class Failure(NamedTuple):
    """An answer that refuses: Neo4j's code for the case, and our sentence."""

    code: str
    sentence: str

    def packed(self, version: Version) -> bytes:
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


def success(metadata: Mapping[str, Value]) -> bytes:
    """A SUCCESS."""
    return b"\xb1\x70" + pack(metadata)


@dataclass(frozen=True)
class Request:
    """A message of a client: what Neo4j is sent for it, or what the door answers itself.

    ``fields`` are those of HELLO and LOGON, and the bytes of their values. ``pull`` is one that goes on in windows
    and not as the message.
    """

    kind: Kind
    message: bytes = b""
    answer: bytes | Failure | None = None
    fields: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    pull: Pull | None = None


class Parameters(Mapping[str, int | float | str | range | None]):
    """The parameters of a query, as far as the guard has to see them: numbers, texts, and how long lists are."""

    def __init__(self, packed: Mapping[str, bytes]) -> None:
        self._packed = packed

    def __getitem__(self, name: str) -> int | float | str | range | None:
        return sketch(self._packed[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


@dataclass(frozen=True)
class Judge:
    """Read requests. ``database`` is the graph's, ``timeout_ms`` the longest that a transaction may take, ``address``
    where clients are sent that do not say by which address they came, and ``reader`` the name of the account."""

    database: str
    timeout_ms: int
    address: str
    reader: str

    def read(self, message: bytes) -> Request:
        """The request that this message is. Raises Malformed for what is none."""
        kind = _kind(message)
        try:
            return self._read(kind, message)
        except Excessive as error:
            if kind not in (Kind.RUN, Kind.BEGIN):
                raise
            return Request(kind, answer=Failure(AS_REQUESTED, f"The query was not sent, because {error}: send less."))

    def _read(self, kind: Kind, message: bytes) -> Request:
        if isinstance(message, TooLong):
            raise Excessive(f"its message with the parameters has more than {LONGEST >> 20} MiB")
        if kind is Kind.RUN:
            return self._run(message)
        if kind is Kind.ROUTE:
            return self._route(message)
        if kind is Kind.PULL:
            return _pull(message)
        if kind in (Kind.HELLO, Kind.LOGON, Kind.BEGIN):
            extra, end = read_map(message, 2)
            _must_end(message, end)
            if kind is not Kind.BEGIN:
                return Request(kind, fields=extra)
            refusal = self._refusal(extra)
            return Request(kind, b"\xb1\x11" + self._extra(extra), refusal)
        _must_end(message, end_of(message, 2) if _FIELDS[kind] else 2)
        if kind in (Kind.LOGOFF, Kind.TELEMETRY):
            return Request(kind, answer=success({}))
        return Request(kind, message)

    def _run(self, message: bytes) -> Request:
        after_query = end_of(message, 2)
        query = text(message[2:after_query])
        parameters, after_parameters = read_map(message, after_query)
        extra, end = read_map(message, after_parameters)
        _must_end(message, end)
        asked = self._refusal(extra) or self._asked(query, parameters, message[after_query:after_parameters], extra)
        if isinstance(asked, Failure):
            return Request(Kind.RUN, answer=asked)
        return Request(Kind.RUN, b"\xb3\x10" + asked + self._extra(extra))

    def _asked(
        self, query: str, parameters: Mapping[str, bytes], given: bytes, extra: Mapping[str, bytes]
    ) -> bytes | Failure:
        """Return the query and its parameters to send, packed, or why they are refused."""
        if query in ROUTES_ASKED:
            context = parameters.get("context", NULL)
            servers = self._servers({} if context == NULL else read_map(context, 0)[0])
            return pack(cypher("write/routes")) + pack({"ttl": _ROUTES_FOR_S, "servers": servers})
        try:
            passed = check_query(query, Parameters(parameters), tools=True)
        except (CypherRefused, InvalidParameter) as error:
            return refused(error)
        if (_text_or_none(extra.get("db", NULL)) or "").lower() == _SYSTEM and not passed.about_server:
            return Failure(
                "Neo.ClientError.Database.DatabaseNotFound",
                f"The database {_SYSTEM} only answers SHOW and questions about the server: ask {self.database}.",
            )
        if about_reader := as_reader(passed.text):
            return pack(about_reader) + pack_raw_map({**parameters, PARAMETER: pack(self.reader)})
        return pack(passed.text) + given

    def _refusal(self, extra: Mapping[str, bytes]) -> Failure | None:
        """Return why a transaction with these settings is refused, or None."""
        if extra.get("imp_user", NULL) != NULL:
            return Failure(AS_REQUESTED, "Impersonation is not supported: remove the impersonated user.")
        name = _text_or_none(extra.get("db", NULL))
        if not name or name.lower() in (self.database.lower(), _SYSTEM):
            return None
        return Failure(
            "Neo.ClientError.Database.DatabaseNotFound",
            f"The database {name[:80]} was not found: ask {self.database}.",
        )

    def _extra(self, extra: Mapping[str, bytes]) -> bytes:
        """What a transaction is begun with: reading, on the graph's database, and no longer than the limit."""
        asked = extra.get("tx_timeout", NULL)
        timeout = integer(asked) if asked != NULL else 0
        kept = {key: extra[key] for key in _PASSED_ON if key in extra}
        return pack_raw_map(
            kept
            | {
                "mode": pack("r"),
                "db": pack(self.database),
                "tx_timeout": pack(timeout if 0 < timeout < self.timeout_ms else self.timeout_ms),
            }
        )

    def _route(self, message: bytes) -> Request:
        """ROUTE is answered here: whoever asks is to come back to this door, by the address they came by."""
        context, bookmarks = read_map(message, 2)
        position = end_of(message, bookmarks)
        if message[position : position + 1] == NULL or is_text(message, position):  # the database by itself, up to 4.3
            end = end_of(message, position)
            asked = {"db": message[position:end]}
        else:
            asked, end = read_map(message, position)
        _must_end(message, end)
        if refusal := self._refusal(asked):
            return Request(Kind.ROUTE, answer=refusal)
        servers = self._servers(context)
        # The database under the name that was asked for, as the driver looks it up again by that.
        database = _text_or_none(asked.get("db", NULL)) or self.database
        return Request(Kind.ROUTE, answer=success({"rt": {"ttl": _ROUTES_FOR_S, "db": database, "servers": servers}}))

    def _servers(self, context: Mapping[str, bytes]) -> Value:
        """This door in every role."""
        named = _text_or_none(context.get("address", NULL))
        address = named if named and len(named) <= _LONGEST_ADDRESS else self.address
        return [{"addresses": [address], "role": role} for role in ("WRITE", "READ", "ROUTE")]


def _pull(message: bytes) -> Request:
    fields, end = read_map(message, 2)
    _must_end(message, end)
    number = integer(fields["n"]) if "n" in fields else 0
    if number != -1 and number <= FIRST:
        return Request(Kind.PULL, message)
    return Request(Kind.PULL, message, pull=Pull(number, fields))


def refused(error: TradegraphError) -> Failure:
    """A refusal of the guard as Neo4j would have said it."""
    if isinstance(error, CypherRefused) and error.unlisted:
        return Failure("Neo.ClientError.Procedure.ProcedureNotFound", error.sentence)
    return Failure(next(code for kind, code in _CODES if isinstance(error, kind)), error.sentence)


def _kind(message: bytes) -> Kind:
    if len(message) < 2 or message[1] not in _SIGNATURES or message[0] != 0xB0 + _FIELDS[Kind(message[1])]:
        raise Malformed(f"{message[:2].hex(' ')} begins no request")
    return Kind(message[1])


def _must_end(message: bytes, end: int) -> None:
    if end != len(message):
        raise Malformed("a message has more in it than its fields")


def _text_or_none(packed: bytes) -> str | None:
    return None if packed == NULL else text(packed)
