"""The way to Neo4j: one connection for each client that has logged on, under the service's own account."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from app.bolt.protocol.chunking import Assembler, encode_chunks
from app.bolt.protocol.handshake import MAGIC, Version
from app.bolt.protocol.packstream import ProtocolError, pack, pack_raw_map
from app.bolt.requests import SUCCESS
from app.bolt.transports import READ_SIZE
from graph.errors import InvalidSetting

_PORT = 7687
_CONNECT_TIMEOUT_S = 5  # seconds to connect and log on
_LONGEST_ANSWER = 64 * 1024

#: What a client says of itself in HELLO that Neo4j is told.
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
    """Neo4j does not answer, or does not take the service's account."""


@dataclass(frozen=True)
class Target:
    """Where Neo4j answers, and the account for it. A ``neo4j://`` names one server too: nothing is routed."""

    host: str
    port: int
    tls: ssl.SSLContext | None
    user: str
    password: str = field(repr=False)

    @classmethod
    def from_uri(cls, uri: str, user: str, password: str) -> Self:
        """From an address as the driver takes it. Raises InvalidSetting for one that it would not take."""
        parts = urlsplit(uri)
        scheme, plus, trust = parts.scheme.partition("+")
        if scheme not in ("bolt", "neo4j") or plus + trust not in _SCHEMES or not parts.hostname:
            raise InvalidSetting(f"{uri!r} is not the address of a Neo4j: write bolt://host:7687.")
        context = _SCHEMES[plus + trust]
        return cls(parts.hostname, parts.port or _PORT, context() if context else None, user, password)


class Upstream:
    """One connection to Neo4j, logged on."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self._writer = reader, writer

    @classmethod
    async def open(cls, target: Target, version: Version, hello: Mapping[str, bytes]) -> tuple[Self, bytes]:
        """Connect, agree on the version that the client speaks, and log on for it.

        ``hello`` are the fields of the client's HELLO. What comes back with the connection is Neo4j's answer to HELLO.
        Raises Unreachable.
        """
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT_S):
                reader, writer = await asyncio.open_connection(
                    target.host, target.port, ssl=target.tls, limit=READ_SIZE
                )
                opened = cls(reader, writer)
                try:
                    return opened, await opened._log_on(target, version, hello)
                except BaseException:
                    opened.abort()
                    raise
        except (OSError, EOFError, TimeoutError, ProtocolError) as error:
            raise UpstreamUnreachable(str(error) or type(error).__name__) from error

    async def _log_on(self, target: Target, version: Version, hello: Mapping[str, bytes]) -> bytes:
        self.write(MAGIC + version.wire_format + bytes(12))
        if await self.reader.readexactly(4) != version.wire_format:
            raise UpstreamUnreachable(f"it does not speak Bolt {version.major}.{version.minor}")
        told = {key: hello[key] for key in _FORWARDED_FIELDS if key in hello}
        account = {"scheme": pack("basic"), "principal": pack(target.user), "credentials": pack(target.password)}
        if version.has_logon:
            asked = [b"\xb1\x01" + pack_raw_map(told), b"\xb1\x6a" + pack_raw_map(account)]
        else:
            asked = [b"\xb1\x01" + pack_raw_map(told | account)]
        self.write(b"".join(map(encode_chunks, asked)))
        answers: list[bytes] = []
        assembler = Assembler(_LONGEST_ANSWER)
        while len(answers) < len(asked):
            data = await self.reader.read(READ_SIZE)
            if not data:
                raise EOFError("it closed the connection")
            answers += assembler.feed(data)
        if any(answer[1] != SUCCESS for answer in answers):
            raise UpstreamUnreachable("it does not take the service's name and password")
        return answers[0]

    def write(self, data: bytes) -> None:
        """Send, or keep until it can be sent; nothing once the connection has ended, which reading tells."""
        if not self._writer.transport.is_closing():
            self._writer.write(data)

    async def drain(self) -> None:
        """Wait until little is kept."""
        await self._writer.drain()

    def abort(self) -> None:
        """End the connection at once, and with it what Neo4j is doing for it."""
        self._writer.transport.abort()
