"""Neo4j's home on disk: its folders, its configuration, the password that was made up for it, and a port.

In: the data directory and a Bolt port. Out: ``DATA_DIR/neo4j`` as Neo4j expects it, and the arguments to start Java
with. The settings come from ``graph/neo4j_settings.yaml``.
"""

import os
import secrets
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from graph.errors import PortTaken

SETTINGS = Path(__file__).parent.parent / "neo4j_settings.yaml"
FOLDERS = ("conf", "data", "logs", "plugins", "import", "run", "licenses")
HOST = "127.0.0.1"
USUAL_PORT = 7687


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
    def classes(self) -> Path:
        """The list of the classes that a Neo4j without a class-data archive has loaded."""
        return self.path / "run" / "classes"

    @property
    def password_file(self) -> Path:
        """The password that was made up, readable by the owner alone."""
        return self.data_dir / "neo4j-password"

    @property
    def argument(self) -> str:
        """The argument that tells a Neo4j of this data directory from every other process."""
        return f"--home-dir={self.path}"

    def prepare(self, port: int) -> None:
        """Make what is missing of the folders, for the owner alone, and write the configuration."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700, exist_ok=True)
        for name in FOLDERS:
            (self.path / name).mkdir(exist_ok=True)
        self.conf.write_text("".join(f"{key}={value}\n" for key, value in server_settings(port).items()), "utf-8")

    def kept_password(self) -> str | None:
        """The password in the file, or None."""
        try:
            return self.password_file.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def make_password(self) -> str:
        """Make up a password and keep it."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        password = secrets.token_urlsafe(24)
        # Written beside and moved, so that no crash can leave half a password.
        new = self.password_file.with_name("neo4j-password.new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(password + "\n")
        new.replace(self.password_file)
        return password

    def forget_password(self) -> None:
        """Remove the kept password: another one has taken its place."""
        self.password_file.unlink(missing_ok=True)


def server_settings(port: int) -> dict[str, str]:
    """The settings of the local Neo4j when it listens on ``port``."""
    lists = yaml.safe_load(SETTINGS.read_text("utf-8"))
    address = f"{HOST}:{port}"
    ours = {"server.bolt.listen_address": address, "server.bolt.advertised_address": address}
    return {**lists["everywhere"], **lists["local"], **ours}


def java_options() -> list[str]:
    """The options of the Java that runs the local Neo4j."""
    lists = yaml.safe_load(SETTINGS.read_text("utf-8"))
    return [*lists["local_jvm"], *lists["everywhere_jvm"]]


def choose_port(asked: int | None) -> int:
    """The port asked for, or else the usual one, or else any that is free. Raises PortTaken for one asked for."""
    if asked is not None:
        if not _is_free(asked):
            raise taken(asked)
        return asked
    if _is_free(USUAL_PORT):
        return USUAL_PORT
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def taken(port: int) -> PortTaken:
    """The error for a port that something else listens on."""
    return PortTaken(f"Port {port} on {HOST} is in use: stop what listens there, or choose another Bolt port.")


def _is_free(port: int) -> bool:
    """Whether Neo4j could listen on ``port`` and nobody on this machine already does, on this or on all addresses."""
    with socket.socket() as caller:
        caller.settimeout(0.5)
        if caller.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as listener:
        if sys.platform != "win32":  # there it would take a port away from another process
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True
