"""Address of the local Neo4j, and its discovery by other processes."""

from dataclasses import dataclass
from pathlib import Path

from graph.errors import DatabaseRefused
from graph.local_neo4j.home import HOST, Home
from graph.local_neo4j.ownership import find_owner, is_neo4j

USER = "neo4j"
MIN_PASSWORD_LENGTH = 8  # characters: Neo4j refuses shorter ones


@dataclass(frozen=True)
class Address:
    """Bolt URI and account of a Neo4j. The repr leaves the password out."""

    uri: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Address(uri={self.uri!r}, user={self.user!r})"


def local_uri(port: int) -> str:
    """Return the Bolt URI of the local Neo4j on ``port``."""
    return f"bolt://{HOST}:{port}"


def find_running(data_dir: Path, password: str | None = None) -> Address | None:
    """Find the Neo4j that a process runs on ``data_dir``; None while it is starting.

    ``password`` comes from the settings; the default is the stored one. Raises DatabaseRefused if both are missing:
    Neo4j was then started with a password that is not stored.
    """
    home = Home.of(data_dir)
    owner = find_owner(data_dir)
    if owner is None or owner.neo4j_pid is None or owner.uri is None or not is_neo4j(owner.neo4j_pid, home):
        return None
    password = password or home.password.read()
    if password is None:
        raise DatabaseRefused(
            f"The Neo4j on {home.data_dir} was started with a password that is not stored: set "
            "TRADEGRAPH_NEO4J_PASSWORD to it."
        )
    return Address(owner.uri, USER, password)
