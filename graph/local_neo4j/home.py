"""Neo4j's home on disk: folders, configuration, generated passwords, port.

Prepares ``DATA_DIR/neo4j`` for a Bolt port. The settings come from ``graph/local_neo4j/neo4j_settings.yaml``.
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
    """Paths in one data directory."""

    data_dir: Path

    @classmethod
    def of(cls, data_dir: Path) -> Self:
        """Return the home in ``data_dir``, with one absolute path in every process."""
        return cls(data_dir.expanduser().resolve())

    @property
    def path(self) -> Path:
        """Neo4j's own folder."""
        return self.data_dir / "neo4j"

    @property
    def conf(self) -> Path:
        """Neo4j's configuration file, rewritten at each start."""
        return self.path / "conf" / "neo4j.conf"

    @property
    def log(self) -> Path:
        """Neo4j's log file."""
        return self.path / "logs" / "neo4j.log"

    @property
    def console(self) -> Path:
        """Output of Java, mostly written when it crashes."""
        return self.path / "logs" / "console.log"

    @property
    def class_list(self) -> Path:
        """List of the classes that a Neo4j without a class-data archive has loaded."""
        return self.path / "run" / "classes"

    @property
    def password(self) -> PasswordFile:
        """Generated password of Neo4j."""
        return PasswordFile(self.data_dir / "neo4j-password")

    @property
    def reader_password(self) -> PasswordFile:
        """Generated password of the read-only Bolt account."""
        return PasswordFile(self.data_dir / "reader-password")

    @property
    def has_graph(self) -> bool:
        """True if a Neo4j has been started here before."""
        return (self.path / "data" / "databases").exists()

    @property
    def process_argument(self) -> str:
        """Command-line argument that identifies the Neo4j of this data directory."""
        return f"--home-dir={self.path}"

    def find_previous_port(self) -> int | None:
        """Return the port of the previous run if it is free, to keep the address."""
        try:
            found = re.search(rf"^{_LISTEN}={re.escape(HOST)}:(\d+)$", self.conf.read_text("utf-8"), re.MULTILINE)
        except OSError:
            return None
        return int(found[1]) if found and _is_free(int(found[1])) else None

    def prepare(self, port: int, shown_at: str | None = None) -> None:
        """Create missing folders, accessible to the owner only, and write the configuration.

        ``shown_at``: address that Neo4j advertises to clients, if not its own.
        """
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700, exist_ok=True)
        for name in FOLDERS:
            (self.path / name).mkdir(exist_ok=True)
        self.conf.write_text(
            "".join(f"{key}={value}\n" for key, value in server_settings(port, shown_at).items()), "utf-8"
        )


def server_settings(port: int, shown_at: str | None = None) -> dict[str, str]:
    """Return the settings of the local Neo4j on ``port``, advertised at ``shown_at``."""
    lists = yaml.safe_load(SETTINGS.read_text("utf-8"))
    address = f"{HOST}:{port}"
    ours = {_LISTEN: address, "server.bolt.advertised_address": shown_at or address}
    return {**lists["everywhere"], **lists["local"], **ours}


def java_options() -> list[str]:
    """Return the Java options of the local Neo4j."""
    lists = yaml.safe_load(SETTINGS.read_text("utf-8"))
    return [*lists["local_jvm"], *lists["everywhere_jvm"]]


def find_free_port() -> int:
    """Return a port that is free at present."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # connections of a run that has just ended do not block the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
