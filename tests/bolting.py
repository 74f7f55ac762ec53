"""What the tests of the Bolt door share: values and messages packed by the official driver, and unpacked by it."""

from typing import Any

from neo4j._codec.packstream import Structure
from neo4j._codec.packstream.v1 import PackableBuffer, Packer, UnpackableBuffer, Unpacker


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
