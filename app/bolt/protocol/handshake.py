"""The handshake: a client proposes four ranges of versions, and is answered with one of ours or with none."""

from typing import NamedTuple

MAGIC = b"\x60\x60\xb0\x17"
HANDSHAKE_SIZE = 20
NO_VERSION = bytes(4)


class Version(NamedTuple):
    """A version of Bolt."""

    major: int
    minor: int

    @property
    def wire_format(self) -> bytes:
        """As it is answered, and proposed alone."""
        return bytes((0, 0, self.minor, self.major))

    @property
    def has_logon(self) -> bool:
        """Whether name and password come in a LOGON, and no longer in HELLO."""
        return self >= (5, 1)

    @property
    def has_gql_status(self) -> bool:
        """Whether a FAILURE carries a GQL status."""
        return self >= (5, 7)


#: What Neo4j 5.26 speaks, from the first with ROUTE on; there never was a 5.5. The newest first.
SUPPORTED_VERSIONS = (*(Version(5, minor) for minor in (8, 7, 6, 4, 3, 2, 1, 0)), Version(4, 4), Version(4, 3))


def choose_version(proposals: bytes) -> Version | None:
    """The version to speak with a client that sends these sixteen bytes; None where there is none in common.

    A proposal counts down from its minor version over a range. The client's order counts. One for a manifest, which
    would be answered with a list to choose from, is passed over: not every client reads what then follows.
    """
    for start in range(0, 16, 4):
        _, reach, minor, major = proposals[start : start + 4]
        for version in SUPPORTED_VERSIONS:
            if version.major == major and minor - reach <= version.minor <= minor:
                return version
    return None
