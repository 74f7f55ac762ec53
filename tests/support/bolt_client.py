"""Helpers for tests of the proxy: a running proxy, a raw client, packed values."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import neo4j
from neo4j._codec.packstream import Structure
from neo4j._codec.packstream.v1 import PackableBuffer, Packer, UnpackableBuffer, Unpacker

from app.bolt import Account, BoltLimits, BoltProxy, Target
from app.bolt.protocol.chunking import Assembler, encode_chunks
from app.bolt.protocol.handshake import MAGIC
from graph.local_neo4j import Address

try:
    from uvloop import new_event_loop  # stricter than asyncio, and used by the service if it is installed
except ImportError:
    from asyncio import new_event_loop

PASSWORD = "only for reading"


@dataclass
class OpenDoor:
    """Running proxy, with its port and its log-on."""

    door: BoltProxy
    port: int
    loop: asyncio.AbstractEventLoop = field(repr=False)
    auth: tuple[str, str] = ("reader", PASSWORD)

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def visits(self) -> int:
        """Number of connected clients."""
        return len(self.door._connections)


@contextmanager
def opened_door(
    address: Address, agent: str = "Neo4j/5.26.0", hosts: tuple[str, ...] = (), **limits: Any
) -> Iterator[OpenDoor]:
    """Run a proxy in front of this Neo4j. It has its own thread, because clients block the test's thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    target = Target.from_uri(address.uri, address.user, address.password)
    door = BoltProxy(target, Account("reader", PASSWORD), "neo4j", agent, BoltLimits(**limits), hosts)
    loop = new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="door")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(door.open(listener), loop).result(10)
        yield OpenDoor(door, listener.getsockname()[1], loop)
    finally:
        asyncio.run_coroutine_threadsafe(door.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


class Raw:
    """TCP client that sends exactly the given messages."""

    def __init__(self, door: OpenDoor, version: tuple[int, int] = (5, 8)) -> None:
        self.door = door
        self.socket = socket.create_connection(("127.0.0.1", door.port), timeout=10)
        self._assembler = Assembler(1 << 30)
        self._came: list[bytes] = []
        try:
            self.send(MAGIC + bytes((0, 0, version[1], version[0])) + bytes(12))
            assert self.socket.recv(4) == bytes((0, 0, version[1], version[0]))
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, *messages: bytes) -> None:
        """Send messages in one write."""
        self.send(b"".join(map(encode_chunks, messages)))

    def answers(self, number: int) -> list[tuple[int, Any]]:
        """Return this number of responses, or fewer if the proxy disconnects."""
        while len(self._came) < number and (data := self._receive()):
            self._came += self._assembler.feed(data)
        found, self._came = self._came[:number], self._came[number:]
        return [answer(one) for one in found]

    def _receive(self) -> bytes:
        try:
            return self.socket.recv(65536)
        except ConnectionError:
            return b""

    def log_on(self) -> None:
        name, password = self.door.auth
        self.ask(
            message(0x01, {"user_agent": "tests/1", "bolt_agent": {"product": "tests/1"}}),
            message(0x6A, {"scheme": "basic", "principal": name, "credentials": password}),
        )
        assert [signature for signature, _ in self.answers(2)] == [0x70, 0x70]

    def is_hung_up(self) -> bool:
        """Return whether the proxy ends the connection before the read timeout."""
        return not self._came and not self._receive()


def read_last_transaction(address: Address) -> set[str]:
    """Return the bookmark of the graph's last transaction. Any write gives another one."""
    with (
        neo4j.GraphDatabase.driver(address.uri, auth=(address.user, address.password)) as driver,
        driver.session(database="neo4j", default_access_mode=neo4j.READ_ACCESS) as session,
    ):
        session.run("RETURN 1").consume()
        return set(session.last_bookmarks().raw_values)


def packed(value: Any) -> bytes:
    """Pack a value as the driver does."""
    buffer = PackableBuffer()
    Packer(buffer).pack(value)
    return bytes(buffer.data)


def unpacked(data: bytes) -> Any:
    """Unpack a value as the driver does; fail if bytes are left."""
    buffer = UnpackableBuffer(data)
    value = Unpacker(buffer).unpack()
    assert buffer.p == len(data)
    return value


def message(signature: int, *fields: Any) -> bytes:
    """Return a message as the driver packs it, before it is split into chunks."""
    buffer = PackableBuffer()
    Packer(buffer).pack_struct(bytes([signature]), list(fields))
    return bytes(buffer.data)


def answer(data: bytes) -> tuple[int, Any]:
    """Return the signature and the first field of a response."""
    found = unpacked(data)
    assert isinstance(found, Structure)
    return found.tag[0], found.fields[0] if found.fields else None


def wait_for(what: Any, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)
