"""Connections to Neo4j: one for each client that has logged on, under the service's account."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from app.bolt.protocol.chunking import Assembler, encode_chunks
from app.bolt.protocol.handshake import MAGIC, Version
from app.bolt.protocol.messages import SUCCESS, RequestKind
from app.bolt.protocol.packstream import ProtocolError, pack, pack_raw_map
from app.bolt.transports import READ_SIZE
from graph.errors import InvalidSetting

_PORT = 7687
_CONNECT_TIMEOUT_S = 5  # seconds to connect and log on
_MAX_RESPONSE = 64 * 1024  # bytes

#: Fields of a client's HELLO that are forwarded to Neo4j.
_FORWARDED_FIELDS = (
    "user_agent",
    "bolt_agent",
    "patch_bolt",
    "notifications_minimum_severity",
    "notifications_disabled_categories",
    "notifications_disabled_classifications",
)
_SCHEMES = {
    "": None,
    "+s": ssl.create_default_context,
    "+ssc": ssl._create_unverified_context,
}


class UpstreamUnreachable(Exception):
    """Neo4j does not respond, or rejects the service's account."""


@dataclass(frozen=True)
class Target:
    """Address of Neo4j and the account for it. ``neo4j://`` is not routed: only this server is used."""

    host: str
    port: int
    tls: ssl.SSLContext | None
    user: str
    password: str = field(repr=False)

    @classmethod
    def from_uri(cls, uri: str, user: str, password: str) -> Self:
        """Return the target for an address in the driver's format. Raises InvalidSetting."""
        parts = urlsplit(uri)
        scheme, plus, trust = parts.scheme.partition("+")
        if scheme not in ("bolt", "neo4j") or plus + trust not in _SCHEMES or not parts.hostname:
            raise InvalidSetting(f"{uri!r} is not the address of a Neo4j server: use bolt://host:7687.")
        context = _SCHEMES[plus + trust]
        return cls(parts.hostname, parts.port or _PORT, context() if context else None, user, password)


class Upstream:
    """Authenticated connection to Neo4j."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self._writer = reader, writer

    @classmethod
    async def open(cls, target: Target, version: Version, hello: Mapping[str, bytes]) -> tuple[Self, bytes]:
        """Connect with the client's version and log on.

        ``hello`` are the fields of the client's HELLO. Return the connection and Neo4j's response to HELLO. Raises
        UpstreamUnreachable.
        """
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                reader, writer = await asyncio.open_connection(
                    target.host, target.port, ssl=target.tls, limit=READ_SIZE
                )
                connection = cls(reader, writer)
                try:
                    return connection, await connection._log_on(target, version, hello)
                except BaseException:
                    connection.abort()
                    raise
        except (OSError, EOFError, TimeoutError, ProtocolError) as error:
            raise UpstreamUnreachable(str(error) or type(error).__name__) from error

    async def _log_on(self, target: Target, version: Version, hello: Mapping[str, bytes]) -> bytes:
        self.write(MAGIC + version.wire_format + bytes(12))
        if await self.reader.readexactly(4) != version.wire_format:
            raise UpstreamUnreachable(f"Neo4j does not support Bolt {version.major}.{version.minor}")
        forwarded = {key: hello[key] for key in _FORWARDED_FIELDS if key in hello}
        account = {"scheme": pack("basic"), "principal": pack(target.user), "credentials": pack(target.password)}
        if version.has_logon:
            requests = [
                _encode_request(RequestKind.HELLO, forwarded),
                _encode_request(RequestKind.LOGON, account),
            ]
        else:
            requests = [_encode_request(RequestKind.HELLO, forwarded | account)]
        self.write(b"".join(map(encode_chunks, requests)))
        responses: list[bytes] = []
        assembler = Assembler(_MAX_RESPONSE)
        while len(responses) < len(requests):
            data = await self.reader.read(READ_SIZE)
            if not data:
                raise EOFError("Neo4j closed the connection")
            responses += assembler.feed(data)
        if any(response[1] != SUCCESS for response in responses):
            raise UpstreamUnreachable("Neo4j rejected the service's name and password")
        return responses[0]

    def write(self, data: bytes) -> None:
        """Send, or buffer for sending; do nothing after the connection has ended."""
        if not self._writer.transport.is_closing():
            self._writer.write(data)

    async def drain(self) -> None:
        """Wait until the buffer is small."""
        await self._writer.drain()

    def abort(self) -> None:
        """Close the connection at once; Neo4j then stops its query."""
        self._writer.transport.abort()


def _encode_request(kind: RequestKind, fields: Mapping[str, bytes]) -> bytes:
    return bytes((0xB1, kind)) + pack_raw_map(fields)
