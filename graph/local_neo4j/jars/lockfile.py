"""Lock file of Neo4j's jars: coordinates, sizes and hashes."""

import hashlib
import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

LOCK = Path(__file__).with_name("neo4j.lock.toml")
OTHER_NEO4J_HINT = "or set TRADEGRAPH_NEO4J_URI to a running Neo4j"


@dataclass(frozen=True)
class Jar:
    """Jar in the lock file: Maven coordinate, size and hash."""

    group: str
    artifact: str
    version: str
    classifier: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """File name, unique among the jars."""
        return "-".join(part for part in (self.artifact, self.version, self.classifier) if part) + ".jar"


@dataclass(frozen=True)
class DownloadProgress:
    """Progress of a download."""

    jars: int
    all_jars: int
    bytes: int
    all_bytes: int

    def __str__(self) -> str:
        return f"{self.jars} of {self.all_jars} files, {self.bytes / 1e6:.0f} of {self.all_bytes / 1e6:.0f} MB"


class JarState(Enum):
    """State of a jar's file in the cache."""

    GOOD = "good"
    MISSING = "missing"  # no file, or a file that is too short, as after a loss of power
    CHANGED = "changed"  # unexpected content: never deleted automatically


def neo4j_version() -> str:
    """Return the locked version of Neo4j."""
    return str(tomllib.loads(LOCK.read_text("utf-8"))["version"])


def read_lock() -> list[Jar]:
    """Return the jars of the lock file."""
    entries = tomllib.loads(LOCK.read_text("utf-8"))["jars"]
    return [_jar(coordinate, entry) for coordinate, entry in entries.items()]


def _jar(coordinate: str, entry: dict[str, object]) -> Jar:
    group, artifact, version, classifier, *_ = [*coordinate.split(":"), ""]
    return Jar(group, artifact, version, classifier, int(str(entry["size"])), str(entry["sha256"]))


def check_jar(path: Path, jar: Jar) -> JarState:
    """Compare the file at ``path`` with the size and hash of ``jar``."""
    try:
        with path.open("rb") as file:
            if path.stat().st_size < jar.size:
                return JarState.MISSING
            same = hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except FileNotFoundError:
        return JarState.MISSING
    return JarState.GOOD if same else JarState.CHANGED
