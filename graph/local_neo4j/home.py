"""Neo4j's home on disk: its folders, its configuration, the passwords that were made up, and a port.

In: the data directory and a Bolt port. Out: ``DATA_DIR/neo4j`` as Neo4j expects it, and the arguments to start Java
with. The settings come from ``graph/local_neo4j/neo4j_settings.yaml``.
"""

import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from graph.local_neo4j.password_file import PasswordFile

SETTINGS = Path(__file__).parent / "neo4j_settings.yaml"
FOLDERS = ("conf", "data", "logs", "plugins", "import", "run", "licenses")
HOST = "127.0.0.1"
_LISTEN = "server.bolt.listen_address"


@dataclass(frozen=True)
class Home:
    """The places in one data directory."""

    data_dir: Path

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """The home in ``data_dir``, under the one name it has in every process."""
        return cls(data_dir.expanduser().resolve())

    @property
    def path(self) -> Path:
        """Neo4j's own folder."""
        return self.data_dir / "neo4j"

    @property
    def conf(self) -> Path:
        """Neo4j's configuration, written anew at each start."""
        return self.path / "conf" / "neo4j.conf"

    @property
    def log(self) -> Path:
        """What Neo4j says of itself."""
        return self.path / "logs" / "neo4j.log"

    @property
    def console(self) -> Path:
        """What Java prints: little, and most of it at a bad end."""
        return self.path / "logs" / "console.log"

    @property
    def class_list(self) -> Path:
        """The list of the classes that a Neo4j without a class-data archive has loaded."""
        return self.path / "run" / "classes"

    @property
    def password(self) -> PasswordFile:
        """The password that was made up for Neo4j."""
        return PasswordFile(self.data_dir / "neo4j-password")

    @property
    def reader_password(self) -> PasswordFile:
        """The password that was made up for those who only read."""
        return PasswordFile(self.data_dir / "reader-password")

    @property
    def has_graph(self) -> bool:
        """Whether a Neo4j was ever started here."""
        return (self.path / "data" / "databases").exists()

    @property
    def process_argument(self) -> str:
        """The argument that tells a Neo4j of this data directory from every other process."""
        return f"--home-dir={self.path}"

    def find_previous_port(self) -> int | None:
        """The port of the run before if it is free: a service that asks there finds the next Neo4j, too."""
        try:
            found = re.search(rf"^{_LISTEN}={re.escape(HOST)}:(\d+)$", self.conf.read_text("utf-8"), re.MULTILINE)
        except OSError:
            return None
        return int(found[1]) if found and _is_free(int(found[1])) else None

    def prepare(self, port: int, shown_at: str | None = None) -> None:
        """Make what is missing of the folders, for the owner alone, and write the configuration."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700, exist_ok=True)
        for name in FOLDERS:
            (self.path / name).mkdir(exist_ok=True)
        self.conf.write_text(
            "".join(f"{key}={value}\n" for key, value in server_settings(port, shown_at).items()), "utf-8"
        )


def server_settings(port: int, shown_at: str | None = None) -> dict[str, str]:
    """The settings of the local Neo4j when it listens on ``port`` and tells clients that it is at ``shown_at``."""
    lists = yaml.safe_load(SETTINGS.read_text("utf-8"))
    address = f"{HOST}:{port}"
    ours = {_LISTEN: address, "server.bolt.advertised_address": shown_at or address}
    return {**lists["everywhere"], **lists["local"], **ours}


def java_options() -> list[str]:
    """The options of the Java that runs the local Neo4j."""
    lists = yaml.safe_load(SETTINGS.read_text("utf-8"))
    return [*lists["local_jvm"], *lists["everywhere_jvm"]]


def find_free_port() -> int:
    """A port that nothing listens on just now."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # what is left of a run that has just ended does not hinder the next one
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
