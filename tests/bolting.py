"""What the tests of the Bolt door share: a door on a loop of its own, and values packed as the official driver does."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from neo4j._codec.packstream import Structure
from neo4j._codec.packstream.v1 import PackableBuffer, Packer, UnpackableBuffer, Unpacker

from app.bolt import Door, Reader, Rules, Target
from graph.local import Address

PASSWORD = "only for reading"


@dataclass
class OpenDoor:
    """A door that is open, and how to log on at it."""

    door: Door
    port: int
    loop: asyncio.AbstractEventLoop = field(repr=False)
    auth: tuple[str, str] = ("reader", PASSWORD)

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def visits(self) -> int:
        """How many clients are connected."""
        return len(self.door._visits)


@contextmanager
def opened_door(address: Address, agent: str = "Neo4j/5.26.0", **limits: Any) -> Iterator[OpenDoor]:
    """A door before this Neo4j, on a thread of its own: the tools that come to it wait for it in the test's."""
    listener = socket.create_server(("127.0.0.1", 0))
    target = Target.of(address.uri, address.user, address.password)
    door = Door(target, Reader("reader", PASSWORD), "neo4j", agent, Rules(**limits))
    loop = asyncio.new_event_loop()
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


def packed(value: Any) -> bytes:
    """A value as the driver sends it."""
    buffer = PackableBuffer()
    Packer(buffer).pack(value)
    return bytes(buffer.data)


def unpacked(data: bytes) -> Any:
    """A value as the driver reads it, which has to take all of the bytes."""
    buffer = UnpackableBuffer(data)
    value = Unpacker(buffer).unpack()
    assert buffer.p == len(data)
    return value


def message(signature: int, *fields: Any) -> bytes:
    """A message as the driver sends it, not yet cut into chunks."""
    buffer = PackableBuffer()
    Packer(buffer).pack_struct(bytes([signature]), list(fields))
    return bytes(buffer.data)


def answer(data: bytes) -> tuple[int, Any]:
    """The signature of an answer, and its first field."""
    found = unpacked(data)
    assert isinstance(found, Structure)
    return found.tag[0], found.fields[0] if found.fields else None
