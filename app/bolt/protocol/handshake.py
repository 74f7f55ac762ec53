"""Handshake: a client proposes four ranges of versions; the proxy chooses one or none."""

from collections.abc import Mapping
from typing import NamedTuple

MAGIC = b"\x60\x60\xb0\x17"
HANDSHAKE_SIZE = 20
NO_VERSION = bytes(4)


class Version(NamedTuple):
    """Version of Bolt."""

    major: int
    minor: int

    @property
    def wire_format(self) -> bytes:
        """Bytes of the version in a response or a proposal."""
        return bytes((0, 0, self.minor, self.major))

    @property
    def has_logon(self) -> bool:
        """Return whether name and password are in LOGON, not in HELLO."""
        return self >= (5, 1)

    def has_utc(self, hello: Mapping[str, bytes]) -> bool:
        """Return whether instants have the form of Bolt 5, which HELLO requests in Bolt 4."""
        return self >= (5, 0) or b"utc" in hello.get("patch_bolt", b"")

    @property
    def has_gql_status(self) -> bool:
        """Return whether a FAILURE has a GQL status."""
        return self >= (5, 7)


#: Versions that Neo4j 5.26 supports, the newest first, down to the first with ROUTE. Bolt 5.5 does not exist.
SUPPORTED_VERSIONS = (*(Version(5, minor) for minor in (8, 7, 6, 4, 3, 2, 1, 0)), Version(4, 4), Version(4, 3))


def choose_version(proposals: bytes) -> Version | None:
    """Return the version for sixteen bytes of proposals, or None if no version fits.

    A proposal is a range of minor versions, counted down; the client's order counts. A proposal for a manifest (a list
    of versions) is skipped, because not every client reads the list.
    """
    for start in range(0, 16, 4):
        _, span, minor, major = proposals[start : start + 4]
        for version in SUPPORTED_VERSIONS:
            if version.major == major and minor - span <= version.minor <= minor:
                return version
    return None
