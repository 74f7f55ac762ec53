"""Where a Neo4j answers, and how other processes find the one that runs on a data directory."""

from dataclasses import dataclass
from pathlib import Path

from graph.errors import DatabaseRefused
from graph.local_neo4j.home import HOST, Home
from graph.local_neo4j.ownership import find_owner, is_neo4j

USER = "neo4j"
MIN_PASSWORD_LENGTH = 8  # characters: Neo4j refuses shorter ones


@dataclass(frozen=True)
class Address:
    """Where Neo4j answers, and to whom. Printing it does not show the password."""

    uri: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Address(uri={self.uri!r}, user={self.user!r})"


def local_uri(port: int) -> str:
    """The Bolt URI of the local Neo4j on ``port``."""
    return f"bolt://{HOST}:{port}"


def find_running(data_dir: Path, password: str | None = None) -> Address | None:
    """The Neo4j that another process runs on ``data_dir``, or None, also while it is still starting.

    ``password`` is the one a setting gives; without it the kept one is taken. Raises DatabaseRefused when there is
    neither: the Neo4j was started with a password that only its owner knows.
    """
    home = Home.of(data_dir)
    owner = find_owner(data_dir)
    if owner is None or owner.neo4j_pid is None or owner.uri is None or not is_neo4j(owner.neo4j_pid, home):
        return None
    password = password or home.password.read()
    if password is None:
        raise DatabaseRefused(
            f"The Neo4j on {home.data_dir} was started with a password of yours: set TRADEGRAPH_NEO4J_PASSWORD to it."
        )
    return Address(owner.uri, USER, password)
